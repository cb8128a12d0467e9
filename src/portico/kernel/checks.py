"""A server that could walk through its own walls does not start."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.db import connection


def role_problems() -> list[str]:
    """What makes the connected role unfit to serve pages; empty when it is fit."""
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper, rolbypassrls from pg_roles where rolname = current_user")
        superuser, bypasses = cursor.fetchone()
        cursor.execute(
            "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = 'public' and c.relkind in ('r', 'p') and pg_has_role(current_user, c.relowner, 'member')"
        )
        owned = cursor.fetchone()[0]
    found = []
    if superuser:
        found.append("it is a superuser")
    if bypasses:
        found.append("it has BYPASSRLS")
    if owned:
        found.append(f"it owns {owned} tables")
    return found


def refuse_unsafe_role() -> None:
    """Raises ImproperlyConfigured when pages would be served by a role that policies do not bind."""
    problems = role_problems()
    connection.close()
    if problems:
        raise ImproperlyConfigured(
            "the database role of PORTICO_DATABASE_URL must not serve pages: " + ", ".join(problems)
        )
