"""Filling in a draft: a domain at a time, saved while one goes on."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.assessment import selectors
from portico.assessment.enums import ASIDE
from portico.assessment.models import Assessment
from portico.assessment.selectors.results import radar_of
from portico.assessment.selectors.sheet import Domain, Line, Sheet, mark_label
from portico.assessment.services import Conflict, Typed, discard_assessment, move_to_newest_form, save_answers
from portico.assessment.views.base import crumbs, domain_url, opened_sheet, page_url, written
from portico.kernel.errors import DomainError, NotVisible
from portico.kernel.http import ActorRequest, guarded_post
from portico.people.views.common import reading_post

# The short one is answered on one page.
ALL = "tutto"
END = "fine"


@guarded_post
def domain(request: ActorRequest, key: UUID, domain: str) -> HttpResponse:
    """The questions of a domain, the others closed around them. Sending it saves and goes where one pressed."""
    assessment = written(request, key)
    if not assessment.is_draft:
        return HttpResponseRedirect(page_url(assessment))
    sheet = opened_sheet(request, assessment, "assessment.fill", before=assessment.previous)
    shown = _shown(sheet, domain)
    refused = ""
    if request.method == "POST":
        try:
            conflicts = _save(request, assessment, shown)
        except DomainError as error:
            conflicts, refused = [], str(error.message)
        if not conflicts and not refused:
            return HttpResponseRedirect(_onwards(assessment, sheet, domain, request.POST.get("go", "")))
        _show_typed(request, shown, conflicts)
    context = _context(request, assessment, sheet, shown, domain) | {"refused": refused}
    return render(request, "assessment/fill.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@reading_post
def autosave(request: ActorRequest, key: UUID, domain: str) -> HttpResponse:
    """What was marked so far, kept by itself: no event, no history. What a colleague changed meanwhile stays theirs."""
    assessment = written(request, key)
    sheet = selectors.sheet_of(actor=request.actor, assessment=assessment)
    try:
        _save(request, assessment, _shown(sheet, domain))
    except DomainError:
        return HttpResponse(status=409)
    return HttpResponse(status=204)


def _shown(sheet: Sheet, code: str) -> list[Domain]:
    if code == ALL and not sheet.is_deep:
        return sheet.domains
    found = sheet.domain(code)
    if found is None:
        raise NotVisible("assessment.domain", code)
    return [found]


def _save(request: ActorRequest, assessment: Assessment, shown: list[Domain]) -> list[Conflict]:
    seen = _seen(request)
    return save_answers(
        actor=request.actor,
        assessment_id=assessment.pk,
        typed=[_typed(request, line, seen) for domain in shown for line in domain.lines],
        voices={
            code: (request.POST.get(f"v-{code}", "").strip(), seen.get(f"v-{code}", ("", ""))[0])
            for code in [domain.code for domain in shown]
            if f"v-{code}" in request.POST
        },
    )


def _typed(request: ActorRequest, line: Line, seen: dict[str, tuple[str, str]]) -> Typed:
    mark, note = seen.get(line.name, ("", ""))
    return Typed(
        item_id=line.item.pk,
        person_id=line.person.pk if line.person else None,
        mark=request.POST.get(f"m-{line.name}", ""),
        note=request.POST.get(f"n-{line.name}", "").strip().replace("\r\n", "\n"),
        mark_seen=mark,
        note_seen=note,
    )


def _seen(request: ActorRequest) -> dict[str, tuple[str, str]]:
    """What the page had shown when it was opened; a page that lost it had shown nothing."""
    try:
        raw = json.loads(request.POST.get("base", "{}"))
        return {str(name): (str(pair[0]), str(pair[1])) for name, pair in raw.items()}
    except (ValueError, AttributeError, IndexError, TypeError, KeyError):
        return {}


def _base(shown: list[Domain]) -> str:
    lines = {line.name: [line.mark, line.note] for domain in shown for line in domain.lines if line.mark or line.note}
    voices = {f"v-{domain.code}": [domain.voice.text, ""] for domain in shown if domain.voice}
    return json.dumps(lines | voices)


def _onwards(assessment: Assessment, sheet: Sheet, code: str, go: str) -> str:
    """The domain one pressed; else the next one, and after the last the end."""
    if go == END or (not go and not sheet.is_deep):
        return reverse("assessment:end", args=[assessment.pk])
    known = [domain.code for domain in sheet.domains]
    if go not in known:
        place = known.index(code) + 1 if code in known else 0
        if place >= len(known):
            return reverse("assessment:end", args=[assessment.pk])
        go = known[place]
    return domain_url(assessment, go) + "#voci"


def _show_typed(request: ActorRequest, shown: list[Domain], conflicts: list[Conflict]) -> None:
    """What was typed stays; beside it, what a colleague wrote meanwhile. Sent again, it is meant."""
    theirs = {(item.item_id, item.person_id): item for item in conflicts}
    for domain in shown:
        domain.words = request.POST.get(f"v-{domain.code}", domain.words)
        for line in domain.lines:
            typed = _typed(request, line, {})
            clash = theirs.get((typed.item_id, typed.person_id))
            if clash:
                line.theirs = mark_label(clash.mark) or _("niente")
                line.theirs_note = clash.note
            line.seen = (line.mark, line.note)
            line.mark, line.note = typed.mark, typed.note


def _context(
    request: ActorRequest, assessment: Assessment, sheet: Sheet, shown: list[Domain], code: str
) -> dict[str, Any]:
    newest = selectors.newest_form(actor=request.actor, kind=assessment.kind)
    seen = {line.name: list(line.seen) for domain in shown for line in domain.lines if line.seen}
    base = json.loads(_base(shown)) | seen
    return crumbs(sheet) | {
        "assessment": assessment,
        "sheet": sheet,
        "shown": [domain.code for domain in shown],
        "code": code,
        "base": json.dumps(base),
        "radar": radar_of(sheet) if sheet.is_deep else None,
        "clashes": any(line.theirs for domain in shown for line in domain.lines),
        "newer": newest if newest.pk != assessment.form_id else None,
        "aside": ASIDE.items(),
        "last": bool(sheet.domains) and (not sheet.is_deep or sheet.domains[-1].code == code),
    }


@require_POST
@guarded_post
def discard(request: ActorRequest, key: UUID) -> HttpResponse:
    assessment = written(request, key)
    sheet = selectors.sheet_of(actor=request.actor, assessment=assessment)
    try:
        discard_assessment(actor=request.actor, assessment_id=assessment.pk)
    except DomainError as error:
        messages.error(request, str(error.message))
        return HttpResponseRedirect(page_url(assessment))
    messages.success(request, _("Analisi lasciata perdere."))
    return HttpResponseRedirect(sheet.reference.person.get_absolute_url() if sheet.reference else "/")


@require_POST
@guarded_post
def renew(request: ActorRequest, key: UUID) -> HttpResponse:
    """Go on with the newest version of the form."""
    assessment = written(request, key)
    try:
        move_to_newest_form(actor=request.actor, assessment_id=assessment.pk)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Ora il modulo è quello nuovo: le risposte sono rimaste."))
    return HttpResponseRedirect(page_url(assessment))
