"""Several people at once, with real transactions: one answer, one manager, numbers without gaps."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from portico.casework.models import Case
from portico.casework.services import accept_case, assign_manager, open_case_directly, propose_case
from portico.kernel.actor import acting, system_actor
from portico.kernel.errors import DomainError, NotVisible
from portico.kernel.lifecycle import ImpossibleTransition
from portico.organisations.models import Unit
from portico.people.models import Person
from tests.factories import make_actor, make_ambito, make_person


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run each in a thread and a connection of its own; what each gave back or raised."""
    gate = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=10)
            found[place] = act()
        except Exception as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return found


@pytest.fixture
def network(transactional_db):
    with transaction.atomic():
        ambito = make_ambito()
        desk = make_actor(ambito=ambito, role="desk_operator")
        first = make_actor(ambito=ambito, role="coordinator", unit_values={"takes_cases": True})

        with acting(system_actor(ambito.pk)):
            unit = Unit.objects.get(pk=first.unit_id)
        second = make_actor(ambito=ambito, role="coordinator", unit=unit)
        workers = [make_actor(ambito=ambito, role="social_worker", unit=unit) for _ in range(2)]
        person = make_person(actor=desk)
    return desk, first, second, workers, person


def propose(desk, person, unit_id):
    with acting(desk), transaction.atomic():
        return propose_case(actor=desk, person_ids=[person.pk], unit_id=unit_id, area="adults", reason="Sfratto")


def test_two_coordinators_accept_the_same_proposal(network):
    desk, first, second, _workers, person = network
    case = propose(desk, person, first.unit_id)

    def accept(actor):
        def act():
            with acting(actor), transaction.atomic():
                return accept_case(actor=actor, case_id=case.pk)

        return act

    results = at_once(accept(first), accept(second))
    refused = [item for item in results if isinstance(item, Exception)]
    assert len(refused) == 1
    # Refused by the new state, or, for who asked at the very same instant, no longer there to be answered.
    assert isinstance(refused[0], ImpossibleTransition | NotVisible)


def test_two_social_workers_take_the_same_case(network):
    desk, first, _second, workers, person = network
    case = propose(desk, person, first.unit_id)
    with acting(first), transaction.atomic():
        accept_case(actor=first, case_id=case.pk)

    def take(actor):
        def act():
            with acting(actor), transaction.atomic():
                return assign_manager(actor=actor, case_id=case.pk, manager_id=actor.membership_id, activate=True)

        return act

    results = at_once(*(take(actor) for actor in workers))
    refused = [item for item in results if isinstance(item, Exception)]
    assert len(refused) == 1 and isinstance(refused[0], DomainError)
    with acting(first), transaction.atomic():
        assert Case.objects.get(pk=case.pk).manager_token in {actor.user_token for actor in workers}


def test_numbers_have_no_gaps_when_several_open_cases_and_some_change_their_mind(network):
    _desk, first, _second, workers, _person = network
    people = {}
    for worker in workers:
        with transaction.atomic():
            people[worker.user_token] = make_person(actor=worker, last_name=f"Prova{worker.user_token}")

    def several(actor):
        def act():
            for number in range(4):
                try:
                    with acting(actor), transaction.atomic():
                        open_case_directly(
                            actor=actor, person_ids=[people[actor.user_token].pk], area="adults", reason="Percorso"
                        )
                        if number == 2:
                            raise RuntimeError("changed their mind")
                except RuntimeError:
                    continue
            return True

        return act

    assert at_once(*(several(actor) for actor in workers)) == [True, True]
    with acting(first), transaction.atomic():
        numbers = sorted(Case.objects.values_list("number", flat=True))
        assert numbers == list(range(1, 7))
        assert Person.objects.count() == 2
