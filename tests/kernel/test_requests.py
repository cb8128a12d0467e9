"""Sign-in, the membership a request acts under, and forms that count once."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from portico.accounts.models import Membership
from portico.kernel.actor import acting, system_actor
from tests.architecture.world import World, client_of, sign_in
from tests.factories import PASSWORD, make_membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def test_signing_in_leads_home(client, world):
    user = world.memberships["desk_operator"].user
    user.set_password(PASSWORD)
    user.save()
    answer = client.post("/accesso/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/notifiche/").status_code == 200


def test_a_wrong_password_says_so_and_keeps_the_address(client, world):
    user = world.memberships["desk_operator"].user
    answer = client.post("/accesso/login/", {"login": user.email, "password": "sbagliata"})
    assert answer.status_code == 200
    assert user.email in answer.content.decode()


def test_without_signing_in_every_page_leads_to_the_door(client, world):
    answer = client.get("/notifiche/")
    assert answer.status_code == 302 and answer.url.startswith("/accesso/login/")


def test_a_membership_that_ended_signs_out_at_the_next_click(world):
    browser = client_of(world, "desk_operator")
    assert browser.get("/notifiche/").status_code == 200
    with acting(system_actor(world.ambito.pk)):
        Membership.objects.filter(pk=world.memberships["desk_operator"].pk).update(
            ends_on=timezone.localdate() - dt.timedelta(days=1)
        )
    answer = browser.get("/notifiche/")
    assert answer.status_code == 302 and "login" in answer.url
    assert "_auth_user_id" not in browser.session


def test_a_form_opened_under_another_membership_is_refused_with_its_text(world):
    user = world.memberships["desk_operator"].user
    second = make_membership(ambito=world.ambito, role="desk_operator", user=user)
    browser = sign_in(user)
    stale = browser.guard() | {"testo": "quello che avevo scritto"}
    moved = browser.post("/incarico/", browser.guard() | {"membership": str(second.pk)})
    assert moved.status_code == 302
    answer = browser.post("/notifiche/lette/", stale)
    assert answer.status_code == 409
    assert "quello che avevo scritto" in answer.content.decode()


def test_the_policy_leaves_no_room_for_inline_scripts(client, world):
    header = client.get("/accesso/login/").headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in header and "default-src 'none'" in header


def test_no_page_holds_inline_scripts_or_styles(client, world):
    page = client.get("/accesso/login/").content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|\sstyle=|\son[a-z]+=", page)
