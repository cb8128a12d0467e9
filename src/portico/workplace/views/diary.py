"""Writing in the diary: from a person's page, from a case, from a phone on the way back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.access.models import ReadLog
from portico.access.services import log_reads
from portico.casework import selectors as casework
from portico.desks.forms.listening import as_uuid
from portico.kernel.http import ActorRequest, guarded_post
from portico.kernel.models import FormNonce
from portico.people.models import Person
from portico.people.selectors import get_person, search_people
from portico.people.views.common import reading_post, submit
from portico.thread.attach import case_choices, colleague_choices
from portico.thread.forms import EntryForm
from portico.thread.policies import may_write
from portico.thread.selectors import case_entries
from portico.thread.views.diary import page_of
from portico.workplace.selectors.today import recent_people
from portico.workplace.services import diary as writing

NOT_TYPED = {"csrfmiddlewaretoken", "_nonce", "_membership"}
SHOWN = 12


@guarded_post
def new_entry(request: ActorRequest, key: UUID) -> HttpResponse:
    """`?caso=` puts it in a case; `?tipo=` begins with a kind. What was left unsaved is there again."""
    actor = request.actor
    if not may_write(actor):
        raise PermissionDenied
    person = get_person(actor=actor, key=key)
    log_reads(actor=actor, what="person.diary", person_ids=[person.pk])
    draft = None if request.method == "POST" else writing.draft_of(actor=actor, person_id=person.pk).first()
    form = _form(request, person, draft)
    return submit(
        request,
        form,
        lambda data: writing.write(actor=actor, person_id=person.pk, others=data.get("people", []), values=form.values),
        template="thread/entry_form.html",
        context={
            "person": person,
            "title": _("Scrivi nel diario"),
            "back": reverse("thread:diary", args=[person.pk]),
            "draft_url": reverse("workplace:entry_draft", args=[person.pk]),
            "intro": _("Hai ritrovato quello che stavi scrivendo.") if draft else "",
        },
        done=reverse("thread:diary", args=[person.pk]),
        said=_("Scritto nel diario."),
    )


@require_POST
@reading_post
def keep_draft(request: ActorRequest, key: UUID) -> HttpResponse:
    """What is being typed, kept by itself. A form that was sent already leaves no draft behind."""
    person = get_person(actor=request.actor, key=key)
    nonce = as_uuid(request.POST.get("_nonce", ""))
    if not may_write(request.actor):
        raise PermissionDenied
    if nonce is None or not FormNonce.objects.filter(nonce=nonce).exists():
        fields = {name: values for name, values in request.POST.lists() if name not in NOT_TYPED}
        writing.keep_draft(actor=request.actor, person_id=person.pk, fields=fields)
    return HttpResponse(status=204)


def case_diary(request: ActorRequest, key: UUID) -> HttpResponse:
    """The entries of one case."""
    actor = request.actor
    case = casework.get_case(actor=actor, key=key)
    subjects = list(casework.subjects_of(case=case))
    rows, following = page_of(request, case_entries(actor=actor, case_id=case.pk))
    log_reads(actor=actor, what="case.diary", person_ids=[row.person_id for row in subjects], object_id=case.pk)
    context = {"case": case, "subjects": subjects, "entries": rows, "next": following, "may_write": may_write(actor)}
    return render(request, "workplace/diary/case.html", context)


def quick_note(request: ActorRequest) -> HttpResponse:
    """ "Nota veloce": whom it is about, among one's own people; then straight to the words."""
    actor = request.actor
    if not may_write(actor):
        raise PermissionDenied
    text = request.GET.get("cerca", "").strip()
    found = list(search_people(actor=actor, text=text)[:SHOWN] if text else recent_people(actor=actor))
    if len(found) == 1 and text:
        return redirect("workplace:new_entry", key=found[0].pk)
    log_reads(actor=actor, what="people.list", person_ids=[row.pk for row in found], outcome=ReadLog.Outcome.LISTED)
    return render(request, "workplace/diary/quick.html", {"people": found, "search": text})


def _form(request: ActorRequest, person: Person, draft: Any) -> EntryForm:
    actor, now = request.actor, timezone.localtime()
    cases = case_choices(actor=actor, person_id=person.pk)
    asked = as_uuid(request.GET.get("caso", ""))
    case = asked if asked in dict(cases) else cases[0][0] if len(cases) == 1 else None
    initial: dict[str, Any] = {
        "day": now.date(), "hour": now.time(), "case": case, "kind": request.GET.get("tipo", "note"),
        "level": "team" if case else "unit",
    }  # fmt: skip
    if draft:
        several = {"people", "named"}
        initial |= {name: values if name in several else values[0] for name, values in draft.data.items() if values}
    household = casework.household_of(actor=actor, person_ids=[person.pk])
    return EntryForm(
        request.POST or None,
        initial=initial,
        cases=cases,
        people=[(row.pk, row.full_name) for row in household],
        colleagues=colleague_choices(actor=actor),
    )
