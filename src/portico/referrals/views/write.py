"""Writing a referral: whom, to which service, what is asked, which data go with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portico.directory.models import Service
from portico.directory.selectors import get_service
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotVisible
from portico.kernel.http import guarded_post
from portico.people.models import Person
from portico.people.selectors import get_person
from portico.referrals import policies, selectors, services
from portico.referrals.forms import WriteForm
from portico.referrals.models import Referral
from portico.referrals.views.choosing import choose


@guarded_post
def new(request: HttpRequest) -> HttpResponse:
    """A new referral: the person and the service are in the address, and are chosen first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person = get_person(actor=actor, key=request.GET["persona"]) if request.GET.get("persona") else None
    chosen = _key(request, "servizio")
    service = get_service(actor=actor, key=chosen) if chosen else None
    if person is None or service is None:
        return choose(request, person=person, service=service, encounter_id=_key(request, "ascolto"))
    return _write(request, person, service, encounter_id=_key(request, "ascolto"))


@guarded_post
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Go on with a draft; `?servizio=` sends it elsewhere."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    draft = selectors.get_referral(actor=actor, key=key)
    if "send" not in policies.possible(actor, draft):
        raise NotVisible("referral.draft", key)
    person = get_person(actor=actor, key=draft.person_id)
    service = get_service(actor=actor, key=_key(request, "servizio") or draft.service_id)
    if "cambia" in request.GET:
        return choose(request, person=person, service=None, encounter_id=draft.encounter_id, draft=draft)
    return _write(request, person, service, encounter_id=draft.encounter_id, draft=draft)


def _write(
    request: HttpRequest, person: Person, service: Service, *, encounter_id: UUID | None, draft: Referral | None = None
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    offered = selectors.sections_for(actor=actor, person_id=person.pk, encounter_id=encounter_id)
    form = WriteForm(request.POST or None, offered=offered, initial=_initial(draft))
    if request.method == "POST" and form.is_valid():
        try:
            referral = _save(request, form.cleaned_data, person, service, encounter_id, draft)
        except DomainError as error:
            form.refuse(error)
        else:
            told = _("Bozza salvata.") if referral.state == "draft" else _("Invio partito: chi lo riceve lo sa adesso.")
            messages.success(request, told)
            return HttpResponseRedirect(reverse("referrals:referral", args=[referral.pk]))
    context = {
        "form": form,
        "offered": offered,
        "person": person,
        "service": service,
        "draft": draft,
        "encounter_id": encounter_id,
        "narrative": selectors.encounter_narrative(actor=actor, encounter_id=encounter_id, person_id=person.pk),
        "already": selectors.open_with(actor=actor, person=person, service_id=service.pk) if draft is None else None,
        "nobody_there": not selectors.somebody_receives(actor=actor, service=service),
    }
    return render(request, "referrals/write.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _save(
    request: HttpRequest,
    typed: dict[str, Any],
    person: Person,
    service: Service,
    encounter_id: UUID | None,
    draft: Referral | None,
) -> Referral:
    """Save and, with that button, send: all or nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if draft is None:
        referral = services.draft_referral(
            actor=actor, person_id=person.pk, service_id=service.pk, encounter_id=encounter_id, **typed
        )
    else:
        version = request.POST.get("version", "")
        referral = services.edit_draft(
            actor=actor,
            referral_id=draft.pk,
            service_id=service.pk,
            expected_version=int(version) if version.isdigit() else None,
            **typed,
        )
    if "send" not in request.POST:
        return referral
    shown = {key.removeprefix("shown_"): str(value) for key, value in request.POST.items() if key.startswith("shown_")}
    return services.send_referral(actor=actor, referral_id=referral.pk, shown=shown)


def _initial(draft: Referral | None) -> dict[str, Any]:
    if draft is None:
        return {}
    words = {name: getattr(draft.package, name) for name in ("asked", "reason", "note", "sections")}
    return {**words, "urgency": draft.urgency, "due_on": draft.due_on}


def _key(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET[name])
    except (KeyError, ValueError):
        return None
