"""Reading the diary, as far as each entry reaches."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from portico.events.models import Event
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.thread.models import DiaryEntry, DiarySubject
from portico.thread.selectors.reach import hidden_people, reached


def entries(*, actor: Actor, person_id: UUID | None = None) -> QuerySet[DiaryEntry]:
    """Every entry the actor may read, newest first; about one person, through what they read of that person."""
    about = DiarySubject.objects.filter(entry_id=OuterRef("pk")).order_by()
    return DiaryEntry.objects.filter(
        Exists(reached(about.filter(person_id=person_id) if person_id else about, actor=actor)),
        ~Exists(hidden_people(about, actor=actor)),
        ambito_id=actor.ambito_id,
    ).order_by("-happened_at", "-id")


def with_lines(found: QuerySet[DiaryEntry]) -> QuerySet[DiaryEntry]:
    """The rows with what a line says of them: who wrote, whom they are about."""
    people = DiarySubject.objects.select_related("person").order_by("id")
    return found.select_related("operator__user", "organisation", "unit").prefetch_related(Prefetch("subjects", people))


def entries_of_person(
    *, actor: Actor, person_id: UUID, kind: str = "", mine: bool = False, text: str = ""
) -> QuerySet[DiaryEntry]:
    """The entries about somebody, of one kind, written by the actor, with these words; newest first."""
    return with_lines(_narrowed(entries(actor=actor, person_id=person_id), actor, kind, mine, text))


def case_entries(*, actor: Actor, case_id: UUID) -> QuerySet[DiaryEntry]:
    """The entries of a case that the actor may read, newest first."""
    return with_lines(entries(actor=actor).filter(case_id=case_id))


def get_entry(*, actor: Actor, key: object) -> DiaryEntry:
    """One entry. Raises NotVisible."""
    try:
        return with_lines(entries(actor=actor)).get(pk=UUID(str(key)))
    except (DiaryEntry.DoesNotExist, ValueError) as error:
        raise NotVisible("diary_entry", key) from error


def versions_of_entry(*, actor: Actor, entry: DiaryEntry) -> list[Any]:
    """How a visible entry was before each correction, newest first, for its unit; what was private, for its author."""
    if entry.unit_token not in actor.tokens:
        return []
    history = apps.get_model("thread", "DiaryEntryHistory")
    found = history.objects.filter(~Q(level=Event.Level.PRIVATE) | Q(author=actor.user_id), id=entry.pk)
    return list(found.order_by("-pgh_created_at", "-pgh_id"))


def _narrowed(found: QuerySet[DiaryEntry], actor: Actor, kind: str, mine: bool, text: str) -> QuerySet[DiaryEntry]:
    if kind:
        found = found.filter(kind=kind)
    if mine:
        found = found.filter(author=actor.own_user_id)
    for word in text.split()[:6]:
        found = found.filter(text__icontains=word)
    return found
