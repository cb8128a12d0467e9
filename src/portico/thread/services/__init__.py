"""Writes of the thread."""

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
    "create_task",
    "drop_task",
    "drop_tasks_about",
    "drop_tasks_of",
    "hand_tasks_over",
    "move_task",
    "restore_tasks",
]
