"""The pages: what they show, what they keep, what they refuse."""

import json
from types import ModuleType, SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import include, path, reverse

from portico.access.models import ReadLog
from portico.accounts.models import Membership
from portico.assessment import selectors
from portico.assessment.models import Answer, Form
from portico.assessment.reference import DATA
from portico.config import urls as project
from portico.kernel.actor import acting, system_actor
from tests.architecture.world import client_of
from tests.assessment.conftest import begin, finish, items_of, mark

# The project's addresses as they will be once plans are there.
with_plans = ModuleType("with_plans")
with_plans.urlpatterns = [
    *project.urlpatterns,
    path("", include(([path("progetti/nuovo/", print, name="new")], "plans"))),
]
with_plans.handler500 = project.handler500


@pytest.fixture
def browser(net):
    def enter(name):
        with acting(system_actor(net.ambito.pk)):
            found = Membership.objects.select_related("user").get(pk=getattr(net, name).membership_id)
        return client_of(SimpleNamespace(memberships={name: found}), name)

    return enter


def field(net, assessment, code, person=None):
    with acting(net.worker):
        item = items_of(assessment)[code]
    return f"{item.pk.hex}-{person.pk.hex if person else 'n'}"


def url(name, assessment, *more):
    return reverse(f"assessment:{name}", args=[assessment.pk, *more])


def test_a_draft_leads_to_the_first_domain_with_something_to_say(net, draft, browser):
    page = browser("worker").get(url("page", draft))
    assert page.status_code == 302 and page.url.endswith("/ambiti/social/")


def test_what_is_marked_is_saved_and_leads_to_the_domain_one_pressed(net, draft, browser):
    client = browser("worker")
    name = field(net, draft, "housing.security")
    posted = {f"m-{name}": "2", f"n-{name}": "fino a giugno", "v-housing": "«Un letto mio»", "base": "{}"}
    page = client.post(url("domain", draft, "housing"), {**client.guard(), **posted, "go": "work"})
    assert page.status_code == 302 and page.url.split("#")[0] == url("domain", draft, "work")
    shown = client.get(url("domain", draft, "housing")).content.decode()
    assert "fino a giugno" in shown and "«Un letto mio»" in shown


def test_a_colleagues_mark_is_told_and_nothing_typed_is_lost(net, draft, browser):
    client, name = browser("worker"), field(net, draft, "housing.security")
    mark(net, draft, net.colleague, housing__security="4")
    posted = {f"m-{name}": "2", f"n-{name}": "mia", "v-housing": "parole", "base": "{}"}
    page = client.post(url("domain", draft, "housing"), {**client.guard(), **posted})
    body = page.content.decode()
    assert page.status_code == 422
    assert "4 · Adeguato" in body and ">mia</textarea>" in body and ">parole</textarea>" in body
    again = {**posted, "base": json.dumps({name: ["4", ""]})}
    assert client.post(url("domain", draft, "housing"), {**client.guard(), **again}).status_code == 302
    with acting(net.worker):
        assert Answer.objects.get(assessment=draft).mark == "2"


@pytest.mark.parametrize("base", ["", "[]", "{", '{"a": 1}', '{"a": []}', '"x"', "null"])
def test_a_page_that_lost_what_it_had_shown_is_no_error(net, draft, browser, base):
    client, name = browser("worker"), field(net, draft, "housing.security")
    posted = {f"m-{name}": "2", "base": base}
    assert client.post(url("domain", draft, "housing"), {**client.guard(), **posted}).status_code == 302


@pytest.mark.parametrize("value", ["7", "0", "yes", "<script>", "1 "])
def test_a_mark_that_is_not_offered_is_refused_and_the_text_stays(net, draft, browser, value):
    client, name = browser("worker"), field(net, draft, "housing.security")
    posted = {f"m-{name}": value, "v-housing": "le sue parole", "base": "{}"}
    page = client.post(url("domain", draft, "housing"), {**client.guard(), **posted})
    assert page.status_code == 422 and "le sue parole" in page.content.decode()
    assert client.post(url("autosave", draft, "housing"), {**client.guard(), **posted}).status_code == 409


def test_an_address_of_no_domain_is_not_there(net, draft, browser):
    assert browser("worker").get(url("domain", draft, "nowhere")).status_code == 404


def test_completing_twice_by_two_tabs_does_it_once(net, draft, browser):
    client = browser("worker")
    mark(net, draft, housing__security="1")
    guard = client.guard()
    first = client.post(url("end", draft), {**guard, "reason": "Così"})
    assert first.status_code == 302
    assert client.post(url("end", draft), {**guard, "reason": "Così"}).url == first.url
    assert client.post(url("end", draft), {**client.guard(), "reason": "Così"}).status_code == 302


def test_goals_are_proposed_once_plans_are_there(net, done, browser):
    client = browser("worker")
    shown = client.get(url("page", done)).content.decode()
    present = "plans" in project.APPS
    assert ("Proponi obiettivi" in shown) is present
    if not present:
        with override_settings(ROOT_URLCONF=with_plans):
            shown = client.get(url("page", done)).content.decode()
        assert f"/progetti/nuovo/?analisi={done.pk}" in shown


def test_the_paper_holds_what_the_reader_may_see_and_is_on_record(net, done, browser):
    page = browser("coordinator").get(url("paper", done))
    assert page["Content-Type"] == "application/pdf"
    assert b"/StructTreeRoot" in page.content or b"/ObjStm" in page.content
    with acting(system_actor(net.ambito.pk)), acting(net.worker):
        assert ReadLog.objects.filter(what="assessment.paper", outcome="printed", person_id=net.person.pk).exists()


def test_a_file_with_errors_says_which_row_and_publishes_nothing(net, browser):
    client = browser("coordinator")
    content = (DATA / "deep_1.csv").read_bytes().replace(b",adult,", b",dog,", 1)
    posted = {"kind": "deep", "title": "Nostra", "file": SimpleUploadedFile("a.csv", content, "text/csv")}
    page = client.post(reverse("assessment:new_version"), {**client.guard(), **posted})
    assert page.status_code == 422 and "Riga 2: «subject»" in page.content.decode()
    with acting(net.coordinator):
        assert not Form.objects.filter(ambito_id=net.ambito.pk).exists()


def test_the_person_page_margin_shows_the_last_one(net, done, browser):
    shown = browser("worker").get(reverse("workplace:person_beside", args=[net.person.pk])).content.decode()
    assert "Bisogni e risorse" in shown and "Motivazione e fiducia" in shown
    hidden = browser("tutor").get(reverse("workplace:person_beside", args=[net.person.pk])).content.decode()
    assert "Motivazione e fiducia" not in hidden


def test_the_case_page_lists_its_own(net, done, browser):
    address = reverse("casework:case", args=[net.case.pk])
    shown = browser("worker").get(address).content.decode()
    assert url("page", done) in shown and f"?persona={net.person.pk}&amp;caso={net.case.pk}" in shown
    assert "Nuova<" not in browser("tutor").get(address).content.decode()


def test_no_name_is_in_an_address(net, done):
    with acting(net.worker):
        assert selectors.latest_of(actor=net.worker, person_ids=[net.person.pk])
    for name in ("page", "paper", "compare"):
        assert net.person.last_name.lower() not in url(name, done).lower()


def test_one_about_the_child_alone_asks_the_childs_questions(net):
    made = begin(net, people=[net.child.pk])
    mark(net, made, child_care__affection=(net.child.pk, "6", ""))
    finish(net, made)
    with acting(net.worker):
        found = selectors.sheet_of(actor=net.worker, assessment=made)
    assert {line.item.about for line in found.lines} == {"household", "child"}
