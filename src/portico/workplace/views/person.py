"""The list of one's people, and the page of one person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portico.access.enums import Category, Level
from portico.access.models import ReadLog
from portico.access.services import log_reads
from portico.assessment.policies import may_assess
from portico.authorities.selectors import files_of_person
from portico.casework.policies import may_open_directly, may_propose
from portico.desks.selectors import my_desks
from portico.kernel.http import ActorRequest
from portico.meetings.selectors import meetings_of_person
from portico.people.selectors import get_person
from portico.people.services.register import REGISTERING_ROLES
from portico.people.trail import sights_of
from portico.people.views.common import section
from portico.records.services import MERGING_ROLES
from portico.thread.policies import may_write
from portico.thread.timeline import FILTERS
from portico.workplace.selectors.analysis import analysis_beside
from portico.workplace.selectors.person import (
    FEW,
    folded,
    people_page,
    person_page,
    plans_beside,
    referrals_beside,
    thread_page,
)


class PeopleFilter(forms.Form):
    """Above the list."""

    q = forms.CharField(
        label=_("Nome o codice"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )
    mine = forms.BooleanField(label=_("Nei casi che seguo io"), required=False)
    expiring = forms.BooleanField(label=_("Con documenti in scadenza"), required=False)
    quiet = forms.BooleanField(label=_("Senza contatti da 60 giorni"), required=False)


def people(request: ActorRequest) -> HttpResponse:
    """`/persone/`: the people the actor follows."""
    form = PeopleFilter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = people_page(
        actor=request.actor,
        text=asked.get("q", ""),
        mine=asked.get("mine", False),
        expiring=asked.get("expiring", False),
        quiet=asked.get("quiet", False),
        after=request.GET.get("dopo", ""),
    )
    log_reads(
        actor=request.actor,
        what="people.list",
        person_ids=[row.pk for row in page.rows],
        outcome=ReadLog.Outcome.LISTED,
    )
    query = request.GET.copy()
    query["dopo"] = page.after
    context = {
        "filters": form,
        "page": page,
        "filtered": bool(any(asked.values())),
        "next": f"?{query.urlencode()}" if page.after else "",
        "may_register": request.actor.role in REGISTERING_ROLES,
    }
    return render(request, "workplace/person/list.html", context)


def person(request: ActorRequest, key: UUID) -> HttpResponse:
    """`/persone/<id>/`: who, what is urgent, the thread, and who is around. `?filtro=` narrows the thread."""
    page = person_page(actor=request.actor, key=key)
    log_reads(actor=request.actor, what="person.page", person_ids=[page.person.pk])
    chosen = request.GET.get("filtro", "tutto")
    filter_key = chosen if chosen in FILTERS else "tutto"
    items, following = thread_page(
        actor=request.actor, person_id=page.person.pk, filter_key=filter_key, before=request.GET.get("prima", ""),
        levels=page.levels,
    )  # fmt: skip
    context = section(page.person, page.levels, "thread") | {
        "page": page,
        "items": folded(items),
        "next": _more(page.person.pk, filter_key, following),
        "filters": [
            {"label": label, "url": f"?filtro={name}#filo", "active": name == filter_key}
            for name, label in FILTERS.items()
        ],
        "new_items": new_items(request, page.person.pk, page.levels),
        "more_items": more_items(request, page.person.pk, page.levels),
    }
    return render(request, "workplace/person/page.html", context)


def thread(request: ActorRequest, key: UUID) -> HttpResponse:
    """More of the thread, for htmx; the whole page for who opens the address."""
    if not getattr(request, "htmx", False):
        return person(request, key)
    found = get_person(actor=request.actor, key=key)
    log_reads(actor=request.actor, what="person.page", person_ids=[found.pk])
    filter_key = request.GET.get("filtro", "tutto")
    items, following = thread_page(
        actor=request.actor, person_id=found.pk, filter_key=filter_key, before=request.GET.get("prima", "")
    )
    context = {"items": folded(items), "next": _more(found.pk, filter_key, following)}
    return render(request, "workplace/person/items.html", context)


def beside(request: ActorRequest, key: UUID) -> HttpResponse:
    """The margin's slower half, asked for by the page itself: referrals, and who sees what until when."""
    found = get_person(actor=request.actor, key=key)
    context = {
        "person": found,
        "analysis": analysis_beside(actor=request.actor, person_id=found.pk),
        "plans": plans_beside(actor=request.actor, person_id=found.pk),
        "meetings": list(meetings_of_person(actor=request.actor, person_id=found.pk)[:FEW]),
        "judicial_files": list(files_of_person(actor=request.actor, person_id=found.pk)[:FEW]),
        "referrals": referrals_beside(actor=request.actor, person_id=found.pk),
        "sights": sights_of(actor=request.actor, person=found),
    }
    return render(request, "workplace/person/beside.html", context)


def _more(person_id: UUID, filter_key: str, following: str) -> str:
    if not following:
        return ""
    place = following.replace("+", "%2B")
    return f"{reverse('workplace:person_thread', args=[person_id])}?filtro={filter_key}&prima={place}"


def print_person(request: ActorRequest, key: UUID) -> HttpResponse:
    """`/persone/<id>/stampa/`: the page on paper, with the thread's first events; the print is on record."""
    page = person_page(actor=request.actor, key=key)
    log_reads(actor=request.actor, what="person.print", person_ids=[page.person.pk], outcome=ReadLog.Outcome.PRINTED)
    items, _following = thread_page(
        actor=request.actor, person_id=page.person.pk, filter_key="tutto", levels=page.levels
    )
    context = section(page.person, page.levels, "thread") | {
        "page": page,
        "items": folded(items),
        "analysis": analysis_beside(actor=request.actor, person_id=page.person.pk),
        "plans": plans_beside(actor=request.actor, person_id=page.person.pk),
        "referrals": referrals_beside(actor=request.actor, person_id=page.person.pk),
        "sights": sights_of(actor=request.actor, person=page.person),
    }
    return render(request, "workplace/person/print.html", context)


def appointment(request: ActorRequest, key: UUID) -> HttpResponse:
    """ "Nuovo appuntamento": to the calendar of the actor's desk; with several, which one."""
    found = get_person(actor=request.actor, key=key)
    mine = my_desks(actor=request.actor)
    if len(mine) == 1:
        return redirect(f"{reverse('desks:book', args=[mine[0].pk])}?persona={found.pk}")
    log_reads(actor=request.actor, what="person.page", person_ids=[found.pk])
    return render(request, "workplace/person/appointment.html", {"person": found, "desks": mine})


def new_items(request: ActorRequest, person_id: UUID, levels: dict[str, Level]) -> list[dict[str, Any]]:
    """ "Nuovo ▾": what the actor may begin for this person."""
    actor = request.actor
    listens = actor.role in REGISTERING_ROLES
    about = f"?persona={person_id}"
    wanted = [
        (listens, reverse("workplace:new_listening") + about, _("Ascolto"), "it-comment"),
        (listens, reverse("workplace:new_appointment", args=[person_id]), _("Appuntamento"), "it-calendar"),
        (may_write(actor), reverse("workplace:new_entry", args=[person_id]), _("Nota nel diario"), "it-pencil"),
        (may_write(actor), reverse("thread:new_document", args=[person_id]), _("Documento"), "it-file"),
        (levels[Category.CONTACTS] >= Level.READ, reverse("referrals:new") + about, _("Invio"), "it-mail"),
        (may_open_directly(actor), reverse("casework:open") + about, _("Presa in carico"), "it-folder"),
        (
            may_propose(actor) and not may_open_directly(actor),
            reverse("casework:propose") + about,
            _("Proposta di presa in carico"),
            "it-folder",
        ),
        (
            may_assess(actor) and levels[Category.IDENTITY] >= Level.WRITE,
            reverse("assessment:start") + about,
            _("Analisi"),
            "it-chart-line",
        ),
    ]
    return [{"label": label, "url": url, "icon": icon} for allowed, url, label, icon in wanted if allowed]


def more_items(request: ActorRequest, person_id: UUID, levels: dict[str, Level]) -> list[dict[str, Any]]:
    """ "Altro ▾": the record's own paperwork."""
    writes = levels[Category.IDENTITY] >= Level.WRITE
    merges = writes and request.actor.role in MERGING_ROLES
    wanted = [
        (True, "workplace:print_person", _("Stampa"), "it-print"),
        (may_write(request.actor), "workplace:papers", _("Prepara una carta"), "it-file"),
        (may_write(request.actor), "workplace:dossier", _("Fascicolo in PDF"), "it-download"),
        (True, "privacy:person", _("Informativa e consensi"), "it-file"),
        (merges, "records:lookalikes", _("Schede doppie"), "it-files"),
        (writes, "workplace:departure", _("Decesso o trasferimento"), "it-map-marker"),
    ]
    return [
        {"label": label, "url": reverse(name, args=[person_id]), "icon": icon}
        for allowed, name, label, icon in wanted
        if allowed
    ]
