"""Changing a record, being told that somebody else did, and numbers without gaps."""

import pytest
from django.db import transaction

from portico.kernel.actor import acting, system_actor
from portico.kernel.errors import NotVisible, StaleEdit
from portico.kernel.ids import uuid7
from portico.kernel.models import Counter
from portico.kernel.records import change, lock, next_number
from portico.people.models import Person
from tests.factories import make_actor, make_ambito, make_person
from tests.support.together import at_once


@pytest.fixture
def ambito(db):
    return make_ambito()


@pytest.fixture
def desk(ambito, acting_as):
    actor = make_actor(ambito=ambito, role="desk_operator")
    acting_as(actor)
    return actor


@pytest.fixture
def fatima(desk):
    return make_person(actor=desk)


def test_only_what_differs_is_written_with_its_author(desk, fatima):
    assert change(fatima, actor=desk, values={"first_name": fatima.first_name, "known_as": "Fati"}) == ["known_as"]
    fatima.refresh_from_db()
    assert (fatima.known_as, fatima.version, fatima.updated_by) == ("Fati", 2, desk.user_id)


def test_writing_the_same_changes_nothing(desk, fatima):
    assert change(fatima, actor=desk, values={"first_name": fatima.first_name}, expected_version=99) == []
    fatima.refresh_from_db()
    assert fatima.version == 1


def test_a_form_read_before_somebody_else_s_change_is_refused_and_says_what_differs(desk, fatima):
    change(fatima, actor=desk, values={"known_as": "Fati"}, expected_version=1)
    with pytest.raises(StaleEdit) as refused:
        change(fatima, actor=desk, values={"known_as": "Titti", "sex": "female"}, expected_version=1)
    label = str(Person._meta.get_field("known_as").verbose_name)
    assert refused.value.changes == [(label, "Fati", "Titti")]
    assert refused.value.version == 2
    fatima.refresh_from_db()
    assert fatima.known_as == "Fati"


def test_with_the_new_version_the_same_form_passes(desk, fatima):
    change(fatima, actor=desk, values={"known_as": "Fati"}, expected_version=1)
    change(fatima, actor=desk, values={"known_as": "Titti"}, expected_version=2)
    fatima.refresh_from_db()
    assert (fatima.known_as, fatima.version) == ("Titti", 3)


@pytest.mark.parametrize("key", [uuid7(), "", "not a key", None])
def test_locking_what_is_not_there_looks_the_same_whatever_was_asked(desk, key):
    with transaction.atomic(), pytest.raises(NotVisible):
        lock(Person.objects.all(), key)


def test_numbers_go_on_by_one_apart_for_each_series_and_year(desk):
    assert [next_number(actor=desk, series="prova", year=2026) for _ in range(3)] == [1, 2, 3]
    assert next_number(actor=desk, series="altra", year=2026) == 1
    assert next_number(actor=desk, series="prova", year=2027) == 1


def test_a_number_taken_by_a_write_that_failed_is_given_again(desk):
    with transaction.atomic():
        next_number(actor=desk, series="prova", year=2026)
        transaction.set_rollback(True)
    assert next_number(actor=desk, series="prova", year=2026) == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_take_numbers_without_gaps_also_when_some_fail():
    actor = system_actor(make_ambito().pk)

    def take():
        with acting(actor), transaction.atomic():
            return next_number(actor=actor, series="prova", year=2026)

    def take_and_fail():
        with acting(actor), transaction.atomic():
            next_number(actor=actor, series="prova", year=2026)
            raise RuntimeError

    taken = at_once(*[take] * 6, *[take_and_fail] * 3)
    assert sorted(number for number in taken if isinstance(number, int)) == [1, 2, 3, 4, 5, 6]
    with acting(actor), transaction.atomic():
        assert Counter.objects.get(series="prova").last == 6
