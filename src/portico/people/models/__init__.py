"""Persons and what is known of them, one table per category of data."""

from portico.people.models.ground import Address, Contact, ProtectedAddress
from portico.people.models.household import (
    Household,
    HouseholdMember,
    HousingSituation,
    IncomeSource,
    Isee,
    Relation,
)
from portico.people.models.person import (
    Citizenship,
    FactDismissal,
    Identifier,
    OtherName,
    Paper,
    Person,
    PersonLanguage,
)

__all__ = [
    "Address",
    "Citizenship",
    "Contact",
    "FactDismissal",
    "Household",
    "HouseholdMember",
    "HousingSituation",
    "Identifier",
    "IncomeSource",
    "Isee",
    "OtherName",
    "Paper",
    "Person",
    "PersonLanguage",
    "ProtectedAddress",
    "Relation",
]
