"""What every write on an assessment leans on: the locked row, its people, its event."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from portico.access.enums import Category, Level
from portico.assessment import selectors
from portico.assessment.models import Assessment
from portico.events.models import Event
from portico.events.services import record_event
from portico.kernel.actor import Actor
from portico.kernel.errors import NotAllowed
from portico.kernel.lifecycle import ImpossibleTransition
from portico.kernel.records import lock
from portico.people.models import Person


def locked(*, actor: Actor, key: UUID) -> Assessment:
    """The assessment, locked. Raises NotVisible, NotAllowed when it is only read."""
    selectors.get_assessment(actor=actor, key=key)
    found = selectors.assessments(actor=actor, level=Level.WRITE).filter(pk=key).exists()
    if not found:
        raise NotAllowed()
    return lock(Assessment.objects.select_related("form"), key)


def locked_draft(*, actor: Actor, key: UUID) -> Assessment:
    """The same, still to be completed. Raises ImpossibleTransition."""
    assessment = locked(actor=actor, key=key)
    if not assessment.is_draft:
        raise ImpossibleTransition()
    return assessment


def people_in(*, actor: Actor, assessment: Assessment) -> list[Person]:
    """Whom it is about, the reference person first."""
    return [subject.person for subject in selectors.reach_of(actor=actor, assessments=[assessment])]


def tell(
    *,
    actor: Actor,
    assessment: Assessment,
    kind: str,
    people: list[Person],
    payload: dict[str, Any] | None = None,
    occurred_at: datetime | None = None,
) -> None:
    """Put it on their thread; what a unit not to be named does is told to that unit alone."""
    record_event(
        actor=actor,
        kind=kind,
        category=Category.NEEDS,
        people=people,
        level=Event.Level.UNIT if assessment.narrow else Event.Level.TEAM,
        other_tokens=[assessment.unit_token],
        occurred_at=occurred_at,
        object_kind="assessment",
        object_id=assessment.pk,
        payload={"kind": assessment.kind, **(payload or {})},
    )
