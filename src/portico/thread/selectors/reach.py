"""The first wall of the diary and of documents: the same rule as the policies of `0004_diary_walls`."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    Func,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.functions import Concat

from portico.access.enums import Category, Level, Origin
from portico.access.models import AccessGrant
from portico.access.selectors import live_grants, open_origins
from portico.events.models import Event
from portico.kernel.actor import Actor

M = TypeVar("M", bound=Model)

# Who is consulted on a team reads what the network reads: see docs/adr/0002.
OUTSIDE_THE_TEAM = frozenset({"psychologist"})


def reached(rows: QuerySet[M], *, actor: Actor) -> QuerySet[M]:
    """Rows of people (`DiarySubject`, `DocumentSubject`) through which the actor reads what they belong to."""
    of_case = Q(scope_kind="case", scope_id=OuterRef("case_id"))
    opens = Q(categories__isnull=True) | Q(categories__contains=_array_of("category"))
    opens &= Q(pair__in=_open_pairs(actor))
    mine = Q(row_author=actor.user_id, row_unit__in=actor.tokens)
    unit = Q(row_unit__in=actor.tokens, row_category__in=_role_reads(actor))
    network = Q(row_level=Event.Level.NETWORK) & opens
    team = Q(row_level=Event.Level.TEAM) & opens & (of_case | Q(scope_kind="reserved"))
    if actor.role in OUTSIDE_THE_TEAM:
        team = Q(pk__in=[])
    judicial = Q(row_category=Category.JUDICIAL)
    by_name = Q(row_named__overlap=list(actor.own_tokens))
    shared = ~Q(row_level=Event.Level.PRIVATE) & ((judicial & by_name) | (~judicial & (unit | network | team)))
    grants = (
        live_grants(actor=actor)
        .alias(
            row_author=_outer("author", UUIDField()),
            row_unit=_outer("unit_token", IntegerField()),
            row_level=_outer("level", CharField()),
            row_category=_outer("category", CharField()),
            row_named=_outer("named_tokens", ArrayField(IntegerField())),
            pair=Concat("origin", Value(":"), OuterRef("category"), output_field=TextField()),
        )
        .filter(
            ~Q(origin=Origin.CASE_TEAM) | of_case,
            mine | shared,
            person_id=OuterRef("person_id"),
            origin__in=open_origins(actor=actor, category=Category.IDENTITY, level=Level.KNOWN),
        )
        .order_by()
    )
    return rows.filter(Exists(grants), ambito_id=actor.ambito_id)


def hidden_people(rows: QuerySet[M], *, actor: Actor) -> QuerySet[M]:
    """Rows about reserved people the actor has nothing to do with: what is about them too is not shown at all."""
    held = live_grants(actor=actor).filter(person_id=OuterRef("person_id")).order_by()
    return rows.filter(~Exists(held), person__reserved=True)


def attachable_cases(*, actor: Actor, person_id: UUID) -> list[UUID]:
    """The cases of a person the actor works on today, newest first: where an entry or a document may be put."""
    return list(dict.fromkeys(_scopes(actor, person_id).values_list("scope_id", flat=True)))


def only_on_a_team(*, actor: Actor, person_id: UUID) -> bool:
    """The actor holds the person through a case's team alone: what they write belongs to that case."""
    held = live_grants(actor=actor).filter(person_id=person_id).order_by("id").values_list("origin", flat=True)
    return set(held) == {Origin.CASE_TEAM}


def _scopes(actor: Actor, person_id: UUID) -> QuerySet[AccessGrant]:
    return (
        live_grants(actor=actor)
        .filter(
            person_id=person_id,
            scope_kind="case",
            origin__in=open_origins(actor=actor, category=Category.DIARY, level=Level.WRITE),
        )
        .order_by("-valid_from", "-id")
    )


def _open_pairs(actor: Actor) -> list[str]:
    return [
        f"{origin}:{category}"
        for category in Category.values
        for origin in open_origins(actor=actor, category=category)
    ]


def _role_reads(actor: Actor) -> list[str]:
    """Categories that some grant would open to the role: what a colleague of the unit reads of the unit's own."""
    return [category for category in Category.values if open_origins(actor=actor, category=category)]


def _outer(column: str, kind: Any) -> Any:
    """A column of the row asked about, to be compared with values."""
    return ExpressionWrapper(OuterRef(column), output_field=kind)


def _array_of(column: str) -> Any:
    return Func(
        OuterRef(column), template="array[%(expressions)s]::varchar(30)[]", output_field=ArrayField(CharField())
    )
