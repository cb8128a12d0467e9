"""The roles, privileges and extensions of a Portico database, on the embedded server or on a real one.

A database administrator who prefers to do it by hand runs the same two files, `sql/roles.sql` and
`sql/database.sql`, with psql.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg import sql

OWNER = "portico_owner"
WEB = "portico_web"
LOOKUP = "portico_lookup"

_SQL = Path(__file__).parent / "sql"


def set_up_digest() -> str:
    """Changes when the set-up changes, so that an existing installation knows it must run it again."""
    both = b"".join((_SQL / name).read_bytes() for name in ("roles.sql", "database.sql"))
    return hashlib.sha256(both).hexdigest()[:16]


def prepare_database(
    superuser_dsn: str,
    name: str,
    passwords: Mapping[str, str] | None = None,
    *,
    template: str = "template1",
) -> None:
    """Creates roles, the database `name` owned by portico_owner, its extensions and privileges.

    `superuser_dsn` reaches the server with a role that may create roles, databases and extensions;
    `passwords` maps role names to the passwords to set (none: left as they are). Safe to run again.
    Raises psycopg.Error when the server refuses.
    """
    with psycopg.connect(superuser_dsn, autocommit=True) as server:
        # Two set-ups at once on one server would trip over each other's "create role".
        server.execute("select pg_advisory_lock(hashtext('portico set-up'))")
        _run(server, "roles.sql")
        for role, password in (passwords or {}).items():
            server.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(password)))
        known = server.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if known is None:
            server.execute(
                sql.SQL("create database {} owner {} template {}").format(
                    sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
                )
            )
    with psycopg.connect(superuser_dsn, dbname=name, autocommit=True) as database:
        _run(database, "database.sql")


def drop_database(superuser_dsn: str, name: str) -> None:
    """Drops a database together with whoever is connected to it; nothing happens when it is not there."""
    with psycopg.connect(superuser_dsn, autocommit=True) as server:
        server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _run(connection: psycopg.Connection[Any], file: str) -> None:
    # Our own file, no parameters: several statements in one round trip.
    connection.execute(cast(Any, (_SQL / file).read_text()))
