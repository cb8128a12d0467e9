"""Writing the minutes: who came, what was said, what was decided; closing them, opening them again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portico.access.services import log_reads
from portico.kernel.errors import DomainError
from portico.kernel.http import ActorRequest, guarded_post, redirect_htmx
from portico.meetings import selectors, services
from portico.meetings.forms import DecisionFormSet, MinutesForm, ReasonForm, decided
from portico.meetings.models import Meeting
from portico.meetings.views.base import form_page, meeting_for, meeting_url, people_of, refused

CLOSE = "chiudi"


@guarded_post
def minutes(request: ActorRequest, key: UUID) -> HttpResponse:
    """One page: save as often as needed, then close. The button pressed says which."""
    actor = request.actor
    found = meeting_for(request, key, "write")
    form, rows = _forms(request, found)
    context: dict[str, Any] = {"stale": []}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and rows.is_valid():
            written = {"actor": actor, "meeting_id": found.pk, "decisions": decided(rows), **form.written}
            try:
                if request.POST.get("act") == CLOSE:
                    services.finish_minutes(next_at=form.cleaned_data["next_at"], **written)
                    messages.success(
                        request, _("Verbale chiuso: le decisioni sono tra le cose da fare di chi le ha prese.")
                    )
                else:
                    services.write_minutes(**written)
                    messages.success(request, _("Verbale salvato. Quando è pronto, chiudilo."))
            except DomainError as error:
                refused(form, error, context)
            else:
                return redirect_htmx(request, meeting_url(found.pk))
    log_reads(actor=actor, what="meeting.minutes", person_ids=people_of(found.case), object_id=found.pk)
    fixed = [item for item in selectors.decisions_of(actor=actor, meeting=found) if item.task_id]
    context |= {"meeting": found, "case": found.case, "form": form, "rows": rows, "fixed": fixed, "close": CLOSE}
    return render(request, "meetings/minutes.html", context, status=status)


def _forms(request: ActorRequest, found: Meeting) -> tuple[MinutesForm, Any]:
    people = list(selectors.participants_of(meeting=found))
    members = [(key, label) for key, _t, label in selectors.callable_colleagues(actor=request.actor, case=found.case)]
    initial = {"minutes": found.minutes, "outcome": found.outcome, "version": found.version}
    written = [
        {"text": item.text, "membership": str(item.membership_id or ""), "who": item.who, "due_on": item.due_on}
        for item in found.decisions.filter(task__isnull=True)
    ]
    form = MinutesForm(request.POST or None, participants=people, kind=found.kind, initial=initial)
    rows = DecisionFormSet(request.POST or None, prefix="d", initial=written, form_kwargs={"members": members})
    return form, rows


@guarded_post
def reopen(request: ActorRequest, key: UUID) -> HttpResponse:
    found = meeting_for(request, key, "reopen")
    return form_page(
        request,
        case=found.case,
        meeting=found,
        form=ReasonForm(request.POST or None, label=_("Che cosa va corretto")),
        save=lambda data: services.reopen_meeting(actor=request.actor, meeting_id=found.pk, reason=data["reason"]),
        said=_("Ora puoi correggere il verbale. Com'era resta nella storia."),
        title=_("Correggi il verbale"),
        submit=_("Riapri il verbale"),
        intro=_("Le decisioni diventate cose da fare restano."),
    )
