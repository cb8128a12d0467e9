"""Two people at the same moment, and the same press twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from portico.access.models import AccessGrant
from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, StaleEdit
from portico.kernel.lifecycle import ImpossibleTransition
from portico.organisations.models import Unit
from portico.referrals import services
from portico.referrals.models import Referral
from tests.architecture.world import sign_in
from tests.factories import User, make_actor
from tests.referrals.conftest import build_network


def at_once(*jobs):
    """Run each (actor, function) in a thread of its own, all starting together; what each gave back or raised."""
    ready = Barrier(len(jobs))

    def run(actor, function):
        try:
            with acting(actor), transaction.atomic():
                ready.wait(timeout=10)
                return function()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(run, *job) for job in jobs]]


@pytest.mark.django_db(transaction=True)
def test_accepting_and_declining_at_once_one_wins():
    with transaction.atomic():
        network = build_network()
        with acting(network.office):
            unit = Unit.objects.get(pk=network.office.unit_id)
        second = make_actor(ambito=network.ambito, role="social_worker", unit=unit)
        referral = network.refer()
    for_both = {"referral_id": referral.pk}
    results = at_once(
        (network.office, lambda: services.accept_referral(actor=network.office, **for_both)),
        (second, lambda: services.decline_referral(actor=second, reason="no_places", **for_both)),
    )
    lost = [result for result in results if isinstance(result, ImpossibleTransition)]
    assert len(lost) == 1
    with acting(network.office), transaction.atomic():
        accepted = Referral.objects.get(pk=referral.pk).state == "accepted"
        assert accepted == AccessGrant.objects.filter(origin="accepted_referral").exists()


@pytest.mark.django_db(transaction=True)
def test_sending_at_once_takes_numbers_without_gaps():
    with transaction.atomic():
        network = build_network()
        with acting(network.desk):
            drafts = [
                services.draft_referral(
                    actor=network.desk, person_id=network.person.pk, service_id=network.service.pk, asked="Un colloquio"
                )
                for _ in range(4)
            ]
    at_once(
        *[
            (network.desk, lambda key=draft.pk: services.send_referral(actor=network.desk, referral_id=key))
            for draft in drafts
        ]
    )
    with acting(network.desk), transaction.atomic():
        assert sorted(Referral.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db
def test_the_same_form_sent_twice_counts_once(network):
    desk = sign_in(User.objects.get(pk=network.desk.user_id))
    path = f"/invii/nuovo/?persona={network.person.pk}&servizio={network.service.pk}"
    form = desk.guard() | {"asked": "Un colloquio", "urgency": "ordinary", "send": "1"}
    first = desk.post(path, form)
    second = desk.post(path, form)
    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    with acting(network.desk):
        assert Referral.objects.count() == 1


@pytest.mark.django_db
def test_a_stale_draft_is_told_not_overwritten(network):
    with acting(network.desk):
        draft = services.draft_referral(
            actor=network.desk, person_id=network.person.pk, service_id=network.service.pk, asked="Un colloquio"
        )
        values = {"service_id": network.service.pk, "reason": "", "asked": "Altro", "sections": []}
        services.edit_draft(
            actor=network.desk, referral_id=draft.pk, urgency="today", expected_version=draft.version, **values
        )
        with pytest.raises(StaleEdit):
            services.edit_draft(
                actor=network.desk, referral_id=draft.pk, urgency="two_weeks", expected_version=draft.version, **values
            )


@pytest.mark.django_db
def test_an_answer_from_an_old_page_says_that_things_changed(network):
    office = sign_in(User.objects.get(pk=network.office.user_id))
    referral = network.refer()
    with acting(network.desk):
        services.cancel_referral(actor=network.desk, referral_id=referral.pk, reason="Ha trovato da sola")
    answer = office.post(f"/invii/{referral.pk}/accetta/", office.guard() | {"text": ""})
    assert answer.status_code == 422
    assert "non è più possibile" in answer.content.decode()
