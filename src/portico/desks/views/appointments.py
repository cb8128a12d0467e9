"""Booking, moving, cancelling; who came and who did not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from portico.access.services import log_reads
from portico.accounts.selectors import colleagues
from portico.desks import selectors
from portico.desks.forms.appointments import CHANNELS, BookForm, CancelForm, MoveForm, day_asked
from portico.desks.models import Appointment, Desk
from portico.desks.policies import may_listen
from portico.desks.services import appointments as services
from portico.kernel import codes
from portico.kernel.errors import DomainError, NotVisible
from portico.kernel.http import ActorRequest, guarded_post
from portico.people.models import Person
from portico.people.selectors import get_person

ACTS = {
    "arrivo": (services.mark_arrived, gettext_lazy("È qui.")),
    "svolto": (services.mark_done, gettext_lazy("Segnato come svolto.")),
    "assente": (services.mark_no_show, gettext_lazy("Segnato: non si è presentata.")),
}


@guarded_post
def book(request: ActorRequest, key: UUID) -> HttpResponse:
    """Give somebody a time at this desk."""
    desk = _own(request, key)
    offered = _offered(request, desk)
    form = BookForm(
        request.POST or None,
        offered=offered["slots"],
        channels=_channels(desk),
        operators=colleagues(actor=request.actor),
        initial={"day": offered["day"], "channel": "in_person"},
    )
    chosen = _chosen(request)
    if request.method == "POST" and form.is_valid():
        try:
            booked = services.book(
                actor=request.actor, desk_id=desk.pk, person_id=chosen.pk if chosen else None, **_booking(form)
            )
        except DomainError as refusal:
            form.refuse(refusal)
            offered["nearest"] = getattr(refusal, "nearest", [])
        else:
            messages.success(request, _("Appuntamento fissato."))
            day = timezone.localtime(booked.starts_at).date()
            return HttpResponseRedirect(f"{reverse('desks:day', args=[desk.pk])}?giorno={day}")
    context = {"desk": desk, "form": form, "chosen": [chosen] if chosen else [], **offered}
    return render(request, "desks/book.html", context, status=422 if form.errors else 200)


@require_GET
def slots(request: ActorRequest, key: UUID) -> HttpResponse:
    """The free times of a day, as a part of the booking page."""
    desk = _own(request, key)
    offered = _offered(request, desk)
    form = MoveForm(offered=offered["slots"], initial={"day": offered["day"]})
    return render(request, "desks/parts/slots.html", {"desk": desk, "form": form, **offered})


@require_GET
def appointment(request: ActorRequest, key: UUID) -> HttpResponse:
    """One appointment and what can be done with it."""
    return _page(request, selectors.get_appointment(actor=request.actor, key=key), CancelForm())


@guarded_post
def move(request: ActorRequest, key: UUID) -> HttpResponse:
    """The same appointment at another time."""
    shown = selectors.get_appointment(actor=request.actor, key=key)
    offered = _offered(request, shown.desk, shown)
    form = MoveForm(
        request.POST or None, offered=offered["slots"], initial={"day": offered["day"], "minutes": shown.minutes}
    )
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("starts_at", "minutes", "reason")}
        try:
            new = services.move(
                actor=request.actor, appointment_id=shown.pk, expected_version=_version(request), **values
            )
        except DomainError as refusal:
            form.refuse(refusal)
            offered["nearest"] = getattr(refusal, "nearest", [])
        else:
            messages.success(request, _("Appuntamento spostato."))
            return HttpResponseRedirect(reverse("desks:appointment", args=[new.pk]))
    context = {"item": shown, "desk": shown.desk, "form": form, **offered}
    return render(request, "desks/move.html", context, status=422 if form.errors else 200)


@require_POST
@guarded_post
def cancel(request: ActorRequest, key: UUID) -> HttpResponse:
    """The place is given back."""
    shown = selectors.get_appointment(actor=request.actor, key=key)
    form = CancelForm(request.POST)
    if form.is_valid():
        try:
            services.cancel(
                actor=request.actor,
                appointment_id=shown.pk,
                reason=form.cleaned_data["reason"],
                by_person=bool(form.cleaned_data["by_person"]),
                expected_version=_version(request),
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Appuntamento disdetto: l'orario è di nuovo libero."))
            return _to_day(shown)
    return _page(request, selectors.get_appointment(actor=request.actor, key=key), form)


@require_POST
@guarded_post
def mark(request: ActorRequest, key: UUID, act: str) -> HttpResponse:
    """Here, done, or did not come."""
    shown = selectors.get_appointment(actor=request.actor, key=key)
    if act not in ACTS:
        raise NotVisible("appointment", key)
    service, said = ACTS[act]
    try:
        service(actor=request.actor, appointment_id=shown.pk)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, said)
    return _to_day(shown)


def _own(request: ActorRequest, key: UUID) -> Desk:
    if not may_listen(request.actor):
        raise PermissionDenied
    return selectors.get_own_desk(actor=request.actor, key=key)


def _offered(request: ActorRequest, desk: Desk, moved: Appointment | None = None) -> dict[str, Any]:
    """The day asked for, when the desk is open on it, and its free times."""
    asked = request.POST.get("day") or request.GET.get("giorno", "")
    day = day_asked(asked) if asked or moved is None else timezone.localtime(moved.starts_at).date()
    minutes = moved.minutes if moved else None
    return {
        "day": day,
        "opening": selectors.opening_of(desk, day),
        "slots": selectors.free_slots(actor=request.actor, desk=desk, day=day, minutes=minutes),
        "nearest": [],
    }


def _chosen(request: ActorRequest) -> Person | None:
    """The person chosen in the look-up, or named in the address."""
    keys = request.POST.getlist("person") or request.GET.getlist("persona")
    return get_person(actor=request.actor, key=keys[-1]) if keys else None


def _booking(form: BookForm) -> dict[str, Any]:
    data = form.cleaned_data
    values = {name: data[name] for name in ("starts_at", "minutes", "label", "channel", "language", "notes")}
    return {**values, "operator_id": data["operator"].pk if data["operator"] else None}


def _channels(desk: Desk) -> list[tuple[str, str]]:
    found = [code for code in desk.channels if codes.get("encounter_channel", code)] or CHANNELS
    return [(code, codes.label("encounter_channel", code)) for code in found]


def _page(request: ActorRequest, shown: Appointment, form: CancelForm) -> HttpResponse:
    log_reads(
        actor=request.actor,
        what="appointment.page",
        person_ids=[shown.person_id] if shown.person_id else [],
        object_id=shown.pk,
    )
    context = {
        "item": shown,
        "form": form,
        "later": Appointment.objects.filter(moved_from=shown).first(),
        "past": shown.starts_at <= timezone.now(),
    }
    return render(request, "desks/appointment.html", context, status=422 if form.errors else 200)


def _to_day(shown: Appointment) -> HttpResponse:
    day = timezone.localtime(shown.starts_at).date()
    return HttpResponseRedirect(f"{reverse('desks:day', args=[shown.desk_id])}?giorno={day}")


def _version(request: ActorRequest) -> int | None:
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdigit() else None
