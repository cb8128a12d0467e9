"""Making up one person: name, birth, papers, codes, contacts. Pure Python, deterministic.

Phones are of the invented ranges 0721 000 xxx and 333 000 0xxx, mail addresses of example.org.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from portico.people.identifiers import provisional_check_digit
from portico.people.tax_code import compute_tax_code, with_omocodia
from portico.seed import household_kinds as kinds
from portico.seed.shapes import (
    AddressShape,
    ContactShape,
    IdentifierShape,
    PermitShape,
    PersonShape,
)
from portico.seed.world import ORIGINS, Draw, Origin, Town, World

ADULT = 18
RETIRED = 67
DAYS_A_YEAR = 365.25
# Temporary protection of people displaced from Ukraine: last extension known.
DISPLACED_UNTIL = date(2027, 3, 4)
DISPLACED_SINCE = date(2022, 3, 4)
# Region 110 is the Marche in the health codes; the structure is invented.
HEALTH_CODE_START = "110999"

PERMITS = Draw(
    [
        ("long_term", 40),
        ("employment", 20),
        ("family", 18),
        ("self_employment", 4),
        ("job_seeking", 2),
        ("subsidiary", 2),
        ("refugee", 1),
        ("special_protection", 2),
        ("in_renewal", 6),
        ("expired", 3),
        ("none", 1.5),
        ("study", 0.5),
    ]
)
RECEPTION_PERMITS = Draw(
    [
        ("asylum_request", 46),
        ("subsidiary", 14),
        ("refugee", 8),
        ("special_protection", 12),
        ("special_cases", 4),
        ("in_issue", 8),
        ("in_renewal", 4),
        ("expired", 4),
    ]
)
STREET_PERMITS = Draw(
    [
        ("long_term", 20),
        ("employment", 14),
        ("in_renewal", 12),
        ("expired", 22),
        ("none", 24),
        ("not_stated", 8),
    ]
)
PERMITS_FOR = {"newly_arrived": RECEPTION_PERMITS, "homeless": STREET_PERMITS}
EUROPEAN_PERMITS = Draw([("eu_registration", 72), ("eu_permanent", 22), ("not_stated", 6)])
WITHOUT_EXPIRY = frozenset(
    {"long_term", "eu_registration", "eu_permanent", "none", "not_stated", "in_issue", "refugee"}
)
WITHOUT_TAX_CODE = frozenset({"none", "asylum_request", "in_issue"})
OWNERS = (
    "la figlia",
    "il figlio",
    "la cognata",
    "un'amica",
    "il vicino di casa",
    "la sorella",
    "il datore di lavoro",
)


class PersonMaker:
    """Makes persons of one run; keeps the running numbers and the tax codes already given."""

    def __init__(self, rng: random.Random, world: World, as_of: date) -> None:
        self.rng = rng
        self.world = world
        self.as_of = as_of
        self.made = 0
        self._tax_codes: set[str] = set()

    def make(
        self,
        *,
        household: int,
        profile: str,
        origin: Origin,
        sex: str,
        age: float,
        last_name: str = "",
        parents_arrived: date | None = None,
        italian: bool | None = None,
    ) -> PersonShape:
        """A person of about `age` years. A child of people who `parents_arrived` may be born in Italy."""
        rng = self.rng
        born = self.as_of - timedelta(days=int((age + rng.random()) * DAYS_A_YEAR))
        arrived, place = self._origins(origin, born, profile, parents_arrived)
        citizenships = self._citizenships(origin, arrived, italian)
        letter = "f" if sex == "female" else "m"
        person = PersonShape(
            key=self.made,
            household=household,
            origin=origin.group,
            first_name=self.world.first_name(rng, origin.group, letter, born.year),
            last_name=last_name or self.world.surnames[origin.group](rng),
            sex=sex,
            birth_date=born,
            birth_place_code=place[0],
            birth_place=place[1],
            citizenships=citizenships,
            languages=self._languages(origin, arrived, born),
            interpreter=self._interpreter(origin, arrived),
            arrived_on=arrived,
            marital_status="single",
            education="unknown",
            work_status="unknown",
            income_sources=(),
            residence_status="resident",
        )
        self.made += 1
        self._livelihood(person, age)
        person.permit = self._permit(person, origin, profile)
        self._identifiers(person, profile)
        return person

    # -- origins ---------------------------------------------------------------------------------

    def _origins(
        self, origin: Origin, born: date, profile: str, parents_arrived: date | None
    ) -> tuple[date | None, tuple[str, str]]:
        """When the person came to Italy (None: always here) and where they were born (code, name)."""
        rng = self.rng
        if origin.group == "it":
            draw = self.world.births_nearby if rng.random() < 0.78 else self.world.births_anywhere
            return None, draw(rng)
        abroad = (origin.birth_code, origin.country)
        if parents_arrived is not None:
            if born > parents_arrived:
                return None, self.world.births_nearby(rng)
            return parents_arrived, abroad
        if profile == "newly_arrived":
            years = rng.uniform(0.1, 3)
        elif origin.group == "ua" and rng.random() < 0.5:
            return max(born, DISPLACED_SINCE + timedelta(days=rng.randrange(400))), abroad
        else:
            years = rng.triangular(1, 32, 9)
        arrived = self.as_of - timedelta(days=int(years * DAYS_A_YEAR))
        return max(arrived, born + timedelta(days=300)), abroad

    def _citizenships(self, origin: Origin, arrived: date | None, italian: bool | None) -> tuple[str, ...]:
        if origin.group == "it":
            return ("IT",)
        if italian is None:
            italian = arrived is not None and arrived.year < self.as_of.year - 11 and self.rng.random() < 0.28
        return ("IT", origin.iso) if italian else (origin.iso,)

    def _languages(self, origin: Origin, arrived: date | None, born: date) -> tuple[str, ...]:
        if origin.group == "it":
            return ("it",)
        if arrived is None:
            return ("it", origin.languages[0])
        return tuple(dict.fromkeys((*origin.languages, "it"))) if self._years_here(arrived) > 1 else origin.languages

    def _interpreter(self, origin: Origin, arrived: date | None) -> str:
        draw = self.rng.random()
        if origin.group == "it" or arrived is None:
            return "reading_help" if draw < 0.01 else "none"
        years = self._years_here(arrived)
        if years < 2:
            return "needed" if draw < 0.45 else "helpful" if draw < 0.85 else "none"
        if years < 6:
            return "needed" if draw < 0.08 else "helpful" if draw < 0.4 else "none"
        return "helpful" if draw < 0.07 else "none"

    def _years_here(self, arrived: date) -> float:
        return (self.as_of - arrived).days / DAYS_A_YEAR

    # -- what they live on -----------------------------------------------------------------------

    def _livelihood(self, person: PersonShape, age: float) -> None:
        rng = self.rng
        if age < ADULT:
            person.work_status = "student" if age >= 6 else "inactive"
            return
        person.education = (kinds.OLD_EDUCATION if age > 72 else kinds.EDUCATION)(rng)
        if age >= RETIRED:
            person.work_status = "retired"
        elif age < 24 and rng.random() < 0.5:
            person.work_status = "student"
        else:
            person.work_status = kinds.WORK(rng)
        if person.work_status in kinds.INCOME_OF_WORK:
            person.income_sources = (rng.choice(kinds.INCOME_OF_WORK[person.work_status]),)

    # -- papers ----------------------------------------------------------------------------------

    def _permit(self, person: PersonShape, origin: Origin, profile: str) -> PermitShape | None:
        rng = self.rng
        if "IT" in person.citizenships:
            return None
        if origin.european:
            return PermitShape(kind=EUROPEAN_PERMITS(rng))
        if origin.group == "ua" and person.arrived_on and person.arrived_on >= DISPLACED_SINCE:
            return PermitShape("temporary_protection", self._number("U"), person.arrived_on, DISPLACED_UNTIL)
        kind = PERMITS_FOR.get(profile, PERMITS)(rng)
        if person.age_on(self.as_of) < ADULT and kind not in {"asylum_request", "subsidiary", "refugee"}:
            kind = "family"
        permit = PermitShape(kind)
        if kind in {"none", "not_stated"}:
            return permit
        permit.number = self._number("I")
        permit.valid_from = self.as_of - timedelta(days=rng.randrange(30, 700))
        if kind in {"in_renewal", "expired"}:
            permit.valid_until = self.as_of - timedelta(days=rng.randrange(5, 240))
            if kind == "in_renewal":
                permit.renewal_asked_on = permit.valid_until - timedelta(days=rng.randrange(-20, 50))
        elif kind not in WITHOUT_EXPIRY:
            # One in five ends within two months: that is what people come for.
            ahead = rng.randrange(3, 61) if rng.random() < 0.2 else rng.randrange(61, 720)
            permit.valid_until = self.as_of + timedelta(days=ahead)
        return permit

    def _number(self, letter: str) -> str:
        return f"{letter}{self.rng.randrange(10_000_000, 99_999_999)}"

    def _identifiers(self, person: PersonShape, profile: str) -> None:
        rng = self.rng
        permit = person.permit.kind if person.permit else ""
        missing = 0.55 if permit in WITHOUT_TAX_CODE else 0.12 if profile == "homeless" else 0.015
        if rng.random() >= missing:
            person.identifiers.append(self._tax_code(person))
            return
        since = self.as_of - timedelta(days=rng.randrange(10, 170))
        until = since + timedelta(days=182)
        if permit in {"asylum_request", "in_issue"} and rng.random() < 0.6:
            first_ten = f"{rng.randrange(10**7):07d}{rng.randrange(1, 120):03d}"
            value = f"{first_ten}{provisional_check_digit(first_ten)}"
            person.identifiers.append(IdentifierShape("provisional_tax_code", value, since))
        elif permit == "none" and rng.random() < 0.6:
            person.identifiers.append(IdentifierShape("stp", self._health_code("STP"), since, until))
        elif ORIGINS[person.origin].european and person.origin != "it" and rng.random() < 0.6:
            person.identifiers.append(IdentifierShape("eni", self._health_code("ENI"), since, until))
        else:
            person.identifiers.append(IdentifierShape("internal", f"P-{person.key:06d}", since))

    def _tax_code(self, person: PersonShape) -> IdentifierShape:
        code = compute_tax_code(
            first_name=person.first_name,
            last_name=person.last_name,
            birth_date=person.birth_date,
            sex=person.sex,
            place_code=person.birth_place_code,
        )
        replaced = 0
        while code in self._tax_codes and replaced < 7:
            replaced += 1
            code = with_omocodia(code, replaced)
        # Namesakes outside the network happen too.
        if not replaced and self.rng.random() < 0.003:
            code = with_omocodia(code, 1)
        self._tax_codes.add(code)
        return IdentifierShape("tax_code", code, verified=self.rng.random() < 0.7)

    def _health_code(self, start: str) -> str:
        return f"{start}{HEALTH_CODE_START}{self.rng.randrange(10**7):07d}"

    # -- where and how to reach them -------------------------------------------------------------

    def add_contacts(self, person: PersonShape) -> None:
        rng = self.rng
        age = person.age_on(self.as_of)
        if age < 15:
            return
        safety = "safe" if (draw := rng.random()) < 0.78 else "careful" if draw < 0.86 else "unknown"
        if age > 70 and rng.random() < 0.6:
            value = f"0721 000 {rng.randrange(100, 1000)}"
            person.contacts.append(ContactShape("home_phone", value, safety="safe", preferred=True))
        elif rng.random() < 0.92:
            value = f"333 000 0{rng.randrange(1000):03d}"
            note = "solo mattina" if rng.random() < 0.06 else "dopo le 18" if rng.random() < 0.06 else ""
            person.contacts.append(ContactShape("mobile", value, safety=safety, note=note, preferred=True))
        if rng.random() < (0.3 if age > 75 else 0.05):
            value = f"333 000 0{rng.randrange(1000):03d}"
            person.contacts.append(ContactShape("third_phone", value, rng.choice(OWNERS), "careful"))
        if 20 < age < 65 and rng.random() < 0.2:
            name = f"{person.first_name}.{person.last_name}".lower().replace(" ", "").replace("'", "")
            ascii_name = name.encode("ascii", "ignore").decode()
            person.contacts.append(ContactShape("email", f"{ascii_name}{person.key}@example.org", safety=safety))

    def street(self, town: Town) -> tuple[str, str]:
        """A street with its number, and a postal code of the town."""
        rng = self.rng
        inside = f" int. {rng.randrange(1, 15)}" if rng.random() < 0.25 else ""
        street = rng.choice(self.world.streets[town.istat_code])
        code = rng.choice(town.postal_codes) if town.postal_codes else ""
        return f"{street} {rng.randrange(1, 90)}{inside}", code

    def without_home(self, person: PersonShape, town: Town) -> None:
        """No fixed abode; for some of them a fictitious residence, which keeps rights alive."""
        person.addresses.append(AddressShape("no_fixed", town.istat_code))
        draw = self.rng.random()
        if draw < 0.4:
            person.residence_status = "fictitious"
            since = self.as_of - timedelta(days=self.rng.randrange(30, 900))
            person.addresses.append(
                AddressShape(
                    "fictitious",
                    town.istat_code,
                    "via della residenza comunale",
                    town.postal_codes[0] if town.postal_codes else "",
                    "Comune",
                    since,
                )
            )
        else:
            person.residence_status = (
                "cancelled" if draw < 0.6 else "resident_elsewhere" if draw < 0.8 else "never_registered"
            )
