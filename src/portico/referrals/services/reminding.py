"""The ambito's own acts: reminders, once a step; telling coordinators; expiry. Nobody is lost in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.accounts.models import Membership
from portico.events.services import notify
from portico.kernel.actor import Actor
from portico.kernel.models import Ambito
from portico.referrals import rules
from portico.referrals.enums import Side, State
from portico.referrals.lifecycle import ANSWERABLE
from portico.referrals.models import Referral, ReferralReminder
from portico.referrals.services.steps import take_step, tell, tell_other_side, url_of


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to say about a step; `since` makes it unique to the time the step was reached."""

    kind: str
    since: datetime
    to: str
    text: str
    escalate: bool = False


@transaction.atomic
def remind(*, actor: Actor, now: datetime | None = None) -> int:
    """Say what is standing still, to who can move it; each thing once. Returns how many reminders were sent."""
    now = now or timezone.now()
    ambito = Ambito.objects.get(pk=actor.ambito_id)
    waiting = Referral.objects.filter(
        ambito_id=actor.ambito_id,
        state__in=[*ANSWERABLE, State.WAITING_LIST, State.ACCEPTED, State.IN_PROGRESS],
    ).select_related("to_unit")
    sent = 0
    for referral in waiting.order_by("state_since", "id").iterator():
        for reminder in _due(ambito, referral, now):
            sent += _send(actor=actor, referral=referral, reminder=reminder)
    return sent


def _due(ambito: Ambito, referral: Referral, now: datetime) -> Iterator[Reminder]:
    since = referral.state_since
    silent = rules.days(ambito, "silent", rules.SILENT)
    waited = rules.days(ambito, "waiting_list", rules.WAITING_LIST)
    if referral.state == State.SENT:
        limit = rules.by_urgency(ambito, "not_received", rules.NOT_RECEIVED, referral.urgency)
        yield from _twice(
            "not_received", since, limit, now, _("Un invio arrivato alla tua unità non è ancora stato letto.")
        )
    if referral.state == State.RECEIVED:
        limit = rules.by_urgency(ambito, "not_answered", rules.NOT_ANSWERED, referral.urgency)
        yield from _twice(
            "not_answered", since, limit, now, _("Un invio preso in visione aspetta ancora una risposta.")
        )
    if referral.state == State.MORE_INFORMATION:
        limit = rules.by_urgency(ambito, "not_received", rules.NOT_RECEIVED, referral.urgency)
        if now - since > limit:
            text = _("Un tuo invio è fermo: chi lo ha ricevuto aspetta le informazioni che ha chiesto.")
            yield Reminder("information_wanted", since, Side.SENDER, text)
    if referral.state in ANSWERABLE and referral.due_on and referral.due_on < timezone.localdate(now):
        late = _("È passato il giorno entro cui rispondere a un invio.")
        yield Reminder("overdue", since, Side.RECEIVER, late, escalate=True)
        yield Reminder(
            "overdue_sender", since, Side.SENDER, _("Nessuno ha ancora risposto a un tuo invio: senti il servizio.")
        )
    if referral.state == State.WAITING_LIST and waited and now - since > waited:
        # Again at each period: who waits is not forgotten after the first reminder.
        period = since + waited * ((now - since) // waited)
        text = _("Un invio è in lista d'attesa da molto: fai sapere a che punto è.")
        yield Reminder("waiting_list", period, Side.RECEIVER, text)
    if referral.state in (State.ACCEPTED, State.IN_PROGRESS) and now - referral.active_at > silent:
        text = _("Di un invio accettato non si sa nulla da tempo: scrivi com'è andata.")
        yield Reminder("silent", referral.active_at, Side.RECEIVER, text)


def _twice(kind: str, since: datetime, limit: timedelta, now: datetime, text: str) -> Iterator[Reminder]:
    """To the unit when the limit passes, to its coordinators too when as much time again does."""
    if now - since > limit:
        yield Reminder(kind, since, Side.RECEIVER, text)
    if now - since > max(limit * 2, timedelta(days=1)):
        yield Reminder(f"{kind}_again", since, Side.RECEIVER, text, escalate=True)


def _send(*, actor: Actor, referral: Referral, reminder: Reminder) -> bool:
    row = ReferralReminder(referral=referral, ambito_id=actor.ambito_id, kind=reminder.kind, since=reminder.since)
    already = ReferralReminder.objects.filter(referral=referral, kind=reminder.kind, since=reminder.since)
    if already.exists():
        return False
    ReferralReminder.objects.bulk_create([row])
    tell_other_side(actor=actor, referral=referral, side=reminder.to, text=reminder.text, urgent=reminder.escalate)
    if reminder.escalate:
        notify(
            actor=actor,
            tokens=coordinators(referral),
            kind="referrals.escalated",
            text=_("Un invio alla tua unità aspetta da troppo tempo."),
            url=url_of(referral),
            urgent=True,
        )
    return True


def coordinators(referral: Referral) -> list[int]:
    """Tokens of who coordinates the receiving unit, or the organisation when it has no unit or nobody there."""
    today = timezone.localdate()
    valid = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today),
        organisation_id=referral.to_organisation_id,
        starts_on__lte=today,
    ).order_by("token")
    leading = valid.filter(role="coordinator").values_list("unit_id", "token")
    of_unit = [token for unit_id, token in leading if referral.to_unit_id and unit_id == referral.to_unit_id]
    return of_unit or [token for unit_id, token in leading if unit_id is None]


@transaction.atomic
def expire_referrals(*, actor: Actor, now: datetime | None = None) -> int:
    """Close what nobody answered in time, and tell both sides. Returns how many."""
    now = now or timezone.now()
    ambito = Ambito.objects.get(pk=actor.ambito_id)
    today = timezone.localdate(now)
    late = Referral.objects.filter(ambito_id=actor.ambito_id, state__in=list(ANSWERABLE), due_on__lt=today)
    expired = 0
    for referral in late.order_by("due_on", "id").iterator():
        patience = rules.by_urgency(ambito, "expiry", rules.EXPIRY, referral.urgency)
        if referral.due_on and today > referral.due_on + patience:
            expire(actor=actor, referral=referral, at=now)
            expired += 1
    return expired


def expire(*, actor: Actor, referral: Referral, at: datetime) -> Referral:
    """End a referral nobody answered in time, and tell both sides without a name. Raises NotVisible, ImpossibleTransition."""
    values: dict[str, Any] = {"ended_at": at}
    done = take_step(actor=actor, referral_id=referral.pk, act="expire", at=at, values=values)
    tell(actor=actor, referral=done, kind="referral_expired", at=at)
    tell_other_side(
        actor=actor,
        referral=done,
        side=Side.SENDER,
        text=_("Un tuo invio è scaduto senza risposta: scegli come continuare."),
        urgent=True,
    )
    tell_other_side(
        actor=actor, referral=done, side=Side.RECEIVER, text=_("Un invio alla tua unità è scaduto senza risposta.")
    )
    return done
