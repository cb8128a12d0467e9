"""What casework puts on the thread, and where its tasks lead."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from portico.casework import selectors
from portico.kernel.actor import Actor
from portico.thread.models import SOURCE_PAGES
from portico.thread.timeline import register_kinds, register_objects

KINDS = [
    "case_proposed",
    "case_sent_back",
    "case_accepted",
    "case_opened",
    "case_assigned",
    "case_activated",
    "case_suspended",
    "case_resumed",
    "case_closed",
    "case_reopened",
    "case_handed_over",
    "case_member_added",
    "case_member_ended",
    "case_subject_added",
    "case_subject_ended",
    "case_family_reference",
    "case_reference_changed",
    "case_edited",
]


def load_cases(actor: Actor, ids: list[UUID]) -> dict[UUID, Any]:
    return selectors.cases(actor=actor).select_related("unit").in_bulk(ids)


SOURCE_PAGES["case"] = "casework:case"
register_kinds("casi", KINDS)
register_objects("case", load_cases)
