"""A pole with a case of a mother and her son, two colleagues of other bodies on its team, and a meeting."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from portico.casework.models import Case
from portico.casework.services import add_member, open_case_directly
from portico.kernel.actor import acting
from portico.meetings.models import Meeting
from portico.meetings.services import (
    DecisionData,
    Outsider,
    cancel_meeting,
    close_meeting,
    convene,
    write_minutes,
)
from tests.factories import actor_of, make_ambito, make_membership, make_person


def days(number, hour=10):
    return (timezone.localtime() + dt.timedelta(days=number)).replace(hour=hour, minute=0, second=0, microsecond=0)


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
    join("other_worker", "social_worker", unit_values={"name": "Polo 2", **takes})
    join("tutor", "case_contributor", unit_values={"name": "Cooperativa C"})
    join("nurse", "case_contributor", unit_values={"name": "Consultorio"})
    join("desk", "desk_operator", unit_values={"name": "Sportello A", "kind": "desk"})
    world.mother = make_person(actor=world.worker, first_name="Fatima", last_name="Benali")
    world.son = make_person(
        actor=world.worker, first_name="Amir", last_name="Benali",
        birth_date=timezone.localdate() - dt.timedelta(days=3000),
    )  # fmt: skip
    with acting(world.worker):
        opened = open_case_directly(
            actor=world.worker, person_ids=[world.mother.pk, world.son.pk], area="families_minors", reason="Percorso",
            occurred_at=days(-200),
        )  # fmt: skip
        for name in ("tutor", "nurse"):
            add_member(
                actor=world.worker, case_id=opened.pk, membership_id=world.memberships[name].pk,
                role="case_contributor",
            )  # fmt: skip
        world.case = Case.objects.get(pk=opened.pk)
        world.mother_there = world.case.subjects.get(person=world.mother)
    return world


@pytest.fixture
def do(net):
    """`do(service, …)`: as the case's manager (or `by=`)."""

    def call(service, *args, by=None, **values):
        actor = by or net.worker
        with acting(actor):
            return service(*args, actor=actor, **values)

    return call


def called(net, **values):
    return {
        "case_id": net.case.pk,
        "kind": "verification",
        "starts_at": days(3),
        "place": "Polo 1, sala grande",
        "agenda": "Com'è andata da settembre",
        "membership_ids": [net.tutor.membership_id],
        "subject_ids": [net.mother_there.pk],
        "outsiders": [Outsider("Dott.ssa Neri", "Scuola Rodari", "insegnante")],
        **values,
    }


@pytest.fixture
def planned(net, do):
    return do(convene, **called(net))


@pytest.fixture
def past(net, do):
    """One that should have taken place yesterday."""
    return do(convene, **called(net, starts_at=days(-1)))


def minutes_of(meeting, **values):
    return {
        "meeting_id": meeting.pk,
        "minutes": "La mamma è stanca ma c'è. Il tutor propone il sabato.",
        "decisions": [],
        **values,
    }


@pytest.fixture
def held(net, do, past):
    with acting(net.worker):
        mother = past.participants.get(subject__isnull=False)
    do(
        write_minutes,
        **minutes_of(
            past,
            presences={mother.pk: "present"},
            decisions=[
                DecisionData("Provare il sabato in palestra", net.tutor.membership_id, due_on=days(20).date()),
                DecisionData("Parlare con la maestra", who="la mamma"),
            ],
        ),
    )
    return fresh(net, past)


@pytest.fixture
def closed(net, do, held):
    do(close_meeting, meeting_id=held.pk)
    return fresh(net, held)


@pytest.fixture
def cancelled(net, do, planned):
    do(cancel_meeting, meeting_id=planned.pk, reason="Neve")
    return fresh(net, planned)


def fresh(net, meeting, by=None):
    with acting(by or net.worker):
        return Meeting.objects.select_related("case__unit__organisation", "case__manager__user").get(pk=meeting.pk)
