from django.apps import apps

from portico.kernel.protection import declare
from portico.thread.models import Task

declare(Task, "person", category="diary", purpose="Keeping promises in time")
declare(
    apps.get_model("thread", "TaskHistory"),
    "person",
    category="diary",
    purpose="Earlier versions: keeping promises in time",
)
for _name, _purpose in (
    ("DiaryEntry", "Professional diary of the work with people"),
    ("DiaryEntryHistory", "Earlier versions: professional diary"),
    ("DiarySubject", "Whom an entry of the diary is about"),
):
    declare(apps.get_model("thread", _name), "person", category="diary", purpose=_purpose)
