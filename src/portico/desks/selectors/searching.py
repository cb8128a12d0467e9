"""Finding a listening among those of the unit."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from portico.desks.models import Encounter, EncounterNeed, EncounterSubject
from portico.desks.selectors.days import bounds
from portico.desks.selectors.encounters import encounters_of_unit
from portico.kernel.actor import Actor
from portico.kernel.text import normalise

MOST_WORDS = 6


def find_encounters(
    *,
    actor: Actor,
    text: str = "",
    theme: str = "",
    outcome: str = "",
    operator_id: UUID | None = None,
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Encounter]:
    """The unit's listenings with these words (or people), theme, outcome, operator and days; newest first."""
    found = encounters_of_unit(actor=actor)
    if theme:
        needs = EncounterNeed.objects.filter(Q(need_id=theme) | Q(need__parent_id=theme), encounter_id=OuterRef("pk"))
        found = found.filter(Exists(needs.order_by()))
    if outcome:
        found = found.filter(outcomes__contains=[outcome])
    if operator_id:
        found = found.filter(operator_id=operator_id)
    if since:
        found = found.filter(happened_at__gte=bounds(since)[0])
    if until:
        found = found.filter(happened_at__lt=bounds(until)[1])
    for word in text.split()[:MOST_WORDS]:
        found = found.filter(_says(word))
    return found


def _says(word: str) -> Q:
    about = EncounterSubject.objects.filter(encounter_id=OuterRef("pk"), person__search_name__contains=normalise(word))
    return (
        Q(request__icontains=word)
        | Q(narrative__icontains=word)
        | Q(outcome_note__icontains=word)
        | Q(called__icontains=word)
        | Q(Exists(about.order_by()))
    )
