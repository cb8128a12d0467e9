"""Every test runs on this process's own PostgreSQL, as the web role, behind the same walls as the application."""

from __future__ import annotations

import atexit
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import django
import psycopg
import pytest
from django.conf import settings

from portico.launch.postgres import Cluster
from tests.support import database
from tests.support.guards import StrictUndefined, local_only

# At import, not in a hook: settings read the addresses, and other conftests import models.
if settings.configured:
    pytest.exit("Unset DJANGO_SETTINGS_MODULE: the tests bring their own database and settings.", returncode=3)
try:
    _run, _cluster = database.start(fresh="--create-db" in sys.argv)
except database.TestDatabaseError as error:
    pytest.exit(str(error), returncode=3)
atexit.register(database.finish, _run)
database.export(_cluster)
# In the settings, not on the engine: a test that overrides settings makes a new one.
settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = StrictUndefined()
django.setup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Workers of a parallel run start each with a server and settings of their own, not with ours."""
    os.environ.pop("DJANGO_SETTINGS_MODULE")


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The throw-away server of this run: `.url("web" | "owner" | "superuser")`."""
    return _cluster


@pytest.fixture(scope="session")
def django_db_setup(cluster: Cluster) -> Iterator[None]:
    """The database is there already; what is left is to take back committed rows as its owner would."""
    from django.test import TransactionTestCase

    flush = TransactionTestCase._fixture_teardown
    # Django would truncate as the web role, which may not, and would take the reference data along.
    TransactionTestCase._fixture_teardown = lambda self: database.restore(cluster)  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = flush  # type: ignore[method-assign]


@pytest.fixture
def as_owner(cluster: Cluster, transactional_db: None) -> Iterator[psycopg.Connection[Any]]:
    """A plain connection of the owner role, outside the test's transaction; what it commits is taken back."""
    with psycopg.connect(cluster.url("owner"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def web_connection(cluster: Cluster, django_db_setup: None) -> Iterator[psycopg.Connection[Any]]:
    """A plain connection of the web role with no actor: what somebody sees who forgot to say who they are."""
    with psycopg.connect(cluster.url("web")) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def acting_as() -> Iterator[Callable[[Any], Any]]:
    """`acting_as(actor)`: the rest of the test is done by that actor; may be called again with another."""
    from portico.kernel.actor import acting

    with ExitStack() as stack:
        yield lambda actor: stack.enter_context(acting(actor))


@pytest.fixture(scope="module")
def told_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The world of `tests/architecture`, made once for each file in a transaction that is taken back."""
    from tests.architecture.story import told_world_of

    with django_db_blocker.unblock(), told_world_of() as made:
        yield made


@pytest.fixture
def world(told_world: Any, db: None) -> Any:
    """The same for one test, which runs in a savepoint of it."""
    return told_world


@pytest.fixture(autouse=True)
def _nobody_acts() -> Iterator[None]:
    from portico.kernel import actor

    mark = actor._current.set(None)
    yield
    actor._current.reset(mark)


@pytest.fixture(autouse=True, scope="session")
def _local_network_only() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", local_only(socket.socket.connect))
        yield
