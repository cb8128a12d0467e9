"""Preparing a paper for somebody: which one, the little it asks, then its page in the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.services import log_reads
from portico.casework.models import Case
from portico.casework.selectors import get_case, team_of
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotVisible
from portico.kernel.http import ActorRequest, guarded_post, redirect_htmx
from portico.people.models import Person
from portico.people.selectors import get_person
from portico.thread.attach import case_choices, colleague_choices
from portico.thread.filling import ASKED, fields_of_docx, fields_of_text
from portico.thread.models import Document, DocumentTemplate
from portico.thread.policies import may_write
from portico.thread.selectors import get_template, templates
from portico.workplace.forms.papers import FromTemplateForm, PaperForm
from portico.workplace.papers import PAPERS, letterhead
from portico.workplace.services.papers import fill_template, prepare_paper


def choose(request: ActorRequest, key: UUID) -> HttpResponse:
    """What may be prepared for this person."""
    person = _person(request, key)
    mine = [row for row in templates(actor=request.actor) if row.active]
    context = {"person": person, "papers": PAPERS.values(), "templates": mine}
    return render(request, "workplace/papers/choose.html", context)


@guarded_post
def prepare(request: ActorRequest, key: UUID, paper: str) -> HttpResponse:
    """One of the standard papers."""
    if paper not in PAPERS:
        raise NotVisible("paper", paper)
    chosen, actor, person = PAPERS[paper], request.actor, _person(request, key)
    offered = _offered(request, person)
    form = chosen.form(request.POST or None, initial=_initial(request, person, offered["cases"]), **offered)
    return _page(
        request,
        person,
        form,
        str(chosen.label),
        lambda data, case: prepare_paper(actor=actor, person=person, paper=chosen, data=data, case=case),
    )


@guarded_post
def from_template(request: ActorRequest, key: UUID, template: UUID) -> HttpResponse:
    """A template of the organisation's."""
    actor, person = request.actor, _person(request, key)
    chosen = get_template(actor=actor, key=template)
    offered = _offered(request, person)
    form = FromTemplateForm(
        request.POST or None,
        initial=_initial(request, person, offered["cases"]),
        wanted=[name for name in fields_of(chosen) if name in ASKED],
        **offered,
    )
    return _page(
        request,
        person,
        form,
        chosen.name,
        lambda data, case: fill_template(actor=actor, person=person, template=chosen, data=data, case=case),
    )


def fields_of(template: DocumentTemplate) -> list[str]:
    if template.format == DocumentTemplate.Format.TEXT:
        return fields_of_text(template.body)
    return fields_of_docx(bytes(template.content or b""))


def _page(
    request: ActorRequest,
    person: Person,
    form: PaperForm,
    title: str,
    make: Callable[[dict[str, Any], Case | None], Document],
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = make(form.cleaned_data, _case(request.actor, form))
            except DomainError as error:
                form.refuse(error)
            else:
                messages.success(request, _("Pronto: la copia è nel fascicolo. Aprilo per stamparlo."))
                return redirect_htmx(request, made.url)
        status = 422
    context = {"person": person, "form": form, "title": title}
    return render(request, "workplace/papers/form.html", context, status=status)


def _person(request: ActorRequest, key: UUID) -> Person:
    if not may_write(request.actor):
        raise PermissionDenied
    person = get_person(actor=request.actor, key=key)
    log_reads(actor=request.actor, what="person.documents", person_ids=[person.pk])
    return person


def _offered(request: ActorRequest, person: Person) -> dict[str, Any]:
    return {
        "cases": case_choices(actor=request.actor, person_id=person.pk),
        "colleagues": colleague_choices(actor=request.actor),
    }


def _initial(request: ActorRequest, person: Person, cases: list[tuple[UUID, str]]) -> dict[str, Any]:
    """What is known before anything is typed: the case, where the unit is, who is expected."""
    asked = request.GET.get("caso", "")
    case = next((key for key, _label in cases if str(key) == asked), cases[0][0] if cases else None)
    names = [person.full_name]
    if case:
        team = team_of(case=get_case(actor=request.actor, key=case))
        names += [f"{row.membership.user} ({row.membership.organisation.name})" for row in team if not row.is_over]
    return {
        "case": case,
        "level": "team" if case else "unit",
        "place": letterhead(request.actor)["place"],
        "day": timezone.localdate(),
        "names": "\n".join(names),
    }


def _case(actor: Actor, form: PaperForm) -> Case | None:
    key = form.cleaned_data.get("case")
    return get_case(actor=actor, key=key) if key else None
