"""Who might be the person in front of us: one's own people, and minimal cards of the network's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from portico.access.models import ReadLog
from portico.access.services import log_reads
from portico.kernel.actor import Actor
from portico.people.models import Person
from portico.people.selectors import people, search_people
from portico.people.services.lookup import Card, TooManyLookups, look_up
from portico.people.services.register import NewPerson

OWN_LIMIT = 5


@dataclass(frozen=True, slots=True)
class Found:
    """`own` may be opened; `cards` tell only that somebody is known; `network` says whether it was asked."""

    own: list[Person] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    network: bool = False

    @property
    def somebody(self) -> bool:
        return bool(self.own or self.cards)


def find(
    *,
    actor: Actor,
    network: bool,
    identifier: str = "",
    identifier_kind: str = "",
    first_name: str = "",
    last_name: str = "",
    birth_date: date | None = None,
) -> Found:
    """One's own people by part of a name; the network's by a code or a full name with the birth date."""
    cards: list[Card] = []
    if network:
        cards = look_up(
            actor=actor,
            first_name=first_name,
            last_name=last_name,
            birth_date=birth_date,
            identifier_kind=identifier_kind,
            identifier=identifier,
        )
    mine = {card.person_id for card in cards if card.mine}
    typed = f"{first_name} {last_name}".strip() or identifier
    alike = search_people(actor=actor, text=typed)
    if birth_date is not None and not network:
        alike = alike.filter(birth_date=birth_date)
    own = _own(actor, mine, list(alike[:OWN_LIMIT]) if typed else [])
    return Found(own=own, cards=[card for card in cards if not card.mine], network=network)


def possible_duplicates(*, actor: Actor, data: NewPerson) -> Found:
    """Who is already there and looks like the person about to be registered.

    Too many look-ups in the hour do not stop a registration.
    """
    try:
        cards = look_up(
            actor=actor,
            first_name=data.first_name,
            last_name=data.last_name,
            birth_date=data.birth_date,
            identifier_kind=data.identifier_kind,
            identifier=data.identifier,
        )
    except TooManyLookups:
        cards = []
    mine = {card.person_id for card in cards if card.mine}
    same_name: list[Person] = []
    if data.first_name.strip() and data.last_name.strip() and data.birth_date is None:
        same_name = list(search_people(actor=actor, text=f"{data.first_name} {data.last_name}")[:OWN_LIMIT])
    return Found(own=_own(actor, mine, same_name), cards=[card for card in cards if not card.mine], network=True)


def _own(actor: Actor, ids: set[UUID], others: list[Person]) -> list[Person]:
    """The actor's own people among those found; that they were listed is on record."""
    found = list(people(actor=actor).filter(pk__in=ids)) if ids else []
    found += [person for person in others if person.pk not in ids]
    log_reads(
        actor=actor,
        what="lookup.own",
        person_ids=[person.pk for person in found],
        outcome=ReadLog.Outcome.LISTED,
    )
    return found
