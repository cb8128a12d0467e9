"""What plans put on the thread."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from portico.kernel.actor import Actor
from portico.plans import selectors
from portico.thread.models import SOURCE_PAGES
from portico.thread.timeline import register_kinds, register_objects

KINDS = [
    "plan_started",
    "plan_shared",
    "plan_reworked",
    "plan_signed",
    "plan_review_started",
    "plan_confirmed",
    "plan_verified",
    "plan_commitment_kept",
    "plan_fact_recorded",
    "plan_fact_withdrawn",
    "plan_concluded",
    "plan_interrupted",
]


def load_plans(actor: Actor, ids: list[UUID]) -> dict[UUID, Any]:
    return selectors.plans(actor=actor).in_bulk(ids)


SOURCE_PAGES["plan"] = "plans:plan"
register_kinds("casi", KINDS)
register_objects("plan", load_plans)
