"""What the person's page shows of the last assessment: the picture, strengths beside problems."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portico.assessment.models import Assessment
from portico.assessment.selectors import Finding, latest_of, sheet_of, strengths_and_problems
from portico.assessment.selectors.results import Radar, radar_of
from portico.kernel.actor import Actor

FEW = 3


@dataclass(frozen=True, slots=True)
class Analysis:
    """The last one, in brief."""

    assessment: Assessment
    radar: Radar | None
    strengths: list[Finding]
    problems: list[Finding]


def analysis_beside(*, actor: Actor, person_id: UUID) -> Analysis | None:
    """The last completed assessment the actor reads; None when there is none."""
    latest = latest_of(actor=actor, person_ids=[person_id]).get(person_id)
    if latest is None:
        return None
    sheet = sheet_of(actor=actor, assessment=latest)
    strengths, problems = strengths_and_problems(sheet)
    return Analysis(latest, radar_of(sheet) if sheet.is_deep else None, strengths[:FEW], problems[:FEW])
