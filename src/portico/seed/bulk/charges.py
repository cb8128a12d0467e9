"""Cases proposed at a desk, answered by a unit, and the things to do in them, as `casework` and `thread` write them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from portico.casework.services.ground import REVIEW_DAYS
from portico.seed.bulk.analyses import Analysis, write_analyses
from portico.seed.bulk.copying import NULL, array, optional, text
from portico.seed.bulk.gatherings import Gatherings, plan_gatherings, write_gatherings
from portico.seed.bulk.ground import Place, Worker
from portico.seed.bulk.lines import TEAM, Known, Lines, day_after
from portico.seed.bulk.writings import Paper, Writing, plan_papers, plan_writings, write_entries, write_papers
from portico.seed.shapes import CaseShape, EncounterShape

CHORES = (
    "Visita a domicilio",
    "Sentire la scuola",
    "Colloquio di verifica",
    "Telefonata per sapere come va",
    "Raccogliere i documenti per la domanda",
    "Incontro con chi lavora al caso",
    "Verificare il rinnovo dell'ISEE",
    "Aggiornare il progetto",
)
MOST_TASKS = 4
# Two in three ask an ordinary commitment.
INTENSITIES = ("medium", "light", "medium", "medium", "intense", "medium")


@dataclass(slots=True)
class Charge:
    """A case and who has it, as the story gives it."""

    shape: CaseShape
    manager: Worker
    number: int
    last_contact_on: date | None
    tasks: list[tuple[str, date, str]]  # title, due day, state
    analyses: list[Analysis] = field(default_factory=list)
    entries: list[Writing] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    gatherings: Gatherings = field(default_factory=Gatherings)


def plan_charge(lines: Lines, shape: CaseShape, manager: Worker, number: int) -> Charge:
    """When they were last met, and what there was and is to do."""
    rng, today = lines.rng, lines.now.date()
    end = shape.closed_on or shape.suspended_on or today
    span = max(1, (end - shape.opened_on).days)
    # Most are met every few weeks; some have not been for long.
    last = max(shape.opened_on, end - timedelta(days=min(span, int(rng.expovariate(1 / 24)))))
    tasks = []
    for _number in range(rng.randrange(MOST_TASKS)):
        due = shape.opened_on + timedelta(days=7 + rng.randrange(span + 40))
        state = "dropped" if shape.closed_on and due > shape.closed_on else "done" if due < today else "open"
        tasks.append((rng.choice(CHORES), due, state))
    entries = plan_writings(rng, shape.opened_on, last)
    papers = plan_papers(rng, shape.opened_on, last)
    gatherings = plan_gatherings(shape, number, lines.now)
    return Charge(shape, manager, number, last, tasks, entries=entries, papers=papers, gatherings=gatherings)


def write_charge(
    lines: Lines,
    charge: Charge,
    encounter: EncounterShape,
    key: str,
    people: Sequence[Known],
    desk_worker: Worker,
    *,
    municipality: str,
) -> str:
    """The proposal, the answer, and the case until today. Returns its id."""
    shape, manager = charge.shape, charge.manager
    desk, unit = lines.ground.places[encounter.desk], lines.ground.places[shape.unit]
    proposed = encounter.started_at + timedelta(minutes=encounter.minutes)
    answered = datetime.combine(shape.opened_on, time(9 + charge.number % 8, 10))
    accepted = min(max(answered, proposed + timedelta(hours=1)), lines.now - timedelta(minutes=10))
    case = lines.new(proposed)
    _row(lines, charge, case, key, desk, unit, proposed, accepted, encounter, municipality)
    _proposal(lines, case, desk, unit, desk_worker, people, encounter, proposed)
    subjects = [lines.new(proposed) for _person in people]
    for number, person in enumerate(people):
        lines.sheets.case_subject.add(
            subjects[number], lines.ground.ambito, case, person.id, "member" if number else "reference",
            str(proposed.date()), lines.record(proposed, desk_worker.user),
        )  # fmt: skip
    told: dict[str, Any] = {"people": people, "about": ("case", case), "area": shape.area, "municipality": municipality}
    area = json.dumps({"area": shape.area})
    lines.event(
        kind="case_proposed", category="case", level=TEAM, at=proposed, place=desk, worker=desk_worker,
        others=(unit.token,), payload=area, **told,
    )  # fmt: skip
    # To the unit, and to the manager by name: who stands in for them from another unit follows it.
    for person in people:
        for token in (unit.token, manager.token):
            lines.grant(
                person=person.id, token=token, origin="case_manager", scope=("case", case), at=accepted, until=None,
                user=manager.user,
            )  # fmt: skip
    lines.event(
        kind="case_accepted", category="case", level=TEAM, at=accepted, place=unit, worker=manager,
        others=(desk.token,), payload=area, **told,
    )  # fmt: skip
    write_analyses(lines, charge.analyses, case, people, unit, manager)
    _tasks(lines, charge, case, people[0], unit, accepted)
    write_entries(lines, charge.entries, case, people[0], unit, manager, accepted)
    write_papers(lines, charge.papers, case, people[0], unit, manager, accepted)
    _afterwards(lines, charge, case, people, unit, told)
    write_gatherings(lines, charge.gatherings, case, manager, unit, people, subjects, told, accepted)
    if charge.last_contact_on:
        at = datetime.combine(charge.last_contact_on, time(10 + charge.number % 6, 20))
        if accepted < at < lines.now:
            lines.look(person=people[0], place=unit, worker=manager, at=at)
    return case


def _row(
    lines: Lines,
    charge: Charge,
    case: str,
    encounter: str,
    desk: Place,
    unit: Place,
    proposed: datetime,
    accepted: datetime,
    listened: EncounterShape,
    municipality: str,
) -> None:
    shape, manager = charge.shape, charge.manager
    state = {"open": "active"}.get(shape.state, shape.state)
    suspended = _afternoon(shape.suspended_on) if shape.suspended_on else None
    closed = _afternoon(shape.closed_on) if shape.closed_on else None
    review = shape.closed_on + timedelta(days=REVIEW_DAYS) if shape.closed_on else None
    lines.sheets.case.add(
        case, lines.ground.ambito, str(proposed.year), str(charge.number), unit.unit, str(unit.token),
        manager.membership, str(manager.token), shape.area, array([shape.area]), state, text(listened.note),
        str(desk.token), str(proposed), str(accepted), str(accepted), str(accepted), shape.suspension_reason,
        optional(suspended), shape.closure_reason, optional(closed), optional(review), municipality, municipality,
        encounter, INTENSITIES[charge.number % len(INTENSITIES)], optional(charge.last_contact_on), lines.record(proposed, manager.user),
    )  # fmt: skip


def _afternoon(day: date) -> datetime:
    return datetime.combine(day, time(16, 30))


def _proposal(
    lines: Lines,
    case: str,
    desk: Place,
    unit: Place,
    worker: Worker,
    people: Sequence[Known],
    encounter: EncounterShape,
    at: datetime,
) -> None:
    named = [
        {"name": f"{person.shape.first_name} {person.shape.last_name}", "age": person.shape.age_on(at.date())}
        for person in people
    ]
    lines.sheets.proposal.add(
        lines.new(at), lines.ground.ambito, case, str(desk.token), desk.organisation, desk.unit, worker.user,
        str(unit.token), array(person.id for person in people), text(json.dumps(named)), text(encounter.note),
        encounter.urgency, lines.record(at, worker.user),
    )  # fmt: skip


def _tasks(lines: Lines, charge: Charge, case: str, person: Known, unit: Place, accepted: datetime) -> None:
    manager = charge.manager
    for title, due, state in charge.tasks:
        written = max(accepted, datetime.combine(due - timedelta(days=20), time(11, 15)))
        written = min(written, lines.now - timedelta(minutes=5))
        ended = charge.shape.closed_on if state == "dropped" else due
        done = max(_afternoon(ended), written) if ended and state != "open" else None
        task = lines.new(written)
        lines.sheets.task.add(
            task, lines.ground.ambito, text(title), str(due), person.id, str(manager.token), "case", case, state,
            optional(done), manager.user if done else NULL, "Presa in carico chiusa" if state == "dropped" else "",
            lines.record(written, manager.user),
        )  # fmt: skip
        told: dict[str, Any] = {
            "category": "diary",
            "level": TEAM,
            "people": [person],
            "place": unit,
            "worker": manager,
        }
        payload = json.dumps({"due_on": str(due)})
        others = (manager.token,)
        lines.event(kind="task_created", at=written, about=("task", task), payload=payload, others=others, **told)
        if state == "done" and done:
            lines.event(kind="task_done", at=done, about=("task", task), payload=payload, others=others, **told)


def _afterwards(
    lines: Lines, charge: Charge, case: str, people: Sequence[Known], unit: Place, told: dict[str, Any]
) -> None:
    """Suspended or closed."""
    shape, manager = charge.shape, charge.manager
    if shape.state == "suspended" and shape.suspended_on:
        lines.event(
            kind="case_suspended", category="case", level=TEAM, at=_afternoon(shape.suspended_on), place=unit,
            worker=manager, payload=json.dumps({"reason": shape.suspension_reason, "until": ""}), **told,
        )  # fmt: skip
    if shape.state != "closed" or shape.closed_on is None:
        return
    closed = _afternoon(shape.closed_on)
    lines.event(
        kind="case_closed", category="case", level=TEAM, at=closed, place=unit, worker=manager,
        payload=json.dumps({"reason": shape.closure_reason}), **told,
    )  # fmt: skip
    review = shape.closed_on + timedelta(days=REVIEW_DAYS)
    for person in people:
        scope = ("case", case)
        lines.end_grant(person=person.id, token=unit.token, origin="case_manager", scope=scope, at=day_after(review))
        lines.end_grant(person=person.id, token=manager.token, origin="case_manager", scope=scope, at=closed)
        lines.grant(
            person=person.id, token=unit.token, origin="closed_case", scope=scope, at=closed, until=None,
            user=manager.user,
        )  # fmt: skip
