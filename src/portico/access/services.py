"""Opening and ending grants, and saying who looked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from portico.access.enums import Origin
from portico.access.models import ReadLog
from portico.kernel.actor import Actor
from portico.kernel.ids import uuid7


def open_grant(
    *,
    actor: Actor,
    person_id: UUID,
    token: int,
    origin: Origin,
    scope_kind: str,
    scope_id: UUID,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    categories: list[str] | None = None,
    reason: str = "",
) -> None:
    """Let a grantee see a person because of a fact (`scope_kind`, `scope_id`); opening again extends it.

    Without `valid_from` it starts with the transaction, by the database's clock.

    The database refuses it to who neither receives the grant nor writes the person's identity.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select portico_open_grant(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                uuid7(),
                person_id,
                token,
                str(origin),
                scope_kind,
                scope_id,
                valid_from,
                valid_until,
                categories,
                reason,
            ],
        )


def end_grants(
    *,
    actor: Actor,
    scope_kind: str,
    scope_id: UUID,
    person_id: UUID | None = None,
    token: int | None = None,
    until: datetime | None = None,
) -> int:
    """End the grants a fact opened, at `until` (now when None). Returns how many it ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select portico_end_grants(%s, %s, %s, %s, %s)",
            [person_id, scope_kind, scope_id, token, until],
        )
        return int(cursor.fetchone()[0])


def reserve(*, actor: Actor, person_id: UUID, named_tokens: list[int]) -> None:
    """Leave a person's record to the named memberships alone; every other grant ends now."""
    with connection.cursor() as cursor:
        cursor.execute("select portico_reserve_person(%s, %s)", [person_id, named_tokens])


def log_reads(
    *,
    actor: Actor,
    what: str,
    person_ids: Iterable[UUID | None],
    outcome: str = ReadLog.Outcome.SEEN,
    object_id: object = "",
    reason: str = "",
) -> None:
    """One line per person looked at, in one statement. The only write a GET does."""
    ReadLog.objects.bulk_create(
        ReadLog(
            ambito_id=actor.ambito_id,
            user_id=actor.user_id,
            membership_id=actor.membership_id,
            organisation_id=actor.organisation_id,
            unit_id=actor.unit_id,
            person_id=person_id,
            what=what,
            object_id=str(object_id)[:60],
            outcome=outcome,
            reason=reason[:300],
        )
        for person_id in person_ids
    )
