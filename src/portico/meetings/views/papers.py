"""Papers of a meeting: the convocation for each who is called, the minutes to be signed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from portico.access.services import log_reads
from portico.kernel.actor import Actor
from portico.kernel.http import ActorRequest
from portico.kernel.models import Ambito
from portico.kernel.pdf import pdf_response
from portico.meetings import selectors
from portico.meetings.models import Meeting
from portico.meetings.views.meeting import page_context


def letterhead_of(actor: Actor, meeting: Meeting) -> dict[str, Any]:
    unit = meeting.case.unit
    return {
        "organisation": unit.organisation.name,
        "ambito": Ambito.objects.values_list("name", flat=True).get(pk=actor.ambito_id),
        "place": unit.place,
    }


@require_GET
def convocation(request: ActorRequest, key: UUID) -> HttpResponse:
    """A sheet for each who is called (or for one, with `?per=`): when, where, about what. Nobody else is named."""
    actor = request.actor
    found = selectors.get_meeting(actor=actor, key=key)
    participants = list(selectors.participants_of(meeting=found))
    wanted = request.GET.get("per", "")
    chosen = [item for item in participants if str(item.pk) == wanted] or participants
    people = [item.subject.person_id for item in chosen if item.subject]
    log_reads(
        actor=actor, what="meeting.convocation", person_ids=people or [None], object_id=found.pk, outcome="printed"
    )
    context = {
        "meeting": found,
        "case": found.case,
        "participants": chosen,
        "letterhead": letterhead_of(actor, found),
        "printed_on": timezone.localdate(),
    }
    return pdf_response(request, "meetings/papers/convocation.html", context, filename="convocazione.pdf")


@require_GET
def minutes_paper(request: ActorRequest, key: UUID) -> HttpResponse:
    """The minutes, with room for signatures; printing goes on record."""
    actor = request.actor
    found = selectors.get_meeting(actor=actor, key=key)
    context = page_context(actor, found)
    log_reads(actor=actor, what="meeting.paper", person_ids=context["people"], object_id=found.pk, outcome="printed")
    context |= {"letterhead": letterhead_of(actor, found), "printed_on": timezone.localdate()}
    return pdf_response(request, "meetings/papers/minutes.html", context, filename="verbale.pdf")
