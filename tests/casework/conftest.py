"""A small network for cases: a desk of an association, a municipal pole, a cooperative, another pole."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from portico.casework.services import accept_case, activate_case, assign_manager, propose_case
from portico.kernel.actor import acting
from tests.factories import actor_of, make_ambito, make_membership, make_person


@pytest.fixture
def net(db):
    ambito = make_ambito()
    world = SimpleNamespace(ambito=ambito, memberships={})

    def join(name, role, **values):
        membership = make_membership(ambito=ambito, role=role, **values)
        world.memberships[name] = membership
        setattr(world, name, actor_of(membership))
        return membership

    takes = {"takes_cases": True}
    join("desk", "desk_operator", unit_values={"name": "Sportello A", "kind": "desk"})
    anna = join("worker", "social_worker", unit_values={"name": "Polo 1", **takes})
    world.pole = anna.unit
    join("colleague", "social_worker", unit=world.pole)
    join("coordinator", "coordinator", unit=world.pole)
    join("volunteer", "volunteer", unit=world.pole)
    other = join("other_worker", "social_worker", unit_values={"name": "Polo 2", **takes})
    world.other_pole = other.unit
    join("other_coordinator", "coordinator", unit=world.other_pole)
    join("tutor", "case_contributor", unit_values={"name": "Cooperativa C"})
    join("other_desk", "desk_operator", unit_values={"name": "Sportello B", "kind": "desk"})
    sensitive = {"unit_values": {"name": "SerD", "sensitive": True, **takes}}
    join("serd", "social_worker", **sensitive)
    world.person = make_person(actor=world.desk)
    return world


@pytest.fixture
def proposed(net):
    """A case the desk proposed to the pole."""
    with acting(net.desk):
        return propose_case(
            actor=net.desk, person_ids=[net.person.pk], unit_id=net.pole.pk, area="adults", reason="Sfratto in arrivo."
        )


@pytest.fixture
def accepted(net, proposed):
    """The same, accepted, waiting to be assigned."""
    with acting(net.coordinator):
        return accept_case(actor=net.coordinator, case_id=proposed.pk)


@pytest.fixture
def active(net, accepted):
    """The same, managed by `net.worker`."""
    with acting(net.worker):
        assign_manager(actor=net.worker, case_id=accepted.pk, manager_id=net.worker.membership_id)
        return activate_case(actor=net.worker, case_id=accepted.pk)
