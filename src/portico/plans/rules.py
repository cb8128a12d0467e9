"""Days that the rules of a kind of plan give: read from `data/plan_rules.csv`, worked out without asking anybody.

A rule that changes is a new row with its own validity: what was counted under the old one stays as it was.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from portico.plans.domains import DATA

STARTS, VERIFIED = "starts", "verified"
WHOLE_PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Rule:
    """So many days from a fact, until another fact."""

    kind: str
    code: str
    from_events: tuple[str, ...]
    met_by: str
    subject: str
    days: int
    before: bool
    valid_from: date
    valid_until: date | None
    law: str
    text: str
    consequence: str

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def due(self, counted_from: date) -> date:
        return counted_from + timedelta(days=-self.days if self.before else self.days)


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact as the rules see it: `subject` is None when it is about everybody in the plan."""

    kind: str
    on: date
    subject: UUID | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What one rule asks, for the plan or for one of its people; `met_on` when it was done, in time or not."""

    rule: Rule
    subject: UUID | None
    counted_from: date
    due_on: date
    met_on: date | None


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    with open(DATA / "plan_rules.csv", encoding="utf-8", newline="") as file:
        return tuple(_rule(row) for row in csv.DictReader(file))


def _rule(row: dict[str, str]) -> Rule:
    return Rule(
        kind=row["kind"],
        code=row["code"],
        from_events=tuple(row["from_events"].split("|")),
        met_by=row["met_by"],
        subject=row["subject"],
        days=int(row["days"]),
        before=row["when"] == "before",
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
        law=row["law"],
        text=row["text"],
        consequence=row["consequence"],
    )


def rule_for(kind: str, code: str, on: date) -> Rule | None:
    """The rule of that name as it stood on a day."""
    return next((rule for rule in all_rules() if (rule.kind, rule.code) == (kind, code) and rule.holds_on(on)), None)


def deadlines(
    *, kind: str, facts: Iterable[Happened], people: Sequence[tuple[UUID, str]], rules: Iterable[Rule] | None = None
) -> list[Due]:
    """What the rules of a kind ask, by day. `people` are (id, where they stand towards work).

    The latest fact counts: a renewal, or another meeting, starts the clock again.
    """
    happened = sorted(facts, key=lambda fact: fact.on)
    found = []
    for rule in all_rules() if rules is None else rules:
        if rule.kind != kind:
            continue
        whom: list[UUID | None] = (
            [None] if rule.subject == WHOLE_PLAN else [key for key, work in people if work == rule.subject]
        )
        for subject in whom:
            due = _due(rule, subject, happened)
            if due is not None:
                found.append(due)
    return sorted(found, key=lambda due: (due.due_on, due.rule.code, str(due.subject)))


def _due(rule: Rule, subject: UUID | None, happened: list[Happened]) -> Due | None:
    about = [fact for fact in happened if subject is None or fact.subject in (None, subject)]
    starts = [fact.on for fact in about if fact.kind in rule.from_events and rule.holds_on(fact.on)]
    if not starts:
        return None
    counted_from = starts[-1]
    # A meeting does not fulfil the rule that it starts.
    again = rule.met_by in rule.from_events
    met = [
        fact.on
        for fact in about
        if fact.kind == rule.met_by and (fact.on > counted_from if again else fact.on >= counted_from)
    ]
    return Due(rule, subject, counted_from, rule.due(counted_from), met[0] if met else None)
