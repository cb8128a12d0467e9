"""The tests' own ground: the web role, nobody acting, no network, no forgiving templates, nothing left behind."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.template import Context, Engine, Origin, Template, engines

import portico
from portico.kernel.actor import current_actor
from portico.kernel.models import Code
from tests.support.guards import NetworkBlocked, StrictUndefined, UndefinedVariable


def query(text: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(text)
        return cursor.fetchone()[0]


def test_we_are_the_web_role_and_nobody_acts(db: None) -> None:
    assert query("select current_user") == "portico_web"
    assert current_actor() is None


def test_reference_data_are_there(db: None) -> None:
    assert Code.objects.exists()


def test_the_network_is_out_of_reach() -> None:
    with pytest.raises(NetworkBlocked), socket.socket() as probe:
        probe.connect(("192.0.2.1", 80))


# The name sorts these two in the order they run in without shuffling; either order has to hold.
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_real_transaction_commits_is_taken_back(
    transactional_db: None, as_owner: psycopg.Connection[Any], turn: int
) -> None:
    assert query("select count(*) from django_session") == 0
    assert query("select count(*) from kernel_code where code = 'smarrito'") == 0
    assert Code.objects.exists()

    with connection.cursor() as cursor:
        cursor.execute("insert into django_session values ('a', 'b', now())")
    as_owner.execute("delete from kernel_code where id = (select min(id) from kernel_code)")
    as_owner.execute("update kernel_code set code = 'smarrito' where id = (select min(id) from kernel_code)")


def test_a_plain_web_connection_has_no_actor(web_connection: psycopg.Connection[Any]) -> None:
    asked = web_connection.execute("select nullif(current_setting('portico.ambito', true), ''), current_user")
    assert asked.fetchone() == (None, "portico_web")


def template(source: str, where: str) -> Template:
    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]
    return Template(source, origin=Origin(where), engine=engine)


OURS = str(Path(portico.__file__).parent / "people" / "templates" / "people" / "page.html")
THEIRS = "/usr/lib/python3/site-packages/somebody/page.html"


@pytest.mark.parametrize(
    "source", ["{{ nobody }}", "{{ nobody.name }}", "{{ nobody|default:'x' }}", "{% include nobody %}"]
)
def test_our_templates_may_not_ask_for_what_nobody_gave(source: str) -> None:
    with pytest.raises(UndefinedVariable, match=r"page\.html, line 1: “nobody"):
        template(source, OURS).render(Context())


def test_a_condition_may_ask() -> None:
    assert template("{% if nobody %}yes{% else %}no{% endif %}", OURS).render(Context()) == "no"


def test_other_peoples_templates_keep_their_habits() -> None:
    assert template("{{ nobody }}|{{ nobody|default:'x' }}", THEIRS).render(Context()) == "|x"
    assert StrictUndefined() == ""
