"""Measures received, reports owed, hearings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.authorities.enums import How
from portico.authorities.lifecycle import HEARING, MANDATE, REPORT
from portico.authorities.models import Concerned, CourtReport, Hearing, JudicialFile, Mandate
from portico.authorities.services.ground import (
    choose_subjects,
    get_authority,
    inform,
    not_after_today,
    people_in,
    remind,
    require_code,
    require_reason,
    tell,
    written_file,
    written_part,
)
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.records import change
from portico.thread.models import Task
from portico.thread.selectors import tasks
from portico.thread.services import complete_task, drop_task, move_task


@transaction.atomic
def receive_mandate(
    *,
    actor: Actor,
    file_id: UUID,
    authority_id: UUID,
    kind: str,
    subject_ids: Sequence[UUID],
    received_on: date,
    received_how: str = How.PEC,
    dated_on: date | None = None,
    protocol: str = "",
    our_protocol: str = "",
    answer_by: date | None = None,
    valid_until: date | None = None,
    text: str = "",
    occurred_at: datetime | None = None,
) -> Mandate:
    """What an authority decided or asks, about whom. With `answer_by` a report is owed from now on.

    Raises DomainError (a date to come, a date after it was received, nobody it is about).
    """
    file = written_file(actor=actor, file_id=file_id)
    authority = get_authority(actor=actor, key=authority_id)
    not_after_today(received_on, timezone.localdate(), "received_on")
    if dated_on and dated_on > received_on:
        raise DomainError(_("Il provvedimento non può avere una data dopo l'arrivo."), field="dated_on")
    if answer_by and answer_by < received_on:
        raise DomainError(_("La scadenza viene prima dell'arrivo."), field="answer_by")
    subjects = choose_subjects(file, subject_ids)
    mandate = Mandate(
        file=file,
        authority=authority,
        kind=require_code("court_measure_kind", kind),
        received_on=received_on,
        received_how=received_how,
        dated_on=dated_on,
        protocol=protocol.strip()[:80],
        our_protocol=our_protocol.strip()[:80],
        answer_by=answer_by,
        valid_until=valid_until,
        text=text.strip(),
        created_at=occurred_at or timezone.now(),
    )
    mandate.save(force_insert=True)
    Concerned.objects.bulk_create(Concerned(file=file, subject=item, mandate=mandate) for item in subjects)
    tell(
        actor=actor, file=file, kind="mandate_received", people=people_in(file, subjects),
        payload={"measure": mandate.kind, "authority": authority.kind}, occurred_at=occurred_at,
    )  # fmt: skip
    if answer_by:
        _owe(
            actor=actor, file=file, authority_id=authority.pk, due_on=answer_by, mandate=mandate,
            title=_("Risposta al provvedimento"), occurred_at=occurred_at,
        )  # fmt: skip
    return mandate


@transaction.atomic
def move_mandate_on(
    *, actor: Actor, mandate_id: UUID, transition: str, reason: str = "", occurred_at: datetime | None = None
) -> Mandate:
    """Begun, fulfilled, or over with its reason. Raises ImpossibleTransition, DomainError."""
    mandate: Mandate = written_part(actor=actor, model=Mandate, key=mandate_id)
    state = MANDATE.target(transition, mandate.state)
    values = {"state": state, "reason": require_reason(reason) if transition == "end" else mandate.reason}
    change(mandate, actor=actor, values=values)
    payload = {"measure": mandate.kind, "state": str(state)}
    tell(actor=actor, file=mandate.file, kind="mandate_moved_on", payload=payload, occurred_at=occurred_at)
    return mandate


@transaction.atomic
def owe_report(
    *,
    actor: Actor,
    file_id: UUID,
    authority_id: UUID,
    title: str,
    due_on: date,
    mandate_id: UUID | None = None,
    occurred_at: datetime | None = None,
) -> CourtReport:
    """A report is to be sent by a day: it is among the things to do, without names. Raises DomainError."""
    file = written_file(actor=actor, file_id=file_id)
    mandate = file.mandates.filter(pk=mandate_id).first() if mandate_id else None
    authority = get_authority(actor=actor, key=authority_id)
    return _owe(
        actor=actor, file=file, authority_id=authority.pk, title=title, due_on=due_on, mandate=mandate,
        occurred_at=occurred_at,
    )  # fmt: skip


def _owe(
    *,
    actor: Actor,
    file: JudicialFile,
    authority_id: UUID,
    title: str,
    due_on: date,
    mandate: Mandate | None,
    occurred_at: datetime | None,
) -> CourtReport:
    if not title.strip():
        raise DomainError(_("Scrivi che relazione è."), field="title")
    task = remind(actor=actor, file=file, title=_("Relazione all'autorità"), due_on=due_on, occurred_at=occurred_at)
    report = CourtReport(
        file=file, mandate=mandate, authority_id=authority_id, title=title.strip()[:160], due_on=due_on, task=task,
        created_at=occurred_at or timezone.now(),
    )  # fmt: skip
    report.save(force_insert=True)
    payload = {"due_on": due_on.isoformat()}
    tell(actor=actor, file=file, kind="court_report_due", payload=payload, occurred_at=occurred_at)
    return report


@transaction.atomic
def send_report(
    *,
    actor: Actor,
    report_id: UUID,
    sent_on: date,
    protocol: str,
    sent_how: str = How.PEC,
    note: str = "",
    occurred_at: datetime | None = None,
) -> CourtReport:
    """It left, with its protocol. Raises ImpossibleTransition, DomainError."""
    report: CourtReport = written_part(actor=actor, model=CourtReport, key=report_id)
    state = REPORT.target("send", report.state)
    not_after_today(sent_on, timezone.localdate(), "sent_on")
    if not protocol.strip():
        raise DomainError(_("Scrivi il numero di protocollo: è la prova che è partita."), field="protocol")
    values = {
        "state": state,
        "sent_on": sent_on,
        "sent_how": sent_how,
        "protocol": protocol.strip()[:80],
        "note": note.strip()[:500],
    }
    change(report, actor=actor, values=values)
    task = _own_task(actor, report)
    if task:
        complete_task(actor=actor, task_id=task.pk, occurred_at=occurred_at)
    inform(
        actor=actor,
        file=report.file,
        tokens=report.file.tokens,
        text=_("Una relazione di un fascicolo è stata inviata."),
    )
    payload = {"authority": report.authority.kind, "late": sent_on > report.due_on}
    tell(actor=actor, file=report.file, kind="court_report_sent", payload=payload, occurred_at=occurred_at)
    return report


@transaction.atomic
def postpone_report(*, actor: Actor, report_id: UUID, due_on: date, reason: str) -> CourtReport:
    """The authority gave more time. Raises ImpossibleTransition, DomainError."""
    report: CourtReport = written_part(actor=actor, model=CourtReport, key=report_id)
    REPORT.target("send", report.state)
    words = require_reason(reason)
    change(report, actor=actor, values={"due_on": due_on, "note": words})
    task = _own_task(actor, report)
    if task and task.due_on != due_on:
        move_task(actor=actor, task_id=task.pk, due_on=due_on, reason=words)
    tell(actor=actor, file=report.file, kind="court_report_due", payload={"due_on": due_on.isoformat()})
    return report


@transaction.atomic
def drop_report(*, actor: Actor, report_id: UUID, reason: str, occurred_at: datetime | None = None) -> CourtReport:
    """It is not owed any more. Raises ImpossibleTransition, DomainError without a reason."""
    report: CourtReport = written_part(actor=actor, model=CourtReport, key=report_id)
    state = REPORT.target("drop", report.state)
    words = require_reason(reason)
    change(report, actor=actor, values={"state": state, "reason": words})
    task = _own_task(actor, report)
    if task:
        drop_task(actor=actor, task_id=task.pk, reason=words, occurred_at=occurred_at)
    tell(actor=actor, file=report.file, kind="court_report_dropped", occurred_at=occurred_at)
    return report


def _own_task(actor: Actor, report: CourtReport) -> Task | None:
    """The thing to do, when it is the actor's and still open: a colleague's own stays theirs to tick."""
    return tasks(actor=actor).filter(pk=report.task_id, state=Task.State.OPEN).first() if report.task_id else None


@transaction.atomic
def set_hearing(
    *,
    actor: Actor,
    file_id: UUID,
    authority_id: UUID,
    starts_at: datetime,
    place: str = "",
    who_goes: str = "",
    occurred_at: datetime | None = None,
) -> Hearing:
    """A day before a judge. Raises DomainError."""
    file = written_file(actor=actor, file_id=file_id)
    hearing = Hearing(
        file=file,
        authority=get_authority(actor=actor, key=authority_id),
        starts_at=starts_at,
        place=place.strip()[:200],
        who_goes=who_goes.strip()[:200],
        created_at=occurred_at or timezone.now(),
    )
    hearing.save(force_insert=True)
    payload = {"starts_at": starts_at.isoformat()}
    tell(actor=actor, file=file, kind="hearing_set", payload=payload, occurred_at=occurred_at)
    return hearing


@transaction.atomic
def close_hearing(
    *,
    actor: Actor,
    hearing_id: UUID,
    transition: str,
    outcome: str = "",
    reason: str = "",
    starts_at: datetime | None = None,
    occurred_at: datetime | None = None,
) -> Hearing:
    """Held with its outcome, moved to another day, or not held. Raises ImpossibleTransition, DomainError."""
    hearing: Hearing = written_part(actor=actor, model=Hearing, key=hearing_id)
    state = HEARING.target(transition, hearing.state)
    values: dict[str, object] = {"state": state}
    if transition == "hold":
        if not outcome.strip():
            raise DomainError(_("Scrivi com'è andata."), field="outcome")
        if hearing.starts_at > timezone.now():
            raise DomainError(_("L'udienza deve ancora esserci."), field="outcome")
        values["outcome"] = outcome.strip()
        tell(actor=actor, file=hearing.file, kind="hearing_held", occurred_at=occurred_at)
    elif transition == "move":
        if starts_at is None:
            raise DomainError(_("A quando?"), field="starts_on")
        values |= {"starts_at": starts_at, "reason": require_reason(reason)}
        payload = {"starts_at": starts_at.isoformat()}
        tell(actor=actor, file=hearing.file, kind="hearing_moved", payload=payload, occurred_at=occurred_at)
    else:
        values["reason"] = require_reason(reason)
        tell(actor=actor, file=hearing.file, kind="hearing_cancelled", occurred_at=occurred_at)
    change(hearing, actor=actor, values=values)
    return hearing
