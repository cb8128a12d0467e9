"""Who is around a person: households and ties, as the screens draw them. Only what the actor may read is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from portico.access.enums import Category
from portico.access.selectors import visible
from portico.kernel.actor import Actor
from portico.people.models import Household, HouseholdMember, Person, Relation
from portico.people.selectors import people


@dataclass(slots=True)
class Home:
    """One household of the person's today, with the members the actor may read."""

    household: Household
    members: list[HouseholdMember] = field(default_factory=list)


@dataclass(slots=True)
class Tie:
    """A relation seen from the person: the other end and what they are for the person."""

    relation: Relation
    name: str
    person: Person | None
    # The person is the tie's `kind` of the other (she is the mother of …), not the other way round.
    outwards: bool


@dataclass(slots=True)
class Circle:
    """Today's households and ties; `past` are the memberships that ended."""

    homes: list[Home] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    past: list[HouseholdMember] = field(default_factory=list)


def circle_of(*, actor: Actor, person: Person) -> Circle:
    """Four queries, whatever the size of the family."""
    today = timezone.localdate()
    own = _members(actor).filter(person_id=person.pk)
    rows = list(_members(actor).filter(household_id__in=own.values("household_id")).select_related("household"))
    ties = list(_relations(actor, person.pk))
    ids = {row.person_id for row in rows} | {end for tie in ties for end in (tie.person_id, tie.other_id) if end}
    known = {item.pk: item for item in people(actor=actor).filter(pk__in=ids)} | {person.pk: person}
    homes: dict[UUID, Home] = {}
    mine = {row.household_id for row in rows if row.person_id == person.pk and today in row.period}
    circle = Circle(past=[row for row in rows if row.person_id == person.pk and today not in row.period])
    for row in rows:
        if row.household_id in mine and row.person_id in known and today in row.period:
            row.person = known[row.person_id]
            homes.setdefault(row.household_id, Home(row.household)).members.append(row)
    circle.homes = list(homes.values())
    for tie in ties:
        outwards = tie.person_id == person.pk
        end = known.get(tie.other_id if outwards else tie.person_id)  # type: ignore[arg-type]
        if end is not None or tie.outside_name:
            circle.ties.append(Tie(tie, end.full_name if end else tie.outside_name, end, outwards))
    return circle


def _members(actor: Actor) -> QuerySet[HouseholdMember]:
    shown = visible(HouseholdMember.objects.filter(period__isempty=False), actor=actor, category=Category.HOUSEHOLD)
    return shown.order_by("household__kind", "household__created_at", "-reference", "created_at", "id")


def _relations(actor: Actor, person_id: UUID) -> QuerySet[Relation]:
    today = timezone.localdate()
    shown = visible(Relation.objects.all(), actor=actor, category=Category.HOUSEHOLD, person="other_id")
    return shown.filter(
        Q(valid_until=None) | Q(valid_until__gt=today), Q(other_id=person_id) | Q(person_id=person_id)
    ).order_by("-represents", "-support", "kind", "id")


def past_ties(*, actor: Actor, person_id: UUID) -> QuerySet[Relation]:
    """Ties that ended, for the section page."""
    shown = visible(Relation.objects.all(), actor=actor, category=Category.HOUSEHOLD, person="other_id")
    return shown.filter(Q(other_id=person_id) | Q(person_id=person_id), valid_until__lte=timezone.localdate()).order_by(
        "-valid_until", "id"
    )


def households_to_move_into(*, actor: Actor, member: HouseholdMember) -> list[tuple[str, str]]:
    """(id, who lives there) of the actor's other households of the same kind."""
    today = timezone.localdate()
    rows = (
        _members(actor)
        .filter(kind=member.kind, period__contains=today)
        .exclude(household_id=member.household_id)
        .select_related("person")
    )
    names: dict[UUID, list[str]] = {}
    for row in rows[:200]:
        names.setdefault(row.household_id, []).append(row.person.short_name)
    return [(str(key), ", ".join(who)) for key, who in names.items()]
