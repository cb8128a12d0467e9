"""Beginning an assessment from a person, a case or a listening; and the list of a person's."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portico.access.enums import Category, Level
from portico.access.selectors import levels_on, visible
from portico.access.services import log_reads
from portico.assessment import selectors
from portico.assessment.forms import StartForm
from portico.assessment.models import Assessment
from portico.assessment.policies import may_assess, may_read_forms
from portico.assessment.services import start_assessment
from portico.assessment.views.base import page_url
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.http import ActorRequest, guarded_post, redirect_htmx
from portico.people.models import HouseholdMember, Person
from portico.people.selectors import get_person, people
from portico.people.views.common import section

MOST = 20


@guarded_post
def start(request: ActorRequest) -> HttpResponse:
    """`?persona=` says with whom, `?caso=` and `?ascolto=` from where."""
    actor = request.actor
    person = get_person(actor=actor, key=request.GET.get("persona", ""))
    if not may_assess(actor) or levels_on(actor=actor, person_id=person.pk)[Category.IDENTITY] < Level.WRITE:
        raise PermissionDenied
    home = household_of(actor, person)
    choices = [(str(item.pk), _named(item)) for item in home]
    first = {"people": [str(item.pk) for item in home], "kind": request.GET.get("tipo", "preliminary")}
    form = StartForm(request.POST or None, initial=first, people=choices)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = _begin(request, person, form)
            except DomainError as error:
                form.refuse(error)
            else:
                return redirect_htmx(request, page_url(made))
        status = 422
    log_reads(actor=actor, what="assessment.start", person_ids=[person.pk, *(item.pk for item in home)])
    drafts = [item for item in selectors.assessments_of_person(actor=actor, person_id=person.pk) if item.is_draft]
    return render(request, "assessment/start.html", {"person": person, "form": form, "drafts": drafts}, status=status)


def _begin(request: ActorRequest, person: Person, form: StartForm) -> Assessment:
    data = form.cleaned_data
    made = start_assessment(
        actor=request.actor,
        kind=data["kind"],
        person_ids=[person.pk, *(UUID(key) for key in data.get("people", []))],
        case_id=_uuid(request.GET.get("caso", "")),
        encounter_id=_uuid(request.GET.get("ascolto", "")),
    )
    if made.created_by != request.actor.user_id:
        messages.info(request, _("C'era già un'analisi in corso della tua unità: si continua da lì."))
    return made


def household_of(actor: Actor, person: Person) -> list[Person]:
    """Who lives with the person today, where the actor may write of them."""
    today = visible(
        HouseholdMember.objects.filter(period__contains=timezone.localdate()), actor=actor, category=Category.HOUSEHOLD
    ).order_by()
    homes = today.filter(person_id=person.pk).values("household_id")
    living = today.filter(household_id__in=homes).values("person_id")
    return list(people(actor=actor, level=Level.WRITE).filter(pk__in=living).exclude(pk=person.pk)[:MOST])


def _named(person: Person) -> str:
    return f"{person.full_name}, {person.age}" if person.age is not None else person.full_name


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_GET
def of_person(request: ActorRequest, key: UUID) -> HttpResponse:
    """`/persone/<id>/analisi/`: all of a person's, newest first."""
    actor = request.actor
    person = get_person(actor=actor, key=key)
    levels = levels_on(actor=actor, person_id=person.pk)
    log_reads(actor=actor, what="assessment.list", person_ids=[person.pk])
    context = section(person, levels, "of_person") | {
        "rows": list(selectors.assessments_of_person(actor=actor, person_id=person.pk)[:50]),
        "may_start": may_assess(actor) and levels[Category.IDENTITY] >= Level.WRITE,
        "may_read_forms": may_read_forms(actor),
    }
    return render(request, "assessment/of_person.html", context)
