"""Each wall alone holds: the same rows with the database's policies open, and with Python's filters off."""

from __future__ import annotations

import dataclasses

import psycopg
import pytest
from django.urls import reverse

from portico.accounts.selectors import ActiveMembership
from portico.kernel import db
from portico.kernel.actor import settings_of
from tests.architecture.story import CANARIES, told_world_of
from tests.architecture.test_urls import ROWS, answer, ids
from tests.architecture.world import client_of

SHUT = [row for row in ROWS if row.denied or row.foreign]
POLICIES = """
    select tablename, policyname, cmd, qual, with_check from pg_policies
    where schemaname = 'public' and 'portico_web' = any (roles) order by 1, 2
"""


def alter(table, name, using, check):
    parts = [f"using ({using})" if using else "", f"with check ({check})" if check else ""]
    return f'alter policy "{name}" on "{table}" {" ".join(parts)}'


class TestPythonAlone:
    """Every policy of the web role says `true`."""

    @pytest.fixture(scope="class")
    @classmethod
    def policies_open(cls, django_db_setup, cluster):
        with psycopg.connect(cluster.url("owner"), autocommit=True) as owner:
            policies = owner.execute(POLICIES).fetchall()
            try:
                for table, name, _cmd, using, check in policies:
                    owner.execute(alter(table, name, using and "true", check and "true"))
                yield
            finally:
                for table, name, _cmd, using, check in policies:
                    owner.execute(alter(table, name, using, check))

    @pytest.fixture(scope="class")
    @classmethod
    def told_world(cls, policies_open, django_db_blocker):
        with django_db_blocker.unblock(), told_world_of() as made:
            yield made

    @pytest.mark.django_db
    @pytest.mark.parametrize("row", SHUT, ids=ids)
    def test_python_alone_keeps_them_out(self, row, world):
        if row.denied:
            assert answer(world, row, row.denied).status_code == row.denied_expect
        if row.foreign:
            assert answer(world, row, row.foreign).status_code == 404


class TestTheDatabaseAlone:
    """Python believes that everybody holds every token of the ambito; PostgreSQL is told the truth."""

    @pytest.fixture(scope="class")
    @classmethod
    def told_world(cls, django_db_setup, django_db_blocker):
        with django_db_blocker.unblock(), told_world_of() as made:
            yield made

    @staticmethod
    def believe_everybody(world, monkeypatch):
        everything = tuple(range(1, 10_000))
        truth = ActiveMembership.actor

        def believed(membership, user_id):
            actor = truth(membership, user_id)
            honest[actor.membership_id] = actor
            return dataclasses.replace(actor, ambito_id=world.ambito.pk, tokens=(*actor.tokens, *everything))

        honest = {}
        monkeypatch.setattr(ActiveMembership, "actor", believed)
        monkeypatch.setattr(
            db.base,
            "settings_of",
            lambda actor: settings_of(honest.get(actor.membership_id, actor) if actor else None),
        )
        # A denial would be logged in the ambito Python believes in, which the log's own policy refuses.
        monkeypatch.setattr("portico.access.middleware.log_reads", lambda **line: None)

    @pytest.mark.django_db
    @pytest.mark.parametrize("row", [row for row in SHUT if row.method == "get"], ids=ids)
    def test_postgresql_alone_tells_nothing(self, row, world, monkeypatch):
        query = row.query(world) if callable(row.query) else row.query
        address = reverse(row.name, kwargs=row.kwargs(world)) + query
        self.believe_everybody(world, monkeypatch)
        for who in filter(None, (row.denied, row.foreign)):
            page = client_of(world, who).get(address)
            shown = [name for name, token in CANARIES.items() if token in page.content.decode("utf-8", "replace")]
            assert not shown or page.status_code == 404, f"{who} read {shown}"
