"""Records that look alike: find, compare, make one, undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.access.enums import Level
from portico.access.services import log_reads
from portico.kernel.errors import DomainError
from portico.kernel.forms import offer
from portico.kernel.http import ActorRequest, guarded_post
from portico.people.models import Person
from portico.people.selectors import get_person
from portico.records import selectors, services
from portico.records.forms import DecisionForm, MergeForm, UndoForm


def lookalikes(request: ActorRequest, key: UUID) -> HttpResponse:
    """Records that may be the same person, and the merges already made."""
    actor = request.actor
    person = get_person(actor=actor, key=key, level=Level.WRITE)
    found = selectors.lookalikes(actor=actor, person=person)
    merges = selectors.merges_of(actor=actor, person=person)
    log_reads(actor=actor, what="duplicates", person_ids=[person.pk, *(row.pk for row in found)], outcome="listed")
    return render(request, "records/lookalikes.html", {"person": person, "found": found, "merges": merges})


def compare(request: ActorRequest, key: UUID, other: UUID) -> HttpResponse:
    """The two side by side."""
    return _comparison(request, *_pair(request, key, other))


@require_POST
@guarded_post
def merge(request: ActorRequest, key: UUID, other: UUID) -> HttpResponse:
    """Make them one: the chosen record stays."""
    first, second = _pair(request, key, other)
    form = _merge_form(first, second, request.POST)
    if form.is_valid():
        kept = first if form.cleaned_data["keep"] == str(first.pk) else second
        absorbed = second if kept is first else first
        try:
            services.merge_people(
                actor=request.actor,
                kept_id=kept.pk,
                absorbed_id=absorbed.pk,
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Le due schede ora sono una. Se è un errore si può annullare da qui."))
            return redirect("records:lookalikes", kept.pk)
    return _comparison(request, first, second, merge_form=form, status=422)


@require_POST
@guarded_post
def decide(request: ActorRequest, key: UUID, other: UUID) -> HttpResponse:
    """Not one person, or not yet."""
    first, second = _pair(request, key, other)
    form = DecisionForm(request.POST, auto_id="decision_%s")
    if form.is_valid():
        try:
            services.decide_pair(
                actor=request.actor,
                first_id=first.pk,
                second_id=second.pk,
                **form.cleaned_data,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Annotato: le schede restano separate."))
            return redirect("records:lookalikes", first.pk)
    return _comparison(request, first, second, decision_form=form, status=422)


@guarded_post
def undo(request: ActorRequest, key: UUID) -> HttpResponse:
    """Give back to the absorbed record what was its own."""
    actor = request.actor
    made = selectors.get_merge(actor=actor, key=key)
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.undo_merge(actor=actor, merge_id=made.pk, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Unione annullata: le schede sono di nuovo due."))
            return redirect("records:lookalikes", made.kept_id)
    return render(request, "records/undo.html", {"merge": made, "form": form}, status=422 if form.errors else 200)


def _pair(request: ActorRequest, key: UUID, other: UUID) -> tuple[Person, Person]:
    actor = request.actor
    first = get_person(actor=actor, key=key, level=Level.WRITE)
    return first, get_person(actor=actor, key=other, level=Level.WRITE)


def _merge_form(first: Person, second: Person, data: Any = None) -> MergeForm:
    form = MergeForm(data, initial={"keep": str(first.pk)})
    offer(
        form,
        "keep",
        [
            (str(person.pk), f"{person.full_name} ({_('registrata il')} {person.created_at:%d/%m/%Y})")
            for person in (first, second)
        ],
    )
    return form


def _comparison(
    request: ActorRequest,
    first: Person,
    second: Person,
    merge_form: MergeForm | None = None,
    decision_form: DecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    log_reads(actor=request.actor, what="duplicates", person_ids=[first.pk, second.pk])
    context = {
        "first": first,
        "second": second,
        "lines": selectors.compare(first, second),
        "merge_form": merge_form or _merge_form(first, second),
        "decision_form": decision_form or DecisionForm(auto_id="decision_%s"),
    }
    return render(request, "records/compare.html", context, status=status)
