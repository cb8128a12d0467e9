"""Every state against every act, and what the database itself requires of each state."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portico.kernel.actor import acting, system_actor
from portico.kernel.errors import NotAllowed
from portico.kernel.lifecycle import ImpossibleTransition
from portico.referrals import services
from portico.referrals.enums import Side, State
from portico.referrals.lifecycle import REFERRAL
from portico.referrals.models import Referral
from portico.referrals.services import reminding

# Written by hand from the rules, not from the table under test: act → states it is possible from, and where it leads.
POSSIBLE = {
    "send": ({"draft"}, "sent"),
    "receive": ({"sent"}, "received"),
    "ask": ({"sent", "received", "waiting_list"}, "more_information"),
    "answer": ({"more_information"}, "received"),
    "wait": ({"sent", "received", "more_information"}, "waiting_list"),
    "accept": ({"sent", "received", "more_information", "waiting_list"}, "accepted"),
    "take_in_charge": ({"sent", "received", "more_information", "waiting_list"}, "in_progress"),
    "decline": ({"sent", "received", "more_information", "waiting_list"}, "declined"),
    "start": ({"accepted"}, "in_progress"),
    "complete": ({"accepted", "in_progress"}, "completed"),
    "interrupt": ({"accepted", "in_progress"}, "interrupted"),
    "cancel": ({"draft", "sent", "received", "more_information", "waiting_list"}, "cancelled"),
    "expire": ({"sent", "received", "more_information"}, "expired"),
}
SENDER = {"send", "answer", "cancel"}
WAYS = {
    "draft": [],
    "sent": ["send"],
    "received": ["send", "receive"],
    "more_information": ["send", "ask"],
    "waiting_list": ["send", "wait"],
    "accepted": ["send", "accept"],
    "in_progress": ["send", "accept", "start"],
    "declined": ["send", "decline"],
    "completed": ["send", "accept", "complete"],
    "interrupted": ["send", "accept", "interrupt"],
    "cancelled": ["send", "cancel"],
    "expired": ["send", "expire"],
}


def do(network, referral, act):
    who = network.desk if act in SENDER else network.office
    doing = {
        "send": lambda key: services.send_referral(actor=who, referral_id=key),
        "receive": lambda key: services.receive_referral(actor=who, referral_id=key),
        "ask": lambda key: services.ask_information(actor=who, referral_id=key, text="Ha figli?"),
        "answer": lambda key: services.answer_information(actor=who, referral_id=key, text="Due."),
        "wait": lambda key: services.put_on_waiting_list(actor=who, referral_id=key, position=3),
        "accept": lambda key: services.accept_referral(actor=who, referral_id=key),
        "take_in_charge": lambda key: services.accept_referral(
            actor=who, referral_id=key, take_in_charge=True, area="adults"
        ),
        "decline": lambda key: services.decline_referral(actor=who, referral_id=key, reason="no_places"),
        "start": lambda key: services.start_referral(actor=who, referral_id=key),
        "complete": lambda key: services.complete_referral(actor=who, referral_id=key, outcome="completed"),
        "interrupt": lambda key: services.interrupt_referral(actor=who, referral_id=key, reason="no_contact"),
        "cancel": lambda key: services.cancel_referral(actor=who, referral_id=key, reason="Ci ha ripensato"),
    }
    if act == "expire":
        system = system_actor(network.ambito.pk)
        with acting(system):
            reminding.expire(actor=system, referral=referral, at=timezone.now())
        return
    with acting(who):
        doing[act](referral.pk)


def bring(network, state):
    with acting(network.desk):
        referral = services.draft_referral(
            actor=network.desk, person_id=network.person.pk, service_id=network.service.pk, asked="Un colloquio"
        )
    for act in WAYS[state]:
        do(network, referral, act)
    return referral


def state_of(network, referral):
    with acting(network.desk):
        return Referral.objects.get(pk=referral.pk).state


def test_the_table_has_the_states_and_acts_of_the_rules():
    assert set(REFERRAL.table) == set(POSSIBLE)
    assert REFERRAL.states == set(State.values) == set(WAYS)


@pytest.mark.django_db
@pytest.mark.parametrize("state", sorted(WAYS))
@pytest.mark.parametrize("act", sorted(POSSIBLE))
def test_each_act_from_each_state(network, state, act):
    referral = bring(network, state)
    sources, target = POSSIBLE[act]
    if state in sources:
        do(network, referral, act)
        assert state_of(network, referral) == target
    else:
        # A draft does not exist for the receiver; for whom it exists the act is impossible.
        hidden = state == "draft" and act not in SENDER | {"expire"}
        error = Exception if hidden else ImpossibleTransition
        with pytest.raises(error), transaction.atomic():
            do(network, referral, act)
        assert state_of(network, referral) == state


@pytest.mark.django_db
@pytest.mark.parametrize("act", sorted(set(POSSIBLE) - SENDER - {"expire"}))
def test_the_sender_cannot_answer_its_own_referral(network, act):
    referral = bring(network, "accepted" if act in {"start", "complete", "interrupt"} else "sent")
    with acting(network.desk), pytest.raises(NotAllowed):
        services.steps.take_step(actor=network.desk, referral_id=referral.pk, act=act, at=timezone.now())


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["answer", "cancel"])
def test_the_receiver_cannot_do_the_senders_acts(network, act):
    referral = bring(network, "more_information")
    with acting(network.office), pytest.raises(NotAllowed):
        services.steps.take_step(actor=network.office, referral_id=referral.pk, act=act, at=timezone.now())


def test_every_act_has_a_side():
    assert {step.side for step in REFERRAL.table.values()} == set(Side.values)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "values"),
    [
        ("sent", {"sent_at": None}),
        ("sent", {"due_on": None}),
        ("sent", {"number": None}),
        ("received", {"received_at": None}),
        ("accepted", {"answered_at": None}),
        ("declined", {"decline_reason": ""}),
        ("completed", {"outcome": ""}),
        ("completed", {"kept_until": None}),
        ("interrupted", {"interruption_reason": ""}),
        ("sent", {"state": "nonsense"}),
        ("accepted", {"waiting_position": 4}),
        ("sent", {"decline_reason": "other"}),
        ("sent", {"kept_until": dt.datetime(2030, 1, 1, tzinfo=dt.UTC)}),
    ],
)
def test_the_database_refuses_a_state_without_what_it_requires(network, state, values):
    referral = bring(network, state)
    with acting(network.desk), pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(**values)
