"""How it is going, and the end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.kernel.http import ActorRequest, guarded_post
from portico.plans import selectors
from portico.plans.forms import EndForm, OutcomeForm, VerificationForm
from portico.plans.services import Found, conclude_plan, interrupt_plan, record_verification
from portico.plans.views.base import form_page, plan_for, typed


@guarded_post
def verify(request: ActorRequest, key: UUID) -> HttpResponse:
    """Each goal with how it stands; the household's own words; when to meet again."""
    actor = request.actor
    plan = plan_for(request, key, "verify")
    goals = list(selectors.goals_of(actor=actor, plan=plan))
    rows = [
        OutcomeForm(request.POST or None, prefix=f"g{goal.pk.hex}", initial={"outcome": goal.state}) for goal in goals
    ]

    def save(data: dict[str, Any]) -> None:
        found = {
            goal.pk: Found(row.cleaned_data["outcome"], row.cleaned_data["words"])
            for goal, row in zip(goals, rows, strict=True)
        }
        record_verification(actor=actor, plan_id=plan.pk, outcomes=found, **data)

    return form_page(
        request,
        plan=plan,
        form=typed(VerificationForm, request, None, {"held_on": timezone.localdate()}),
        save=save,
        said=_("Verifica registrata."),
        template="plans/verify.html",
        rows=rows,
        goal_rows=list(zip(goals, rows, strict=True)),
    )


@guarded_post
def conclude(request: ActorRequest, key: UUID) -> HttpResponse:
    plan = plan_for(request, key, "conclude")
    return form_page(
        request,
        plan=plan,
        form=EndForm(
            request.POST or None, label=_("Com'è andata"), help_text=_("Due righe, anche con le loro parole.")
        ),
        save=lambda data: conclude_plan(actor=request.actor, plan_id=plan.pk, words=data["words"]),
        said=_("Progetto concluso."),
        title=_("Concludi il progetto"),
        submit=_("Concludi"),
    )


@guarded_post
def interrupt(request: ActorRequest, key: UUID) -> HttpResponse:
    plan = plan_for(request, key, "interrupt")
    return form_page(
        request,
        plan=plan,
        form=EndForm(request.POST or None, label=_("Perché si interrompe")),
        save=lambda data: interrupt_plan(actor=request.actor, plan_id=plan.pk, words=data["words"]),
        said=_("Progetto interrotto."),
        title=_("Interrompi il progetto"),
        submit=_("Interrompi"),
        intro=_("Le cose da fare che dipendono dal progetto non serviranno più. La presa in carico continua."),
    )
