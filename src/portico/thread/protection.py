from django.apps import apps

from portico.kernel.protection import declare
from portico.thread.models import DocumentTemplate, Task

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
for _name, _category, _purpose in (
    ("Document", "diary", "Documents of people's files; health, economy and justice are walled by each one's category"),
    ("DocumentHistory", "diary", "Earlier versions: documents of people's files"),
    ("DocumentSubject", "diary", "Whom a document is about"),
    ("DocumentFile", "diary", "What documents say: scans, letters, reports"),
):
    declare(apps.get_model("thread", _name), "person", category=_category, purpose=_purpose)
declare(DocumentTemplate, "tenant", purpose="Letters and reports to be filled in; they name nobody")
