"""The week of a unit: who meets whom and when, what falls due, who is away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from portico.accounts.models import Membership, Substitution
from portico.accounts.selectors import colleagues
from portico.desks.models import Appointment
from portico.desks.selectors.days import appointments, bounds
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.thread.models import Task
from portico.thread.selectors import tasks

ROLES = {"coordinator", "social_worker", "foster_team", "psychologist"}


@dataclass(slots=True)
class Cell:
    """One colleague's day."""

    day: date
    appointments: list[Appointment] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One colleague's week; `membership` is None for what nobody in particular has."""

    membership: Membership | None
    cells: list[Cell]


def monday_of(text: str) -> date:
    """The Monday of a week written "2026-W48"; this week's when it is none."""
    try:
        year, _separator, week = text.partition("-W")
        return date.fromisocalendar(int(year), int(week), 1)
    except ValueError:
        today = timezone.localdate()
        return today - timedelta(days=today.weekday())


def week_name(monday: date) -> str:
    """The ISO week as the address writes it: "2026-W48"."""
    year, week, _day = monday.isocalendar()
    return f"{year}-W{week:02d}"


def week_of_unit(*, actor: Actor, monday: date) -> list[Row]:
    """A row for each colleague of the unit, and one for what is the whole unit's. Raises NotVisible without a unit."""
    if actor.role not in ROLES or actor.unit_id is None:
        raise NotVisible("unit", actor.unit_id or "")
    days = [monday + timedelta(days=number) for number in range(7)]
    cells: dict[Any, dict[date, Cell]] = defaultdict(lambda: {day: Cell(day) for day in days})
    members = list(colleagues(actor=actor))
    tokens = {member.token: member.pk for member in members}
    for item in _appointments(actor, members, days):
        cells[item.operator_id][timezone.localdate(item.starts_at)].appointments.append(item)
    # Tasks of the unit as a whole have its own token.
    due = tasks(actor=actor).filter(
        assigned_token__in=[*tokens, actor.main_token], state=Task.State.OPEN, due_on__gte=days[0], due_on__lte=days[-1]
    )
    for task in due[:500]:
        if task.due_on:
            cells[tokens.get(task.assigned_token)][task.due_on].tasks.append(task)
    for absent_id, day in _absences(actor.ambito_id, actor.unit_id, days):
        cells[absent_id][day].absent = True
    rows = [Row(member, list(cells[member.pk].values())) for member in members]
    return [*rows, Row(None, list(cells[None].values()))] if None in cells else rows


def _appointments(actor: Actor, members: list[Membership], days: list[date]) -> Iterator[Appointment]:
    begins, ends = bounds(days[0])[0], bounds(days[-1])[1]
    found = appointments(actor=actor).filter(
        Q(operator__in=members) | Q(operator__isnull=True), starts_at__gte=begins, starts_at__lt=ends
    )
    yield from found.exclude(state__in=["cancelled", "moved"])[:500]


def _absences(ambito_id: UUID, unit_id: UUID, days: list[date]) -> Iterator[tuple[Any, date]]:
    found = Substitution.objects.filter(
        ambito_id=ambito_id, absent__unit_id=unit_id, starts_on__lte=days[-1], ends_on__gte=days[0]
    )
    for item in found:
        for day in days:
            if item.starts_on <= day <= item.ends_on:
                yield item.absent_id, day
