"""One form, one effect: double submits, forms that came back, pages given back with their text."""

from uuid import uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.urls import reverse

from portico.events.models import Notification
from portico.kernel.actor import acting
from portico.kernel.errors import NotVisible
from portico.kernel.http import guarded_post, redirect_htmx, safe_next
from portico.kernel.models import FormNonce
from tests.architecture.world import World, client_of
from tests.factories import make_actor, make_ambito
from tests.support.together import at_once


@guarded_post
def write(request):
    """Makes one thing; comes back with errors, fails or answers htmx when the form says so."""
    if request.method != "POST":
        return HttpResponse("the form")
    if request.POST.get("wrong"):
        return HttpResponse("errors", status=422)
    Notification.objects.create(token=request.actor.main_token, kind="prova", text="Prova", url="/")
    if request.POST.get("gone"):
        raise NotVisible("thing", "key")
    if request.POST.get("htmx"):
        request.htmx = True
        return redirect_htmx(request, "/scritto/")
    return HttpResponseRedirect("/scritto/")


def send(actor, nonce, **data):
    """One press of the button, in a transaction of its own as `ATOMIC_REQUESTS` has it."""
    form = {"_nonce": str(nonce), "_membership": str(actor.membership_id), **data}
    request = RequestFactory().post("/scrivi/", form)
    request.actor = actor
    with acting(actor), transaction.atomic():
        return write(request)


def written(actor):
    with acting(actor), transaction.atomic():
        return Notification.objects.filter(kind="prova").count()


@pytest.fixture
def desk(db):
    return make_actor(ambito=make_ambito(), role="desk_operator")


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_write_one_thing_and_lead_to_one_place():
    with transaction.atomic():
        actor = make_actor(ambito=make_ambito(), role="desk_operator")
    nonce = uuid4()
    answers = at_once(*[lambda: send(actor, nonce)] * 4)
    assert [answer.status_code for answer in answers] == [302] * 4
    assert {answer.url for answer in answers} == {"/scritto/"}
    assert written(actor) == 1


def test_a_later_press_leads_where_the_first_one_led(desk):
    nonce = uuid4()
    assert send(desk, nonce).url == send(desk, nonce).url == "/scritto/"
    assert written(desk) == 1


def test_an_answer_for_htmx_counts_as_done_too(desk):
    nonce = uuid4()
    first = send(desk, nonce, htmx="yes")
    assert first.headers["HX-Redirect"] == "/scritto/"
    assert FormNonce.objects.get(nonce=nonce).location == "/scritto/"
    assert send(desk, nonce, htmx="yes").url == "/scritto/"
    assert written(desk) == 1


def test_a_form_that_came_back_with_errors_may_be_sent_again(desk):
    nonce = uuid4()
    assert send(desk, nonce, wrong="yes").status_code == 422
    assert send(desk, nonce).status_code == 302
    assert written(desk) == 1


def test_a_write_that_failed_may_be_sent_again(desk):
    nonce = uuid4()
    with pytest.raises(NotVisible):
        send(desk, nonce, gone="yes")
    assert not FormNonce.objects.filter(nonce=nonce).exists()
    assert send(desk, nonce).status_code == 302
    assert written(desk) == 1


def test_somebody_else_s_nonce_leads_home_and_tells_nothing(desk):
    nonce = uuid4()
    send(desk, nonce)
    other = make_actor(ambito=make_ambito(), role="desk_operator")
    assert send(other, nonce).url == "/"
    assert written(other) == 0


@pytest.mark.parametrize("target", ["https://altrove.example/", "//altrove.example", "javascript:alert(1)", ""])
def test_after_a_write_nobody_is_sent_to_another_site(target):
    assert safe_next(RequestFactory().post("/scrivi/", {"next": target}), "/qui/") == "/qui/"


# What was typed comes back


@pytest.fixture
def browser(db):
    return client_of(World(), "desk_operator")


def test_a_refused_form_gives_its_text_back_and_no_secret(browser):
    typed = {"testo": "una pagina di colloquio", "oldpassword": "segreta", "righe-TOTAL_FORMS": "3", "vuoto": "  "}
    page = browser.post(reverse("workplace:read_all"), typed | {"_membership": "x", "_nonce": "y"})
    assert page.status_code == 409
    shown = page.content.decode()
    assert "una pagina di colloquio" in shown
    for hidden in ("segreta", "TOTAL_FORMS", "vuoto"):
        assert hidden not in shown


def test_what_comes_back_is_words_and_never_a_script(browser):
    page = browser.post(reverse("workplace:read_all"), {"<b>nome</b>": "</textarea><script>alert(1)</script>"})
    shown = page.content.decode()
    assert "<script>alert" not in shown
    assert "<b>nome" not in shown
    assert "&lt;/textarea&gt;&lt;script&gt;" in shown


def test_a_session_that_ended_while_writing_loses_no_text(db):
    browser = client_of(World(), "desk_operator", enforce_csrf_checks=True)
    page = browser.post(reverse("workplace:read_all"), {"testo": "una pagina di colloquio"})
    assert page.status_code == 403
    assert "una pagina di colloquio" in page.content.decode()


@pytest.mark.parametrize("nonce", [{}, {"_nonce": ""}, {"_nonce": "x"}])
def test_a_form_without_its_nonce_is_given_back(browser, nonce):
    form = {"_membership": browser.membership_id, "testo": "una pagina di colloquio", **nonce}
    page = browser.post(reverse("workplace:read_all"), form)
    assert page.status_code == 409
    assert "una pagina di colloquio" in page.content.decode()


# Hostile requests


@pytest.mark.parametrize("address", ["/cerca/?q=a%00b", "/persone/?q=%00", "/persone/%00/", "/servizi/?theme=%00"])
def test_a_nul_in_an_address_is_a_bad_request(browser, address):
    assert browser.get(address).status_code == 400


@pytest.mark.parametrize("field", [{"membership": "a\x00b"}, {"a\x00b": "x"}])
def test_a_nul_in_a_form_is_a_bad_request(browser, field):
    assert browser.post(reverse("workplace:switch"), {**browser.guard(), **field}).status_code == 400


def test_far_too_much_text_is_refused_with_a_page(browser, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = browser.post(reverse("workplace:read_all"), {**browser.guard(), "testo": "a" * 2000})
    assert answer.status_code == 413
    assert "413" in answer.content.decode()
