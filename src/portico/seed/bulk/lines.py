"""What every line of an ambito shares: identifiers, moments, who wrote it, events and grants.

Each method of `Lines` gives what the service of the same name gives; a test compares the two, column by column.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from portico.seed.bulk.copying import NULL, Ids
from portico.seed.bulk.ground import Ground, Place, Worker
from portico.seed.bulk.sheets import Sheets
from portico.seed.shapes import PersonShape

ROME = ZoneInfo("Europe/Rome")
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - moments here are wall-clock times of Rome
NO_TOKEN = {0}
NETWORK, TEAM, UNIT = "network", "team", "unit"
DESK_MEMORY = timedelta(days=365)


@dataclass(slots=True)
class Known:
    """A person with the id it has here, and the dimensions that events freeze."""

    id: str
    shape: PersonShape
    citizenship_group: str
    registered_at: datetime
    registered_by: Worker


@dataclass(slots=True)
class Grant:
    """A grant being worked out: its end moves while the story is told."""

    valid_from: datetime
    valid_until: datetime | None
    user: str


@dataclass(slots=True)
class Lines:
    """The writing of one ambito."""

    ground: Ground
    sheets: Sheets
    rng: random.Random
    now: datetime
    ids: Ids
    # (person, token, origin, scope kind, scope) → the grant.
    grants: dict[tuple[str, int, str, str, str], Grant] = field(default_factory=dict)

    def new(self, at: datetime) -> str:
        """An identifier that sorts by time."""
        return self.ids(int((at - EPOCH).total_seconds() * 1000))

    def record(self, at: datetime, user: str) -> str:
        """The five columns every record ends with."""
        moment = str(at)
        return f"{moment}\t{user}\t{moment}\t{user}\t1"

    def grant(
        self,
        *,
        person: str,
        token: int,
        origin: str,
        scope: tuple[str, str],
        at: datetime,
        until: datetime | None,
        user: str,
    ) -> None:
        """Open, or extend, what a fact opens; never shorten it."""
        key = (person, token, origin, *scope)
        held = self.grants.get(key)
        if held is None:
            self.grants[key] = Grant(at, until, user)
        elif until is None or (held.valid_until is not None and until > held.valid_until):
            held.valid_until = until

    def end_grant(self, *, person: str, token: int, origin: str, scope: tuple[str, str], at: datetime) -> None:
        self.grants[person, token, origin, *scope].valid_until = at

    def tokens_on(self) -> dict[str, list[int]]:
        """Person → tokens with a grant that has not ended: what the trigger writes in `visible_to`."""
        found: dict[str, list[int]] = {}
        for (person, token, *_rest), grant in self.grants.items():
            tokens = found.setdefault(person, [])
            if (grant.valid_until is None or grant.valid_until > self.now) and token not in tokens:
                tokens.append(token)
        return found

    def event(
        self,
        *,
        kind: str,
        category: str,
        at: datetime,
        people: Iterable[Known],
        place: Place,
        worker: Worker,
        about: tuple[str, str],
        payload: str,
        level: str = NETWORK,
        others: Iterable[int] = (),
        area: str = "",
        theme: str = "",
        municipality: str = "",
        dimensions_on: date | None = None,
        only: Iterable[int] | None = None,
    ) -> None:
        """As `events.services.record_event`; `payload` is JSON already."""
        ambito, moment = self.ground.ambito, str(at)
        event = self.new(at)
        audience = {place.token, *others} if only is None else set(only)
        tokens = "{" + ",".join(map(str, sorted(audience - NO_TOKEN))) + "}"
        known = list(people)
        sex = band = group = ""
        if known:
            first = known[0]
            sex, group = first.shape.sex, first.citizenship_group
            band = self.band(first.shape, dimensions_on or at.date())
        self.sheets.event.add(
            event, ambito, moment, moment, kind, category, level, worker.user, place.organisation, place.unit or NULL,
            tokens, about[0], about[1], str(len(known)), municipality, sex, band, group, area, theme, payload,
        )  # fmt: skip
        for person in known:
            self.sheets.event_subject.add(event, ambito, person.id, moment, kind, category, level, tokens, worker.user)

    def band(self, shape: PersonShape, on: date) -> str:
        return self.ground.age_bands[max(0, shape.age_on(on))]

    def look(self, *, person: Known, place: Place, worker: Worker, at: datetime) -> None:
        """Somebody opened the person's page."""
        self.sheets.read_log.add(
            str(at), self.ground.ambito, worker.user, worker.membership, place.organisation, place.unit or NULL,
            person.id, "person.page", "seen",
        )  # fmt: skip

    def write_grants(self) -> None:
        """Once everything is told."""
        ambito = self.ground.ambito
        for (person, token, origin, kind, scope), grant in self.grants.items():
            self.sheets.grant.add(
                self.new(grant.valid_from), ambito, person, str(token), origin, kind, scope, str(grant.valid_from),
                NULL if grant.valid_until is None else str(grant.valid_until), self.record(grant.valid_from, grant.user),
            )  # fmt: skip


def instant(at: datetime) -> str:
    """As payloads hold it: in UTC, with its offset."""
    return at.replace(tzinfo=ROME).astimezone(ZoneInfo("UTC")).isoformat()


def day_after(day: date) -> datetime:
    """The instant after a last day."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time())
