"""Meetings of these days, one still to be written down, and an emergency whose clocks are running."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice

from django.utils import timezone

from portico.authorities.selectors import files_of_case
from portico.authorities.services import note_step, open_file, record_removal
from portico.casework.models import Case
from portico.casework.selectors import my_cases
from portico.kernel.actor import Actor, acting
from portico.meetings.selectors import callable_subjects
from portico.meetings.services import Outsider, convene
from portico.seed.bulk.lines import ROME
from portico.seed.stories.cast import Cast
from portico.seed.stories.clock import it_is

TEACHER = Outsider("Prof.ssa Ricci", "Istituto comprensivo", "insegnante")
DOCTOR = Outsider("Dott.ssa Landi", "Distretto sanitario", "geriatra")
# Who convenes, the case's place in their list, in how many days, at what time, kind, who comes from outside.
SOON = [
    ("giulia", 0, -1, (15, 0), "verification", [TEACHER]),
    ("giulia", 1, 1, (9, 30), "network", [TEACHER]),
    ("giulia", 2, 4, (11, 0), "verification", []),
    ("anna", 0, 0, (17, 30), "verification", []),
    ("anna", 1, 2, (10, 0), "planning", []),
    ("anna", 2, 6, (12, 0), "uvm", [DOCTOR]),
]
# The case of the busy social worker in which, last night, a boy was put in safety.
URGENT = ("giulia", 3)


def meet_soon(cast: Cast, today: date) -> None:
    """Inside the transaction of the stories."""
    for email, place, days, hour, kind, outsiders in SOON:
        actor = cast.named(email)
        case = _case(actor, place)
        if case is not None:
            _convene(actor, case, datetime.combine(today + timedelta(days=days), time(*hour), ROME), kind, outsiders)
    _urgent(cast)


def _case(actor: Actor, place: int, *, minors: bool = False) -> Case | None:
    with acting(actor):
        found = my_cases(actor=actor).filter(reserved=False, state="active").order_by("year", "number", "id")
        if minors:
            found = found.filter(area="families_minors")
        return next(islice(found.iterator(), place, place + 1), None)


def _convene(actor: Actor, case: Case, at: datetime, kind: str, outsiders: list[Outsider]) -> None:
    called = timezone.now() - timedelta(days=5)
    with acting(actor), it_is(called):
        convene(
            actor=actor,
            case_id=case.pk,
            kind=kind,
            starts_at=at,
            place="Sala riunioni, secondo piano",
            agenda="Com'è andata da settembre\nChe cosa cambia da qui a Natale",
            membership_ids=[actor.own_membership_id],
            subject_ids=[item.pk for item in callable_subjects(case=case)[:2]],
            outsiders=outsiders,
            occurred_at=called,
        )


def _urgent(cast: Cast) -> None:
    """The first term was kept this morning; the prosecutor's runs."""
    actor, place = cast.named(URGENT[0]), URGENT[1]
    case = _case(actor, place, minors=True)
    if case is None:
        return
    placed = timezone.now() - timedelta(hours=26)
    with acting(actor), it_is(placed + timedelta(hours=1)):
        file = files_of_case(actor=actor, case_id=case.pk).first() or open_file(actor=actor, case_id=case.pk)
        subject = callable_subjects(case=case)[-1]
        removal = record_removal(
            actor=actor, file_id=file.pk, subject_ids=[subject.pk], placed_at=placed,
            by_whom="Servizio sociale, con la polizia locale", place="Comunità di pronta accoglienza",
            occurred_at=placed + timedelta(hours=1),
        )  # fmt: skip
        note_step(actor=actor, removal_id=removal.pk, step="told_at", at=placed + timedelta(minutes=40))
    sent = placed + timedelta(hours=15)
    with acting(actor), it_is(sent + timedelta(minutes=5)):
        note_step(actor=actor, removal_id=removal.pk, step="sent_at", at=sent, occurred_at=sent)
