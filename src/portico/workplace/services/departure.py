"""Somebody died or moved: one act puts in order everything that was open, as far as the actor's hand reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category
from portico.casework import selectors as cases
from portico.casework.enums import SubjectRole
from portico.casework.services import (
    add_subject,
    choose_reference,
    close_case,
    end_subject,
    hand_over,
    reopen_case,
)
from portico.desks.services.appointments import cancel_future_appointments
from portico.events.services import notify, record_event
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.records import change
from portico.people.enums import AddressKind, LifeStatus
from portico.people.models import Person
from portico.people.policies import locked_person
from portico.people.services.ground import add_address
from portico.referrals.services import cancel_referral, comment, interrupt_referral
from portico.territory.selectors import municipality_by_istat
from portico.thread.services import drop_tasks_about, restore_tasks
from portico.workplace.selectors.departure import (
    CaseChoice,
    Fate,
    Kind,
    Plan,
    case_ids_at,
    departure_plan,
    last_departure,
)

DESTINATIONS = ("same_region_service", "other_region_service", "moved_abroad")


@dataclass(slots=True)
class Done:
    """What was put in order."""

    closed: int = 0
    handed_over: int = 0
    going_on: int = 0
    appointments: int = 0
    tasks: int = 0
    referrals: int = 0
    told: int = 0


@transaction.atomic
def record_departure(
    *,
    actor: Actor,
    person_id: UUID,
    kind: str,
    on: date,
    destination: str = "",
    moved_to: str = "",
    municipality: str = "",
    choices: Mapping[UUID, str] | None = None,
    words: str = "",
    occurred_at: datetime | None = None,
) -> Done:
    """Mark the person, stop messages, cancel what is booked, end what is open, tell who follows them.

    `kind` is one of `Kind`; a move away takes a `destination` (a closure code), one within the ambito a
    `municipality`. `choices` says the fate of each case where it is not the usual one. Raises NotVisible, NotAllowed,
    DomainError.
    """
    person = locked_person(actor=actor, person_id=person_id)
    _check(person, kind, on, destination, municipality)
    at = occurred_at or timezone.now()
    plan = departure_plan(actor=actor, person=person, kind=kind)
    fates = _fates(plan, choices or {})
    payload = {"within": kind == Kind.WITHIN, "destination": destination, "municipality": municipality}
    payload |= {"on": on.isoformat(), "messages_stopped": person.messages_stopped}
    if kind == Kind.WITHIN:
        town = municipality_by_istat(municipality)
        add_address(
            actor=actor,
            person_id=person.pk,
            kind=AddressKind.RESIDENCE,
            municipality=town,
            valid_from=on,
            occurred_at=at,
        )
    else:
        values = {
            "life_status": kind,
            "life_status_on": on,
            "moved_to": moved_to.strip()[:120],
            "messages_stopped": True,
        }
        change(person, actor=actor, values=values)
    record_event(
        actor=actor,
        kind="person_deceased" if kind == Kind.DECEASED else "person_moved",
        category=Category.IDENTITY,
        people=[person],
        other_tokens=plan.follower_tokens,
        occurred_at=at,
        object_kind="person",
        object_id=person.pk,
        municipality=municipality,
        payload=payload,
    )
    done = Done(told=len(plan.follower_tokens))
    _tell_followers(actor, person, plan)
    if kind != Kind.WITHIN:
        _end_what_is_open(actor, person, plan, fates, kind, at, done)
    for choice in plan.cases:
        _settle_case(actor, person, choice.case.pk, fates[choice.case.pk], kind, destination, words, at, done)
    return done


@transaction.atomic
def undo_departure(*, actor: Actor, person_id: UUID) -> Done:
    """A recording made by mistake, within a day: the person is back, with the cases and tasks it closed.

    Appointments and referrals are not: their places may be taken. Raises DomainError when it is too late.
    """
    person = locked_person(actor=actor, person_id=person_id)
    event = last_departure(actor=actor, person=person)
    if event is None:
        raise DomainError(_("Non si può più annullare: è passato più di un giorno."))
    done = Done()
    values: dict[str, Any] = {"life_status": LifeStatus.PRESENT, "life_status_on": None, "moved_to": ""}
    change(person, actor=actor, values={**values, "messages_stopped": bool(event.payload.get("messages_stopped"))})
    at = event.occurred_at
    for case_id in case_ids_at(actor=actor, person_id=person.pk, kind="case_closed", at=at):
        done.closed += _reopened(actor, case_id)
    for case_id in case_ids_at(actor=actor, person_id=person.pk, kind="case_subject_ended", at=at):
        add_subject(actor=actor, case_id=case_id, person_id=person.pk)
        done.going_on += 1
    done.tasks = restore_tasks(actor=actor, person_id=person.pk, dropped_at=event.occurred_at)
    plan = departure_plan(actor=actor, person=person, kind=Kind.WITHIN)
    record_event(
        actor=actor,
        kind="departure_undone",
        category=Category.IDENTITY,
        people=[person],
        other_tokens=plan.follower_tokens,
        object_kind="person",
        object_id=person.pk,
        corrects_id=event.pk,
    )
    _tell_followers(actor, person, plan)
    return done


def _check(person: Person, kind: str, on: date, destination: str, municipality: str) -> None:
    if kind not in Kind.values:
        raise DomainError(_("Scegli che cosa è successo."), field="kind")
    if person.life_status != LifeStatus.PRESENT:
        raise DomainError(_("È già registrato."))
    if on > timezone.localdate():
        raise DomainError(_("È un giorno che deve ancora venire."), field="on")
    if person.birth_date and on < person.birth_date:
        raise DomainError(_("È prima della nascita."), field="on")
    if kind == Kind.MOVED:
        if destination not in DESTINATIONS:
            raise DomainError(_("Scegli dove si è trasferita."), field="destination")
        codes.require("case_closure_reason", destination, field="destination")
    if kind == Kind.WITHIN and municipality_by_istat(municipality) is None:
        raise DomainError(_("Scegli il comune."), field="municipality")


def _fates(plan: Plan, choices: Mapping[UUID, str]) -> dict[UUID, str]:
    """The fate of each case the actor decides about: as chosen, else the usual one. Raises DomainError."""
    fates = {}
    for choice in plan.cases:
        wanted = choices.get(choice.case.pk) or choice.default
        if wanted not in _values(choice):
            raise DomainError(_("Scegli che cosa fare di questa presa in carico."), field=choice.field)
        fates[choice.case.pk] = wanted
    return fates


def _values(choice: CaseChoice) -> set[str]:
    found: set[str] = set()
    for value, label in choice.options:
        found |= {item for item, _label in label} if isinstance(label, list) else {str(value)}
    return found


def _tell_followers(actor: Actor, person: Person, plan: Plan) -> None:
    notify(
        actor=actor,
        tokens=plan.follower_tokens,
        kind="people.departure",
        text=_("È cambiata la situazione di una persona che seguite: guardate che cosa resta aperto."),
        url=reverse("workplace:person", kwargs={"key": person.pk}),
    )


def _end_what_is_open(
    actor: Actor, person: Person, plan: Plan, fates: dict[UUID, str], kind: str, at: datetime, done: Done
) -> None:
    reason = _("Decesso") if kind == Kind.DECEASED else _("Trasferimento fuori dall'ambito")
    done.appointments = cancel_future_appointments(actor=actor, person=person, reason=reason)
    code = "death" if kind == Kind.DECEASED else "moved"
    for referral in plan.cancelled:
        cancel_referral(actor=actor, referral_id=referral.pk, reason=reason)
    for referral in plan.interrupted:
        interrupt_referral(actor=actor, referral_id=referral.pk, reason=code, occurred_at=at)
    for referral in plan.told:
        comment(actor=actor, referral_id=referral.pk, text=reason)
    done.referrals = len(plan.cancelled) + len(plan.interrupted)
    going_on = [key for key, fate in fates.items() if fate == Fate.LEAVE]
    done.tasks = drop_tasks_about(actor=actor, person_id=person.pk, reason=reason, but_sources=going_on, occurred_at=at)


def _settle_case(
    actor: Actor,
    person: Person,
    case_id: UUID,
    fate: str,
    kind: str,
    destination: str,
    words: str,
    at: datetime,
    done: Done,
) -> None:
    if fate == Fate.KEEP:
        return
    if fate == Fate.LEAVE:
        _leave_case(actor, person, case_id, kind, at)
        done.going_on += 1
    elif fate == Fate.CLOSE:
        reason = {Kind.DECEASED: "death", Kind.WITHIN: "other"}.get(Kind(kind), destination)
        text = words or (_("Trasferimento in un altro comune dell'ambito") if kind == Kind.WITHIN else "")
        close_case(actor=actor, case_id=case_id, reason=reason, words=text, occurred_at=at)
        done.closed += 1
    else:
        unit, _sep, manager = fate.partition(":")
        hand_over(
            actor=actor,
            case_id=case_id,
            to_unit_id=UUID(unit),
            to_manager_id=UUID(manager) if manager else None,
            reason=words or _("Trasferimento in un altro comune dell'ambito"),
            occurred_at=at,
        )
        done.handed_over += 1


def _leave_case(actor: Actor, person: Person, case_id: UUID, kind: str, at: datetime) -> None:
    """The case goes on with the others; who follows them goes on reading the record of somebody who died."""
    case = cases.get_case(actor=actor, key=case_id)
    subjects = list(cases.subjects_of(case=case))
    mine = next(subject for subject in subjects if subject.person_id == person.pk)
    if mine.role == SubjectRole.REFERENCE:
        other = next(subject for subject in subjects if subject.person_id != person.pk)
        choose_reference(actor=actor, case_id=case_id, person_id=other.person_id)
    end_subject(actor=actor, case_id=case_id, person_id=person.pk, keep_sight=kind == Kind.DECEASED, occurred_at=at)


def _reopened(actor: Actor, case_id: UUID) -> int:
    try:
        with transaction.atomic():
            reopen_case(actor=actor, case_id=case_id, reason=_("Registrata per errore una partenza"))
    except DomainError:
        # Nobody managed it yet, or the manager left: the unit opens it again by itself.
        return 0
    return 1
