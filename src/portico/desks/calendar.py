"""When a desk is open: weekly hours, hours of a season, closures, public holidays. Pure: takes rows, asks nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

import holidays
from django.utils.translation import gettext as _

from portico.desks.models import DeskClosure, DeskHours

ROME = ZoneInfo("Europe/Rome")


@dataclass(frozen=True, slots=True)
class Opening:
    """A desk's day: when it is open, or why it is closed."""

    day: date
    periods: tuple[tuple[time, time], ...] = ()
    closed_because: str = ""

    @property
    def is_open(self) -> bool:
        return bool(self.periods)

    @property
    def in_words(self) -> str:
        """ "9:00–13:00, 15:00–17:30"."""
        return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in self.periods)


def opening(day: date, hours: Iterable[DeskHours], closures: Iterable[DeskClosure]) -> Opening:
    """The day of a desk with these hours and closures."""
    for closure in closures:
        if closure.starts_on <= day <= closure.ends_on:
            return Opening(day, closed_because=closure.reason or _("Chiusura"))
    feast = public_holiday(day)
    if feast:
        return Opening(day, closed_because=feast)
    of_weekday = [row for row in hours if row.weekday == day.weekday()]
    seasonal = [row for row in of_weekday if row.season_from and _in_season(day, row.season_from, row.season_until)]
    chosen = seasonal or [row for row in of_weekday if not row.season_from]
    periods = tuple(sorted((row.opens, row.closes) for row in chosen))
    return Opening(day, periods, "" if periods else _("Giorno di chiusura"))


def public_holiday(day: date) -> str:
    """The name of the national holiday, or nothing."""
    return str(_italian_holidays(day.year).get(day, ""))


@lru_cache(maxsize=8)
def _italian_holidays(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("IT", years=year, language="it_IT"))


def _in_season(day: date, first: str, last: str) -> bool:
    today = f"{day:%m-%d}"
    if first <= last:
        return first <= today <= last
    return today >= first or today <= last  # over the new year


@dataclass(frozen=True, slots=True)
class Slot:
    """A time one may book, with how many places are left."""

    starts_at: datetime
    ends_at: datetime
    free: int

    @property
    def value(self) -> str:
        """As forms carry it."""
        return self.starts_at.astimezone(ROME).isoformat(timespec="minutes")


@dataclass(frozen=True, slots=True)
class Taken:
    """A place of the desk that is taken for some time."""

    starts_at: datetime
    ends_at: datetime
    lane: int
    operator_id: UUID | None = None


def slots(day: Opening, minutes: int, places: int, taken: Sequence[Taken]) -> Iterator[Slot]:
    """The bookable times of an open day, the full ones left out. Daylight-saving days keep their wall-clock hours."""
    for opens, closes in day.periods:
        start = datetime.combine(day.day, opens)
        last = datetime.combine(day.day, closes)
        while start + timedelta(minutes=minutes) <= last:
            begins = start.replace(tzinfo=ROME)
            ends = (start + timedelta(minutes=minutes)).replace(tzinfo=ROME)
            free = len(free_lanes(begins, ends, places, taken))
            if free:
                yield Slot(begins, ends, free)
            start += timedelta(minutes=minutes)


def free_lanes(begins: datetime, ends: datetime, places: int, taken: Sequence[Taken]) -> list[int]:
    """The places of the desk that nobody takes during the whole period."""
    used = {item.lane for item in taken if item.starts_at < ends and item.ends_at > begins}
    return [lane for lane in range(1, places + 1) if lane not in used]


def _clock(value: time) -> str:
    return f"{value.hour}:{value.minute:02d}"
