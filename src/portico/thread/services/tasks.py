"""Giving somebody a thing to do, doing it, moving it, dropping it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category
from portico.events.models import Event
from portico.events.services import notify, record_event
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.records import change, lock
from portico.people.models import Person
from portico.thread import selectors
from portico.thread.lifecycle import TASK
from portico.thread.models import Task
from portico.thread.policies import may_work


@transaction.atomic
def create_task(
    *,
    actor: Actor,
    title: str,
    due_on: date | None,
    assigned_token: int,
    person: Person | None = None,
    source_kind: str = "",
    source_id: UUID | None = None,
    note: str = "",
    occurred_at: datetime | None = None,
) -> Task:
    """Give a membership or a unit something to do; tells them when it is not for the actor."""
    if not title.strip():
        raise DomainError(_("Scrivi che cosa c'è da fare."), field="title")
    task = Task(
        title=title.strip()[:160],
        note=note.strip()[:500],
        due_on=due_on,
        person=person,
        assigned_token=assigned_token,
        source_kind=source_kind,
        source_id=source_id,
        created_at=occurred_at or timezone.now(),
    )
    task.save(force_insert=True)
    _tell(actor=actor, task=task, kind="task_created", occurred_at=occurred_at)
    if assigned_token not in actor.tokens:
        notify(
            actor=actor,
            tokens=[assigned_token],
            kind="thread.task",
            text=_("C'è una nuova cosa da fare per te."),
            url=task.url or "/",
        )
    return task


@transaction.atomic
def complete_task(*, actor: Actor, task_id: UUID, note: str = "", occurred_at: datetime | None = None) -> Task:
    """It is done. Raises NotAllowed, ImpossibleTransition."""
    values = {"note": note.strip()[:500]} if note.strip() else {}
    return _close(actor=actor, task_id=task_id, transition="complete", kind="task_done", values=values, at=occurred_at)


@transaction.atomic
def drop_task(*, actor: Actor, task_id: UUID, reason: str, occurred_at: datetime | None = None) -> Task:
    """It is not needed any more. Raises DomainError without a reason, NotAllowed, ImpossibleTransition."""
    values = {"reason": _stated(reason)}
    return _close(actor=actor, task_id=task_id, transition="drop", kind="task_dropped", values=values, at=occurred_at)


@transaction.atomic
def move_task(*, actor: Actor, task_id: UUID, due_on: date, reason: str, occurred_at: datetime | None = None) -> Task:
    """Another day, with the reason. Raises DomainError, NotAllowed, ImpossibleTransition."""
    task = _locked(actor, task_id)
    TASK.target("move", task.state)
    was = task.due_on
    if was == due_on:
        raise DomainError(_("È già previsto per quel giorno."), field="due_on")
    change(task, actor=actor, values={"due_on": due_on, "reason": _stated(reason)})
    payload = {"from": was.isoformat() if was else ""}
    _tell(actor=actor, task=task, kind="task_moved", occurred_at=occurred_at, payload=payload)
    return task


@transaction.atomic
def drop_tasks_of(
    *, actor: Actor, source_kind: str, source_id: UUID, reason: str, occurred_at: datetime | None = None
) -> int:
    """Drop what is still open of a case or referral that ended; its own event tells it. Returns how many."""
    return _drop(actor, selectors.tasks_of_source(actor=actor, kind=source_kind, key=source_id), reason, occurred_at)


@transaction.atomic
def drop_tasks_about(
    *,
    actor: Actor,
    person_id: UUID,
    reason: str,
    but_sources: Collection[UUID] = (),
    occurred_at: datetime | None = None,
) -> int:
    """Drop every open task about a person that the actor may see, but for these cases'. Returns how many."""
    found = selectors.tasks_of_person(actor=actor, person_id=person_id)
    going_on = found.filter(source_id__in=but_sources).values("pk")
    return _drop(actor, found.exclude(pk__in=going_on), reason, occurred_at)


@transaction.atomic
def restore_tasks(*, actor: Actor, person_id: UUID, dropped_at: datetime) -> int:
    """Give back what was dropped at an instant, because it was a mistake. Returns how many."""
    found = selectors.tasks(actor=actor).filter(person_id=person_id, state=Task.State.DROPPED, done_at=dropped_at)
    tasks = list(found.select_for_update(of=("self",)))
    for task in tasks:
        state = TASK.target("restore", task.state)
        change(task, actor=actor, values={"state": state, "done_at": None, "done_by": None})
    return len(tasks)


@transaction.atomic
def hand_tasks_over(
    *, actor: Actor, source_kind: str, source_id: UUID, from_tokens: Collection[int], to_token: int
) -> int:
    """Give what these grantees still had to do for a case to somebody else. Returns how many."""
    found = selectors.tasks_of_source(actor=actor, kind=source_kind, key=source_id).filter(
        state=Task.State.OPEN, assigned_token__in=from_tokens
    )
    tasks = list(found.select_for_update(of=("self",)))
    for task in tasks:
        change(task, actor=actor, values={"assigned_token": to_token})
    return len(tasks)


def _drop(actor: Actor, found: QuerySet[Task], reason: str, at: datetime | None) -> int:
    tasks = list(found.filter(state=Task.State.OPEN).select_for_update(of=("self",)))
    for task in tasks:
        state = TASK.target("drop", task.state)
        closing = {"state": state, "reason": reason, "done_at": at or timezone.now(), "done_by": actor.user_id}
        change(task, actor=actor, values=closing)
    return len(tasks)


def _locked(actor: Actor, task_id: UUID) -> Task:
    selectors.get_task(actor=actor, key=task_id)
    task = lock(Task.objects.all(), task_id)
    if not may_work(actor, task):
        raise NotAllowed()
    return task


def _close(
    *, actor: Actor, task_id: UUID, transition: str, kind: str, values: dict[str, Any], at: datetime | None
) -> Task:
    task = _locked(actor, task_id)
    state = TASK.target(transition, task.state)
    closing = {"state": state, "done_at": at or timezone.now(), "done_by": actor.user_id}
    change(task, actor=actor, values={**values, **closing})
    _tell(actor=actor, task=task, kind=kind, occurred_at=at)
    return task


def _stated(reason: str) -> str:
    if not reason.strip():
        raise DomainError(_("Scrivi il motivo: aiuta chi legge dopo di te."), field="reason")
    return reason.strip()[:300]


def _tell(
    *, actor: Actor, task: Task, kind: str, occurred_at: datetime | None, payload: dict[str, Any] | None = None
) -> None:
    """On the thread of the person it is about. A reminder made by the ambito itself is not something one tells."""
    if task.person is None or actor.kind == "system":
        return
    record_event(
        actor=actor,
        kind=kind,
        category=Category.DIARY,
        people=[task.person],
        level=Event.Level.TEAM if task.source_kind == "case" else Event.Level.UNIT,
        other_tokens=[task.assigned_token],
        occurred_at=occurred_at,
        object_kind="task",
        object_id=task.pk,
        payload={"due_on": task.due_on.isoformat() if task.due_on else "", **(payload or {})},
    )
