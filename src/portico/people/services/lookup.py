"""Looking somebody up across the network: audited, rate-limited, at most three minimal cards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.models import ReadLog
from portico.access.services import log_reads
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.people import identifiers


def guess_kind(value: str) -> str:
    """Which kind of code somebody typed, when its shape says so; '' when it could be several."""
    for kind in ("tax_code", "provisional_tax_code", "stp", "eni", "health_card"):
        if identifiers.problem(kind, value) is None:
            return kind
    # Sixteen letters and digits are a tax code written wrong, not some document.
    return "tax_code" if len(identifiers.normalise("tax_code", value)) == identifiers.TAX_CODE_LENGTH else ""


class TooManyLookups(DomainError):
    """The actor has looked up more people in an hour than anybody helps."""

    message = _("Hai fatto molte ricerche nell'ultima ora. Riprova più tardi o chiedi a chi coordina.")


@dataclass(frozen=True, slots=True)
class Card:
    """What a look-up tells: that somebody is known, and who follows them. Never a name, a date or a code.

    `followed_by` are (name shown, token) pairs; a sensitive body is "un servizio della rete" and cannot be told
    apart from another. `mine` says that the actor already reads the record.
    """

    person_id: UUID
    matched: str
    mine: bool
    followed_by: tuple[tuple[str, int], ...]

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(name for name, _token in self.followed_by))


def look_up(
    *,
    actor: Actor,
    first_name: str = "",
    last_name: str = "",
    birth_date: date | None = None,
    identifier_kind: str = "",
    identifier: str = "",
    reason: str = "",
) -> list[Card]:
    """At most three cards for an exact identifier, or for a full name with the birth date.

    Accents, small typing errors, swapped names and swapped day and month still find. Every call is on record,
    with or without a result; reserved people are never found. Raises TooManyLookups.
    """
    code = identifiers.normalise(identifier_kind, identifier) if identifier else ""
    if not code and not (first_name.strip() and last_name.strip() and birth_date):
        return []
    _check_rate(actor)
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from portico_lookup(%s, %s, %s, %s, %s)",
            [first_name, last_name, birth_date, identifier_kind, code],
        )
        cards = [_card(actor, row) for row in cursor.fetchall()]
    log_reads(
        actor=actor,
        what="lookup",
        person_ids=[card.person_id for card in cards] or [None],
        outcome=ReadLog.Outcome.FOUND if cards else ReadLog.Outcome.MISSED,
        reason=reason,
    )
    return cards


def _check_rate(actor: Actor) -> None:
    recent = ReadLog.objects.filter(
        user_id=actor.user_id, what="lookup", at__gte=timezone.now() - timedelta(hours=1)
    ).count()
    if recent >= settings.PORTICO_LOOKUP_LIMIT:
        raise TooManyLookups()


def _card(actor: Actor, row: tuple[Any, ...]) -> Card:
    person_id, matched, _likeness, mine, followers = row
    if isinstance(followers, str):
        followers = json.loads(followers)
    return Card(
        person_id=person_id,
        matched=matched,
        mine=mine,
        followed_by=tuple(
            (_follower_name(actor, item), item["token"])
            for item in sorted(followers, key=lambda item: (item["organisation_name"], item["unit_name"]))
        ),
    )


def _follower_name(actor: Actor, item: dict[str, Any]) -> str:
    if item["sensitive"] and item["organisation"] != str(actor.organisation_id):
        return _("un servizio della rete")
    if item["unit_name"]:
        return f"{item['unit_name']} – {item['organisation_name']}"
    return str(item["organisation_name"])
