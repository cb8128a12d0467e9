"""People of the tests: a social worker with a case, her desk, another desk, another ambito."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from portico.access.enums import Origin
from portico.access.services import open_grant
from portico.kernel.actor import Actor, acting, system_actor
from portico.kernel.ids import uuid7
from portico.people.models import Person
from tests.factories import make_actor, make_ambito, make_person


def take_charge(actor: Actor, person: Person, **values: Any) -> None:
    """What accepting a case does: the unit sees by role."""
    with acting(system_actor(actor.ambito_id)):
        open_grant(
            actor=actor,
            person_id=person.pk,
            token=actor.main_token,
            origin=Origin.CASE_MANAGER,
            scope_kind="case",
            scope_id=values.get("scope_id", uuid7()),
        )


@pytest.fixture
def ambito():
    return make_ambito()


@pytest.fixture
def worker(ambito):
    """A social worker of a municipal pole."""
    return make_actor(ambito=ambito, role="social_worker", unit_values={"name": "Polo di Pesaro"})


@pytest.fixture
def desk(ambito):
    """A desk operator of an association."""
    return make_actor(ambito=ambito, role="desk_operator", unit_values={"name": "Sportello Pagnana"})


@pytest.fixture
def other_desk(ambito):
    return make_actor(ambito=ambito, role="desk_operator")


@pytest.fixture
def foreigner():
    """A social worker of another ambito."""
    return make_actor(ambito=make_ambito(), role="social_worker")


@pytest.fixture
def fatima(worker):
    """Registered and taken in charge by the social worker."""
    person = make_person(actor=worker)
    take_charge(worker, person)
    return person


@pytest.fixture
def child(worker):
    """Registered by the social worker's unit, in nobody's charge."""
    return make_person(actor=worker, first_name="Amir", last_name="Benali", birth_date=dt.date(2018, 4, 1), sex="male")


@pytest.fixture
def at_work(worker, acting_as):
    """The test is done by the social worker."""
    acting_as(worker)
    return worker
