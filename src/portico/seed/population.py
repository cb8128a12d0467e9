"""Synthetic households of an ambito: deterministic, plain data, no database.

    rng = random.Random(7)
    for household in households(rng, 1500, as_of=date(2026, 11, 22)):
        …

The same seed, number and day give the same people. Nobody in it exists. `stream.encounters_for` then tells
two years of their coming and going.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from portico.seed import household_kinds as kinds
from portico.seed.doubles import double_of
from portico.seed.homes import Home, build
from portico.seed.household_kinds import ANY_PROFILE
from portico.seed.person_maker import ADULT, PersonMaker
from portico.seed.shapes import (
    AddressShape,
    HouseholdShape,
    HousingShape,
    IseeShape,
    MembershipShape,
)
from portico.seed.world import DATA, Town, World, load_world

__all__ = ["DATA", "households"]

DOUBLES = 0.008
WITH_ISEE = 0.68
# Ages of whom a need is about; the others are anybody's.
EVERY_AGE = (0, 130)
FITTING_AGES = {
    "family.newborn": (0, 1),
    "goods.baby": (0, 2),
    "family.childcare": (0, 3),
    "family.free_time": (4, 15),
    "school.enrolment": (3, 15),
    "school.homework": (6, 16),
    "school.costs": (6, 18),
    "school.learning": (6, 17),
    "school.dropout": (11, 17),
    "mental.young": (10, 24),
    "disability.school": (3, 19),
}


def households(rng: random.Random, people: int, *, as_of: date, world: World | None = None) -> Iterator[HouseholdShape]:
    """Households until they hold at least `people` persons."""
    maker = HouseholdMaker(rng, world or load_world(), as_of)
    while maker.persons.made < people:
        household = maker.make()
        yield household
        if rng.random() < DOUBLES and (double := maker.double(household)) is not None:
            yield double


class HouseholdMaker:
    """Makes the households of one run."""

    def __init__(self, rng: random.Random, world: World, as_of: date) -> None:
        self.rng = rng
        self.world = world
        self.as_of = as_of
        self.persons = PersonMaker(rng, world, as_of)
        self.made = 0

    def make(self) -> HouseholdShape:
        profile = ANY_PROFILE(self.rng)
        home = Home(self.persons, profile, self.made)
        self.made += 1
        build(home)
        town = self.world.towns(self.rng)
        housing = self._housing(home)
        self._addresses(home, town, housing)
        for person in home.people:
            self.persons.add_contacts(person)
        isee = self._isee(home)
        strain = min(1.0, max(0.05, self.rng.gauss(profile.strain, 0.18)))
        return HouseholdShape(
            key=home.key,
            profile=profile.name,
            area=profile.area,
            municipality=town.istat_code,
            people=home.people,
            groups=self._groups(home, isee),
            relations=home.relations,
            isee=isee,
            housing=housing,
            needs=self._needs(home, strain),
            strain=strain,
        )

    def double(self, household: HouseholdShape) -> HouseholdShape | None:
        """A person of the household, registered again at another desk as if they were new."""
        person = self.rng.choice(household.people)
        if person.age_on(self.as_of) < ADULT or (person.origin == "it" and self.rng.random() < 0.6):
            return None
        again = double_of(self.rng, person, key=self.persons.made, household=self.made)
        self.persons.made += 1
        self.made += 1
        return HouseholdShape(
            key=again.household,
            profile="double",
            area=household.area,
            municipality=household.municipality,
            people=[again],
            groups=[],
            relations=[],
            isee=[],
            housing=HousingShape("unknown", "unknown", None, self.as_of),
            needs=household.needs[:1],
            strain=0.1,
        )

    # -- around them -----------------------------------------------------------------------------

    def _needs(self, home: Home, strain: float) -> tuple[str, ...]:
        """One to four needs of the profile that fit the ages in the house."""
        ages = [home.age(person) for person in home.people]
        found: dict[str, None] = {}
        for _number in range(2 + int(strain * 3)):
            need = home.profile.needs(self.rng)
            youngest, oldest = FITTING_AGES.get(need, EVERY_AGE)
            if any(youngest <= age <= oldest for age in ages):
                found[need] = None
        return tuple(found) or ("money.benefits",)

    def _housing(self, home: Home) -> HousingShape:
        rng = self.rng
        since = self.as_of - timedelta(days=rng.randrange(60, 5000))
        name = home.profile.name
        if name == "homeless":
            status = rng.choices(("street", "night_shelter", "hosted", "caravan"), (45, 35, 14, 6))[0]
            tenure = "hosted" if status == "hosted" else "none"
            return HousingShape(status, tenure, None, self.as_of - timedelta(days=rng.randrange(20, 900)))
        if name == "newly_arrived":
            status = rng.choices(("migrant_reception", "hosted", "overcrowded"), (60, 20, 20))[0]
            tenure = {"migrant_reception": "network_place", "hosted": "hosted"}.get(status, "sublet_room")
            return HousingShape(status, tenure, None, self.as_of - timedelta(days=rng.randrange(20, 700)))
        tenure = (kinds.OLD_TENURE if home.profile.area == "elderly" else kinds.TENURE)(rng)
        status = "stable"
        if tenure == "hosted":
            status = "hosted"
        elif tenure == "rent_unregistered":
            status = "no_contract"
        elif (draw := rng.random()) < 0.05:
            status = "eviction_order" if tenure in kinds.RENTED else "unfit"
        elif draw < 0.14:
            status = "overcrowded" if len(home.people) > 3 else "unknown"
        cost = rng.randrange(28, 66) * 1000 if tenure in kinds.RENTED else None
        return HousingShape(status, tenure, cost, since)

    def _addresses(self, home: Home, town: Town, housing: HousingShape) -> None:
        if housing.status in {"street", "night_shelter", "caravan"}:
            for person in home.people:
                self.persons.without_home(person, town)
            return
        street, code = self.persons.street(town)
        for person in home.people:
            if person.key in home.elsewhere:
                other = self.world.towns(self.rng)
                person.addresses.append(AddressShape("residence", other.istat_code, *self.persons.street(other)))
            elif housing.tenure == "hosted" or person.key in home.unregistered:
                person.residence_status = "domicile_only"
                at = "parenti" if housing.tenure == "hosted" else ""
                person.addresses.append(AddressShape("domicile", town.istat_code, street, code, at))
            else:
                kind = "residence" if housing.tenure != "network_place" else "domicile"
                person.addresses.append(AddressShape(kind, town.istat_code, street, code))

    def _groups(self, home: Home, isee: list[IseeShape]) -> list[MembershipShape]:
        """Registry, de-facto and ISEE households: the same people only when life is simple."""
        together = [(person.key, home.roles[person.key]) for person in home.people if person.key not in home.elsewhere]
        registered = [pair for pair in together if pair[0] not in home.unregistered]
        since = self.as_of - timedelta(days=self.rng.randrange(90, 3000))
        groups = [MembershipShape("registry", registered, since)]
        groups.append(MembershipShape("de_facto", together, since))
        if home.other_home:
            groups.append(MembershipShape("de_facto", home.other_home, since))
        if isee:
            # A child away from home or a carer is in or out by rules of its own: here, as registered.
            groups.append(
                MembershipShape("isee", [pair for pair in registered if pair[1] != "private_carer"], isee[-1].issued_on)
            )
        return groups

    def _isee(self, home: Home) -> list[IseeShape]:
        """Attestations of the last two years; each ends on 31 December, the current one after six months."""
        rng = self.rng
        if rng.random() >= WITH_ISEE or home.profile.name in {"homeless", "newly_arrived"}:
            return []
        holder = home.people[0].key
        base = 0.0 if rng.random() < 0.07 else min(38_000.0, rng.lognormvariate(8.7, 0.75))
        found = []
        for year in (self.as_of.year - 1, self.as_of.year):
            day = date(year, 1, 5) + timedelta(days=int(rng.triangular(0, 300, 25)))
            if rng.random() < 0.2 or day > self.as_of:
                continue
            kind = (
                "minors" if home.profile.name in {"two_homes", "single_parent"} and rng.random() < 0.25 else "ordinary"
            )
            until = date(year, 12, 31)
            if rng.random() < 0.05:
                kind, until = "current", min(day + timedelta(days=183), until)
            cents = int(base * rng.uniform(0.85, 1.15)) * 100 + (rng.randrange(100) if base else 0)
            protocol = f"INPS-ISEE-{year}-{rng.randrange(10**9):09d}A-00"
            found.append(IseeShape(holder, kind, cents, day, until, protocol))
        return found
