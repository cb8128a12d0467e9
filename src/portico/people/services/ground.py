"""Reaching a person without harm: contacts, addresses, and the address of somebody in danger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category
from portico.accounts.models import Membership
from portico.events.models import Event
from portico.events.services import notify
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotVisible
from portico.kernel.records import change, lock
from portico.kernel.text import normalise
from portico.people.enums import AddressKind
from portico.people.models import Address, Contact, Person, ProtectedAddress
from portico.people.policies import locked_row, writable_person
from portico.people.selectors import protected_addresses
from portico.people.services.identity import check_period
from portico.people.services.tell import tell

MAILS = frozenset({"email", "pec"})
PHONES = frozenset({"mobile", "home_phone", "third_phone", "messaging"})

# --- contacts ----------------------------------------------------------------------------------------------


def _checked_contact(values: dict[str, Any]) -> dict[str, Any]:
    kind = codes.require("contact_kind", values["kind"], field="kind")
    value = values["value"] = values["value"].strip()
    if not value:
        what = _("Scrivi come ritrovare la persona.") if kind == "none" else _("Scrivi il recapito.")
        raise DomainError(what, field="value")
    if kind in MAILS:
        try:
            validate_email(value)
        except ValidationError:
            raise DomainError(_("Questo indirizzo di posta non è scritto bene."), field="value") from None
    if kind in PHONES and sum(char.isdigit() for char in value) < 5:
        raise DomainError(_("Questo numero è troppo corto."), field="value")
    if kind == "third_phone" and not values.get("owner", "").strip():
        raise DomainError(_("Di chi è questo numero?"), field="owner")
    return values


@transaction.atomic
def add_contact(
    *,
    actor: Actor,
    person_id: object,
    kind: str,
    value: str,
    owner: str = "",
    safety: str = Contact.Safety.UNKNOWN,
    safety_note: str = "",
    preferred: bool = False,
    occurred_at: datetime | None = None,
) -> Contact:
    """A way to reach the person: whose it is, and whether using it is safe."""
    person = writable_person(actor=actor, person_id=person_id, category=Category.CONTACTS)
    values = _checked_contact(
        {
            "kind": kind,
            "value": value,
            "owner": owner,
            "safety": safety,
            "safety_note": safety_note,
            "preferred": preferred,
        }
    )
    contact = Contact.objects.create(person=person, **values)
    _only_preferred(contact, actor=actor)
    _tell_contact("added", actor=actor, contact=contact, occurred_at=occurred_at)
    return contact


@transaction.atomic
def change_contact(
    *,
    actor: Actor,
    contact_id: object,
    values: dict[str, Any],
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> Contact:
    """Correct a contact, or what is safe. Raises StaleEdit when it changed meanwhile."""
    contact = locked_row(Contact.objects.all(), actor=actor, category=Category.CONTACTS, key=contact_id)
    if change(contact, actor=actor, values=_checked_contact(values), expected_version=expected_version):
        _only_preferred(contact, actor=actor)
        _tell_contact("changed", actor=actor, contact=contact, occurred_at=occurred_at)
    return contact


@transaction.atomic
def end_contact(
    *, actor: Actor, contact_id: object, on: date | None = None, occurred_at: datetime | None = None
) -> Contact:
    """It no longer reaches the person; it is kept, and never offered again."""
    contact = locked_row(Contact.objects.all(), actor=actor, category=Category.CONTACTS, key=contact_id)
    change(contact, actor=actor, values={"ended_on": on or timezone.localdate(), "preferred": False})
    _tell_contact("ended", actor=actor, contact=contact, occurred_at=occurred_at)
    return contact


def _only_preferred(contact: Contact, *, actor: Actor) -> None:
    if contact.preferred:
        others = Contact.objects.filter(person_id=contact.person_id, preferred=True).exclude(pk=contact.pk)
        for other in others.select_for_update().order_by("id"):
            change(other, actor=actor, values={"preferred": False})


def _tell_contact(act: str, *, actor: Actor, contact: Contact, occurred_at: datetime | None) -> None:
    tell(
        "contact_changed", act, actor=actor, people=[contact.person], category=Category.CONTACTS, about=contact,
        occurred_at=occurred_at, contact_kind=contact.kind, safety=contact.safety,
    )  # fmt: skip


# --- addresses ---------------------------------------------------------------------------------------------


def _checked_address(values: dict[str, Any]) -> dict[str, Any]:
    kind = values["kind"]
    if kind == AddressKind.NO_FIXED:
        values = values | {"street": "", "postal_code": ""}
    elif not values.get("municipality"):
        raise DomainError(_("Indica il comune."), field="municipality")
    check_period(values.get("valid_from"), values.get("valid_until"))
    return values


@transaction.atomic
def add_address(
    *,
    actor: Actor,
    person_id: object,
    kind: str,
    municipality: Any = None,
    street: str = "",
    postal_code: str = "",
    at: str = "",
    note: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    occurred_at: datetime | None = None,
) -> Address:
    """An address from a day on. A new residence ends the one before; the others live side by side.

    Raises DomainError for the street of a protected address the actor may read: it must not be written here.
    """
    person = writable_person(actor=actor, person_id=person_id, category=Category.CONTACTS)
    values = _checked_address(
        {
            "kind": kind,
            "municipality": municipality,
            "street": street.strip(),
            "postal_code": postal_code,
            "at": at,
            "note": note,
            "valid_from": valid_from,
            "valid_until": valid_until,
        }
    )
    _not_the_protected_one(actor=actor, person=person, street=values["street"])
    if kind in (AddressKind.RESIDENCE, AddressKind.FICTITIOUS) and valid_until is None:
        _end_residences(actor=actor, person=person, on=valid_from or timezone.localdate())
    address = Address.objects.create(person=person, **values)
    _tell_address("added", actor=actor, address=address, occurred_at=occurred_at)
    return address


def _not_the_protected_one(*, actor: Actor, person: Person, street: str) -> None:
    secret = {normalise(row.street) for row in protected_addresses(actor=actor, person_id=person.pk)}
    if street and normalise(street) in secret:
        raise DomainError(_("Questo è l'indirizzo protetto: qui lo leggerebbero in troppi."), field="street")


def _end_residences(*, actor: Actor, person: Person, on: date) -> None:
    current = Address.objects.filter(
        person=person, kind__in=[AddressKind.RESIDENCE, AddressKind.FICTITIOUS], valid_until=None
    )
    for row in current.select_for_update().order_by("id"):
        change(row, actor=actor, values={"valid_until": max(on, row.valid_from or on)})


@transaction.atomic
def change_address(
    *,
    actor: Actor,
    address_id: object,
    values: dict[str, Any],
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> Address:
    """Correct an address. Raises StaleEdit when it changed meanwhile."""
    address = locked_row(Address.objects.all(), actor=actor, category=Category.CONTACTS, key=address_id)
    checked = _checked_address(values)
    _not_the_protected_one(actor=actor, person=address.person, street=checked.get("street", ""))
    if change(address, actor=actor, values=checked, expected_version=expected_version):
        _tell_address("changed", actor=actor, address=address, occurred_at=occurred_at)
    return address


@transaction.atomic
def end_address(
    *, actor: Actor, address_id: object, on: date | None = None, occurred_at: datetime | None = None
) -> Address:
    """The person no longer lives there from a day on; the address is kept."""
    address = locked_row(Address.objects.all(), actor=actor, category=Category.CONTACTS, key=address_id)
    day = on or timezone.localdate()
    check_period(address.valid_from, day, field="on")
    change(address, actor=actor, values={"valid_until": day})
    _tell_address("ended", actor=actor, address=address, occurred_at=occurred_at)
    return address


def _tell_address(act: str, *, actor: Actor, address: Address, occurred_at: datetime | None) -> None:
    tell(
        "address_changed", act, actor=actor, people=[address.person], category=Category.CONTACTS, about=address,
        occurred_at=occurred_at, address_kind=address.kind, municipality_code=address.municipality_id,
    )  # fmt: skip


# --- protected address -------------------------------------------------------------------------------------


@transaction.atomic
def set_protected_address(
    *,
    actor: Actor,
    person_id: object,
    street: str,
    municipality: Any = None,
    note: str = "",
    named_tokens: Sequence[int],
    remove: Sequence[UUID] = (),
    occurred_at: datetime | None = None,
) -> ProtectedAddress:
    """Where the person really lives, for the memberships named and for nobody else.

    The ordinary addresses in `remove`, and every one with the same street, disappear with their history. An
    earlier protected address the actor may read ends. The actor is always among the named.
    """
    person = writable_person(actor=actor, person_id=person_id, category=Category.CONTACTS)
    if not street.strip():
        raise DomainError(_("Scrivi l'indirizzo."), field="street")
    named = _named(actor=actor, tokens=named_tokens)
    for row in protected_addresses(actor=actor, person_id=person.pk):
        end_protected_address(actor=actor, protected_id=row.pk, occurred_at=occurred_at)
    found = ProtectedAddress.objects.create(
        person=person, municipality=municipality, street=street.strip(), note=note, named_tokens=named
    )
    _hide_ordinary(person=person, street=street, also=remove)
    # Even that there is one is told to nobody but its author; the named are told without a name.
    tell(
        "protected_address_changed", "set", actor=actor, people=[person], category=Category.PROTECTED_ADDRESS,
        about=found, occurred_at=occurred_at, level=Event.Level.PRIVATE,
    )  # fmt: skip
    notify(
        actor=actor,
        tokens=[token for token in named if token != actor.user_token],
        kind="people.protected_address",
        text=_("Sei tra le persone che possono leggere un indirizzo protetto."),
        url=person.get_absolute_url(),
        urgent=True,
    )
    return found


def _named(*, actor: Actor, tokens: Sequence[int]) -> list[int]:
    wanted = {*tokens, *([actor.user_token] if actor.user_token else [])}
    known = set(Membership.objects.filter(ambito_id=actor.ambito_id, token__in=wanted).values_list("token", flat=True))
    if not wanted or known != wanted:
        raise DomainError(_("Scegli le persone dall'elenco."), field="named_tokens")
    return sorted(wanted)


def _hide_ordinary(*, person: Person, street: str, also: Sequence[UUID]) -> None:
    same = [row.pk for row in Address.objects.filter(person=person) if normalise(row.street) == normalise(street)]
    ids = [*same, *also]
    if ids:
        with connection.cursor() as cursor:
            cursor.execute("select portico_hide_addresses(%s, %s)", [person.pk, ids])


@transaction.atomic
def end_protected_address(
    *, actor: Actor, protected_id: object, on: date | None = None, occurred_at: datetime | None = None
) -> ProtectedAddress:
    """The person moved, or no longer needs the protection. Only a named person may say so."""
    found = ProtectedAddress.objects.filter(ambito_id=actor.ambito_id, named_tokens__overlap=list(actor.own_tokens))
    row = lock(found, protected_id)
    person = Person.objects.filter(pk=row.person_id).first()
    if person is None:
        raise NotVisible("protected_address", protected_id)
    change(row, actor=actor, values={"ended_on": on or timezone.localdate()})
    tell(
        "protected_address_changed", "ended", actor=actor, people=[person], category=Category.PROTECTED_ADDRESS,
        about=row, occurred_at=occurred_at, level=Event.Level.PRIVATE,
    )  # fmt: skip
    return row
