"""Forms of contacts, addresses, protected addresses and reserved records."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.kernel.forms import CodeChoiceField, DateField, PorticoForm, offer
from portico.kernel.widgets import ChipRadio, Chips
from portico.people.enums import AddressKind
from portico.people.forms.fields import MunicipalityField
from portico.people.models import Address, Contact


class ContactForm(PorticoForm):
    """A way to reach the person."""

    kind = CodeChoiceField(label=_("Tipo"), code_list="contact_kind")
    value = forms.CharField(label=_("Recapito"), max_length=200)
    owner = forms.CharField(
        label=_("Di chi è"),
        required=False,
        max_length=120,
        help_text=_("Vuoto se è della persona. Altrimenti chi è: «la cognata Amina»."),
    )
    safety = forms.ChoiceField(
        label=_("Si può chiamare?"), choices=Contact.Safety.choices, widget=ChipRadio, initial=Contact.Safety.UNKNOWN
    )
    safety_note = forms.CharField(
        label=_("Quando e come"),
        required=False,
        max_length=200,
        help_text=_("Per esempio: solo mattina, non lasciare messaggi."),
    )
    preferred = forms.BooleanField(label=_("È il modo migliore per raggiungerla"), required=False)


class AddressForm(PorticoForm):
    """Where the person lives, is registered, or gets mail."""

    kind = forms.ChoiceField(
        label=_("Tipo"), choices=AddressKind.choices, widget=ChipRadio, initial=AddressKind.RESIDENCE
    )
    municipality = MunicipalityField(label=_("Comune"), required=False)
    street = forms.CharField(label=_("Via e numero"), required=False, max_length=200)
    postal_code = forms.RegexField(
        r"^\d{5}$", label=_("CAP"), required=False, error_messages={"invalid": _("Il CAP ha cinque cifre.")}
    )
    at = forms.CharField(
        label=_("Presso"), required=False, max_length=120, help_text=_("Chi ospita, una struttura, un'associazione.")
    )
    note = forms.CharField(label=_("Nota"), required=False, max_length=200)
    valid_from = DateField(label=_("Dal"), required=False)
    valid_until = DateField(label=_("Fino al"), required=False)


class NamedPeopleForm(PorticoForm):
    """Who, by name, may open something."""

    named_tokens = forms.TypedMultipleChoiceField(
        label=_("Chi può leggerlo, oltre a te"), coerce=int, required=False, widget=Chips,
        help_text=_("Persone, non uffici. Tu resti sempre tra queste."),
    )  # fmt: skip

    def __init__(self, *args: Any, named: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "named_tokens", named)


class ProtectedAddressForm(NamedPeopleForm):
    """Where somebody in danger really lives."""

    municipality = MunicipalityField(label=_("Comune"), required=False)
    street = forms.CharField(label=_("Via e numero"), max_length=200)
    note = forms.CharField(label=_("Nota"), required=False, max_length=200)
    remove = forms.TypedMultipleChoiceField(
        label=_("Indirizzi da togliere dalla scheda"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Spariscono per tutti, anche dalla storia delle modifiche. Quello con la stessa via si toglie da solo."),
    )  # fmt: skip
    field_order = ["municipality", "street", "note", "named_tokens", "remove"]

    def __init__(self, *args: Any, addresses: list[Address], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [(str(row.pk), f"{row.get_kind_display()}: {row.street or row.at or '-'}") for row in addresses]
        offer(self, "remove", held)
        if not addresses:
            del self.fields["remove"]


class ReserveForm(NamedPeopleForm):
    """Leave a record to the people named."""

    sure = forms.BooleanField(label=_("Ho capito: tutti gli altri, anche nel mio servizio, non la troveranno più."))
