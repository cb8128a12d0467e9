"""A pole with a case of a mother and her son, a tutor on its team, and plans at every step."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone

from portico.casework.models import Case
from portico.casework.services import add_member, open_case_directly
from portico.kernel.actor import acting
from portico.plans.models import Plan
from portico.plans.services import (
    NewSignature,
    review_plan,
    save_commitment,
    save_goal,
    save_support,
    share_plan,
    sign_plan,
    start_plan,
)
from tests.factories import actor_of, make_ambito, make_membership, make_person

TODAY = timezone.localdate


@pytest.fixture
def net(db):
    return build_net()


def build_net():
    ambito = make_ambito()
    world = SimpleNamespace(ambito=ambito, memberships={})

    def join(name, role, **values):
        membership = make_membership(ambito=ambito, role=role, **values)
        world.memberships[name] = membership
        setattr(world, name, actor_of(membership))
        return membership

    takes = {"takes_cases": True}
    anna = join("worker", "social_worker", unit_values={"name": "Polo 1", **takes})
    world.pole = anna.unit
    join("colleague", "social_worker", unit=world.pole)
    join("coordinator", "coordinator", unit=world.pole)
    join("other_worker", "social_worker", unit_values={"name": "Polo 2", **takes})
    join("tutor", "case_contributor", unit_values={"name": "Cooperativa C"})
    join("desk", "desk_operator", unit_values={"name": "Sportello A", "kind": "desk"})
    world.mother = make_person(actor=world.worker, first_name="Fatima", last_name="Benali")
    world.son = make_person(
        actor=world.worker, first_name="Amir", last_name="Benali", birth_date=TODAY() - dt.timedelta(days=3000)
    )
    with acting(world.worker):
        opened = open_case_directly(
            actor=world.worker, person_ids=[world.mother.pk, world.son.pk], area="families_minors", reason="Percorso",
            occurred_at=timezone.now() - dt.timedelta(days=200),
        )  # fmt: skip
        world.case = Case.objects.get(pk=opened.pk)
        add_member(
            actor=world.worker, case_id=world.case.pk, membership_id=world.tutor.membership_id,
            role="case_contributor", task="Accompagnamento",
        )  # fmt: skip
    return world


@pytest.fixture
def do(net):
    """`do(service, …)`: as the case's manager (or `by=`)."""
    return doing(net)


def doing(net):
    def call(service, *args, by=None, **values):
        actor = by or net.worker
        with acting(actor):
            return service(*args, actor=actor, **values)

    return call


@pytest.fixture
def draft(net, do):
    """A plan with one goal, a support of the tutor, and a promise on each side."""
    return write_draft(net, do)


def write_draft(net, do):
    plan = do(
        start_plan, case_id=net.case.pk, kind="household", title="Una casa per due",
        opening="Vivono da un'amica. Lei lavora, lui va bene a scuola.",
        next_check_on=TODAY() + dt.timedelta(days=60),
    )  # fmt: skip
    goal = do(
        save_goal, plan_id=plan.pk, domain="housing", text="Una casa in affitto", expected="Un contratto",
        evidence="Il contratto firmato", responsible_id=net.worker.membership_id,
    )  # fmt: skip
    do(
        save_support, plan_id=plan.pk, kind="own_service", what="work_support", text="Ti accompagno alle visite",
        goal_id=goal.pk, responsible_id=net.tutor.membership_id, frequency="ogni settimana", cost_cents=12345,
    )  # fmt: skip
    do(save_support, plan_id=plan.pk, kind="aid", what="food", text="Emporio", responsible_words="Emporio solidale")
    do(
        save_commitment, plan_id=plan.pk, side="household", text="Cercare annunci ogni giorno", goal_id=goal.pk,
    )  # fmt: skip
    do(
        save_commitment, plan_id=plan.pk, side="services", text="Scrivere al proprietario", goal_id=goal.pk,
        responsible_id=net.worker.membership_id, due_on=TODAY() + dt.timedelta(days=10),
    )  # fmt: skip
    return plan


def parts_of(plan, actor, name):
    with acting(actor):
        return list(getattr(plan, name).filter(removed_at__isnull=True))


@pytest.fixture
def signers(net, do):
    """Two signatures: hers, and the manager's."""
    return signing(net)


def signing(net):
    def made(plan, **values):
        with acting(net.worker):
            mother = plan.people.get(person=net.mother)
        return [
            NewSignature(how="in_presence", subject_id=mother.pk, **values),
            NewSignature(how="in_presence", membership_id=net.worker.membership_id),
        ]

    return made


@pytest.fixture
def shared(net, do, draft):
    do(share_plan, plan_id=draft.pk)
    return fresh(net, draft)


@pytest.fixture
def signed(net, do, shared, signers):
    do(sign_plan, plan_id=shared.pk, signatures=signers(shared))
    return fresh(net, shared)


@pytest.fixture
def reviewed(net, do, signed):
    do(review_plan, plan_id=signed.pk)
    return fresh(net, signed)


def fresh(net, plan):
    with acting(net.worker):
        return Plan.objects.select_related("case__unit__organisation", "case__manager__user").get(pk=plan.pk)


@pytest.fixture
def committed(transactional_db):
    """The network with a signed plan and a draft, for who comes from another connection."""
    with transaction.atomic():
        net = build_net()
        do = doing(net)
        net.signed = write_draft(net, do)
        do(share_plan, plan_id=net.signed.pk)
        do(sign_plan, plan_id=net.signed.pk, signatures=signing(net)(net.signed))
        net.draft = write_draft(net, do)
        with acting(net.worker):
            net.goal = net.draft.goals.get()
    return net
