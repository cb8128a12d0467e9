"""Writes of the thread."""

from portico.thread.services.diary import correct_entry, write_entry
from portico.thread.services.documents import (
    add_document,
    add_version,
    correct_document,
    register_protocol,
    withdraw_document,
)
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
from portico.thread.services.templates import save_template

__all__ = [
    "add_document",
    "add_version",
    "complete_task",
    "correct_document",
    "correct_entry",
    "create_task",
    "drop_task",
    "drop_tasks_about",
    "drop_tasks_of",
    "hand_tasks_over",
    "move_task",
    "register_protocol",
    "restore_tasks",
    "save_template",
    "withdraw_document",
    "write_entry",
]
