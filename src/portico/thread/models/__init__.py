"""The tables of the thread: things to do, the diary, documents and what they are written from."""

from portico.thread.models.diary import DiaryEntry, DiarySubject
from portico.thread.models.document import Document, DocumentFile, DocumentSubject, DocumentTemplate
from portico.thread.models.reach import Shown
from portico.thread.models.task import SOURCE_PAGES, Task

__all__ = [
    "SOURCE_PAGES",
    "DiaryEntry",
    "DiarySubject",
    "Document",
    "DocumentFile",
    "DocumentSubject",
    "DocumentTemplate",
    "Shown",
    "Task",
]
