"""Deciding how far a piece of writing reaches, and refusing what could not be so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from portico.access.enums import Category
from portico.accounts.models import Membership
from portico.events.models import Event
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotVisible
from portico.people.models import Person
from portico.people.selectors import get_person
from portico.thread.models import Shown
from portico.thread.selectors.reach import attachable_cases, only_on_a_team


def people_of(actor: Actor, person_ids: Iterable[UUID]) -> list[Person]:
    """The people it is about, once each. Raises NotVisible, DomainError when there is nobody."""
    people = [get_person(actor=actor, key=key) for key in dict.fromkeys(person_ids)]
    if not people:
        raise DomainError(_("Di chi si parla? Scegli almeno una persona."), field="people")
    return people


def reach_of(
    actor: Actor,
    people: Sequence[Person],
    *,
    category: Category,
    level: str,
    case_id: UUID | None,
    named_tokens: Iterable[int],
) -> dict[str, Any]:
    """The values of a new `Shown` row of the actor's."""
    shown = place(actor, people, category=category, level=level, case_id=case_id, named_tokens=named_tokens)
    return {"unit_token": actor.main_token, "author": actor.own_user_id, **shown}


def place(
    actor: Actor,
    people: Sequence[Person],
    *,
    category: Category,
    level: str,
    case_id: UUID | None,
    named_tokens: Iterable[int],
    was: Shown | None = None,
) -> dict[str, Any]:
    """Level, category, case and named people, checked. Raises DomainError beside what is wrong, NotVisible."""
    if level not in Event.Level.values:
        raise DomainError(_("Scegli chi lo legge."), field="level")
    keeps_its_case = was is not None and was.case_id == case_id
    for person in people:
        if case_id and not keeps_its_case and not _works_on(actor, person, case_id):
            raise NotVisible("case", case_id)
        if case_id is None and only_on_a_team(actor=actor, person_id=person.pk):
            raise DomainError(_("Scegli la presa in carico a cui lavori: il tuo incarico è solo quello."), field="case")
    if level == Event.Level.TEAM and case_id is None:
        raise DomainError(_("Per farlo leggere all'équipe scegli di quale presa in carico si tratta."), field="case")
    named = _named(actor, named_tokens) if category == Category.JUDICIAL else []
    return {"category": category, "level": level, "case_id": case_id, "named_tokens": named}


def _works_on(actor: Actor, person: Person, case_id: UUID) -> bool:
    """Works on that case; of a reserved person's cases the named people are in charge of all."""
    return case_id in attachable_cases(actor=actor, person_id=person.pk)


def _named(actor: Actor, tokens: Iterable[int]) -> list[int]:
    wanted = set(tokens)
    known = set(Membership.objects.filter(ambito_id=actor.ambito_id, token__in=wanted).values_list("token", flat=True))
    if wanted - known:
        raise DomainError(_("Scegli persone della rete."), field="named")
    return sorted(known)
