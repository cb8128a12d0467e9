"""A step of a referral: lock, ask the policy and the lifecycle, write, leave a message and an event."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from portico.access.enums import Category
from portico.events.models import Event
from portico.events.services import notify, record_event
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.records import change, lock
from portico.referrals import policies, selectors
from portico.referrals.enums import Side
from portico.referrals.lifecycle import REFERRAL
from portico.referrals.models import LONG_TEXT, Referral, ReferralMessage

SHORT_TEXT = 2000


def checked_text(text: str, *, field: str, required: str = "", limit: int = SHORT_TEXT) -> str:
    """The text without spaces around. Raises DomainError beside `field` when it is missing or endless."""
    clean = text.strip()
    if required and not clean:
        raise DomainError(required, field=field)
    if len(clean) > limit:
        raise DomainError(
            _("Il testo è troppo lungo: %(length)s caratteri su %(limit)s.") % {"length": len(clean), "limit": limit},
            field=field,
        )
    return clean


def locked(*, actor: Actor, referral_id: UUID) -> Referral:
    """The referral, locked for this transaction. Raises NotVisible."""
    return lock(selectors.writable(actor=actor), referral_id)


def take_step(
    *,
    actor: Actor,
    referral_id: UUID,
    act: str,
    at: datetime,
    text: str = "",
    values: dict[str, Any] | None = None,
    expected_version: int | None = None,
) -> Referral:
    """Move a referral by one act of the actor's side.

    Raises NotVisible, NotAllowed for the other side's acts, ImpossibleTransition from another state, StaleEdit.
    """
    referral = locked(actor=actor, referral_id=referral_id)
    if not policies.may(actor, referral, act):
        raise NotAllowed()
    target = REFERRAL.target(act, referral.state)
    written = {"state": target, "state_since": at, "active_at": at, "waiting_position": None, **(values or {})}
    change(referral, actor=actor, values=written, expected_version=expected_version)
    leave_message(actor=actor, referral=referral, act=act, text=text, at=at, side=REFERRAL.table[act].side)
    return referral


def leave_message(*, actor: Actor, referral: Referral, act: str, text: str, at: datetime, side: str) -> ReferralMessage:
    """What was done or written, by whom, for the other side to read."""
    message = ReferralMessage(
        ambito_id=actor.ambito_id, referral=referral, side=side, act=act, text=text, user_id=actor.user_id, at=at
    )
    ReferralMessage.objects.bulk_create([message])
    return message


def tell(*, actor: Actor, referral: Referral, kind: str, at: datetime, payload: dict[str, Any] | None = None) -> None:
    """An event on the thread of the referral's person, also when the actor may not know who that is."""
    event_id = record_event(
        actor=actor,
        kind=kind,
        category=Category.DIARY,
        level=event_level(referral),
        occurred_at=at,
        object_kind="referral",
        object_id=referral.pk,
        other_tokens=[referral.from_token, referral.to_token],
        payload={"state": referral.state, "urgency": referral.urgency, **(payload or {})},
    )
    with connection.cursor() as cursor:
        cursor.execute("select portico_referral_tell(%s, %s)", [event_id, referral.pk])


def event_level(referral: Referral) -> str:
    """A referral to or from a sensitive body stays between the two sides."""
    return Event.Level.UNIT if referral.discreet else Event.Level.NETWORK


def tell_other_side(*, actor: Actor, referral: Referral, side: str, text: str, urgent: bool = False) -> None:
    """A notification to a side: a link and no name."""
    token = referral.to_token if side == Side.RECEIVER else referral.from_token
    notify(actor=actor, tokens=[token], kind="referrals.step", text=text, url=url_of(referral), urgent=urgent)


def url_of(referral: Referral) -> str:
    """The address of the referral's page."""
    return f"/invii/{referral.pk}/"


__all__ = ["LONG_TEXT", "SHORT_TEXT", "checked_text", "leave_message", "locked", "take_step", "tell", "tell_other_side"]
