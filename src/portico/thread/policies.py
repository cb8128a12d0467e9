"""Who may do what with a thing to do. Seeing it is the walls' business."""

from __future__ import annotations

from portico.kernel.actor import Actor
from portico.thread.models import Task

LEADING = frozenset({"social_worker", "coordinator", "foster_team"})


def may_work(actor: Actor, task: Task) -> bool:
    """Complete, move or drop it: whoever it is given to, or who leads the path it belongs to."""
    return task.assigned_token in actor.tokens or actor.role in LEADING or actor.kind == "system"
