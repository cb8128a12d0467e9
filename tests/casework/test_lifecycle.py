"""The life of a case, by hand: every state with every act; what each state requires, in the database."""

import pytest
from django.db import IntegrityError, transaction

from portico.casework import services
from portico.casework.lifecycle import CASE
from portico.casework.models import Case
from portico.kernel.actor import acting
from portico.kernel.lifecycle import ImpossibleTransition

STATES = ["proposed", "sent_back", "accepted", "active", "suspended", "closed"]
EXPECTED = {
    "accept": {"proposed": "accepted"},
    "send_back": {"proposed": "sent_back"},
    "activate": {"accepted": "active"},
    "suspend": {"active": "suspended"},
    "resume": {"suspended": "active"},
    "close": {"accepted": "closed", "active": "closed", "suspended": "closed"},
    "reopen": {"closed": "active"},
    "hand_over": {"accepted": "accepted", "active": "accepted", "suspended": "accepted"},
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("transition", list(EXPECTED))
def test_every_state_with_every_transition(transition, state):
    if state in EXPECTED[transition]:
        assert CASE.target(transition, state) == EXPECTED[transition][state]
    else:
        with pytest.raises(ImpossibleTransition):
            CASE.target(transition, state)


def test_the_table_has_no_other_state_or_transition():
    assert CASE.states == set(STATES)
    assert set(CASE.table) == set(EXPECTED)


def in_state(net, state):
    """A case in this state, with `net.worker` as manager where one is needed."""
    with acting(net.desk):
        case = services.propose_case(
            actor=net.desk, person_ids=[net.person.pk], unit_id=net.pole.pk, area="adults", reason="Sfratto."
        )
    with acting(net.worker):
        worker = {"actor": net.worker, "case_id": case.pk}
        if state == "sent_back":
            services.send_back_case(**worker, reason="Non qui")
        if state in {"accepted", "active", "suspended", "closed"}:
            services.accept_case(**worker, manager_id=net.worker.membership_id, activate=state != "accepted")
        if state == "suspended":
            services.suspend_case(**worker, reason="hospital")
        if state == "closed":
            services.close_case(**worker, reason="autonomy")
    return case


ACTS = {
    "accept": lambda who, key, net: services.accept_case(actor=who, case_id=key),
    "send_back": lambda who, key, net: services.send_back_case(actor=who, case_id=key, reason="Non qui"),
    "activate": lambda who, key, net: services.activate_case(actor=who, case_id=key),
    "suspend": lambda who, key, net: services.suspend_case(actor=who, case_id=key, reason="hospital"),
    "resume": lambda who, key, net: services.resume_case(actor=who, case_id=key),
    "close": lambda who, key, net: services.close_case(actor=who, case_id=key, reason="autonomy"),
    "reopen": lambda who, key, net: services.reopen_case(actor=who, case_id=key, reason="È tornata"),
    "hand_over": lambda who, key, net: services.hand_over(
        actor=who, case_id=key, to_unit_id=net.other_pole.pk, reason="Cambia residenza"
    ),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", list(ACTS))
def test_services_follow_the_table(net, state, act):
    case = in_state(net, state)
    with acting(net.worker):
        if state in EXPECTED[act]:
            changed = ACTS[act](net.worker, case.pk, net)
            assert changed.state == EXPECTED[act][state]
        else:
            with pytest.raises(ImpossibleTransition):
                ACTS[act](net.worker, case.pk, net)


@pytest.mark.parametrize(
    ("state", "values"),
    [
        ("active", {"state": "unheard_of"}),
        ("active", {"manager": None, "manager_token": None}),
        ("active", {"manager_token": None}),
        ("suspended", {"suspension_reason": ""}),
        ("suspended", {"suspended_at": None}),
        ("closed", {"closure_reason": ""}),
        ("closed", {"closed_at": None}),
        ("closed", {"closure_reason": "other", "closure_words": ""}),
        ("accepted", {"accepted_at": None}),
        ("sent_back", {"answer_reason": ""}),
        ("active", {"series": "R"}),
    ],
)
def test_the_database_refuses_a_state_without_what_it_requires(net, state, values):
    case = in_state(net, state)
    # Through the grants of the review period a closed case is still written by its unit.
    with acting(net.worker), pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**values)


def test_a_handed_over_case_goes_on_at_once_with_a_manager(net):
    case = in_state(net, "suspended")
    with acting(net.worker):
        changed = services.hand_over(
            actor=net.worker,
            case_id=case.pk,
            to_unit_id=net.other_pole.pk,
            to_manager_id=net.other_worker.membership_id,
            reason="Cambia residenza",
        )
    assert (changed.state, changed.manager_token) == ("active", net.other_worker.user_token)
