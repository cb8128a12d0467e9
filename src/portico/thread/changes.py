"""What changed in an entry or a document from one version to the next, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portico.accounts.models import User
from portico.events.models import Event
from portico.kernel import codes
from portico.kernel.fields import CodeField
from portico.kernel.models import Record
from portico.kernel.words import full_date


@dataclass(frozen=True, slots=True)
class Change:
    """One act of correcting: who, when, which fields."""

    who: str
    when: datetime
    changes: list[dict[str, Any]]


def changes_of(record: Record, versions: Sequence[Any], names: Iterable[str]) -> list[Change]:
    """The changes, newest first, from the versions before each of them."""
    rows = [record, *versions]
    users = User.objects.in_bulk({row.updated_by for row in rows if row.updated_by})
    found = []
    for new, old in zip(rows, versions, strict=False):
        changed = [
            {
                "label": str(record._meta.get_field(name).verbose_name).capitalize(),  # type: ignore[union-attr]
                "old": in_words(record, name, getattr(old, name)),
                "new": in_words(record, name, getattr(new, name)),
            }
            for name in names
            if getattr(old, name) != getattr(new, name)
        ]
        author = users.get(new.updated_by)
        if changed:
            found.append(Change(author.get_full_name() if author else "", new.updated_at, changed))
    return found


def in_words(record: Record, name: str, value: Any) -> str:
    """A stored value as people read it."""
    field = record._meta.get_field(name)
    if value in (None, "", []):
        return ""
    if isinstance(field, CodeField):
        return codes.label(field.code_list, value)
    if name == "level":
        return str(Event.Level(value).label)
    if isinstance(value, datetime):
        return full_date(value)
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value)
