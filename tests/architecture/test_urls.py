"""Who may open each address: the tables in `tests/<app>/url_access.py`, written by hand from the access rules."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.architecture.world import client_of

APPS = sorted(path.parent.name for path in Path(__file__).parent.parent.glob("*/url_access.py"))
ROWS = [row for app in APPS for row in import_module(f"tests.{app}.url_access").ROWS]
# allauth's pages, the gallery and static files decide by themselves and show nothing of people.
NOT_OURS = {"account", "mfa", "socialaccount", "usersessions", "gallery", ""}


def addresses(patterns=None, namespace=""):
    for item in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(item, URLResolver):
            yield from addresses(item.url_patterns, item.namespace or namespace)
        elif isinstance(item, URLPattern) and namespace:
            yield f"{namespace}:{item.name}"


def ids(row):
    return f"{row.name}-{row.method}-{row.allowed}"


def answer(world, row, who):
    client = client_of(world, who) if who else client_of(world, None)
    query = row.query(world) if callable(row.query) else row.query
    path = reverse(row.name, kwargs=row.kwargs(world)) + query
    if row.method == "get":
        return client.get(path)
    return client.post(path, {**client.guard(), **row.data(world)})


def test_every_address_has_a_row():
    ours = {name for name in addresses() if name.split(":")[0] not in NOT_OURS}
    assert not ours - {row.name for row in ROWS}, "addresses without a row"
    assert not {row.name for row in ROWS} - ours, "rows without an address"


def test_rows_are_not_repeated():
    repeated = [key for key, times in Counter(ids(row) for row in ROWS).items() if times > 1]
    assert not repeated


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=ids)
def test_who_may_opens_it_and_the_others_do_not(row, world):
    if row.denied:
        assert answer(world, row, row.denied).status_code == row.denied_expect
    if row.foreign:
        assert answer(world, row, row.foreign).status_code == 404
    anonymous = answer(world, row, None)
    if row.anonymous == "login":
        assert anonymous.status_code == 302 and "/accesso/" in anonymous.url
    # Last: an allowed act changes the world.
    if row.allowed:
        assert answer(world, row, row.allowed).status_code == row.expect


@pytest.mark.django_db
@pytest.mark.parametrize("row", {row.name: row for row in ROWS if row.allowed}.values(), ids=ids)
def test_a_post_that_comes_from_no_form_of_ours_does_nothing(row, world):
    client = client_of(world, row.allowed)
    assert client.post(reverse(row.name, kwargs=row.kwargs(world)), row.data(world)).status_code in {405, 409}
