"""Django's PostgreSQL backend, plus: every transaction starts by saying who acts.

`set_config(…, true)` lasts until the transaction ends, so nothing leaks between requests that share a
connection, also behind PgBouncer in transaction mode.
"""

from __future__ import annotations

import re
from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base

from portico.kernel.actor import NoActor, current_actor, settings_of


class DatabaseWrapper(base.DatabaseWrapper):
    """Pushes the current actor when the outermost transaction opens and at each savepoint."""

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if not autocommit and current_actor() is not None:
            self.push_actor()

    def _savepoint(self, sid: str) -> None:
        super()._savepoint(sid)  # type: ignore[misc]  # not in the stubs
        self.push_actor()

    def push_actor(self, quiet: bool = False) -> None:
        """Write the actor's settings into the open transaction; `quiet` is for one already broken."""
        values = settings_of(current_actor())
        sql = "select " + ", ".join(["set_config(%s, %s, true)"] * len(values))
        try:
            # Below Django's cursors: not counted among a page's queries, and no wrapper sees it.
            self.connection.execute(sql, [part for pair in values.items() for part in pair])
        except psycopg.Error:
            if not quiet:
                raise

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = super().create_cursor(name)
        if settings.PORTICO_STRICT_QUERIES and strict_guard not in self.execute_wrappers:
            self.execute_wrappers.append(strict_guard)
        return cursor


_TABLE = re.compile(r'"([a-z_]+_[a-z_0-9]+)"')


def strict_guard(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """In tests: a protected table asked for by nobody, or outside a transaction, raises."""
    from portico.kernel.protection import protected_tables

    text = sql if isinstance(sql, str) else str(sql)
    connection = context["connection"]
    if text[:6].lower() in {"select", "insert", "update", "delete"} and connection.alias == "default":
        touched = protected_tables().intersection(_TABLE.findall(text))
        if touched and (current_actor() is None or not connection.in_atomic_block):
            raise NoActor(f"query on {sorted(touched)} without an actor or outside a transaction")
    return execute(sql, params, many, context)
