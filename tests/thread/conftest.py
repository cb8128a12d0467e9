"""A case with its manager, a tutor on its team, a colleague of the unit, a desk and somebody of another body."""

import datetime as dt

import pytest
from django.utils import timezone

from portico.casework.services import add_member, open_case_directly
from portico.kernel.actor import acting, system_actor
from tests.factories import OrganisationFactory, UnitFactory, actor_of, make_ambito, make_membership, make_person


class Around:
    """Who is around one person in charge of a pole."""

    def __init__(self):
        self.ambito = make_ambito()
        with acting(system_actor(self.ambito.pk)):
            self.municipality = OrganisationFactory(ambito=self.ambito, kind="municipality")
            self.cooperative = OrganisationFactory(ambito=self.ambito)
            self.pole = UnitFactory(organisation=self.municipality, takes_cases=True, kind="pole")
            self.other_pole = UnitFactory(organisation=self.municipality, takes_cases=True, kind="pole")
        self.memberships = {
            "worker": self._member("social_worker", unit=self.pole),
            "colleague": self._member("social_worker", unit=self.pole),
            "coordinator": self._member("coordinator", unit=self.pole),
            "stranger": self._member("social_worker", unit=self.other_pole),
            "tutor": self._member("case_contributor", organisation=self.cooperative, with_unit=False),
            "other_tutor": self._member("case_contributor", organisation=self.cooperative, with_unit=False),
            "psychologist": self._member("psychologist"),
            "desk": self._member("desk_operator"),
        }
        self.person = make_person(actor=self.worker)
        self.case = self.open(self.worker, self.person)
        self.join(self.worker, self.case, "tutor")

    def _member(self, role, **values):
        return make_membership(ambito=self.ambito, role=role, **values)

    def __getattr__(self, name):
        if name in self.__dict__.get("memberships", {}):
            return actor_of(self.memberships[name])
        raise AttributeError(name)

    def open(self, actor, person):
        with acting(actor):
            return open_case_directly(actor=actor, person_ids=[person.pk], area="adults", reason="Percorso")

    def join(self, actor, case, name, role="case_contributor", **values):
        with acting(actor):
            return add_member(
                actor=actor, case_id=case.pk, membership_id=self.memberships[name].pk, role=role, **values
            )


@pytest.fixture
def around(db):
    return Around()


def days_ago(number):
    return timezone.now() - dt.timedelta(days=number)
