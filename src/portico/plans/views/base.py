"""What the plan's pages share: the plan with its policy asked, and a form that leads to one service."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portico.access.services import log_reads
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, StaleEdit
from portico.kernel.forms import PorticoForm
from portico.kernel.http import ActorRequest, redirect_htmx
from portico.kernel.models import Record
from portico.plans import policies, selectors
from portico.plans.models import Plan, PlanPerson


def plan_for(request: ActorRequest, key: UUID, action: str) -> Plan:
    """The plan, when the actor may do this to it now: 404 when it is not visible, 403 when it is.

    A form sent after the plan moved on goes to the service, which says so and keeps what was typed.
    """
    plan = selectors.get_plan(actor=request.actor, key=key)
    late = request.method == "POST" and policies.writes(request.actor, plan)
    if not late and action not in policies.actions(request.actor, plan):
        raise PermissionDenied
    return plan


def plan_url(key: object) -> str:
    return reverse("plans:plan", kwargs={"key": key})


def log_plan(
    request: ActorRequest, plan: Plan, what: str, people: Iterable[PlanPerson] | None = None, outcome: str = "seen"
) -> None:
    """The look goes on record, for each of the plan's people."""
    shown = selectors.people_of(plan=plan) if people is None else people
    log_reads(
        actor=request.actor,
        what=what,
        person_ids=[item.person_id for item in shown],
        object_id=plan.pk,
        outcome=outcome,
    )


def form_page(
    request: ActorRequest,
    *,
    plan: Plan,
    form: PorticoForm,
    save: Callable[[dict[str, Any]], object],
    said: str,
    back: str = "",
    template: str = "plans/form.html",
    **context: Any,
) -> HttpResponse:
    """A form about a plan: saves through one service and goes back to the plan, or shows what is wrong.

    `context` takes `title`, `submit` and, if they help, `intro` and `warnings`.
    """
    status = 200
    back = back or plan_url(plan.pk)
    others = context.get("rows", [])
    if request.method == "POST":
        if all([form.is_valid(), *(row.is_valid() for row in others)]):
            try:
                save(form.cleaned_data)
            except StaleEdit as error:
                form.refuse(error)
                context["stale"] = error.changes
                # What was typed stays; sent again, it is meant.
                typed = request.POST.copy()
                typed["version"] = str(error.version)
                form.data = typed
            except DomainError as error:
                form.refuse(error)
            else:
                messages.success(request, said)
                return redirect_htmx(request, back)
        status = 422
    log_plan(request, plan, "plan.form")
    return render(request, template, {"plan": plan, "form": form, "back": back, **context}, status=status)


def press(request: ActorRequest, key: UUID, save: Callable[[], object], said: str, back: str = "") -> HttpResponse:
    """A button that asks nothing: does it, or says why not, and goes back to the plan."""
    try:
        save()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, said)
    return redirect_htmx(request, back or plan_url(key))


def people_choices(plan: Plan) -> list[tuple[str, str]]:
    return [(str(item.pk), item.person.short_name) for item in selectors.people_of(plan=plan)]


def operator_choices(actor: Actor, plan: Plan) -> list[tuple[str, str]]:
    """(membership id, "Anna Tombari – Polo 1"), the actor first."""
    found = selectors.responsibles(actor=actor, case=plan.case)
    found.sort(key=lambda item: item.pk != actor.membership_id)
    return [
        (str(item.pk), _("io") if item.pk == actor.membership_id else f"{item.user} – {item.unit or item.organisation}")
        for item in found
    ]


def goal_choices(actor: Actor, plan: Plan) -> list[tuple[str, str]]:
    return [(str(goal.pk), goal.text[:80]) for goal in selectors.goals_of(actor=actor, plan=plan)]


def key_of(text: str | None) -> UUID | None:
    """A chosen id; None for no choice. Choices were checked by the form."""
    return UUID(text) if text else None


def typed(
    form: type[PorticoForm], request: ActorRequest, part: Record | None, initial: dict[str, Any], **kwargs: Any
) -> Any:
    """A form with what is sent, else with what is there."""
    data = request.POST or None
    if part is not None:
        initial = {**initial, "version": part.version}
    return form(data, request.FILES or None, initial=initial, **kwargs)
