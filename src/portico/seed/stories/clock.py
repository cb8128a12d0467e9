"""Telling a story at its own time: inside, Python's clock stands at the moment given.

The services ask `timezone.now` who holds a grant, what is late, when a row was written: a story of last year must be
asked last year. The database's clock goes on by itself, so afterwards what its functions stamped with the
transaction's instant is put back to the moment, and a grant that has run out since, but not then, is kept open until
the story comes to its end. Only the loading of a demonstration may do this, as the tables' owner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from portico.access.models import ReadLog

_REAL_NOW = timezone.now


@contextmanager
def telling() -> Iterator[None]:
    """The transaction of the stories; at its end grants run out when they should, and histories have their dates."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("create temp table story_expiry (id uuid primary key, until timestamptz) on commit drop")
        yield
        cursor.execute(LET_EXPIRE, {"at": "infinity"})
        cursor.execute("drop table story_expiry")
        _date_histories()


@contextmanager
def it_is(moment: datetime) -> Iterator[None]:
    """Everything inside happens at `moment`. Call inside `telling()`; a scene within a scene is over before it."""

    def now() -> datetime:
        return moment

    with connection.cursor() as cursor:
        cursor.execute(LET_EXPIRE, {"at": moment})
    before = timezone.now
    _set_clock(now)
    try:
        yield
    finally:
        _set_clock(before)
    with connection.cursor() as cursor:
        cursor.execute(f"{PUT_BACK}; {KEEP_OPEN}", {"at": moment})


def _set_clock(now: Callable[[], datetime]) -> None:
    timezone.now = now
    for field in _stamped_fields():
        # Fields hold the function they were declared with: replacing the module's name does not reach them.
        field.__dict__["_get_default"] = now


@lru_cache(maxsize=1)
def _stamped_fields() -> list[Any]:
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        # A look counts as "just now" for the database's clock as long as the scene lasts: see `_corrections`.
        if field.default is _REAL_NOW and model is not ReadLog
    ]


def _back(table: str, *columns: str) -> str:
    changed = ", ".join(f"{name} = case when {name} = now() then %(at)s else {name} end" for name in columns)
    stamped = " or ".join(f"{name} = now()" for name in columns)
    return f"update {table} set {changed} where {stamped}"


# What the database's functions stamped with the transaction's instant, in one go.
PUT_BACK = f"""
with grants as ({_back("access_accessgrant", "valid_from", "valid_until", "created_at", "updated_at")}),
     told as ({_back("events_notification", "created_at", "updated_at")}),
     people as ({_back("people_person", "updated_at")}),
     merges as ({_back("records_merge", "created_at", "updated_at", "undone_at")})
update access_readlog set at = %(at)s where at >= now()
"""
# `story_expiry` holds the true end of what is kept open meanwhile.
KEEP_OPEN = """
delete from story_expiry e using access_accessgrant g where g.id = e.id and g.valid_until is not null;
insert into story_expiry select id, valid_until from access_accessgrant
 where valid_until > %(at)s and valid_until <= now();
update access_accessgrant g set valid_until = null from story_expiry e where g.id = e.id and g.valid_until is not null
"""
LET_EXPIRE = """
update access_accessgrant g set valid_until = e.until from story_expiry e where g.id = e.id and e.until <= %(at)s;
delete from story_expiry where until <= %(at)s
"""


def _date_histories() -> None:
    """Snapshots that triggers took in this transaction: each was replaced when the next version was written."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            fields = {field.name for field in model._meta.local_concrete_fields}
            if not (model._meta.managed and {"pgh_created_at", "updated_at", "id"} <= fields):
                continue
            history, table = model._meta.db_table, model.pgh_tracked_model._meta.db_table  # type: ignore[attr-defined]
            cursor.execute(
                f"""
                update {history} h
                   set pgh_created_at = coalesce(
                       (select n.updated_at from {history} n where n.id = h.id and n.pgh_id > h.pgh_id
                        order by n.pgh_id limit 1),
                       (select t.updated_at from {table} t where t.id = h.id), h.pgh_created_at)
                 where h.pgh_created_at = now()
                """
            )
