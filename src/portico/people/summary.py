"""A person with the short lists a page shows of them, read in one query.

The lists come as JSON and go back into instances of their models, never saved. Which of them may be shown is the
caller's to ask: the levels say so, and below them the tables' policies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.people.models import (
    Address,
    Citizenship,
    Contact,
    FactDismissal,
    Identifier,
    Isee,
    Paper,
    Person,
    PersonLanguage,
    ProtectedAddress,
)
from portico.people.selectors import people
from portico.territory.models import Municipality

M = TypeVar("M", bound=Model)
OWN = OuterRef("pk")
PAPER = ("id", "kind", "permit_kind", "valid_until", "renewal_asked_on")
CONTACT = ("id", "version", "kind", "value", "owner", "safety", "safety_note", "preferred")
ADDRESS = ("id", "kind", "street", "postal_code", "at", "note", "valid_from")
ISEE = ("id", "kind", "value_cents", "valid_until")


@dataclass(slots=True)
class Summary:
    """The person, and what a page says of them at a glance."""

    person: Person
    languages: list[str] = field(default_factory=list)
    citizenships: list[str] = field(default_factory=list)
    tax_code: str = ""
    dismissed: set[str] = field(default_factory=set)
    papers: list[Paper] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    has_protected: bool = False
    isee: Isee | None = None


def summary_of(*, actor: Actor, key: object) -> Summary:
    """One query. Raises NotVisible."""
    try:
        person = _annotated(actor).get(pk=UUID(str(key)))
    except (Person.DoesNotExist, ValueError) as error:
        raise NotVisible("person", key) from error
    read: Any = person
    isee = [_instance(Isee, row) for row in read.isee_rows]
    return Summary(
        person=person,
        languages=read.language_codes,
        citizenships=read.states,
        tax_code=read.code or "",
        dismissed=set(read.dismissed),
        papers=[_instance(Paper, row) for row in read.paper_rows],
        contacts=[_instance(Contact, row) for row in read.contact_rows],
        addresses=[_address(row) for row in read.address_rows],
        has_protected=read.has_protected,
        isee=isee[0] if isee else None,
    )


def _annotated(actor: Actor) -> QuerySet[Person]:
    today = timezone.localdate()
    here = Q(valid_until=None) | Q(valid_until__gt=today)
    secret = ProtectedAddress.objects.filter(
        person=OWN, named_tokens__overlap=list(actor.own_tokens), ended_on=None
    ).order_by()
    code = Identifier.objects.filter(
        person=OWN, kind__in=["tax_code", "provisional_tax_code"], valid_until=None
    ).order_by("-kind", "id")
    return people(actor=actor).annotate(
        language_codes=ArraySubquery(PersonLanguage.objects.filter(person=OWN).values("language")),
        states=ArraySubquery(Citizenship.objects.filter(person=OWN).values("state")),
        code=Subquery(code.values("value")[:1]),
        dismissed=ArraySubquery(FactDismissal.objects.filter(person=OWN).values("fact")),
        has_protected=Exists(secret),
        paper_rows=_rows(Paper.objects.filter(person=OWN), PAPER),
        contact_rows=_rows(Contact.objects.filter(person=OWN, ended_on=None), CONTACT),
        address_rows=_rows(
            Address.objects.filter(here, person=OWN),
            ADDRESS,
            town=F("municipality__name"),
            province=F("municipality__province_code"),
        ),
        isee_rows=_rows(Isee.objects.filter(person=OWN), ISEE),
    )


def _rows(found: QuerySet[Any], names: tuple[str, ...], **more: Any) -> ArraySubquery:
    return ArraySubquery(found.values(data=JSONObject(**{name: name for name in names}, **more)))


def _instance(model: type[M], row: dict[str, Any]) -> M:
    """The model's instance of a JSON row, with its fields' own types."""
    return model(**{name: model._meta.get_field(name).to_python(value) for name, value in row.items()})  # type: ignore[union-attr]


def _address(row: dict[str, Any]) -> Address:
    town, province = row.pop("town"), row.pop("province")
    address = _instance(Address, row)
    if town:
        address.municipality = Municipality(istat_code="", name=town, province_code=province)
    return address


def newest_paper(papers: list[Paper], kind: str) -> Paper | None:
    """Of a kind, the one that expires last."""
    dated = [paper for paper in papers if paper.kind == kind]
    return max(dated, key=lambda paper: paper.valid_until or date.max, default=None)
