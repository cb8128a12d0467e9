"""Reading plans: each opens by the grants of its case, as the database's policies say a second time.

Who writes plans reads all of them. Who only works on the case reads what was shared with the household: its goals,
and the supports and commitments they answer for themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from portico.access.enums import Category, Level
from portico.access.selectors import live_grants, open_origins
from portico.accounts.models import Membership
from portico.casework.models import Case, CaseSubject
from portico.casework.selectors import team_of
from portico.directory.models import Service
from portico.directory.selectors import services_for
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.people.models import Person
from portico.people.selectors import people as visible_people
from portico.plans import domains
from portico.plans.enums import OVER, REACHED
from portico.plans.models import (
    Commitment,
    Deadline,
    Goal,
    Narrative,
    PactFact,
    Plan,
    PlanPerson,
    PlanVersion,
    SignedScan,
    Support,
    Verification,
)


def reads_all(actor: Actor) -> bool:
    """The actor's role writes plans, so it reads them whole."""
    return bool(open_origins(actor=actor, category=Category.PLAN, level=Level.WRITE))


def open_to(actor: Actor) -> bool:
    """The actor's role has to do with plans at all."""
    return bool(open_origins(actor=actor, category=Category.PLAN))


def plans(*, actor: Actor, level: Level = Level.READ) -> QuerySet[Plan]:
    """The plans the actor may read (or write): by a grant for their case."""
    origins = open_origins(actor=actor, category=Category.PLAN, level=level)
    grants = live_grants(actor=actor).filter(origin__in=origins).order_by()
    scoped = grants.filter(
        Q(categories__isnull=True) | Q(categories__contains=[Category.PLAN]),
        scope_kind="case",
        scope_id=OuterRef("case_id"),
    )
    named = CaseSubject.objects.filter(
        Exists(grants.filter(scope_kind="reserved", person_id=OuterRef("person_id"))), case_id=OuterRef("case_id")
    ).order_by()
    found = Plan.objects.filter(Q(Exists(scoped)) | Q(Exists(named)), ambito_id=actor.ambito_id)
    return found if reads_all(actor) else found.filter(shared_at__isnull=False)


def get_plan(*, actor: Actor, key: object, level: Level = Level.READ) -> Plan:
    """A plan with its case. Raises NotVisible, the same for missing and forbidden."""
    try:
        return plans(actor=actor, level=level).select_related("narrative", "case__unit__organisation", "case__manager__user").get(
            pk=UUID(str(key))
        )  # fmt: skip
    except (Plan.DoesNotExist, ValueError) as error:
        raise NotVisible("plan", key) from error


def goals_of(*, actor: Actor, plan: Plan) -> QuerySet[Goal]:
    """The goals of a visible plan, as far as the actor reads them."""
    found = plan.goals.filter(removed_at__isnull=True).select_related("responsible__user", "responsible__organisation")
    return found if reads_all(actor) else found.filter(shared_at__isnull=False)


def supports_of(*, actor: Actor, plan: Plan) -> QuerySet[Support]:
    """The supports of a visible plan: all of them, or those the actor answers for."""
    found = plan.supports.filter(removed_at__isnull=True).select_related(
        "responsible__user", "responsible__organisation", "service__organisation", "referral"
    )
    return found if reads_all(actor) else found.filter(responsible_token__in=actor.tokens)


def commitments_of(*, actor: Actor, plan: Plan) -> QuerySet[Commitment]:
    """The commitments of a visible plan: all of them, or those the actor answers for."""
    found = plan.commitments.filter(removed_at__isnull=True).select_related(
        "responsible__user", "responsible__organisation"
    )
    return found if reads_all(actor) else found.filter(responsible_token__in=actor.tokens)


def people_of(*, plan: Plan) -> list[PlanPerson]:
    """Whom a visible plan is about today, the oldest first."""
    found = plan.people.filter(removed_at__isnull=True).select_related("person")
    return list(found.order_by(F("person__birth_date").asc(nulls_last=True), "created_at", "id"))


def narrative_of(*, actor: Actor, plan: Plan) -> Narrative:
    """The plan's free words; empty ones for who reads only what was shared."""
    return (getattr(plan, "narrative", None) if reads_all(actor) else None) or Narrative(plan_id=plan.pk)


def whole(actor: Actor, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """What only who writes plans reads."""
    return queryset if reads_all(actor) else queryset.none()


def versions_of(*, actor: Actor, plan: Plan) -> QuerySet[PlanVersion]:
    """The frozen versions of a visible plan with who signed them, newest first."""
    return whole(actor, plan.versions.prefetch_related("signatures__scan"))


def get_version(*, actor: Actor, plan: Plan, number: int) -> PlanVersion:
    """One frozen version. Raises NotVisible."""
    found = versions_of(actor=actor, plan=plan).filter(number=number).first()
    if found is None:
        raise NotVisible("plan.version", number)
    return found


def get_scan(*, actor: Actor, plan: Plan, key: UUID) -> SignedScan:
    """The signed paper. Raises NotVisible."""
    found: SignedScan | None = whole(actor, plan.scans.filter(pk=key)).first()
    if found is None:
        raise NotVisible("plan.scan", key)
    return found


def verifications_of(*, actor: Actor, plan: Plan) -> QuerySet[Verification]:
    """The verifications of a visible plan with each goal's outcome, newest first."""
    return whole(actor, plan.verifications.prefetch_related("outcomes__goal"))


def facts_of(*, actor: Actor, plan: Plan) -> QuerySet[PactFact]:
    """What happened in the national measure, newest first."""
    return whole(actor, plan.facts.filter(withdrawn_at__isnull=True).select_related("subject__person"))


def deadlines_of(*, actor: Actor, plan: Plan) -> QuerySet[Deadline]:
    """The days that hold, open ones first."""
    return whole(actor, plan.deadlines.filter(void_at__isnull=True).select_related("subject__person"))


def get_part(queryset: QuerySet[Any], *, key: UUID) -> Any:
    """One goal, support or commitment of a visible plan. Raises NotVisible."""
    found = queryset.filter(pk=key).first()
    if found is None:
        raise NotVisible("plan.part", key)
    return found


def plans_of_case(*, actor: Actor, case_id: UUID) -> QuerySet[Plan]:
    """A case's plans the actor may read, those still open first, the newest first."""
    return (
        plans(actor=actor)
        .filter(case_id=case_id)
        .select_related("case")
        .order_by(F("ended_at").desc(nulls_first=True), "-created_at", "-id")
    )


def plans_of_person(*, actor: Actor, person_id: UUID) -> QuerySet[Plan]:
    """A person's plans the actor may read, those still open first."""
    about = PlanPerson.objects.filter(plan_id=OuterRef("pk"), person_id=person_id, removed_at__isnull=True).order_by()
    return (
        plans(actor=actor)
        .filter(Exists(about))
        .select_related("case")
        .order_by(F("ended_at").desc(nulls_first=True), "-created_at", "-id")
    )


@dataclass(slots=True)
class Progress:
    """How a plan stands, for a line of a list: its goals, and the nearest day to keep."""

    plan: Plan
    reached: int = 0
    total: int = 0
    due_on: date | None = None
    goals: list[Goal] | None = None

    @property
    def next_on(self) -> date | None:
        """The nearest day: a verification, or what a rule asks."""
        days = [day for day in (self.plan.next_check_on, self.due_on) if day]
        return min(days) if days and self.plan.is_open else None

    @property
    def late(self) -> bool:
        return self.next_on is not None and self.next_on < timezone.localdate()


def progress_of(*, actor: Actor, plans: Iterable[Plan], with_goals: bool = False) -> list[Progress]:
    """The same plans, each with its bar: two queries, whatever their number."""
    found = {plan.pk: Progress(plan) for plan in plans}
    goals = Goal.objects.filter(plan_id__in=found, removed_at__isnull=True)
    if not reads_all(actor):
        goals = goals.filter(shared_at__isnull=False)
    if with_goals:
        for item in found.values():
            item.goals = []
        for goal in goals.order_by("plan_id", "position", "created_at", "id"):
            item = found[goal.plan_id]
            (item.goals if item.goals is not None else []).append(goal)
            _count(item, goal.state, 1)
    else:
        for plan_id, state, number in (
            goals.order_by("plan_id", "state").values_list("plan_id", "state").annotate(number=Count("pk"))
        ):
            _count(found[plan_id], state, number)
    open_days = Deadline.objects.filter(plan_id__in=found, met_on__isnull=True, void_at__isnull=True)
    for plan_id, day in (
        whole(actor, open_days).order_by("plan_id").values_list("plan_id").annotate(first=Min("due_on"))
    ):
        found[plan_id].due_on = day
    return list(found.values())


def _count(item: Progress, state: str, number: int) -> None:
    if state == "dropped":
        return
    item.total += number
    item.reached += number if state in REACHED else 0


def plan_progress(*, actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, Progress]:
    """The live plan of each of these cases with its bar, for lists of cases: three queries."""
    latest: dict[UUID, Plan] = {}
    for plan in plans(actor=actor).filter(case_id__in=case_ids).exclude(state__in=OVER).order_by("created_at", "id"):
        latest[plan.case_id] = plan
    return {item.plan.case_id: item for item in progress_of(actor=actor, plans=latest.values())}


def listed(*, actor: Actor, view: str) -> QuerySet[Plan]:
    """The page "Progetti": those of the actor's own cases, of the unit, to be signed, to be looked at again, over."""
    found = plans(actor=actor)
    today = timezone.localdate()
    mine = Q(case__manager_token__in=actor.tokens)
    late = Deadline.objects.filter(
        plan_id=OuterRef("pk"), met_on__isnull=True, void_at__isnull=True, due_on__lt=today
    ).order_by()
    views: dict[str, Any] = {
        "miei": mine & ~Q(state__in=OVER),
        "da-firmare": Q(state="shared"),
        "in-ritardo": ~Q(state__in=OVER) & (Q(next_check_on__lt=today) | Q(Exists(whole(actor, late)))),
        "conclusi": Q(state__in=OVER),
    }
    chosen = views.get(view, ~Q(state__in=OVER))
    return found.filter(chosen).order_by(F("next_check_on").asc(nulls_last=True), "-created_at", "-id")


def with_people(queryset: QuerySet[Plan]) -> QuerySet[Plan]:
    """Plans with what a list shows: the case, its manager, the people they are about (`plan.shown_people`)."""
    shown = PlanPerson.objects.filter(removed_at__isnull=True).select_related("person")
    shown = shown.order_by(F("person__birth_date").asc(nulls_last=True), "created_at", "id")
    return queryset.select_related("case__unit", "case__manager__user").prefetch_related(
        Prefetch("people", queryset=shown, to_attr="shown_people")
    )


def candidates(*, actor: Actor, case: Case) -> list[Person]:
    """Whom a plan of the case may be about: the case's people, as far as the actor sees them."""
    ids = list(case.subjects.filter(ends_on__isnull=True).values_list("person_id", flat=True))
    found = {person.pk: person for person in visible_people(actor=actor).filter(pk__in=ids)}
    return [found[key] for key in ids if key in found]


def responsibles(*, actor: Actor, case: Case) -> list[Membership]:
    """Operators who may answer for something: the actor, the case's manager, its team today."""
    today = timezone.localdate()
    ids = {actor.membership_id, case.manager_id}
    ids |= {member.membership_id for member in team_of(case=case) if member.ends_on is None or member.ends_on >= today}
    return list(
        Membership.objects.filter(pk__in=[key for key in ids if key], ambito_id=actor.ambito_id)
        .select_related("user", "organisation", "unit")
        .order_by("user__last_name", "user__first_name", "id")
    )


def services_around(
    *, actor: Actor, goals: Iterable[Goal], municipality: str, each: int = 4
) -> dict[UUID, list[Service]]:
    """For each goal, services of the directory that may help with its area of life. One search for all of them."""
    wanted = {goal.pk: domains.themes(goal.domain) for goal in goals}
    themes = sorted({theme for found in wanted.values() for theme in found})
    if not themes:
        return {}
    services = list(services_for(actor=actor, needs=themes, municipality=municipality or None)[:60])
    answered = [(service, {need.parent_id or need.code for need in service.needs.all()}) for service in services]
    return {
        key: [service for service, themes in answered if themes & set(asked)][:each] for key, asked in wanted.items()
    }
