"""The pages of a person: what each shows, what it refuses, and that a form saves once."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from portico.access.models import ContactRequest, ReadLog
from portico.kernel.actor import acting
from portico.organisations.models import Unit
from portico.people.identifiers import compute_tax_code
from portico.people.models import Address, Contact, HouseholdMember, Identifier, Isee, Paper, Person, Relation
from portico.people.services.ground import add_contact, set_protected_address
from portico.people.services.household import add_member, create_household
from portico.people.services.identity import add_identifier, update_identity
from portico.people.services.papers import add_paper
from portico.people.services.reserve import reserve_person
from tests.architecture.world import sign_in
from tests.factories import make_actor, make_person

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def browser(actor):
    with acting(actor):
        return sign_in(get_user_model().objects.get(pk=actor.user_id))


def url(name, *args):
    return reverse(f"people:{name}", args=args)


def post(client, address, data=None, **extra):
    return client.post(address, {**client.guard(), **(data or {})}, **extra)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def at_pole(worker):
    return browser(worker)


@pytest.fixture
def at_desk(desk):
    return browser(desk)


SECTIONS = ["identity", "ground", "household", "economy", "sights", "looks", "changes"]
FORMS = [
    "edit_identity", "other_names", "citizenships", "languages", "add_identifier", "add_paper", "dismiss_fact",
    "add_contact", "add_address", "set_protected", "reserve", "create_household", "add_relation", "add_isee",
    "add_income", "add_housing",
]  # fmt: skip


@pytest.mark.parametrize("name", SECTIONS + FORMS)
def test_each_page_opens_for_the_social_worker_and_the_look_is_on_record(at_pole, worker, fatima, name):
    assert at_pole.get(url(name, fatima.pk)).status_code == 200
    with acting(worker):
        assert ReadLog.objects.filter(person_id=fatima.pk, what__startswith="person.").exists()


@pytest.mark.parametrize("name", SECTIONS + FORMS)
def test_no_page_opens_for_another_desk_another_ambito_or_a_wrong_id(other_desk, foreigner, fatima, at_pole, name):
    for stranger in (other_desk, foreigner):
        assert browser(stranger).get(url(name, fatima.pk)).status_code == 404
    assert at_pole.get(url(name, uuid4())).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["household", "economy", "looks", "create_household", "add_relation", "add_isee", "add_income", "add_housing"],
)
def test_a_desk_has_no_household_no_means_and_no_log(at_desk, desk, name):
    mine = make_person(actor=desk)
    assert at_desk.get(url(name, mine.pk)).status_code == 404
    page = text_of(at_desk.get(url("identity", mine.pk)))
    assert "Nucleo e rete" not in page
    assert "Economia" not in page


# --- looking up, registering ---------------------------------------------------------------------------------

WHO = {"first_name": "Fatima", "last_name": "Benali", "birth_date": "1992-05-03"}


def test_look_up_shows_own_people_to_open_and_others_as_minimal_cards(at_pole, at_desk, fatima):
    own = post(at_pole, url("new"), WHO)
    assert fatima.get_absolute_url() in own.content.decode()
    others = post(at_desk, url("new"), WHO)
    shown = text_of(others)
    assert "Conosciuta dalla rete , seguita da Polo di Pesaro" in shown
    assert url("meet", fatima.pk) in others.content.decode()
    assert "03/05/1992" not in shown


def test_part_of_a_name_searches_only_ones_own_people(at_pole, at_desk, fatima):
    assert "Fatima Benali" in text_of(post(at_pole, url("new"), {"first_name": "fat"}))
    assert "Nessuna tra le persone che segui" in text_of(post(at_desk, url("new"), {"first_name": "fat"}))
    empty = post(at_desk, url("new"))
    assert empty.status_code == 422
    assert "Scrivi un codice" in text_of(empty)


def test_a_reserved_person_is_not_found_by_anybody_else(worker, at_desk, fatima, ambito):
    with acting(worker):
        add_identifier(actor=worker, person_id=fatima.pk, kind="passport", value="AB1234567")
        reserve_person(actor=worker, person_id=fatima.pk, named_tokens=[])
    for typed in (WHO, {"identifier": "AB1234567", "identifier_kind": "passport"}):
        assert "Nessuna persona trovata" in text_of(post(at_desk, url("new"), typed))
    saved = post(at_desk, url("register"), WHO | {"identifier": "AB1234567", "identifier_kind": "passport"})
    assert saved.status_code == 302


def test_registering_asks_once_about_somebody_alike_then_saves_anyway(at_pole, worker, fatima):
    first = post(at_pole, url("register"), WHO)
    assert first.status_code == 422
    assert "Forse c" in text_of(first)
    again = post(at_pole, url("register"), WHO | {"anyway": "1", "phone": "333 000 0009"})
    assert again.status_code == 302
    with acting(worker):
        assert Person.objects.filter(last_name="Benali").count() == 2
        assert Contact.objects.get().value == "333 000 0009"


def test_pressing_twice_registers_once(at_desk, desk):
    data = {**at_desk.guard(), "first_name": "Ugo", "last_name": "Neri"}
    first, second = (at_desk.post(url("register"), data) for _turn in range(2))
    assert first.url == second.url
    with acting(desk):
        assert Person.objects.count() == 1


def test_a_tax_code_fills_the_rest_and_mismatches_only_warn(at_desk, desk):
    code = compute_tax_code(
        first_name="Maria", last_name="Rossi", birth_date=dt.date(1985, 4, 12), sex="female", place_code="G479"
    )
    typed = {"identifier": code.lower(), "identifier_kind": "tax_code", "first_name": "Luigi"}
    part = post(at_desk, url("read_tax_code"), typed).content.decode()
    assert 'value="1985-04-12"' in part
    assert 'value="Pesaro"' in part
    assert "Il nome non corrisponde" in part
    saved = post(at_desk, url("register"), typed | {"last_name": "Rossi"})
    with acting(desk):
        person = Person.objects.get()
        assert (person.birth_date, person.sex, person.birth_place_code) == (dt.date(1985, 4, 12), "female", "G479")
    assert "Il nome non corrisponde" in text_of(at_desk.get(saved.url.rstrip("/") + "/identita/"))


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "first_name"),
        ({"first_name": "Ugo", "identifier": "RSSMRA", "identifier_kind": "tax_code"}, "identifier"),
        ({"first_name": "Ugo", "birth_date": "31/02/1990"}, "birth_date"),
        ({"first_name": "Ugo", "birth_date": (TODAY + dt.timedelta(days=3)).isoformat()}, "birth_date"),
        ({"first_name": "Ugo", "sex": "altro"}, "sex"),
        ({"first_name": "U" * 5000}, "first_name"),
    ],
)
def test_wrong_registrations_come_back_with_the_fault_beside_the_field(at_desk, desk, data, field):
    response = post(at_desk, url("register"), data)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    with acting(desk):
        assert not Person.objects.exists()


def test_hostile_text_is_shown_as_text(at_desk, desk):
    saved = post(
        at_desk, url("register"), {"first_name": "<script>alert(1)</script>", "known_as": "'; drop table x; --"}
    )
    page = at_desk.get(saved.url.rstrip("/") + "/identita/")
    assert "<script>alert(1)" not in page.content.decode()
    assert "&lt;script&gt;" in page.content.decode()


def test_meeting_somebody_known_opens_the_desks_view_and_tells_the_followers(at_desk, at_pole, desk, worker, fatima):
    assert at_desk.get(url("meet", fatima.pk)).status_code == 404
    post(at_desk, url("new"), WHO)
    short = post(at_desk, url("meet", fatima.pk), {"reason": "è"})
    assert short.status_code == 422
    met = post(at_desk, url("meet", fatima.pk), {"reason": "È qui allo sportello"})
    assert met.url == fatima.get_absolute_url()
    assert at_desk.get(url("identity", fatima.pk)).status_code == 200
    assert at_desk.get(url("household", fatima.pk)).status_code == 404


def test_asking_and_answering(at_desk, at_pole, desk, fatima):
    post(at_desk, url("new"), WHO)
    asked = post(at_desk, url("ask", fatima.pk), {"reason": "Vorremmo aiutarla con la casa"})
    assert "In attesa di risposta" in text_of(at_desk.get(asked.url))
    inbox = at_pole.get(url("requests"))
    assert "Sportello Pagnana" in text_of(inbox)
    refused = post(at_pole, asked.url, {"refuse": "1", "answer": ""})
    assert refused.status_code == 422
    assert post(at_pole, asked.url, {"share": "1", "answer": "Certo"}).status_code == 302
    assert at_desk.get(url("ground", fatima.pk)).status_code == 200
    with acting(desk):
        assert ContactRequest.objects.get().state == "granted"
    assert at_desk.get(url("edit_identity", fatima.pk)).status_code == 403


def test_the_embedded_panel_gives_back_chosen_people(at_pole, at_desk, fatima, desk):
    panel = at_pole.get(url("lookup_panel"))
    assert "data-lookup" in panel.content.decode()
    found = at_pole.post(url("lookup_panel"), {**at_pole.guard(), **WHO, "embed": "1", "name": "person"})
    assert url("choose", fatima.pk) in found.content.decode()
    chosen = at_pole.get(url("choose", fatima.pk) + "?embed=1&name=person").content.decode()
    assert f'<input type="hidden" name="person" value="{fatima.pk}">' in chosen
    assert 'hx-swap-oob="beforeend:#chosen-people"' in chosen
    new = post(at_desk, url("quick_register"), {"first_name": "Ugo", "embed": "1", "name": "person"})
    assert 'name="person"' in new.content.decode()
    assert at_desk.get(url("choose", fatima.pk)).status_code == 404


def test_roles_that_do_not_listen_do_not_register(ambito):
    tutor = browser(make_actor(ambito=ambito, role="case_contributor"))
    assert tutor.get(url("new")).status_code == 403
    assert post(tutor, url("register"), {"first_name": "Ugo"}).status_code == 403


def test_places_are_suggested_as_options(at_desk):
    assert "Pesaro (PU)" in at_desk.get(url("municipalities") + "?municipality=pesa").content.decode()
    assert "Marocco" in at_desk.get(url("birth_places") + "?birth_place=maroc").content.decode()


# --- changing ------------------------------------------------------------------------------------------------


def identity_data(**more):
    return {
        "first_name": "Fatima",
        "last_name": "Benali",
        "birth_precision": "day",
        "birth_date": "1992-05-03",
        "sex": "female",
        **more,
    }


def test_changing_the_data_and_a_stale_edit(at_pole, worker, fatima):
    address = url("edit_identity", fatima.pk)
    saved = post(at_pole, address, identity_data(version="1", birth_place="Marocco", doctor="Dott. Neri"))
    assert saved.url == url("identity", fatima.pk)
    stale = post(at_pole, address, identity_data(version="1", doctor="Dott. Verdi", birth_place="Marocco"))
    assert stale.status_code == 422
    shown = text_of(stale)
    assert "Nel frattempo" in shown
    assert "Dott. Neri" in shown
    again = post(at_pole, address, identity_data(version="2", doctor="Dott. Verdi", birth_place="Marocco"))
    assert again.status_code == 302
    changes = text_of(at_pole.get(url("changes", fatima.pk)))
    assert "medico di base" in changes
    assert "Dott. Verdi" in changes


def test_another_membership_in_another_tab_saves_nothing(at_pole, worker, fatima):
    data = {**at_pole.guard(), "_membership": str(uuid4()), **identity_data(version="1", doctor="Dott. Neri")}
    refused = at_pole.post(url("edit_identity", fatima.pk), data)
    assert refused.status_code == 409
    assert "Dott. Neri" in refused.content.decode()
    with acting(worker):
        assert Person.objects.get(pk=fatima.pk).doctor == ""


def rows(prefix, *filled, **more):
    data = {f"{prefix}-TOTAL_FORMS": len(filled), f"{prefix}-INITIAL_FORMS": 0, **more}
    for number, row in enumerate(filled):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def test_lists_of_names_citizenships_and_languages(at_pole, worker, fatima):
    post(
        at_pole,
        url("other_names", fatima.pk),
        rows("nomi", {"first_name": "Fatma", "last_name": "Ben Ali"}, {}, version=1),
    )
    post(
        at_pole,
        url("citizenships", fatima.pk),
        rows("stati", {"state": "MA"}, {"state": "IT", "acquired_on": "2024-05-01"}, version=2),
    )
    post(
        at_pole,
        url("languages", fatima.pk),
        rows("lingue", {"language": "ar"}, {"language": "fr"}, interpreter="helpful", version=3),
    )
    page = text_of(at_pole.get(url("identity", fatima.pk)))
    for piece in ("Fatma Ben Ali", "Marocco", "Italia", "Arabo", "Utile"):
        assert piece in page
    bad = post(at_pole, url("citizenships", fatima.pk), rows("stati", {"state": "MA"}, {"state": "XX"}, version=5))
    assert bad.status_code == 422
    assert (
        post(at_pole, url("languages", fatima.pk), rows("lingue", {"language": "klingon"}, version=5)).status_code
        == 422
    )
    stale = post(at_pole, url("citizenships", fatima.pk), rows("stati", {"state": "AL"}, version=1))
    assert "Marocco, Italia" in text_of(stale)


def test_codes_papers_and_urgent_facts(at_pole, worker, fatima):
    assert (
        post(at_pole, url("add_identifier", fatima.pk), {"kind": "passport", "value": "AB1234567"}).status_code == 302
    )
    with acting(worker):
        code = Identifier.objects.get()
    assert post(at_pole, url("verify_identifier", code.pk), {"how": "Visto"}).status_code == 302
    assert post(at_pole, url("end_identifier", code.pk), {}).status_code == 302
    assert post(at_pole, url("add_paper", fatima.pk), {"kind": "permit"}).status_code == 422
    good = {"kind": "permit", "permit_kind": "family", "valid_until": TODAY.isoformat()}
    assert post(at_pole, url("add_paper", fatima.pk), good).status_code == 302
    with acting(worker):
        paper = Paper.objects.get()
    assert at_pole.get(url("edit_paper", paper.pk)).status_code == 200
    assert post(at_pole, url("edit_paper", paper.pk), good | {"version": "1", "note": "x"}).status_code == 302
    assert post(at_pole, url("edit_paper", paper.pk), good | {"version": "1", "note": "y"}).status_code == 422
    assert post(at_pole, url("dismiss_fact", fatima.pk), {"fact": "paper:1", "reason": ""}).status_code == 422
    assert (
        post(at_pole, url("dismiss_fact", fatima.pk), {"fact": "paper:1", "reason": "Rinnovo chiesto"}).status_code
        == 302
    )


def test_contacts_and_addresses(at_pole, worker, fatima):
    contact = {"kind": "mobile", "value": "333 000 0001", "safety": "careful", "safety_note": "solo mattina"}
    assert post(at_pole, url("add_contact", fatima.pk), contact).status_code == 302
    assert post(at_pole, url("add_contact", fatima.pk), contact | {"value": ""}).status_code == 422
    with acting(worker):
        row = Contact.objects.get()
    assert at_pole.get(url("edit_contact", row.pk)).status_code == 200
    assert post(at_pole, url("edit_contact", row.pk), contact | {"version": "1", "preferred": "on"}).status_code == 302
    assert post(at_pole, url("end_contact", row.pk), {"on": "oggi"}).status_code == 422
    assert post(at_pole, url("end_contact", row.pk)).status_code == 302
    home = {"kind": "residence", "municipality": "Pesaro (PU)", "street": "Via Rossini 1"}
    assert post(at_pole, url("add_address", fatima.pk), home).status_code == 302
    assert post(at_pole, url("add_address", fatima.pk), home | {"municipality": "Atlantide"}).status_code == 422
    with acting(worker):
        address = Address.objects.get()
    assert "Pesaro (PU)" in at_pole.get(url("edit_address", address.pk)).content.decode()
    assert (
        post(at_pole, url("edit_address", address.pk), home | {"version": "1", "street": "Via R. 2"}).status_code == 302
    )
    assert post(at_pole, url("end_address", address.pk)).status_code == 302
    assert "Non più attuali" in text_of(at_pole.get(url("ground", fatima.pk)))


def test_a_protected_address_shows_only_to_the_named(at_pole, worker, fatima, ambito):
    with acting(worker):
        unit = Unit.objects.get(pk=worker.unit_id)
    colleague = browser(make_actor(ambito=ambito, role="social_worker", unit=unit))
    saved = post(at_pole, url("set_protected", fatima.pk), {"street": "Via del Rifugio 7"})
    assert saved.status_code == 302
    assert "Via del Rifugio 7" in text_of(at_pole.get(url("ground", fatima.pk)))
    for name in ("ground", "changes", "looks"):
        assert "Rifugio" not in text_of(colleague.get(url(name, fatima.pk)))
    assert "indirizzo protetto" in text_of(at_pole.get(url("looks", fatima.pk)))
    assert "indirizzo protetto" not in text_of(colleague.get(url("looks", fatima.pk)))
    with acting(worker):
        row = fatima.protected_addresses.get()
    assert colleague.get(url("end_protected", row.pk)).status_code == 404
    assert post(at_pole, url("end_protected", row.pk)).status_code == 302


def test_reserving_and_opening_again(at_pole, at_desk, worker, desk, fatima):
    assert post(at_pole, url("reserve", fatima.pk), {}).status_code == 422
    assert post(at_pole, url("reserve", fatima.pk), {"sure": "on"}).status_code == 302
    assert "Togli la riserva" in text_of(at_pole.get(url("ground", fatima.pk)))
    assert post(at_pole, url("unreserve", fatima.pk)).status_code == 302
    mine = make_person(actor=desk)
    assert at_desk.get(url("reserve", mine.pk)).status_code == 403


def test_households_and_ties(at_pole, worker, fatima, child):
    assert post(at_pole, url("create_household", fatima.pk), {"kind": "registry"}).status_code == 302
    again = post(at_pole, url("create_household", fatima.pk), {"kind": "registry"})
    assert again.status_code == 422
    assert "starts_on" in again.context["form"].errors
    with acting(worker):
        home = HouseholdMember.objects.get(person=fatima)
    address = url("add_member", fatima.pk, home.household_id)
    assert "Amir Benali" in text_of(at_pole.get(address))
    looked = post(at_pole, address, {"search": "1", "words": "ami", "role": "child"})
    assert looked.status_code == 200
    assert "Amir Benali" in text_of(looked)
    assert post(at_pole, address, {"words": "ami"}).status_code == 422
    assert post(at_pole, address, {"person": str(child.pk), "role": "child"}).status_code == 302
    page = at_pole.get(url("household", fatima.pk))
    assert "<svg" in page.content.decode()
    assert "Amir B." in page.content.decode()
    with acting(worker):
        row = HouseholdMember.objects.get(person=child)
    assert at_pole.get(url("edit_member", row.pk)).status_code == 200
    assert (
        post(
            at_pole, url("edit_member", row.pk), {"version": "1", "role": "child", "starts_on": "2025-01-01"}
        ).status_code
        == 302
    )
    assert at_pole.get(url("move_member", row.pk)).status_code == 200
    assert (
        post(at_pole, url("move_member", row.pk), {"household": str(uuid4()), "on": TODAY.isoformat()}).status_code
        == 422
    )
    assert post(at_pole, url("end_member", row.pk)).status_code == 302
    tie = {"kind": "support_administrator", "outside_name": "Avv. Costa", "represents": "on", "scope": "Decreto 1/2026"}
    assert post(at_pole, url("add_relation", fatima.pk), tie | {"scope": ""}).status_code == 422
    assert post(at_pole, url("add_relation", fatima.pk), tie).status_code == 302
    with acting(worker):
        relation = Relation.objects.get()
    assert at_pole.get(url("edit_relation", relation.pk)).status_code == 200
    assert (
        post(at_pole, url("edit_relation", relation.pk), tie | {"version": "1", "note": "martedì"}).status_code == 302
    )
    assert "Avv. Costa" in text_of(at_pole.get(url("household", fatima.pk)))
    assert post(at_pole, url("end_relation", relation.pk)).status_code == 302


def test_withdrawing_a_mistake_and_moving(at_pole, worker, fatima, child):
    with acting(worker):
        home = create_household(actor=worker, person_id=fatima.pk, kind="de_facto")
        row = add_member(actor=worker, household_id=home.pk, person_id=child.pk, role="child")
        other = create_household(actor=worker, person_id=child.pk, kind="de_facto")
    moved = post(at_pole, url("move_member", row.pk), {"household": str(other.pk), "on": TODAY.isoformat()})
    assert moved.status_code == 422
    assert post(at_pole, url("withdraw_member", row.pk)).status_code == 302


def test_means_and_housing(at_pole, worker, fatima):
    isee = {"kind": "ordinary", "value_cents": "6.543,21", "issued_on": "2026-02-01"}
    assert post(at_pole, url("add_isee", fatima.pk), isee | {"value_cents": "tanti"}).status_code == 422
    assert post(at_pole, url("add_isee", fatima.pk), isee).status_code == 302
    with acting(worker):
        row = Isee.objects.get()
        assert row.value_cents == 654_321
    assert "6543,21" in at_pole.get(url("edit_isee", row.pk)).content.decode()
    assert post(at_pole, url("edit_isee", row.pk), isee | {"version": "1", "value_cents": "7000"}).status_code == 302
    assert post(at_pole, url("add_income", fatima.pk), {"kind": "pension", "monthly_cents": "650"}).status_code == 302
    with acting(worker):
        income = fatima.income_sources.get()
    assert at_pole.get(url("edit_income", income.pk)).status_code == 200
    assert (
        post(
            at_pole, url("edit_income", income.pk), {"kind": "pension", "monthly_cents": "700", "version": "1"}
        ).status_code
        == 302
    )
    assert "700,00" in text_of(at_pole.get(url("economy", fatima.pk)))
    assert post(at_pole, url("end_income", income.pk)).status_code == 302
    assert post(at_pole, url("add_housing", fatima.pk), {}).status_code == 422
    assert (
        post(at_pole, url("add_housing", fatima.pk), {"status": "hosted", "monthly_cost_cents": "100"}).status_code
        == 302
    )
    assert "Ospite di parenti" in text_of(at_pole.get(url("economy", fatima.pk)))


def test_a_row_of_somebody_elses_is_not_there(at_desk, at_pole, worker, fatima):
    with acting(worker):
        contact = add_contact(actor=worker, person_id=fatima.pk, kind="mobile", value="333 000 0001")
        paper = add_paper(actor=worker, person_id=fatima.pk, kind="other")
    for name, row in (("edit_contact", contact), ("end_contact", contact), ("edit_paper", paper)):
        assert at_desk.get(url(name, row.pk)).status_code == 404
        assert post(at_desk, url(name, row.pk), {}).status_code == 404
    assert at_pole.get(url("edit_isee", uuid4())).status_code == 404


def test_who_looked_names_colleagues_and_masks_sensitive_bodies(at_pole, worker, fatima, ambito):
    centre = make_actor(
        ambito=ambito, role="desk_operator", organisation_values={"name": "Centro antiviolenza", "sensitive": True}
    )
    client = browser(centre)
    post(client, url("new"), WHO)
    assert post(client, url("meet", fatima.pk), {"reason": "È qui con me"}).status_code == 302
    for name in ("looks", "sights"):
        page = text_of(at_pole.get(url(name, fatima.pk)))
        assert "antiviolenza" not in page
        assert "un servizio della rete" in page
        assert "È qui con me" not in page


def test_changes_show_only_what_may_be_read(worker, at_pole, fatima, desk, at_desk):
    with acting(worker):
        update_identity(actor=worker, person_id=fatima.pk, values={"doctor": "Dott. Neri"})
        set_protected_address(actor=worker, person_id=fatima.pk, street="Via del Rifugio 7", named_tokens=[])
    page = text_of(at_pole.get(url("changes", fatima.pk)))
    assert "Dott. Neri" in page
    assert "Rifugio" not in page


@pytest.mark.parametrize("nasty", ["\0", "²", "9" * 40, "'; drop table x; --", "<b>" * 300, "🙂" * 500])
def test_nasty_text_never_breaks_a_page(at_pole, worker, fatima, child, nasty):
    for address in (
        url("municipalities") + f"?municipality={nasty[:200]}",
        url("birth_places") + f"?x={nasty[:200]}",
        url("looks", fatima.pk) + f"?prima={nasty[:200]}",
        reverse("workplace:people") + f"?q={nasty[:200]}&dopo={nasty[:200]}",
        fatima.get_absolute_url() + f"?filtro={nasty[:200]}&prima={nasty[:200]}",
    ):
        assert at_pole.get(address).status_code == 200
    with acting(worker):
        home = create_household(actor=worker, person_id=fatima.pk, kind="de_facto")
    for address, data in (
        (url("new"), dict.fromkeys(("first_name", "last_name", "identifier", "identifier_kind", "birth_date"), nasty)),
        (
            url("register"),
            dict.fromkeys(("first_name", "identifier", "birth_date", "sex", "birth_place", "phone"), nasty),
        ),
        (url("read_tax_code"), dict.fromkeys(("identifier", "identifier_kind", "birth_date", "sex"), nasty)),
        (
            url("edit_identity", fatima.pk),
            dict.fromkeys(("first_name", "version", "birth_place", "birth_precision"), nasty),
        ),
        (url("add_member", fatima.pk, home.pk), {"search": "1", "words": nasty, "person": nasty}),
        (url("add_relation", fatima.pk), {"kind": nasty, "words": nasty, "person": nasty}),
        (url("add_isee", fatima.pk), dict.fromkeys(("kind", "value_cents", "issued_on"), nasty)),
        (url("set_protected", fatima.pk), dict.fromkeys(("street", "named_tokens", "municipality", "remove"), nasty)),
        (url("add_address", fatima.pk), dict.fromkeys(("kind", "municipality", "postal_code"), nasty)),
    ):
        assert post(at_pole, address, data).status_code in (200, 302, 400, 422), address
