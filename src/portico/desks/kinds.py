"""What the desks put on the thread."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from portico.desks.selectors.days import appointments
from portico.desks.selectors.encounters import encounters, with_lines
from portico.kernel.actor import Actor
from portico.thread.timeline import register_kinds, register_objects

LISTENINGS = ["encounter_recorded", "encounter_identified", "encounter_amended", "encounter_continued"]
APPOINTMENTS = [
    "appointment_booked",
    "appointment_moved",
    "appointment_cancelled",
    "appointment_no_show",
    "appointment_arrived",
    "appointment_done",
]


def load_encounters(actor: Actor, ids: list[UUID]) -> dict[UUID, Any]:
    return with_lines(encounters(actor=actor)).in_bulk(ids)


def load_appointments(actor: Actor, ids: list[UUID]) -> dict[UUID, Any]:
    return appointments(actor=actor).in_bulk(ids)


register_kinds("incontri", LISTENINGS + APPOINTMENTS)
register_objects("encounter", load_encounters)
register_objects("appointment", load_appointments)
