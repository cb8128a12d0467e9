"""Forms of households, ties, means and housing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.kernel.forms import CodeChoiceField, DateField, PorticoForm, offer
from portico.kernel.widgets import ChipRadio
from portico.people.enums import HouseholdKind
from portico.people.forms.fields import EuroField


class HouseholdForm(PorticoForm):
    """A new household of the person's."""

    kind = forms.ChoiceField(
        label=_("Che nucleo è"), choices=[(item.value, item.label.capitalize()) for item in HouseholdKind], widget=ChipRadio,
        help_text=_("Anagrafico: chi risulta in anagrafe. ISEE: chi conta nella dichiarazione. Di fatto: chi vive davvero insieme."),
    )  # fmt: skip
    starts_on = DateField(label=_("Dal"), required=False, help_text=_("Vuoto vuol dire da oggi."))
    note = forms.CharField(label=_("Nota"), required=False, max_length=200)


class WhoForm(PorticoForm):
    """Base of forms that choose one of the actor's people: words on a first press, the choice on the second."""

    person = forms.TypedChoiceField(
        label=_("Persona"), required=False, widget=forms.RadioSelect, empty_value=None,
        help_text=_("Tra quelle che segui. Chi manca si registra prima da «Nuova persona»."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("Cerca tra le tue persone"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", people)


class MemberForm(WhoForm):
    """Somebody who joins a household."""

    role = CodeChoiceField(label=_("Per la persona di riferimento è"), code_list="relation_kind", required=False)
    starts_on = DateField(label=_("Dal"), required=False, help_text=_("Vuoto vuol dire da oggi."))
    ends_on = DateField(
        label=_("Fino al"), required=False, help_text=_("Primo giorno in cui non ne fa più parte, se è già noto.")
    )
    field_order = ["words", "person", "role", "starts_on", "ends_on"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("person"):
            self.add_error("person", _("Cerca e scegli una persona."))
        return data


class ChangeMemberForm(PorticoForm):
    """Role and since when."""

    role = CodeChoiceField(label=_("Per la persona di riferimento è"), code_list="relation_kind", required=False)
    reference = forms.BooleanField(label=_("È la persona di riferimento del nucleo"), required=False)
    starts_on = DateField(label=_("Dal"), required=False)


class MoveMemberForm(PorticoForm):
    """Into another household of the same kind."""

    household = forms.ChoiceField(label=_("In quale nucleo"), widget=forms.RadioSelect)
    on = DateField(label=_("Da che giorno"))

    def __init__(self, *args: Any, households: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "household", households)


class RelationForm(WhoForm):
    """Somebody tied to the person."""

    kind = CodeChoiceField(label=_("Chi è per la persona"), code_list="relation_kind")
    outside_name = forms.CharField(label=_("Nome di chi non è in rete"), required=False, max_length=120)
    outside_phone = forms.CharField(
        label=_("Telefono"), required=False, max_length=40, widget=forms.TextInput({"type": "tel"})
    )
    support = forms.BooleanField(label=_("Fa parte della rete di sostegno"), required=False)
    represents = forms.BooleanField(label=_("La rappresenta legalmente"), required=False)
    scope = forms.CharField(label=_("Per quali atti, con quale decreto"), required=False, max_length=300)
    note = forms.CharField(
        label=_("Nota"),
        required=False,
        max_length=200,
        help_text=_("Altri recapiti, quando si può contare su di lei, eventuali difficoltà."),
    )
    valid_from = DateField(label=_("Dal"), required=False)
    valid_until = DateField(label=_("Fino al"), required=False)
    field_order = [
        "kind", "outside_name", "outside_phone", "words", "person", "support", "represents", "scope", "note",
        "valid_from", "valid_until",
    ]  # fmt: skip


class ChangeRelationForm(RelationForm):
    """The other end stays who it is."""

    def __init__(self, *args: Any, outside: bool, **kwargs: Any) -> None:
        super().__init__(*args, people=[], **kwargs)
        for name in ("person", "words", *(() if outside else ("outside_name", "outside_phone"))):
            del self.fields[name]


class IseeForm(PorticoForm):
    """An ISEE."""

    kind = CodeChoiceField(label=_("Tipo"), code_list="isee_kind", initial="ordinary")
    value_cents = EuroField(label=_("Valore in euro"))
    issued_on = DateField(label=_("Rilasciata il"), required=False)
    valid_until = DateField(
        label=_("Valida fino al"),
        required=False,
        help_text=_("Vuoto: 31 dicembre dell'anno, sei mesi per quella corrente."),
    )
    protocol = forms.CharField(label=_("Protocollo INPS"), required=False, max_length=60)
    note = forms.CharField(label=_("Nota"), required=False, max_length=200)


class IncomeForm(PorticoForm):
    """Something the person lives on."""

    kind = CodeChoiceField(label=_("Fonte"), code_list="income_source")
    monthly_cents = EuroField(label=_("Euro al mese"), required=False, help_text=_("Se si sa."))
    note = forms.CharField(label=_("Nota"), required=False, max_length=200)


class HousingForm(PorticoForm):
    """Where and by what title the person lives."""

    status = CodeChoiceField(label=_("Condizione abitativa"), code_list="housing_status", required=False)
    tenure = CodeChoiceField(label=_("Titolo"), code_list="housing_tenure", required=False)
    monthly_cost_cents = EuroField(label=_("Spesa al mese in euro"), required=False)
    since = DateField(label=_("Dal"), required=False)
    note = forms.CharField(label=_("Nota"), required=False, max_length=200)
