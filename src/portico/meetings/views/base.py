"""What the pages of meetings share: the meeting with its policy asked, and a form that leads to one service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portico.access.services import log_reads
from portico.casework.models import Case
from portico.kernel.errors import DomainError, StaleEdit
from portico.kernel.forms import PorticoForm
from portico.kernel.http import ActorRequest, redirect_htmx
from portico.meetings import selectors
from portico.meetings.models import Meeting
from portico.meetings.policies import actions, may_convene


def meeting_for(request: ActorRequest, key: UUID, action: str) -> Meeting:
    """The meeting, when the actor may do this to it now: 404 when it is not visible, 403 when it is.

    A form sent after the meeting moved on goes to the service, which says so and keeps what was typed.
    """
    meeting = selectors.get_meeting(actor=request.actor, key=key)
    late = request.method == "POST" and may_convene(request.actor, meeting.case)
    if not late and action not in actions(request.actor, meeting):
        raise PermissionDenied
    return meeting


def meeting_url(key: object) -> str:
    return reverse("meetings:meeting", kwargs={"key": key})


def people_of(case: Case) -> list[UUID]:
    return [subject.person_id for subject in selectors.callable_subjects(case=case)]


def refused(form: PorticoForm, error: DomainError, context: dict[str, Any]) -> None:
    """A service's no, beside its field; what a colleague changed meanwhile is shown, and sent again it is meant."""
    form.refuse(error)
    if isinstance(error, StaleEdit):
        context["stale"] = error.changes
        typed: Any = form.data.copy()  # type: ignore[attr-defined]
        typed["version"] = str(error.version)
        form.data = typed


def form_page(
    request: ActorRequest,
    *,
    case: Case,
    form: PorticoForm,
    save: Callable[[dict[str, Any]], Meeting],
    said: str,
    meeting: Meeting | None = None,
    **context: Any,
) -> HttpResponse:
    """A form about a meeting: saves through one service and goes to the meeting, or shows what is wrong.

    `context` takes `title`, `submit` and, if they help, `intro` and `danger`.
    """
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                saved = save(form.cleaned_data)
            except DomainError as error:
                refused(form, error, context)
            else:
                messages.success(request, said)
                return redirect_htmx(request, meeting_url(saved.pk))
        status = 422
    log_reads(
        actor=request.actor,
        what="meeting.form",
        person_ids=people_of(case),
        object_id=meeting.pk if meeting else case.pk,
    )
    back = meeting_url(meeting.pk) if meeting else reverse("meetings:of_case", kwargs={"key": case.pk})
    page = {"stale": [], "intro": "", **context, "case": case, "meeting": meeting, "form": form, "back": back}
    return render(request, "meetings/form.html", page, status=status)
