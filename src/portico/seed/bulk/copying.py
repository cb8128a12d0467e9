"""COPY on Django's own connection: rows wait in memory, a chunk at a time, as lines of text.

Values come as they stand in PostgreSQL's text format, already strings: `NULL`, `text()`, `array()`. Instants are
wall-clock times of Rome: the session's time zone says so.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

NULL = "\\N"
CHUNK = 25_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def text(value: str) -> str:
    """Free text, safe in a line of COPY."""
    return value.translate(_ESCAPES)


def array(values: Iterable[object]) -> str:
    """An array of codes or numbers, which need no quotes."""
    return "{" + ",".join(str(value) for value in values) + "}"


def optional(value: object) -> str:
    return NULL if value is None else str(value)


class Ids:
    """Time-ordered identifiers (UUIDv7) that are the same in every run."""

    __slots__ = ("_bits",)

    def __init__(self, rng: random.Random) -> None:
        self._bits = rng.getrandbits

    def __call__(self, milliseconds: int) -> str:
        rest = f"{self._bits(72):018x}"
        return f"{milliseconds:012x}7{rest[:3]}8{rest[3:]}"


class Table:
    """The rows of one table that wait to be copied: the columns named are given row by row, the rest by default.

    Columns that Django does not know (kept by triggers) may be named too.
    """

    __slots__ = ("_constant", "columns", "lines", "name", "rows")

    def __init__(self, model: type[models.Model], columns: str) -> None:
        self.name = model._meta.db_table
        given = columns.split()
        rest = [
            field
            for field in model._meta.local_concrete_fields
            if field.column not in given and not field.generated and not isinstance(field, models.AutoField)
        ]
        self.columns = [*given, *(field.column for field in rest)]
        self._constant = "".join(f"\t{_default(field)}" for field in rest)
        self.lines: list[str] = []
        self.rows = 0

    def add(self, *values: str) -> None:
        self.lines.append("\t".join(values) + self._constant)

    @property
    def target(self) -> str:
        quoted = ", ".join(f'"{column}"' for column in self.columns)
        return f"{self.name} ({quoted})"

    def flush(self) -> None:
        """Send what waits."""
        if not self.lines:
            return
        self.lines.append("")
        # The one statement Django has no words for: psycopg's own cursor, in Django's transaction.
        with connection.cursor() as cursor, cursor.cursor.copy(f"copy {self.target} from stdin") as copy:
            copy.write("\n".join(self.lines))
        self.rows += len(self.lines) - 1
        self.lines = []


def _default(field: Any) -> str:
    """What Django would write when nothing is said, as it stands in a line."""
    value = field.get_default()
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dict) or (isinstance(value, list) and isinstance(field, models.JSONField)):
        return text(json.dumps(value))
    if isinstance(value, list):
        return array(value)
    if isinstance(value, str | int):
        return text(str(value))
    raise TypeError(f"{field} has no default that every row may share: name its column")


@contextmanager
def guards_down(tables: Iterable[Table], *, rebuild: bool = False) -> Iterator[None]:
    """COPY is refused behind forced row-level security, and slowed by triggers: both rest until the block ends.

    With `rebuild`, foreign keys and every index but the primary keys are dropped and made anew at the end, which is
    quicker for millions of rows. All in the caller's transaction: a run cut short leaves everything as it was.
    """
    names = sorted(table.name for table in tables)
    dropped: list[tuple[str, str]] = []
    with connection.cursor() as cursor:
        # Foreign keys that wait for the commit are checked now: a table with waiting checks may not be altered.
        cursor.execute("set constraints all immediate")
        cursor.execute("set local time zone 'Europe/Rome'")
        for name in names:
            cursor.execute(f"alter table {name} no force row level security, disable trigger user")
        if rebuild:
            dropped = _drop(cursor, names)
        cursor.execute("set constraints all deferred")
    yield
    with connection.cursor() as cursor:
        for statement, _what in dropped:
            cursor.execute(statement)
        cursor.execute("set constraints all immediate")
        for name in names:
            cursor.execute(f"alter table {name} force row level security, enable trigger user")
        cursor.execute("set constraints all deferred")
        cursor.execute("select set_config('TimeZone', %s, true)", [connection.timezone_name])


def _drop(cursor: Any, names: list[str]) -> list[tuple[str, str]]:
    """Drop keys and indexes; returns the statements that make them anew, in order."""
    cursor.execute(
        """
        select c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid), c.contype::text
        from pg_constraint c
        where c.contype in ('f', 'u', 'x') and c.conrelid::regclass::text = any (%s)
        order by case c.contype when 'f' then 1 else 0 end, 1, 2
        """,
        [names],
    )
    constraints = cursor.fetchall()
    again = []
    for table, name, _definition, _kind in reversed(constraints):
        cursor.execute(f'alter table {table} drop constraint "{name}"')
    cursor.execute(
        """
        select indexname, indexdef from pg_indexes i
        where schemaname = 'public' and tablename = any (%s)
          and not exists (select 1 from pg_constraint c where c.conindid = format('%%I', i.indexname)::regclass)
        order by tablename, indexname
        """,
        [names],
    )
    for name, definition in cursor.fetchall():
        cursor.execute(f'drop index "{name}"')
        again.append((definition, name))
    again += [
        (f'alter table {table} add constraint "{name}" {definition}', name)
        for table, name, definition, _kind in constraints
    ]
    return again
