"""Who may do what with a plan, once the walls let them see it. Screens and services ask the same functions."""

from __future__ import annotations

from portico.casework.models import Case
from portico.kernel.actor import Actor
from portico.plans.enums import State
from portico.plans.lifecycle import PLAN
from portico.plans.models import Plan

WRITING_ROLES = frozenset({"social_worker", "coordinator", "foster_team"})


def may_start(actor: Actor, case: Case) -> bool:
    """Who works on the case in a role that writes plans; the walls check that they hold it."""
    return actor.role in WRITING_ROLES and case.is_open


def writes(actor: Actor, plan: Plan) -> bool:
    """Who writes plans, while the case is open."""
    return actor.role in WRITING_ROLES and plan.case.is_open


def may_edit(actor: Actor, plan: Plan) -> bool:
    """Change what the plan says: while nobody is reading it to sign."""
    return writes(actor, plan) and plan.is_editable


def may_verify(actor: Actor, plan: Plan) -> bool:
    """Look at how it is going: once it is in force."""
    return writes(actor, plan) and plan.state in (State.SIGNED, State.UNDER_REVIEW)


def may_record_facts(actor: Actor, plan: Plan) -> bool:
    """The national measure's dates: as long as the plan lives."""
    return writes(actor, plan) and plan.is_pact and plan.is_open


def reworking(plan: Plan) -> str:
    """Which way back a plan goes from being shared: to the draft, or to the review of what was signed."""
    return "rework_review" if plan.signed_version else "rework"


def actions(actor: Actor, plan: Plan) -> set[str]:
    """The names of everything the actor may do to the plan now."""
    if not writes(actor, plan):
        # A case that is closed still lets its plan be brought to an end.
        ends = {"conclude", "interrupt"} & set(PLAN.available(plan.state))
        return ends if actor.role in WRITING_ROLES else set()
    found = set(PLAN.available(plan.state)) - {"rework", "rework_review"}
    if plan.state == State.SHARED:
        found.add("rework")
    found |= {"edit"} if may_edit(actor, plan) else set()
    found |= {"verify"} if may_verify(actor, plan) else set()
    found |= {"facts"} if may_record_facts(actor, plan) else set()
    return found
