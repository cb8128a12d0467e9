"""Jobs run as somebody, in the transaction of who asked, once."""

import pytest
from django.db import connection, transaction

from portico.accounts.models import Membership
from portico.kernel import jobs
from portico.kernel.actor import acting, current_actor, system_actor
from portico.people.models import Person
from tests.factories import make_actor, make_ambito, make_person

seen = []


def look(*, actor, **ids):
    seen.append((current_actor(), Person.objects.count(), ids))


@pytest.fixture(scope="module")
def looking():
    return jobs.job("tests.look")(look)


@pytest.fixture(autouse=True)
def _nothing_seen():
    seen.clear()


def queued(name="tests.look"):
    with connection.cursor() as cursor:
        cursor.execute("select args, queueing_lock from procrastinate_jobs where task_name = %s order by id", [name])
        return cursor.fetchall()


@pytest.mark.django_db
def test_arguments_are_ids_only(looking):
    desk = make_actor(ambito=make_ambito(), role="desk_operator")
    looking.defer(actor=desk, thing="x")
    (arguments, _lock) = queued()[0]
    assert set(arguments if isinstance(arguments, dict) else __import__("json").loads(arguments)) == {
        "ambito", "user", "membership", "thing",
    }  # fmt: skip


@pytest.mark.django_db
def test_a_rolled_back_write_never_asks_for_its_job(looking):
    ambito = make_ambito()
    with transaction.atomic():
        looking.defer(actor=system_actor(ambito.pk))
        transaction.set_rollback(True)
    assert queued() == []


@pytest.mark.django_db
def test_the_same_work_waits_once_and_the_transaction_survives(looking):
    ambito = make_ambito()
    for _time in range(2):
        looking.defer(actor=system_actor(ambito.pk), once="a")
    assert len(queued()) == 1


@pytest.mark.django_db
def test_a_persons_job_sees_what_the_person_sees(looking):
    ambito = make_ambito()
    desk, other = (make_actor(ambito=ambito, role="desk_operator") for _ in range(2))
    make_person(actor=desk)
    for actor, people in ((desk, 1), (other, 0)):
        looking._run(ambito=str(actor.ambito_id), user=str(actor.user_id), membership=str(actor.membership_id))
        who, count, _ids = seen.pop()
        assert who == actor
        assert count == people


@pytest.mark.django_db
def test_case_11_a_job_of_an_ended_membership_runs_as_nobody_and_fails_loudly(looking):
    from datetime import timedelta

    from django.utils import timezone

    ambito = make_ambito()
    desk = make_actor(ambito=ambito, role="desk_operator")
    make_person(actor=desk)
    with acting(system_actor(ambito.pk)):
        Membership.objects.filter(pk=desk.membership_id).update(ends_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(jobs.NoLongerActing):
        looking._run(ambito=str(ambito.pk), user=str(desk.user_id), membership=str(desk.membership_id))
    assert seen == []


def test_who_may_no_longer_act_is_not_tried_again():
    patience = jobs.Patience()
    job = type("Queued", (), {"attempts": 0})()
    assert patience.get_retry_decision(exception=jobs.NoLongerActing(), job=job) is None
    assert patience.get_retry_decision(exception=RuntimeError(), job=job) is not None
    job.attempts = jobs.ATTEMPTS - 1
    assert patience.get_retry_decision(exception=RuntimeError(), job=job) is None
