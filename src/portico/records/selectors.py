"""Pairs of records that look alike, among those the actor may write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from portico.access.enums import Level
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.people.models import Person
from portico.people.names import normalise, swapped_day_month
from portico.people.selectors import get_person, people
from portico.records.models import DuplicateDecision, Merge

# One name in two transliterations is about 0.32.
LIKENESS = 0.3


def lookalikes(*, actor: Actor, person: Person) -> list[Person]:
    """At most ten records the actor may write that may be the same person; `likeness` from 0 to 1, `decision` if any.

    The same identifier, or a similar name with the same birth date (or day and month swapped).
    """
    days = {person.birth_date, swapped_day_month(person.birth_date)} - {None} if person.birth_date else set()
    codes = list(person.identifiers.values_list("value", flat=True))
    name = normalise(f"{person.last_name} {person.first_name}")
    found = (
        people(actor=actor, level=Level.WRITE)
        .exclude(pk=person.pk)
        .annotate(likeness=TrigramSimilarity("search_name", name))
        .filter(Q(birth_date__in=days, likeness__gte=LIKENESS) | Q(identifiers__value__in=codes))
        .distinct()
        .order_by("-likeness", "id")[:10]
    )
    decided = {
        frozenset((row.first_id, row.second_id)): row
        for row in DuplicateDecision.objects.filter(Q(first=person) | Q(second=person)).order_by("id")
    }
    rows: list[Any] = list(found)
    for row in rows:
        row.decision = decided.get(frozenset((person.pk, row.pk)))
    return rows


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of two records, side by side."""

    label: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return self.first != self.second


def compare(first: Person, second: Person) -> list[Line]:
    """What the two records say, in the same order: differences jump to the eye."""
    facts: list[tuple[str, Any]] = [
        (_("Nome"), lambda p: p.first_name),
        (_("Cognome"), lambda p: p.last_name),
        (_("Si fa chiamare"), lambda p: p.known_as),
        (_("Sesso"), lambda p: p.get_sex_display()),
        (_("Data di nascita"), lambda p: p.birth_date.strftime("%d/%m/%Y") if p.birth_date else ""),
        (_("Luogo di nascita"), lambda p: p.birth_place or p.birth_place_code),
        (_("Codici"), lambda p: ", ".join(sorted(row.value for row in p.identifiers.all()))),
        (_("Altri nomi"), lambda p: ", ".join(f"{n.first_name} {n.last_name}".strip() for n in p.other_names.all())),
        (_("Cittadinanze"), lambda p: ", ".join(sorted(row.state for row in p.citizenships.all()))),
        (
            _("Documenti"),
            lambda p: ", ".join(f"{row.get_kind_display()} {row.number}".strip() for row in p.papers.all()),
        ),
        (_("Recapiti"), lambda p: ", ".join(row.value for row in p.contacts.all())),
        (_("Indirizzi"), lambda p: ", ".join(row.street for row in p.addresses.all() if row.street)),
        (_("Registrata il"), lambda p: p.created_at.strftime("%d/%m/%Y")),
    ]
    return [Line(label, read(first) or "—", read(second) or "—") for label, read in facts]


def merges_of(*, actor: Actor, person: Person) -> QuerySet[Merge]:
    """Merges that ended in this record, newest first."""
    return Merge.objects.filter(ambito_id=actor.ambito_id, kept=person).order_by("-created_at", "id")


def get_merge(*, actor: Actor, key: UUID) -> Merge:
    """A merge into a record the actor may write. Raises NotVisible."""
    found = Merge.objects.filter(ambito_id=actor.ambito_id, pk=key).first()
    if found is None:
        raise NotVisible("merge", key)
    get_person(actor=actor, key=found.kept_id, level=Level.WRITE)
    return found
