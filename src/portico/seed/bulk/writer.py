"""Writes an ambito's synthetic people: who they are, two years at the desks, what came of it.

Everything of one ambito is told in memory first (numbers go by date, grants end with the last contact) and copied in
chunks; several ambiti are written one after the other, so memory stays bounded.
"""

from __future__ import annotations

import random
from collections import Counter as Count
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from portico.kernel.models import Ambito, Counter
from portico.seed.bulk.agreements import write_agreement
from portico.seed.bulk.analyses import Analysis, plan_analyses
from portico.seed.bulk.charges import Charge, plan_charge, write_charge
from portico.seed.bulk.copying import Ids
from portico.seed.bulk.ground import Ground, Place, Worker
from portico.seed.bulk.lines import Known, Lines
from portico.seed.bulk.listenings import worker_of, write_listening
from portico.seed.bulk.persons import register, write_home, write_people
from portico.seed.bulk.sendings import write_referral
from portico.seed.bulk.sheets import Sheets
from portico.seed.shapes import EncounterShape, HouseholdShape

LATE_AFTER = 100
SERIES_CASE, SERIES_REFERRAL = "case", "referral"
# Picks who manages a case, among those of the unit.
Assign = Callable[[Place, EncounterShape, int], Worker]


@dataclass(slots=True)
class Story:
    """A household and its times at the desk, the first one first."""

    household: HouseholdShape
    encounters: list[EncounterShape]


@dataclass(slots=True)
class Written:
    """What was written, for who goes on with it (appointments, scenes of today)."""

    people: list[Known] = field(default_factory=list)
    # Desk's unit code → who was there last, the most recent first.
    at_desk: dict[str, list[tuple[datetime, Known]]] = field(default_factory=lambda: defaultdict(list))
    charges: list[tuple[str, Charge, Known]] = field(default_factory=list)


def by_turns(place: Place, _encounter: EncounterShape, number: int) -> Worker:
    """Cases go to the unit's managers in turn."""
    return place.workers[number % len(place.workers)]


class Writer:
    """Writes one ambito."""

    def __init__(self, ambito: Ambito, ground: Ground, sheets: Sheets, *, seed: int, now: datetime) -> None:
        rng = random.Random(f"{seed} {ambito.code}")
        self.ambito = ambito
        self.lines = Lines(ground, sheets, rng, now, Ids(rng))
        self.written = Written()
        # Manager's token → how many checks of theirs are to be late.
        self.late: Count[int] = Count()
        self._numbers: Count[tuple[str, int]] = Count()

    def write(self, stories: list[Story], anonymous: Iterable[EncounterShape], assign: Assign = by_turns) -> Written:
        """Everything but grants and persons' own rows, which wait for `finish`."""
        self._read_counters()
        referrals = self._number(
            SERIES_REFERRAL,
            ((item.key, item.started_at) for story in stories for item in story.encounters if item.referral),
        )
        cases = self._number(
            SERIES_CASE, ((item.key, item.started_at) for story in stories for item in story.encounters if item.case)
        )
        managers: Count[str] = Count()
        for story in stories:
            self._story(story, referrals, cases, assign, managers)
            self.lines.sheets.flush_full()
        for encounter in anonymous:
            write_listening(self.lines, encounter, (), municipality="", previous=None)
        return self.written

    def finish(self) -> None:
        """Grants, the persons' rows with who sees them, and the counters, so that the next number follows."""
        self.lines.write_grants()
        write_people(self.lines, self.written.people)
        self.lines.sheets.flush()
        Counter.objects.bulk_create(
            [
                Counter(ambito=self.ambito, series=series, year=year, last=last)
                for (series, year), last in sorted(self._numbers.items())
            ],
            update_conflicts=True,
            unique_fields=["ambito", "series", "year"],
            update_fields=["last"],
        )

    # -- inside ------------------------------------------------------------------------------------

    def _read_counters(self) -> None:
        kept = Counter.objects.filter(ambito=self.ambito, series__in=[SERIES_CASE, SERIES_REFERRAL])
        self._numbers.update({(row.series, row.year): row.last for row in kept.order_by("series", "year")})

    def _number(self, series: str, moments: Iterable[tuple[int, datetime]]) -> dict[int, int]:
        """Numbers by date, a series for each year, going on from those already given."""
        found = {}
        for key, at in sorted(moments, key=lambda pair: (pair[1], pair[0])):
            self._numbers[series, at.year] += 1
            found[key] = self._numbers[series, at.year]
        return found

    def _story(
        self,
        story: Story,
        referrals: dict[int, int],
        cases: dict[int, int],
        assign: Assign,
        managers: Count[str],
    ) -> None:
        if not story.encounters:
            return
        lines, first = self.lines, story.encounters[0]
        place = lines.ground.places[first.desk]
        worker = worker_of(place, first.key)
        people = register(lines, story.household, at=first.started_at, place=place, worker=worker)
        self.written.people += people
        known = {person.shape.key: person for person in people}
        previous: datetime | None = None
        charged = False
        for encounter in story.encounters:
            there = [known[key] for key in encounter.people]
            key = write_listening(lines, encounter, there, municipality=story.household.municipality, previous=previous)
            by = worker_of(lines.ground.places[encounter.desk], encounter.key)
            if encounter.referral:
                write_referral(lines, encounter, key, there[0], by, referrals[encounter.key])
            if encounter.case:
                self._charge(story, encounter, key, known, by, cases[encounter.key], assign, managers)
                charged = True
            previous = encounter.started_at
        last = previous or first.started_at
        self.written.at_desk[first.desk].append((last, people[0]))
        if not charged:
            write_home(lines, story.household, known, at=first.started_at, place=None, worker=worker)

    def _charge(
        self,
        story: Story,
        encounter: EncounterShape,
        key: str,
        known: dict[int, Known],
        by: Worker,
        number: int,
        assign: Assign,
        managers: Count[str],
    ) -> None:
        shape = encounter.case
        if shape is None:
            return
        unit = self.lines.ground.places[shape.unit]
        manager = assign(unit, encounter, managers[shape.unit])
        managers[shape.unit] += 1
        charge = plan_charge(self.lines, shape, manager, number)
        self._leave_late(charge)
        people = list(known.values())
        charge.analyses = self._analyses(charge, story, people)
        case = write_charge(self.lines, charge, encounter, key, people, by, municipality=story.household.municipality)
        self.written.charges.append((case, charge, people[0]))
        shown = f"{encounter.started_at.year}/{number:05d}"
        write_agreement(self.lines, charge, case, shown, people, unit)
        asked = datetime.combine(shape.opened_on, time(12)) + timedelta(days=3)
        write_home(
            self.lines,
            story.household,
            known,
            at=min(asked, self.lines.now - timedelta(hours=2)),
            place=unit,
            worker=manager,
        )

    def _analyses(self, charge: Charge, story: Story, people: list[Known]) -> list[Analysis]:
        return charge.analyses or plan_analyses(self.lines, charge.shape, story.household, people, charge.number)

    def _leave_late(self, charge: Charge) -> None:
        """A check that was to be done and was not, where the manager has some to be late with."""
        token, today = charge.manager.token, self.lines.now.date()
        shape = charge.shape
        if not self.late[token] or shape.state != "open" or (today - shape.opened_on).days < LATE_AFTER:
            return
        due = today - timedelta(days=4 + 13 * (self.late[token] % 7))
        charge.tasks.append(("Verifica del progetto", due, "open"))
        self.late[token] -= 1


def yesterday(today: date) -> date:
    """Synthetic listenings end the day before: today's are still to come."""
    return today - timedelta(days=1)
