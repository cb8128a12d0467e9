"""Writes of the thread."""

from portico.thread.services.diary import correct_entry, write_entry
from portico.thread.services.tasks import (
    complete_task,
    create_task,
    drop_task,
    drop_tasks_about,
    drop_tasks_of,
    hand_tasks_over,
    move_task,
    restore_tasks,
)

__all__ = [
    "complete_task",
    "correct_entry",
    "create_task",
    "drop_task",
    "drop_tasks_about",
    "drop_tasks_of",
    "hand_tasks_over",
    "move_task",
    "restore_tasks",
    "write_entry",
]
