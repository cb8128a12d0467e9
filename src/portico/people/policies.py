"""Who may write what about a person: the levels of access, asked before every write."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from portico.access.enums import Category, Level
from portico.access.selectors import level_on, visible
from portico.kernel.actor import Actor
from portico.kernel.errors import NotAllowed, NotVisible
from portico.kernel.models import Record
from portico.kernel.records import lock
from portico.people.models import Person
from portico.people.selectors import get_person, get_row, people

R = TypeVar("R", bound=Record)


def require(*, actor: Actor, person_id: UUID, category: Category, level: Level = Level.WRITE) -> None:
    """Raises NotVisible when the actor may not even read the category, NotAllowed when only that."""
    reach = level_on(actor=actor, person_id=person_id, category=category)
    if reach < min(level, Level.READ):
        raise NotVisible("person", person_id)
    if reach < level:
        raise NotAllowed()


def writable_person(*, actor: Actor, person_id: object, category: Category = Category.IDENTITY) -> Person:
    """The person, when the actor may write `category` of theirs."""
    person = get_person(actor=actor, key=person_id)
    require(actor=actor, person_id=person.pk, category=category)
    return person


def locked_person(*, actor: Actor, person_id: object) -> Person:
    """The person's own row, locked: what is written about one person happens one thing at a time."""
    person = writable_person(actor=actor, person_id=person_id)
    return lock(people(actor=actor, level=Level.WRITE), person.pk)


def locked_row(queryset: QuerySet[R], *, actor: Actor, category: Category, key: object) -> R:
    """A row about a person (`person_id`), locked for a change the actor may make."""
    row = get_row(queryset, actor=actor, category=category, key=key)
    require(actor=actor, person_id=row.person_id, category=category)  # type: ignore[attr-defined]
    return lock(visible(queryset, actor=actor, category=category, level=Level.WRITE), row.pk)
