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
