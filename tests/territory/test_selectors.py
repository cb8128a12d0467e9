"""Finding municipalities and states, as somebody types them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portico.territory import selectors
from portico.territory.models import ForeignState, FormerMunicipality, Municipality

pytestmark = pytest.mark.django_db


def names(found):
    return [place.name for place in found]


def test_every_municipality_has_its_codes():
    assert Municipality.objects.count() == 7896
    pesaro = selectors.municipality_by_istat("041044")
    assert pesaro is not None
    assert (pesaro.name, pesaro.cadastral_code, pesaro.province) == ("Pesaro", "G479", "Pesaro e Urbino")
    assert pesaro.postal_codes == ["61121", "61122"]
    assert pesaro.full_name == "Pesaro (PU)"
    assert (pesaro.population, pesaro.population_date) == (94237, date(2011, 10, 9))
    assert "censimento" in pesaro.population_source
    assert pesaro.latitude == pytest.approx(43.909, abs=0.01)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("pesa", "Pesaro"),
        ("PESARO", "Pesaro"),
        ("aglie", "Agliè"),
        ("mombaroc", "Mombaroccio"),
        ("l'aquila", "L'Aquila"),
        ("l aquila", "L'Aquila"),
        ("reggio nell emilia", "Reggio nell'Emilia"),
        ("vallefolgia", "Vallefoglia"),
        ("cesena", "Cesena"),
        ("san teodoro", "San Teodoro"),
    ],
)
def test_typeahead(typed, first):
    assert names(selectors.search_municipalities(typed))[0] == first


@pytest.mark.parametrize(("typed", "found"), [("agli", "Agliè"), ("foglia", "Vallefoglia")])
def test_typeahead_offers(typed, found):
    assert found in names(selectors.search_municipalities(typed))


def test_names_that_begin_so_come_before_names_with_such_a_word():
    found = names(selectors.search_municipalities("mare", limit=30))
    words = [name.lower().startswith("mare") for name in found]
    assert words == sorted(words, reverse=True)
    assert "Gabicce Mare" in names(selectors.search_municipalities("gabicce"))


def test_the_larger_town_comes_first():
    found = selectors.search_municipalities("ro", limit=5)
    assert found[0].name == "Roma"


def test_limit_and_nothing_typed():
    assert len(selectors.search_municipalities("san", limit=7)) == 7
    assert selectors.search_municipalities("  ") == []
    assert selectors.search_municipalities("xqzw") == []


def test_one_query_a_typeahead():
    with CaptureQueriesContext(connection) as queries:
        selectors.search_municipalities("pesaro")
    assert len(queries) == 1


def test_municipalities_of_an_ambito_by_name():
    found = selectors.municipalities(["041044", "041019", "999999"])
    assert names(found) == ["Gabicce Mare", "Pesaro"]


def test_places_of_birth_by_the_code_in_the_tax_code():
    assert selectors.birth_place_name("g479") == "Pesaro"
    assert selectors.birth_place_name("Z330") == "Marocco"
    assert selectors.birth_place_name("Z118") == "Jugoslavia"
    assert selectors.birth_place_name("A000") == ""


def test_foreign_states():
    assert names(selectors.search_foreign_states("maro"))[0] == "Marocco"
    assert names(selectors.search_foreign_states("birmania")) == ["Myanmar (Birmania)"]
    assert "Costa d'Avorio" in names(selectors.search_foreign_states("costa d avo"))
    # Those that no longer exist come last.
    assert names(selectors.search_foreign_states("serbia"))[0] == "Serbia"
    assert selectors.search_foreign_states("") == []


def test_states_have_their_codes():
    romania = selectors.foreign_state_by_iso("ro")
    assert romania is not None
    assert (romania.belfiore_code, romania.citizenship_group) == ("Z129", "eu")
    assert selectors.foreign_state_by_belfiore("Z138").citizenship_group == "non_eu"
    assert ForeignState.objects.filter(citizenship_group="eu").count() == 26  # twenty-seven less Italy
    codes = [state.iso_alpha2 for state in ForeignState.objects.exclude(iso_alpha2="")]
    assert len(codes) == len(set(codes))


def test_nobody_is_a_citizen_of_a_territory_or_of_a_state_that_ended():
    citizenships = set(names(selectors.citizenships()))
    assert {"Marocco", "Kosovo", "Territori palestinesi"} <= citizenships
    assert not citizenships & {"Jugoslavia", "Martinica", "Hong Kong", "Porto Rico"}
    yugoslavia = selectors.foreign_state_by_belfiore("Z118")
    assert yugoslavia.existed_on(date(1975, 5, 1))
    assert not yugoslavia.existed_on(date(2004, 1, 1))


def test_people_were_born_in_municipalities_that_no_longer_exist():
    colbordolo = selectors.birth_place("C830")
    assert colbordolo is not None
    assert (colbordolo.name, colbordolo.detail) == ("Colbordolo", "PU, fino al 2013")
    assert selectors.birth_place_name("i285") == "Sant'Angelo in Lizzola"
    assert selectors.birth_place("A000") is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("pesaro", "G479"),
        ("colbor", "C830"),
        ("marocco", "Z330"),
        ("monteciccardo", "F474"),
        ("sant angelo in liz", "I285"),
    ],
)
def test_a_birth_place_is_found_wherever_it_is(typed, code):
    assert code in [place.code for place in selectors.search_birth_places(typed)]


def test_every_cadastral_code_names_one_place():
    current = set(Municipality.objects.values_list("cadastral_code", flat=True))
    former = set(FormerMunicipality.objects.values_list("cadastral_code", flat=True))
    assert len(former) > 1500
    assert not current & former
