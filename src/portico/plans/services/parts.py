"""Goals, supports and commitments of a plan that is being written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.directory.models import Service
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.records import change, lock
from portico.plans import domains, selectors
from portico.plans.enums import Side, SupportKind
from portico.plans.models import Commitment, Goal, Plan, Support
from portico.plans.models.parts import Answered
from portico.plans.services.ground import answering, check_dates, editable_plan, of_plan, one_of_plan, stated
from portico.referrals.models import Referral
from portico.referrals.selectors import referrals_of_person

A = TypeVar("A", bound=Answered)


@transaction.atomic
def save_goal(
    *,
    actor: Actor,
    plan_id: UUID,
    goal_id: UUID | None = None,
    domain: str,
    text: str,
    expected: str = "",
    evidence: str = "",
    for_whom: Sequence[UUID] = (),
    only_theirs: bool = False,
    responsible_id: UUID | None = None,
    responsible_words: str = "",
    due_on: date | None = None,
    expected_version: int | None = None,
) -> Goal:
    """Write a goal, or change one. Raises NotNow, StaleEdit, DomainError."""
    plan = editable_plan(actor=actor, plan_id=plan_id)
    check_dates(plan, due_on=due_on)
    whom = of_plan(plan, for_whom)
    if only_theirs and not whom:
        raise DomainError(_("Di' per chi è: un obiettivo di tutti è sulle copie di tutti."), field="only_theirs")
    values = {
        "domain": domains.require(domain),
        "text": stated(text, "text", _("Scrivi che cosa volete raggiungere."))[:300],
        "expected": expected.strip()[:500],
        "evidence": evidence.strip()[:500],
        "for_whom": [item.pk for item in whom],
        "only_theirs": only_theirs,
        "due_on": due_on,
        **answering(actor=actor, plan=plan, responsible_id=responsible_id, words=responsible_words),
    }
    if goal_id:
        return _changed(actor, plan.goals.all(), goal_id, values, expected_version)
    last = plan.goals.order_by().aggregate(last=Max("position"))["last"]
    goal = Goal(plan=plan, position=0 if last is None else last + 1, **values)
    goal.save(force_insert=True)
    return goal


@transaction.atomic
def save_support(
    *,
    actor: Actor,
    plan_id: UUID,
    support_id: UUID | None = None,
    kind: str,
    what: str,
    text: str = "",
    goal_id: UUID | None = None,
    subject_id: UUID | None = None,
    service_id: UUID | None = None,
    referral_id: UUID | None = None,
    responsible_id: UUID | None = None,
    responsible_words: str = "",
    frequency: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    cost_cents: int | None = None,
    expected_version: int | None = None,
) -> Support:
    """Write a support, or change one. Raises NotNow, StaleEdit, DomainError."""
    plan = editable_plan(actor=actor, plan_id=plan_id)
    if kind not in SupportKind.values:
        raise DomainError(_("Scegli una voce dell'elenco."), field="kind")
    codes.require("support_kind", what, field="what")
    check_dates(plan, starts_on=starts_on, ends_on=ends_on)
    if kind == SupportKind.SERVICE and not (service_id or referral_id):
        raise DomainError(_("Scegli quale servizio della rete."), field="service")
    referral = _referral(actor, plan, referral_id) if referral_id and kind == SupportKind.SERVICE else None
    values = {
        "kind": kind,
        "what": what,
        "text": text.strip()[:300],
        "goal": _goal(plan, goal_id),
        "subject": one_of_plan(plan, subject_id),
        "service": referral.service if referral else _service(actor, service_id),
        "referral": referral,
        "frequency": frequency.strip()[:120],
        "starts_on": starts_on,
        "ends_on": ends_on,
        "cost_cents": cost_cents,
        **answering(actor=actor, plan=plan, responsible_id=responsible_id, words=responsible_words),
    }
    if support_id:
        return _changed(actor, plan.supports.all(), support_id, values, expected_version)
    support = Support(plan=plan, **values)
    support.save(force_insert=True)
    return support


@transaction.atomic
def save_commitment(
    *,
    actor: Actor,
    plan_id: UUID,
    commitment_id: UUID | None = None,
    side: str,
    text: str,
    kind: str = "",
    goal_id: UUID | None = None,
    subject_id: UUID | None = None,
    responsible_id: UUID | None = None,
    responsible_words: str = "",
    due_on: date | None = None,
    expected_version: int | None = None,
) -> Commitment:
    """Write a commitment, or change one. Raises NotNow, StaleEdit, DomainError."""
    plan = editable_plan(actor=actor, plan_id=plan_id)
    if side not in Side.values:
        raise DomainError(_("Scegli una voce dell'elenco."), field="side")
    if kind:
        codes.require("commitment_kind", kind, field="kind")
    check_dates(plan, due_on=due_on)
    household = side == Side.HOUSEHOLD
    values = {
        "side": side,
        "kind": kind,
        "text": stated(text, "text", _("Scrivi l'impegno."))[:300],
        "goal": _goal(plan, goal_id),
        "subject": one_of_plan(plan, subject_id) if household else None,
        "due_on": due_on,
        **answering(
            actor=actor, plan=plan, responsible_id=None if household else responsible_id, words=responsible_words
        ),
    }
    if commitment_id:
        return _changed(actor, plan.commitments.all(), commitment_id, values, expected_version)
    commitment = Commitment(plan=plan, **values)
    commitment.save(force_insert=True)
    return commitment


@transaction.atomic
def take_out(*, actor: Actor, plan_id: UUID, part: str, part_id: UUID) -> Plan:
    """A goal (with what hangs on it), a support or a commitment leaves the plan; signed versions keep it."""
    plan = editable_plan(actor=actor, plan_id=plan_id)
    parts: dict[str, Any] = {"goal": plan.goals, "support": plan.supports, "commitment": plan.commitments}
    row = lock(parts[part].filter(removed_at__isnull=True), part_id)
    gone = {"removed_at": timezone.now()}
    change(row, actor=actor, values=gone)
    if part == "goal":
        hanging: list[Answered] = [
            *plan.supports.filter(goal_id=part_id, removed_at__isnull=True).select_for_update(of=("self",)),
            *plan.commitments.filter(goal_id=part_id, removed_at__isnull=True).select_for_update(of=("self",)),
        ]
        for item in hanging:
            change(item, actor=actor, values=gone)
    return plan


@transaction.atomic
def move_goal(*, actor: Actor, plan_id: UUID, goal_id: UUID, up: bool) -> Plan:
    """The order in which the household reads its goals."""
    plan = editable_plan(actor=actor, plan_id=plan_id)
    goals = list(plan.goals.filter(removed_at__isnull=True).select_for_update(of=("self",)))
    here = next((place for place, goal in enumerate(goals) if goal.pk == goal_id), None)
    if here is None:
        selectors.get_part(plan.goals.none(), key=goal_id)
        return plan
    there = here - 1 if up else here + 1
    if 0 <= there < len(goals):
        goals[here], goals[there] = goals[there], goals[here]
    for position, goal in enumerate(goals):
        change(goal, actor=actor, values={"position": position})
    return plan


def _changed(actor: Actor, rows: QuerySet[A], key: UUID, values: dict[str, Any], expected_version: int | None) -> A:
    row = lock(rows.filter(removed_at__isnull=True), key)
    change(row, actor=actor, values=values, expected_version=expected_version)
    return row


def _goal(plan: Plan, goal_id: UUID | None) -> Goal | None:
    if not goal_id:
        return None
    found = plan.goals.filter(pk=goal_id, removed_at__isnull=True).first()
    if found is None:
        raise DomainError(_("Scegli un obiettivo di questo progetto."), field="goal")
    return found


def _service(actor: Actor, service_id: UUID | None) -> Service | None:
    if not service_id:
        return None
    found = Service.objects.filter(pk=service_id, ambito_id=actor.ambito_id).select_related("organisation").first()
    if found is None:
        raise DomainError(_("Scegli una voce dell'elenco."), field="service")
    return found


def _referral(actor: Actor, plan: Plan, referral_id: UUID) -> Referral:
    for item in selectors.people_of(plan=plan):
        found = (
            referrals_of_person(actor=actor, person_id=item.person_id)
            .select_related("service__organisation")
            .filter(pk=referral_id)
            .first()
        )
        if found is not None:
            return found
    raise DomainError(_("Scegli un invio di una persona del progetto."), field="referral")
