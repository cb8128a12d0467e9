"""The demonstration: a network, its stories, fifteen hundred people more, and a day that has begun.

`load_demo` is one transaction: a load cut short leaves nothing, and the next one starts again. It runs as the owner of
the tables (stories are told at their own time, synthetic rows are copied).
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from portico.accounts.models import Membership
from portico.authorities.services import import_authorities
from portico.casework.enums import OPEN_STATES
from portico.casework.models import Case
from portico.kernel.actor import acting, system_actor
from portico.kernel.models import Ambito
from portico.seed.accounts import DATA
from portico.seed.bulk.copying import guards_down
from portico.seed.bulk.ground import Place, Worker, read_ground
from portico.seed.bulk.sheets import Sheets
from portico.seed.bulk.upcoming import write_upcoming
from portico.seed.bulk.writer import Story, Writer, Written, by_turns, yesterday
from portico.seed.desks import load_desks
from portico.seed.network import AMBITO, load_network
from portico.seed.places import Places
from portico.seed.scale import moment_now, tell
from portico.seed.scenes import play_scenes, tidy
from portico.seed.shapes import EncounterShape
from portico.seed.stories.play import Played, play_stories
from portico.seed.stream import open_case
from portico.thread.models import Task

PEOPLE = 1500
SEED = 7
ANONYMOUS_SHARE = 0.03
# Story 14: the social worker with eighty cases and eleven checks that are late.
BUSY, BUSY_UNIT = "giulia@portico.example.org", "polo-famiglie"
BUSY_CASES, BUSY_LATE = 80, 11
# How many open cases her colleagues have between them, at least.
COLLEAGUES = 44
FAMILIES = "families_minors"
LOCK = "portico demo"


@dataclass(slots=True)
class Loaded:
    """What the load made."""

    people: int = 0
    stories: Played = field(default_factory=Played)
    appointments: int = 0


def load_demo(*, people: int = PEOPLE, today: date | None = None, only: set[str] | None = None) -> Loaded | None:
    """Make the demonstration, unless it is there: then None. `only` names the stories to tell (all when None)."""
    day = today or timezone.localdate()
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Two starts at once: the second waits, and finds it loaded.
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [LOCK])
        if Ambito.objects.filter(code=AMBITO).exists():
            return None
        ambito = load_network()
        with acting(system_actor(ambito.pk)):
            load_desks(ambito, today=day)
            load_courts(ambito)
            loaded = Loaded(stories=play_stories(ambito, today=day, only=only))
            if people:
                written, loaded.appointments = _write_people(ambito, people, day)
                loaded.people = len(written.people)
                play_scenes(ambito, written, today=day)
            tidy(ambito)
    _analyse()
    return loaded


def load_courts(ambito: Ambito) -> None:
    """The courts of the area, from the same file an ambito imports."""
    with (DATA / "authorities.csv").open(encoding="utf-8", newline="") as lines:
        import_authorities(actor=system_actor(ambito.pk), lines=lines)


def _write_people(ambito: Ambito, people: int, today: date) -> tuple[Written, int]:
    """The people nobody wrote a story about: two years of listenings, referrals and cases."""
    places = Places()
    stories, anonymous = tell(random.Random(SEED), places, people, today=today, often=1.0, named=ANONYMOUS_SHARE)
    sheets = Sheets()
    writer = Writer(ambito, read_ground(ambito), sheets, seed=SEED, now=moment_now())
    busy = _Busy(ambito)
    if people >= PEOPLE:
        _more_cases(stories, busy.cases + COLLEAGUES, today)
        writer.late.update({busy.token: busy.late})
    with guards_down(sheets):
        written = writer.write(stories, anonymous, assign=busy.assign)
        appointments = write_upcoming(writer.lines, written, today=today)
        writer.finish()
    return written, appointments


class _Busy:
    """Gives the busy social worker her cases, and the others theirs in turn."""

    def __init__(self, ambito: Ambito) -> None:
        mine = Case.objects.filter(ambito=ambito, manager__user__email=BUSY, state__in=OPEN_STATES)
        self.cases = BUSY_CASES - mine.count()
        self.token = Membership.objects.get(ambito=ambito, user__email=BUSY).token
        late = Task.objects.filter(
            ambito=ambito, assigned_token=self.token, state=Task.State.OPEN, due_on__lt=timezone.localdate()
        )
        self.late = BUSY_LATE - late.count()
        self._others: Counter[str] = Counter()

    def assign(self, place: Place, encounter: EncounterShape, number: int) -> Worker:
        busy = next((worker for worker in place.workers if worker.token == self.token), None)
        if busy is None:
            return by_turns(place, encounter, number)
        is_open = encounter.case is not None and encounter.case.state != "closed"
        if is_open and self.cases > 0 and number % 4:
            self.cases -= 1
            return busy
        others = [worker for worker in place.workers if worker is not busy]
        self._others[place.unit] += 1
        return others[self._others[place.unit] % len(others)]


def _more_cases(stories: list[Story], wanted: int, today: date) -> None:
    """Open cases of families until there are enough for the pole, the busy one and her colleagues."""
    world = Places().world()
    unit_of = world.units_for
    rng = random.Random(SEED + 1)
    until = yesterday(today)
    have = sum(
        item.case is not None and item.case.unit == BUSY_UNIT and item.case.state != "closed"
        for story in stories
        for item in story.encounters
    )
    for story in stories:
        home = story.household
        fits = unit_of[home.municipality, home.area] == BUSY_UNIT and home.profile != "double"
        if have >= wanted or not fits or any(item.case for item in story.encounters):
            continue
        for encounter in reversed(story.encounters):
            if encounter.started_at.date() < until - timedelta(days=30):
                open_case(rng, world, home, encounter, until)
                break
        else:
            continue
        if encounter.case is not None:
            encounter.case.state, encounter.case.closed_on, encounter.case.closure_reason = "open", None, ""
            encounter.case.suspended_on, encounter.case.suspension_reason = None, ""
            have += 1


def _analyse() -> None:
    """So that the first pages are planned well: nobody else will tell the planner for some minutes."""
    with connection.cursor() as cursor:
        cursor.execute("analyze")
