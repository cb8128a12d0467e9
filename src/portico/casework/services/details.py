"""What describes a case: areas, effort, who bears the costs, the family's reference, the last contact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from portico.access.enums import Level
from portico.casework import selectors
from portico.casework.enums import OPEN_STATES, Intensity
from portico.casework.models import Case
from portico.casework.policies import may_edit, may_lead_team
from portico.casework.services.ground import locked_case, people_of, tell
from portico.casework.services.team import led_case
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.records import change
from portico.territory.selectors import municipality_by_istat


@transaction.atomic
def edit_case(
    *,
    actor: Actor,
    case_id: UUID,
    area: str,
    areas: Sequence[str],
    intensity: str,
    cost_municipality: str,
    expected_version: int | None = None,
) -> Case:
    """Correct area, effort and who bears the costs. Raises StaleEdit, NotAllowed, DomainError."""
    case = locked_case(actor=actor, case_id=case_id)
    if not may_edit(actor, case):
        raise NotAllowed()
    for code in {area, *areas}:
        codes.require("case_area", code, field="area")
    if intensity not in Intensity.values:
        raise DomainError(_("Scegli una voce dell'elenco."), field="intensity")
    if cost_municipality and municipality_by_istat(cost_municipality) is None:
        raise DomainError(_("Scegli un comune dell'elenco."), field="cost_municipality")
    values = {
        "area": area,
        "areas": sorted({area, *areas}),
        "intensity": intensity,
        "cost_municipality": cost_municipality,
    }
    if change(case, actor=actor, values=values, expected_version=expected_version):
        tell(actor=actor, case=case, kind="case_edited", people=people_of(case), payload={"area": area})
    return case


@transaction.atomic
def name_family_reference(*, actor: Actor, case_id: UUID, membership_id: UUID) -> list[Case]:
    """One professional for a family with several cases: written on each of its open cases the actor leads.

    The reference manages one of the family's cases. Returns the cases it was written on.
    """
    case = led_case(actor=actor, case_id=case_id)
    people = people_of(case)
    others = list(selectors.family_cases(actor=actor, person_ids=[person.pk for person in people], but=case.pk))
    managers = {item.manager_id: item.manager for item in [case, *others] if item.manager_id}
    if membership_id not in managers:
        raise DomainError(_("Scegli tra chi segue le prese in carico della famiglia."), field="membership")
    written = []
    for item in [case, *(other for other in others if may_lead_team(actor, other))]:
        row = case if item.pk == case.pk else locked_case(actor=actor, case_id=item.pk)
        change(row, actor=actor, values={"family_reference": managers[membership_id]})
        written.append(row)
    tell(actor=actor, case=case, kind="case_family_reference", people=people)
    return written


@transaction.atomic
def note_contact(*, actor: Actor, person_ids: Iterable[UUID], on: date) -> int:
    """Somebody who works on their cases met these people: the day of the last contact moves on. Returns how many."""
    about = (
        selectors.cases(actor=actor, level=Level.WRITE)
        .filter(
            Q(last_contact_on__isnull=True) | Q(last_contact_on__lt=on),
            state__in=OPEN_STATES,
            subjects__person_id__in=list(person_ids),
        )
        .order_by()
        .values("pk")
    )
    return Case.objects.filter(pk__in=about).update(last_contact_on=on, version=F("version") + 1)
