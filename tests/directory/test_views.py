"""Rete → Servizi, as people use it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portico.directory.models import Service
from portico.kernel.actor import acting
from tests.architecture.world import client_of

LIST = "/servizi/"


@pytest.fixture
def market(make_service):
    return make_service(
        "Emporio",
        ["goods.food", "goods.baby"],
        municipalities_served=["041044"],
        phone="0721 000 300",
        what_to_bring=["ISEE", "Documento"],
        access_modes=["referral"],
        how_to="Serve un invio.",
        cost="Gratis",
        languages=["it", "ar"],
    )


def page(world, name, address, **data):
    response = client_of(world, name).get(address, data)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def form_data(world, client, **changes):
    return {
        **client.guard(),
        "title": "Emporio",
        "short": "La spesa senza soldi.",
        "service_kind": "food_market",
        "needs": ["goods.food"],
        "access_modes": ["referral"],
        "what_to_bring": "ISEE\n\n Documento ",
        "municipalities_served": ["041044"],
        "languages": ["it"],
        "cost_kind": "free",
        "status": "active",
        **changes,
    }


# -- finding -----------------------------------------------------------------------------------------


def test_an_empty_network_says_what_to_do(world):
    assert "Ancora nessun servizio" in page(world, "desk_operator", LIST)
    assert "Descrivi un servizio" not in page(world, "desk_operator", LIST)
    assert "Descrivi un servizio" in page(world, "org_manager", LIST)


def test_the_list_says_who_how_and_where(world, market):
    shown = page(world, "desk_operator", LIST)
    for words in ("Emporio", "Associazione Alba", "Su invio di un servizio", "Pesaro"):
        assert words in shown


def test_the_list_is_narrowed_down(world, market, make_service):
    make_service("Corso di italiano", ["school.italian"], access_modes=["walk_in"], municipalities_served=["041068"])
    make_service("Ascolto", ["mental.listening"], organisation=world.municipality)

    def found(**asked):
        shown = page(world, "desk_operator", LIST, **asked)
        return [title for title in ("Emporio", "Corso di italiano", "Ascolto") if f">{title}</a>" in shown]

    assert found() == ["Emporio", "Corso di italiano", "Ascolto"]
    assert found(theme="goods") == ["Emporio"]
    assert found(municipality="041044") == ["Emporio", "Ascolto"]
    assert found(organisation=str(world.municipality.pk)) == ["Ascolto"]
    assert found(access_mode="referral") == ["Emporio"]
    assert found(q="pannolini") == ["Emporio"]
    assert found(q="italiano", theme="school") == ["Corso di italiano"]
    # A value nobody offered is as if nothing was asked.
    assert found(theme="nonsense", organisation="nonsense", page="nonsense") == found()


def test_nothing_found_says_what_to_try(world, market):
    shown = page(world, "desk_operator", LIST, q="xyzzyx")
    assert "Nessun servizio con questi filtri" in shown
    assert "Togli i filtri" in shown


def test_the_list_comes_in_pages(world, make_service):
    for number in range(23):
        make_service(f"Servizio {number:02d}")
    assert "Servizio 22" not in page(world, "desk_operator", LIST)
    assert "Servizio 22" in page(world, "desk_operator", LIST, page=2)


def test_the_card_answers_in_order(world, market):
    shown = page(world, "desk_operator", reverse("directory:service", args=[market.pk]))
    for words in ("Serve un invio.", "<li>ISEE</li>", "0721 000 300", "Gratuito", "Italiano, Arabo", "Cibo e beni"):
        assert words in shown
    assert "Modifica" not in shown


def test_synonyms_are_never_shown(world, market):
    shown = page(world, "desk_operator", reverse("directory:service", args=[market.pk]))
    assert "pacco viveri" not in shown
    assert "pacco viveri" not in page(world, "desk_operator", LIST, q="pacco viveri").replace(
        'value="pacco viveri"', ""
    )


def test_a_suspended_service_says_why(world, make_service):
    service = make_service("Piano freddo", status="suspended", suspended_note="Riapre il 1° dicembre")
    assert "Riapre il 1° dicembre" in page(world, "desk_operator", reverse("directory:service", args=[service.pk]))
    assert "Sospeso" in page(world, "desk_operator", LIST)


def test_the_manager_is_told_of_stale_cards(world, market):
    assert "Una scheda non viene ricontrollata" in page(world, "org_manager", LIST)
    assert "ricontrollata" not in page(world, "desk_operator", LIST)


def test_the_list_costs_the_same_with_many_services(world, market, make_service, django_assert_max_num_queries):
    client = client_of(world, "org_manager")
    client.get(LIST)
    with django_assert_max_num_queries(16) as few:
        client.get(LIST)
    for number in range(15):
        make_service(f"Servizio {number:02d}", ["goods.food"])
    with django_assert_max_num_queries(16) as many:
        client.get(LIST)
    assert len(many) == len(few)


# -- writing -----------------------------------------------------------------------------------------


def test_a_manager_describes_a_service(world):
    client = client_of(world, "org_manager")
    address = reverse("directory:new_service")
    assert client.get(address).status_code == 200
    response = client.post(address, form_data(world, client, checked_today="on"))
    assert response.status_code == 302
    with acting(world.actor("org_manager")):
        made = Service.objects.get()
        assert (made.title, made.code, made.organisation_id) == ("Emporio", "emporio", world.association.pk)
        assert made.what_to_bring == ["ISEE", "Documento"]
        assert made.last_verified == timezone.localdate()
        assert [need.pk for need in made.needs.all()] == ["goods.food"]
        assert made.created_by == world.memberships["org_manager"].user_id
    assert response.url == reverse("directory:service", args=[made.pk])


def test_a_second_service_of_the_same_name_is_another_one(world, market):
    client = client_of(world, "org_manager")
    client.post(reverse("directory:new_service"), form_data(world, client))
    with acting(world.actor("org_manager")):
        assert set(Service.objects.values_list("code", flat=True)) == {"emporio", "emporio-2"}


def test_the_administrator_chooses_the_organisation(world):
    client = client_of(world, "ambito_admin")
    data = form_data(world, client, organisation=str(world.other_association.pk))
    assert client.post(reverse("directory:new_service"), data).status_code == 302
    with acting(world.actor("ambito_admin")):
        assert Service.objects.get().organisation_id == world.other_association.pk


def test_a_manager_cannot_write_for_another_organisation(world):
    client = client_of(world, "org_manager")
    data = form_data(world, client, organisation=str(world.other_association.pk), unit=str(world.other_desk_unit.pk))
    response = client.post(reverse("directory:new_service"), data)
    assert response.status_code == 200  # the unit is not among those offered
    with acting(world.actor("org_manager")):
        assert not Service.objects.exists()


def test_a_card_is_changed(world, market):
    client = client_of(world, "org_manager")
    address = reverse("directory:edit_service", args=[market.pk])
    assert "ISEE\nDocumento" in client.get(address).content.decode()
    data = form_data(world, client, title="Emporio solidale", needs=["goods.food", "goods.hygiene"], version="1")
    assert client.post(address, data).status_code == 302
    with acting(world.actor("org_manager")):
        market.refresh_from_db()
        assert (market.title, market.version) == ("Emporio solidale", 2)
        assert {need.pk for need in market.needs.all()} == {"goods.food", "goods.hygiene"}


def test_what_is_missing_is_said_beside_its_field(world, market):
    client = client_of(world, "org_manager")
    address = reverse("directory:edit_service", args=[market.pk])
    shown = client.post(address, form_data(world, client, title="", status="suspended", version="1")).content.decode()
    assert "Ci sono 2 cose da sistemare" in shown
    assert "Scrivi perché è sospeso" in shown
    with acting(world.actor("org_manager")):
        market.refresh_from_db()
        assert market.title == "Emporio"


def test_a_stale_edit_is_told_and_loses_nothing(world, market):
    client = client_of(world, "org_manager")
    other = client_of(world, "ambito_admin")
    address = reverse("directory:edit_service", args=[market.pk])
    theirs = form_data(world, other, title="Emporio di tutti", version="1", organisation=str(world.association.pk))
    assert other.post(address, theirs).status_code == 302
    response = client.post(address, form_data(world, client, title="Emporio nostro", version="1"))
    shown = response.content.decode()
    assert response.status_code == 409
    assert "Emporio di tutti" in shown
    assert 'value="Emporio nostro"' in shown
    # Having seen it, saving again is a choice.
    assert client.post(address, form_data(world, client, title="Emporio nostro", version="2")).status_code == 302


def test_only_needs_changed_still_counts_as_a_change(world, market):
    client = client_of(world, "org_manager")
    address = reverse("directory:edit_service", args=[market.pk])
    same = {
        "short": market.short,
        "service_kind": "listening",
        "languages": ["it", "ar"],
        "phone": market.phone,
        "how_to": market.how_to,
        "cost": market.cost,
    }
    data = form_data(world, client, version="1", **{**same, "needs": ["goods.meals"]})
    assert client.post(address, data).status_code == 302
    with acting(world.actor("org_manager")):
        market.refresh_from_db()
        assert market.version == 2
    stale = form_data(world, client, version="1", **{**same, "needs": ["goods.food"]})
    assert client.post(address, stale).status_code == 409


@pytest.mark.parametrize(("who", "status"), [("desk_operator", 403), ("social_worker", 403), ("other_ambito", 404)])
def test_others_cannot_change_a_card(world, market, who, status):
    client = client_of(world, who)
    address = reverse("directory:edit_service", args=[market.pk])
    assert client.get(address).status_code == status
    assert client.post(address, form_data(world, client, title="Mio", version="1")).status_code == status


def test_the_manager_of_another_organisation_cannot_either(world, make_service):
    theirs = make_service("Loro", organisation=world.other_association)
    client = client_of(world, "org_manager")
    assert client.get(reverse("directory:edit_service", args=[theirs.pk])).status_code == 403
