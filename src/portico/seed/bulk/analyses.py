"""Assessments of cases, as `assessment` writes them: a short one soon after the beginning, a deep one, its renewal."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from portico.assessment.enums import ASIDE, PROBLEMS, About, Kind
from portico.assessment.selectors.results import TOP
from portico.seed.bulk.copying import NULL, array, optional, text
from portico.seed.bulk.ground import Place, Question, Worker
from portico.seed.bulk.lines import TEAM, UNIT, Known, Lines
from portico.seed.shapes import CaseShape, HouseholdShape

SHORT, DEEP, AGAIN = 0.7, 0.5, 0.35
RENEWED_AFTER = timedelta(days=210)
EXPLORED = 0.34
OF_AGE = 18
PATHS = ("service_project", "full_assessment", "work_path", "coordination", "listening")
NOTES = (
    "ne parla volentieri", "da riprendere", "lo dice la figlia", "visto a casa", "non è sicuro della data",
    "chiede tempo", "è cambiato dall'estate", "conferma il medico", "prima dice di no, poi racconta",
)  # fmt: skip
WORDS = (
    "«Basterebbe un mese tranquillo.»", "«Non chiedo la luna, chiedo orari.»", "«Da sola non ci arrivo.»",
    "«I ragazzi prima di tutto.»", "«Qui almeno mi ascoltate.»",
)  # fmt: skip


@dataclass(slots=True)
class Analysis:
    """One assessment, as the story gives it: (place of the question, place of the member or None, mark, note)."""

    kind: str
    started: datetime
    completed: datetime
    marks: list[tuple[int, int | None, str, str]] = field(default_factory=list)
    outcome: str = ""
    words: str = ""


def plan_analyses(
    lines: Lines, shape: CaseShape, household: HouseholdShape, people: Sequence[Known], number: int
) -> list[Analysis]:
    """When, and what was understood. Its own chance, so that the rest of the network stays as it was."""
    rng = random.Random(number * 7919 + len(people))
    end = shape.closed_on or lines.now.date() - timedelta(days=1)
    found: list[Analysis] = []
    if rng.random() < SHORT:
        found += _made(lines, Kind.PRELIMINARY, shape.opened_on + timedelta(days=1 + rng.randrange(9)), end, rng)
    if rng.random() < DEEP:
        day = shape.opened_on + timedelta(days=15 + rng.randrange(40))
        found += _made(lines, Kind.DEEP, day, end, rng)
        if rng.random() < AGAIN:
            found += _made(lines, Kind.DEEP, day + RENEWED_AFTER + timedelta(days=rng.randrange(60)), end, rng)
    before: dict[tuple[int, int | None], int] = {}
    for analysis in found:
        if analysis.kind == Kind.DEEP:
            _explore(lines, analysis, household, people, before, rng)
        else:
            _ask(lines, analysis, rng)
    return [analysis for analysis in found if analysis.marks]


def _made(lines: Lines, kind: str, day: date, end: date, rng: random.Random) -> list[Analysis]:
    if day > end:
        return []
    started = datetime.combine(day, time(9 + rng.randrange(8), 5 * rng.randrange(12)))
    return [Analysis(kind, started, started + timedelta(minutes=20 + rng.randrange(60)))]


def _explore(
    lines: Lines,
    analysis: Analysis,
    household: HouseholdShape,
    people: Sequence[Known],
    before: dict[tuple[int, int | None], int],
    rng: random.Random,
) -> None:
    """What they need is hard, the rest lies around adequate; the second time, much as the first and a little better."""
    told = set(household.needs)
    for place, question in enumerate(lines.ground.questions[Kind.DEEP]):
        for member in _about(question, people, analysis.started.date()):
            hard = not told.isdisjoint(question.needs)
            chance = rng.random()
            if chance > (0.9 if hard or (place, member) in before else EXPLORED):
                continue
            known = before.get((place, member))
            if known is not None:
                level = max(1, min(6, known + rng.choice((0, 0, 0, 1, 1, -1))))
            else:
                level = rng.choice((1, 2, 2, 3, 3)) if hard else rng.choice((2, 3, 4, 4, 4, 5, 5, 6))
            before[place, member] = level
            aside = known is None and not hard and chance < 0.02
            mark = "not_relevant" if aside else str(level)
            note = rng.choice(NOTES) if rng.random() < 0.15 else ""
            analysis.marks.append((place, member, mark, note))
    analysis.words = rng.choice(WORDS) if rng.random() < 0.6 else ""


def _about(question: Question, people: Sequence[Known], on: date) -> list[int | None]:
    if question.about == About.HOUSEHOLD:
        return [None]
    return [place for place in in_order(people, on) if _age_group(people[place], on) == question.about]


def in_order(people: Sequence[Known], on: date) -> list[int]:
    """The reference person, then adults, then children, the older first: as pages list them."""
    return sorted(
        range(len(people)),
        key=lambda place: (place > 0, _age_group(people[place], on), people[place].shape.birth_date, people[place].id),
    )


def _age_group(person: Known, on: date) -> str:
    return About.CHILD if person.shape.age_on(on) < OF_AGE else About.ADULT


def _ask(lines: Lines, analysis: Analysis, rng: random.Random) -> None:
    for place, question in enumerate(lines.ground.questions[Kind.PRELIMINARY]):
        if rng.random() < 0.75:
            calm = [reply for reply in question.replies if reply not in question.signals]
            reply = rng.choice(question.signals) if question.path != "urgent" and rng.random() < 0.35 else calm[0]
            analysis.marks.append((place, None, reply, ""))
    analysis.outcome = rng.choice(PATHS)


def write_analyses(
    lines: Lines, analyses: Sequence[Analysis], case: str, people: Sequence[Known], unit: Place, worker: Worker
) -> None:
    """Each after the one before it of the same kind, which it takes the place of."""
    last: dict[str, str] = {}
    for place, analysis in enumerate(analyses):
        later = any(item.kind == analysis.kind for item in analyses[place + 1 :])
        key = _row(lines, analysis, case, unit, worker, last.get(analysis.kind), superseded=later)
        last[analysis.kind] = key
        _subjects(lines, analysis, key, case, people, unit)
        _answers(lines, analysis, key, people, worker)
        told: dict[str, Any] = {
            "category": "needs", "people": [people[place] for place in in_order(people, analysis.started.date())],
            "place": unit, "worker": worker, "about": ("assessment", key),
        }  # fmt: skip
        payload = json.dumps({"kind": analysis.kind, "outcome": analysis.outcome, "answered": len(analysis.marks)})
        level = UNIT if unit.sensitive else TEAM
        lines.event(kind="assessment_completed", level=level, at=analysis.completed, payload=payload, **told)


def _row(
    lines: Lines, analysis: Analysis, case: str, unit: Place, worker: Worker, before: str | None, *, superseded: bool
) -> str:
    key = lines.new(analysis.started)
    lines.sheets.assessment.add(
        key, lines.ground.ambito, lines.ground.forms[analysis.kind], analysis.kind,
        "superseded" if superseded else "completed", str(unit.token), unit.unit, worker.membership, case,
        "t" if unit.sensitive else "f", optional(before), str(analysis.started), str(analysis.completed),
        analysis.outcome, array([]), lines.record(analysis.started, worker.user),
    )  # fmt: skip
    return key


def _subjects(lines: Lines, analysis: Analysis, key: str, case: str, people: Sequence[Known], unit: Place) -> None:
    on = analysis.started.date()
    for place, person in enumerate(people):
        lines.sheets.assessment_subject.add(
            lines.new(analysis.started), lines.ground.ambito, key, person.id, _age_group(person, on),
            "f" if place else "t", case, str(unit.token), "t" if unit.sensitive else "f",
        )  # fmt: skip


def _answers(lines: Lines, analysis: Analysis, key: str, people: Sequence[Known], worker: Worker) -> None:
    questions = lines.ground.questions[analysis.kind]
    at, ambito = str(analysis.completed), lines.ground.ambito
    for place, member, mark, note in analysis.marks:
        question = questions[place]
        lines.sheets.answer.add(
            lines.new(analysis.started), ambito, question.category, at, worker.user, key, question.id,
            NULL if member is None else people[member].id, mark, text(note),
        )  # fmt: skip
    if analysis.words:
        lines.sheets.voice.add(
            lines.new(analysis.started), ambito, "needs", at, worker.user, key, "family", text(analysis.words)
        )
    if analysis.kind == Kind.DEEP:
        _priorities(lines, analysis, key, people, worker)


def _priorities(lines: Lines, analysis: Analysis, key: str, people: Sequence[Known], worker: Worker) -> None:
    """The most serious first, as the form asks them: the order that is proposed."""
    questions = lines.ground.questions[Kind.DEEP]
    problems = [item for item in analysis.marks if item[2] not in ASIDE and int(item[2]) in PROBLEMS]
    for rank, (place, member, _mark, _note) in enumerate(sorted(problems, key=lambda item: item[2])[:TOP], start=1):
        lines.sheets.priority.add(
            lines.new(analysis.completed), lines.ground.ambito, key, questions[place].id,
            NULL if member is None else people[member].id, str(rank), str(rank), questions[place].category,
            lines.record(analysis.completed, worker.user),
        )  # fmt: skip
