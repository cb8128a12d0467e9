"""The pages of referrals, as they are used."""

import pytest

from portico.kernel.actor import acting
from portico.referrals.models import Referral
from tests.architecture.world import sign_in
from tests.factories import User

pytestmark = pytest.mark.django_db


def browser_of(actor):
    return sign_in(User.objects.get(pk=actor.user_id))


@pytest.fixture
def desk(network):
    return browser_of(network.desk)


@pytest.fixture
def office(network):
    return browser_of(network.office)


def beside(client, path, **extra):
    return client.get(path, headers={"HX-Request": "true", "HX-Target": "pannello"}, **extra)


def test_the_list_shows_the_copy_and_the_page_opens(network, office):
    referral = network.refer()
    page = office.get("/invii/").content.decode()
    assert "Fatima Benali" in page
    assert "Un colloquio per il lavoro" in page
    page = office.get(f"/invii/{referral.pk}/").content.decode()
    assert "333 000 0001" in page
    assert "Ha perso il lavoro" in page
    part = beside(office, f"/invii/{referral.pk}/").content.decode()
    assert "<html" not in part
    assert "<h2>Fatima Benali</h2>" in part


def test_writing_and_sending(network, desk):
    path = f"/invii/nuovo/?persona={network.person.pk}&servizio={network.service.pk}"
    page = desk.get(path)
    assert page.status_code == 200
    assert "Che cosa riceve" in page.content.decode()
    typed = {
        "asked": "Un colloquio",
        "reason": "Cerca lavoro",
        "urgency": "two_weeks",
        "sections": ["birth"],
        "note": "",
    }
    answer = desk.post(path, desk.guard() | typed | {"save": "1"})
    assert answer.status_code == 302
    page = desk.get(answer.url).content.decode()
    assert "Continua a scrivere" in page
    answer = desk.post(answer.url + "modifica/", desk.guard() | typed | {"send": "1"})
    assert answer.status_code == 302
    with acting(network.desk):
        assert Referral.objects.get().state == "sent"


def test_declining_beside_the_list(network, office):
    referral = network.refer()
    answer = office.post(
        f"/invii/{referral.pk}/non-accetta/",
        office.guard() | {"reason": "no_places", "words": ""},
        headers={"HX-Request": "true", "HX-Target": "pannello"},
    )
    assert answer.status_code == 200
    assert answer.headers["HX-Trigger"] == "referrals-changed"
    text = answer.content.decode()
    assert "Fatima" not in text
    assert "Posti esauriti" in text
