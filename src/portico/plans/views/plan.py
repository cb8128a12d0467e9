"""A plan's page, its beginning, and what it says of itself on the case's page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portico.access.services import log_reads
from portico.assessment.selectors import get_assessment, priorities
from portico.casework.selectors import get_case
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotVisible
from portico.kernel.http import ActorRequest, guarded_post, redirect_htmx
from portico.plans import policies, rules, selectors, short
from portico.plans.forms import NewPlanForm, PlanForm
from portico.plans.models import Deadline, Plan
from portico.plans.services import edit_plan, set_people, start_plan
from portico.plans.services.agreeing import content_of, doubts, missing
from portico.plans.views.base import form_page, log_plan, plan_for, plan_url, typed

MENU = [
    ("edit", gettext_lazy("Titolo, inizio e persone"), "edit", "it-pencil"),
    ("conclude", gettext_lazy("Concludi"), "conclude", "it-check-circle"),
    ("interrupt", gettext_lazy("Interrompi"), "interrupt", "it-close-circle"),
]


def plan(request: ActorRequest, key: UUID) -> HttpResponse:
    """The plan, as a letter to the household, with what may be done to it now."""
    actor = request.actor
    found = selectors.get_plan(actor=actor, key=key)
    context = page_context(actor, found)
    log_plan(request, found, "plan.page", context["people"])
    return render(request, "plans/plan.html", context)


def page_context(actor: Actor, found: Plan) -> dict[str, Any]:
    """What the page shows, within its budget of queries."""
    goals = list(selectors.goals_of(actor=actor, plan=found))
    people = selectors.people_of(plan=found)
    narrative = selectors.narrative_of(actor=actor, plan=found)
    content = content_of(actor=actor, plan=found, opening=narrative.opening, goals=goals, people=people)
    allowed = policies.actions(actor, found)
    editing = "edit" in allowed
    municipality = found.case.residence_municipality
    around = selectors.services_around(actor=actor, goals=goals, municipality=municipality) if editing else {}
    days = list(selectors.deadlines_of(actor=actor, plan=found))
    return {
        "plan": found,
        "people": people,
        "content": content,
        "team_note": narrative.team_note,
        "whole": selectors.reads_all(actor),
        "allowed": allowed,
        "editing": editing,
        "missing": missing(content) if editing else [],
        "doubts": doubts(actor=actor, plan=found, people=people) if editing else [],
        "around": [(goal, around[goal.pk]) for goal in goals if around.get(goal.pk)],
        "deadlines": [with_rule(found, day) for day in days],
        "versions": list(selectors.versions_of(actor=actor, plan=found)),
        "verifications": list(selectors.verifications_of(actor=actor, plan=found)),
        "reached": sum(goal.state == "reached" for goal in goals),
        "total": sum(goal.state != "dropped" for goal in goals),
        "languages": short.languages(),
        "menu": _menu(found, allowed),
    }


def with_rule(found: Plan, day: Deadline) -> dict[str, Any]:
    """A day with what its rule says."""
    rule = rules.rule_for(found.kind, day.rule, day.counted_from)
    return {"row": day, "rule": rule, "late": day.met_on is None and day.due_on < timezone.localdate()}


def _menu(found: Plan, allowed: set[str]) -> list[dict[str, str]]:
    items = [
        {"label": str(label), "url": reverse(f"plans:{view}", kwargs={"key": found.pk}), "icon": icon}
        for action, label, view, icon in MENU
        if action in allowed
    ]
    printing = reverse("plans:sheet", kwargs={"key": found.pk})
    return [{"label": _("Stampa (PDF)"), "url": printing, "icon": "it-print"}, *items]


@guarded_post
def new(request: ActorRequest) -> HttpResponse:
    """`/progetti/nuovo/?caso=…`: for whom, of what kind, where one starts from."""
    actor = request.actor
    case = get_case(actor=actor, key=request.GET.get("caso", ""))
    if not policies.may_start(actor, case):
        raise PermissionDenied
    people = selectors.candidates(actor=actor, case=case)
    choices = [(str(person.pk), person.full_name) for person in people]
    initial = {"people": [key for key, _name in choices], "starts_on": timezone.localdate()}
    form = NewPlanForm(request.POST or None, people=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        keys = [UUID(key) for key in data.pop("people")]
        try:
            made = start_plan(actor=actor, case_id=case.pk, person_ids=keys, **_beginning(request, case.pk), **data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Bozza aperta. Scrivete insieme il primo obiettivo."))
            return redirect_htmx(request, plan_url(made.pk))
    log_reads(actor=actor, what="plan.form", person_ids=[person.pk for person in people], object_id=case.pk)
    status = 422 if form.is_bound else 200
    return render(request, "plans/new.html", {"case": case, "form": form, "people": people}, status=status)


def _beginning(request: ActorRequest, case_id: UUID) -> dict[str, Any]:
    """From an assessment of the case (`?analisi=…`), its confirmed priorities are the first goals to write."""
    if not request.GET.get("analisi"):
        return {}
    analysis = get_assessment(actor=request.actor, key=request.GET["analisi"])
    if analysis.case_id != case_id:
        raise NotVisible("assessment", analysis.pk)
    first = priorities(actor=request.actor, assessment=analysis)
    return {"analysis_id": analysis.pk, "goals": [(row.item.domain, row.item.label) for row in first]}


@guarded_post
def edit(request: ActorRequest, key: UUID) -> HttpResponse:
    actor = request.actor
    found = plan_for(request, key, "edit")
    there = {item.person_id: item.person.full_name for item in selectors.people_of(plan=found)}
    able = {person.pk: person.full_name for person in selectors.candidates(actor=actor, case=found.case)}
    names = ("kind", "title", "opening", "team_note", "starts_on", "ends_on", "next_check_on")
    words = selectors.narrative_of(actor=actor, plan=found)
    own = {name: getattr(words if name in ("opening", "team_note") else found, name) for name in names}
    initial = own | {"people": [str(key) for key in there]}
    form = typed(
        PlanForm, request, found, initial, people=[(str(key), name) for key, name in {**able, **there}.items()]
    )

    def save(data: dict[str, Any]) -> None:
        values = {name: data[name] for name in names}
        edit_plan(actor=actor, plan_id=found.pk, values=values, expected_version=data["version"])
        if {UUID(item) for item in data["people"]} != set(there):
            set_people(actor=actor, plan_id=found.pk, person_ids=[UUID(item) for item in data["people"]])

    return form_page(
        request, plan=found, form=form, save=save, said=_("Salvato."), title=_("Titolo, inizio e persone"),
        submit=_("Salva"),
    )  # fmt: skip


def of_case(request: ActorRequest, key: UUID) -> HttpResponse:
    """The plans of a case: a box of its page, asked for by htmx; a page of its own for everybody else."""
    actor = request.actor
    case = get_case(actor=actor, key=key)
    if not selectors.open_to(actor):
        raise NotVisible("plans", key)
    found = list(selectors.plans_of_case(actor=actor, case_id=case.pk)[:10])
    progress = selectors.progress_of(actor=actor, plans=found, with_goals=True)
    new = f"{reverse('plans:new')}?caso={case.pk}" if policies.may_start(actor, case) else ""
    context = {"case": case, "progress": progress, "new": new}
    if getattr(request, "htmx", False):
        return render(request, "plans/parts/box.html", context)
    people = [person.pk for person in selectors.candidates(actor=actor, case=case)]
    log_reads(actor=actor, what="plan.list", person_ids=people, object_id=case.pk, outcome="listed")
    return render(request, "plans/of_case.html", context)
