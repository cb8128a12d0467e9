"""Papers of a desk: the sheet for the person, the certificate of presence, the blank listening sheet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from portico.access.models import ReadLog
from portico.access.services import log_reads
from portico.desks import selectors
from portico.desks.forms.listening import as_uuid
from portico.desks.forms.papers import SheetForm
from portico.desks.models import Appointment, Encounter
from portico.desks.papers import language_for, letterhead, said_in, words, written
from portico.desks.selectors.days import appointments
from portico.directory.models import Need, Service
from portico.directory.selectors import services_for, themes
from portico.kernel import codes
from portico.kernel.errors import NotVisible
from portico.kernel.http import ActorRequest, guarded_post
from portico.kernel.pdf import PaperRefused, as_download, make_pdf, pdf_response

FEW_SERVICES = 8


@guarded_post
def sheet(request: ActorRequest, key: UUID) -> HttpResponse:
    """Choose what the person takes home, then print it in their language."""
    encounter = selectors.get_encounter(actor=request.actor, key=key)
    offered = _offered(request, encounter)
    form = SheetForm(request.POST or None, initial=_proposed(encounter, offered), **offered)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_pdf(
                "desks/papers/sheet.html",
                _sheet_context(request, encounter, form.cleaned_data, offered),
                language=form.cleaned_data["language"],
            )
        except PaperRefused as refusal:
            form.refuse(refusal)
        else:
            _log_printed(request, "encounter.sheet", encounter)
            return as_download(made, "foglio.pdf")
    status = 422 if form.errors else 200
    return render(request, "desks/sheet.html", {"encounter": encounter, "form": form}, status=status)


@require_GET
def certificate(request: ActorRequest, key: UUID) -> HttpResponse:
    """That somebody was here, where and when; never why."""
    encounter = selectors.get_encounter(actor=request.actor, key=key)
    people = [row.person for row in encounter.people]
    wanted = as_uuid(request.GET.get("persona", ""))
    chosen = next((person for person in people if person.pk == wanted), people[0] if people and not wanted else None)
    if wanted and chosen is None:
        raise NotVisible("person", wanted)
    _log_printed(request, "encounter.certificate", encounter, [chosen.pk] if chosen else [])
    began = timezone.localtime(encounter.happened_at)
    context = {
        "person": chosen,
        "encounter": encounter,
        "began": began,
        "ended": began + timedelta(minutes=encounter.minutes) if encounter.minutes else None,
        "letterhead": letterhead(request.actor, encounter.desk),
        "today": timezone.localdate(),
    }
    return pdf_response(request, "desks/papers/certificate.html", context, filename="attestato-di-presenza.pdf")


@require_GET
def blank_sheet(request: ActorRequest, key: UUID) -> HttpResponse:
    """Two pages to fill in by hand when there is no connection."""
    desk = selectors.get_desk(actor=request.actor, key=key)
    log_reads(
        actor=request.actor,
        what="desk.blank_sheet",
        person_ids=[None],
        outcome=ReadLog.Outcome.PRINTED,
        object_id=desk.pk,
    )
    lists = {
        name: [label for _code, label in codes.choices(name)]
        for name in (
            "encounter_channel",
            "interlocutor",
            "urgency",
            "interpreter_need",
            "encounter_outcome",
            "age_band",
        )
    }
    context = {
        "desk": desk,
        "lists": lists,
        "themes": [theme.label for theme in themes()],
        "letterhead": letterhead(request.actor, desk),
    }
    return pdf_response(request, "desks/papers/blank.html", context, filename="scheda-ascolto.pdf")


def _offered(request: ActorRequest, encounter: Encounter) -> dict[str, Any]:
    needs = [row.need for row in encounter.need_rows.all()]
    people = [row.person_id for row in encounter.subjects.all()]
    coming = appointments(actor=request.actor).filter(
        person_id__in=people, state="booked", starts_at__gt=timezone.now()
    )
    codes_asked = [need.code for need in needs]
    fitting = services_for(actor=request.actor, needs=codes_asked)[:FEW_SERVICES] if codes_asked else []
    return {"needs": needs, "services": list(fitting), "appointments": list(coming[:5])}


def _proposed(encounter: Encounter, offered: dict[str, Any]) -> dict[str, Any]:
    """What is ticked to begin with: nothing that alone tells of health, violence or justice."""
    coming: list[Appointment] = offered["appointments"]
    desk = encounter.desk
    return {
        "language": language_for(encounter),
        "needs": [
            need.code for need in offered["needs"] if not (need.sensitive or (need.parent and need.parent.sensitive))
        ],
        "appointment": str(coming[0].pk) if coming else "",
        "call": f"{desk.name}, {desk.phone}" if desk and desk.phone else "",
    }


def _sheet_context(
    request: ActorRequest, encounter: Encounter, data: dict[str, Any], offered: dict[str, Any]
) -> dict[str, Any]:
    needs: list[Need] = [need for need in offered["needs"] if need.code in data["needs"]]
    services: list[Service] = [item for item in offered["services"] if str(item.pk) in data["services"]]
    chosen = next((item for item in offered["appointments"] if str(item.pk) == data["appointment"]), None)
    spoken = words(data["language"])
    operator = encounter.operator.user.get_full_name() if encounter.operator and data["name_operator"] else ""
    return {
        **data,
        **{name: written(data[name]) for name in ("did", "information", "bring", "call")},
        "encounter": encounter,
        "needs": said_in(data["language"], needs),
        "services": services,
        "appointment": chosen,
        "appointment_when": spoken.moment(chosen.starts_at) if chosen else "",
        "appointment_italian": words("it").moment(chosen.starts_at) if chosen else "",
        "day": spoken.date(timezone.localtime(encounter.happened_at).date()),
        "operator": operator,
        "w": spoken.strings,
        "it": words("it").strings,
        "translated": data["language"] != "it",
        "reviewed": spoken.reviewed,
        "letterhead": letterhead(request.actor, encounter.desk),
    }


def _log_printed(request: ActorRequest, what: str, encounter: Encounter, people: list[UUID] | None = None) -> None:
    named = people if people is not None else [row.person_id for row in encounter.subjects.all()]
    log_reads(
        actor=request.actor,
        what=what,
        person_ids=named or [None],
        outcome=ReadLog.Outcome.PRINTED,
        object_id=encounter.pk,
    )
