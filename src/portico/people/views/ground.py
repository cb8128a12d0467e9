"""Reaching a person: contacts, addresses, the protected address, reserved records."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category, Level
from portico.access.services import log_reads
from portico.kernel.errors import NotVisible
from portico.kernel.forms import PorticoForm
from portico.kernel.http import ActorRequest, guarded_post
from portico.people.forms.ground import AddressForm, ContactForm, ProtectedAddressForm, ReserveForm
from portico.people.forms.identity import EndForm
from portico.people.models import Address, Contact, Person, ProtectedAddress
from portico.people.selectors import get_person, nameable, protected_addresses
from portico.people.services import ground, reserve
from portico.people.views.common import open_person, open_row, section, submit, version_of

FORM = "people/form.html"
CONTACTS = Category.CONTACTS


def _back(person: Person) -> str:
    return reverse("people:ground", args=[person.pk])


def _open(request: ActorRequest, key: UUID) -> Person:
    return open_person(request.actor, key, "person.contacts", CONTACTS, Level.WRITE)[0]


def show(request: ActorRequest, key: UUID) -> HttpResponse:
    """`/persone/<id>/recapiti/`"""
    person, levels = open_person(request.actor, key, "person.contacts", CONTACTS)
    today = timezone.localdate()
    contacts = list(person.contacts.all())
    addresses = list(person.addresses.select_related("municipality"))
    secret = list(protected_addresses(actor=request.actor, person_id=person.pk))
    if secret:
        log_reads(actor=request.actor, what="person.protected_address", person_ids=[person.pk])
    context = section(person, levels, "ground") | {
        "contacts": [row for row in contacts if row.ended_on is None],
        "old_contacts": [row for row in contacts if row.ended_on],
        "addresses": [row for row in addresses if row.valid_until is None or row.valid_until > today],
        "old_addresses": [row for row in addresses if row.valid_until and row.valid_until <= today],
        "protected": secret,
        "may_reserve": levels[Category.IDENTITY] >= Level.WRITE
        and request.actor.role in reserve.RESERVING_ROLES
        and reserve.in_charge(person.pk) in ("", "mine"),
    }
    return render(request, "people/ground.html", context)


@guarded_post
def add_contact(request: ActorRequest, key: UUID) -> HttpResponse:
    person = _open(request, key)
    return submit(
        request, ContactForm(request.POST or None),
        lambda data: ground.add_contact(actor=request.actor, person_id=key, **data),
        template=FORM, done=_back(person), said=_("Recapito aggiunto."),
        context={"person": person, "title": _("Nuovo recapito"), "back": _back(person)},
    )  # fmt: skip


@guarded_post
def edit_contact(request: ActorRequest, row: UUID) -> HttpResponse:
    contact, person = open_row(request.actor, Contact.objects.all(), row, "person.contacts", CONTACTS)
    initial = {name: getattr(contact, name) for name in ContactForm.base_fields}
    return submit(
        request, ContactForm(request.POST or None, initial=initial),
        lambda data: ground.change_contact(
            actor=request.actor, contact_id=row, values=data, expected_version=version_of(request, contact)
        ),
        template=FORM, done=_back(person), said=_("Recapito salvato."),
        context={"person": person, "row": contact, "title": _("Recapito"), "back": _back(person), "version": contact.version},
    )  # fmt: skip


@guarded_post
def end_contact(request: ActorRequest, row: UUID) -> HttpResponse:
    contact, person = open_row(request.actor, Contact.objects.all(), row, "person.contacts", CONTACTS)
    return submit(
        request, EndForm(request.POST or None),
        lambda data: ground.end_contact(actor=request.actor, contact_id=row, **data),
        template=FORM, done=_back(person), said=_("Il recapito non si usa più. Resta nella storia."),
        context={"person": person, "title": _("Il recapito non vale più"), "back": _back(person), "intro": contact.value},
    )  # fmt: skip


@guarded_post
def add_address(request: ActorRequest, key: UUID) -> HttpResponse:
    person = _open(request, key)
    return submit(
        request, AddressForm(request.POST or None),
        lambda data: ground.add_address(actor=request.actor, person_id=key, **data),
        template=FORM, done=_back(person), said=_("Indirizzo aggiunto."),
        context={"person": person, "title": _("Nuovo indirizzo"), "back": _back(person),
                 "intro": _("Una nuova residenza chiude da sola quella di prima. Chi non ha un posto dove vivere si segna «senza fissa dimora».")},
    )  # fmt: skip


@guarded_post
def edit_address(request: ActorRequest, row: UUID) -> HttpResponse:
    address, person = open_row(
        request.actor, Address.objects.select_related("municipality"), row, "person.contacts", CONTACTS
    )
    initial = {name: getattr(address, name) for name in AddressForm.base_fields}
    return submit(
        request, AddressForm(request.POST or None, initial=initial),
        lambda data: ground.change_address(
            actor=request.actor, address_id=row, values=data, expected_version=version_of(request, address)
        ),
        template=FORM, done=_back(person), said=_("Indirizzo salvato."),
        context={"person": person, "row": address, "title": _("Indirizzo"), "back": _back(person), "version": address.version},
    )  # fmt: skip


@guarded_post
def end_address(request: ActorRequest, row: UUID) -> HttpResponse:
    address, person = open_row(request.actor, Address.objects.all(), row, "person.contacts", CONTACTS)
    return submit(
        request, EndForm(request.POST or None),
        lambda data: ground.end_address(actor=request.actor, address_id=row, **data),
        template=FORM, done=_back(person), said=_("L'indirizzo non è più attuale. Resta nella storia."),
        context={"person": person, "title": _("Non abita più qui"), "back": _back(person), "intro": address.street},
    )  # fmt: skip


# --- what only the named may open --------------------------------------------------------------------------


@guarded_post
def set_protected(request: ActorRequest, key: UUID) -> HttpResponse:
    """Where somebody in danger lives: for the people chosen, and gone from everywhere else."""
    person = _open(request, key)
    form = ProtectedAddressForm(
        request.POST or None,
        named=nameable(actor=request.actor, person_id=person.pk),
        addresses=list(person.addresses.all()),
    )

    def act(data: dict[str, Any]) -> None:
        remove = [UUID(item) for item in data.pop("remove", [])]
        ground.set_protected_address(actor=request.actor, person_id=key, remove=remove, **data)

    return submit(
        request, form, act, template=FORM, done=_back(person), said=_("Indirizzo protetto salvato."),
        context={"person": person, "title": _("Indirizzo protetto"), "back": _back(person), "serious": True,
                 "intro": _("Lo leggono solo le persone che scegli qui, chiunque altro apra la scheda. Non compare in elenchi, mappe, stampe e ricerche.")},
    )  # fmt: skip


@guarded_post
def end_protected(request: ActorRequest, row: UUID) -> HttpResponse:
    found = ProtectedAddress.objects.filter(
        ambito_id=request.actor.ambito_id, named_tokens__overlap=list(request.actor.own_tokens), ended_on=None
    ).filter(pk=row).first()  # fmt: skip
    if found is None:
        raise NotVisible("protected_address", row)
    person = get_person(actor=request.actor, key=found.person_id)
    log_reads(actor=request.actor, what="person.protected_address", person_ids=[person.pk])
    return submit(
        request, EndForm(request.POST or None),
        lambda data: ground.end_protected_address(actor=request.actor, protected_id=row, **data),
        template=FORM, done=_back(person), said=_("L'indirizzo protetto è chiuso."),
        context={"person": person, "title": _("L'indirizzo protetto non vale più"), "back": _back(person)},
    )  # fmt: skip


@guarded_post
def reserve_person(request: ActorRequest, key: UUID) -> HttpResponse:
    """Leave the record to the people chosen by name."""
    person, _levels = open_person(request.actor, key, "person.reserve", level=Level.WRITE)
    if request.actor.role not in reserve.RESERVING_ROLES:
        raise PermissionDenied
    form = ReserveForm(request.POST or None, named=nameable(actor=request.actor, person_id=person.pk))
    return submit(
        request, form,
        lambda data: reserve.reserve_person(actor=request.actor, person_id=key, named_tokens=data["named_tokens"]),
        template=FORM, done=person.get_absolute_url(), said=_("La scheda è riservata."),
        context={"person": person, "title": _("Rendi riservata la scheda"), "back": person.get_absolute_url(), "serious": True,
                 "intro": _("Per tutti gli altri la persona non esiste: non si trova, non si conta, non compare. Chi la registra di nuovo non se ne accorge; lo sapete solo voi.")},
    )  # fmt: skip


@guarded_post
def unreserve_person(request: ActorRequest, key: UUID) -> HttpResponse:
    """Open the record again to the unit."""
    person, _levels = open_person(request.actor, key, "person.reserve", level=Level.WRITE)
    return submit(
        request, PorticoForm(request.POST if request.method == "POST" else None),
        lambda data: reserve.unreserve_person(actor=request.actor, person_id=key),
        template=FORM, done=person.get_absolute_url(), said=_("La scheda è di nuovo aperta al tuo servizio."),
        context={"person": person, "title": _("Togli la riserva"), "back": person.get_absolute_url(), "serious": True,
                 "action": reverse("people:unreserve", args=[person.pk]),
                 "intro": _("La scheda torna visibile a tutto il tuo servizio, come prima. Gli altri la rivedono solo con un nuovo invio o incarico.")},
    )  # fmt: skip
