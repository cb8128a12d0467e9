"""Reading things to do: one's own and one's unit's, and those of the people whose diary is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from portico.access.enums import Category, Level
from portico.access.selectors import live_grants, open_origins
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.thread.models import Task


def tasks(*, actor: Actor) -> QuerySet[Task]:
    """Tasks the actor may see: given to them while they still know the person, or in a diary open to them."""
    grants = live_grants(actor=actor).filter(person_id=OuterRef("person_id")).order_by()
    known = Exists(grants.filter(origin__in=open_origins(actor=actor, category=Category.IDENTITY, level=Level.KNOWN)))
    diary = Exists(
        grants.filter(
            Q(categories__isnull=True) | Q(categories__contains=[Category.DIARY]),
            ~Q(origin="case_team") | Q(scope_kind=OuterRef("source_kind"), scope_id=OuterRef("source_id")),
            origin__in=open_origins(actor=actor, category=Category.DIARY),
        )
    )
    mine = Q(assigned_token__in=actor.tokens)
    return (
        Task.objects.filter(ambito_id=actor.ambito_id)
        .filter((mine & (Q(person__isnull=True) | known)) | (Q(person__isnull=False) & diary))
        .order_by(F("due_on").asc(nulls_last=True), "created_at", "id")
    )


def open_tasks(*, actor: Actor) -> QuerySet[Task]:
    """What the actor and their unit have to do, the most urgent first."""
    return tasks(actor=actor).filter(assigned_token__in=actor.tokens, state=Task.State.OPEN).select_related("person")


def tasks_of_source(*, actor: Actor, kind: str, key: UUID) -> QuerySet[Task]:
    """The tasks of one case, referral…: open ones first."""
    return (
        tasks(actor=actor)
        .filter(source_kind=kind, source_id=key)
        .order_by(F("done_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "created_at", "id")
    )


def tasks_of_person(*, actor: Actor, person_id: UUID) -> QuerySet[Task]:
    """A person's open tasks that the actor may see."""
    return tasks(actor=actor).filter(person_id=person_id, state=Task.State.OPEN)


def get_task(*, actor: Actor, key: object) -> Task:
    """A task the actor may see. Raises NotVisible."""
    try:
        return tasks(actor=actor).select_related("person").get(pk=UUID(str(key)))
    except (Task.DoesNotExist, ValueError) as error:
        raise NotVisible("task", key) from error


@dataclass(frozen=True, slots=True)
class PastDay:
    """A day on which the actor did something for somebody they no longer follow: no name, no words."""

    day: date
    times: int


def past_days(*, actor: Actor) -> list[PastDay]:
    """What remains of paths that ended: the days the actor worked on them."""
    with connection.cursor() as cursor:
        cursor.execute("select * from portico_past_days(200)")
        return [PastDay(*row) for row in cursor.fetchall()]
