"""What the search box finds, each kind through its own app's selector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portico.casework.selectors import find_cases
from portico.directory.selectors import search_services
from portico.kernel.actor import Actor
from portico.people.models import Person
from portico.people.selectors import search_people

FEW = 8


@dataclass(frozen=True, slots=True)
class Found:
    """A few results of each kind."""

    people: list[Person]
    cases: list[Any]
    services: list[Any]

    @property
    def nothing(self) -> bool:
        return not (self.people or self.cases or self.services)


def find_everything(*, actor: Actor, text: str) -> Found:
    """Own people by name or code, visible cases by number, published services by words."""
    return Found(
        people=list(search_people(actor=actor, text=text)[:FEW]),
        cases=list(find_cases(actor=actor, text=text)[:FEW]),
        services=list(search_services(actor=actor, text=text)[:FEW]),
    )
