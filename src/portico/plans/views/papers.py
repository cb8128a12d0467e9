"""The plan on paper: as it is, as a frozen version says, for one person, short in their language."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone

from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.kernel.http import ActorRequest
from portico.kernel.models import Ambito
from portico.kernel.pdf import pdf_response
from portico.plans import content as contents
from portico.plans import selectors, short
from portico.plans.enums import State
from portico.plans.models import Plan, PlanVersion
from portico.plans.services.agreeing import content_of
from portico.plans.views.base import log_plan


def letterhead(actor: Actor, plan: Plan) -> dict[str, str]:
    """Who gives the paper."""
    unit = plan.case.unit
    return {
        "organisation": unit.organisation.name,
        "ambito": Ambito.objects.values_list("name", flat=True).get(pk=actor.ambito_id),
        "place": " · ".join(part for part in (unit.name, unit.place) if part),
    }


def _paper(request: ActorRequest, plan: Plan, content: contents.Content, **context: Any) -> HttpResponse:
    version: PlanVersion | None = context.get("version")
    name = f"progetto-{plan.case.year}-{plan.case.number:05d}{f'-v{version.number}' if version else ''}.pdf"
    given = {
        "plan": plan,
        "content": content,
        "letterhead": letterhead(request.actor, plan),
        "printed_on": timezone.localdate(),
    }
    return pdf_response(request, "plans/papers/plan.html", {**given, **context}, filename=name)


def sheet(request: ActorRequest, key: UUID) -> HttpResponse:
    """The version that holds, else the draft as it stands; printing goes on record."""
    actor = request.actor
    plan = selectors.get_plan(actor=actor, key=key)
    log_plan(request, plan, "plan.sheet", outcome="printed")
    frozen = None
    if plan.last_version and plan.state not in (State.DRAFT, State.UNDER_REVIEW):
        frozen = selectors.versions_of(actor=actor, plan=plan).filter(number=plan.last_version).first()
    content = frozen.content if frozen else content_of(actor=actor, plan=plan)
    return _paper(request, plan, content, version=frozen, draft=frozen is None)


def version_sheet(request: ActorRequest, key: UUID, number: int) -> HttpResponse:
    """A frozen version with its signatures and its fingerprint."""
    plan = selectors.get_plan(actor=request.actor, key=key)
    found = selectors.get_version(actor=request.actor, plan=plan, number=number)
    log_plan(request, plan, "plan.sheet", outcome="printed")
    return _paper(request, plan, found.content, version=found)


def _for(request: ActorRequest, key: UUID, person: UUID) -> tuple[Plan, PlanVersion | None, contents.Content, Any]:
    """The text one person may take home: the last frozen one, else the draft."""
    actor = request.actor
    plan = selectors.get_plan(actor=actor, key=key)
    if not selectors.reads_all(actor):
        raise NotVisible("plan.copy", key)
    item = next((one for one in selectors.people_of(plan=plan) if one.pk == person), None)
    if item is None:
        raise NotVisible("plan.copy", person)
    frozen = selectors.versions_of(actor=actor, plan=plan).first() if plan.last_version else None
    content = frozen.content if frozen else content_of(actor=actor, plan=plan)
    log_plan(request, plan, "plan.copy", [item], outcome="printed")
    return plan, frozen, contents.for_person(content, str(item.pk)), item


def copy(request: ActorRequest, key: UUID, person: UUID) -> HttpResponse:
    """One person's own copy: without what concerns another adult, without costs."""
    plan, frozen, content, item = _for(request, key, person)
    return _paper(request, plan, content, version=frozen, draft=frozen is None, copy_for=item.person)


def brief(request: ActorRequest, key: UUID, person: UUID, language: str) -> HttpResponse:
    """The short version in their language: labels translated, what was written stays as it was written."""
    plan, frozen, content, item = _for(request, key, person)
    words = short.words(language)
    context = {
        "plan": plan,
        "content": content,
        "version": frozen,
        "letterhead": letterhead(request.actor, plan),
        "copy_for": item.person,
        "words": words.strings,
        "domains": words.domains,
        "goals": [(goal, words.domains[goal["domain"]], words.day(goal["due_on"])) for goal in content["goals"]],
        "next_check": words.day(content["next_check_on"]),
        "written": short.written,
    }
    name = f"progetto-breve-{words.language}.pdf"
    return pdf_response(request, "plans/papers/short.html", context, language=words.language, filename=name)
