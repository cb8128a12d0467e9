"""A network with a few services, and people of different roles in it."""

from __future__ import annotations

import pytest

from portico.directory.models import Service
from portico.kernel.actor import acting, system_actor
from tests.architecture.world import World


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def make_service(world):
    """`make_service(title, needs, …)`: a service of association A unless told otherwise."""

    def make(title, needs=(), **values):
        organisation = values.pop("organisation", world.association)
        with acting(system_actor(organisation.ambito_id)):
            service = Service.objects.create(
                **{
                    "ambito_id": organisation.ambito_id,
                    "code": title.lower().replace(" ", "-")[:50],
                    "organisation": organisation,
                    "title": title,
                    "short": f"{title}, in una frase.",
                    "service_kind": "listening",
                    "access_modes": ["walk_in"],
                    "cost_kind": "free",
                    **values,
                }
            )
            service.needs.set(needs, through_defaults={"ambito_id": organisation.ambito_id})
        return service

    return make
