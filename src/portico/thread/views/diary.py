"""The diary of a person, one entry of it, and correcting one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portico.access.selectors import levels_on
from portico.access.services import log_reads
from portico.kernel.http import ActorRequest, guarded_post
from portico.people.selectors import get_person
from portico.people.views.common import section, submit, version_of
from portico.thread import selectors
from portico.thread.attach import case_choices, case_link, colleague_choices
from portico.thread.changes import changes_of
from portico.thread.forms import DiaryFilter, EntryForm
from portico.thread.forms.diary import typed_in
from portico.thread.models import DiaryEntry
from portico.thread.policies import is_author, may_write
from portico.thread.services import correct_entry

SIZE = 25
SHOWN = ("text", "kind", "level", "happened_at", "minutes")


def diary(request: ActorRequest, key: UUID) -> HttpResponse:
    """What was written about somebody, as far as each entry reaches this reader."""
    actor = request.actor
    person = get_person(actor=actor, key=key)
    levels = levels_on(actor=actor, person_id=person.pk)
    form = DiaryFilter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = selectors.entries_of_person(
        actor=actor, person_id=person.pk, kind=asked.get("tipo", ""), mine=asked.get("mie", False)
    )
    rows, following = page_of(request, found)
    log_reads(actor=actor, what="person.diary", person_ids=[person.pk])
    context = section(person, levels, "diary") | {
        "entries": rows,
        "filters": form,
        "filtered": any(asked.values()),
        "next": following,
        "may_write": may_write(actor),
    }
    return render(request, "thread/diary.html", context)


def page_of(request: ActorRequest, found: Any) -> tuple[list[DiaryEntry], str]:
    """A page of rows and the address of the next one, without counting them all."""
    number = request.GET.get("pagina", "1")
    at = (int(number) if number.isdecimal() and 0 < int(number) < 1000 else 1) - 1
    rows = list(found[at * SIZE : (at + 1) * SIZE + 1])
    query = request.GET.copy()
    query["pagina"] = str(at + 2)
    return rows[:SIZE], f"?{query.urlencode()}" if len(rows) > SIZE else ""


def entry(request: ActorRequest, key: UUID) -> HttpResponse:
    """One entry, whole; with its corrections for who wrote it and their unit."""
    actor = request.actor
    found = selectors.get_entry(actor=actor, key=key)
    log_reads(actor=actor, what="diary.entry", person_ids=[p.pk for p in found.people], object_id=found.pk)
    versions = selectors.versions_of_entry(actor=actor, entry=found)
    context = {
        "entry": found,
        "person": found.people[0],
        "case": case_link(actor=actor, case_id=found.case_id),
        "changes": changes_of(found, versions, SHOWN),
        "may_correct": is_author(actor, found),
    }
    return render(request, "thread/entry.html", context)


@guarded_post
def correct(request: ActorRequest, key: UUID) -> HttpResponse:
    """One's own words, corrected; or given to others to read."""
    actor = request.actor
    found = selectors.get_entry(actor=actor, key=key)
    if not is_author(actor, found):
        raise PermissionDenied
    person = found.people[0]
    log_reads(actor=actor, what="diary.entry", person_ids=[p.pk for p in found.people], object_id=found.pk)
    form = EntryForm(
        request.POST or None,
        initial=typed_in(found),
        cases=case_choices(actor=actor, person_id=person.pk, also=found.case_id),
        colleagues=colleague_choices(actor=actor),
    )
    version = version_of(request, found)
    return submit(
        request,
        form,
        lambda data: correct_entry(actor=actor, entry_id=found.pk, values=form.values, expected_version=version),
        template="thread/entry_form.html",
        context={
            "row": found, "person": person, "version": found.version if version is None else version,
            "title": _("Correggi"), "back": found.url, "draft_url": "", "intro": "",
        },
        done=found.url,
        said=_("Corretto. Com'era resta nella storia."),
    )  # fmt: skip
