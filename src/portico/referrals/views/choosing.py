"""Before writing a referral: whom, and to which service, with why it is proposed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portico.access.models import ReadLog
from portico.access.services import log_reads
from portico.directory.models import Need, Service
from portico.directory.selectors import services_for
from portico.kernel.actor import Actor
from portico.people.models import Person
from portico.people.selectors import search_people
from portico.referrals import selectors
from portico.referrals.forms import ServiceSearch
from portico.referrals.models import Referral

FEW = 12


def choose(
    request: HttpRequest,
    *,
    person: Person | None,
    service: Service | None,
    encounter_id: UUID | None,
    draft: Referral | None = None,
) -> HttpResponse:
    """The person first, then the service; each choice is a link, so that one can go back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text = request.GET.get("q", "").strip()[:100]
    context: dict[str, Any] = {"person": person, "service": service, "text": text, "draft": draft}
    context["kept"] = {name: value for name, value in request.GET.items() if name not in ("q", "temi")}
    if person is None:
        people = list(search_people(actor=actor, text=text)[:FEW]) if text else []
        log_reads(
            actor=actor, what="referral.choose", person_ids=[row.pk for row in people], outcome=ReadLog.Outcome.LISTED
        )
        context["people"] = [{"person": row, "url": _with(request, persona=row.pk)} for row in people]
        return render(request, "referrals/choose_person.html", context)
    needs = selectors.encounter_needs(actor=actor, encounter_id=encounter_id, person_id=person.pk)
    form = ServiceSearch(request.GET)
    words, chosen = form.chosen()
    found = _proposals(actor, needs, chosen, words)
    context |= {"form": form, "needs": needs, "asked": bool(words or chosen or needs)}
    context["services"] = [
        {"service": row, "why": _why(row, needs, chosen), "url": _service_url(request, row, draft)} for row in found
    ]
    return render(request, "referrals/choose_service.html", context)


def _proposals(actor: Actor, needs: list[Need], chosen: list[str], text: str) -> list[Service]:
    wanted = chosen or [need.pk for need in needs]
    if not wanted and not text:
        return []
    found = services_for(actor=actor, needs=wanted, text=text)
    # One's own unit's services take no referral.
    own = {"unit_id": actor.unit_id} if actor.unit_id else {"organisation_id": actor.organisation_id, "unit": None}
    return list(found.exclude(**own)[:FEW])


def _why(service: Service, needs: list[Need], chosen: list[str]) -> str:
    """Such as "Risponde a: affitto arretrato", from the needs of the listening or the themes ticked."""
    wanted = {need.pk for need in needs} | set(chosen)
    answered = [need.label for need in service.needs.all() if need.pk in wanted or need.parent_id in wanted]
    return _("Risponde a: %(needs)s") % {"needs": ", ".join(answered[:3]).lower()} if answered else ""


def _service_url(request: HttpRequest, service: Service, draft: Referral | None) -> str:
    if draft is not None:
        return f"{reverse('referrals:edit', args=[draft.pk])}?servizio={service.pk}"
    return _with(request, servizio=service.pk)


def _with(request: HttpRequest, **values: Any) -> str:
    query = request.GET.copy()
    query.pop("q", None)
    query.pop("temi", None)
    for name, value in values.items():
        query[name] = str(value)
    return f"{reverse('referrals:new')}?{query.urlencode()}"
