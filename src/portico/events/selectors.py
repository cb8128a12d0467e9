"""Reading the thread and the notifications."""

from __future__ import annotations

from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value

from portico.access.enums import Category, Level
from portico.access.selectors import Levels, levels_on
from portico.events.models import Event, EventSubject, Notification
from portico.kernel.actor import Actor


def thread_of(
    *, actor: Actor, person_id: UUID, kinds: list[str] | None = None, levels: dict[str, Level] | None = None
) -> QuerySet[EventSubject]:
    """A person's events the actor may read, newest first: own unit's, and others' where the category is open.

    `levels` are the actor's, when the page has already asked for them.
    """
    if not isinstance(levels, Levels):
        levels = levels_on(actor=actor, person_id=person_id)
    if levels[Category.IDENTITY] < Level.KNOWN:
        return EventSubject.objects.none()
    opened = [category for category, level in levels.items() if level >= Level.READ]
    found = EventSubject.objects.filter(
        Q(tokens__overlap=list(actor.tokens))
        | Q(level__in=["team", "network"], category__in=opened) & _of_own_cases(levels),
        Q(user_id=actor.user_id) | ~Q(level="private"),
        # Named people only: not even who stands in for one of them because others said so.
        ~Q(category=Category.JUDICIAL) | Q(tokens__overlap=list(actor.own_tokens)),
        ambito_id=actor.ambito_id,
        person_id=person_id,
    )
    if kinds is not None:
        found = found.filter(kind__in=kinds)
    return found.order_by("-occurred_at", "-event_id")


def _of_own_cases(levels: Levels) -> Q:
    """Through a case's team: nothing of the person's other cases, and for teams what somebody of that case wrote."""
    teams = levels.teams
    if not teams:
        return Q()
    beside = [category for category, level in levels.beside.items() if level >= Level.READ]
    others = Event.objects.filter(id=OuterRef("event_id"), object_kind="case").exclude(object_id__in=teams)
    works = [Func(F("tokens"), Value(case), function="portico_works_on", output_field=BooleanField()) for case in teams]
    ours = reduce(or_, [Q(level="network"), *(Q(work) for work in works)])
    return Q(category__in=beside) | (ours & ~Q(Exists(others)))


def events_by_id(ids: list[UUID]) -> dict[UUID, Event]:
    """The events of a page of a thread."""
    return {event.id: event for event in Event.objects.filter(id__in=ids).order_by("id")}


def notifications(*, actor: Actor, unread_only: bool = False) -> QuerySet[Notification]:
    """What the actor and their unit were told, newest first."""
    found = Notification.objects.filter(ambito_id=actor.ambito_id, token__in=actor.tokens)
    if unread_only:
        found = found.filter(read_at__isnull=True)
    return found.order_by("-created_at", "-id")
