"""Needs, found by the words people use."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portico.directory import selectors
from portico.directory.models import Need

pytestmark = pytest.mark.django_db


def codes(found):
    return [need.pk for need in found]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("sfratto", "housing.eviction"),
        ("SFRATTO", "housing.eviction"),
        ("sfrato", "housing.eviction"),
        ("mi hanno dato lo sfratto", "housing.eviction"),
        ("badante", "elderly.private_carer"),
        ("badnate", "elderly.private_carer"),
        ("pannolini", "goods.baby"),
        ("panolini", "goods.baby"),
        ("permesso di soggiorno", "papers.permit"),
        ("isee", "papers.isee"),
        ("spid", "digital.identity"),
        ("muffa", "housing.unfit"),
        ("case popolari", "housing.public"),
        ("non arrivo a fine mese", "money.no_income"),
        ("dormo in macchina", "housing.homeless"),
        ("104", "disability.recognition"),
        ("alzheimer", "elderly.dementia"),
    ],
)
def test_a_need_is_found_by_what_people_type(typed, code):
    assert code in codes(selectors.search_needs(typed, limit=3))


def test_what_is_said_exactly_comes_first():
    assert codes(selectors.search_needs("sfratto"))[0] == "housing.eviction"
    assert codes(selectors.search_needs("mensa"))[0] == "goods.meals"


def test_a_theme_is_found_too():
    assert "housing" in codes(selectors.search_needs("casa"))


def test_nothing_typed_or_nothing_alike():
    assert selectors.search_needs("  ") == []
    assert selectors.search_needs("xyzzyx") == []


def test_one_query():
    with CaptureQueriesContext(connection) as queries:
        found = selectors.search_needs("affitto bolletta spesa")
        assert {need.parent.label for need in found if need.parent}
    assert len(queries) == 1


def test_themes_and_needs_in_their_order():
    themes = list(selectors.themes())
    assert len(themes) == 17
    assert themes[0].pk == "housing"
    listed = list(selectors.needs())
    assert len(listed) == 152
    assert codes(listed)[:2] == ["housing.eviction", "housing.arrears"]


def test_a_need_no_longer_in_use_is_not_offered():
    Need.objects.filter(pk="housing.eviction").update(in_use=False)
    assert "housing.eviction" not in codes(selectors.search_needs("sfratto"))
    assert "housing.eviction" not in codes(selectors.needs())
