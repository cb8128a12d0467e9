"""Who the benchmarks act as: the busiest worker and the busiest desk of the first synthetic ambito."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from portico.accounts.selectors import active_memberships
from portico.kernel.actor import Actor, acting, system_actor
from portico.kernel.models import Ambito


@dataclass(frozen=True, slots=True)
class Subject:
    """A user in a membership, and some of what they see."""

    user_id: UUID
    membership_id: UUID
    actor: Actor


def busiest(role: str, unit_kinds: tuple[str, ...]) -> Subject:
    """The membership of that role, in a unit of those kinds, whose unit holds most grants."""
    ambito = Ambito.objects.order_by("code").first()
    if ambito is None:
        raise LookupError("there is no network to measure: seed one first")
    with acting(system_actor(ambito.pk)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select m.user_id, m.id from accounts_membership m"
            " join organisations_unit u on u.id = m.unit_id"
            " where m.role = %s and u.kind = any (%s) and m.ends_on is null order by m.id",
            [role, list(unit_kinds)],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    best: Subject | None = None
    most = -1
    for user_id, membership_id in rows:
        found = next(item for item in active_memberships(user_id) if item.id == membership_id)
        actor = found.actor(user_id)
        with acting(actor), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select count(*) from access_accessgrant")
            held = cursor.fetchone()[0]
        if held > most:
            best, most = Subject(user_id, membership_id, actor), held
    if best is None:
        raise LookupError(f"nobody works as {role} here")
    return best
