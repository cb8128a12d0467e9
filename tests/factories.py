"""Building blocks of a test's world. Rows about people are made through services, as in real life."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from portico.accounts.models import Membership, User
from portico.accounts.selectors import active_memberships
from portico.kernel.actor import Actor, acting, system_actor
from portico.kernel.models import Ambito
from portico.organisations.models import Organisation, Unit
from portico.people.models import Person
from portico.people.services.register import NewPerson, register_person

PASSWORD = "una-frase-lunga-di-prova"


class AmbitoFactory(DjangoModelFactory[Ambito]):
    class Meta:
        model = Ambito

    code = factory.Sequence(lambda n: f"ambito-{n}")
    name = factory.Sequence(lambda n: f"Ambito {n}")
    municipalities = ["041044", "041068"]


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    ambito = factory.SubFactory(AmbitoFactory)
    code = factory.Sequence(lambda n: f"ente-{n}")
    name = factory.Sequence(lambda n: f"Ente {n}")
    kind = "odv"
    sector = "third_sector"


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit

    organisation = factory.SubFactory(OrganisationFactory)
    ambito = factory.SelfAttribute("organisation.ambito")
    code = factory.Sequence(lambda n: f"unita-{n}")
    name = factory.Sequence(lambda n: f"Unità {n}")


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"persona{n}@example.org")
    first_name = "Anna"
    last_name = factory.Sequence(lambda n: f"Prova{n}")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return User.objects.create_user(**kwargs)


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    ambito = factory.SelfAttribute("organisation.ambito")
    role = "desk_operator"
    starts_on = dt.date(2024, 1, 1)


def actor_of(membership: Membership) -> Actor:
    """The actor of a membership valid today, resolved as a request would."""
    found = [item for item in active_memberships(membership.user_id) if item.id == membership.pk]
    return found[0].actor(membership.user_id)


def make_ambito(**values: Any) -> Ambito:
    return AmbitoFactory(**values)


def make_membership(
    *,
    ambito: Ambito,
    role: str,
    organisation: Organisation | None = None,
    unit: Unit | None = None,
    with_unit: bool = True,
    unit_values: dict[str, Any] | None = None,
    organisation_values: dict[str, Any] | None = None,
    **values: Any,
) -> Membership:
    """A user with one role, in a unit of its own unless one is given."""
    with acting(system_actor(ambito.pk)):
        organisation = organisation or (unit.organisation if unit else None)
        organisation = organisation or OrganisationFactory(ambito=ambito, **(organisation_values or {}))
        if unit is None and with_unit:
            unit = UnitFactory(organisation=organisation, **(unit_values or {}))
        return MembershipFactory(organisation=organisation, unit=unit, role=role, **values)


def make_actor(*, ambito: Ambito, role: str, **values: Any) -> Actor:
    """An actor ready to work; see `make_membership`."""
    return actor_of(make_membership(ambito=ambito, role=role, **values))


def make_person(*, actor: Actor, **values: Any) -> Person:
    """A person registered by `actor`, through the service."""
    data = {"first_name": "Fatima", "last_name": "Benali", "birth_date": dt.date(1992, 5, 3), "sex": "female"}
    with acting(actor):
        return register_person(actor=actor, data=NewPerson(**{**data, **values}))
