"""Oggi, for each role."""

import pytest
from django.utils import timezone

from portico.accounts.services import substitute
from portico.kernel.actor import acting
from tests.architecture.story import CANARIES
from tests.architecture.world import client_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "who",
    [
        "desk_operator",
        "social_worker",
        "coordinator",
        "tutor",
        "receiver",
        "org_manager",
        "ambito_admin",
        "director",
        "dpo",
    ],
)
def test_everybody_has_a_page_for_today(world, who):
    page = client_of(world, who).get("/")
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1


def test_the_worker_finds_what_is_late_and_what_waits(world):
    page = client_of(world, "social_worker").get("/").content.decode()
    assert CANARIES["task"] in page and "Scaduto" in page
    assert "Proposte di presa in carico" in page
    assert "Documenti in scadenza" in page


def test_a_received_referral_waits_on_the_receiver_s_page(world):
    assert "Bruno" in client_of(world, "receiver").get("/").content.decode()
    assert "Bruno" not in client_of(world, "tutor").get("/").content.decode()


def test_searching_finds_one_s_own_people_and_nobody_else_s(world):
    found = f"/cerca/?q={CANARIES['identity']}"
    assert "Fatima" in client_of(world, "desk_colleague").get(found).content.decode()
    assert "Fatima" not in client_of(world, "other_desk").get(found).content.decode()


def test_hostile_words_are_only_words(world):
    page = client_of(world, "desk_operator").get("/cerca/?q=<script>alert(1)</script>'--").content.decode()
    assert "<script>alert" not in page


def test_a_nul_is_refused_before_anything_asks_the_database(world):
    assert client_of(world, "desk_operator").get("/cerca/?q=ab%00").status_code == 400


def test_who_stands_in_for_a_colleague_reads_it_on_every_page(world):
    worker, today = world.actor("social_worker"), timezone.localdate()
    absent, colleague = world.memberships["social_worker"], world.memberships["pole_colleague"]
    with acting(worker):
        substitute(actor=worker, absent=absent, substitute=colleague, starts_on=today, ends_on=today)
    for address in ("/", "/persone/"):
        assert f"Sostituisci {absent.user}" in client_of(world, "pole_colleague").get(address).content.decode()
    assert "Sostituisci" not in client_of(world, "coordinator").get("/").content.decode()
