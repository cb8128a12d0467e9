"""What is typed about things to do, in the diary, about documents."""

from portico.thread.forms.diary import DiaryFilter, EntryForm
from portico.thread.forms.tasks import DoneForm, DropForm, MoveForm, TaskForm

__all__ = ["DiaryFilter", "DoneForm", "DropForm", "EntryForm", "MoveForm", "TaskForm"]
