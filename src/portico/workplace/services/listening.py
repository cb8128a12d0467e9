"""Saving a listening with all that follows from it, in one transaction: everything, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.casework.services import note_contact, propose_from_encounter
from portico.desks.enums import SubjectRole
from portico.desks.models import Appointment, Encounter
from portico.desks.selectors import get_appointment
from portico.desks.services.appointments import book, mark_done
from portico.desks.services.encounters import EncounterData, record_encounter
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.models import Draft
from portico.people.selectors import get_person
from portico.privacy.services import deliver_notice
from portico.referrals.services import refer_from_encounter
from portico.workplace.selectors.drafts import LISTENING, drafts


@dataclass(frozen=True, slots=True)
class Listening:
    """What was typed: the listening, and the arguments of each thing that follows; None for what does not."""

    encounter: EncounterData
    notice: dict[str, Any] | None = None
    appointment: dict[str, Any] | None = None
    referral: dict[str, Any] | None = None
    proposal: dict[str, Any] | None = None
    draft: UUID | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of it."""

    encounter: Encounter
    appointment: Appointment | None = None
    referral: Any = None
    case: Any = None


class StepRefused(DomainError):
    """One of the things that follow cannot be done; `step` says which, `cause` what its service said."""

    def __init__(self, step: str, cause: DomainError) -> None:
        super().__init__(cause.message, field=cause.field)
        self.step = step
        self.cause = cause


@transaction.atomic
def save_listening(*, actor: Actor, data: Listening, occurred_at: datetime | None = None) -> Saved:
    """Record the listening, give the notice, book, refer and propose; the draft is gone.

    Raises DomainError for the listening itself, StepRefused for what follows, NotVisible for people or desks that are
    not the actor's. Nothing of it stays then.
    """
    people = [key for key, role in data.encounter.people if role == SubjectRole.FOR_WHOM]
    with _step("notice"):
        _give_notice(actor, data, people, occurred_at)
    encounter = record_encounter(actor=actor, data=data.encounter, occurred_at=occurred_at)
    if data.encounter.appointment_id:
        _finish(actor, data.encounter.appointment_id)
    saved = Saved(
        encounter=encounter,
        appointment=_book(actor, data, people, occurred_at),
        referral=_refer(actor, data, encounter, people, occurred_at),
        case=_propose(actor, data, encounter, people),
    )
    note_contact(actor=actor, person_ids=people, on=timezone.localdate(encounter.happened_at))
    if data.draft:
        drafts(actor=actor).filter(subject=str(data.draft)).delete()
    return saved


def keep_draft(*, actor: Actor, key: UUID, fields: dict[str, list[str]]) -> None:
    """What somebody is typing, kept as it is: no event, no history. `key` is the page's own, chosen when it opens."""
    Draft.objects.update_or_create(
        membership_id=actor.own_membership_id,
        form=LISTENING,
        subject=str(key),
        defaults={"data": fields, "updated_at": timezone.now()},
    )


@contextmanager
def _step(name: str) -> Iterator[None]:
    try:
        yield
    except DomainError as error:
        raise StepRefused(name, error) from error


def _give_notice(actor: Actor, data: Listening, people: list[UUID], occurred_at: datetime | None) -> None:
    if data.notice is None:
        return
    if not people:
        raise DomainError(_("Per segnare la consegna serve sapere a chi: scegli la persona."), field="outcome")
    for key in people:
        deliver_notice(actor=actor, person=get_person(actor=actor, key=key), occurred_at=occurred_at, **data.notice)


def _finish(actor: Actor, appointment_id: UUID) -> None:
    """The appointment the listening came from is done, if nobody marked it otherwise meanwhile."""
    if get_appointment(actor=actor, key=appointment_id).is_live:
        mark_done(actor=actor, appointment_id=appointment_id)


def _book(actor: Actor, data: Listening, people: list[UUID], occurred_at: datetime | None) -> Appointment | None:
    if data.appointment is None:
        return None
    with _step("appointment"):
        label = "" if people else data.encounter.called or str(_("Senza nome"))
        return book(
            actor=actor,
            person_id=people[0] if people else None,
            label=label,
            occurred_at=occurred_at,
            **data.appointment,
        )


def _refer(
    actor: Actor, data: Listening, encounter: Encounter, people: list[UUID], occurred_at: datetime | None
) -> Any:
    if data.referral is None:
        return None
    with _step("referral"):
        if not people:
            raise DomainError(_("Per un invio serve sapere chi è: scegli o registra la persona."))
        return refer_from_encounter(
            actor=actor, encounter=encounter, person_id=people[0], occurred_at=occurred_at, **data.referral
        )


def _propose(actor: Actor, data: Listening, encounter: Encounter, people: list[UUID]) -> Any:
    if data.proposal is None:
        return None
    with _step("proposal"):
        if not people:
            raise DomainError(_("Per una presa in carico serve sapere chi è: scegli o registra la persona."))
        return propose_from_encounter(
            actor=actor,
            encounter=encounter,
            urgency=encounter.urgency,
            occurred_at=encounter.happened_at,
            **data.proposal,
        )
