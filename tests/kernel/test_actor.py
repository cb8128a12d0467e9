"""Who acts, as PostgreSQL is told: with nesting, savepoints and rollbacks."""

import pytest
from django.db import connection, transaction

from portico.kernel.actor import Actor, NoActor, acting, current_actor, system_actor
from portico.kernel.ids import uuid7
from portico.people.models import Person

ONE = Actor(ambito_id=uuid7(), user_id=uuid7(), membership_id=uuid7(), role="desk_operator", tokens=(7, 8))
OTHER = Actor(ambito_id=ONE.ambito_id, user_id=uuid7(), membership_id=uuid7(), role="social_worker", tokens=(9,))


def told():
    """The user PostgreSQL believes in now."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('portico.user_id', true)")
        return cursor.fetchone()[0] or ""


def name_of(actor):
    return str(actor.user_id) if actor else ""


@pytest.mark.django_db(transaction=True)
class TestWithRealTransactions:
    def test_the_actor_is_told_when_the_transaction_opens_and_forgotten_when_it_ends(self):
        with acting(ONE):
            with transaction.atomic():
                assert told() == name_of(ONE)
            assert told() == ""

    def test_inside_a_transaction_it_is_told_at_once_and_restored_afterwards(self):
        with acting(ONE), transaction.atomic():
            with acting(OTHER):
                assert told() == name_of(OTHER)
                with acting(None):
                    assert told() == ""
                assert told() == name_of(OTHER)
            assert told() == name_of(ONE)
            assert current_actor() == ONE

    def test_a_savepoint_rolled_back_leaves_the_one_who_acts_now(self):
        with acting(ONE), transaction.atomic():
            with acting(OTHER), transaction.atomic():
                assert told() == name_of(OTHER)
                transaction.set_rollback(True)
            assert told() == name_of(ONE)

    def test_an_actor_taken_up_inside_a_savepoint_goes_away_with_its_rollback(self):
        with acting(ONE), transaction.atomic():
            with pytest.raises(RuntimeError), transaction.atomic(), acting(OTHER):
                raise RuntimeError
            assert told() == name_of(ONE)

    def test_a_statement_that_broke_the_transaction_does_not_hide_its_own_error(self):
        with acting(ONE), transaction.atomic():
            with pytest.raises(Exception, match="division by zero"), transaction.atomic(), acting(OTHER):
                with connection.cursor() as cursor:
                    cursor.execute("select 1/0")
            assert told() == name_of(ONE)

    def test_after_a_rolled_back_transaction_nobody_acts_on_the_same_connection(self):
        with pytest.raises(RuntimeError), acting(ONE), transaction.atomic():
            raise RuntimeError
        assert told() == ""
        assert current_actor() is None

    def test_a_protected_table_outside_a_transaction_raises(self):
        with acting(ONE), pytest.raises(NoActor, match="people_person"):
            Person.objects.first()


@pytest.mark.django_db
def test_a_protected_table_asked_for_by_nobody_raises():
    with pytest.raises(NoActor, match="people_person"):
        Person.objects.first()


def test_the_ambito_s_own_actor_is_nobody_in_particular():
    actor = system_actor(ONE.ambito_id)
    for name in ("main_token", "own_user_id", "own_membership_id", "own_organisation_id"):
        with pytest.raises(NoActor):
            getattr(actor, name)
    assert (ONE.main_token, ONE.own_user_id) == (7, ONE.user_id)
