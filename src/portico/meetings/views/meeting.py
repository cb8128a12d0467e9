"""One meeting: its page, calling it, moving it, who else comes, not at all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.access.services import log_reads
from portico.casework.models import Case
from portico.casework.selectors import get_case
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.http import ActorRequest, guarded_post, redirect_htmx
from portico.meetings import selectors, services
from portico.meetings.enums import KINDS
from portico.meetings.forms import CallForm, ConveneForm, MoveForm, ReasonForm
from portico.meetings.models import Meeting
from portico.meetings.policies import actions, may_convene
from portico.meetings.views.base import form_page, meeting_for, meeting_url


def meeting(request: ActorRequest, key: UUID) -> HttpResponse:
    """When, where, who, what was said and decided, and what had been decided the time before."""
    actor = request.actor
    found = selectors.get_meeting(actor=actor, key=key)
    context = page_context(actor, found)
    log_reads(actor=actor, what="meeting.page", person_ids=context["people"], object_id=found.pk)
    return render(request, "meetings/meeting.html", context)


def page_context(actor: Actor, found: Meeting) -> dict[str, Any]:
    """What the page and the minutes on paper show."""
    before, decided_before = selectors.last_time(actor=actor, meeting=found)
    subjects = selectors.callable_subjects(case=found.case)
    return {
        "meeting": found,
        "case": found.case,
        "subjects": subjects,
        "people": [subject.person_id for subject in subjects],
        "participants": list(selectors.participants_of(meeting=found)),
        "decisions": selectors.decisions_of(actor=actor, meeting=found),
        "before": before,
        "decided_before": decided_before,
        "following": selectors.meetings(actor=actor).filter(previous_id=found.pk).order_by("starts_at", "id").first(),
        "allowed": actions(actor, found),
    }


def _choices(actor: Actor, case: Case) -> dict[str, list[tuple[str, str]]]:
    return {
        "memberships": [(key, label) for key, _t, label in selectors.callable_colleagues(actor=actor, case=case)],
        "subjects": [(str(item.pk), item.person.short_name) for item in selectors.callable_subjects(case=case)],
    }


@guarded_post
def convene(request: ActorRequest, key: UUID) -> HttpResponse:
    """A new meeting about a case; `?tipo=` begins with a kind."""
    actor = request.actor
    case = get_case(actor=actor, key=key)
    if not may_convene(actor, case):
        raise PermissionDenied
    kind = request.GET.get("tipo", "")
    initial = {"kind": kind if kind in KINDS else "", "memberships": [str(case.manager_id)] if case.manager_id else []}
    form = ConveneForm(request.POST or None, initial=initial, **_choices(actor, case))

    def save(data: dict[str, Any]) -> Meeting:
        return services.convene(actor=actor, case_id=case.pk, kind=data["kind"], **form.moment, **form.people)

    return form_page(
        request,
        case=case,
        form=form,
        save=save,
        said=_("Incontro convocato. Ora puoi stampare le convocazioni."),
        title=_("Convoca un incontro"),
        submit=_("Convoca"),
    )


@guarded_post
def call(request: ActorRequest, key: UUID) -> HttpResponse:
    found = meeting_for(request, key, "write")
    form = CallForm(request.POST or None, **_choices(request.actor, found.case))
    return form_page(
        request,
        case=found.case,
        meeting=found,
        form=form,
        save=lambda data: services.call_more(actor=request.actor, meeting_id=found.pk, **form.people),
        said=_("Fatto: ora è tra gli invitati."),
        title=_("Invita altre persone"),
        submit=_("Invita"),
        intro=_("Chi è già invitato resta com'è."),
    )


@guarded_post
def move(request: ActorRequest, key: UUID) -> HttpResponse:
    found = meeting_for(request, key, "move")
    at = timezone.localtime(found.starts_at)
    names = ("duration", "place", "video", "agenda", "note", "version")
    initial = {name: getattr(found, name) for name in names} | {"starts_on": at.date(), "starts_time": at.time()}
    form = MoveForm(request.POST or None, initial=initial)

    def save(data: dict[str, Any]) -> Meeting:
        return services.move_meeting(
            actor=request.actor,
            meeting_id=found.pk,
            reason=data["reason"],
            expected_version=data["version"],
            **form.moment,
        )

    return form_page(
        request,
        case=found.case,
        meeting=found,
        form=form,
        save=save,
        said=_("Salvato. Chi era invitato dalla rete lo sa già."),
        title=_("Giorno, luogo, ordine del giorno"),
        submit=_("Salva"),
    )


@guarded_post
def cancel(request: ActorRequest, key: UUID) -> HttpResponse:
    found = meeting_for(request, key, "cancel")
    return form_page(
        request,
        case=found.case,
        meeting=found,
        form=ReasonForm(request.POST or None),
        save=lambda data: services.cancel_meeting(actor=request.actor, meeting_id=found.pk, reason=data["reason"]),
        said=_("Incontro annullato."),
        title=_("Annulla l'incontro"),
        submit=_("Annulla l'incontro"),
        intro=_("Chi è invitato dalla rete riceve un avviso. Le altre persone avvisale tu."),
    )


@require_POST
@guarded_post
def uncall(request: ActorRequest, key: UUID, participant: UUID) -> HttpResponse:
    try:
        services.uncall(actor=request.actor, meeting_id=key, participant_id=participant)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Non è più tra gli invitati."))
    return redirect_htmx(request, meeting_url(key))
