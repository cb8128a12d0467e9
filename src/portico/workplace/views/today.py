"""Oggi: where the day starts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portico.access.services import log_reads
from portico.kernel.http import ActorRequest
from portico.workplace.selectors.today import today as blocks


def today(request: ActorRequest) -> HttpResponse:
    """The blocks of the actor's role; the people named in them go to the read log."""
    actor = request.actor
    page = blocks(actor=actor)
    named = [person.pk for person in page.recent or []] + [paper.person_id for paper in page.expiring or []]
    if named:
        log_reads(actor=actor, what="today", person_ids=dict.fromkeys(named), outcome="listed")
    return render(request, "workplace/today.html", {"page": page, "now": timezone.localtime()})
