"""A database that is gone: a clear page, a line in the log, and nothing to mend by hand afterwards."""

from __future__ import annotations

import logging

import psycopg
import pytest
from django.db import connection, transaction

from tests.architecture.world import World, client_of


@pytest.fixture
def world(transactional_db):
    with transaction.atomic():
        return World()


@pytest.fixture
def outage(cluster):
    """Call it: the server stops letting the application in, and cuts off who is inside."""
    with psycopg.connect(cluster.url("superuser", "portico"), autocommit=True) as server:

        def cut() -> None:
            server.execute("alter role portico_web nologin")
            server.execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = 'portico_web'")

        cut.end = lambda: server.execute("alter role portico_web login")
        try:
            yield cut
        finally:
            cut.end()
            connection.close()


def test_an_outage_is_a_page_that_waits_and_then_everything_works_again(world, outage, caplog):
    browser = client_of(world, "desk_operator", raise_request_exception=False)
    assert browser.get("/notifiche/").status_code == 200
    outage()
    with caplog.at_level(logging.INFO):
        page = browser.get("/notifiche/?q=Benali")
    assert page.status_code == 503
    assert page.headers["Retry-After"]
    assert "Portico torna tra un momento" in page.content.decode()
    told = [record.getMessage() for record in caplog.records if "database.unavailable" in record.getMessage()]
    assert told and "Benali" not in caplog.text
    outage.end()
    assert browser.get("/notifiche/").status_code == 200


def test_what_was_being_written_is_given_back(world, outage):
    browser = client_of(world, "desk_operator", raise_request_exception=False)
    outage()
    page = browser.post("/persone/nuova/registra/", {**browser.guard(), "first_name": "Fatima", "password1": "segreta"})
    assert page.status_code == 503
    shown = page.content.decode()
    assert "Fatima" in shown
    assert "segreta" not in shown
    assert browser.guard()["_membership"] not in shown
