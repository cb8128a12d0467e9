import pytest

from tests.architecture.world import World


@pytest.fixture
def world(db):
    return World()
