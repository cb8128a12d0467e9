"""What changed in a listening from one version to the next, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from portico.accounts.models import User
from portico.desks.models import Encounter
from portico.desks.services.listening_data import PLAIN
from portico.kernel import codes
from portico.kernel.fields import CodeField
from portico.kernel.words import full_date

SHOWN = (*PLAIN, "happened_at", "people_count", "outcomes", "anonymous")


@dataclass(frozen=True, slots=True)
class Change:
    """One act of amending: who, when, which fields."""

    who: str
    when: datetime
    changes: list[dict[str, Any]]


def changes_of(encounter: Encounter, versions: list[Any]) -> list[Change]:
    """The changes, newest first, from the versions before each of them."""
    rows = [encounter, *versions]
    names = User.objects.in_bulk({row.updated_by for row in rows if row.updated_by})
    found = []
    for new, old in zip(rows, versions, strict=False):
        changed = [
            {
                "label": _label(name),
                "old": in_words(name, getattr(old, name)),
                "new": in_words(name, getattr(new, name)),
            }
            for name in SHOWN
            if getattr(old, name) != getattr(new, name)
        ]
        author = names.get(new.updated_by)
        if changed:
            found.append(Change(author.get_full_name() if author else "", new.updated_at, changed))
    return found


def in_words(name: str, value: Any) -> str:
    """A stored value as people read it."""
    field = Encounter._meta.get_field(name)
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    if value in (None, "", []):
        return ""
    if isinstance(field, CodeField):
        return codes.label(field.code_list, value)
    if name == "outcomes":
        return ", ".join(codes.label("encounter_outcome", code) for code in value)
    if isinstance(value, datetime):
        return full_date(value)
    if isinstance(field, models.ForeignKey):
        related = field.related_model._default_manager.filter(pk=value).first()  # type: ignore[union-attr]
        return str(related or "")
    if field.choices:  # type: ignore[union-attr]
        return str(dict(field.flatchoices).get(value, value))  # type: ignore[union-attr]
    return str(value)


def _label(name: str) -> str:
    return str(Encounter._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]
