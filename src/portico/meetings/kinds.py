"""What meetings put on the thread."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from portico.kernel.actor import Actor
from portico.meetings import selectors
from portico.thread.timeline import register_kinds, register_objects

KINDS = [
    "meeting_convened",
    "meeting_moved",
    "meeting_cancelled",
    "meeting_held",
    "meeting_closed",
    "meeting_reopened",
]


def load_meetings(actor: Actor, ids: list[UUID]) -> dict[UUID, Any]:
    return selectors.meetings(actor=actor).in_bulk(ids)


register_kinds("incontri", KINDS)
register_objects("meeting", load_meetings)
