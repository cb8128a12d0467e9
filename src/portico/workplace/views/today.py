"""Oggi: where the day starts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from portico.access.services import log_reads
from portico.kernel.http import ActorRequest
from portico.workplace.selectors.today import coming as coming_of
from portico.workplace.selectors.today import has_meetings
from portico.workplace.selectors.today import today as blocks


def today(request: ActorRequest) -> HttpResponse:
    """The blocks of the actor's role; the people named in them go to the read log."""
    actor = request.actor
    page = blocks(actor=actor)
    named = [person.pk for person in page.recent or []] + [paper.person_id for paper in page.expiring or []]
    if named:
        log_reads(actor=actor, what="today", person_ids=dict.fromkeys(named), outcome="listed")
    context = {"page": page, "now": timezone.localtime(), "meets": has_meetings(actor)}
    return render(request, "workplace/today.html", context)


def coming(request: ActorRequest) -> HttpResponse:
    """The part of Oggi with meetings and terms; the list of meetings for who opens the address."""
    if not getattr(request, "htmx", False):
        return redirect("meetings:meetings")
    page = coming_of(actor=request.actor)
    named = {subject.person_id for row in page.meetings for subject in row.case.shown_subjects}
    if named:
        log_reads(actor=request.actor, what="today", person_ids=named, outcome="listed")
    return render(request, "workplace/coming.html", {"page": page})
