"""Ties between people: family, legal representation, and the network that supports somebody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category, Level
from portico.access.selectors import level_on, visible
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotVisible
from portico.kernel.records import change, lock
from portico.people.models import Person, Relation
from portico.people.policies import require, writable_person
from portico.people.selectors import get_person
from portico.people.services.identity import check_period
from portico.people.services.tell import tell


def may_represent(kind: str) -> bool:
    """Whether the list says that this tie is a legal representation (parents, guardians, administrators)."""
    code = codes.get("relation_kind", kind)
    return code is not None and code.extra.get("legal_representation") == "1"


@transaction.atomic
def add_relation(
    *,
    actor: Actor,
    other_id: object,
    kind: str,
    person_id: object | None = None,
    outside_name: str = "",
    outside_phone: str = "",
    represents: bool = False,
    scope: str = "",
    support: bool = False,
    note: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    occurred_at: datetime | None = None,
) -> Relation:
    """`person_id` (or somebody outside the network, in words) is the `kind` of `other_id`.

    Raises DomainError for a representation without its decree, or when the other record is not the actor's to tie.
    """
    other = writable_person(actor=actor, person_id=other_id, category=Category.HOUSEHOLD)
    person = _other_end(actor=actor, person_id=person_id, outside_name=outside_name, other=other)
    values = _checked(
        {
            "kind": kind,
            "represents": represents,
            "scope": scope.strip(),
            "support": support,
            "note": note,
            "valid_from": valid_from,
            "valid_until": valid_until,
        }
    )
    if person is not None and _same(person=person, other=other, kind=kind).exists():
        raise DomainError(_("Questo legame c'è già."), field="person")
    relation = Relation.objects.create(
        person=person,
        other=other,
        outside_name="" if person else outside_name.strip(),
        outside_phone="" if person else outside_phone.strip(),
        **values,
    )
    _tell("added", actor=actor, relation=relation, occurred_at=occurred_at)
    return relation


def _same(*, person: Person, other: Person, kind: str) -> QuerySet[Relation]:
    today = timezone.localdate()
    return Relation.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=today), person=person, other=other, kind=kind
    )


def _other_end(*, actor: Actor, person_id: object | None, outside_name: str, other: Person) -> Person | None:
    if person_id is None:
        if not outside_name.strip():
            raise DomainError(
                _("Scegli una persona della rete o scrivi il nome di chi non lo è."), field="outside_name"
            )
        return None
    person = get_person(actor=actor, key=person_id)
    if person == other:
        raise DomainError(_("Una persona non può essere legata a sé stessa."), field="person")
    if level_on(actor=actor, person_id=person.pk, category=Category.HOUSEHOLD) < Level.WRITE:
        raise DomainError(
            _("Non segui il nucleo di questa persona: aggiungila prima al nucleo, oppure scrivi qui il suo nome."),
            field="person",
        )
    return person


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    codes.require("relation_kind", values["kind"], field="kind")
    check_period(values["valid_from"], values["valid_until"])
    if not values["represents"]:
        return values
    if not may_represent(values["kind"]):
        raise DomainError(_("Questo legame non dà rappresentanza legale."), field="represents")
    parents = {"mother", "father", "parent_other", "parent_any"}
    if values["kind"] not in parents and not values["scope"]:
        raise DomainError(_("Scrivi per quali atti, e numero e data del decreto."), field="scope")
    return values


@transaction.atomic
def change_relation(
    *,
    actor: Actor,
    relation_id: object,
    values: dict[str, Any],
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> Relation:
    """Correct a tie. Raises StaleEdit when it changed meanwhile."""
    relation = _locked(actor=actor, relation_id=relation_id)
    wanted: dict[str, Any] = {
        "kind": relation.kind,
        "represents": relation.represents,
        "scope": relation.scope,
        "valid_from": relation.valid_from,
        "valid_until": relation.valid_until,
    } | values
    if relation.person_id is None and not wanted.get("outside_name", relation.outside_name).strip():
        raise DomainError(_("Scrivi il nome."), field="outside_name")
    if change(relation, actor=actor, values=_checked(wanted), expected_version=expected_version):
        _tell("changed", actor=actor, relation=relation, occurred_at=occurred_at)
    return relation


@transaction.atomic
def end_relation(
    *, actor: Actor, relation_id: object, on: date | None = None, occurred_at: datetime | None = None
) -> Relation:
    """The tie, or the appointment by the judge, ended."""
    relation = _locked(actor=actor, relation_id=relation_id)
    day = on or timezone.localdate()
    check_period(relation.valid_from, day, field="on")
    change(relation, actor=actor, values={"valid_until": day, "represents": relation.represents})
    _tell("ended", actor=actor, relation=relation, occurred_at=occurred_at)
    return relation


def _locked(*, actor: Actor, relation_id: object) -> Relation:
    shown = visible(Relation.objects.all(), actor=actor, category=Category.HOUSEHOLD, person="other_id")
    try:
        relation = shown.get(pk=UUID(str(relation_id)))
    except (Relation.DoesNotExist, ValueError) as error:
        raise NotVisible("relation", relation_id) from error
    for end in filter(None, (relation.other_id, relation.person_id)):
        require(actor=actor, person_id=end, category=Category.HOUSEHOLD)
    return lock(Relation.objects.all(), relation.pk)


def _tell(act: str, *, actor: Actor, relation: Relation, occurred_at: datetime | None) -> None:
    people = [end for end in (relation.other, relation.person) if end is not None]
    tell(
        "relation_changed", act, actor=actor, people=people, category=Category.HOUSEHOLD, about=relation,
        occurred_at=occurred_at, relation_kind=relation.kind, represents=relation.represents or None,
    )  # fmt: skip
