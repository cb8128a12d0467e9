"""Nobody is lost in between: what stands still is told, once, and what nobody answers ends."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portico.events.models import Notification
from portico.kernel.actor import acting, system_actor
from portico.kernel.models import Ambito
from portico.organisations.models import Unit
from portico.referrals import services
from portico.referrals.models import Referral
from portico.referrals.services import reminding
from tests.factories import make_actor
from tests.referrals.test_lifecycle import bring

pytestmark = pytest.mark.django_db


@pytest.fixture
def system(network):
    return system_actor(network.ambito.pk)


def later(**values):
    return timezone.now() + timedelta(**values)


def remind(system, now):
    """What was said, to whom: (token, text) pairs, by one round of reminders."""
    with acting(system):
        before = set(Notification.objects.values_list("pk", flat=True))
        reminding.remind(actor=system, now=now)
        said = Notification.objects.exclude(pk__in=before).order_by("text", "token")
        return [(row.token, row.text) for row in said]


def test_a_fresh_referral_needs_no_reminder(network, system):
    network.refer()
    assert remind(system, later(days=1)) == []


def test_who_has_not_read_it_is_reminded_once(network, system):
    network.refer()
    said = remind(system, later(days=6))
    assert said == [(network.office.main_token, "Un invio arrivato alla tua unità non è ancora stato letto.")]
    assert remind(system, later(days=6)) == []


def test_after_as_much_time_again_the_coordinator_is_told(network, system):
    with acting(network.office):
        unit = Unit.objects.get(pk=network.office.unit_id)
    coordinator = make_actor(ambito=network.ambito, role="coordinator", unit=unit)
    network.refer()
    said = remind(system, later(days=11))
    assert (coordinator.user_token, "Un invio alla tua unità aspetta da troppo tempo.") in said
    assert remind(system, later(days=11)) == []


def test_the_due_day_is_told_to_both_sides(network, system):
    network.refer(urgency="three_days")
    tokens = {token for token, text in remind(system, later(days=5)) if "entro cui" in text or "Nessuno ha" in text}
    assert tokens == {network.office.main_token, network.desk.main_token}


def test_a_question_without_answer_is_the_senders_to_answer(network, system):
    bring(network, "more_information")
    assert (network.desk.main_token, "Un tuo invio è fermo: chi lo ha ricevuto aspetta le informazioni che ha chiesto.") in remind(
        system, later(days=6)
    )  # fmt: skip


def test_who_waits_is_not_forgotten_month_after_month(network, system):
    bring(network, "waiting_list")
    for day in (31, 61):
        assert [text for _token, text in remind(system, later(days=day))] == [
            "Un invio è in lista d'attesa da molto: fai sapere a che punto è."
        ]
        assert remind(system, later(days=day)) == []


def test_a_silent_acceptance_is_asked_about(network, system):
    bring(network, "in_progress")
    assert remind(system, later(days=59)) == []
    assert len(remind(system, later(days=61))) == 1


def test_asking_again_starts_the_clock_again(network, system):
    referral = bring(network, "received")
    assert len(remind(system, later(days=15))) == 1
    with acting(network.office):
        services.ask_information(actor=network.office, referral_id=referral.pk, text="Dove abita?")
    with acting(network.desk):
        services.answer_information(actor=network.desk, referral_id=referral.pk, text="A Pagnana")
    assert len(remind(system, later(days=15))) == 1


def test_what_nobody_answers_expires_and_both_sides_are_told(network, system):
    referral = network.refer(urgency="three_days")
    with acting(system):
        assert reminding.expire_referrals(actor=system, now=later(days=10)) == 0
        assert reminding.expire_referrals(actor=system, now=later(days=11)) == 1
        assert reminding.expire_referrals(actor=system, now=later(days=11)) == 0
        assert Referral.objects.get(pk=referral.pk).state == "expired"
        texts = set(Notification.objects.values_list("text", flat=True))
    assert "Un tuo invio è scaduto senza risposta: scegli come continuare." in texts


def test_the_ambito_sets_its_own_days(network, system):
    Ambito.objects.filter(pk=network.ambito.pk).update(
        rules={"referrals": {"answer": {"ordinary": 5}, "expiry": {"ordinary": 1}}}
    )
    referral = network.refer()
    assert (referral.due_on - timezone.localdate()).days == 5
    with acting(system):
        assert reminding.expire_referrals(actor=system, now=later(days=7)) == 1


def test_an_accepted_or_waiting_referral_never_expires(network, system):
    bring(network, "accepted")
    bring(network, "waiting_list")
    with acting(system):
        assert reminding.expire_referrals(actor=system, now=later(days=400)) == 0


def test_the_expiry_is_on_the_persons_thread(network, system):
    network.refer(urgency="today")
    with acting(system):
        reminding.expire_referrals(actor=system, now=later(days=10))
    with acting(network.desk), connection.cursor() as cursor:
        cursor.execute("select kind from events_eventsubject where kind like 'referral%' order by kind")
        assert cursor.fetchall() == [("referral_expired",), ("referral_sent",)]
