"""A synthetic network of a given size: one ATS, a region, or everybody the incumbent serves."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from portico.accounts.models import User
from portico.kernel.actor import acting, system_actor
from portico.kernel.models import Ambito
from portico.seed.bulk.copying import guards_down
from portico.seed.bulk.ground import read_ground
from portico.seed.bulk.sheets import Sheets
from portico.seed.bulk.timing import bare_copy_seconds
from portico.seed.bulk.upcoming import write_upcoming
from portico.seed.bulk.writer import Story, Writer, yesterday
from portico.seed.desks import load_desks
from portico.seed.network import load_network
from portico.seed.places import Places
from portico.seed.population import households
from portico.seed.shapes import EncounterShape
from portico.seed.stream import encounters_for, encounters_without_name
from portico.seed.world import ATS_PESARO, COMUNI, rows

PEOPLE_EACH = 10_000
ANONYMOUS_SHARE = 0.04
TWO_YEARS = timedelta(days=730)
# So that a person has ten events, as in a network that records all it does.
OFTEN = 2.6
# Regions one after the other, from the demo's: where the municipalities of a scale are taken from.
REGIONS = ("11", "08", "10", "09", "12", "05")
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Scale:
    name: str
    ambiti: int
    municipalities: int
    people_each: int = PEOPLE_EACH


SCALES = {scale.name: scale for scale in (Scale("S", 1, len(ATS_PESARO)), Scale("M", 10, 225), Scale("L", 100, 938))}


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was written, and what copying the same rows costs by itself."""

    scale: str
    seed: int
    ambiti: int
    people: int
    events: int
    rows: int
    seconds: float
    bare_copy_seconds: float

    @property
    def ratio(self) -> float:
        return self.seconds / self.bare_copy_seconds if self.bare_copy_seconds else 0.0


class NotEmpty(Exception):
    """There are people here already."""


def seed_network(scale: Scale, *, seed: int, say: Say, force: bool = False) -> Seeded:
    """Write the network, in one transaction. Runs as owner; raises NotEmpty where an ambito is there already."""
    if not force and Ambito.objects.exists():
        raise NotEmpty
    began = time.perf_counter()
    sheets = Sheets()
    people = 0
    with transaction.atomic():
        with guards_down(sheets, rebuild=True):
            for number, places in enumerate(_ambiti(scale)):
                people += _ambito(scale, places, number, seed, sheets)
                elapsed = time.perf_counter() - began
                say(f"{number + 1}/{scale.ambiti} ambiti, {people:,} people, {sheets.rows:,} rows, {elapsed:.0f} s")
            say("keys and indexes…")
        _analyse(sheets)
        seconds = time.perf_counter() - began
    say("the same rows, copied and nothing else…")
    with transaction.atomic():
        bare = bare_copy_seconds(sheets)
    return Seeded(
        scale=scale.name,
        seed=seed,
        ambiti=scale.ambiti,
        people=people,
        events=sheets.event.rows,
        rows=sheets.rows,
        seconds=round(seconds, 2),
        bare_copy_seconds=round(bare, 2),
    )


def _ambiti(scale: Scale) -> Iterator[Places]:
    """The demo's ATS first, then the municipalities of the regions around, as many in each."""
    yield Places()
    found = [
        row["istat_code"]
        for region in REGIONS
        for row in rows(COMUNI)
        if row["region_code"] == region and row["istat_code"] not in ATS_PESARO
    ]
    others = found[: scale.municipalities - len(ATS_PESARO)]
    for number in range(scale.ambiti - 1):
        yield Places(tuple(others[number :: scale.ambiti - 1]))


def _ambito(scale: Scale, places: Places, number: int, seed: int, sheets: Sheets) -> int:
    """One ambito with its network and people. Returns how many people."""
    today = timezone.localdate()
    first = number == 0 and not User.objects.exists()
    code, tag = ("seed", "") if first else (f"seed-{number:03d}", f".{number:03d}")
    ambito = load_network(code, f"Ambito sintetico {number + 1}", places, tag)
    stories, anonymous = tell(
        random.Random(f"{seed} {number}"), places, scale.people_each, today=today, often=OFTEN, named=ANONYMOUS_SHARE
    )
    with acting(system_actor(ambito.pk)):
        load_desks(ambito, today=today, places=places)
        writer = Writer(ambito, read_ground(ambito), sheets, seed=seed, now=moment_now())
        written = writer.write(stories, anonymous)
        write_upcoming(writer.lines, written, today=today)
        writer.finish()
    return len(written.people)


def tell(
    rng: random.Random, places: Places, people: int, *, today: date, often: float, named: float
) -> tuple[list[Story], list[EncounterShape]]:
    """Households and their two years, and the listenings to who gave no name."""
    world = places.world()
    since, until = today - TWO_YEARS, yesterday(today)
    world.open_between(since, until)
    stories: list[Story] = []
    key = 0
    for household in households(rng, people, as_of=today, world=world):
        encounters = encounters_for(rng, world, household, since=since, until=until, first_key=key, often=often)
        key += len(encounters)
        stories.append(Story(household, encounters))
    anonymous = encounters_without_name(rng, world, int(key * named), until=until, first_key=key)
    return stories, anonymous


def _analyse(sheets: Sheets) -> None:
    with connection.cursor() as cursor:
        for table in sheets:
            cursor.execute(f"analyze {table.name}")


def moment_now() -> datetime:
    """The clock on the wall, as the writer takes it."""
    return timezone.localtime().replace(tzinfo=None, microsecond=0)
