"""Telling what happened, in the same transaction as the thing itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from portico.access.enums import Category
from portico.events.models import Event, EventSubject, Notification
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.ids import uuid7
from portico.territory.models import ForeignState


def record_event(
    *,
    actor: Actor,
    kind: str,
    category: Category,
    people: Sequence[Any] = (),
    level: str = Event.Level.NETWORK,
    occurred_at: datetime | None = None,
    object_kind: str = "",
    object_id: UUID | None = None,
    other_tokens: Iterable[int] = (),
    payload: dict[str, Any] | None = None,
    area: str = "",
    theme: str = "",
    municipality: str = "",
    corrects_id: UUID | None = None,
    only_tokens: Iterable[int] | None = None,
) -> UUID:
    """Append one event about `people` (Person rows; none for an anonymous encounter). Returns its id.

    `other_tokens` are the other side of a shared fact. The payload takes codes, numbers and dates only: it
    survives erasure. `only_tokens` are the whole audience of what is for named people: not even the author's unit.
    """
    at = occurred_at or timezone.now()
    mine = [actor.main_token] if actor.tokens else []
    tokens = sorted({*mine, *other_tokens} if only_tokens is None else {*only_tokens})
    first = people[0] if people else None
    event = Event(
        id=uuid7(at),
        ambito_id=actor.ambito_id,
        occurred_at=at,
        corrects_id=corrects_id,
        kind=kind,
        category=category,
        level=level,
        user_id=actor.user_id,
        organisation_id=actor.organisation_id,
        unit_id=actor.unit_id,
        tokens=tokens,
        object_kind=object_kind,
        object_id=object_id,
        subjects=len(people),
        municipality=municipality,
        sex=first.sex if first else "",
        age_band=age_band(first.birth_date, at.date()) if first and first.birth_date else "",
        citizenship_group=_citizenship_group(first) if first else "",
        area=area,
        theme=theme,
        payload=payload or {},
    )
    EventSubject.objects.bulk_create(
        EventSubject(
            event_id=event.id,
            ambito_id=actor.ambito_id,
            person_id=person.pk,
            occurred_at=at,
            kind=kind,
            category=category,
            level=level,
            tokens=tokens,
            user_id=actor.user_id,
        )
        for person in people
    )
    Event.objects.bulk_create([event])
    return event.id


def age_band(birth: date, on: date) -> str:
    """The code of the list `age_band` a person falls in on a day."""
    age = on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
    for code, _label in codes.choices("age_band"):
        low, _, high = code.removeprefix("y").partition("_")
        if low.isdigit() and int(low) <= age and (not high.isdigit() or age <= int(high)):
            return code
    return ""


def _citizenship_group(person: Any) -> str:
    held = [row.state for row in person.citizenships.all()]
    if "IT" in held:
        return "italian"
    groups = set(
        ForeignState.objects.filter(iso_alpha2__in=held)
        .order_by("belfiore_code")
        .values_list("citizenship_group", flat=True)
    )
    return next((group for group in ("eu", "stateless", "non_eu") if group in groups), "unknown")


def notify(*, actor: Actor, tokens: Iterable[int], kind: str, text: str, url: str, urgent: bool = False) -> None:
    """A link for each grantee: `text` says what, never to whom."""
    Notification.objects.bulk_create(
        Notification(
            ambito_id=actor.ambito_id, token=token, kind=kind, text=text, url=url, urgent=urgent,
            created_by=actor.user_id, updated_by=actor.user_id,
        )
        for token in sorted(set(tokens))
    )  # fmt: skip
