"""The event that follows a write about a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from portico.access.enums import Category
from portico.events.models import Event
from portico.events.services import record_event
from portico.kernel.actor import Actor
from portico.kernel.models import Record
from portico.people.models import Person


def tell(
    kind: str,
    act: str,
    *,
    actor: Actor,
    people: Sequence[Person],
    category: Category,
    about: Record,
    occurred_at: datetime | None = None,
    level: str = Event.Level.NETWORK,
    other_tokens: Sequence[int] = (),
    **payload: Any,
) -> None:
    """One event: `act` says which of the things `kind` stands for; the payload is codes, numbers and dates."""
    values = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in payload.items()}
    record_event(
        actor=actor,
        kind=kind,
        category=category,
        people=people,
        level=level,
        occurred_at=occurred_at,
        object_kind=about._meta.model_name or "",
        object_id=about.pk,
        other_tokens=other_tokens,
        payload={"act": act, **{name: value for name, value in values.items() if value not in ("", None, [])}},
    )
