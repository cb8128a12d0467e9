"""The life of an assessment: every state with every transition; what was completed never changes."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from portico.assessment import services
from portico.assessment.lifecycle import ASSESSMENT
from portico.assessment.models import Answer, Assessment, Voice
from portico.assessment.selectors import get_assessment, latest_of
from portico.kernel.actor import acting
from portico.kernel.errors import DomainError
from portico.kernel.lifecycle import ImpossibleTransition
from tests.assessment.conftest import begin, finish, items_of, mark

STATES = ["draft", "completed", "superseded", "discarded"]
EXPECTED = {
    "complete": {"draft": "completed"},
    "discard": {"draft": "discarded"},
    "supersede": {"completed": "superseded"},
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("transition", list(EXPECTED))
def test_every_state_with_every_transition(transition, state):
    if state in EXPECTED[transition]:
        assert ASSESSMENT.target(transition, state) == EXPECTED[transition][state]
    else:
        with pytest.raises(ImpossibleTransition):
            ASSESSMENT.target(transition, state)


def test_the_table_has_no_other_state_or_transition():
    assert ASSESSMENT.states == set(STATES)
    assert set(ASSESSMENT.table) == set(EXPECTED)


def in_state(net, state):
    made = begin(net)
    mark(net, made, housing__security="1")
    if state == "discarded":
        with acting(net.worker):
            return services.discard_assessment(actor=net.worker, assessment_id=made.pk)
    if state != "draft":
        finish(net, made)
    if state == "superseded":
        newer = begin(net)
        mark(net, newer, housing__security="2")
        finish(net, newer)
    made.refresh_from_db()
    return made


ACTS = {
    "complete": lambda net, key: services.complete_assessment(actor=net.worker, assessment_id=key, reason="Così"),
    "discard": lambda net, key: services.discard_assessment(actor=net.worker, assessment_id=key),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", list(ACTS))
def test_services_follow_the_table(net, state, act):
    with acting(net.worker):
        made = in_state(net, state)
        assert made.state == state
        if state in EXPECTED[act]:
            assert ACTS[act](net, made.pk).state == EXPECTED[act][state]
        else:
            with pytest.raises(ImpossibleTransition):
                ACTS[act](net, made.pk)


@pytest.mark.parametrize(
    "values", [{"state": "unheard_of"}, {"completed_at": None}, {"kind": "other"}, {"outcome": "listening"}]
)
def test_the_database_refuses_a_state_without_what_it_requires(net, done, values):
    with acting(net.worker), pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=done.pk).update(**values)


def test_what_was_completed_does_not_change_even_by_plain_sql(net, done):
    with acting(net.worker):
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.filter(assessment=done).update(mark="6")
        item = items_of(done)["housing.costs"]
        with pytest.raises(DatabaseError), transaction.atomic():
            Answer.objects.create(assessment=done, item=item, mark="2")
        with pytest.raises(DatabaseError), transaction.atomic():
            Voice.objects.create(assessment=done, domain="housing", text="dopo")
        with pytest.raises(ImpossibleTransition):
            mark(net, done, housing__costs="2")


def test_nothing_is_completed_without_an_answer(net, draft):
    with pytest.raises(DomainError, match="almeno a una domanda"):
        finish(net, draft)


def test_a_newer_one_takes_the_place_of_the_older_and_the_older_stays_readable(net, done):
    newer = begin(net)
    mark(net, newer, housing__security="3")
    finish(net, newer)
    with acting(net.coordinator):
        done.refresh_from_db()
        assert (done.state, newer.previous_id) == ("superseded", done.pk)
        assert get_assessment(actor=net.coordinator, key=done.pk).answers.count() == 4
        assert latest_of(actor=net.coordinator, person_ids=net.people)[net.child.pk] == newer


def test_starting_twice_gives_the_same_draft_to_the_unit(net, draft):
    assert begin(net, net.colleague) == draft
    assert begin(net, kind="preliminary") != draft
