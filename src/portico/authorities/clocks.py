"""The terms of an emergency removal, as data: which hold on a day, when each ends, whether it was kept."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DATA = Path(__file__).parent / "data" / "removal_clocks.csv"
WHO = {"us": _("tocca a noi"), "prosecutor": _("tocca alla procura"), "court": _("tocca al tribunale")}


@dataclass(frozen=True, slots=True)
class Clock:
    """One term: from an instant of the removal to another, so long, by whom, by which law."""

    code: str
    label: str
    from_event: str
    to_event: str
    length: timedelta
    who: str
    law: str
    valid_from: date
    valid_until: date | None
    text: str

    @property
    def who_label(self) -> Any:
        return WHO[self.who]


@dataclass(frozen=True, slots=True)
class Step:
    """A term of one removal. Not `certain` while what it runs from has not happened: then `due_at` is the latest."""

    clock: Clock
    due_at: datetime
    done_at: datetime | None
    certain: bool

    @property
    def state(self) -> str:
        """done, done_late, late, running; `later` when it has not begun."""
        if self.done_at is not None:
            return "done" if self.done_at <= self.due_at else "done_late"
        if self.due_at < timezone.now():
            return "late"
        return "running" if self.certain else "later"


@lru_cache(maxsize=1)
def clocks() -> tuple[Clock, ...]:
    """All the terms, of every time, in the order of the law."""
    with DATA.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Clock(
                code=row["code"],
                label=row["label_it"],
                from_event=row["from_event"],
                to_event=row["to_event"],
                length=timedelta(hours=int(row["hours"] or 0), days=int(row["days"] or 0)),
                who=row["who"],
                law=row["law"],
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
                text=row["text_it"],
            )
            for row in csv.DictReader(lines)
        )


def clocks_on(day: date) -> list[Clock]:
    """The terms that hold for a removal of a day."""
    return [
        item for item in clocks() if item.valid_from <= day and (item.valid_until is None or day < item.valid_until)
    ]


def steps(removal: Any) -> list[Step]:
    """Each term of a removal, in order; those to come count from the latest instant of the one before."""
    found: list[Step] = []
    latest: dict[str, datetime] = {}
    for clock in clocks_on(timezone.localdate(removal.placed_at)):
        began = getattr(removal, clock.from_event)
        due = (began or latest.get(clock.from_event, removal.placed_at)) + clock.length
        latest[clock.to_event] = due
        found.append(Step(clock, due, getattr(removal, clock.to_event), began is not None))
    return found


def current(removal: Any) -> Step | None:
    """The term that is running or has passed without being kept; None when nothing is awaited."""
    return next((step for step in steps(removal) if step.done_at is None), None)
