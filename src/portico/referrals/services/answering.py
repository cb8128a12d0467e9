"""The receiver's first answers: seen, accepted, declined, a question, the waiting list."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.casework.services import open_case_directly
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.ids import uuid7
from portico.referrals.enums import Side
from portico.referrals.models import Referral
from portico.referrals.services.steps import checked_text, locked, take_step, tell, tell_other_side

# With these the code alone tells the sender nothing.
DECLINES_IN_WORDS = frozenset({"other", "more_suitable", "information_missing"})


@transaction.atomic
def receive_referral(*, actor: Actor, referral_id: UUID, occurred_at: datetime | None = None) -> Referral:
    """Say that it was read: an act of its own, not a side effect of looking."""
    at = occurred_at or timezone.now()
    referral = take_step(actor=actor, referral_id=referral_id, act="receive", at=at, values={"received_at": at})
    tell(actor=actor, referral=referral, kind="referral_received", at=at)
    return referral


@transaction.atomic
def accept_referral(
    *,
    actor: Actor,
    referral_id: UUID,
    take_in_charge: bool = False,
    manager_id: UUID | None = None,
    area: str = "",
    text: str = "",
    occurred_at: datetime | None = None,
) -> Referral:
    """Accept: the receiver's own people may now read the person's identity and contacts.

    With `take_in_charge` a case is opened in the same act, where the unit takes cases. Raises NotVisible, NotAllowed,
    ImpossibleTransition, DomainError for a person whose record was reserved after the sending.
    """
    at = occurred_at or timezone.now()
    words = checked_text(text, field="text")
    act = "take_in_charge" if take_in_charge else "accept"
    referral = take_step(
        actor=actor, referral_id=referral_id, act=act, at=at, text=words, values=_answered(actor, referral_id, at)
    )
    person_id = _open_person(referral)
    if take_in_charge:
        _open_case(
            actor=actor, referral=referral, person_id=person_id, area=area, manager_id=manager_id, at=occurred_at
        )
    tell(actor=actor, referral=referral, kind="referral_accepted", at=at, payload={"in_charge": take_in_charge})
    tell_other_side(actor=actor, referral=referral, side=Side.SENDER, text=_("Un tuo invio è stato accettato."))
    return referral


def _open_person(referral: Referral) -> UUID:
    """The grant of the acceptance. Raises DomainError for a record left meanwhile to people named, without saying so."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select portico_referral_accept(%s, %s, %s)", [uuid7(), referral.pk, referral.to_token])
            return UUID(str(cursor.fetchone()[0]))
    except ProgrammingError as error:
        raise DomainError(_("Questo invio non è disponibile: parlane con chi lo ha mandato.")) from error


def _open_case(
    *, actor: Actor, referral: Referral, person_id: UUID, area: str, manager_id: UUID | None, at: datetime | None
) -> None:
    reason = _("Da invio %(number)s") % {"number": referral.display_number}
    options: dict[str, Any] = {"manager_id": manager_id} if manager_id else {}
    case = open_case_directly(actor=actor, person_ids=[person_id], area=area, reason=reason, occurred_at=at, **options)
    Referral.objects.filter(pk=referral.pk).update(case_id=case.pk)
    referral.case_id = case.pk


@transaction.atomic
def decline_referral(
    *, actor: Actor, referral_id: UUID, reason: str, words: str = "", occurred_at: datetime | None = None
) -> Referral:
    """Decline with a reason: what was sent is closed to the receiver at once. Raises DomainError without a reason."""
    at = occurred_at or timezone.now()
    codes.require("referral_decline_reason", reason, field="reason")
    missing = _("Con questo motivo servono due parole.") if reason in DECLINES_IN_WORDS else ""
    text = checked_text(words, field="words", required=missing)
    values = {**_answered(actor, referral_id, at), "decline_reason": reason, "ended_at": at}
    referral = take_step(actor=actor, referral_id=referral_id, act="decline", at=at, text=text, values=values)
    tell(actor=actor, referral=referral, kind="referral_declined", at=at, payload={"reason": reason})
    tell_other_side(
        actor=actor,
        referral=referral,
        side=Side.SENDER,
        text=_("Un tuo invio non è stato accettato: guarda il motivo e scegli come continuare."),
        urgent=True,
    )
    return referral


@transaction.atomic
def ask_information(*, actor: Actor, referral_id: UUID, text: str, occurred_at: datetime | None = None) -> Referral:
    """Ask the sender something before answering."""
    at = occurred_at or timezone.now()
    words = checked_text(text, field="text", required=_("Scrivi che cosa ti serve sapere."))
    referral = take_step(
        actor=actor, referral_id=referral_id, act="ask", at=at, text=words, values=_received(actor, referral_id, at)
    )
    tell(actor=actor, referral=referral, kind="referral_information_asked", at=at)
    tell_other_side(
        actor=actor, referral=referral, side=Side.SENDER, text=_("Chi ha ricevuto un tuo invio chiede informazioni.")
    )
    return referral


@transaction.atomic
def put_on_waiting_list(
    *,
    actor: Actor,
    referral_id: UUID,
    position: int | None = None,
    note: str = "",
    occurred_at: datetime | None = None,
) -> Referral:
    """Keep it for later: a place in the list, if there is one, and what the person can expect."""
    at = occurred_at or timezone.now()
    if position is not None and not 0 < position < 10_000:
        raise DomainError(_("Il posto in lista è un numero da 1 in su."), field="position")
    words = checked_text(note, field="text")
    values = {**_answered(actor, referral_id, at), "waiting_position": position}
    referral = take_step(actor=actor, referral_id=referral_id, act="wait", at=at, text=words, values=values)
    tell(actor=actor, referral=referral, kind="referral_waiting_list", at=at, payload={"position": position})
    tell_other_side(
        actor=actor, referral=referral, side=Side.SENDER, text=_("Un tuo invio è stato messo in lista d'attesa.")
    )
    return referral


def _received(actor: Actor, referral_id: UUID, at: datetime) -> dict[str, Any]:
    """Answering says that it was read, if nobody had said so before."""
    return {"received_at": locked(actor=actor, referral_id=referral_id).received_at or at}


def _answered(actor: Actor, referral_id: UUID, at: datetime) -> dict[str, Any]:
    referral = locked(actor=actor, referral_id=referral_id)
    return {"received_at": referral.received_at or at, "answered_at": referral.answered_at or at}
