"""One box: own people, cases by number, services."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from portico.access.services import log_reads
from portico.kernel.http import ActorRequest
from portico.people.services.register import REGISTERING_ROLES
from portico.workplace.selectors.search import find_everything


def search(request: ActorRequest) -> HttpResponse:
    """Results by kind, few of each; who is not among one's own people is looked for with the look-up."""
    text = request.GET.get("q", "").strip()[:100]
    found = find_everything(actor=request.actor, text=text) if len(text) > 1 else None
    if found and found.people:
        log_reads(
            actor=request.actor,
            what="search",
            person_ids=[person.pk for person in found.people],
            outcome="listed",
        )
    may_look_up = request.actor.role in REGISTERING_ROLES
    return render(request, "workplace/search.html", {"text": text, "found": found, "may_look_up": may_look_up})
