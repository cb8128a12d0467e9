"""After the acceptance: the service begins, ends or stops, and the two sides write to each other."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.services import end_grants
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.models import Ambito
from portico.referrals import policies, rules
from portico.referrals.enums import Side
from portico.referrals.models import Referral, ReferralMessage
from portico.referrals.services.steps import checked_text, leave_message, locked, take_step, tell, tell_other_side

# Outcomes of the list that tell of something still going on.
NOT_FINAL = frozenset({"in_progress", "waiting"})


@transaction.atomic
def start_referral(*, actor: Actor, referral_id: UUID, text: str = "", occurred_at: datetime | None = None) -> Referral:
    """The person has begun to use the service."""
    at = occurred_at or timezone.now()
    words = checked_text(text, field="text")
    referral = take_step(actor=actor, referral_id=referral_id, act="start", at=at, text=words)
    tell(actor=actor, referral=referral, kind="referral_started", at=at)
    tell_other_side(actor=actor, referral=referral, side=Side.SENDER, text=_("Un tuo invio è iniziato."))
    return referral


@transaction.atomic
def complete_referral(
    *, actor: Actor, referral_id: UUID, outcome: str, words: str = "", occurred_at: datetime | None = None
) -> Referral:
    """Say how it went; the receiver goes on reading the person for the days the ambito allows."""
    codes.require("referral_outcome", outcome, field="outcome")
    if outcome in NOT_FINAL:
        raise DomainError(_("Scegli com'è finito: questo esito dice che non è finito."), field="outcome")
    return _end(
        actor=actor,
        referral_id=referral_id,
        act="complete",
        values={"outcome": outcome},
        words=words,
        told=_("Un tuo invio si è concluso: leggi l'esito."),
        occurred_at=occurred_at,
    )


@transaction.atomic
def interrupt_referral(
    *, actor: Actor, referral_id: UUID, reason: str, words: str = "", occurred_at: datetime | None = None
) -> Referral:
    """Say that it stopped before its end, and why."""
    codes.require("referral_interruption_reason", reason, field="reason")
    return _end(
        actor=actor,
        referral_id=referral_id,
        act="interrupt",
        values={"interruption_reason": reason},
        words=words,
        told=_("Un tuo invio è stato interrotto: leggi il motivo."),
        occurred_at=occurred_at,
    )


def _end(
    *,
    actor: Actor,
    referral_id: UUID,
    act: str,
    values: dict[str, Any],
    words: str,
    told: str,
    occurred_at: datetime | None,
) -> Referral:
    at = occurred_at or timezone.now()
    missing = _("Scrivi due parole su che cosa è successo.") if "other" in values.values() else ""
    text = checked_text(words, field="words", required=missing)
    kept_until = at + rules.days(Ambito.objects.get(pk=actor.ambito_id), "kept", rules.KEPT)
    referral = take_step(
        actor=actor,
        referral_id=referral_id,
        act=act,
        at=at,
        text=text,
        values={**values, "ended_at": at, "kept_until": kept_until},
    )
    # Told first: who ended it long ago may no longer read the person by now.
    kind = "referral_completed" if act == "complete" else "referral_interrupted"
    tell(actor=actor, referral=referral, kind=kind, at=at, payload=values)
    end_grants(actor=actor, scope_kind="referral", scope_id=referral.pk, until=kept_until)
    tell_other_side(actor=actor, referral=referral, side=Side.SENDER, text=told)
    return referral


@transaction.atomic
def comment(*, actor: Actor, referral_id: UUID, text: str, occurred_at: datetime | None = None) -> ReferralMessage:
    """Write to the other side without changing anything."""
    at = occurred_at or timezone.now()
    words = checked_text(text, field="text", required=_("Scrivi il messaggio."))
    referral = locked(actor=actor, referral_id=referral_id)
    if not policies.may_comment(actor, referral):
        raise NotAllowed()
    mine = Side.RECEIVER if Side.RECEIVER in policies.sides(actor, referral) else Side.SENDER
    Referral.objects.filter(pk=referral.pk).update(active_at=at)
    message = leave_message(actor=actor, referral=referral, act="comment", text=words, at=at, side=mine)
    other = Side.SENDER if mine == Side.RECEIVER else Side.RECEIVER
    tell_other_side(actor=actor, referral=referral, side=other, text=_("C'è un nuovo messaggio su un invio."))
    return message
