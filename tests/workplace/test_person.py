"""The list of people and the page of one: what they show to whom, and what they cost."""

import datetime as dt
import re

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from portico.access.models import ReadLog
from portico.kernel.actor import acting
from portico.people.services.economy import record_isee
from portico.people.services.ground import add_contact, set_protected_address
from portico.people.services.household import add_member, create_household
from portico.people.services.identity import set_languages
from portico.people.services.papers import add_paper, dismiss_fact
from portico.people.services.register import NewPerson, register_person
from portico.people.services.relations import add_relation
from portico.people.services.reserve import reserve_person
from tests.architecture.world import sign_in
from tests.factories import make_actor, make_ambito, make_person
from tests.people.conftest import take_charge
from tests.support.queries import queries_of

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LIST = reverse("workplace:people")


@pytest.fixture
def ambito():
    return make_ambito()


@pytest.fixture
def worker(ambito):
    return make_actor(ambito=ambito, role="social_worker", unit_values={"name": "Polo di Pesaro", "takes_cases": True})


@pytest.fixture
def desk(ambito):
    return make_actor(ambito=ambito, role="desk_operator", unit_values={"name": "Sportello Pagnana"})


@pytest.fixture
def fatima(worker):
    person = make_person(actor=worker)
    take_charge(worker, person)
    return person


def browser(actor):
    with acting(actor):
        return sign_in(get_user_model().objects.get(pk=actor.user_id))


def page_of(person):
    return reverse("workplace:person", args=[person.pk])


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def with_everything(worker, person):
    """A person about whom much is known."""
    child = make_person(actor=worker, first_name="Amir", birth_date=dt.date(2018, 4, 1), sex="male")
    with acting(worker):
        set_languages(actor=worker, person_id=person.pk, languages=[("ar", ""), ("fr", "")], interpreter="helpful")
        add_contact(
            actor=worker, person_id=person.pk, kind="mobile", value="333 000 0001", safety="careful",
            safety_note="solo mattina", preferred=True,
        )  # fmt: skip
        home = create_household(actor=worker, person_id=person.pk, kind="de_facto")
        add_member(actor=worker, household_id=home.pk, person_id=child.pk, role="child")
        add_relation(actor=worker, other_id=person.pk, kind="friend", outside_name="Rosa", support=True)
        add_paper(
            actor=worker, person_id=person.pk, kind="permit", permit_kind="family",
            valid_until=TODAY + dt.timedelta(days=20),
        )  # fmt: skip
        record_isee(
            actor=worker, person_id=person.pk, kind="ordinary", value_cents=654_321, issued_on=dt.date(2025, 2, 1)
        )
    return child


def test_the_page_says_who_what_is_urgent_and_who_is_around(worker, fatima):
    with_everything(worker, fatima)
    page = browser(worker).get(page_of(fatima))
    shown = text_of(page)
    for piece in (
        "Fatima Benali", "34 anni", "Arabo, Francese", "Il permesso di soggiorno scade", "tra 20 giorni",
        "ISEE scaduta", "solo mattina", "Amir B.", "Rosa", "Scheda aperta", "6.543,21",
    ):  # fmt: skip
        assert piece in shown, piece
    assert '<svg class="p-graph"' in page.content.decode()
    with acting(worker):
        assert ReadLog.objects.filter(what="person.page", person_id=fatima.pk).exists()


def test_a_desk_sees_no_household_no_means_and_nothing_greyed(worker, desk, fatima):
    with_everything(worker, fatima)
    mine = make_person(actor=desk, first_name="Ugo")
    shown = text_of(browser(desk).get(page_of(mine)))
    for absent in ("Nucleo e rete", "ISEE", "Economia", "Chi ha guardato", "disabled"):
        assert absent not in shown
    assert browser(desk).get(page_of(fatima)).status_code == 404


def test_urgent_facts_go_away_with_a_reason_and_come_back_when_they_change(worker, fatima):
    with_everything(worker, fatima)
    client = browser(worker)
    page = client.get(page_of(fatima)).content.decode()
    key = re.search(r"fatto=(isee[^\"]+)\"", page)[1].replace("%3A", ":")
    with acting(worker):
        dismiss_fact(actor=worker, person_id=fatima.pk, fact=key, reason="Appuntamento al CAF")
    assert "ISEE scaduta" not in text_of(client.get(page_of(fatima)))
    with acting(worker):
        record_isee(
            actor=worker, person_id=fatima.pk, kind="current", value_cents=1, issued_on=dt.date(2026, 2, 1),
            valid_until=TODAY - dt.timedelta(days=1),
        )  # fmt: skip
    assert "ISEE scaduta" in text_of(client.get(page_of(fatima)))


def test_banners_for_moved_deceased_and_reserved(worker, fatima):
    client = browser(worker)
    with acting(worker):
        type(fatima).objects.filter(pk=fatima.pk).update(life_status="moved", life_status_on=TODAY, moved_to="Ancona")
        reserve_person(actor=worker, person_id=fatima.pk, named_tokens=[])
    shown = text_of(client.get(page_of(fatima)))
    assert "Si è trasferita" in shown
    assert "Scheda riservata" in shown


def test_the_protected_address_is_on_no_page_and_no_print(worker, fatima):
    with acting(worker):
        set_protected_address(actor=worker, person_id=fatima.pk, street="Via del Rifugio 7", named_tokens=[])
    client = browser(worker)
    for address in (page_of(fatima), reverse("workplace:print_person", args=[fatima.pk]), LIST):
        assert "Rifugio" not in text_of(client.get(address))
    assert "C'è un indirizzo protetto" in client.get(page_of(fatima)).content.decode().replace("&#x27;", "'")


def test_corrections_of_a_day_are_one_line_that_opens(worker, fatima):
    with_everything(worker, fatima)
    shown = text_of(browser(worker).get(page_of(fatima)))
    assert re.search(r"Scheda aggiornata: \d cose", shown)
    assert "Nuovo recapito" in shown


def test_the_thread_is_read_in_pages_by_htmx_and_without(worker, fatima):
    with acting(worker):
        for number in range(25):
            add_contact(actor=worker, person_id=fatima.pk, kind="mobile", value=f"333 000 00{number:02}")
    client = browser(worker)
    page = client.get(page_of(fatima)).content.decode()
    more = re.search(r'hx-get="([^"]+filo/[^"]+)"', page)[1].replace("&amp;", "&")
    part = client.get(more, headers={"HX-Request": "true"})
    assert "Scheda aperta" in text_of(part)
    assert "<html" not in part.content.decode()
    assert "<html" in client.get(more).content.decode()


def test_printing_is_on_record(worker, fatima):
    with_everything(worker, fatima)
    assert browser(worker).get(reverse("workplace:print_person", args=[fatima.pk])).status_code == 200
    with acting(worker):
        assert ReadLog.objects.get(what="person.print").outcome == "printed"


def test_a_full_page_costs_at_most_twenty_queries(worker, fatima):
    bare = make_person(actor=worker, first_name="Ugo")
    client = browser(worker)
    few = queries_of(client, page_of(bare))
    with_everything(worker, fatima)
    many = queries_of(client, page_of(fatima))
    assert len(many) <= 20, "\n".join(many)
    assert len(few) <= len(many)


# --- the list --------------------------------------------------------------------------------------------------


def test_the_list_costs_the_same_for_one_and_for_fifty(worker, fatima):
    client = browser(worker)
    one = queries_of(client, LIST)
    for number in range(49):
        make_person(actor=worker, first_name=f"Persona{number}", languages=["ar"])
    fifty = queries_of(client, LIST)
    assert len(one) == len(fifty) <= 12, "\n".join(fifty)


def test_the_list_holds_own_people_page_by_page_and_logs_them(worker, desk, fatima):
    make_person(actor=desk, first_name="Ugo", last_name="Altrui")
    for number in range(30):
        make_person(actor=worker, first_name=f"Persona{number:02}", last_name="Rossi")
    client = browser(worker)
    first = client.get(LIST)
    assert "Altrui" not in text_of(first)
    following = re.search(r'href="\?([^"]*dopo=[^"]+)" rel="next"', first.content.decode())[1]
    assert "Rossi" not in following
    second = text_of(client.get(f"{LIST}?{following.replace('&amp;', '&')}"))
    assert "Persona29 Rossi" in second
    assert "Fatima" not in second
    with acting(worker):
        assert ReadLog.objects.filter(what="people.list", outcome="listed").count() == 31


def test_the_list_is_searched_by_words_and_codes(worker, fatima):
    make_person(actor=worker, first_name="Ugo", identifier="AB1234567", identifier_kind="passport")
    client = browser(worker)
    assert "Ugo" not in text_of(client.get(LIST + "?q=fat ben"))
    assert "Ugo" in text_of(client.get(LIST + "?q=AB1234567"))
    assert "Cerca in tutta la rete" in text_of(client.get(LIST + "?q=nessuno"))


def test_filters_by_papers_and_by_silence(worker, fatima):
    make_person(actor=worker, first_name="Silvana")
    with acting(worker):
        add_paper(actor=worker, person_id=fatima.pk, kind="permit", permit_kind="family", valid_until=TODAY)
    client = browser(worker)
    expiring = text_of(client.get(LIST + "?expiring=on"))
    assert "Fatima" in expiring
    assert "Silvana" not in expiring
    assert "Silvana" not in text_of(client.get(LIST + "?quiet=on"))


def test_silence_is_sixty_days_without_meeting(worker, ambito, fatima):
    with acting(worker):
        register_person(
            actor=worker,
            data=NewPerson(first_name="Silvana"),
            occurred_at=timezone.now() - dt.timedelta(days=90),
        )
    shown = text_of(browser(worker).get(LIST + "?quiet=on"))
    assert "Silvana" in shown
    assert "Fatima" not in shown


def test_an_empty_list_says_what_to_do(ambito):
    new = make_actor(ambito=ambito, role="desk_operator")
    assert "Registra la prima" in text_of(browser(new).get(LIST))


def test_a_wrong_cursor_shows_the_first_page(worker, fatima):
    client = browser(worker)
    for after in ("x", "01a2026a-4b19-77a9-8409-89b5f275d248"):
        assert "Fatima" in text_of(client.get(f"{LIST}?dopo={after}"))
