"""What assessments put on the thread."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from portico.assessment import selectors
from portico.kernel.actor import Actor
from portico.thread.timeline import register_kinds, register_objects

KINDS = [
    "assessment_completed",
    "assessment_shared",
    "assessment_reordered",
]


def load_assessments(actor: Actor, ids: list[UUID]) -> dict[UUID, Any]:
    return selectors.assessments(actor=actor).in_bulk(ids)


register_kinds("casi", KINDS)
register_objects("assessment", load_assessments)
