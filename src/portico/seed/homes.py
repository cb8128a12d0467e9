"""Who is in a household of each profile, and how they are related. Pure Python, deterministic."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from portico.seed import household_kinds as kinds
from portico.seed.household_kinds import Profile
from portico.seed.person_maker import ADULT, PersonMaker
from portico.seed.shapes import PersonShape, RelationShape
from portico.seed.world import ORIGINS, Origin


class Home:
    """A household being made: people with their roles, relations, who lives elsewhere."""

    def __init__(self, persons: PersonMaker, profile: Profile, key: int) -> None:
        self.persons = persons
        self.rng = persons.rng
        self.as_of = persons.as_of
        self.profile = profile
        self.key = key
        self.people: list[PersonShape] = []
        self.roles: dict[int, str] = {}
        self.relations: list[RelationShape] = []
        self.elsewhere: set[int] = set()  # known, but of another home
        self.other_home: list[tuple[int, str]] = []  # a second de-facto household
        self.unregistered: set[int] = set()  # live there without being registered

    def add(self, role: str, **values: object) -> PersonShape:
        person = self.persons.make(household=self.key, profile=self.profile.name, **values)  # type: ignore[arg-type]
        self.people.append(person)
        self.roles[person.key] = role
        return person

    def relate(self, person: PersonShape, kind: str, other: PersonShape, **values: object) -> None:
        self.relations.append(RelationShape(other.key, kind, person.key, **values))  # type: ignore[arg-type]

    def outside(self, kind: str, other: PersonShape, **values: object) -> None:
        rng, world = self.rng, self.persons.world
        name = world.first_name(rng, "it", rng.choice("mf"), 1975)
        phone = f"333 000 0{rng.randrange(1000):03d}"
        self.relations.append(
            RelationShape(
                other.key,
                kind,
                outside_name=f"{name} {world.surnames['it'](rng)}",
                outside_phone=phone,
                **values,  # type: ignore[arg-type]
            )
        )

    def origin(self) -> Origin:
        """Where this family comes from."""
        return ORIGINS[self.profile.origins(self.rng)]

    def days_ago(self, least: int, most: int) -> date:
        return self.as_of - timedelta(days=self.rng.randrange(least, most))

    def age(self, person: PersonShape) -> int:
        return person.age_on(self.as_of)


def build(home: Home) -> None:
    """Fill the home as its profile says."""
    BUILDERS[home.profile.name](home)


def _alone(home: Home, sex: str, youngest: float, oldest: float) -> PersonShape:
    rng = home.rng
    person = home.add("", origin=home.origin(), sex=sex, age=rng.uniform(youngest, oldest))
    person.marital_status = kinds.ALONE(rng)
    if rng.random() < 0.15:
        home.outside(rng.choice(("friend", "sibling", "neighbour")), person, support=True)
    return person


def _elderly_alone(home: Home) -> None:
    rng = home.rng
    person = _alone(home, "female" if rng.random() < 0.72 else "male", 67, 95)
    person.marital_status = "widowed" if rng.random() < 0.7 else "single"
    if rng.random() < 0.5:
        home.outside("child", person, support=True)
    if rng.random() < 0.08:
        home.outside("support_administrator", person, represents=True, since=home.days_ago(60, 1500))


def _elderly_couple(home: Home) -> None:
    first, second = _couple(home, 68, 92)
    if home.rng.random() < 0.4:
        home.relate(first, "caregiver", second, support=True)


def _elderly_with_carer(home: Home) -> None:
    rng = home.rng
    person = _alone(home, "female" if rng.random() < 0.75 else "male", 78, 97)
    person.marital_status = "widowed"
    origin = ORIGINS[kinds.CARERS(rng)]
    carer = home.add("private_carer", origin=origin, sex="female", age=rng.uniform(40, 66))
    carer.work_status, carer.income_sources = "employed_permanent", ("employment",)
    home.relate(carer, "private_carer", person, support=True)
    if rng.random() < 0.4:
        home.unregistered.add(carer.key)
    home.outside("child", person, support=True)


def _elderly_with_child(home: Home) -> None:
    rng = home.rng
    person = _alone(home, "female" if rng.random() < 0.8 else "male", 76, 95)
    child = home.add(
        "child",
        origin=ORIGINS[person.origin],
        sex=rng.choice(("female", "female", "male")),
        age=min(rng.uniform(46, 66), home.age(person) - 20),
        last_name=person.last_name if rng.random() < 0.5 else "",
        parents_arrived=person.arrived_on,
    )
    home.relate(person, "mother" if person.sex == "female" else "father", child)
    home.relate(child, "caregiver", person, support=True)


def _couple(home: Home, youngest: float, oldest: float) -> tuple[PersonShape, PersonShape]:
    rng = home.rng
    origin = home.origin()
    sex = "female" if rng.random() < 0.55 else "male"
    age = rng.uniform(youngest, oldest)
    first = home.add("", origin=origin, sex=sex, age=age)
    married = rng.random() < 0.75
    second = home.add(
        "spouse" if married else "partner",
        origin=home.origin() if rng.random() < 0.08 else origin,
        sex="male" if sex == "female" else "female",
        age=max(19.0, age + rng.gauss(3 if sex == "female" else -3, 3)),
    )
    for person in (first, second):
        person.marital_status = "married" if married else "de_facto"
    home.relate(first, "spouse" if married else "partner", second)
    return first, second


def _children(home: Home, parents: list[PersonShape], count: int) -> list[PersonShape]:
    """The youngest a minor, the others older; their father's surname; none born of a child."""
    rng = home.rng
    father = next((parent for parent in parents if parent.sex == "male"), parents[0])
    mother = next((parent for parent in parents if parent.sex == "female"), parents[0])
    oldest_possible = min(home.age(mother), home.age(father)) - 17.5
    ages = [rng.uniform(0.1, max(0.5, min(16.5, oldest_possible)))]
    while len(ages) < count and (older := ages[-1] + rng.uniform(1.2, 5)) < oldest_possible:
        ages.append(older)
    italian = any("IT" in parent.citizenships for parent in parents)
    arrivals = [parent.arrived_on for parent in parents if parent.arrived_on]
    children = []
    for age in reversed(ages):
        child = home.add(
            "child",
            origin=ORIGINS[father.origin],
            sex=rng.choice(("female", "male")),
            age=age,
            last_name=father.last_name,
            parents_arrived=min(arrivals) if arrivals else None,
            italian=italian,
        )
        for parent in parents:
            kind = "mother" if parent.sex == "female" else "father"
            home.relate(parent, kind, child, represents=home.age(child) < ADULT)
        children.append(child)
    return children


def _family(home: Home) -> None:
    parents = list(_couple(home, 23, 50))
    _children(home, parents, home.rng.choices((1, 2, 3, 4, 5), (30, 40, 20, 8, 2))[0])


def _parent_alone(home: Home) -> PersonShape:
    rng = home.rng
    sex = "female" if rng.random() < 0.87 else "male"
    parent = home.add("", origin=home.origin(), sex=sex, age=rng.uniform(21, 50))
    parent.marital_status = rng.choice(("separated", "single", "divorced", "separated_de_facto", "widowed"))
    return parent


def _single_parent(home: Home) -> None:
    parent = _parent_alone(home)
    children = _children(home, [parent], home.rng.choices((1, 2, 3), (50, 37, 13))[0])
    if home.rng.random() < 0.35:
        home.outside("grandparent", children[0], support=True)


def _three_generations(home: Home) -> None:
    rng = home.rng
    parents = list(_couple(home, 26, 48))
    _children(home, parents, rng.choices((1, 2, 3), (35, 45, 20))[0])
    son = next((parent for parent in parents if parent.sex == "male"), parents[0])
    grandmother = home.add(
        "parent_any" if son is parents[0] else "in_law",
        origin=ORIGINS[son.origin],
        sex="female",
        age=home.age(son) + rng.uniform(20, 32),
    )
    grandmother.marital_status = "widowed"
    home.relate(grandmother, "mother", son)


def _two_homes(home: Home) -> None:
    """Parents apart: the children are registered in one home and live in two."""
    first, second = _couple(home, 27, 48)
    home.relations.clear()
    children = _children(home, [first, second], home.rng.choices((1, 2), (60, 40))[0])
    home.relate(second, "ex_partner", first)
    for parent in (first, second):
        parent.marital_status = "separated"
    home.roles[second.key] = ""
    home.elsewhere.add(second.key)
    home.other_home = [(second.key, ""), *((child.key, "child") for child in children)]


def _blended_family(home: Home) -> None:
    rng = home.rng
    parent = _parent_alone(home)
    children = _children(home, [parent], rng.choices((1, 2), (60, 40))[0])
    partner = home.add(
        "partner",
        origin=home.origin(),
        sex="male" if parent.sex == "female" else "female",
        age=max(20, home.age(parent) + rng.uniform(-3, 8)),
    )
    home.relate(parent, "partner", partner)
    for child in children:
        home.relate(partner, "step_parent", child)
    if rng.random() < 0.5:
        _children(home, [parent, partner], 1)


def _homeless(home: Home) -> None:
    _alone(home, "male" if home.rng.random() < 0.84 else "female", 22, 68)


def _disabled_adult(home: Home) -> None:
    rng = home.rng
    person = _alone(home, rng.choice(("male", "female")), 20, 62)
    person.work_status, person.income_sources = "unable", ("disability_pension",)
    person.marital_status = "single"
    if rng.random() < 0.65:
        age = home.age(person) + rng.uniform(22, 36)
        mother = home.add("parent_any", origin=ORIGINS[person.origin], sex="female", age=age)
        home.relate(mother, "mother", person, support=True)
        home.relate(mother, "caregiver", person, support=True)
    if rng.random() < 0.5:
        home.outside("support_administrator", person, represents=True, since=home.days_ago(60, 2500))


def _disabled_child(home: Home) -> None:
    parents = list(_couple(home, 28, 48))
    children = _children(home, parents, home.rng.choices((1, 2, 3), (40, 45, 15))[0])
    home.relate(parents[0], "caregiver", children[-1], support=True)


BUILDERS: dict[str, Callable[[Home], object]] = {
    "elderly_alone": _elderly_alone,
    "elderly_couple": _elderly_couple,
    "elderly_with_carer": _elderly_with_carer,
    "elderly_with_child": _elderly_with_child,
    "man_alone": lambda home: _alone(home, "male", 21, 64),
    "woman_alone": lambda home: _alone(home, "female", 21, 64),
    "care_worker": lambda home: _alone(home, "female", 38, 66),
    "couple": lambda home: _couple(home, 24, 64),
    "family": _family,
    "single_parent": _single_parent,
    "three_generations": _three_generations,
    "two_homes": _two_homes,
    "blended_family": _blended_family,
    "homeless": _homeless,
    "newly_arrived": lambda home: _alone(home, "male", 18, 34),
    "disabled_adult": _disabled_adult,
    "disabled_child": _disabled_child,
}
