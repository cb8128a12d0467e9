"""Listenings of the desk: the list, one of them, correcting it, going on with it, saying who it was."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portico.access.enums import Category, Level
from portico.access.models import ReadLog
from portico.access.selectors import open_origins
from portico.access.services import log_reads
from portico.accounts.selectors import colleagues
from portico.desks import selectors
from portico.desks.changes import changes_of, in_words
from portico.desks.forms.encounters import EncounterFilter, IdentifyForm, NoteForm
from portico.desks.forms.listening import ListeningForm, as_uuid, initial_of
from portico.desks.models import Encounter
from portico.desks.policies import is_own, may_listen
from portico.desks.selectors.searching import find_encounters
from portico.desks.services.encounters import add_note as add
from portico.desks.services.encounters import amend_encounter, identify_encounter
from portico.desks.services.listening_data import PLAIN
from portico.kernel.errors import DomainError, StaleEdit
from portico.kernel.http import ActorRequest, guarded_post
from portico.people.views.common import reading_post

PAGE = 25


@require_GET
def encounters(request: ActorRequest) -> HttpResponse:
    """The unit's listenings, with words, theme, outcome, operator and days to choose from."""
    if not may_listen(request.actor):
        raise PermissionDenied
    form = EncounterFilter(request.GET or None, operators=colleagues(actor=request.actor))
    wanted = form.cleaned_data if form.is_valid() else {}
    operator = wanted.pop("operator", None)
    found = find_encounters(
        actor=request.actor, text=wanted.pop("q", ""), operator_id=operator.pk if operator else None, **wanted
    )
    number = max(1, int(request.GET.get("pagina", "1")) if request.GET.get("pagina", "").isdigit() else 1)
    rows = list(found[(number - 1) * PAGE : number * PAGE + 1])
    shown = rows[:PAGE]
    people = [row.person_id for item in shown for row in item.subjects.all()]
    log_reads(
        actor=request.actor, what="encounter.list", person_ids=dict.fromkeys(people), outcome=ReadLog.Outcome.LISTED
    )
    context = {
        "form": form,
        "rows": shown,
        "earlier": _page_url(request, number - 1) if number > 1 else "",
        "later": _page_url(request, number + 1) if len(rows) > PAGE else "",
    }
    return render(request, "desks/encounters.html", context)


@require_GET
def encounter(request: ActorRequest, key: UUID) -> HttpResponse:
    """One listening, with what was added and how it changed."""
    return _page(request, selectors.get_encounter(actor=request.actor, key=key), NoteForm())


@require_POST
@guarded_post
def add_note(request: ActorRequest, key: UUID) -> HttpResponse:
    """Go on with it: for the desk, or for oneself."""
    shown = _own(request, key)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            add(actor=request.actor, encounter_id=shown.pk, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Aggiunto."))
            return _to(shown)
    return _page(request, shown, form)


@guarded_post
def amend(request: ActorRequest, key: UUID) -> HttpResponse:
    """Correct it; what it was stays in its history."""
    shown = _own(request, key)
    form = ListeningForm(request.POST or None, initial=initial_of(shown), actor=request.actor, desk=shown.desk)
    context: dict[str, Any] = {"encounter": shown, "form": form, "version": shown.version, "changes": []}
    if request.method == "POST" and form.is_valid():
        try:
            amend_encounter(actor=request.actor, encounter_id=shown.pk, **_amended(request, form, shown))
        except StaleEdit as stale:
            context |= {"version": stale.version, "stale": stale.message, "changes": _in_words(stale)}
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Ascolto corretto."))
            return _to(shown)
    return render(request, "desks/amend.html", context, status=200 if request.method == "GET" else 422)


@require_POST
@reading_post
def needs(request: ActorRequest) -> HttpResponse:
    """The needs under the themes chosen so far, as a part of a listening's form. Sent in the body: a theme may tell."""
    chosen = {name: request.POST.getlist(name) for name in ("themes", "needs", "noticed")}
    form = ListeningForm(initial=chosen, actor=request.actor)
    return render(request, "desks/parts/needs.html", {"form": form})


@guarded_post
def identify(request: ActorRequest, key: UUID) -> HttpResponse:
    """Say whom it was about: somebody of one's own, looked up or registered just now."""
    shown = _own(request, key)
    form = IdentifyForm(request.POST or None)
    people = [found for found in map(as_uuid, request.POST.getlist("person")) if found]
    if request.method == "POST" and form.is_valid():
        if not people:
            form.add_error(None, _("Scegli la persona."))
        try:
            with transaction.atomic():
                for person_id in dict.fromkeys(people):
                    identify_encounter(
                        actor=request.actor, encounter_id=shown.pk, person_id=person_id, role=form.cleaned_data["role"]
                    )
        except DomainError as refusal:
            form.refuse(refusal)
        if not form.errors:
            messages.success(request, _("Ora l'ascolto è sul filo della persona."))
            return _to(shown)
    status = 422 if form.errors else 200
    return render(request, "desks/identify.html", {"encounter": shown, "form": form}, status=status)


def _own(request: ActorRequest, key: UUID) -> Encounter:
    """A listening of the actor's unit. Raises PermissionDenied for who only reads it."""
    shown = selectors.get_encounter(actor=request.actor, key=key)
    if not is_own(request.actor, shown):
        raise PermissionDenied
    return shown


def _page(request: ActorRequest, shown: Encounter, form: NoteForm) -> HttpResponse:
    actor = request.actor
    people = shown.people
    log_reads(actor=actor, what="encounter.page", person_ids=[row.person_id for row in people], object_id=shown.pk)
    context = {
        "encounter": shown,
        "people": people,
        "own": is_own(actor, shown),
        # Who writes needs may begin an assessment from here; its page lives in an app above.
        "may_assess": bool(open_origins(actor=actor, category=Category.NEEDS, level=Level.WRITE)),
        "notes": selectors.notes_of(actor=actor, encounter=shown),
        "changes": changes_of(shown, selectors.versions_of(actor=actor, encounter=shown)),
        "form": form,
    }
    return render(request, "desks/encounter.html", context, status=422 if form.errors else 200)


def _amended(request: ActorRequest, form: ListeningForm, shown: Encounter) -> dict[str, Any]:
    typed = form.encounter_values()
    values = {name: typed[name] for name in (*PLAIN, "outcomes")}
    values["people_count"] = max(typed["people_count"], shown.subject_count, 1)
    if typed["happened_at"]:
        values["happened_at"] = _same_minute(typed["happened_at"], shown.happened_at)
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isdigit() else 0
    return {
        "values": values,
        "needs": typed["needs"] + typed["noticed"],
        "noticed": typed["noticed"],
        "expected_version": version,
    }


def _same_minute(typed: Any, stored: Any) -> Any:
    """The picker knows no seconds: an hour left as it was is no change."""
    return stored if typed == stored.replace(second=0, microsecond=0) else typed


def _in_words(stale: StaleEdit) -> list[dict[str, Any]]:
    names = {
        str(Encounter._meta.get_field(name).verbose_name): name  # type: ignore[union-attr]
        for name in (*PLAIN, "outcomes", "happened_at", "people_count")
    }
    return [
        {"label": label.capitalize(), "old": in_words(names[label], theirs), "new": in_words(names[label], yours)}
        for label, theirs, yours in stale.changes
    ]


def _page_url(request: ActorRequest, number: int) -> str:
    query = request.GET.copy()
    query["pagina"] = str(number)
    return f"?{query.urlencode()}"


def _to(shown: Encounter) -> HttpResponse:
    return HttpResponseRedirect(reverse("desks:encounter", args=[shown.pk]))
