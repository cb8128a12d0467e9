"""Who the actor of a request is, and who works where."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from portico.accounts.models import Membership
from portico.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class ActiveMembership:
    """One role a user may act in today, with what the frame shows of it."""

    id: UUID
    ambito_id: UUID
    ambito_name: str
    organisation_id: UUID
    organisation_name: str
    unit_id: UUID | None
    unit_name: str
    role: str
    tokens: tuple[int, ...]
    token: int

    def actor(self, user_id: UUID) -> Actor:
        return Actor(
            ambito_id=self.ambito_id,
            user_id=user_id,
            membership_id=self.id,
            role=self.role,
            organisation_id=self.organisation_id,
            unit_id=self.unit_id,
            tokens=self.tokens,
            user_token=self.token,
        )


def active_memberships(user_id: UUID) -> list[ActiveMembership]:
    """The roles a user holds today, oldest first.

    Read through a definer function: it is the one question asked before anybody acts.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from portico_memberships(%s)", [user_id])
        return [ActiveMembership(*row[:8], tokens=tuple(row[8]), token=row[9]) for row in cursor.fetchall()]


def actor_today(user_id: UUID, membership_id: UUID) -> Actor | None:
    """Who a user acts as in a membership, if it is still valid today: what a job asks when it runs."""
    found = (item for item in active_memberships(user_id) if item.id == membership_id)
    return next((item.actor(user_id) for item in found), None)


def colleagues(*, actor: Actor) -> QuerySet[Membership]:
    """Memberships valid today in the actor's unit (or organisation when without unit)."""
    today = timezone.localdate()
    where = Q(unit_id=actor.unit_id) if actor.unit_id else Q(organisation_id=actor.organisation_id)
    return (
        Membership.objects.filter(where, ambito_id=actor.ambito_id, starts_on__lte=today)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))
        .select_related("user", "unit", "organisation")
        .order_by("user__last_name", "user__first_name", "id")
    )
