"""Finding services: what may answer a need, near here, in these words."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portico.directory import selectors
from portico.directory.models import Service, ServiceNeed
from portico.kernel.actor import acting
from portico.kernel.errors import NotVisible


def titles(found):
    return [service.title for service in found]


@pytest.fixture
def market(make_service):
    return make_service("Emporio", ["goods.food", "goods.baby"], municipalities_served=["041044"])


@pytest.fixture
def parcel(make_service):
    return make_service("Spesa in parrocchia", ["goods.food"], municipalities_served=["041068"])


@pytest.fixture
def housing(make_service, world):
    return make_service(
        "Sportello abitare",
        ["housing.eviction", "housing.search"],
        organisation=world.municipality,
        for_whom="Chi rischia di perdere la casa.",
    )


@pytest.fixture
def closed(make_service):
    return make_service("Piano freddo", ["emergency.shelter"], status="suspended", suspended_note="Riapre a dicembre")


@pytest.fixture
def actor(world, market, parcel, housing, closed):
    actor = world.actor("desk_operator")
    with acting(actor):
        yield actor


def test_the_more_needs_it_meets_the_higher(actor, make_service):
    found = selectors.services_for(actor=actor, needs=["goods.food", "goods.baby"])
    assert titles(found) == ["Emporio", "Spesa in parrocchia"]
    assert [service.needs_met for service in found] == [2, 1]


def test_a_service_of_the_municipality_comes_before(actor):
    found = selectors.services_for(actor=actor, needs=["goods.food"], municipality="041068")
    assert titles(found) == ["Spesa in parrocchia", "Emporio"]
    assert [service.serves for service in found] == [1, 0]


def test_no_municipality_named_means_the_whole_ambito(actor):
    found = selectors.services_for(actor=actor, needs=["housing.eviction"], municipality="041027")
    assert [service.serves for service in found] == [1]


def test_the_same_theme_is_better_than_nothing(actor):
    found = selectors.services_for(actor=actor, needs=["goods.clothes"])
    assert titles(found) == ["Emporio", "Spesa in parrocchia"]
    assert {service.needs_met for service in found} == {0}
    by_theme = selectors.services_for(actor=actor, needs=["goods"])
    assert set(titles(by_theme)) == {"Emporio", "Spesa in parrocchia"}


def test_words_find_what_the_card_says_and_what_the_need_is_called(actor):
    assert titles(selectors.services_for(actor=actor, text="parrocchia")) == ["Spesa in parrocchia"]
    assert titles(selectors.services_for(actor=actor, text="parocchia")) == ["Spesa in parrocchia"]
    # The card does not say it: the need it answers does.
    assert titles(selectors.services_for(actor=actor, text="sfratto")) == ["Sportello abitare"]


def test_a_suspended_service_is_not_proposed_but_can_be_found(actor):
    assert titles(selectors.services_for(actor=actor, needs=["emergency.shelter"])) == []
    assert titles(selectors.search_services(actor=actor, text="piano freddo")) == ["Piano freddo"]
    assert titles(selectors.services(actor=actor))[-1] == "Piano freddo"


def test_search_finds_by_title_organisation_and_need(actor):
    assert titles(selectors.search_services(actor=actor, text="empor"))[0] == "Emporio"
    assert titles(selectors.search_services(actor=actor, text="Comune di Prova")) == ["Sportello abitare"]
    assert "Emporio" in titles(selectors.search_services(actor=actor, text="pannolini"))
    assert titles(selectors.search_services(actor=actor, text=" ")) == []
    assert titles(selectors.search_services(actor=actor, text="xyzzyx")) == []


def test_cards_to_check_again(world, actor, market, parcel, housing):
    today = timezone.localdate()
    for service, day in ((market, today), (parcel, today - dt.timedelta(days=200))):
        service.last_verified = day
        service.save(update_fields=["last_verified"])
    manager = world.actor("org_manager")
    with acting(manager):
        assert titles(selectors.to_verify(actor=manager)) == ["Piano freddo", "Spesa in parrocchia"]
    admin = world.actor("ambito_admin")
    with acting(admin):
        assert set(titles(selectors.to_verify(actor=admin))) == {
            "Piano freddo",
            "Spesa in parrocchia",
            "Sportello abitare",
        }


def test_missing_and_foreign_look_the_same(world, market):
    stranger = world.actor("other_ambito")
    with acting(stranger):
        with pytest.raises(NotVisible):
            selectors.get_service(actor=stranger, key=market.pk)
        with pytest.raises(NotVisible):
            selectors.get_service(actor=stranger, key="nonsense")


def test_the_database_shows_nothing_of_another_ambito(world, market):
    with acting(world.actor("other_ambito")):
        assert Service.objects.count() == 0
        assert ServiceNeed.objects.count() == 0
    with acting(world.actor("desk_operator")):
        assert Service.objects.count() == 1
        assert ServiceNeed.objects.count() == 2


def test_the_database_shows_nothing_to_nobody(web_connection, market):
    assert web_connection.execute("select count(*) from directory_service").fetchone() == (0,)


def test_as_many_queries_for_one_service_as_for_many(actor, make_service):
    def count():
        with CaptureQueriesContext(connection) as queries:
            for service in selectors.services_for(actor=actor, needs=["goods.food"]):
                assert [need.parent.label for need in service.needs.all()]
                assert service.organisation.name
        return len(queries)

    before = count()
    for number in range(10):
        make_service(f"Altro {number}", ["goods.food"])
    assert count() == before == 2
