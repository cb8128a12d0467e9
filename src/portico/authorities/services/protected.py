"""Protected meetings: their calendar, who came, how it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.authorities import selectors
from portico.authorities.enums import Side
from portico.authorities.lifecycle import PROTECTED
from portico.authorities.models import Attendance, JudicialFile, ProtectedMeeting
from portico.authorities.policies import accompanies, writes
from portico.authorities.services.ground import (
    choose_subjects,
    require_code,
    require_reason,
    tell,
    written_file,
)
from portico.casework.models import CaseSubject
from portico.events.services import notify
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.records import change, lock
from portico.meetings.selectors import callable_colleagues
from portico.people.models import Person

MOST = 52


@transaction.atomic
def plan_protected(
    *,
    actor: Actor,
    file_id: UUID,
    kind: str,
    starts_at: datetime,
    operator_id: UUID,
    child_ids: Sequence[UUID],
    visitor_ids: Sequence[UUID] = (),
    visitors: str = "",
    duration: int = 60,
    place: str = "",
    every_days: int = 0,
    times: int = 1,
    occurred_at: datetime | None = None,
) -> list[ProtectedMeeting]:
    """A calendar: one meeting, or `times` of them every so many days. Who accompanies is told, without names.

    Raises DomainError (no child, no visitor, too many, somebody who does not work on the case).
    """
    file = written_file(actor=actor, file_id=file_id)
    require_code("protected_meeting_kind", kind)
    if not 1 <= times <= MOST or (times > 1 and every_days < 1):
        raise DomainError(_("Da 1 a 52 incontri, con i giorni tra l'uno e l'altro."), field="times")
    if not 1 <= duration <= 480:
        raise DomainError(_("La durata va da un minuto a otto ore."), field="duration")
    tokens = {key: token for key, token, _l in callable_colleagues(actor=actor, case=file.case)}
    if str(operator_id) not in tokens:
        raise DomainError(_("Scegli chi lavora a questa presa in carico."), field="operator")
    children = choose_subjects(file, child_ids)
    coming = choose_subjects(file, visitor_ids) if visitor_ids else []
    named = [name.strip()[:120] for name in visitors.splitlines() if name.strip()]
    if not coming and not named:
        raise DomainError(_("Chi viene a trovarlo? Scegli o scrivi almeno una persona."), field="visitors")
    token = tokens[str(operator_id)]
    made = []
    for number in range(times):
        meeting = ProtectedMeeting(
            file=file, case_id=file.case_id, kind=kind, starts_at=_later(starts_at, every_days * number),
            duration=duration, place=place.strip()[:200], operator_id=operator_id, operator_token=token,
            audience=file.tokens,
            created_at=occurred_at or timezone.now(),
        )  # fmt: skip
        meeting.save(force_insert=True)
        _expect(meeting, children, coming, named)
        made.append(meeting)
    people = [item.person for item in [*children, *coming]]
    payload = {"times": times, "starts_at": starts_at.isoformat()}
    tell(
        actor=actor, file=file, kind="protected_planned", people=people, payload=payload, tokens=[token],
        occurred_at=occurred_at,
    )  # fmt: skip
    if token not in actor.tokens:
        text = _("Hai nuovi incontri da accompagnare.")
        notify(actor=actor, tokens=[token], kind="authorities.protected", text=text, url="/incontri-protetti/")
    return made


def _later(moment: datetime, days: int) -> datetime:
    """The same hour of the clock, so many days later."""
    local = timezone.localtime(moment).replace(tzinfo=None) + timedelta(days=days)
    return timezone.make_aware(local)


def _expect(
    meeting: ProtectedMeeting, children: Sequence[CaseSubject], coming: Sequence[CaseSubject], named: Sequence[str]
) -> None:
    rows = [Attendance(meeting=meeting, subject=item, side=Side.CHILD) for item in children]
    rows += [Attendance(meeting=meeting, subject=item, side=Side.VISITOR) for item in coming]
    rows += [Attendance(meeting=meeting, name=name, side=Side.VISITOR) for name in named]
    Attendance.objects.bulk_create(rows)


@transaction.atomic
def note_protected(
    *,
    actor: Actor,
    meeting_id: UUID,
    attendance: Mapping[UUID, str],
    note: str = "",
    occurred_at: datetime | None = None,
) -> ProtectedMeeting:
    """Who came and how it went: by who accompanies, or by who is named. Raises ImpossibleTransition, DomainError."""
    meeting = _locked(actor, meeting_id)
    state = PROTECTED.target("hold", meeting.state)
    if meeting.starts_at > timezone.now():
        raise DomainError(_("L'incontro deve ancora esserci."))
    for row in meeting.attendances.order_by("id"):
        status = attendance.get(row.pk, row.status)
        if not status:
            raise DomainError(_("Segna per ogni persona se c'era."))
        change(row, actor=actor, values={"status": codes.require("attendance_status", status)})
    first = meeting.state != state
    change(meeting, actor=actor, values={"state": state, "note": note.strip()})
    if first:
        _tell(actor, meeting, "protected_held", occurred_at)
    return meeting


@transaction.atomic
def cancel_protected(
    *, actor: Actor, meeting_id: UUID, reason: str, occurred_at: datetime | None = None
) -> ProtectedMeeting:
    """It did not take place: the reason is what a judge will ask for. Raises ImpossibleTransition, DomainError."""
    meeting = _locked(actor, meeting_id)
    state = PROTECTED.target("cancel", meeting.state)
    change(meeting, actor=actor, values={"state": state, "reason": require_reason(reason)})
    _tell(actor, meeting, "protected_cancelled", occurred_at)
    return meeting


def _locked(actor: Actor, meeting_id: UUID) -> ProtectedMeeting:
    found = selectors.get_protected(actor=actor, key=meeting_id)
    if not accompanies(actor, found) and not writes(actor):
        raise NotAllowed()
    return lock(ProtectedMeeting.objects.all(), meeting_id)


def _tell(actor: Actor, meeting: ProtectedMeeting, kind: str, occurred_at: datetime | None) -> None:
    """For the named and who accompanies, who may not read the file."""
    rows = meeting.attendances.filter(subject__isnull=False).select_related("subject__person").order_by("id")
    people: list[Person] = [row.subject.person for row in rows if row.subject]
    file = JudicialFile(pk=meeting.file_id, tokens=meeting.audience)
    tell(actor=actor, file=file, kind=kind, people=people, tokens=[meeting.operator_token], occurred_at=occurred_at)
