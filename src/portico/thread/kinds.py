"""What the thread itself puts on the thread."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from portico.kernel.actor import Actor
from portico.thread import selectors
from portico.thread.timeline import register_objects


def load_tasks(actor: Actor, ids: list[UUID]) -> dict[UUID, Any]:
    return selectors.tasks(actor=actor).in_bulk(ids)


register_objects("task", load_tasks)
