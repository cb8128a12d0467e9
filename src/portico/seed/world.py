"""The places, names, desks and services among which synthetic people live. Pure Python.

Everything is read once from the files beside this module; a `World` answers the generator's questions
("a surname for a family from Senegal", "an open day of this desk") in constant time.
"""

from __future__ import annotations

import csv
import random
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Generic, TypeVar

import holidays

DATA = Path(__file__).parent / "data"
COMUNI = Path(__file__).parent.parent / "territory" / "data" / "comuni.csv"

ATS_PESARO = ("041019", "041020", "041027", "041036", "041044", "041065", "041068")

# Where people of the ambito were born when not in its chief town: hospitals nearby, old villages.
NEARBY_BIRTHS = {"D488": 20, "L500": 14, "H294": 12, "D836": 4, "F310": 3, "C830": 4, "I285": 4, "F474": 2}
FORMER_TOWNS = {"C830": "Colbordolo", "I285": "Sant'Angelo in Lizzola", "F474": "Monteciccardo"}
# Cadastral codes from here on belong to municipalities founded by the mergers of recent years.
FIRST_MERGER_CODE = "M200"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# How busy desks are by month: ISEE in winter, school in September, nobody in August.
SEASON = (1.35, 1.25, 1.05, 0.9, 1.0, 0.95, 0.8, 0.4, 1.2, 1.15, 1.1, 0.85)

T = TypeVar("T")


class Draw(Generic[T]):
    """Draws from a fixed list by weight."""

    __slots__ = ("_cumulated", "_total", "items")

    def __init__(self, weighted: Iterable[tuple[T, float]]) -> None:
        pairs = list(weighted)
        self.items = [item for item, _weight in pairs]
        self._cumulated = list(accumulate(weight for _item, weight in pairs))
        self._total = self._cumulated[-1]

    def __call__(self, rng: random.Random) -> T:
        return self.items[bisect_right(self._cumulated, rng.random() * self._total)]


@dataclass(frozen=True, slots=True)
class Town:
    istat_code: str
    name: str
    cadastral_code: str
    postal_codes: tuple[str, ...]
    population: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a family comes from: names, state, languages, and whether it is of the European Union."""

    group: str
    iso: str
    birth_code: str
    country: str
    languages: tuple[str, ...]
    european: bool = False


ORIGINS = {
    origin.group: origin
    for origin in (
        Origin("it", "IT", "", "Italia", ("it",), european=True),
        Origin("ro", "RO", "Z129", "Romania", ("ro", "it"), european=True),
        Origin("pl", "PL", "Z127", "Polonia", ("pl", "it"), european=True),
        Origin("md", "MD", "Z140", "Moldavia", ("ro", "ru", "it")),
        Origin("ua", "UA", "Z138", "Ucraina", ("uk", "ru")),
        Origin("al", "AL", "Z100", "Albania", ("sq", "it")),
        Origin("mk", "MK", "Z148", "Macedonia del Nord", ("mk", "sq", "it")),
        Origin("ma", "MA", "Z330", "Marocco", ("ar", "fr")),
        Origin("tn", "TN", "Z352", "Tunisia", ("ar", "fr")),
        Origin("cn", "CN", "Z210", "Cina", ("zh",)),
        Origin("pk", "PK", "Z236", "Pakistan", ("ur", "pa")),
        Origin("bd", "BD", "Z249", "Bangladesh", ("bn",)),
        Origin("ng", "NG", "Z335", "Nigeria", ("en", "pcm")),
        Origin("sn", "SN", "Z343", "Senegal", ("wo", "fr")),
        Origin("pe", "PE", "Z611", "Perù", ("es", "it")),
    )
}


@dataclass(slots=True)
class Desk:
    """A desk and its open days: `hours[weekday]` holds (first, last) minutes of the day."""

    code: str
    organisation: str
    municipality: str
    hours: tuple[tuple[tuple[int, int], ...], ...]
    august: tuple[str, str]
    channels: tuple[str, ...]
    remote: bool
    weight: int
    days: list[date] = field(default_factory=list)
    _cumulated: list[float] = field(default_factory=list)

    def open_between(self, since: date, until: date) -> None:
        """Work out the open days of a period once."""
        count = (until - since).days + 1
        every = (since + timedelta(days=number) for number in range(count))
        self.days = [day for day in every if self._is_open(day)]
        self._cumulated = list(accumulate(SEASON[day.month - 1] for day in self.days))

    def _is_open(self, day: date) -> bool:
        closed = self.august[0] <= f"{day:%m-%d}" <= self.august[1]
        return bool(self.hours[day.weekday()]) and not closed and day not in holidays_of(day.year)

    def any_day(self, rng: random.Random) -> date:
        """A day of the period, busy months more often."""
        return self.days[bisect_right(self._cumulated, rng.random() * self._cumulated[-1])]

    def next_day(self, day: date) -> date | None:
        """The first open day from `day` on."""
        index = bisect_left(self.days, day)
        return self.days[index] if index < len(self.days) else None

    def minute(self, rng: random.Random, day: date) -> int:
        """When in the day somebody comes in, in minutes, every five."""
        first, last = rng.choice(self.hours[day.weekday()])
        return first + 5 * rng.randrange(max(1, (last - first - 20) // 5))


@lru_cache(maxsize=64)
def holidays_of(year: int) -> frozenset[date]:
    """Italian public holidays, and the patron saint of Pesaro."""
    return frozenset(holidays.country_holidays("IT", years=year)) | {date(year, 9, 24)}


@dataclass(slots=True)
class World:
    """What surrounds the people of one ambito."""

    towns: Draw[Town]
    town: dict[str, Town]
    births_nearby: Draw[tuple[str, str]]
    births_anywhere: Draw[tuple[str, str]]
    streets: dict[str, list[str]]
    surnames: dict[str, Draw[str]]
    first_names: dict[tuple[str, str, str], Draw[str]]
    desks: dict[str, Desk]
    desks_near: dict[str, Draw[str]]
    units_for: dict[tuple[str, str], str]
    services_for: dict[str, list[tuple[str, str, frozenset[str]]]]

    def first_name(self, rng: random.Random, group: str, sex: str, born: int) -> str:
        cohort = "old" if born < 1960 else "young" if born > 1990 else "middle"
        return self.first_names[group, sex, cohort](rng)

    def open_between(self, since: date, until: date) -> None:
        for desk in self.desks.values():
            desk.open_between(since, until)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def load_world(municipalities: Iterable[str] = ATS_PESARO) -> World:
    """The world of an ambito. Desks, units and services are those of the demo network, wherever it is."""
    every = [_town(row) for row in rows(COMUNI)]
    chosen = set(municipalities)
    towns = [town for town in every if town.istat_code in chosen]
    if not towns:
        raise ValueError("none of these municipalities is known")
    surnames, first_names = _names()
    desks = {row["code"]: _desk(row) for row in rows(DATA / "desks.csv")}
    return World(
        towns=Draw((town, town.population) for town in towns),
        town={town.istat_code: town for town in towns},
        births_nearby=_births_nearby(towns, every),
        births_anywhere=Draw(
            ((town.cadastral_code, town.name), town.population)
            for town in every
            if town.cadastral_code < FIRST_MERGER_CODE
        ),
        streets=_streets(towns),
        surnames=surnames,
        first_names=first_names,
        desks=desks,
        desks_near={town.istat_code: near(town, desks) for town in towns},
        units_for=_units(towns),
        services_for=_services(),
    )


def _town(row: dict[str, str]) -> Town:
    population = int(row["population_2011"] or 500)
    return Town(row["istat_code"], row["name"], row["cadastral_code"], tuple(row["postal_codes"].split()), population)


def _births_nearby(towns: list[Town], every: list[Town]) -> Draw[tuple[str, str]]:
    chief = max(towns, key=lambda town: town.population)
    names = {town.cadastral_code: town.name for town in every} | FORMER_TOWNS
    nearby = [((code, names[code]), float(weight)) for code, weight in NEARBY_BIRTHS.items()]
    return Draw([((chief.cadastral_code, chief.name), 150.0), *nearby])


def _streets(towns: list[Town]) -> dict[str, list[str]]:
    found = rows(DATA / "streets.csv")
    return {
        town.istat_code: [
            row["name"]
            for row in found
            if row["municipalities"] == "any" or town.istat_code in row["municipalities"].split("|")
        ]
        for town in towns
    }


def _names() -> tuple[dict[str, Draw[str]], dict[tuple[str, str, str], Draw[str]]]:
    surnames: dict[str, list[tuple[str, float]]] = defaultdict(list)
    firsts: dict[tuple[str, str, str], list[tuple[str, float]]] = defaultdict(list)
    fitting = {"old": "born_before_1960", "young": "born_after_1990"}
    for row in rows(DATA / "names.csv"):
        group, weight = row["language_group"], float(row["weight"])
        if row["kind"] == "surname":
            surnames[group].append((row["name"], weight))
            continue
        for cohort in ("old", "middle", "young"):
            if row["cohort"] == "any":
                firsts[group, row["sex"], cohort].append((row["name"], weight))
            elif row["cohort"] == fitting.get(cohort):
                firsts[group, row["sex"], cohort].append((row["name"], weight * 3))
    return (
        {group: Draw(pairs) for group, pairs in surnames.items()},
        {key: Draw(pairs) for key, pairs in firsts.items()},
    )


def _desk(row: dict[str, str]) -> Desk:
    return Desk(
        code=row["code"],
        organisation=row["organisation"],
        municipality=row["municipality_istat"],
        hours=tuple(_hours(row[f"hours_{weekday}"]) for weekday in WEEKDAYS),
        august=(row["august_closure_from"], row["august_closure_to"]),
        channels=tuple(row["channels"].split("|")),
        remote=row["remote_point"] == "yes",
        weight=int(row["operators"]),
    )


def _hours(text: str) -> tuple[tuple[int, int], ...]:
    """`09:00-13:00;15:00-17:30` in minutes of the day."""

    def minutes(clock: str) -> int:
        hour, minute = clock.split(":")
        return int(hour) * 60 + int(minute)

    spans = (span.split("-") for span in text.split(";") if span)
    return tuple((minutes(first), minutes(last)) for first, last in spans)


def near(town: Town, desks: dict[str, Desk]) -> Draw[str]:
    """People go to the desk of their town; now and then to another."""
    return Draw(
        (desk.code, desk.weight * (12.0 if desk.municipality == town.istat_code else 1.0)) for desk in desks.values()
    )


def _units(towns: list[Town]) -> dict[tuple[str, str], str]:
    """Which pole takes charge: by municipality and area of the case."""
    found: dict[tuple[str, str], str] = {}
    poles = [row for row in rows(DATA / "units.csv") if row["kind"] == "pole"]
    for town in towns:
        for row in poles:
            for area in row["area"].split("|"):
                if town.istat_code in row["municipalities"].split("|"):
                    found.setdefault((town.istat_code, area), row["code"])
        for row in poles:  # elsewhere than in the demo's towns, the chief town's poles
            for area in row["area"].split("|"):
                found.setdefault((town.istat_code, area), row["code"])
    return found


def _services() -> dict[str, list[tuple[str, str, frozenset[str]]]]:
    """Need or theme → (service, organisation, municipalities served) that answer it."""
    found: dict[str, list[tuple[str, str, frozenset[str]]]] = defaultdict(list)
    for row in rows(DATA / "services.csv"):
        if row["status"] != "active":
            continue
        service = (row["code"], row["organisation"], frozenset(row["territory"].split("|")))
        for need in row["needs"].split("|"):
            for key in (need, need.partition(".")[0]):
                if service not in found[key]:
                    found[key].append(service)
    return dict(found)
