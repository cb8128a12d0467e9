"""Nuovo ascolto: one page that saves itself, from who is here to what happens next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portico.access.services import log_reads
from portico.desks import selectors as desks
from portico.desks.forms.appointments import day_asked
from portico.desks.forms.listening import as_uuid
from portico.desks.models import Appointment
from portico.desks.policies import may_listen
from portico.directory.selectors import services_for
from portico.kernel.errors import DomainError, NotVisible
from portico.kernel.http import ActorRequest, guarded_post
from portico.kernel.ids import uuid7
from portico.kernel.models import Ambito, Draft, FormNonce
from portico.people.views.common import reading_post
from portico.workplace.forms.listening import AppointmentStep, people_of
from portico.workplace.listening import ListeningPage, chosen_people
from portico.workplace.selectors.drafts import drafts
from portico.workplace.services.listening import Saved, StepRefused, keep_draft, save_listening

NOT_TYPED = {"csrfmiddlewaretoken", "_nonce", "_membership", "draft", "act"}
FEW_SERVICES = 8


@guarded_post
def new(request: ActorRequest) -> HttpResponse:
    """The page; a POST saves the listening with what follows, or only looks again at what was typed."""
    if not may_listen(request.actor):
        raise PermissionDenied
    if request.method != "POST":
        return _show(request, _opened(request))
    act = request.POST.get("act", "")
    if act in ("lookup", "later"):
        keep_draft(actor=request.actor, key=_draft_key(request), fields=_typed(request.POST))
        messages.info(request, _("La bozza è salvata: la ritrovi in Nuovo ascolto."))
        return HttpResponseRedirect(reverse("people:new") if act == "lookup" else "/")
    page = _posted(request, bound=act != "refresh")
    if act != "refresh" and page.is_valid():
        try:
            saved = save_listening(actor=request.actor, data=page.listening())
        except DomainError as refusal:
            _refuse(page, refusal)
        else:
            _say(request, saved)
            return HttpResponseRedirect(reverse("desks:encounter", args=[saved.encounter.pk]))
    return _show(request, page, status=200 if act == "refresh" else 422)


@require_POST
@reading_post
def save_draft(request: ActorRequest) -> HttpResponse:
    """What is being typed, kept by itself. A form that was sent already leaves no draft behind."""
    nonce = as_uuid(request.POST.get("_nonce", ""))
    if not may_listen(request.actor):
        raise PermissionDenied
    if nonce is None or not FormNonce.objects.filter(nonce=nonce).exists():
        keep_draft(actor=request.actor, key=_draft_key(request), fields=_typed(request.POST))
    return HttpResponse(status=204)


@require_POST
@guarded_post
def discard_draft(request: ActorRequest, key: UUID) -> HttpResponse:
    """The draft is not needed any more."""
    draft = _draft(request, key)
    draft.delete()
    messages.success(request, _("Bozza eliminata."))
    return HttpResponseRedirect(reverse("workplace:new_listening"))


@require_POST
@reading_post
def services(request: ActorRequest) -> HttpResponse:
    """The services that answer the themes chosen so far, beside the form."""
    chosen = request.POST.getlist("needs") + request.POST.getlist("themes")
    return render(
        request, "workplace/listening/services.html", _fitting(request, chosen, request.POST.get("municipality", ""))
    )


@require_POST
@reading_post
def people(request: ActorRequest) -> HttpResponse:
    """Roles and notices of the people chosen so far, and what may go with a referral of the first."""
    page = _posted(request, bound=False)
    return render(request, "workplace/listening/people.html", {"page": page, "swap": True})


@require_GET
def slots(request: ActorRequest) -> HttpResponse:
    """The free times of a day at one's own desk."""
    mine = desks.my_desks(actor=request.actor)
    if not mine:
        raise NotVisible("desk")
    day = day_asked(request.GET.get("ap-day", ""))
    offered = desks.free_slots(actor=request.actor, desk=mine[0], day=day)
    form = AppointmentStep(prefix="ap", offered=offered, initial={"day": day})
    context = {"form": form, "opening": desks.opening_of(mine[0], day), "nearest": []}
    return render(request, "workplace/listening/slots.html", context)


def _opened(request: ActorRequest) -> ListeningPage:
    """A new page, a draft taken up again, somebody's page or appointment to start from."""
    asked = as_uuid(request.GET.get("bozza", ""))
    people = [(key, "for_whom") for key in map(as_uuid, request.GET.getlist("persona")) if key]
    if asked:
        draft = _draft(request, asked)
        data = _as_typed(draft)
        known = people_of(data)
        return ListeningPage(
            actor=request.actor,
            key=UUID(draft.subject),
            data=data,
            people=known + [pair for pair in people if pair[0] not in dict(known)],
            appointment=_appointment(request, data.get("appointment", "")),
        )
    appointment = _appointment(request, request.GET.get("appuntamento", ""))
    if appointment and appointment.person_id and not people:
        people = [(appointment.person_id, "for_whom")]
    found = chosen_people(actor=request.actor, people=people)
    if len(found) != len(people):
        raise NotVisible("person", people[-1][0])
    log_reads(actor=request.actor, what="listening.new", person_ids=[item.person.pk for item in found])
    return ListeningPage(
        actor=request.actor, key=uuid7(), people=people, appointment=appointment, initial=_first(found, appointment)
    )


def _first(found: list[Any], appointment: Appointment | None) -> dict[str, Any]:
    """What the page knows before anybody types."""
    first: dict[str, Any] = {"level": "unit", "channel": "in_person", "people_count": max(1, len(found))}
    if found:
        spoken = [row.language for row in found[0].person.languages.all()]
        first |= {"language": spoken[0] if spoken else "", "interpreter": found[0].person.interpreter}
    if appointment:
        first |= {"channel": appointment.channel, "language": appointment.language or first.get("language", "")}
        first["called"] = "" if appointment.person_id else appointment.label
    return first


def _posted(request: ActorRequest, *, bound: bool) -> ListeningPage:
    return ListeningPage(
        actor=request.actor,
        key=_draft_key(request),
        data=request.POST,
        bound=bound,
        appointment=_appointment(request, request.POST.get("appointment", "")),
    )


def _show(request: ActorRequest, page: ListeningPage, status: int = 200) -> HttpResponse:
    others = drafts(actor=request.actor).exclude(subject=str(page.key))
    context = {
        "page": page,
        "place": page.desk.name if page.desk else "",
        "drafts": [{"key": item.pk, "at": item.updated_at, "words": _words(item)} for item in others[:5]],
        "emergency_phone": Ambito.objects.get(pk=request.actor.ambito_id).emergency_phone,
        "opening": desks.opening_of(page.desk, page.day) if page.desk and page.day else None,
        "nearest": [],
        **_fitting(request, page.main.chosen, ""),
    }
    return render(request, "workplace/listening/new.html", context, status=status)


def _fitting(request: ActorRequest, chosen: Any, municipality: str) -> dict[str, Any]:
    asked = list(chosen)
    found = (
        services_for(actor=request.actor, needs=asked, municipality=municipality or None)[:FEW_SERVICES]
        if asked
        else []
    )
    return {"services": list(found), "asked": bool(asked)}


def _refuse(page: ListeningPage, refusal: DomainError) -> None:
    """What a service refused lands on the form it is about."""
    if isinstance(refusal, StepRefused):
        form = page.notice if refusal.step == "notice" else page.steps[refusal.step]
        form.refuse(refusal.cause)
        nearest = getattr(refusal.cause, "nearest", [])
        if nearest:
            times = ", ".join(f"{slot.starts_at:%d/%m %H:%M}" for slot in nearest)
            form.add_error("slot", _("I più vicini ancora liberi: %(times)s.") % {"times": times})
    else:
        page.main.refuse(refusal)


def _say(request: ActorRequest, saved: Saved) -> None:
    messages.success(request, _("Ascolto salvato."))
    if saved.appointment:
        messages.success(request, _("Appuntamento fissato."))
    if saved.referral:
        messages.success(request, _("Invio mandato."))
    if saved.case:
        messages.success(request, _("Proposta di presa in carico mandata."))


def _appointment(request: ActorRequest, text: str) -> Appointment | None:
    key = as_uuid(text)
    return desks.get_appointment(actor=request.actor, key=key) if key else None


def _draft(request: ActorRequest, key: UUID) -> Draft:
    draft: Draft | None = drafts(actor=request.actor).filter(Q(pk=key) | Q(subject=str(key))).first()
    if draft is None:
        raise NotVisible("draft", key)
    return draft


def _draft_key(request: ActorRequest) -> UUID:
    return as_uuid(request.POST.get("draft", "")) or uuid7()


def _typed(data: QueryDict) -> dict[str, list[str]]:
    return {name: data.getlist(name) for name in data if name not in NOT_TYPED}


def _as_typed(draft: Draft) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in draft.data.items():
        data.setlist(name, values)
    return data


def _words(draft: Draft) -> str:
    """How one recognises one's own draft."""
    return " ".join((draft.data.get("request", [""])[0] or draft.data.get("narrative", [""])[0]).split()[:12])
