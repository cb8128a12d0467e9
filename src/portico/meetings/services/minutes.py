"""What was said and decided: minutes while they are written, then final, with decisions turned into tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portico.casework.services import note_contact
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.records import change
from portico.meetings import selectors
from portico.meetings.enums import UVM, Presence
from portico.meetings.lifecycle import MEETING
from portico.meetings.models import Decision, Meeting
from portico.meetings.services.convening import Outsider, convene
from portico.meetings.services.ground import announce, check_moment, led_meeting, reference_of, tell
from portico.thread.services import create_task


@dataclass(frozen=True, slots=True)
class DecisionData:
    """A decision as typed: who is a membership on the case, or words ("la scuola")."""

    text: str
    membership_id: UUID | None = None
    who: str = ""
    due_on: date | None = None


@transaction.atomic
def write_minutes(
    *,
    actor: Actor,
    meeting_id: UUID,
    minutes: str,
    outcome: str = "",
    presences: Mapping[UUID, str] | None = None,
    decisions: Sequence[DecisionData] = (),
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> Meeting:
    """Who came, what was said, what was decided: as often as needed until the minutes are closed.

    `presences` maps participants to what became of them. Decisions that are tasks already stay as they are; the others
    are those given now. Raises StaleEdit, ImpossibleTransition, DomainError before the meeting has begun.
    """
    meeting = led_meeting(actor=actor, meeting_id=meeting_id)
    state = MEETING.target("write", meeting.state)
    if not meeting.has_begun:
        raise DomainError(_("L'incontro non c'è ancora stato: il verbale si scrive da quando inizia."))
    first = meeting.state != state
    values = {"state": state, "minutes": minutes.strip(), "outcome": outcome.strip()[:500]}
    change(meeting, actor=actor, values=values, expected_version=expected_version)
    for participant in meeting.participants.filter(pk__in=presences or {}).order_by("id"):
        presence = (presences or {})[participant.pk]
        if presence not in ("", *Presence.values):
            raise DomainError(_("Scegli una voce dell'elenco."))
        change(participant, actor=actor, values={"presence": presence})
    _rewrite(actor=actor, meeting=meeting, decisions=decisions)
    if first:
        tell(actor=actor, meeting=meeting, kind="meeting_held", occurred_at=occurred_at)
    return meeting


@transaction.atomic
def finish_minutes(
    *,
    actor: Actor,
    meeting_id: UUID,
    next_at: datetime | None = None,
    occurred_at: datetime | None = None,
    **written: Any,
) -> Meeting:
    """Write the minutes as they are now, and close them: see `write_minutes` and `close_meeting`."""
    write_minutes(actor=actor, meeting_id=meeting_id, occurred_at=occurred_at, **written)
    return close_meeting(actor=actor, meeting_id=meeting_id, next_at=next_at, occurred_at=occurred_at)


@transaction.atomic
def close_meeting(
    *,
    actor: Actor,
    meeting_id: UUID,
    next_at: datetime | None = None,
    occurred_at: datetime | None = None,
) -> Meeting:
    """The minutes are final: each decision of somebody in the network is a task of theirs from now on.

    With `next_at` the same people are called again. Raises ImpossibleTransition, DomainError for minutes without words.
    """
    meeting = led_meeting(actor=actor, meeting_id=meeting_id)
    state = MEETING.target("close", meeting.state)
    if not meeting.minutes:
        raise DomainError(
            _("Il verbale è vuoto: scrivi almeno due righe su quello che vi siete detti."), field="minutes"
        )
    if meeting.kind == UVM and not meeting.outcome:
        raise DomainError(_("Scrivi l'esito della valutazione."), field="outcome")
    if next_at is not None and check_moment(meeting.case, next_at) <= meeting.starts_at:
        raise DomainError(_("Il prossimo incontro viene dopo questo."), field="next_on")
    at = occurred_at or timezone.now()
    change(meeting, actor=actor, values={"state": state, "closed_at": at})
    made = _assign(actor=actor, meeting=meeting, occurred_at=occurred_at)
    _note_who_came(actor=actor, meeting=meeting)
    tell(actor=actor, meeting=meeting, kind="meeting_closed", payload={"decisions": made}, occurred_at=occurred_at)
    text = _("Il verbale di un incontro è pronto.")
    announce(actor=actor, meeting=meeting, tokens=meeting.tokens, kind="meetings.closed", text=text)
    if next_at is not None:
        _call_again(actor=actor, meeting=meeting, starts_at=next_at, occurred_at=occurred_at)
    return meeting


@transaction.atomic
def reopen_meeting(*, actor: Actor, meeting_id: UUID, reason: str, occurred_at: datetime | None = None) -> Meeting:
    """Something in the minutes was wrong; how they were stays in the history. Raises DomainError without a reason."""
    meeting = led_meeting(actor=actor, meeting_id=meeting_id)
    state = MEETING.target("reopen", meeting.state)
    if not reason.strip():
        raise DomainError(_("Scrivi che cosa va corretto."), field="reason")
    change(meeting, actor=actor, values={"state": state, "reason": reason.strip()[:300]})
    tell(actor=actor, meeting=meeting, kind="meeting_reopened", occurred_at=occurred_at)
    return meeting


def _rewrite(*, actor: Actor, meeting: Meeting, decisions: Sequence[DecisionData]) -> None:
    """The decisions as typed now, after those that are tasks already."""
    tokens = {key: token for key, token, _l in selectors.callable_colleagues(actor=actor, case=meeting.case)}
    meeting.decisions.filter(task__isnull=True).delete()
    place = meeting.decisions.count()
    rows: list[Decision] = []
    for item in decisions:
        if not item.text.strip():
            continue
        token = tokens.get(str(item.membership_id)) if item.membership_id else None
        if token is None and not item.who.strip():
            raise DomainError(_("Una decisione senza nessuno che la porti avanti resta sulla carta: indica chi."))
        rows.append(
            Decision(
                meeting=meeting,
                position=place + len(rows),
                text=item.text.strip()[:160],
                membership_id=item.membership_id if token else None,
                token=token,
                who="" if token else item.who.strip()[:120],
                due_on=item.due_on,
            )
        )
    Decision.objects.bulk_create(rows)


def _assign(*, actor: Actor, meeting: Meeting, occurred_at: datetime | None) -> int:
    """A task for each decision that has none yet and is of somebody in the network. Returns how many were decided."""
    person = reference_of(meeting.case)
    day = date_format(timezone.localdate(meeting.starts_at), "j F Y")
    decided = list(meeting.decisions.order_by("position", "id"))
    for item in decided:
        if item.token is None or item.task_id:
            continue
        task = create_task(
            actor=actor,
            title=item.text,
            due_on=item.due_on,
            assigned_token=item.token,
            person=person,
            source_kind="case",
            source_id=meeting.case_id,
            note=_("Deciso nell'incontro del %(day)s.") % {"day": day},
            occurred_at=occurred_at,
        )
        change(item, actor=actor, values={"task": task})
    return len(decided)


def _note_who_came(*, actor: Actor, meeting: Meeting) -> None:
    """Meeting the people of the case moves on its last contact."""
    came = meeting.participants.filter(subject__isnull=False, presence=Presence.PRESENT)
    people = list(came.order_by("id").values_list("subject__person_id", flat=True))
    if people:
        note_contact(actor=actor, person_ids=people, on=timezone.localdate(meeting.starts_at))


def _call_again(*, actor: Actor, meeting: Meeting, starts_at: datetime, occurred_at: datetime | None) -> Meeting:
    """The next meeting, for who was called to this one and still works on the case."""
    called = list(meeting.participants.order_by("created_at", "id"))
    still = {key for key, _token, _label in selectors.callable_colleagues(actor=actor, case=meeting.case)}
    subjects = {item.pk for item in selectors.callable_subjects(case=meeting.case)}
    return convene(
        actor=actor,
        case_id=meeting.case_id,
        kind=meeting.kind,
        starts_at=starts_at,
        duration=meeting.duration,
        place=meeting.place,
        video=meeting.video,
        agenda=meeting.agenda,
        membership_ids=[
            item.membership_id for item in called if str(item.membership_id) in still and item.membership_id
        ],
        subject_ids=[item.subject_id for item in called if item.subject_id in subjects and item.subject_id],
        outsiders=[Outsider(item.name, item.organisation, item.role) for item in called if item.name],
        previous_id=meeting.pk,
        occurred_at=occurred_at,
    )
