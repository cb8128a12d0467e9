"""Reading persons: only those the actor holds a grant for."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from portico.access.enums import Category, Level
from portico.access.selectors import visible
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.people.models import Person
from portico.people.names import normalise


def people(*, actor: Actor, level: Level = Level.READ) -> QuerySet[Person]:
    """The people whose identity the actor may read (or write), by surname; merged records left out."""
    return visible(
        Person.objects.filter(merged_into__isnull=True),
        actor=actor,
        category=Category.IDENTITY,
        level=level,
        person="pk",
    ).order_by("search_name", "id")


def get_person(*, actor: Actor, key: object, level: Level = Level.READ) -> Person:
    """A person the actor may read (or write). Raises NotVisible, the same for missing and forbidden."""
    try:
        return people(actor=actor, level=level).get(pk=UUID(str(key)))
    except (Person.DoesNotExist, ValueError) as error:
        raise NotVisible("person", key) from error


def search_people(*, actor: Actor, text: str) -> QuerySet[Person]:
    """Among the actor's own people: every word typed begins a word of the name, or an identifier matches."""
    found = people(actor=actor)
    words = normalise(text).split()
    if not words:
        return found
    wanted = Q()
    for word in words:
        wanted &= Q(search_name__startswith=word) | Q(search_name__contains=f" {word}")
    code = text.strip().replace(" ", "").upper()
    return found.filter(wanted | Q(identifiers__value=code)).distinct()
