"""Plans of a story: written with the family, signed, looked at again; one of them is a pact of the national measure."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from portico.casework.models import Case
from portico.kernel.actor import Actor, acting
from portico.plans.models import Plan
from portico.plans.services import (
    Found,
    NewSignature,
    conclude_plan,
    keep_commitment,
    record_fact,
    record_verification,
    review_plan,
    save_commitment,
    save_goal,
    save_support,
    set_pact,
    share_plan,
    sign_plan,
    start_plan,
)
from portico.seed.accounts import DATA
from portico.seed.stories.cases import case_for, met
from portico.seed.stories.clock import it_is
from portico.seed.stories.people import Playing
from portico.seed.stories.script import Fact

PACT = "s14-troppi-casi"
# Written again: first with one goal only, as it was when the case was opened.
RENEWED = "s07-tre-servizi"
SKIPPED_CHECK = PACT
KINDS = {
    "s06-msna": "individual_education", RENEWED: "family_support", "s17-wang": "family_support", "s11-lutto": "simple",
    PACT: "inclusion_pact",
}  # fmt: skip
OF_AGE = 18


@lru_cache(maxsize=1)
def _parts() -> dict[tuple[str, int], dict[str, str]]:
    with open(DATA / "plan_parts.csv", encoding="utf-8", newline="") as file:
        return {(row["story"], int(row["number"])): row for row in csv.DictReader(file)}


def write_plan(playing: Playing, fact: Fact) -> None:
    """What the file says of a plan, with what one would have written beside it."""
    met(playing, fact)
    found = case_for(playing, fact)
    if found is None:
        return
    case, manager = found
    goals = list(enumerate(fact.says["goals"], start=1))
    if playing.story.code == RENEWED:
        earlier = fact.at - timedelta(days=120)
        plan = _agreed(playing, fact, case, manager, goals[:1], earlier)
        with acting(manager), it_is(fact.at):
            review_plan(actor=manager, plan_id=plan.pk, occurred_at=fact.at)
            _write(playing, manager, plan, goals[1:], fact.day)
        _sign(manager, plan, fact.at + timedelta(minutes=50), "paper_scanned")
    else:
        plan = _agreed(playing, fact, case, manager, goals, fact.at)
    playing.plans.append(plan)
    if playing.story.code == PACT:
        _measure(manager, plan, fact.at)


def _agreed(
    playing: Playing, fact: Fact, case: Case, manager: Actor, goals: list[tuple[int, Any]], at: datetime
) -> Plan:
    """From the draft to the signatures, in one afternoon."""
    people = [playing.people[member.key] for member in playing.story.people_of(fact) if member.key in playing.people]
    in_case = set(case.subjects.filter(ends_on__isnull=True).values_list("person_id", flat=True))
    with acting(manager), it_is(at):
        plan = start_plan(
            actor=manager,
            case_id=case.pk,
            kind=KINDS.get(playing.story.code, "household"),
            person_ids=[key for key in people if key in in_case],
            opening=fact.note,
            starts_on=at.date(),
            next_check_on=_next_check(playing, at.date()),
            occurred_at=at,
        )
        _write(playing, manager, plan, goals, at.date())
    _sign(manager, plan, at + timedelta(hours=1), "in_presence")
    return plan


def _next_check(playing: Playing, day: date) -> date:
    """Half a year on; where checks are kept, a day still to come."""
    day += timedelta(days=180)
    late = playing.story.code == SKIPPED_CHECK
    return day if late or day > playing.today else playing.today + timedelta(days=9 + playing.number)


def _write(playing: Playing, manager: Actor, plan: Plan, goals: list[tuple[int, Any]], day: date) -> None:
    for number, goal in goals:
        parts = _parts().get((playing.story.code, number))
        due = date.fromisoformat(goal["due"]) if isinstance(goal["due"], str) else goal["due"]
        made = save_goal(
            actor=manager, plan_id=plan.pk, domain=parts["domain"] if parts else "social", text=goal["text"],
            evidence=parts["evidence"] if parts else "", responsible_id=manager.membership_id, due_on=max(due, day),
        )  # fmt: skip
        if parts is None:
            continue
        save_support(
            actor=manager, plan_id=plan.pk, kind="own_service" if not parts["by"] else "aid", what=parts["what"],
            text=parts["support"], goal_id=made.pk, frequency=parts["frequency"], responsible_words=parts["by"],
            responsible_id=None if parts["by"] else manager.membership_id, starts_on=day,
        )  # fmt: skip
        if parts["household"]:
            save_commitment(actor=manager, plan_id=plan.pk, side="household", text=parts["household"], goal_id=made.pk)
        if parts["services"]:
            save_commitment(
                actor=manager, plan_id=plan.pk, side="services", text=parts["services"], goal_id=made.pk,
                responsible_id=manager.membership_id, due_on=day + timedelta(days=21),
            )  # fmt: skip


def _sign(manager: Actor, plan: Plan, at: datetime, how: str) -> None:
    with acting(manager), it_is(at):
        share_plan(actor=manager, plan_id=plan.pk, occurred_at=at)
        signing = list(_signing(plan, how))
        sign_plan(
            actor=manager, plan_id=plan.pk, occurred_at=at,
            signatures=[*signing, NewSignature(how=how, membership_id=manager.membership_id)],
        )  # fmt: skip
        for promise in plan.commitments.filter(side="services", state="open", removed_at__isnull=True):
            keep_commitment(actor=manager, plan_id=plan.pk, commitment_id=promise.pk, state="kept", occurred_at=at)


def _signing(plan: Plan, how: str) -> Iterator[NewSignature]:
    """The adults; a boy or a girl alone in the plan signs too."""
    people = list(plan.people.select_related("person"))
    for item in people:
        if len(people) == 1 or item.person.age is None or item.person.age >= OF_AGE:
            yield NewSignature(how=how, subject_id=item.pk)


def check_goal(playing: Playing, fact: Fact) -> None:
    """One goal, as it stood that day; the others go on."""
    met(playing, fact)
    found = case_for(playing, fact)
    if found is None or not playing.plans:
        return
    _case, manager = found
    plan = playing.plans[-1]
    with acting(manager), it_is(fact.at):
        goals = list(plan.goals.filter(removed_at__isnull=True))
        asked = min(int(fact.says["goal"]), len(goals))
        outcomes = {
            goal.pk: Found(fact.says["result"], "") if number == asked else Found("in_progress")
            for number, goal in enumerate(goals, start=1)
        }
        late = playing.story.code == SKIPPED_CHECK
        record_verification(
            actor=manager, plan_id=plan.pk, outcomes=outcomes, words=fact.note, occurred_at=fact.at,
            next_on=fact.day + timedelta(days=40) if late else _next_check(playing, fact.day),
        )  # fmt: skip
        if plan.is_pact:
            renewed: dict[str, Any] = {
                "kind": "renewal",
                "on": fact.day - timedelta(days=9),
                "proof": "comunicazione INPS",
            }
            record_fact(actor=manager, plan_id=plan.pk, occurred_at=fact.at, **renewed)


def end(playing: Playing, fact: Fact) -> None:
    """The case is about to be closed: its plan is concluded first."""
    found = case_for(playing, fact)
    if found is None or not playing.plans:
        return
    _case, manager = found
    at = fact.at - timedelta(minutes=20)
    with acting(manager), it_is(at):
        conclude_plan(actor=manager, plan_id=playing.plans[-1].pk, words=fact.says["reason_text"], occurred_at=at)


def _measure(manager: Actor, plan: Plan, at: datetime) -> None:
    """From the activation pact to the employment centre, with an absence that was explained."""
    with acting(manager), it_is(at):
        people = list(plan.people.select_related("person"))
    employable, *children = people
    work = {employable.pk: "employable"} | {item.pk: "exempt" for item in children}
    steps: list[tuple[int, dict[str, Any]]] = [
        (0, {"kind": "activation", "on": at.date() - timedelta(days=30)}),
        (0, {"kind": "meeting", "on": at.date()}),
        (2, {"kind": "sent_to_employment", "subject_id": employable.pk}),
        (30, {"kind": "employment_signed", "subject_id": employable.pk}),
        (70, {"kind": "convocation", "proof": "raccomandata a mano, ricevuta firmata"}),
        (78, {"kind": "no_show"}),
        (79, {"kind": "justified_absence", "words": "La bimba con la febbre, ha chiamato il giorno stesso"}),
        (85, {"kind": "meeting"}),
    ]
    with acting(manager), it_is(at):
        set_pact(actor=manager, plan_id=plan.pk, platform_number="PDM-2025-004471", work=work, occurred_at=at)
    for days, step in steps:
        moment = at + timedelta(days=days, minutes=days)
        with acting(manager), it_is(moment):
            given = {"on": moment.date(), **step}
            record_fact(actor=manager, plan_id=plan.pk, occurred_at=moment, **given)
