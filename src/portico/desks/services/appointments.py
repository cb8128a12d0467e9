"""Booking, moving, cancelling; who came and who did not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category
from portico.accounts.models import Membership
from portico.desks.calendar import Slot, Taken, free_lanes
from portico.desks.enums import AppointmentState
from portico.desks.lifecycle import APPOINTMENT
from portico.desks.models import Appointment, Desk
from portico.desks.policies import may_listen
from portico.desks.selectors.days import appointments, nearest_free, taken_places
from portico.desks.selectors.desks import get_own_desk
from portico.desks.services.sight import keep_in_sight
from portico.events.services import notify, record_event
from portico.kernel import codes, records
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.ids import uuid7
from portico.people.models import Person
from portico.people.selectors import get_person

LONGEST = timedelta(hours=4)
FURTHEST = timedelta(days=400)


class TimeTaken(DomainError):
    """The place went to somebody else meanwhile; `nearest` are the free times around it."""

    message = _("Quell'orario è appena stato preso.")

    def __init__(self, nearest: list[Slot]) -> None:
        super().__init__(_("Quell'orario è appena stato preso."), field="starts_at")
        self.nearest = nearest


@transaction.atomic
def book(
    *,
    actor: Actor,
    desk_id: UUID,
    starts_at: datetime,
    minutes: int | None = None,
    person_id: UUID | None = None,
    label: str = "",
    channel: str = "in_person",
    language: str = "",
    operator_id: UUID | None = None,
    notes: str = "",
    moved_from: Appointment | None = None,
    occurred_at: datetime | None = None,
) -> Appointment:
    """Give somebody a place at an own desk. Any time will do; `selectors.free_slots` proposes those of the hours.

    `occurred_at` is when it was booked. Raises TimeTaken when every place or the operator is taken, DomainError for
    a time that makes no sense or nobody to expect, NotVisible for somebody else's desk or person.
    """
    if not may_listen(actor):
        raise NotAllowed()
    desk = get_own_desk(actor=actor, key=desk_id)
    person = get_person(actor=actor, key=person_id) if person_id else None
    length = timedelta(minutes=minutes or desk.slot_minutes)
    _check(starts_at=starts_at, length=length, person=person, label=label, channel=channel, now=occurred_at)
    if operator_id and not Membership.objects.filter(pk=operator_id, unit_id=desk.unit_id).exists():
        raise DomainError(_("Scegli una persona di questo sportello."), field="operator")
    _one_at_a_time(desk_id=desk.pk, operator_id=operator_id)
    lane = _lane(desk, starts_at, length, operator_id)
    if lane is None:
        raise TimeTaken(nearest_free(actor=actor, desk=desk, around=starts_at, minutes=minutes))
    appointment = Appointment(
        id=uuid7(occurred_at),
        desk=desk,
        unit_token=desk.unit.token,
        operator_id=operator_id,
        person=person,
        label="" if person else label.strip(),
        starts_at=starts_at,
        ends_at=starts_at + length,
        lane=lane,
        channel=channel,
        language=language,
        notes=notes.strip(),
        moved_from=moved_from,
    )
    try:
        with transaction.atomic():
            appointment.save(force_insert=True)
    except IntegrityError as error:
        raise TimeTaken(nearest_free(actor=actor, desk=desk, around=starts_at, minutes=minutes)) from error
    if person:
        keep_in_sight(actor=actor, person_id=person.pk, at=occurred_at)
    if moved_from is None:
        _tell(actor=actor, kind="appointment_booked", appointment=appointment, occurred_at=occurred_at)
    return appointment


@transaction.atomic
def move(
    *,
    actor: Actor,
    appointment_id: UUID,
    starts_at: datetime,
    minutes: int | None = None,
    operator_id: UUID | None = None,
    reason: str = "",
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> Appointment:
    """Another time for the same appointment: the old one stays, marked as moved. Raises as `book` does."""
    old = _locked(actor, appointment_id)
    _step(old, "move", actor=actor, outcome="moved", reason=reason, expected_version=expected_version)
    new = book(
        actor=actor,
        desk_id=old.desk_id,
        starts_at=starts_at,
        minutes=minutes or old.minutes,
        person_id=old.person_id,
        label=old.label,
        channel=old.channel,
        language=old.language,
        operator_id=operator_id or old.operator_id,
        notes=old.notes,
        moved_from=old,
        occurred_at=occurred_at,
    )
    _tell(actor=actor, kind="appointment_moved", appointment=new, occurred_at=occurred_at)
    return new


@transaction.atomic
def cancel(
    *,
    actor: Actor,
    appointment_id: UUID,
    reason: str = "",
    by_person: bool = True,
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> Appointment:
    """Give the place back: the person cannot come, or the desk cannot receive them."""
    outcome = "cancelled_person" if by_person else "cancelled_service"
    appointment = _locked(actor, appointment_id)
    _step(appointment, "cancel", actor=actor, outcome=outcome, reason=reason, expected_version=expected_version)
    _tell(actor=actor, kind="appointment_cancelled", appointment=appointment, occurred_at=occurred_at)
    return appointment


@transaction.atomic
def mark_arrived(*, actor: Actor, appointment_id: UUID, occurred_at: datetime | None = None) -> Appointment:
    """The person is here; also somebody marked absent who came late, if the place is still free."""
    appointment = _locked(actor, appointment_id)
    try:
        with transaction.atomic():
            _step(appointment, "arrive", actor=actor)
    except IntegrityError as error:
        raise TimeTaken(
            nearest_free(actor=actor, desk=appointment.desk, around=appointment.starts_at, minutes=appointment.minutes)
        ) from error
    _tell(actor=actor, kind="appointment_arrived", appointment=appointment, occurred_at=occurred_at)
    return appointment


@transaction.atomic
def mark_no_show(*, actor: Actor, appointment_id: UUID, occurred_at: datetime | None = None) -> Appointment:
    """The person did not come, or went away before being listened to."""
    appointment = _locked(actor, appointment_id)
    step = "leave" if appointment.state == AppointmentState.ARRIVED else "miss"
    if step == "miss" and appointment.starts_at > timezone.now():
        raise DomainError(_("L'ora non è ancora passata."))
    _step(appointment, step, actor=actor, outcome="no_show")
    _tell(actor=actor, kind="appointment_no_show", appointment=appointment, occurred_at=occurred_at)
    return appointment


@transaction.atomic
def mark_done(*, actor: Actor, appointment_id: UUID, occurred_at: datetime | None = None) -> Appointment:
    """The person was received. A listening recorded from the appointment does this by itself."""
    appointment = _locked(actor, appointment_id)
    _step(appointment, "finish", actor=actor, outcome="done")
    _tell(actor=actor, kind="appointment_done", appointment=appointment, occurred_at=occurred_at)
    return appointment


@transaction.atomic
def add_walk_in(
    *,
    actor: Actor,
    desk_id: UUID,
    label: str = "",
    person_id: UUID | None = None,
    notes: str = "",
    occurred_at: datetime | None = None,
) -> Appointment:
    """Somebody came without an appointment and waits. Takes nobody's place."""
    if not may_listen(actor):
        raise NotAllowed()
    desk = get_own_desk(actor=actor, key=desk_id)
    person = get_person(actor=actor, key=person_id) if person_id else None
    if person is None and not label.strip():
        raise DomainError(_("Scrivi un nome o le iniziali, quanto basta per chiamarla."), field="label")
    at = occurred_at or timezone.now()
    walk_in = Appointment(
        id=uuid7(occurred_at),
        desk=desk,
        unit_token=desk.unit.token,
        person=person,
        label="" if person else label.strip(),
        starts_at=at,
        ends_at=at + timedelta(minutes=desk.slot_minutes),
        state=AppointmentState.ARRIVED,
        notes=notes.strip(),
        walk_in=True,
    )
    walk_in.save(force_insert=True)
    if person:
        keep_in_sight(actor=actor, person_id=person.pk, at=occurred_at)
    _tell(actor=actor, kind="appointment_arrived", appointment=walk_in, occurred_at=occurred_at)
    return walk_in


@transaction.atomic
def cancel_future_appointments(*, actor: Actor, person: Person, reason: str) -> int:
    """Somebody died or moved away: cancel what they are booked for at every desk, and tell those desks."""
    with connection.cursor() as cursor:
        cursor.execute("select * from portico_cancel_appointments(%s, %s)", [person.pk, reason.strip()])
        cancelled = cursor.fetchall()
    for key, unit_token, starts_at in cancelled:
        record_event(
            actor=actor,
            kind="appointment_cancelled",
            category=Category.DIARY,
            people=[person],
            level="unit",
            object_kind="appointment",
            object_id=key,
            other_tokens=[unit_token],
            payload={"starts_at": starts_at.isoformat(), "outcome": "cancelled_service"},
        )
        if unit_token not in actor.tokens:
            notify(
                actor=actor,
                tokens=[unit_token],
                kind="desks.cancelled",
                text=_("Un appuntamento del vostro sportello è stato annullato."),
                url=f"/appuntamenti/{key}/",
            )
    return len(cancelled)


def _check(
    *, starts_at: datetime, length: timedelta, person: Person | None, label: str, channel: str, now: datetime | None
) -> None:
    codes.require("encounter_channel", channel, field="channel")
    if person is None and not label.strip():
        raise DomainError(_("Scegli la persona, oppure scrivi un nome o le iniziali."), field="label")
    if not timedelta(0) < length <= LONGEST:
        raise DomainError(_("Un appuntamento dura al massimo quattro ore."), field="minutes")
    if starts_at < (now or timezone.now()) - timedelta(minutes=5):
        raise DomainError(_("Quell'ora è già passata."), field="starts_at")
    if starts_at > (now or timezone.now()) + FURTHEST:
        raise DomainError(_("È troppo lontano: scegli un giorno entro un anno."), field="starts_at")


def _one_at_a_time(*, desk_id: UUID, operator_id: UUID | None) -> None:
    """Bookings of a desk, and of an operator, wait for each other.

    The exclusion constraints alone would be right too, but two that insert at once would wait for one another
    until the database breaks the knot.
    """
    with connection.cursor() as cursor:
        for name in sorted(f"appointment:{key}" for key in (desk_id, operator_id) if key):
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _lane(desk: Desk, starts_at: datetime, length: timedelta, operator_id: UUID | None) -> int | None:
    taken = taken_places(desk_id=desk.pk, begins=starts_at, ends=starts_at + length)
    if operator_id and _busy(operator_id, taken):
        return None
    free = free_lanes(starts_at, starts_at + length, desk.operators, taken)
    return free[0] if free else None


def _busy(operator_id: UUID, taken: list[Taken]) -> bool:
    return any(item.operator_id == operator_id for item in taken)


def _locked(actor: Actor, appointment_id: UUID) -> Appointment:
    if not may_listen(actor):
        raise NotAllowed()
    records.lock(appointments(actor=actor).select_related(None), appointment_id)
    return appointments(actor=actor).select_related("desk__unit", "person").get(pk=appointment_id)


def _step(
    appointment: Appointment, transition: str, *, actor: Actor, expected_version: int | None = None, **values: Any
) -> None:
    state = APPOINTMENT.target(transition, appointment.state)
    records.change(appointment, actor=actor, values={"state": state, **values}, expected_version=expected_version)


def _tell(*, actor: Actor, kind: str, appointment: Appointment, occurred_at: datetime | None) -> None:
    """On the thread of the person for the desk's unit: other services read that there is one where the diary is open,
    unless the desk is one that is not named outside."""
    unit = appointment.desk.unit
    record_event(
        actor=actor,
        kind=kind,
        category=Category.DIARY,
        people=[appointment.person] if appointment.person else [],
        level="unit" if unit.sensitive or unit.organisation.sensitive else "network",
        occurred_at=occurred_at,
        object_kind="appointment",
        object_id=appointment.pk,
        payload={
            "starts_at": appointment.starts_at.isoformat(),
            "minutes": appointment.minutes,
            "channel": appointment.channel,
            "outcome": appointment.outcome,
            "walk_in": appointment.walk_in,
        },
    )
