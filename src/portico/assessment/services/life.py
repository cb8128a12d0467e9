"""An assessment from its first page to the next one that takes its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Level
from portico.access.selectors import live_grants
from portico.assessment import selectors
from portico.assessment.enums import About, Kind, State
from portico.assessment.lifecycle import ASSESSMENT
from portico.assessment.models import Assessment, AssessmentSubject, Form, FormItem
from portico.assessment.policies import may_assess
from portico.assessment.services.ground import locked, locked_draft, people_in, tell
from portico.assessment.services.order import Ranked, put_in_order
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from portico.kernel.ids import uuid7
from portico.kernel.records import change
from portico.organisations.models import Unit
from portico.people.models import Person
from portico.people.selectors import people as visible_people

FROM_CASES = ("case_manager", "case_team")


@transaction.atomic
def start_assessment(
    *,
    actor: Actor,
    kind: str,
    person_ids: Sequence[UUID],
    case_id: UUID | None = None,
    encounter_id: UUID | None = None,
    form_id: UUID | None = None,
    occurred_at: datetime | None = None,
) -> Assessment:
    """A draft about these people, the first as reference: until it is completed nothing is told of it. A draft of the unit already open is given back instead.

    Without `case_id`, the only case of the actor about the reference person. Raises NotAllowed, NotVisible,
    DomainError.
    """
    if not may_assess(actor):
        raise NotAllowed()
    people = _people(actor, person_ids)
    found = selectors.draft_of(actor=actor, kind=kind, person_id=people[0].pk)
    if found is not None:
        return found
    form = _form(actor, kind, form_id)
    case_id = _case(actor, people[0], case_id)
    at = occurred_at or timezone.now()
    unit = Unit.objects.filter(pk=actor.unit_id).select_related("organisation").first() if actor.unit_id else None
    narrow = unit is not None and (unit.sensitive or unit.organisation.sensitive)
    before = _before(actor, kind, people[0])
    assessment = Assessment.objects.create(
        id=uuid7(at), form=form, kind=kind, unit_token=actor.main_token, unit=unit, author_id=actor.membership_id,
        case_id=case_id, encounter_id=encounter_id, narrow=narrow, started_at=at, previous=before,
    )  # fmt: skip
    AssessmentSubject.objects.bulk_create(
        AssessmentSubject(
            assessment=assessment, person=person, reference=number == 0, case_id=case_id,
            about=About.CHILD if person.is_minor else About.ADULT, unit_token=actor.main_token, narrow=narrow,
        )
        for number, person in enumerate(people)
    )  # fmt: skip
    return assessment


def _people(actor: Actor, person_ids: Sequence[UUID]) -> list[Person]:
    wanted = list(dict.fromkeys(person_ids))
    found = visible_people(actor=actor, level=Level.WRITE).in_bulk(wanted)
    if not wanted or wanted[0] not in found:
        raise NotVisible("person", wanted[0] if wanted else None)
    if len(found) < len(wanted):
        raise DomainError(_("Qualcuno non è più tra le persone che segui: ricarica la pagina."), field="people")
    return [found[key] for key in wanted]


def _form(actor: Actor, kind: str, form_id: UUID | None) -> Form:
    if kind not in Kind.values:
        raise DomainError(_("Scegli una voce dell'elenco."), field="kind")
    form = selectors.get_form(actor=actor, key=form_id) if form_id else selectors.newest_form(actor=actor, kind=kind)
    if form.kind != kind:
        raise DomainError(_("Scegli una voce dell'elenco."), field="kind")
    return form


def _case(actor: Actor, person: Person, case_id: UUID | None) -> UUID | None:
    held = set(
        live_grants(actor=actor)
        .filter(person_id=person.pk, scope_kind="case", origin__in=FROM_CASES)
        .order_by()
        .values_list("scope_id", flat=True)
    )
    if case_id is None:
        return next(iter(held)) if len(held) == 1 else None
    named = live_grants(actor=actor).filter(person_id=person.pk, scope_kind="reserved").exists()
    if case_id not in held and not named:
        raise NotVisible("case", case_id)
    return case_id


def _before(actor: Actor, kind: str, person: Person) -> Assessment | None:
    rows = selectors.assessments_of_person(actor=actor, person_id=person.pk)
    return rows.filter(kind=kind, state=State.COMPLETED).order_by("-completed_at", "-id").first()


@transaction.atomic
def complete_assessment(
    *,
    actor: Actor,
    assessment_id: UUID,
    ranked: Sequence[Ranked] = (),
    reason: str = "",
    outcome: str = "",
    outcome_note: str = "",
    occurred_at: datetime | None = None,
) -> Assessment:
    """Close the draft: from now on it does not change. The one before it, of the same unit or case, is superseded.

    A deep one confirms what to start from; another order than the suggested one needs a reason. A preliminary one
    says how to go on. Raises DomainError, ImpossibleTransition, NotAllowed.
    """
    assessment = locked_draft(actor=actor, key=assessment_id)
    state = ASSESSMENT.target("complete", assessment.state)
    sheet = selectors.sheet_of(actor=actor, assessment=assessment)
    if not any(line.mark for line in sheet.lines):
        raise DomainError(_("Prima di concludere, rispondi almeno a una domanda."))
    at = occurred_at or timezone.now()
    if assessment.kind == Kind.PRELIMINARY:
        codes.require("preliminary_path", outcome, field="outcome")
    else:
        outcome, outcome_note = "", ""
        put_in_order(actor=actor, sheet=sheet, ranked=ranked, reason=reason)
    values = {
        "state": state,
        "completed_at": max(at, assessment.started_at),
        "outcome": outcome,
        "outcome_note": outcome_note.strip()[:1000],
        "author_id": actor.membership_id or assessment.author_id,
    }
    change(assessment, actor=actor, values=values)
    _supersede(actor, assessment)
    people = [subject.person for subject in sheet.people]
    payload = {"outcome": outcome, "answered": sum(bool(line.mark) for line in sheet.lines)}
    tell(
        actor=actor, assessment=assessment, kind="assessment_completed", people=people, payload=payload, occurred_at=at
    )
    return assessment


def _supersede(actor: Actor, assessment: Assessment) -> None:
    """Of the same unit or of the same case: a colleague's of another unit stays as it is."""
    if assessment.previous_id is None:
        return
    before = (
        selectors.assessments(actor=actor, level=Level.WRITE)
        .filter(pk=assessment.previous_id, state=State.COMPLETED)
        .first()
    )
    if before is None:
        return
    ours = before.unit_token == assessment.unit_token
    if ours or (before.case_id is not None and before.case_id == assessment.case_id):
        change(before, actor=actor, values={"state": ASSESSMENT.target("supersede", before.state)})


@transaction.atomic
def reorder_priorities(
    *,
    actor: Actor,
    assessment_id: UUID,
    ranked: Sequence[Ranked],
    reason: str,
    occurred_at: datetime | None = None,
) -> Assessment:
    """Put a completed one's priorities in another order, saying why. Raises DomainError, NotAllowed."""
    assessment = locked(actor=actor, key=assessment_id)
    if assessment.state != State.COMPLETED or assessment.kind != Kind.DEEP:
        raise NotAllowed()
    sheet = selectors.sheet_of(actor=actor, assessment=assessment)
    put_in_order(actor=actor, sheet=sheet, ranked=ranked, reason=reason)
    people = [subject.person for subject in sheet.people]
    tell(actor=actor, assessment=assessment, kind="assessment_reordered", people=people, occurred_at=occurred_at)
    return assessment


@transaction.atomic
def share_domains(
    *, actor: Actor, assessment_id: UUID, domains: Iterable[str], occurred_at: datetime | None = None
) -> Assessment:
    """Let the whole team of the case read these domains, and only these. Raises NotAllowed, DomainError."""
    assessment = locked(actor=actor, key=assessment_id)
    if assessment.state == State.DISCARDED:
        raise NotAllowed()
    wanted = sorted(set(domains))
    known = set(FormItem.objects.filter(form_id=assessment.form_id).order_by().values_list("domain", flat=True))
    if not set(wanted) <= known | {""}:
        raise DomainError(_("Scegli una voce dell'elenco."), field="domains")
    if not change(assessment, actor=actor, values={"shared_domains": wanted}):
        return assessment
    for rows, domain in (
        (assessment.answers, "item__domain__in"),
        (assessment.voices, "domain__in"),
        (assessment.priorities, "item__domain__in"),
    ):
        here = rows.filter(**{domain: wanted}).order_by().values_list("pk", flat=True)  # type: ignore[attr-defined]
        ids = list(here)
        rows.filter(pk__in=ids, shared=False).update(shared=True)  # type: ignore[attr-defined]
        rows.filter(shared=True).exclude(pk__in=ids).update(shared=False)  # type: ignore[attr-defined]
    if not assessment.is_draft:
        people = people_in(actor=actor, assessment=assessment)
        payload = {"domains": len(wanted)}
        tell(actor=actor, assessment=assessment, kind="assessment_shared", people=people, payload=payload,
             occurred_at=occurred_at)  # fmt: skip
    return assessment


@transaction.atomic
def discard_assessment(*, actor: Actor, assessment_id: UUID) -> Assessment:
    """A draft begun by mistake: it is kept, and shown no more. Raises ImpossibleTransition."""
    assessment = locked(actor=actor, key=assessment_id)
    state = ASSESSMENT.target("discard", assessment.state)
    change(assessment, actor=actor, values={"state": state})
    return assessment


@transaction.atomic
def move_to_newest_form(*, actor: Actor, assessment_id: UUID) -> Assessment:
    """Go on with a draft on the newest version: what was answered comes along, also where the question is gone."""
    assessment = locked_draft(actor=actor, key=assessment_id)
    form = selectors.newest_form(actor=actor, kind=assessment.kind)
    if form.pk == assessment.form_id:
        return assessment
    items = {item.code: item for item in FormItem.objects.filter(form=form).order_by("id")}
    for row in assessment.answers.select_related("item").order_by("id"):
        item = items.get(row.item.code)
        if item is not None and item.about == row.item.about and bool(item.replies) == bool(row.item.replies):
            row.item, row.category = item, item.category
            row.save(update_fields=["item", "category"])
    change(assessment, actor=actor, values={"form_id": form.pk})
    return assessment


__all__ = [
    "Ranked",
    "complete_assessment",
    "discard_assessment",
    "move_to_newest_form",
    "reorder_priorities",
    "share_domains",
    "start_assessment",
]
