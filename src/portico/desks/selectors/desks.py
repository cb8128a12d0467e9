"""Desks of the ambito, and the actor's own."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from portico.desks.calendar import Opening, opening
from portico.desks.models import Desk
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible


def desks(*, actor: Actor) -> QuerySet[Desk]:
    """The ambito's active desks, by name, with unit, hours and closures."""
    return (
        Desk.objects.filter(ambito_id=actor.ambito_id, active=True)
        .select_related("unit__organisation")
        .prefetch_related("hours", "closures")
        .order_by("name", "id")
    )


def my_desks(*, actor: Actor) -> list[Desk]:
    """The desks where the actor works, each with `today_hours` ("9:00–13:00", empty when closed today)."""
    found = list(desks(actor=actor).filter(unit__token__in=actor.tokens))
    today = timezone.localdate()
    for desk in found:
        desk.today_hours = opening_of(desk, today).in_words  # type: ignore[attr-defined]
    return found


def get_desk(*, actor: Actor, key: object) -> Desk:
    """A desk of the actor's ambito, for whoever wants to know where and when. Raises NotVisible."""
    try:
        return desks(actor=actor).get(pk=UUID(str(key)))
    except (Desk.DoesNotExist, ValueError) as error:
        raise NotVisible("desk", key) from error


def get_own_desk(*, actor: Actor, key: object) -> Desk:
    """A desk where the actor works. Raises NotVisible."""
    desk = get_desk(actor=actor, key=key)
    if desk.unit.token not in actor.tokens:
        raise NotVisible("desk", key)
    return desk


def opening_of(desk: Desk, day: date) -> Opening:
    """When a desk is open on a day; its hours and closures are read once."""
    return opening(day, desk.hours.all(), desk.closures.all())
