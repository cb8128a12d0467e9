"""Who the actor of a request is, and who works where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portico.accounts.models import Membership, Substitution
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible


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
    borrowed: tuple[int, ...] = ()

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
            borrowed=self.borrowed,
        )


def active_memberships(user_id: UUID) -> list[ActiveMembership]:
    """The roles a user holds today, oldest first.

    Read through a definer function: it is the one question asked before anybody acts.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from portico_memberships(%s)", [user_id])
        return [ActiveMembership(*[*row[:8], tuple(row[8]), row[9], tuple(row[10])]) for row in cursor.fetchall()]


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


@dataclass(frozen=True, slots=True)
class StandIn:
    """A line of the frame: somebody stands in for somebody today."""

    id: UUID
    absent_name: str
    substitute_name: str
    until: date
    mine: bool

    @property
    def text(self) -> str:
        """What the frame's band says."""
        day = date_format(self.until, "j F")
        if self.mine:
            return _("Sostituisci %(name)s fino al %(day)s: vedi anche ciò che vede.") % {
                "name": self.absent_name,
                "day": day,
            }
        return _("Fino al %(day)s ti sostituisce %(name)s.") % {"name": self.substitute_name, "day": day}


def current_substitutions(*, actor: Actor) -> list[StandIn]:
    """For the frame: whom the actor stands in for today, and who stands in for the actor. One query."""
    today = timezone.localdate()
    found = (
        Substitution.objects.filter(
            Q(substitute_id=actor.membership_id) | Q(absent_id=actor.membership_id),
            ambito_id=actor.ambito_id,
            starts_on__lte=today,
            ends_on__gte=today,
        )
        .select_related("absent__user", "substitute__user")
        .order_by("ends_on", "id")
    )
    return [
        StandIn(
            row.pk,
            str(row.absent.user),
            str(row.substitute.user),
            row.ends_on,
            row.substitute_id == actor.membership_id,
        )
        for row in found
    ]


def substitutions(*, actor: Actor) -> QuerySet[Substitution]:
    """Those the actor is part of or may arrange: the unit's for its coordinator, the organisation's for its manager."""
    seen = Q(absent_id=actor.membership_id) | Q(substitute_id=actor.membership_id)
    if actor.role == "coordinator" and actor.unit_id:
        seen |= Q(absent__unit_id=actor.unit_id)
    if actor.role == "org_manager":
        seen |= Q(absent__organisation_id=actor.organisation_id)
    return (
        Substitution.objects.filter(seen, ambito_id=actor.ambito_id)
        .select_related("absent__user", "absent__unit", "substitute__user", "substitute__unit")
        .order_by("-ends_on", "-starts_on", "id")
    )


def get_substitution(*, actor: Actor, key: object) -> Substitution:
    """One of them. Raises NotVisible."""
    try:
        return substitutions(actor=actor).get(pk=UUID(str(key)))
    except (Substitution.DoesNotExist, ValueError) as error:
        raise NotVisible("substitution", key) from error


def people_who_may_be_absent(*, actor: Actor) -> QuerySet[Membership]:
    """Whom the actor may arrange a substitution for."""
    if actor.role == "coordinator" and actor.unit_id:
        where = Q(unit_id=actor.unit_id)
    elif actor.role == "org_manager":
        where = Q(organisation_id=actor.organisation_id)
    else:
        where = Q(pk=actor.membership_id)
    return _working_today(actor).filter(where)


def people_who_may_substitute(*, actor: Actor) -> QuerySet[Membership]:
    """Colleagues of the same organisation, today."""
    return _working_today(actor).filter(organisation_id=actor.own_organisation_id)


def _working_today(actor: Actor) -> QuerySet[Membership]:
    today = timezone.localdate()
    return (
        Membership.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=today), ambito_id=actor.ambito_id, starts_on__lte=today
        )
        .select_related("user", "unit", "organisation")
        .order_by("user__last_name", "user__first_name", "id")
    )
