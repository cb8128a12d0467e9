"""What the pages of an assessment share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from portico.access.enums import Level
from portico.access.services import log_reads
from portico.assessment import selectors
from portico.assessment.models import Assessment
from portico.assessment.selectors.sheet import Sheet
from portico.kernel.actor import Actor
from portico.kernel.http import ActorRequest


def writes(actor: Actor, assessment: Assessment) -> bool:
    return selectors.assessments(actor=actor, level=Level.WRITE).filter(pk=assessment.pk).exists()


def written(request: ActorRequest, key: UUID) -> Assessment:
    """An assessment the actor may write: 404 when it is not visible, 403 when it is only read."""
    assessment = selectors.get_assessment(actor=request.actor, key=key)
    if not writes(request.actor, assessment):
        raise PermissionDenied
    return assessment


def opened_sheet(
    request: ActorRequest,
    assessment: Assessment,
    what: str,
    *,
    before: Assessment | None = None,
    outcome: str = "seen",
) -> Sheet:
    """All that is read of it; the look is on record."""
    sheet = selectors.sheet_of(actor=request.actor, assessment=assessment, before=before)
    people = [subject.person_id for subject in sheet.people]
    log_reads(actor=request.actor, what=what, person_ids=people, object_id=assessment.pk, outcome=outcome)
    return sheet


def page_url(assessment: Assessment) -> str:
    return reverse("assessment:page", args=[assessment.pk])


def domain_url(assessment: Assessment, domain: str) -> str:
    return reverse("assessment:domain", args=[assessment.pk, domain])


def goals_url(assessment: Assessment) -> str:
    """Where a plan begins from its priorities; "" where there is no case to write it in."""
    return f"{reverse('plans:new')}?caso={assessment.case_id}&analisi={assessment.pk}" if assessment.case_id else ""


def crumbs(sheet: Sheet) -> dict[str, Any]:
    """Whose record one came from."""
    return {"reference": sheet.reference.person if sheet.reference else None}
