"""What changed on a record: each field's earlier values, kept by the database's triggers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from portico.access.enums import Category, Level
from portico.accounts.models import User
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.people import models
from portico.people.enums import HouseholdKind
from portico.people.models import Person
from portico.people.words import in_words

CHANGES_SHOWN = 200

TRACKED = {
    "Person": (Category.IDENTITY, "id", _("Persona")),
    "Identifier": (Category.IDENTITY, "person_id", _("Codice")),
    "Paper": (Category.IDENTITY, "person_id", _("Documento")),
    "Contact": (Category.CONTACTS, "person_id", _("Recapito")),
    "Address": (Category.CONTACTS, "person_id", _("Indirizzo")),
    "HouseholdMember": (Category.HOUSEHOLD, "person_id", _("Nucleo")),
    "Relation": (Category.HOUSEHOLD, "other_id", _("Legame")),
    "Isee": (Category.ECONOMIC, "person_id", _("ISEE")),
}
SILENT = {
    "id", "ambito", "created_at", "created_by", "updated_at", "updated_by", "version", "search_name", "birth_year",
    "person", "other", "household", "verified_by", "merged_into",
}  # fmt: skip


@dataclass(slots=True)
class Change:
    """A record as it went from one version to the next."""

    at: datetime
    who: str
    what: str
    which: str
    fields: list[dict[str, Any]] = field(default_factory=list)


def changes_of(*, actor: Actor, person: Person, levels: dict[str, Level]) -> list[Change]:
    """Field by field, newest first, in the categories the actor reads; two queries a table."""
    found: list[tuple[Change, UUID | None]] = []
    for name, (category, column, label) in TRACKED.items():
        if levels[category] >= Level.READ:
            found += _changes_in(name, column, label, person.pk)
    users = User.objects.in_bulk({user for _change, user in found if user})
    for change, user in found:
        author = users.get(user) if user else None
        change.who = author.get_full_name() if author else ""
    return sorted((change for change, _user in found), key=lambda change: change.at, reverse=True)[:CHANGES_SHOWN]


def _changes_in(name: str, column: str, label: Any, person_id: UUID) -> Iterable[tuple[Change, UUID | None]]:
    model = getattr(models, name)
    history = apps.get_model("people", f"{name}History")
    steps: dict[UUID, list[Model]] = {}
    for snapshot in history.objects.filter(**{column: person_id}).order_by("pgh_created_at", "pgh_id"):
        steps.setdefault(snapshot.id, []).append(snapshot)
    for row in model.objects.filter(**{column: person_id, "pk__in": list(steps)}).order_by("pk"):
        steps[row.pk].append(row)
    for versions in steps.values():
        for before, after in pairwise(versions):
            changed = _difference(model, before, after)
            if changed:
                at, user = after.updated_at, after.updated_by  # type: ignore[attr-defined]
                yield Change(at=at, who="", what=str(label), which=_which(name, after), fields=changed), user


def _which(name: str, row: Any) -> str:
    """The row told from the others of its kind."""
    shown = {
        "Identifier": lambda: row.value,
        "Paper": lambda: row.number,
        "Contact": lambda: row.value,
        "Address": lambda: row.street,
        "HouseholdMember": lambda: HouseholdKind(row.kind).label,
        "Relation": lambda: row.outside_name or codes.label("relation_kind", row.kind),
        "Isee": lambda: codes.label("isee_kind", row.kind),
    }
    return str(shown[name]()) if name in shown else ""


def _difference(model: type[Model], before: Model, after: Model) -> list[dict[str, Any]]:
    found = []
    for column in model._meta.concrete_fields:
        if column.name in SILENT or not hasattr(before, column.attname):
            continue
        old, new = getattr(before, column.attname), getattr(after, column.attname)
        if old != new:
            found.append(
                {"label": str(column.verbose_name), "old": in_words(column, old), "new": in_words(column, new)}
            )
    return found
