"""What each act of a referral does."""

import pytest

from portico.kernel.actor import acting
from portico.referrals import selectors
from portico.referrals.services import accept_referral

pytestmark = pytest.mark.django_db


def test_a_referral_is_numbered_when_sent_and_reaches_the_receiver(network):
    referral = network.refer()
    assert referral.state == "sent"
    assert referral.display_number.endswith("/00001")
    with acting(network.office):
        found = selectors.inbox(actor=network.office).get()
        assert found == referral
        assert found.person_id is None
        assert selectors.package_of(actor=network.office, referral=found).person_label == "Fatima Benali"


def test_accepting_opens_the_person_to_the_receiver(network):
    referral = network.refer()
    with acting(network.office):
        accept_referral(actor=network.office, referral_id=referral.pk)
        found = selectors.get_referral(actor=network.office, key=referral.pk)
        assert found.person_id == network.person.pk
