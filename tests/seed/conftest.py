"""The demonstration, loaded once for the whole module by the owner and read as the web role, as an operator would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction

from portico.accounts.models import User
from portico.accounts.selectors import active_memberships
from portico.kernel.actor import Actor, acting
from portico.launch.postgres import Cluster
from tests.support import database


@contextmanager
def _role(cluster: Cluster, role: str) -> Iterator[None]:
    """Django's own connection, as another role, until the block ends."""
    kept = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    address = urlsplit(cluster.url(role))
    connection.close()
    connection.settings_dict.update(USER=address.username, PASSWORD=address.password or "")
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)


@pytest.fixture(scope="module")
def committed(cluster: Cluster, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database of this module's own: what is committed is taken back at its end."""
    with django_db_blocker.unblock():
        yield
        connection.close()
        database.restore(cluster)


@pytest.fixture(scope="module")
def as_owner_here(cluster: Cluster, committed: None) -> Any:
    """`with as_owner_here():` what is inside is done by the tables' owner."""
    return lambda: _role(cluster, "owner")


@pytest.fixture
def undone(cluster: Cluster, django_db_blocker: Any, django_db_setup: None) -> Iterator[None]:
    """The test is the owner's, in a transaction that is undone."""
    with django_db_blocker.unblock(), _role(cluster, "owner"):
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


@contextmanager
def acting_for(email: str) -> Iterator[Actor]:
    """As a request of somebody would: their first role, in a transaction."""
    user = User.objects.get(email=f"{email}@portico.example.org")
    actor = active_memberships(user.pk)[0].actor(user.pk)
    with transaction.atomic(), acting(actor):
        yield actor
