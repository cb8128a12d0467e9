""" "Chiedi", from the other side: the questions put to who follows somebody, and their answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portico.access.models import ContactRequest
from portico.access.services import log_reads
from portico.kernel.http import ActorRequest, guarded_post
from portico.organisations.models import Organisation, Unit
from portico.organisations.selectors import public_name
from portico.people.forms.register import AnswerForm
from portico.people.selectors import contact_requests, get_contact_request, people
from portico.people.services.ask import answer_contact
from portico.people.views.common import submit

SHOWN = 50


def _asker(
    request: ActorRequest, asked: ContactRequest, bodies: dict[UUID, Organisation], units: dict[UUID, Unit]
) -> str:
    unit = units.get(asked.from_unit_id) if asked.from_unit_id else None
    return public_name(actor=request.actor, organisation=bodies.get(asked.from_organisation_id), unit=unit)


def inbox(request: ActorRequest) -> HttpResponse:
    """`/richieste/`: put to us and not answered first, then the rest."""
    rows = list(contact_requests(actor=request.actor)[:SHOWN])
    bodies = Organisation.objects.in_bulk({row.from_organisation_id for row in rows})
    units = Unit.objects.in_bulk({row.from_unit_id for row in rows if row.from_unit_id})
    mine = set(request.actor.tokens)
    items = [
        {"request": row, "asker": _asker(request, row, bodies, units), "ours": row.from_token in mine}
        for row in sorted(rows, key=lambda row: row.state != ContactRequest.State.OPEN)
    ]
    return render(request, "people/requests.html", {"items": items})


@guarded_post
def answer(request: ActorRequest, key: UUID) -> HttpResponse:
    """`/richieste/<id>/`: whoever follows the person answers; who asked reads."""
    asked = get_contact_request(actor=request.actor, key=key)
    person = people(actor=request.actor).filter(pk=asked.person_id).first()
    log_reads(actor=request.actor, what="contact_request", person_ids=[asked.person_id], object_id=asked.pk)
    bodies = Organisation.objects.in_bulk([asked.from_organisation_id])
    units = Unit.objects.in_bulk([asked.from_unit_id] if asked.from_unit_id else [])
    ours = asked.from_token in request.actor.tokens

    def act(data: dict[str, Any]) -> None:
        answer_contact(actor=request.actor, request_id=key, share="share" in request.POST, answer=data["answer"])

    return submit(
        request, AnswerForm(request.POST if request.method == "POST" else None), act, template="people/request.html",
        done=reverse("people:request", args=[key]), said=_("Risposta inviata."),
        context={"asked": asked, "asker": _asker(request, asked, bodies, units), "ours": ours, "about": person},
    )  # fmt: skip
