import pytest

from tests.architecture.story import tell
from tests.architecture.world import World


@pytest.fixture
def world(db):
    made = World()
    tell(made)
    return made
