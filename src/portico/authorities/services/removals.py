"""An emergency removal, step by step, against the clocks of the law."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.authorities.clocks import current
from portico.authorities.lifecycle import REMOVAL
from portico.authorities.models import Concerned, JudicialFile, Removal
from portico.authorities.services.ground import (
    OBJECT,
    choose_subjects,
    inform,
    people_in,
    remind,
    require_reason,
    tell,
    written_file,
    written_part,
)
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.lifecycle import ImpossibleTransition
from portico.kernel.records import change
from portico.thread.models import Task
from portico.thread.selectors import tasks_of_source
from portico.thread.services import complete_task

# Instants in the order in which they can happen.
STEPS = ("told_at", "sent_at", "asked_at", "validated_at", "hearing_at")


@transaction.atomic
def record_removal(
    *,
    actor: Actor,
    file_id: UUID,
    subject_ids: Sequence[UUID],
    placed_at: datetime,
    by_whom: str,
    place: str = "",
    occurred_at: datetime | None = None,
) -> Removal:
    """Somebody was put in safety: the clocks run from that instant, and the first term is among the things to do.

    Raises DomainError (an instant to come, nobody decided it, nobody it is about).
    """
    file = written_file(actor=actor, file_id=file_id)
    if placed_at > timezone.now():
        raise DomainError(_("È un momento che deve ancora venire."), field="placed_on")
    if not by_whom.strip():
        raise DomainError(_("Scrivi chi ha deciso."), field="by_whom")
    subjects = choose_subjects(file, subject_ids)
    removal = Removal(
        file=file, placed_at=placed_at, by_whom=by_whom.strip()[:200], place=place.strip()[:200],
        created_at=occurred_at or timezone.now(),
    )  # fmt: skip
    removal.save(force_insert=True)
    Concerned.objects.bulk_create(Concerned(file=file, subject=item, removal=removal) for item in subjects)
    tell(actor=actor, file=file, kind="removal_recorded", people=people_in(file, subjects), occurred_at=occurred_at)
    _watch(actor=actor, file=file, removal=removal, occurred_at=occurred_at)
    text = _("In un fascicolo corre un termine d'urgenza.")
    inform(actor=actor, file=file, tokens=file.tokens, text=text, urgent=True)
    return removal


@transaction.atomic
def note_step(
    *, actor: Actor, removal_id: UUID, step: str, at: datetime, occurred_at: datetime | None = None
) -> Removal:
    """An instant of the procedure: the next clock runs from there.

    Raises ImpossibleTransition, DomainError when it comes before the step it follows, or has not happened yet.
    """
    removal: Removal = written_part(actor=actor, model=Removal, key=removal_id)
    if step not in STEPS:
        raise ImpossibleTransition()
    transition = {"validated_at": "validate", "hearing_at": "hear"}.get(step, "note")
    state = REMOVAL.target(transition, removal.state)
    # A hearing is fixed ahead; everything else is told once it happened.
    if at > timezone.now() and step != "hearing_at":
        raise DomainError(_("È un momento che deve ancora venire."), field="on")
    before = [removal.placed_at, *(getattr(removal, name) for name in STEPS[: STEPS.index(step)])]
    if any(moment and at < moment for moment in before):
        raise DomainError(_("Viene prima di un passaggio che lo precede: controlla giorno e ora."), field="on")
    if step in {"asked_at", "validated_at"} and removal.sent_at is None:
        raise DomainError(_("Prima segna quando gli atti sono stati trasmessi alla procura."), field="step")
    if step == "validated_at" and removal.asked_at is None:
        raise DomainError(_("Prima segna quando la procura ha chiesto la convalida."), field="step")
    change(removal, actor=actor, values={step: at, "state": state})
    tell(actor=actor, file=removal.file, kind="removal_step", payload={"step": step}, occurred_at=occurred_at)
    _done(actor=actor, file=removal.file, occurred_at=occurred_at)
    _watch(actor=actor, file=removal.file, removal=removal, occurred_at=occurred_at)
    return removal


@transaction.atomic
def end_removal(*, actor: Actor, removal_id: UUID, reason: str, occurred_at: datetime | None = None) -> Removal:
    """Revoked, lapsed, or followed by the court's own measure. Raises ImpossibleTransition, DomainError."""
    removal: Removal = written_part(actor=actor, model=Removal, key=removal_id)
    state = REMOVAL.target("end", removal.state)
    change(removal, actor=actor, values={"state": state, "reason": require_reason(reason)})
    tell(actor=actor, file=removal.file, kind="removal_ended", occurred_at=occurred_at)
    _done(actor=actor, file=removal.file, occurred_at=occurred_at)
    return removal


def _title() -> str:
    return _("Termine d'urgenza")


def _watch(*, actor: Actor, file: JudicialFile, removal: Removal, occurred_at: datetime | None) -> None:
    """The term that is running now becomes a thing to do."""
    step = current(removal)
    if step is not None:
        due = timezone.localdate(step.due_at)
        remind(actor=actor, file=file, title=_title(), due_on=due, occurred_at=occurred_at)


def _done(*, actor: Actor, file: JudicialFile, occurred_at: datetime | None) -> None:
    """What was to watch until now is done."""
    waiting = tasks_of_source(actor=actor, kind=OBJECT, key=file.pk).filter(
        state=Task.State.OPEN, title__startswith=_title()
    )
    for task in list(waiting):
        complete_task(actor=actor, task_id=task.pk, occurred_at=occurred_at)
