"""Looking at how a plan is going, and bringing it to an end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.lifecycle import ImpossibleTransition
from portico.kernel.records import change, lock
from portico.plans.enums import REACHED, CommitmentState
from portico.plans.lifecycle import PLAN
from portico.plans.models import Commitment, GoalOutcome, Plan, Verification
from portico.plans.policies import WRITING_ROLES, may_verify
from portico.plans.services.agreeing import remind_of_check
from portico.plans.services.ground import check_dates, locked_plan, require_writer, stated, tell
from portico.plans.services.pact import refresh_deadlines
from portico.thread.selectors import tasks
from portico.thread.services import complete_task, drop_task


@dataclass(frozen=True, slots=True)
class Found:
    """How a goal stands, and why when it was not reached."""

    outcome: str
    words: str = ""


@transaction.atomic
def record_verification(
    *,
    actor: Actor,
    plan_id: UUID,
    outcomes: Mapping[UUID, Found],
    held_on: date | None = None,
    words: str = "",
    next_on: date | None = None,
    occurred_at: datetime | None = None,
) -> Verification:
    """How each goal stands today, and when to meet again. Raises DomainError, NotAllowed, ImpossibleTransition."""
    plan = locked_plan(actor=actor, plan_id=plan_id)
    require_writer(actor, plan)
    if not may_verify(actor, plan):
        raise ImpossibleTransition()
    today = timezone.localdate(occurred_at)
    day = held_on or today
    check_dates(plan, held_on=day)
    if day > today:
        raise DomainError(_("Una verifica di domani non c'è ancora stata."), field="held_on")
    if next_on and next_on <= day:
        raise DomainError(_("La prossima verifica viene dopo questa."), field="next_on")
    goals = {goal.pk: goal for goal in plan.goals.filter(removed_at__isnull=True).select_for_update(of=("self",))}
    if not outcomes or not set(outcomes) <= set(goals):
        raise DomainError(_("Di' a che punto è almeno un obiettivo di questo progetto."))
    for key, found in outcomes.items():
        codes.require("goal_outcome", found.outcome, field="outcome")
        change(goals[key], actor=actor, values={"state": found.outcome})
    live = [goal for goal in goals.values() if goal.state != "dropped"]
    held = Verification(
        plan=plan,
        held_on=day,
        words=words.strip(),
        next_on=next_on,
        reached=sum(goal.state in REACHED for goal in live),
        total=len(live),
        created_at=occurred_at or timezone.now(),
    )
    held.save(force_insert=True)
    GoalOutcome.objects.bulk_create(
        GoalOutcome(
            verification=held, plan=plan, goal=goals[key], outcome=found.outcome, words=found.words.strip()[:500]
        )
        for key, found in outcomes.items()
    )
    _close_reminder(actor, plan, day, occurred_at)
    change(plan, actor=actor, values={"next_check_on": next_on})
    if next_on:
        remind_of_check(actor=actor, plan=plan, occurred_at=occurred_at)
    tell(
        actor=actor,
        plan=plan,
        kind="plan_verified",
        payload={"reached": held.reached, "total": held.total},
        occurred_at=occurred_at,
    )
    refresh_deadlines(actor=actor, plan=plan, occurred_at=occurred_at)
    return held


def _close_reminder(actor: Actor, plan: Plan, day: date, occurred_at: datetime | None) -> None:
    """The verification that was to be held has been."""
    title = _("Verifica: %(plan)s") % {"plan": plan.name}
    waiting = tasks(actor=actor).filter(source_kind="case", source_id=plan.case_id, state="open", title=title)
    for task in waiting:
        complete_task(actor=actor, task_id=task.pk, note="", occurred_at=occurred_at)


@transaction.atomic
def keep_commitment(
    *, actor: Actor, plan_id: UUID, commitment_id: UUID, state: str, occurred_at: datetime | None = None
) -> Commitment:
    """A promise was kept, or was not; or one thinks about it again. Raises DomainError, NotAllowed."""
    plan = locked_plan(actor=actor, plan_id=plan_id)
    require_writer(actor, plan)
    if not may_verify(actor, plan):
        raise ImpossibleTransition()
    if state not in CommitmentState.values:
        raise DomainError(_("Scegli una voce dell'elenco."), field="state")
    row = lock(plan.commitments.filter(removed_at__isnull=True), commitment_id)
    if change(row, actor=actor, values={"state": state}):
        tell(actor=actor, plan=plan, kind="plan_commitment_kept", payload={"state": state}, occurred_at=occurred_at)
        if row.task_id and state == CommitmentState.KEPT:
            for task in tasks(actor=actor).filter(pk=row.task_id, state="open"):
                complete_task(actor=actor, task_id=task.pk, occurred_at=occurred_at)
    return row


@transaction.atomic
def conclude_plan(*, actor: Actor, plan_id: UUID, words: str, occurred_at: datetime | None = None) -> Plan:
    """The path is over, and how it went. Raises DomainError without words, NotAllowed, ImpossibleTransition."""
    return _end(actor=actor, plan_id=plan_id, act="conclude", kind="plan_concluded", words=words, at=occurred_at)


@transaction.atomic
def interrupt_plan(*, actor: Actor, plan_id: UUID, words: str, occurred_at: datetime | None = None) -> Plan:
    """The path stops before its end, and why. Raises DomainError without words, NotAllowed, ImpossibleTransition."""
    return _end(actor=actor, plan_id=plan_id, act="interrupt", kind="plan_interrupted", words=words, at=occurred_at)


def _end(*, actor: Actor, plan_id: UUID, act: str, kind: str, words: str, at: datetime | None) -> Plan:
    plan = locked_plan(actor=actor, plan_id=plan_id)
    if actor.role not in WRITING_ROLES:
        raise NotAllowed()
    state = PLAN.target(act, plan.state)
    text = stated(words, "words")[:1000]
    never_shared = plan.last_version == 0
    live = [goal for goal in plan.goals.filter(removed_at__isnull=True) if goal.state != "dropped"]
    _let_go(actor, plan, at)
    change(plan, actor=actor, values={"state": state, "ended_at": at or timezone.now(), "ending_words": text})
    payload = {"reached": sum(goal.state in REACHED for goal in live), "total": len(live)}
    tell(actor=actor, plan=plan, kind=kind, payload=payload, occurred_at=at, narrow=never_shared)
    return plan


def _let_go(actor: Actor, plan: Plan, at: datetime | None) -> None:
    """Its reminders are not needed any more; the case goes on."""
    own = set(plan.commitments.filter(task_id__isnull=False).values_list("task_id", flat=True))
    own |= set(plan.deadlines.filter(task_id__isnull=False).values_list("task_id", flat=True))
    check = _("Verifica: %(plan)s") % {"plan": plan.name}
    waiting = tasks(actor=actor).filter(source_kind="case", source_id=plan.case_id, state="open")
    for task in waiting:
        if task.pk in own or task.title == check:
            drop_task(actor=actor, task_id=task.pk, reason=_("Il progetto è finito"), occurred_at=at)
