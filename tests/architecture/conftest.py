"""The world is made once for each file, inside a transaction that is taken back; each test runs in a savepoint of it."""

import pytest
from django.db import transaction

from portico.kernel.actor import acting
from tests.architecture.story import tell
from tests.architecture.world import World


@pytest.fixture(scope="module")
def told_world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), acting(None), transaction.atomic():
        made = World()
        tell(made)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def world(told_world, db):
    return told_world
