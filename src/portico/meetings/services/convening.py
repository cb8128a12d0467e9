"""Calling people to a meeting about a case; another day; not any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.casework.models import Case
from portico.casework.selectors import get_case
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from portico.kernel.records import change
from portico.meetings import selectors
from portico.meetings.enums import KINDS, State
from portico.meetings.lifecycle import MEETING
from portico.meetings.models import Meeting, MeetingParticipant
from portico.meetings.policies import may_convene
from portico.meetings.services.ground import announce, check_moment, check_place, led_meeting, tell

MOST = 480


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody who does not work in Portico: a doctor, a teacher, a relative."""

    name: str
    organisation: str = ""
    role: str = ""


@transaction.atomic
def convene(
    *,
    actor: Actor,
    case_id: UUID,
    kind: str,
    starts_at: datetime,
    duration: int = 60,
    place: str = "",
    video: str = "",
    agenda: str = "",
    note: str = "",
    membership_ids: Sequence[UUID] = (),
    subject_ids: Sequence[UUID] = (),
    outsiders: Sequence[Outsider] = (),
    previous_id: UUID | None = None,
    occurred_at: datetime | None = None,
) -> Meeting:
    """Call a meeting about an open case the actor leads. Who is called from the network is told, without names.

    Raises NotVisible, NotAllowed, DomainError (a day before the case, nowhere, nobody called, who is not on the case).
    """
    case = get_case(actor=actor, key=case_id)
    if not may_convene(actor, case):
        raise NotAllowed()
    codes.require("meeting_kind", kind, field="kind")
    if kind not in KINDS:
        raise DomainError(_("Scegli una voce dell'elenco."), field="kind")
    if not 0 < duration <= MOST:
        raise DomainError(_("La durata va da un minuto a otto ore."), field="duration")
    if not (membership_ids or subject_ids or outsiders):
        raise DomainError(_("Chi partecipa? Scegli almeno una persona."), field="memberships")
    meeting = Meeting(
        case=case,
        kind=kind,
        starts_at=check_moment(case, starts_at),
        duration=duration,
        agenda=agenda.strip(),
        note=note.strip(),
        convener_id=actor.membership_id,
        previous_id=previous_id,
        created_at=occurred_at or timezone.now(),
        **check_place(place, video),
    )
    meeting.save(force_insert=True)
    _call(actor=actor, meeting=meeting, membership_ids=membership_ids, subject_ids=subject_ids, outsiders=outsiders)
    tell(actor=actor, meeting=meeting, kind="meeting_convened", occurred_at=occurred_at)
    text = _("Sei tra gli invitati a un incontro.")
    announce(actor=actor, meeting=meeting, tokens=meeting.tokens, kind="meetings.convened", text=text)
    return meeting


@transaction.atomic
def call_more(
    *,
    actor: Actor,
    meeting_id: UUID,
    membership_ids: Sequence[UUID] = (),
    subject_ids: Sequence[UUID] = (),
    outsiders: Sequence[Outsider] = (),
) -> Meeting:
    """Call others too, until the minutes are closed. Raises ImpossibleTransition, DomainError."""
    meeting = led_meeting(actor=actor, meeting_id=meeting_id)
    MEETING.target("write", meeting.state)
    before = set(meeting.tokens)
    _call(actor=actor, meeting=meeting, membership_ids=membership_ids, subject_ids=subject_ids, outsiders=outsiders)
    if meeting.state == State.PLANNED:
        text = _("Sei tra gli invitati a un incontro.")
        new = set(meeting.tokens) - before
        announce(actor=actor, meeting=meeting, tokens=sorted(new), kind="meetings.convened", text=text)
    return meeting


@transaction.atomic
def uncall(*, actor: Actor, meeting_id: UUID, participant_id: UUID) -> Meeting:
    """Somebody is not called any more; they stop reading the meeting. Raises NotVisible, ImpossibleTransition."""
    meeting = led_meeting(actor=actor, meeting_id=meeting_id)
    MEETING.target("move", meeting.state)
    participant = meeting.participants.filter(pk=participant_id).first()
    if participant is None:
        raise NotVisible("meeting.participant", participant_id)
    if meeting.participants.count() == 1:
        raise DomainError(_("È l'unica persona invitata: annulla l'incontro, o prima invita qualcun altro."))
    participant.delete()
    left = [token for token in meeting.tokens if token != participant.token]
    change(meeting, actor=actor, values={"tokens": left})
    return meeting


@transaction.atomic
def move_meeting(
    *,
    actor: Actor,
    meeting_id: UUID,
    starts_at: datetime,
    duration: int,
    place: str = "",
    video: str = "",
    agenda: str = "",
    note: str = "",
    reason: str = "",
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> Meeting:
    """Another day, place or agenda; a new day wants its reason. Raises StaleEdit, DomainError, ImpossibleTransition."""
    meeting = led_meeting(actor=actor, meeting_id=meeting_id)
    MEETING.target("move", meeting.state)
    if not 0 < duration <= MOST:
        raise DomainError(_("La durata va da un minuto a otto ore."), field="duration")
    moved = starts_at != meeting.starts_at
    if moved and not reason.strip():
        raise DomainError(_("Scrivi perché cambia il giorno: aiuta chi era già invitato."), field="reason")
    was = meeting.starts_at
    values = {
        "starts_at": check_moment(meeting.case, starts_at),
        "duration": duration,
        "agenda": agenda.strip(),
        "note": note.strip(),
        "reason": reason.strip()[:300] if moved else meeting.reason,
        **check_place(place, video),
    }
    changed = change(meeting, actor=actor, values=values, expected_version=expected_version)
    if {"starts_at", "place", "video"} & set(changed):
        payload = {"from": was.isoformat()}
        tell(actor=actor, meeting=meeting, kind="meeting_moved", payload=payload, occurred_at=occurred_at)
        text = _("Un incontro a cui sei invitato è cambiato.")
        announce(actor=actor, meeting=meeting, tokens=meeting.tokens, kind="meetings.moved", text=text)
    return meeting


@transaction.atomic
def cancel_meeting(*, actor: Actor, meeting_id: UUID, reason: str, occurred_at: datetime | None = None) -> Meeting:
    """It does not take place. Raises ImpossibleTransition, DomainError without a reason."""
    meeting = led_meeting(actor=actor, meeting_id=meeting_id)
    state = MEETING.target("cancel", meeting.state)
    if not reason.strip():
        raise DomainError(_("Scrivi il motivo: aiuta chi era invitato."), field="reason")
    change(meeting, actor=actor, values={"state": state, "reason": reason.strip()[:300]})
    tell(actor=actor, meeting=meeting, kind="meeting_cancelled", occurred_at=occurred_at)
    text = _("Un incontro a cui eri invitato è stato annullato.")
    announce(actor=actor, meeting=meeting, tokens=meeting.tokens, kind="meetings.cancelled", text=text)
    return meeting


def _call(
    *,
    actor: Actor,
    meeting: Meeting,
    membership_ids: Iterable[UUID],
    subject_ids: Iterable[UUID],
    outsiders: Iterable[Outsider],
) -> None:
    """Rows of who is called and is not yet; the meeting opens to the colleagues among them."""
    case: Case = meeting.case
    already, relatives = selectors.already_called(list(meeting.participants.order_by("id")))
    tokens = {key: token for key, token, _label in selectors.callable_colleagues(actor=actor, case=case)}
    subjects = {item.pk: item for item in selectors.callable_subjects(case=case)}
    added = []
    for key in dict.fromkeys(membership_ids):
        if str(key) not in tokens:
            raise DomainError(_("Scegli chi lavora a questa presa in carico."), field="memberships")
        if key not in already:
            added.append(MeetingParticipant(meeting=meeting, membership_id=key, token=tokens[str(key)]))
    for key in dict.fromkeys(subject_ids):
        if key not in subjects:
            raise DomainError(_("Scegli tra le persone di questa presa in carico."), field="subjects")
        if key not in relatives:
            added.append(MeetingParticipant(meeting=meeting, subject=subjects[key]))
    added += [
        MeetingParticipant(
            meeting=meeting, name=item.name.strip()[:120], organisation=item.organisation.strip()[:120],
            role=item.role.strip()[:120],
        )
        for item in outsiders
        if item.name.strip()
    ]  # fmt: skip
    MeetingParticipant.objects.bulk_create(added)
    invited = sorted({*meeting.tokens, *(item.token for item in added if item.token)})
    change(meeting, actor=actor, values={"tokens": invited})
