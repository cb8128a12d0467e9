"""A death or a move: choose which, see what it will do, record it; and undo it within a day."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portico.access.enums import Category, Level
from portico.access.selectors import level_on
from portico.access.services import log_reads
from portico.casework.views.base import towns_of
from portico.kernel.errors import DomainError
from portico.kernel.http import ActorRequest, guarded_post, redirect_htmx
from portico.people.enums import LifeStatus
from portico.people.models import Person
from portico.people.selectors import get_person
from portico.workplace.forms.departure import DepartureForm
from portico.workplace.selectors.departure import Kind, departure_plan, last_departure
from portico.workplace.services.departure import Done, record_departure, undo_departure


@guarded_post
def departure(request: ActorRequest, key: UUID) -> HttpResponse:
    """Without `?tipo=` the choice; with it, what will happen and the form; afterwards, the way back."""
    person = _writable(request, key)
    log_reads(actor=request.actor, what="person.departure", person_ids=[person.pk])
    kind = request.GET.get("tipo", "")
    if person.life_status != LifeStatus.PRESENT:
        event = last_departure(actor=request.actor, person=person)
        return render(request, "workplace/departure/recorded.html", {"person": person, "undoable": event is not None})
    if kind not in Kind.values:
        return render(request, "workplace/departure/choose.html", {"person": person, "kinds": Kind.choices})
    plan = departure_plan(actor=request.actor, person=person, kind=kind)
    form = DepartureForm(request.POST or None, plan=plan, towns=towns_of(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            done = _record(request, person, kind, form)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _said(done))
            return redirect_htmx(request, reverse("workplace:person", kwargs={"key": person.pk}))
    status = 422 if request.method == "POST" else 200
    context = {"person": person, "kind": Kind(kind), "plan": plan, "form": form}
    return render(request, "workplace/departure/preview.html", context, status=status)


@require_POST
@guarded_post
def undo(request: ActorRequest, key: UUID) -> HttpResponse:
    """It was recorded by mistake."""
    person = _writable(request, key)
    try:
        done = undo_departure(actor=request.actor, person_id=person.pk)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Annullato: la persona è di nuovo presente.") + " " + _restored(done))
    return redirect_htmx(request, reverse("workplace:person", kwargs={"key": person.pk}))


def _writable(request: ActorRequest, key: UUID) -> Person:
    person = get_person(actor=request.actor, key=key)
    if level_on(actor=request.actor, person_id=person.pk, category=Category.IDENTITY) < Level.WRITE:
        raise PermissionDenied
    return person


def _record(request: ActorRequest, person: Person, kind: str, form: DepartureForm) -> Done:
    data: dict[str, Any] = form.cleaned_data
    return record_departure(
        actor=request.actor,
        person_id=person.pk,
        kind=kind,
        on=data["on"],
        destination=data.get("destination", ""),
        moved_to=data.get("moved_to", ""),
        municipality=data.get("municipality", ""),
        words=data.get("words", ""),
        choices=form.fates(),
    )


def _said(done: Done) -> str:
    counted = [
        (done.closed, ngettext("%d presa in carico chiusa", "%d prese in carico chiuse", done.closed)),
        (done.handed_over, ngettext("%d passata di mano", "%d passate di mano", done.handed_over)),
        (done.going_on, ngettext("%d continua con altre persone", "%d continuano con altre persone", done.going_on)),
        (done.appointments, ngettext("%d appuntamento annullato", "%d appuntamenti annullati", done.appointments)),
        (done.referrals, ngettext("%d invio interrotto", "%d invii interrotti", done.referrals)),
        (done.tasks, ngettext("%d cosa da fare tolta", "%d cose da fare tolte", done.tasks)),
    ]
    parts = [text % number for number, text in counted if number]
    return _("Registrato.") + (f" {', '.join(parts).capitalize()}." if parts else "")


def _restored(done: Done) -> str:
    back = ngettext("%d presa in carico riaperta.", "%d prese in carico riaperte.", done.closed) % done.closed
    warning = _("Appuntamenti, invii ed équipe non tornano da soli: controllali.")
    return f"{back} {warning}" if done.closed else warning
