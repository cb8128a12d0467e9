"""Meetings about a case and, of a few, what a court asked: as `meetings` and `authorities` write them."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from portico.seed.bulk.copying import NULL, array, optional, text
from portico.seed.bulk.ground import Place, Worker
from portico.seed.bulk.lines import UNIT, Known, Lines
from portico.seed.shapes import CaseShape

KINDS = ("verification", "verification", "verification", "network", "planning")
SAID = (
    "Va un po' meglio. Restano le bollette, il resto tiene.",
    "Stanca ma presente. Chiede orari più comodi.",
    "I servizi si sono divisi i compiti. La scuola avvisa se manca.",
    "Pochi passi avanti, ma la fiducia c'è. Si continua così.",
    "Tutti d'accordo: prima la casa, poi il lavoro.",
)
DECIDED = (
    "Portare i documenti mancanti",
    "Chiamare la scuola",
    "Provare il centro del pomeriggio",
    "Rivedersi a fine mese",
)
FAMILY = "la famiglia"
FOR_MINORS = "families_minors"
# One case of minors in twelve has a court behind it.
ONE_IN = 12
EVERY = 110


@dataclass(slots=True)
class Gatherings:
    """The meetings of a case, when each begins; whether a court asked something."""

    meetings: list[tuple[datetime, str]] = field(default_factory=list)  # when, kind
    asked_on: datetime | None = None


def plan_gatherings(shape: CaseShape, number: int, now: datetime) -> Gatherings:
    """By a dice of its own, so that nothing else of the story changes."""
    rng = random.Random(f"gatherings {number} {shape.opened_on}")
    end = shape.closed_on or shape.suspended_on or now.date() + timedelta(days=30)
    day = shape.opened_on + timedelta(days=25 + rng.randrange(60))
    found = Gatherings()
    while day < end and len(found.meetings) < 8:
        found.meetings.append((datetime.combine(day, time(9 + rng.randrange(8), 30)), rng.choice(KINDS)))
        day += timedelta(days=EVERY + rng.randrange(60))
    if shape.area == FOR_MINORS and shape.state == "open" and rng.randrange(ONE_IN) == 0:
        asked = datetime.combine(shape.opened_on + timedelta(days=10), time(11))
        found.asked_on = asked if asked < now else None
    return found


def write_gatherings(
    lines: Lines,
    planned: Gatherings,
    case: str,
    manager: Worker,
    unit: Place,
    people: Sequence[Known],
    subjects: Sequence[str],
    told: dict[str, Any],
    accepted: datetime,
) -> None:
    """Rows and events of all of them."""
    for number, (starts_at, kind) in enumerate(planned.meetings):
        if starts_at > accepted:
            _meeting(lines, case, manager, unit, subjects[0], told, starts_at, kind, number, accepted)
    if planned.asked_on and planned.asked_on > accepted:
        _court(lines, case, manager, unit, people, subjects, planned.asked_on)


def _meeting(
    lines: Lines,
    case: str,
    manager: Worker,
    unit: Place,
    subject: str,
    told: dict[str, Any],
    starts_at: datetime,
    kind: str,
    number: int,
    accepted: datetime,
) -> None:
    ambito, user = lines.ground.ambito, manager.user
    over = starts_at + timedelta(hours=2) < lines.now
    called = min(max(accepted, starts_at - timedelta(days=7)), lines.now - timedelta(minutes=3))
    closed = starts_at + timedelta(hours=1) if over else None
    meeting = lines.new(called)
    record = lines.record(called, user)
    lines.sheets.meeting.add(
        meeting, ambito, case, kind, "closed" if over else "planned", str(starts_at), "Sala del servizio", "Come va, che cosa facciamo adesso",
        manager.membership, array([manager.token]), text(SAID[(number + starts_at.day) % len(SAID)]) if over else "", optional(closed), record,
    )  # fmt: skip
    presence = "present" if over else ""
    lines.sheets.participant.add(
        lines.new(called), ambito, meeting, manager.membership, str(manager.token), NULL, presence, record
    )
    lines.sheets.participant.add(lines.new(called), ambito, meeting, NULL, NULL, subject, presence, record)
    payload = {"meeting_kind": kind, "starts_at": starts_at.isoformat()}
    shared = {**told, "about": ("meeting", meeting), "place": unit, "worker": manager, "others": (manager.token,)}
    lines.event(kind="meeting_convened", category="case", level=UNIT, at=called, payload=json.dumps(payload), **shared)
    if closed is None:
        return
    due = starts_at.date() + timedelta(days=30)
    lines.sheets.decision.add(
        lines.new(closed), ambito, meeting, text(DECIDED[starts_at.day % len(DECIDED)]), FAMILY, str(due),
        lines.record(closed, user),
    )  # fmt: skip
    lines.event(
        kind="meeting_closed",
        category="case",
        level=UNIT,
        at=closed,
        payload=json.dumps({**payload, "decisions": 1}),
        **shared,
    )


def _court(
    lines: Lines,
    case: str,
    manager: Worker,
    unit: Place,
    people: Sequence[Known],
    subjects: Sequence[str],
    at: datetime,
) -> None:
    """A file that the manager alone reads: what was asked, the report that left, the one that is owed."""
    ambito, record = lines.ground.ambito, lines.record(at, manager.user)
    file, mandate, court = lines.new(at), lines.new(at), lines.ground.court
    lines.sheets.judicial_file.add(file, ambito, case, array([manager.token]), record)
    lines.sheets.reader.add(lines.new(at), ambito, file, manager.membership, str(manager.token), str(at), record)
    lines.sheets.mandate.add(
        mandate, ambito, file, court, "monitoring", "in_progress", f"{at:%j}/{at.year}", str(at.date()), str(at.date()),
        "Relazione ogni sei mesi", record,
    )  # fmt: skip
    for subject in subjects:
        lines.sheets.concerned.add(lines.new(at), ambito, file, subject, mandate, record)
    due = at.date() + timedelta(days=180)
    while due < lines.now.date():
        _report(lines, file, mandate, "sent", due, record, at)
        due += timedelta(days=180)
    _report(lines, file, mandate, "due", due, record, at)
    named = {"place": unit, "worker": manager, "people": people, "about": ("judicial", file), "only": (manager.token,)}
    payload = json.dumps({"measure": "monitoring", "authority": "juvenile_court"})
    lines.event(kind="mandate_received", category="judicial", level=UNIT, at=at, payload=payload, **named)  # type: ignore[arg-type]


def _report(lines: Lines, file: str, mandate: str, state: str, due: Any, record: str, at: datetime) -> None:
    sent = state == "sent"
    lines.sheets.court_report.add(
        lines.new(at), lines.ground.ambito, file, mandate, lines.ground.court, "Relazione semestrale", str(due), state,
        str(due - timedelta(days=3)) if sent else NULL, "pec" if sent else "", f"{due:%j}/{due.year}" if sent else "",
        record,
    )  # fmt: skip
