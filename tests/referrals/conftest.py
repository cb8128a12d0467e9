"""Two sides and a person between them: a desk that sends, a service that receives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import factory
import pytest
from factory.django import DjangoModelFactory

from portico.directory.models import Service
from portico.kernel.actor import Actor, acting, system_actor
from portico.kernel.models import Ambito
from portico.people.models import Person
from portico.referrals.models import Referral
from portico.referrals.services import accept_referral, refer
from tests.factories import make_actor, make_ambito, make_person


class ServiceFactory(DjangoModelFactory[Service]):
    class Meta:
        model = Service

    code = factory.Sequence(lambda n: f"servizio-{n}")
    title = factory.Sequence(lambda n: f"Servizio {n}")
    short = "Aiuta"
    service_kind = "other"


@dataclass
class Network:
    """Names as in real life: the desk sends, the office receives, the others look on."""

    ambito: Ambito
    desk: Actor
    colleague: Actor
    office: Actor
    stranger: Actor
    person: Person
    service: Service

    def refer(self, **values: Any) -> Referral:
        given = {
            "person_id": self.person.pk,
            "service_id": self.service.pk,
            "reason": "Ha perso il lavoro",
            "asked": "Un colloquio per il lavoro",
        }
        with acting(self.desk):
            return refer(actor=self.desk, **{**given, **values})


def make_service(actor: Actor, **values: Any) -> Service:
    with acting(system_actor(actor.ambito_id)):
        return ServiceFactory(
            **{
                "ambito_id": actor.ambito_id,
                "organisation_id": actor.organisation_id,
                "unit_id": actor.unit_id,
                **values,
            }
        )


def build_network() -> Network:
    from portico.organisations.models import Unit

    ambito = make_ambito()
    desk = make_actor(ambito=ambito, role="desk_operator", unit_values={"name": "Sportello Pagnana", "kind": "desk"})
    with acting(desk):
        unit = Unit.objects.get(pk=desk.unit_id)
    colleague = make_actor(ambito=ambito, role="desk_operator", unit=unit)
    office = make_actor(
        ambito=ambito, role="social_worker", unit_values={"name": "Servizio lavoro", "takes_cases": True}
    )
    stranger = make_actor(ambito=ambito, role="desk_operator")
    person = make_person(actor=desk, contacts=[{"kind": "mobile", "value": "333 000 0001", "safety": "safe"}])
    return Network(ambito, desk, colleague, office, stranger, person, make_service(office))


def in_charge(network: Network) -> Actor:
    """A social worker to whom the desk sent the person, and who has a case of hers: reads nearly everything."""
    worker = make_actor(
        ambito=network.ambito, role="social_worker", unit_values={"name": "Polo adulti", "takes_cases": True}
    )
    referral = network.refer(service_id=make_service(worker).pk)
    with acting(worker):
        accept_referral(actor=worker, referral_id=referral.pk, take_in_charge=True, area="adults")
    return worker


@pytest.fixture
def network(db: None) -> Network:
    return build_network()
