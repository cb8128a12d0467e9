"""One small network with a story in it. Names of actors and things: this folder's README."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from portico.accounts.middleware import SESSION_KEY
from portico.accounts.models import Membership
from portico.accounts.selectors import active_memberships
from portico.kernel.actor import Actor, acting, system_actor
from tests.factories import OrganisationFactory, UnitFactory, actor_of, make_ambito, make_membership


class GuardedClient(Client):
    """A signed-in browser; `guard()` gives the hidden fields every form carries."""

    membership_id: str = ""

    def guard(self) -> dict[str, str]:
        return {"_nonce": str(uuid4()), "_membership": self.membership_id}


class World:
    """Actors by name in `memberships`; things as attributes."""

    def __init__(self) -> None:
        self.memberships: dict[str, Membership] = {}
        self.ambito = make_ambito(name="Ambito di Prova")
        self.elsewhere = make_ambito(name="Altro Ambito", municipalities=["041013"])
        self._people_of_the_network()

    def actor(self, name: str) -> Actor:
        return actor_of(self.memberships[name])

    def _people_of_the_network(self) -> None:
        with acting(system_actor(self.ambito.pk)):
            self.association = OrganisationFactory(ambito=self.ambito, name="Associazione Alba", kind="aps")
            self.other_association = OrganisationFactory(ambito=self.ambito, name="Associazione Brezza", kind="odv")
            self.municipality = OrganisationFactory(ambito=self.ambito, name="Comune di Prova", kind="municipality")
            self.cooperative = OrganisationFactory(ambito=self.ambito, name="Cooperativa Cima")
            self.shelter = OrganisationFactory(ambito=self.ambito, name="Dimora")
            self.desk_unit = UnitFactory(organisation=self.association, name="Sportello Alba", kind="desk")
            self.other_desk_unit = UnitFactory(
                organisation=self.other_association, name="Sportello Brezza", kind="desk"
            )
            self.pole = UnitFactory(organisation=self.municipality, name="Polo adulti", kind="pole", takes_cases=True)
            self.other_pole = UnitFactory(
                organisation=self.municipality, name="Polo famiglie", kind="pole", takes_cases=True
            )
        for name, role, unit in (
            ("desk_operator", "desk_operator", self.desk_unit),
            ("desk_colleague", "desk_operator", self.desk_unit),
            ("other_desk", "desk_operator", self.other_desk_unit),
            ("social_worker", "social_worker", self.pole),
            ("pole_colleague", "social_worker", self.pole),
            ("coordinator", "coordinator", self.pole),
            ("other_pole", "social_worker", self.other_pole),
        ):
            self.memberships[name] = make_membership(ambito=self.ambito, role=role, unit=unit)
        for name, role, organisation in (
            ("tutor", "case_contributor", self.cooperative),
            ("receiver", "housing_operator", self.shelter),
            ("org_manager", "org_manager", self.association),
            ("ambito_admin", "ambito_admin", self.municipality),
            ("director", "director", self.municipality),
            ("dpo", "dpo", self.municipality),
        ):
            self.memberships[name] = make_membership(
                ambito=self.ambito, role=role, organisation=organisation, with_unit=False
            )
        self.memberships["other_ambito"] = make_membership(
            ambito=self.elsewhere, role="social_worker", unit_values={"takes_cases": True, "kind": "pole"}
        )


def client_of(world: World, name: str | None, **extra: Any) -> GuardedClient:
    """A browser signed in as one of the world's actors; nobody when None."""
    client = GuardedClient(**extra)
    if name is None:
        return client
    membership = world.memberships[name]
    client.force_login(membership.user)
    session = client.session
    session[SESSION_KEY] = str(membership.pk)
    session.save()
    client.membership_id = str(membership.pk)
    return client


def sign_in(user: Any) -> GuardedClient:
    """A browser signed in as a user, with the first of their memberships."""
    client = GuardedClient()
    client.force_login(user)
    found = active_memberships(user.pk)
    client.membership_id = str(found[0].id) if found else ""
    return client


def at(days_ago: int, hour: int = 10) -> dt.datetime:
    """An instant some days ago, in working hours."""
    day = timezone.localtime() - dt.timedelta(days=days_ago)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)
