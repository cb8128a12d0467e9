"""A mother and her child in charge of a pole, with an educator on the team; another pole; a desk."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from portico.assessment.models import FormItem
from portico.assessment.services import Typed, complete_assessment, save_answers, start_assessment
from portico.casework.services import add_member, open_case_directly
from portico.kernel.actor import acting
from portico.people.services.household import add_member as add_household_member
from portico.people.services.household import create_household
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
    world.pole = join("worker", "social_worker", unit_values={"name": "Polo 1", **takes}).unit
    join("colleague", "social_worker", unit=world.pole)
    join("coordinator", "coordinator", unit=world.pole)
    world.other_pole = join("other_worker", "social_worker", unit_values={"name": "Polo 2", **takes}).unit
    join("serd", "social_worker", unit_values={"name": "SerD", "sensitive": True, **takes})
    join("tutor", "case_contributor", unit_values={"name": "Cooperativa C"})
    join("second_tutor", "case_contributor", unit_values={"name": "Cooperativa D"})
    join("desk", "desk_operator", unit_values={"name": "Sportello A", "kind": "desk"})
    join("admin", "ambito_admin", with_unit=False)
    world.person = make_person(actor=world.worker)
    world.child = make_person(actor=world.worker, first_name="Amir", birth_date=dt.date(2019, 3, 1))
    with acting(world.worker):
        world.case = open_case_directly(
            actor=world.worker, person_ids=[world.person.pk, world.child.pk], area="adults", reason="Percorso"
        )
        household = create_household(actor=world.worker, person_id=world.person.pk, kind="de_facto")
        add_household_member(actor=world.worker, household_id=household.pk, person_id=world.child.pk, role="child")
        add_member(
            actor=world.worker, case_id=world.case.pk, membership_id=world.tutor.membership_id,
            role="case_contributor",
        )  # fmt: skip
    world.people = [world.person.pk, world.child.pk]
    return world


def items_of(assessment):
    return {item.code: item for item in FormItem.objects.filter(form_id=assessment.form_id)}


def begin(net, actor=None, kind="deep", **values):
    who = actor or net.worker
    with acting(who):
        return start_assessment(actor=who, kind=kind, person_ids=values.pop("people", net.people), **values)


def mark(net, assessment, actor=None, **marks):
    """`mark(net, a, housing__security="2", work__motivation=(person, "6", "nota"))`."""
    who = actor or net.worker
    with acting(who):
        items = items_of(assessment)
        typed = []
        for code, said in marks.items():
            person, level, note = said if isinstance(said, tuple) else (None, said, "")
            typed.append(Typed(items[code.replace("__", ".")].pk, person, level, note))
        return save_answers(actor=who, assessment_id=assessment.pk, typed=typed)


def finish(net, assessment, actor=None, **values):
    who = actor or net.worker
    with acting(who):
        return complete_assessment(actor=who, assessment_id=assessment.pk, **{"reason": "Così", **values})


@pytest.fixture
def draft(net):
    return begin(net)


@pytest.fixture
def done(net, draft):
    """Housing hard, motivation strong, health poor; nothing shared."""
    mark(
        net,
        draft,
        housing__security="1",
        work__motivation=(net.person.pk, "6", "vuole lavorare"),
        health__physical=(net.person.pk, "2", "mal di schiena"),
        education__child_learning=(net.child.pk, "5", ""),
    )
    return finish(net, draft)
