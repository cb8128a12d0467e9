"""Goals, supports and commitments: written one at a time, each with its own form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.directory.selectors import services as all_services
from portico.kernel.actor import Actor
from portico.kernel.http import ActorRequest, guarded_post
from portico.plans import selectors
from portico.plans.forms import CommitmentForm, GoalForm, SupportForm
from portico.plans.models import Goal, Plan
from portico.plans.services import keep_commitment, move_goal, save_commitment, save_goal, save_support, take_out
from portico.plans.views.base import (
    form_page,
    goal_choices,
    key_of,
    operator_choices,
    people_choices,
    plan_for,
    press,
    typed,
)
from portico.referrals.selectors import referrals_of_person

ANSWERED = {"responsible_words"}


def initial_of(part: Any, *names: str, keys: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a form begins with: plain fields by name, keys as the text a choice holds."""
    if part is None:
        return {}
    found = {name: getattr(part, name) for name in (*names, *ANSWERED)}
    return found | {name: str(getattr(part, f"{name}_id") or "") for name in (*keys, "responsible")}


@guarded_post
def goal(request: ActorRequest, key: UUID, part: UUID | None = None) -> HttpResponse:
    actor = request.actor
    plan = plan_for(request, key, "edit")
    there = selectors.get_part(selectors.goals_of(actor=actor, plan=plan), key=part) if part else None
    initial = initial_of(there, "domain", "text", "expected", "evidence", "only_theirs", "due_on")
    if there:
        initial["for_whom"] = [str(item) for item in there.for_whom]
    form = typed(
        GoalForm, request, there, initial, people=people_choices(plan), operators=operator_choices(actor, plan)
    )

    def save(data: dict[str, Any]) -> None:
        save_goal(
            actor=actor, plan_id=plan.pk, goal_id=part, responsible_id=key_of(data.pop("responsible")),
            for_whom=[UUID(item) for item in data.pop("for_whom")], expected_version=data.pop("version"), **data,
        )  # fmt: skip

    title = _("Obiettivo") if there else _("Nuovo obiettivo")
    return form_page(
        request, plan=plan, form=form, save=save, said=_("Obiettivo salvato."), title=title, submit=_("Salva"),
        removing=("goal", there),
    )  # fmt: skip


@guarded_post
def support(request: ActorRequest, key: UUID, part: UUID | None = None) -> HttpResponse:
    """`?obiettivo=` and `?servizio=` come from what was found in the directory beside a goal."""
    actor = request.actor
    plan = plan_for(request, key, "edit")
    there = selectors.get_part(selectors.supports_of(actor=actor, plan=plan), key=part) if part else None
    names = ("kind", "what", "text", "frequency", "starts_on", "ends_on", "cost_cents")
    initial = initial_of(there, *names, keys=("goal", "subject", "service", "referral"))
    if there is None:
        initial = {"goal": request.GET.get("obiettivo", ""), "service": request.GET.get("servizio", "")}
        initial["kind"] = "service_by_referral" if initial["service"] else "own_service"
    goals = list(selectors.goals_of(actor=actor, plan=plan))
    form = typed(
        SupportForm, request, there, initial,
        people=people_choices(plan), operators=operator_choices(actor, plan), goals=goal_choices(actor, plan),
        services=_services(actor, plan, [item for item in goals if str(item.pk) == str(initial.get("goal"))] or goals),
        referrals=_referrals(actor, plan),
    )  # fmt: skip

    def save(data: dict[str, Any]) -> None:
        keys: dict[str, Any] = {f"{name}_id": key_of(data.pop(name, "")) for name in ("goal", "subject", "service", "referral", "responsible")}  # fmt: skip
        save_support(
            actor=actor, plan_id=plan.pk, support_id=part, expected_version=data.pop("version"), **keys, **data
        )

    title = _("Sostegno") if there else _("Nuovo sostegno")
    return form_page(
        request, plan=plan, form=form, save=save, said=_("Sostegno salvato."), title=title, submit=_("Salva"),
        removing=("support", there),
    )  # fmt: skip


def _services(actor: Actor, plan: Plan, goals: list[Goal]) -> list[tuple[str, Any]]:
    """Those that may help first, then all of them."""
    around = selectors.services_around(actor=actor, goals=goals, municipality=plan.case.residence_municipality, each=12)
    best = {service.pk: service for found in around.values() for service in found}
    others = [item for item in all_services(actor=actor).prefetch_related(None) if item.pk not in best]

    def named(rows: Any) -> list[tuple[str, str]]:
        return [(str(item.pk), f"{item.title} – {item.organisation.name}") for item in rows]

    return [(_("Possono aiutare"), named(best.values())), (_("Tutti gli altri"), named(others))]


def _referrals(actor: Actor, plan: Plan) -> list[tuple[str, str]]:
    found = []
    for item in selectors.people_of(plan=plan)[:6]:
        rows = referrals_of_person(actor=actor, person_id=item.person_id).select_related("service")[:10]
        found += [(str(row.pk), f"{row.service.title} – {item.person.short_name} ({row.get_state_display()})") for row in rows]  # fmt: skip
    return found


@guarded_post
def commitment(request: ActorRequest, key: UUID, part: UUID | None = None) -> HttpResponse:
    actor = request.actor
    plan = plan_for(request, key, "edit")
    there = selectors.get_part(selectors.commitments_of(actor=actor, plan=plan), key=part) if part else None
    initial = initial_of(there, "side", "text", "kind", "due_on", keys=("goal", "subject"))
    if there is None:
        initial = {"goal": request.GET.get("obiettivo", ""), "side": "household"}
    form = typed(
        CommitmentForm, request, there, initial,
        people=people_choices(plan), operators=operator_choices(actor, plan), goals=goal_choices(actor, plan),
    )  # fmt: skip

    def save(data: dict[str, Any]) -> None:
        keys: dict[str, Any] = {f"{name}_id": key_of(data.pop(name)) for name in ("goal", "subject", "responsible")}
        save_commitment(
            actor=actor, plan_id=plan.pk, commitment_id=part, expected_version=data.pop("version"), **keys, **data
        )

    title = _("Impegno") if there else _("Nuovo impegno")
    return form_page(
        request, plan=plan, form=form, save=save, said=_("Impegno salvato."), title=title, submit=_("Salva"),
        removing=("commitment", there),
    )  # fmt: skip


@require_POST
@guarded_post
def remove(request: ActorRequest, key: UUID, part: UUID, what: str) -> HttpResponse:
    plan_for(request, key, "edit")

    def save() -> None:
        take_out(actor=request.actor, plan_id=key, part=what, part_id=part)

    return press(request, key, save, _("Tolto dal progetto. Le versioni firmate restano com'erano."))


@require_POST
@guarded_post
def move(request: ActorRequest, key: UUID, part: UUID) -> HttpResponse:
    plan_for(request, key, "edit")
    up = request.POST.get("verso") == "su"

    def save() -> None:
        move_goal(actor=request.actor, plan_id=key, goal_id=part, up=up)

    return press(request, key, save, _("Ordine cambiato."))


@require_POST
@guarded_post
def keep(request: ActorRequest, key: UUID, part: UUID) -> HttpResponse:
    """A promise was kept, or not."""
    plan_for(request, key, "verify")

    def save() -> None:
        state = request.POST.get("stato", "")
        keep_commitment(actor=request.actor, plan_id=key, commitment_id=part, state=state)

    return press(request, key, save, _("Segnato."))
