"""Before changing what protects the access, the person is asked again who they are."""

import pytest
from django.urls import reverse

from tests.factories import PASSWORD, make_ambito, make_membership

pytestmark = pytest.mark.django_db
EMAIL = "/accesso/email/"


@pytest.fixture
def browser(client):
    # Signed in without having typed a password: a session left open since this morning.
    client.force_login(make_membership(ambito=make_ambito(), role="desk_operator", user__password=PASSWORD).user)
    return client


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_generate_recovery_codes"])
def test_it_is_asked_before_touching_the_access(browser, name):
    answer = browser.post(reverse(name), {"action_add": "", "email": "altro@example.org"})
    assert answer.status_code == 302 and answer.url.startswith(reverse("account_reauthenticate"))


def test_the_page_is_one_of_ours_and_lets_who_knows_the_password_go_on(browser):
    page = browser.get(reverse("account_reauthenticate") + f"?next={reverse('mfa_index')}")
    text = page.content.decode()
    assert page.status_code == 200 and '<html lang="it"' in text
    assert "Conferma che sei tu" in text and "p-sign-in" in text and "Confirm" not in text
    wrong = browser.post(
        reverse("account_reauthenticate"), {"password": "un'altra frase", "next": reverse("mfa_index")}
    )
    assert wrong.status_code == 200 and "Conferma che sei tu" in wrong.content.decode()
    done = browser.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("mfa_index")})
    assert done.status_code == 302 and done.url == reverse("mfa_index")


@pytest.mark.parametrize("name", ["account_reauthenticate", "mfa_reauthenticate"])
def test_strangers_are_sent_to_sign_in(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302 and answer.url.startswith("/accesso/login/")


def test_the_address_one_signs_in_with_has_no_page_of_its_own(browser):
    answer = browser.get(EMAIL)
    assert (answer.status_code, answer.url) == (302, "/")
