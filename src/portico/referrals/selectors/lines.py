"""A referral as one actor reads it: names masked where they must be, the person from the copy, age and due date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.organisations.models import Organisation, Unit
from portico.organisations.selectors import public_name
from portico.referrals.enums import UNANSWERED, Side, State
from portico.referrals.models import Referral
from portico.referrals.policies import sides
from portico.referrals.selectors.content import package_of
from portico.referrals.selectors.rows import readable
from portico.referrals.selectors.tabs import ARRIVED, tab

TONES = {
    State.DRAFT: "neutral",
    State.SENT: "info",
    State.RECEIVED: "info",
    State.MORE_INFORMATION: "warning",
    State.WAITING_LIST: "warning",
    State.ACCEPTED: "success",
    State.IN_PROGRESS: "success",
    State.DECLINED: "danger",
    State.COMPLETED: "success",
    State.INTERRUPTED: "warning",
    State.CANCELLED: "neutral",
    State.EXPIRED: "danger",
}
URGENCY_LEVELS = {"immediate": "emergency", "today": "high", "three_days": "high", "two_weeks": "normal"}
SOON = 2


@dataclass(frozen=True, slots=True)
class Line:
    """What a list, a timeline or a page's head shows of a referral."""

    pk: UUID
    url: str
    number: str
    side: str
    state: str
    state_label: str
    tone: str
    shown_person: str
    person_id: UUID | None
    asked: str
    shown_sender: str
    shown_receiver: str
    service_title: str
    urgency: str
    urgency_label: str
    urgency_level: str
    sent_at: datetime | None
    since: datetime
    age: str
    due_on: date | None
    due_words: str
    due_tone: str
    why: str

    @property
    def other_side(self) -> str:
        """Who is at the other end, as the reader's list names it."""
        return self.shown_sender if self.side == Side.RECEIVER else self.shown_receiver

    @property
    def received(self) -> bool:
        return self.side == Side.RECEIVER


def line_of(actor: Actor, referral: Referral) -> Line:
    """One referral; no query when it came from a selector of this app."""
    own = sides(actor, referral)
    side = Side.RECEIVER if Side.RECEIVER in own else Side.SENDER if Side.SENDER in own else ""
    package = package_of(actor=actor, referral=referral)
    subject = getattr(referral, "subject", None)
    knows = subject is not None and getattr(referral, "held", False) and (side != Side.RECEIVER or package is not None)
    due_words, due_tone = _due(referral)
    return Line(
        pk=referral.pk,
        url=reverse("referrals:referral", args=[referral.pk]),
        number=referral.display_number,
        side=str(side),
        state=referral.state,
        state_label=str(State(referral.state).label).capitalize(),
        tone=TONES[State(referral.state)],
        shown_person=package.person_label if package else "",
        person_id=subject.person_id if subject and knows else None,
        asked=package.asked if package else "",
        shown_sender=_name(actor, referral.from_organisation, referral.from_unit, part=side == Side.SENDER),
        # Who sends chose the service by its name; to it nothing is hidden.
        shown_receiver=_name(actor, referral.to_organisation, referral.to_unit, part=side != ""),
        service_title=referral.service.title,
        urgency=referral.urgency,
        urgency_label=codes.label("urgency", referral.urgency),
        urgency_level=URGENCY_LEVELS.get(referral.urgency, "low"),
        sent_at=referral.sent_at,
        since=referral.state_since,
        age=age_in_short(referral.sent_at or referral.created_at),
        due_on=referral.due_on if referral.state in UNANSWERED else None,
        due_words=due_words,
        due_tone=due_tone,
        why=_why(referral),
    )


def lines(actor: Actor, referrals: Iterable[Referral]) -> list[Line]:
    """A line of a list for each referral, as the actor may read it, in the same order."""
    return [line_of(actor, referral) for referral in referrals]


def lines_by_id(actor: Actor, ids: list[UUID]) -> dict[UUID, Any]:
    """For a thread: the lines of those of these referrals that the actor reads."""
    found = readable(actor=actor).filter(pk__in=ids)
    return {line.pk: line for line in lines(actor, found.order_by("id"))}


def awaiting_us(*, actor: Actor, limit: int = 50) -> list[Line]:
    """What arrived and waits for an answer of the actor's unit, the most pressing first."""
    found = tab(actor=actor, name=ARRIVED).filter(~Q(state=State.MORE_INFORMATION))
    return lines(actor, found.page(size=limit))


def _name(actor: Actor, organisation: Organisation, unit: Unit | None, *, part: bool) -> str:
    if part:
        return f"{unit.name} – {organisation.name}" if unit else organisation.name
    return public_name(actor=actor, organisation=organisation, unit=unit)


def age_in_short(moment: datetime) -> str:
    """How long it has been there: "oggi", "4 g"."""
    days = (timezone.localdate() - timezone.localdate(moment)).days
    return _("oggi") if days <= 0 else _("%(days)s g") % {"days": days}


def _due(referral: Referral) -> tuple[str, str]:
    if referral.due_on is None or referral.state not in UNANSWERED:
        return "", ""
    left = (referral.due_on - timezone.localdate()).days
    if left < 0:
        return _("in ritardo di %(days)s g") % {"days": -left}, "danger"
    if left == 0:
        return _("oggi"), "warning"
    said = _("domani") if left == 1 else ngettext("tra %(n)d giorno", "tra %(n)d giorni", left) % {"n": left}
    return said, "warning" if left <= SOON else ""


def _why(referral: Referral) -> str:
    """The code that ended it, in words."""
    return (
        codes.label("referral_decline_reason", referral.decline_reason)
        or codes.label("referral_outcome", referral.outcome)
        or codes.label("referral_interruption_reason", referral.interruption_reason)
    )
