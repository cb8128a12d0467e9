"""A desk's day: who is expected, who walked in, which times are free."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from portico.desks.calendar import ROME, Opening, Slot, Taken, slots
from portico.desks.enums import LIVE
from portico.desks.models import Appointment, Desk, Encounter
from portico.desks.selectors.desks import opening_of
from portico.desks.selectors.encounters import encounters_of_unit
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible

AHEAD = timedelta(days=60)
RECENT = timedelta(days=7)


@dataclass(slots=True)
class DeskDay:
    """What the page of a desk's day shows."""

    desk: Desk
    opening: Opening
    appointments: list[Appointment] = field(default_factory=list)
    walk_ins: list[Appointment] = field(default_factory=list)
    encounters: list[Encounter] = field(default_factory=list)
    recent: list[Encounter] = field(default_factory=list)
    # Places taken by appointments this reader may not see.
    hidden: list[Taken] = field(default_factory=list)


def appointments(*, actor: Actor) -> QuerySet[Appointment]:
    """Appointments of the actor's desks, as far as the person is theirs to see, in order of time."""
    return (
        Appointment.objects.filter(ambito_id=actor.ambito_id, unit_token__in=actor.tokens)
        .select_related("person", "operator__user", "desk")
        .order_by("starts_at", "lane", "id")
    )


def appointments_of_today(*, actor: Actor) -> QuerySet[Appointment]:
    """Today's appointments and walk-ins still to be dealt with, at the desks where the actor works."""
    begins, ends = bounds(timezone.localdate())
    return appointments(actor=actor).filter(starts_at__gte=begins, starts_at__lt=ends, state__in=list(LIVE))


def get_appointment(*, actor: Actor, key: object) -> Appointment:
    """An appointment of one of the actor's desks. Raises NotVisible."""
    try:
        return appointments(actor=actor).select_related("desk__unit", "person", "operator__user").get(pk=UUID(str(key)))
    except (Appointment.DoesNotExist, ValueError) as error:
        raise NotVisible("appointment", key) from error


def desk_day(*, actor: Actor, desk: Desk, day: date) -> DeskDay:
    """Appointments by hour, who walked in, what was heard that day and what colleagues wrote in the week before."""
    begins, ends = bounds(day)
    found = list(appointments(actor=actor).filter(desk=desk, starts_at__gte=begins, starts_at__lt=ends))
    mine = encounters_of_unit(actor=actor).filter(unit_token=desk.unit.token)
    known = {(item.starts_at, item.lane) for item in found if not item.walk_in}
    return DeskDay(
        desk=desk,
        opening=opening_of(desk, day),
        appointments=[item for item in found if not item.walk_in],
        walk_ins=[item for item in found if item.walk_in],
        encounters=list(mine.filter(happened_at__gte=begins, happened_at__lt=ends)[:50]),
        recent=list(mine.filter(happened_at__lt=begins, happened_at__gte=begins - RECENT)[:10]),
        hidden=[
            item
            for item in taken_places(desk_id=desk.pk, begins=begins, ends=ends)
            if (item.starts_at, item.lane) not in known
        ],
    )


def taken_places(*, desk_id: UUID, begins: datetime, ends: datetime) -> list[Taken]:
    """When the places of an own desk are taken, also by people the actor may not see: times only."""
    with connection.cursor() as cursor:
        cursor.execute("select * from portico_desk_busy(%s, %s, %s)", [desk_id, begins, ends])
        return [Taken(*row) for row in cursor.fetchall()]


def free_slots(*, actor: Actor, desk: Desk, day: date, minutes: int | None = None) -> list[Slot]:
    """The times of a day that may be booked from now on."""
    begins, ends = bounds(day)
    taken = taken_places(desk_id=desk.pk, begins=begins, ends=ends)
    now = timezone.now()
    found = slots(opening_of(desk, day), minutes or desk.slot_minutes, desk.operators, taken)
    return [slot for slot in found if slot.starts_at > now]


def nearest_free(*, actor: Actor, desk: Desk, around: datetime, minutes: int | None = None, few: int = 3) -> list[Slot]:
    """The free times closest to one that is not: the same day first, then the days after."""
    day = timezone.localdate(around, ROME)
    found = sorted(
        free_slots(actor=actor, desk=desk, day=day, minutes=minutes), key=lambda slot: abs(slot.starts_at - around)
    )
    last = day + AHEAD
    while len(found) < few and day < last:
        day += timedelta(days=1)
        if opening_of(desk, day).is_open:
            found += free_slots(actor=actor, desk=desk, day=day, minutes=minutes)
    return sorted(found[:few], key=lambda slot: slot.starts_at)


def bounds(day: date) -> tuple[datetime, datetime]:
    """The instants a day of Rome begins and ends at."""
    return (
        datetime.combine(day, time.min, ROME),
        datetime.combine(day + timedelta(days=1), time.min, ROME),
    )
