"""Changing a record: lock, compare versions, write what changed, say who."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible, StaleEdit
from portico.kernel.models import Counter, Record

T = TypeVar("T", bound=Record)


def lock(queryset: models.QuerySet[T], key: object) -> T:
    """The row, locked for this transaction. Raises NotVisible when missing, hidden or not writable."""
    try:
        return queryset.select_for_update(of=("self",)).get(pk=key)
    except (queryset.model.DoesNotExist, ValueError, ValidationError) as error:
        raise NotVisible(queryset.model.__name__, key) from error


@transaction.atomic
def change(record: Record, *, actor: Actor, values: dict[str, Any], expected_version: int | None = None) -> list[str]:
    """Write `values` on a locked record; returns the names of the fields that really changed.

    Raises StaleEdit, naming every field where the stored value and the typed one differ, when the record
    was changed after the form was opened.
    """
    changed = [name for name, value in values.items() if getattr(record, name) != value]
    if expected_version is not None and expected_version != record.version and changed:
        raise StaleEdit(
            [(_label(record, name), getattr(record, name), values[name]) for name in changed],
            version=record.version,
        )
    if changed:
        for name in changed:
            setattr(record, name, values[name])
        record.version += 1
        record.updated_at = timezone.now()
        record.updated_by = actor.user_id
        record.save(update_fields=[*changed, "version", "updated_at", "updated_by"])
    return changed


def _label(record: Record, name: str) -> str:
    field = record._meta.get_field(name)
    return str(field.verbose_name) if isinstance(field, models.Field) else name


def next_number(*, actor: Actor, series: str, year: int) -> int:
    """The next number of a series, without gaps: the counter stays locked until the transaction ends."""
    Counter.objects.bulk_create([Counter(ambito_id=actor.ambito_id, series=series, year=year)], ignore_conflicts=True)
    counter = Counter.objects.select_for_update().get(ambito_id=actor.ambito_id, series=series, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
