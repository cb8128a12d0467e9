"""The national measure: its dates, what is due, and the text for the ministry's own platform."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.kernel.errors import NotVisible
from portico.kernel.http import ActorRequest, guarded_post
from portico.plans import policies, rules, selectors
from portico.plans.forms import FactForm, WorkForm
from portico.plans.models import Plan
from portico.plans.services import record_fact, set_pact, withdraw_fact
from portico.plans.services.pact import pact_text
from portico.plans.views.base import form_page, key_of, log_plan, people_choices, plan_for, plan_url, press, typed
from portico.plans.views.plan import with_rule


def pact_for(request: ActorRequest, key: UUID) -> Plan:
    plan = selectors.get_plan(actor=request.actor, key=key)
    if not plan.is_pact or not selectors.reads_all(request.actor):
        raise NotVisible("plan.pact", key)
    return plan


def pact_url(key: UUID) -> str:
    return f"{plan_url(key)}misura/"


def pact(request: ActorRequest, key: UUID) -> HttpResponse:
    """What happened, what the rules ask and by when."""
    actor = request.actor
    plan = pact_for(request, key)
    people = selectors.people_of(plan=plan)
    facts = list(selectors.facts_of(actor=actor, plan=plan))
    log_plan(request, plan, "plan.pact", people)
    context = {
        "plan": plan,
        "people": people,
        "facts": facts,
        "deadlines": [with_rule(plan, day) for day in selectors.deadlines_of(actor=actor, plan=plan)],
        "no_show": next((fact for fact in facts if fact.kind == "no_show" and not _excused(fact, facts)), None),
        "rules": [rule for rule in rules.all_rules() if rule.kind == plan.kind and rule.holds_on(timezone.localdate())],
        "text": pact_text(actor=actor, plan=plan),
        "may": policies.may_record_facts(actor, plan),
    }
    return render(request, "plans/pact.html", context)


def _excused(absence: Any, facts: list[Any]) -> bool:
    """Somebody explained it afterwards: for the same person, or for everybody."""
    return any(
        fact.kind == "justified_absence" and fact.on >= absence.on and fact.subject_id in (None, absence.subject_id)
        for fact in facts
    )


def _pact_to_write(request: ActorRequest, key: UUID) -> Plan:
    plan = pact_for(request, key)
    if not policies.may_record_facts(request.actor, plan) and request.method != "POST":
        raise PermissionDenied
    return plan


@guarded_post
def new_fact(request: ActorRequest, key: UUID) -> HttpResponse:
    plan = _pact_to_write(request, key)
    form = typed(FactForm, request, None, {"on": timezone.localdate()}, people=people_choices(plan))

    def save(data: dict[str, Any]) -> None:
        record_fact(actor=request.actor, plan_id=plan.pk, subject_id=key_of(data.pop("subject")), **data)

    return form_page(
        request, plan=plan, form=form, save=save, said=_("Registrato. Le scadenze sono ricalcolate."),
        back=pact_url(plan.pk), title=_("Che cosa è successo"), submit=_("Registra"),
    )  # fmt: skip


@guarded_post
def work(request: ActorRequest, key: UUID) -> HttpResponse:
    plan = _pact_to_write(request, key)
    people = selectors.people_of(plan=plan)
    initial = {"platform_number": plan.platform_number} | {f"work_{item.pk}": item.work for item in people}
    form = typed(WorkForm, request, None, initial, people=[(str(item.pk), item.person.full_name) for item in people])

    def save(data: dict[str, Any]) -> None:
        set_pact(
            actor=request.actor, plan_id=plan.pk, platform_number=data["platform_number"],
            work={item.pk: data[f"work_{item.pk}"] for item in people},
        )  # fmt: skip

    return form_page(
        request, plan=plan, form=form, save=save, said=_("Salvato."), back=pact_url(plan.pk),
        title=_("Numero e lavoro"), submit=_("Salva"),
        intro=_("Per ciascuno: può lavorare, non può ora, o non ha obblighi. Da qui dipendono le scadenze."),
    )  # fmt: skip


@require_POST
@guarded_post
def withdraw(request: ActorRequest, key: UUID, fact: UUID) -> HttpResponse:
    pact_for(request, key)
    plan_for(request, key, "facts")

    def save() -> None:
        withdraw_fact(actor=request.actor, plan_id=key, fact_id=fact)

    return press(request, key, save, _("Tolto. Resta nella storia, e non conta più."), back=pact_url(key))
