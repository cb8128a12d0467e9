"""The list: what each tab holds, what it costs, what its file says; and the cases of the access rules."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portico.access.models import ReadLog
from portico.events.models import Notification
from portico.kernel.actor import acting
from portico.referrals import services
from portico.referrals.exports import columns, neutral
from tests.architecture.world import sign_in
from tests.factories import User, make_person
from tests.referrals.test_lifecycle import WAYS, bring

pytestmark = pytest.mark.django_db

TABS = {
    "arrivati": {"sent", "received", "more_information", "waiting_list"},
    "inviati": {"draft", "sent", "received", "more_information", "waiting_list"},
    "in-corso": {"accepted", "in_progress"},
    "chiusi": {"declined", "completed", "interrupted", "cancelled", "expired"},
}


def browser_of(actor):
    return sign_in(User.objects.get(pk=actor.user_id))


@pytest.mark.parametrize("state", sorted(WAYS))
def test_each_state_is_in_its_tab(network, state):
    bring(network, state)
    for side, actor in (("office", network.office), ("desk", network.desk)):
        browser = browser_of(actor)
        for tab, states in TABS.items():
            wrong_side = {"office": "inviati", "desk": "arrivati"}[side] == tab
            expected = state in states and not wrong_side and not (side == "office" and state == "draft")
            page = browser.get(f"/invii/?vista={tab}").content.decode()
            assert ('scope="row"' in page) == expected, (side, tab)


def test_the_list_costs_the_same_for_one_row_and_for_fifty(network):
    browser = browser_of(network.office)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get("/invii/").status_code == 200
        return len([q for q in queries if "SAVEPOINT" not in q["sql"]])

    network.refer()
    browser.get("/invii/")
    one = cost()
    for _ in range(49):
        network.refer()
    assert cost() == one
    assert browser.get("/invii/").content.decode().count('scope="row"') == 50


def test_the_lists_own_queries_are_few(network):
    from django.test import RequestFactory

    from portico.referrals.views.inbox import _page, _tabs

    for _ in range(3):
        network.refer()
    request = RequestFactory().get("/invii/")
    request.actor = network.office
    with acting(network.office), CaptureQueriesContext(connection) as queries:
        _page(request)
        _tabs(network.office, "arrivati")
    assert len(queries) <= 8, [q["sql"][:90] for q in queries]


def test_searching_and_filtering(network):
    amina = make_person(actor=network.desk, first_name="Amina", last_name="Rossi")
    network.refer()
    second = network.refer(person_id=amina.pk, asked="Una stanza", urgency="today")
    browser = browser_of(network.office)
    for query, names in (
        ("q=amina", {"Amina"}),
        ("q=stanza", {"Amina"}),
        (f"q={second.display_number}", {"Amina"}),
        ("q=colloquio", {"Fatima"}),
        ("urgenza=today", {"Amina"}),
        ("q=zzz", set()),
        ("scadenza=soon", {"Amina"}),
        ("scadenza=late", set()),
    ):
        page = browser.get(f"/invii/?{query}").content.decode()
        assert {name for name in ("Amina", "Fatima") if name in page} == names, query


def test_looking_at_the_list_is_on_record_for_each_person(network, as_dpo):
    network.refer()
    browser_of(network.office).get("/invii/")
    with acting(as_dpo):
        line = ReadLog.objects.get(what="referral.list")
    assert (line.person_id, line.user_id, line.outcome) == (network.person.pk, network.office.user_id, "listed")


@pytest.fixture
def as_dpo(network):
    from tests.factories import make_actor

    return make_actor(ambito=network.ambito, role="dpo", with_unit=False)


def test_case_14_the_file_holds_the_rows_and_columns_of_the_page(network, as_dpo):
    network.refer(asked="=1+1 formula", reason="CANARINO")
    network.refer(asked="Una stanza", urgency="today")
    browser = browser_of(network.office)
    page = browser.get("/invii/?urgenza=today").content.decode()
    answer = browser.get("/invii/esporta/?urgenza=today")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == columns()
    assert all(f'<th scope="col">{name}</th>' in page for name in rows[0])
    assert len(rows) == 2
    assert "Una stanza" in rows[1]
    everything = browser.get("/invii/esporta/").content.decode("utf-8-sig")
    assert "'=1+1 formula" in everything
    assert "CANARINO" not in everything
    assert "333 000 0001" not in everything
    with acting(as_dpo):
        assert ReadLog.objects.filter(outcome="exported", person_id=network.person.pk).count() == 3


def test_the_file_of_a_closed_list_names_nobody(network):
    bring(network, "declined")
    text = browser_of(network.office).get("/invii/esporta/?vista=chiusi").content.decode("utf-8-sig")
    assert "Posti esauriti" in text
    assert "Fatima" not in text


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\tx"])
def test_cells_a_spreadsheet_would_run_are_neutralised(cell):
    assert neutral(cell) == f"'{cell}"
    assert neutral("Una stanza") == "Una stanza"


def test_case_2_before_the_answer_the_copy_after_a_no_only_that(network):
    referral = network.refer(reason="CANARINO del perché", note="CANARINO del racconto", sections=["birth"])
    browser = browser_of(network.office)
    page = browser.get(f"/invii/{referral.pk}/").content.decode()
    assert "CANARINO del perché" in page
    assert "333 000 0001" in page
    assert browser.get(f"/persone/{network.person.pk}/").status_code == 404
    browser.post(f"/invii/{referral.pk}/non-accetta/", browser.guard() | {"reason": "unavailable", "words": ""})
    for path in (f"/invii/{referral.pk}/", "/invii/?vista=chiusi", "/invii/esporta/?vista=chiusi"):
        text = browser.get(path).content.decode()
        for canary in ("CANARINO", "Fatima", "Benali", "333 000", str(network.person.pk)):
            assert canary not in text, (path, canary)
        assert "Non disponibile" in text


def test_case_1_an_association_that_has_no_part_in_it_finds_nothing(network):
    referral = network.refer()
    browser = browser_of(network.stranger)
    assert "Fatima" not in browser.get("/invii/").content.decode()
    for path in ("", "stampa/"):
        assert browser.get(f"/invii/{referral.pk}/{path}").status_code == 404
    for act in ("accetta", "non-accetta", "messaggio", "annulla"):
        answer = browser.post(f"/invii/{referral.pk}/{act}/", browser.guard() | {"text": "x", "reason": "other"})
        assert answer.status_code == 404


def test_notifications_say_what_and_never_to_whom(network):
    referral = network.refer(reason="CANARINO")
    with acting(network.office):
        told = Notification.objects.get()
        services.accept_referral(actor=network.office, referral_id=referral.pk)
    assert told.token == network.office.main_token
    assert told.url == f"/invii/{referral.pk}/"
    for word in ("Fatima", "Benali", "CANARINO", "Pagnana"):
        assert word not in told.text
    with acting(network.desk):
        assert Notification.objects.get().text == "Un tuo invio è stato accettato."


def test_the_paper_is_a_pdf_and_is_on_record(network, as_dpo):
    referral = network.refer()
    answer = browser_of(network.office).get(f"/invii/{referral.pk}/stampa/")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    with acting(as_dpo):
        assert ReadLog.objects.filter(outcome="printed", person_id=network.person.pk).exists()
