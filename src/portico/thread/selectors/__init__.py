"""Reading the thread: things to do, the diary, documents."""

from portico.thread.selectors.diary import (
    case_entries,
    entries,
    entries_of_person,
    get_entry,
    versions_of_entry,
)
from portico.thread.selectors.documents import (
    case_documents,
    documents,
    documents_of_person,
    get_document,
    get_file,
    get_template,
    templates,
    versions_of_document,
)
from portico.thread.selectors.reach import attachable_cases
from portico.thread.selectors.tasks import (
    PastDay,
    get_task,
    open_tasks,
    past_days,
    tasks,
    tasks_of_person,
    tasks_of_source,
)

__all__ = [
    "PastDay",
    "attachable_cases",
    "case_documents",
    "case_entries",
    "documents",
    "documents_of_person",
    "entries",
    "entries_of_person",
    "get_document",
    "get_entry",
    "get_file",
    "get_task",
    "get_template",
    "open_tasks",
    "past_days",
    "tasks",
    "tasks_of_person",
    "tasks_of_source",
    "templates",
    "versions_of_document",
    "versions_of_entry",
]
