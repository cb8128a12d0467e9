"""Starting: proposing somebody to a unit, or taking in charge in one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portico.access.services import log_reads
from portico.casework import policies, selectors
from portico.casework.forms import OpenForm, ProposeForm, membership_choices
from portico.casework.services import open_case_directly, propose_case
from portico.casework.views.base import case_url, towns_of
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.http import ActorRequest, guarded_post, redirect_htmx
from portico.organisations.selectors import public_name, units
from portico.people.models import Person
from portico.people.selectors import get_person, search_people

SHOWN = 12


@guarded_post
def propose(request: ActorRequest) -> HttpResponse:
    """Propose a presa in carico to a unit; `?persona=` says for whom, `?ascolto=` from which listening."""
    actor = request.actor
    if not policies.may_propose(actor):
        raise PermissionDenied
    person = _person(request)
    if person is None:
        return _choose(request, _("Per chi proponi una presa in carico?"))
    form = ProposeForm(
        request.POST or None,
        units=_units(actor),
        named=_named(actor) if person.reserved else (),
        people=_household(actor, person),
        municipalities=towns_of(actor),
    )

    def save(data: dict[str, Any]) -> str:
        propose_case(
            actor=actor,
            person_ids=_ids(person, data),
            unit_id=UUID(data["unit"]),
            urgency=data["urgency"],
            to_membership_id=UUID(data["to_membership"]) if data.get("to_membership") else None,
            encounter_id=_uuid(request.GET.get("ascolto", "")),
            **_described(data),
        )
        return reverse("casework:proposals_sent")

    return _page(
        request, person, form, save, _("Proposta inviata."), _("Proponi la presa in carico"), _("Invia la proposta")
    )


@guarded_post
def take(request: ActorRequest) -> HttpResponse:
    """Take in charge in one's own unit, in one act."""
    actor = request.actor
    if not policies.may_open_directly(actor):
        raise PermissionDenied
    person = _person(request)
    if person is None:
        return _choose(request, _("Chi prendete in carico?"))
    named = actor.role == "coordinator" and not person.reserved and actor.unit_id
    managers = selectors.possible_managers(actor=actor, unit_id=actor.unit_id) if named and actor.unit_id else []
    form = OpenForm(
        request.POST or None,
        managers=membership_choices(managers),
        people=_household(actor, person),
        municipalities=towns_of(actor),
    )

    def save(data: dict[str, Any]) -> str:
        case = open_case_directly(
            actor=actor,
            person_ids=_ids(person, data),
            manager_id=UUID(data["manager"]) if data.get("manager") else None,
            encounter_id=_uuid(request.GET.get("ascolto", "")),
            **_described(data),
        )
        return case_url(case.pk)

    return _page(
        request, person, form, save, _("Presa in carico avviata."), _("Prendi in carico"), _("Prendi in carico")
    )


def _page(
    request: ActorRequest, person: Person, form: Any, save: Any, said: str, title: str, submit: str
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                target = save(form.cleaned_data)
            except DomainError as error:
                form.refuse(error)
            else:
                messages.success(request, said)
                return redirect_htmx(request, target)
        status = 422
    known = selectors.known_cases(actor=request.actor, person_id=person.pk)
    log_reads(actor=request.actor, what="case.taking", person_ids=[person.pk])
    context = {"person": person, "form": form, "title": title, "submit": submit, "known": known}
    return render(request, "casework/taking.html", context, status=status)


def _choose(request: ActorRequest, title: str) -> HttpResponse:
    """Nobody chosen yet: look among one's own people."""
    text = request.GET.get("cerca", "").strip()
    found = list(search_people(actor=request.actor, text=text)[:SHOWN]) if text else []
    if found:
        log_reads(actor=request.actor, what="case.choose", person_ids=[item.pk for item in found], outcome="listed")
    return render(request, "casework/choose_person.html", {"title": title, "people": found, "search": text})


def _person(request: ActorRequest) -> Person | None:
    key = request.GET.get("persona", "")
    return get_person(actor=request.actor, key=key) if key else None


def _ids(person: Person, data: dict[str, Any]) -> list[UUID]:
    return [person.pk, *(UUID(key) for key in data.get("people") or [])]


def _described(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in ("area", "areas", "reason", "cost_municipality")}


def _household(actor: Actor, person: Person) -> list[tuple[str, str]]:
    return [(str(item.pk), item.full_name) for item in selectors.household_of(actor=actor, person_ids=[person.pk])[:20]]


def _units(actor: Actor) -> list[tuple[str, str]]:
    taking = units(actor=actor).filter(takes_cases=True)
    return [
        (str(unit.pk), public_name(actor=actor, organisation=unit.organisation, unit=unit))
        for unit in taking
        if unit.organisation_id == actor.organisation_id or not (unit.sensitive or unit.organisation.sensitive)
    ]


def _named(actor: Actor) -> list[tuple[str, str]]:
    """Whom a reserved record may be proposed to; the service checks that they work in the chosen unit."""
    ids = [UUID(key) for key, _name in _units(actor)]
    found = selectors.possible_managers_of(actor=actor, unit_ids=ids)
    return membership_choices(found.filter(role__in=policies.ANSWERING_ROLES))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
