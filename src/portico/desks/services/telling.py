"""What a listening leaves on the thread: codes only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from portico.access.enums import Category
from portico.desks.models import Encounter
from portico.directory.models import Need
from portico.events.models import Event
from portico.events.services import record_event
from portico.kernel.actor import Actor
from portico.people.models import Person


def tell(
    *,
    actor: Actor,
    kind: str,
    encounter: Encounter,
    people: Sequence[Person],
    needs: Sequence[Need],
    corrects_id: UUID | None = None,
) -> None:
    """Codes only. What goes beyond the unit never says a need that alone reveals health, violence or justice."""
    wide = encounter.level in (Event.Level.TEAM, Event.Level.NETWORK)
    told = [need for need in needs if not (wide and need.sensitive)]
    sensitive = set(Need.objects.filter(sensitive=True, parent=None).values_list("code", flat=True)) if wide else set()
    themes = list(dict.fromkeys(need.parent_id or need.code for need in told))
    themes = [theme for theme in themes if theme not in sensitive]
    record_event(
        actor=actor,
        kind=kind,
        category=Category.DIARY,
        people=people,
        level=encounter.level,
        occurred_at=encounter.happened_at,
        object_kind="encounter",
        object_id=encounter.pk,
        corrects_id=corrects_id,
        theme=themes[0] if themes else "",
        municipality=encounter.municipality,
        payload={
            "channel": encounter.channel,
            "presence": encounter.presence,
            "interlocutor": encounter.interlocutor,
            "reason": encounter.reason_code,
            "urgency": encounter.urgency,
            "language": encounter.language,
            "interpreter": encounter.interpreter,
            "outcomes": encounter.outcomes,
            "minutes": encounter.minutes or 0,
            "people": encounter.people_count,
            "anonymous": encounter.anonymous,
            "sex": encounter.sex,
            "age_band": encounter.age_band,
            "themes": themes,
            "needs": [need.code for need in told if need.parent_id],
        },
    )


def tell_unit(
    *,
    actor: Actor,
    kind: str,
    encounter: Encounter,
    occurred_at: datetime | None,
    payload: dict[str, Any] | None = None,
) -> None:
    """A later act on a listening, for its unit; for its author alone when the listening is private."""
    private = encounter.level == Event.Level.PRIVATE
    record_event(
        actor=actor,
        kind=kind,
        category=Category.DIARY,
        people=[row.person for row in encounter.subjects.select_related("person")],
        level=Event.Level.PRIVATE if private else Event.Level.UNIT,
        occurred_at=occurred_at,
        object_kind="encounter",
        object_id=encounter.pk,
        payload=payload,
    )
