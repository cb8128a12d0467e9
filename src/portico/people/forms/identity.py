"""Forms of who a person is: data, codes, other names, citizenships, languages, papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.kernel.forms import CodeChoiceField, DateField, PorticoForm, offer
from portico.kernel.widgets import Autosize, ChipRadio
from portico.people.enums import BirthPrecision, PaperKind
from portico.people.forms.fields import BirthPlaceField
from portico.people.models import Person
from portico.people.places import citizenship_choices
from portico.people.services.identity import EDITABLE, NewName


class IdentityForm(PorticoForm):
    """The person's own row."""

    first_name = forms.CharField(label=_("Nome"), required=False, max_length=120)
    last_name = forms.CharField(label=_("Cognome"), required=False, max_length=120)
    known_as = forms.CharField(label=_("Come preferisce farsi chiamare"), required=False, max_length=120)
    birth_date = DateField(label=_("Data di nascita"), required=False)
    birth_precision = forms.ChoiceField(label=_("Quanto è certa la data"), choices=BirthPrecision.choices)
    birth_place = BirthPlaceField()
    sex = CodeChoiceField(label=_("Sesso"), code_list="sex", required=False, widget=ChipRadio)
    marital_status = CodeChoiceField(label=_("Stato civile"), code_list="marital_status", required=False)
    education = CodeChoiceField(label=_("Titolo di studio"), code_list="education_level", required=False)
    work_status = CodeChoiceField(label=_("Condizione lavorativa"), code_list="work_status", required=False)
    profession = forms.CharField(label=_("Mestiere e settore"), required=False, max_length=120)
    arrived_on = DateField(label=_("In Italia dal"), required=False)
    doctor = forms.CharField(label=_("Medico di base"), required=False, max_length=120)

    @classmethod
    def of(cls, person: Person, data: Any = None) -> IdentityForm:
        initial = {name: getattr(person, name) for name in EDITABLE if name != "birth_place_code"}
        return cls(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "birth_place" in data:
            data["birth_place_code"], data["birth_place"] = data["birth_place"]
        return data


class IdentifierForm(PorticoForm):
    """A code of the person."""

    kind = CodeChoiceField(label=_("Che codice è"), code_list="identifier_kind")
    value = forms.CharField(
        label=_("Codice"), max_length=80, widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
    )
    valid_from = DateField(label=_("Dal"), required=False)
    valid_until = DateField(label=_("Fino al"), required=False, help_text=_("Se ha una scadenza, come STP ed ENI."))


class VerifyForm(PorticoForm):
    """How a code was checked."""

    how = forms.CharField(
        label=_("Come è stato verificato"), max_length=120,
        help_text=_("Per esempio: vista la tessera, anagrafe, Agenzia delle Entrate."),
    )  # fmt: skip


class EndForm(PorticoForm):
    """From which day something is over."""

    on = DateField(label=_("Da che giorno"), required=False, help_text=_("Vuoto vuol dire da oggi."))


class NameForm(forms.Form):
    """Another name."""

    first_name = forms.CharField(label=_("Nome"), required=False, max_length=120)
    last_name = forms.CharField(label=_("Cognome"), required=False, max_length=120)
    note = forms.CharField(label=_("Nota"), required=False, max_length=120)


class CitizenshipForm(forms.Form):
    """A citizenship."""

    state = forms.ChoiceField(label=_("Stato"), required=False)
    acquired_on = DateField(label=_("Acquisita il"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "state", citizenship_choices(), empty=_("Scegli…"))


class LanguageForm(forms.Form):
    """A language; the first is the preferred one."""

    language = CodeChoiceField(label=_("Lingua"), code_list="language", required=False)
    level = forms.CharField(
        label=_("Quanto la capisce"), required=False, max_length=40, help_text=_("Per esempio: bene, solo parlata.")
    )


NameFormSet = forms.formset_factory(NameForm, extra=1, can_delete=True, max_num=8, absolute_max=20)
CitizenshipFormSet = forms.formset_factory(CitizenshipForm, extra=1, can_delete=True, max_num=4, absolute_max=20)
LanguageFormSet = forms.formset_factory(LanguageForm, extra=1, can_delete=True, max_num=8, absolute_max=20)


class InterpreterForm(PorticoForm):
    """Whether mediation is needed."""

    interpreter = CodeChoiceField(
        label=_("Mediazione"), code_list="interpreter_need", required=False, empty_label=_("Non ancora chiesto")
    )


def kept_rows(formset: Any) -> list[dict[str, Any]]:
    """The rows somebody filled and did not take away."""
    return [row for row in formset.cleaned_data if row and not row.get("DELETE")]


def names_of(formset: Any) -> list[NewName]:
    return [NewName(row["first_name"], row["last_name"], row["note"]) for row in kept_rows(formset)]


class PaperForm(PorticoForm):
    """A permit or another document."""

    kind = forms.ChoiceField(
        label=_("Documento"), choices=PaperKind.choices, widget=ChipRadio, initial=PaperKind.PERMIT
    )
    permit_kind = CodeChoiceField(
        label=_("Tipo di titolo"),
        code_list="permit_kind",
        required=False,
        help_text=_("Solo per i titoli di soggiorno."),
    )
    number = forms.CharField(label=_("Numero"), required=False, max_length=40)
    issued_by = forms.CharField(label=_("Rilasciato da"), required=False, max_length=120)
    valid_from = DateField(label=_("Dal"), required=False)
    valid_until = DateField(label=_("Scade il"), required=False)
    renewal_asked_on = DateField(label=_("Rinnovo chiesto il"), required=False)
    note = forms.CharField(label=_("Nota"), required=False, max_length=200)


class DismissForm(PorticoForm):
    """Why an urgent fact is put aside."""

    fact = forms.CharField(max_length=80, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Perché non serve più"), max_length=200, widget=Autosize({"rows": 2}))
