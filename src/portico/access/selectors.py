"""The first wall: which people, and which of their data, an actor's role and grants open.

The same formula as the database's policies, written a second time on purpose:
`allowed = matrix[role][category] ∩ ceiling[grant.origin][category]`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from portico.access.enums import Category, Level, Origin
from portico.access.models import AccessGrant, OriginCeiling, RoleLevel
from portico.kernel.actor import Actor

M = TypeVar("M", bound=Model)


@lru_cache(maxsize=1)
def _matrix() -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    roles = {(row.role, row.category): row.level for row in RoleLevel.objects.order_by("role", "category")}
    origins = {(row.origin, row.category): row.level for row in OriginCeiling.objects.order_by("origin", "category")}
    return roles, origins


def clear() -> None:
    """Forget the matrix: called by whatever changes it."""
    _matrix.cache_clear()


def open_origins(*, actor: Actor, category: str, level: Level = Level.READ) -> list[str]:
    """Origins of grants that open `category` at `level` to the actor's role."""
    roles, origins = _matrix()
    reach = roles.get((actor.role, category), 0)
    return [origin for origin in Origin.values if min(reach, origins.get((origin, category), 0)) >= level]


def live_grants(*, actor: Actor) -> QuerySet[AccessGrant]:
    """The grants the actor holds now."""
    now = timezone.now()
    found = AccessGrant.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=now),
        ambito_id=actor.ambito_id,
        token__in=actor.tokens,
        valid_from__lte=now,
    )
    return found.filter(Q(named=False) | Q(token__in=actor.own_tokens)) if actor.borrowed else found


def visible(
    queryset: QuerySet[M],
    *,
    actor: Actor,
    category: str,
    level: Level = Level.READ,
    person: str = "person_id",
) -> QuerySet[M]:
    """Rows about people whose `category` the actor may read (or write), through a grant on `person`."""
    grants = live_grants(actor=actor).filter(
        Q(categories__isnull=True) | Q(categories__contains=[category]),
        person_id=OuterRef(person),
        origin__in=open_origins(actor=actor, category=category, level=level),
    )
    return queryset.filter(Exists(grants.order_by()), ambito_id=actor.ambito_id)


def level_on(*, actor: Actor, person_id: UUID, category: str) -> Level:
    """How far the actor goes in one category of one person's data."""
    return levels_on(actor=actor, person_id=person_id).get(category, Level.NONE)


class Levels(dict[str, Level]):
    """How far the actor goes in every category of one person's data.

    `teams` are the cases on whose team the actor is; `beside` says how far they go by every other grant.
    """

    def __init__(self, actor: Actor, held: Collection[tuple[str, list[str] | None, UUID]]) -> None:
        super().__init__(_reach(actor, held))
        self.teams = [scope for origin, _named, scope in held if origin == Origin.CASE_TEAM]
        self.beside = _reach(actor, [grant for grant in held if grant[0] != Origin.CASE_TEAM])


def levels_on(*, actor: Actor, person_id: UUID) -> Levels:
    """How far the actor goes in every category of one person's data; one query."""
    held = live_grants(actor=actor).filter(person_id=person_id).order_by("id")
    return Levels(actor, list(held.values_list("origin", "categories", "scope_id")))


def _reach(actor: Actor, held: Collection[tuple[str, list[str] | None, UUID]]) -> dict[str, Level]:
    roles, origins = _matrix()
    return {
        category: Level(
            max(
                (
                    min(roles.get((actor.role, category), 0), origins.get((origin, category), 0))
                    for origin, named, _scope in held
                    if named is None or category in named
                ),
                default=0,
            )
        )
        for category in Category.values
    }


@dataclass(frozen=True, slots=True)
class Sight:
    """Who sees a person, because of what, until when: a line of "Chi vede cosa"."""

    token: int
    origin: str
    scope_kind: str
    valid_from: datetime
    valid_until: datetime | None
    organisation_id: UUID | None
    organisation_name: str
    unit_id: UUID | None
    unit_name: str
    user_name: str
    sensitive: bool

    @property
    def origin_label(self) -> Any:
        return Origin(self.origin).label


def who_sees(*, actor: Actor, person_id: UUID) -> list[Sight]:
    """Live grants on a person, for who reads the person's identity."""
    with connection.cursor() as cursor:
        cursor.execute("select * from portico_person_grants(%s)", [person_id])
        return [Sight(*row) for row in cursor.fetchall()]


def person_ids(rows: Iterable[Any]) -> list[UUID]:
    """The person ids of a page of rows, without repetitions, for the read log."""
    found = (getattr(row, "person_id", None) or getattr(row, "id", None) for row in rows)
    return list(dict.fromkeys(item for item in found if item))
