"""Notifications by e-mail: once, to who may know, with a link and no name."""

import datetime as dt

import pytest
from django.core import mail as outbox
from django.db import connection
from django.utils import timezone

from portico.events import tasks
from portico.events.models import Notification
from portico.events.services import notify
from portico.kernel.actor import acting, system_actor
from tests.factories import make_actor, make_ambito

pytestmark = pytest.mark.django_db


@pytest.fixture
def ambito():
    return make_ambito()


@pytest.fixture
def desk(ambito):
    return make_actor(ambito=ambito, role="desk_operator")


def tell(actor, token, *, urgent=False, hours_ago=30, text="È arrivato un invio: aspetta una risposta."):
    with acting(actor):
        notify(actor=actor, tokens=[token], kind="x", text=text, url="/invii/1/", urgent=urgent)
        at = timezone.now() - dt.timedelta(hours=hours_ago)
        Notification.objects.filter(emailed_at__isnull=True, token=token).update(created_at=at)


def send_all(ambito):
    """Run the two jobs as the queue would: gather, then each reader's e-mail."""
    system = system_actor(ambito.pk)
    tasks.gather_mail.run(actor=system)
    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name = 'events.mail_digest' order by id")
        rows = [row[0] for row in cursor.fetchall()]
        cursor.execute("delete from procrastinate_jobs")
    import json

    for arguments in rows:
        ids = arguments if isinstance(arguments, dict) else json.loads(arguments)
        tasks.mail_digest._run(**ids)
    return outbox.outbox


def test_one_mail_a_reader_with_a_link_and_no_name(ambito, desk):
    for _time in range(2):
        tell(desk, desk.main_token)
    (message,) = send_all(ambito)
    assert message.subject == "Portico: 2 novità"
    assert "È arrivato un invio: aspetta una risposta. (2)" in message.body
    assert "http://localhost:8000/notifiche/" in message.body
    assert "Anna" not in message.body
    assert "/invii/" not in message.body
    assert message.alternatives == []


def test_nothing_is_mailed_twice(ambito, desk):
    tell(desk, desk.main_token)
    assert len(send_all(ambito)) == 1
    assert len(send_all(ambito)) == 1


def test_what_was_read_meanwhile_is_not_mailed(ambito, desk):
    tell(desk, desk.main_token)
    with acting(desk):
        Notification.objects.update(read_at=timezone.now())
    assert send_all(ambito) == []


def test_urgent_news_does_not_wait_for_the_morning(ambito, desk):
    tell(desk, desk.main_token, urgent=True, hours_ago=1)
    (message,) = send_all(ambito)
    assert message.subject == "Portico: qualcosa di urgente ti aspetta"


def test_a_units_news_goes_to_who_may_open_persons(ambito, desk):
    from portico.organisations.models import Unit

    with acting(desk):
        unit = Unit.objects.get(pk=desk.unit_id)
    make_actor(ambito=ambito, role="volunteer", unit=unit)
    make_actor(ambito=ambito, role="desk_operator", unit=unit)
    tell(desk, desk.main_token)
    assert len(send_all(ambito)) == 2


def test_another_ambito_is_not_mailed(ambito, desk):
    tell(desk, desk.main_token)
    assert send_all(make_ambito()) == []


def test_the_system_reads_notifications_and_others_do_not(ambito, desk):
    other = make_actor(ambito=ambito, role="desk_operator")
    tell(desk, desk.main_token)
    with acting(other):
        assert not Notification.objects.exists()
    with acting(system_actor(ambito.pk)):
        assert Notification.objects.count() == 1
    with acting(system_actor(make_ambito().pk)):
        assert not Notification.objects.exists()
