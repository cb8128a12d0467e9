"""What every write on a meeting leans on: the locked row, who leads its case, its event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category
from portico.casework.models import Case
from portico.casework.selectors import subjects_of
from portico.casework.services.ground import people_of
from portico.events.models import Event
from portico.events.services import notify, record_event
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from portico.kernel.records import lock
from portico.meetings import selectors
from portico.meetings.models import Meeting
from portico.meetings.policies import may_convene

OBJECT = "meeting"


def led_meeting(*, actor: Actor, meeting_id: UUID) -> Meeting:
    """The meeting, locked. Raises NotVisible, NotAllowed when the actor does not lead its case."""
    found = selectors.get_meeting(actor=actor, key=meeting_id)
    if not may_convene(actor, found.case):
        raise NotAllowed()
    try:
        return lock(Meeting.objects.select_related("case__unit__organisation", "case__manager__user"), meeting_id)
    except NotVisible as error:
        raise NotAllowed() from error


def check_moment(case: Case, starts_at: datetime) -> datetime:
    """Raises DomainError for a meeting before the case was opened."""
    if case.accepted_at and timezone.localdate(starts_at) < timezone.localdate(case.accepted_at):
        raise DomainError(_("L'incontro viene prima della presa in carico: controlla la data."), field="starts_on")
    return starts_at


def check_place(place: str, video: str) -> dict[str, str]:
    """Where it is. Raises DomainError when nobody would know."""
    if not place.strip() and not video.strip():
        raise DomainError(_("Scrivi dove ci si trova, o il collegamento video."), field="place")
    return {"place": place.strip()[:200], "video": video.strip()[:300]}


def tell(
    *,
    actor: Actor,
    meeting: Meeting,
    kind: str,
    payload: dict[str, Any] | None = None,
    occurred_at: datetime | None = None,
) -> UUID:
    """On the thread of the case's people, for the unit in charge and for who is called: nobody else."""
    case = meeting.case
    return record_event(
        actor=actor,
        kind=kind,
        category=Category.CASE,
        people=people_of(case),
        level=Event.Level.UNIT,
        other_tokens=[case.holder_token, *([case.manager_token] if case.manager_token else []), *meeting.tokens],
        occurred_at=occurred_at,
        object_kind=OBJECT,
        object_id=meeting.pk,
        payload={"meeting_kind": meeting.kind, "starts_at": meeting.starts_at.isoformat(), **(payload or {})},
        area=case.area,
        municipality=case.residence_municipality,
    )


def announce(*, actor: Actor, meeting: Meeting, tokens: Iterable[int], kind: str, text: str) -> None:
    """A link for each colleague who is called, but for who is acting."""
    others = [token for token in tokens if token not in actor.tokens]
    if others:
        url = reverse("meetings:meeting", kwargs={"key": meeting.pk})
        notify(actor=actor, tokens=others, kind=kind, text=text, url=url)


def reference_of(case: Case) -> Any:
    """The person a case is in the name of."""
    subject = subjects_of(case=case).first()
    return subject.person if subject else None
