"""Starting a plan and saying what it is about. What is being written leaves history; events begin when it is shared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.casework.selectors import get_case
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed, StaleEdit
from portico.kernel.records import change, lock
from portico.plans import domains, selectors
from portico.plans.enums import Work
from portico.plans.models import Goal, Narrative, Plan, PlanPerson
from portico.plans.policies import may_record_facts, may_start
from portico.plans.services.ground import CaseClosed, check_dates, editable_plan, locked_plan, of_plan, tell
from portico.plans.services.pact import refresh_deadlines


@transaction.atomic
def start_plan(
    *,
    actor: Actor,
    case_id: UUID,
    kind: str,
    person_ids: Sequence[UUID] = (),
    title: str = "",
    opening: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    next_check_on: date | None = None,
    analysis_id: UUID | None = None,
    goals: Iterable[tuple[str, str]] = (),
    occurred_at: datetime | None = None,
) -> Plan:
    """Begin to write a plan for people of a case (all of them when none is named).

    `goals` are (area of life, words) to begin with, for instance the priorities of an assessment.
    Raises NotVisible, NotAllowed, CaseClosed, DomainError.
    """
    case = get_case(actor=actor, key=case_id)
    if not may_start(actor, case):
        raise CaseClosed() if not case.is_open else NotAllowed()
    codes.require("plan_kind", kind, field="kind")
    people = selectors.candidates(actor=actor, case=case)
    if person_ids:
        wanted = set(person_ids)
        if not wanted <= {person.pk for person in people}:
            raise DomainError(_("Scegli tra le persone di questa presa in carico."), field="people")
        people = [person for person in people if person.pk in wanted]
    if not people:
        raise DomainError(_("Serve almeno una persona."), field="people")
    plan = Plan(
        case=case,
        kind=kind,
        title=title.strip()[:120],
        starts_on=starts_on or timezone.localdate(occurred_at),
        ends_on=ends_on,
        next_check_on=next_check_on,
        analysis_id=analysis_id,
        created_at=occurred_at or timezone.now(),
    )
    check_dates(plan, starts_on=plan.starts_on, ends_on=ends_on, next_check_on=next_check_on)
    plan.save(force_insert=True)
    Narrative(plan=plan, opening=opening.strip()).save(force_insert=True)
    PlanPerson.objects.bulk_create(PlanPerson(plan=plan, person=person) for person in people)
    for position, (domain, text) in enumerate(goals):
        if text.strip():
            Goal(plan=plan, domain=domains.require(domain), text=text.strip()[:300], position=position).save(
                force_insert=True
            )
    tell(actor=actor, plan=plan, kind="plan_started", people=people, occurred_at=occurred_at, narrow=True)
    return plan


@transaction.atomic
def edit_plan(*, actor: Actor, plan_id: UUID, values: dict[str, Any], expected_version: int | None = None) -> Plan:
    """Title, beginning, dates, notes. Raises StaleEdit, NotNow, DomainError."""
    plan = editable_plan(actor=actor, plan_id=plan_id)
    names = ("kind", "title", "starts_on", "ends_on", "next_check_on", "platform_number")
    kept = {name: values[name] for name in names if name in values}
    words: dict[str, Any] = {name: values[name].strip() for name in ("opening", "team_note") if name in values}
    if "kind" in kept:
        codes.require("plan_kind", kept["kind"], field="kind")
    check_dates(
        plan,
        starts_on=kept.get("starts_on", plan.starts_on),
        ends_on=kept.get("ends_on", plan.ends_on),
        next_check_on=kept.get("next_check_on"),
    )
    narrative = lock(Narrative.objects.filter(plan_id=plan.pk), selectors.narrative_of(actor=actor, plan=plan).pk)
    try:
        changed = change(plan, actor=actor, values=kept, expected_version=expected_version)
    except StaleEdit as error:
        raise _with_words(error, narrative, words) from error
    told: dict[str, Any] = {name: text for name, text in words.items() if getattr(narrative, name) != text}
    if told and not changed:
        # One version for the plan and its words: whoever opened the form before is told.
        if expected_version is not None and expected_version != plan.version:
            raise _with_words(StaleEdit(version=plan.version), narrative, words)
        plan.version += 1
        plan.save(update_fields=["version"])
    change(narrative, actor=actor, values=told)
    return plan


def _with_words(error: StaleEdit, narrative: Narrative, words: dict[str, str]) -> StaleEdit:
    """The same, naming the words that differ too."""
    differ = [
        (str(narrative._meta.get_field(name).verbose_name), getattr(narrative, name), text)  # type: ignore[union-attr]
        for name, text in words.items()
        if getattr(narrative, name) != text
    ]
    return StaleEdit([*error.changes, *differ], version=error.version)


@transaction.atomic
def set_people(*, actor: Actor, plan_id: UUID, person_ids: Sequence[UUID]) -> list[PlanPerson]:
    """Whom the plan is about, among the people of its case. What is already written for somebody stays as it is.

    Raises NotNow, DomainError.
    """
    plan = editable_plan(actor=actor, plan_id=plan_id)
    wanted = list(dict.fromkeys(person_ids))
    if not wanted:
        raise DomainError(_("Serve almeno una persona."), field="people")
    able = {person.pk: person for person in selectors.candidates(actor=actor, case=plan.case)}
    there = {item.person_id: item for item in plan.people.order_by("created_at", "id")}
    if not set(wanted) <= set(able) | {key for key, item in there.items() if item.removed_at is None}:
        raise DomainError(_("Scegli tra le persone di questa presa in carico."), field="people")
    for key in wanted:
        item = there.get(key)
        if item is None:
            PlanPerson(plan=plan, person=able[key]).save(force_insert=True)
        elif item.removed_at is not None:
            change(item, actor=actor, values={"removed_at": None})
    for key, item in there.items():
        if key not in wanted and item.removed_at is None:
            change(item, actor=actor, values={"removed_at": timezone.now()})
    return selectors.people_of(plan=plan)


@transaction.atomic
def set_pact(
    *,
    actor: Actor,
    plan_id: UUID,
    platform_number: str,
    work: dict[UUID, str],
    occurred_at: datetime | None = None,
) -> Plan:
    """The number on the ministry's platform, and where each one stands towards work: it decides which days are asked.

    Raises NotAllowed, DomainError.
    """
    plan = locked_plan(actor=actor, plan_id=plan_id)
    if not may_record_facts(actor, plan):
        raise NotAllowed()
    change(plan, actor=actor, values={"platform_number": platform_number.strip()[:40]})
    for item in of_plan(plan, work):
        if work[item.pk] not in Work.values:
            raise DomainError(_("Scegli una voce dell'elenco."), field="work")
        change(item, actor=actor, values={"work": work[item.pk]})
    refresh_deadlines(actor=actor, plan=plan, occurred_at=occurred_at)
    return plan
