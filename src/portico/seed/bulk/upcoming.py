"""Appointments of today and of the next open days, at every desk."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from portico.desks.calendar import opening
from portico.desks.models import Desk
from portico.seed.bulk.ground import Place
from portico.seed.bulk.lines import DESK_MEMORY, Known, Lines
from portico.seed.bulk.listenings import tell_appointment, write_appointment
from portico.seed.bulk.writer import Written

OPEN_DAYS = 5
LOOK_AHEAD = 14
TAKEN = 0.55
LANES = 3


def write_upcoming(lines: Lines, written: Written, *, today: date) -> int:
    """Book known people at their desks: today, also where the desk is closed, and the next open days.

    A demonstration opened on a Sunday has a day to show. Returns how many.
    """
    desks = {
        desk.unit.code: desk
        for desk in Desk.objects.filter(ambito_id=lines.ground.ambito)
        .select_related("unit")
        .prefetch_related("hours", "closures")
        .order_by("id")
    }
    booked = 0
    for code, desk in sorted(desks.items()):
        memory = lines.now - DESK_MEMORY + timedelta(days=1)
        seen = sorted(written.at_desk.get(code, ()), key=lambda pair: (pair[0], pair[1].id), reverse=True)
        people = [person for last, person in seen if last > memory]
        lines.rng.shuffle(people)
        for day, periods in _days(desk, today):
            booked += _fill(lines, lines.ground.places[code], desk, people, day, periods)
    return booked


def _days(desk: Desk, today: date) -> list[tuple[date, list[tuple[time, time]]]]:
    """Today and the next open days, with the hours; a closed today borrows those of the next."""
    found = []
    for number in range(LOOK_AHEAD):
        day = today + timedelta(days=number)
        periods = list(opening(day, desk.hours.all(), desk.closures.all()).periods)
        if periods:
            found.append((day, periods))
    if not found:
        return []
    if found[0][0] != today:
        found.insert(0, (today, found[0][1]))
    return found[: OPEN_DAYS + 1]


def _fill(
    lines: Lines, place: Place, desk: Desk, people: list[Known], day: date, periods: list[tuple[time, time]]
) -> int:
    """Some of the day's times, each with somebody else."""
    slot = timedelta(minutes=desk.slot_minutes)
    booked = 0
    for opens, closes in periods:
        starts = datetime.combine(day, opens)
        while starts + slot <= datetime.combine(day, closes):
            for lane in range(1, min(desk.operators, LANES) + 1):
                if people and lines.rng.random() < TAKEN:
                    _book(lines, place, people.pop(), starts, lane)
                    booked += 1
            starts += slot
    return booked


def _book(lines: Lines, place: Place, person: Known, starts: datetime, lane: int) -> None:
    """Booked some days ago; when its time has passed, the person came or did not."""
    rng = lines.rng
    worker = place.workers[lane - 1] if lane <= len(place.workers) else None
    days_ago = rng.randrange(1, 12)
    booked = datetime.combine(min(starts, lines.now).date() - timedelta(days=days_ago), time(9 + rng.randrange(8), 35))
    passed = (lines.now - starts).total_seconds() / 60
    state = "booked"
    if passed > place.slot_minutes:
        state = "no_show" if rng.random() < MISSED else "done"
    elif passed > -5:
        state = "arrived"
    channel = "phone" if rng.random() < 0.12 else "in_person"
    key = write_appointment(
        lines, place, worker, person, starts=starts, booked=booked, channel=channel, state=state, lane=lane
    )
    if state == "booked":
        return
    kind = {"no_show": "appointment_no_show", "done": "appointment_done", "arrived": "appointment_arrived"}[state]
    at = (
        min(starts + timedelta(minutes=place.slot_minutes), lines.now) if state == "no_show" else min(starts, lines.now)
    )
    tell_appointment(
        lines, place, worker or place.workers[0], person, key, kind, at=at, starts=starts, channel=channel,
        outcome="" if state == "arrived" else state,
    )  # fmt: skip


MISSED = 0.15
