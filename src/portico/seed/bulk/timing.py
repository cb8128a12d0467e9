"""What the same rows cost when they are copied and nothing else is done: the floor of a seeding."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable

from django.db import connection

from portico.seed.bulk.copying import Table

# Beyond this many rows of a table, its floor is measured on as many and taken in proportion.
SAMPLE = 1_000_000


def bare_copy_seconds(tables: Iterable[Table]) -> float:
    """Copy the rows once more into empty tables of the same columns, checks and indexes; without keys and triggers.

    The tables go away with the savepoint they were made in.
    """
    total = 0.0
    with connection.cursor() as cursor:
        cursor.execute("savepoint floor")
        for table in tables:
            if table.rows:
                total += _one(cursor, table)
        cursor.execute("rollback to savepoint floor")
    return total


def _one(cursor: object, table: Table) -> float:
    rows = min(table.rows, SAMPLE)
    columns = ", ".join(f'"{column}"' for column in table.columns)
    with tempfile.TemporaryFile() as file, connection.cursor() as cursor:
        cursor.execute(f"create table bare_floor (like {table.name} including all)")
        query = f"copy (select {columns} from {table.name} limit {rows}) to stdout"
        with cursor.cursor.copy(query) as out:
            for block in out:
                file.write(block)
        file.seek(0)
        began = time.perf_counter()
        with cursor.cursor.copy(f"copy bare_floor ({columns}) from stdin") as copy:
            while block := file.read(1 << 20):
                copy.write(block)
        spent = time.perf_counter() - began
        cursor.execute("drop table bare_floor")
    return spent * table.rows / rows
