"""What the generator of a synthetic network gives: plain data, no database.

Field values are codes of the lists in `kernel/data/codes` and of `directory/data/needs.csv`. Keys are numbers
within one run; the writer turns them into records.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(slots=True)
class IdentifierShape:
    kind: str
    value: str
    valid_from: date | None = None
    valid_until: date | None = None
    verified: bool = False


@dataclass(slots=True)
class ContactShape:
    kind: str
    value: str
    # Empty: the person's own; else whose it is.
    owner: str = ""
    safety: str = "unknown"  # safe, careful, never, unknown
    note: str = ""
    preferred: bool = False


@dataclass(slots=True)
class AddressShape:
    """`kind` as in `people.enums.AddressKind`; a person without a home has one of kind `no_fixed`."""

    kind: str
    municipality: str
    street: str = ""
    postal_code: str = ""
    at: str = ""
    valid_from: date | None = None


@dataclass(slots=True)
class PermitShape:
    kind: str
    number: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    renewal_asked_on: date | None = None


@dataclass(slots=True)
class PersonShape:
    key: int
    household: int
    origin: str  # language group of the name: it, ro, ma… says nothing of citizenship
    first_name: str
    last_name: str
    sex: str
    birth_date: date
    birth_place_code: str
    birth_place: str
    citizenships: tuple[str, ...]  # ISO alpha-2
    languages: tuple[str, ...]  # preferred first
    interpreter: str
    arrived_on: date | None
    marital_status: str
    education: str
    work_status: str
    income_sources: tuple[str, ...]
    residence_status: str
    identifiers: list[IdentifierShape] = field(default_factory=list)
    contacts: list[ContactShape] = field(default_factory=list)
    addresses: list[AddressShape] = field(default_factory=list)
    permit: PermitShape | None = None
    # Registered a second time elsewhere, with another spelling: the key of the first record.
    duplicate_of: int | None = None

    def age_on(self, day: date) -> int:
        born = self.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(slots=True)
class MembershipShape:
    """A household of one kind and who is in it: (person key, role towards the reference person)."""

    kind: str  # registry, de_facto, isee
    members: list[tuple[int, str]]
    since: date


@dataclass(slots=True)
class RelationShape:
    """`person` is the `kind` of `other`; without a person, somebody outside the network is named."""

    other: int
    kind: str
    person: int | None = None
    outside_name: str = ""
    outside_phone: str = ""
    represents: bool = False
    support: bool = False
    since: date | None = None


@dataclass(slots=True)
class IseeShape:
    person: int
    kind: str
    value_cents: int
    issued_on: date
    valid_until: date
    protocol: str


@dataclass(slots=True)
class HousingShape:
    status: str
    tenure: str
    monthly_cost_cents: int | None
    since: date


@dataclass(slots=True)
class HouseholdShape:
    """People who come to the network together, and what is behind their asking."""

    key: int
    profile: str  # how it was made up: see `household_kinds.PROFILES`
    area: str  # code of `case_area`
    municipality: str
    people: list[PersonShape]
    groups: list[MembershipShape]
    relations: list[RelationShape]
    isee: list[IseeShape]
    housing: HousingShape
    needs: tuple[str, ...]  # what they struggle with, most pressing first
    strain: float  # 0–1: how much weighs on them; more encounters, more often a case

    @property
    def reference(self) -> PersonShape:
        return self.people[0]

    def minors_on(self, day: date) -> int:
        return sum(person.age_on(day) < 18 for person in self.people)


@dataclass(slots=True)
class ReferralShape:
    """A sending and what became of it: the steps in order, the last is the final state."""

    to_service: str
    reason: str
    urgency: str
    steps: list[tuple[str, datetime]]  # sent, more_information, waiting_list, accepted, declined, completed…
    decline_reason: str = ""
    interruption_reason: str = ""
    outcome: str = ""

    @property
    def state(self) -> str:
        return self.steps[-1][0]


@dataclass(slots=True)
class CaseShape:
    """A taking in charge proposed at an encounter: `state` is open, suspended or closed."""

    unit: str
    area: str
    opened_on: date
    state: str
    suspended_on: date | None = None
    suspension_reason: str = ""
    closed_on: date | None = None
    closure_reason: str = ""


@dataclass(slots=True)
class EncounterShape:
    """One listening at a desk. Nobody in `people`: the person gave no name."""

    key: int
    household: int | None
    people: tuple[int, ...]
    desk: str
    organisation: str
    started_at: datetime
    minutes: int
    channel: str
    presence: str
    interlocutor: str
    reason: str
    themes: tuple[str, ...]
    needs: tuple[str, ...]
    urgency: str
    note: str
    outcome: str
    called: str = ""  # how colleagues call who gave no name
    referral: ReferralShape | None = None
    case: CaseShape | None = None
