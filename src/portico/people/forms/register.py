"""Looking somebody up and registering them with few fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.kernel.forms import CodeChoiceField, DateField, PorticoForm
from portico.kernel.widgets import Autosize, ChipRadio
from portico.people import identifiers
from portico.people.enums import BirthPrecision
from portico.people.forms.fields import BirthPlaceField
from portico.people.models import Contact
from portico.people.places import citizenship_choices
from portico.people.services.lookup import guess_kind
from portico.people.services.register import NewPerson
from portico.territory.selectors import birth_place_name


class LookupForm(PorticoForm):
    """A code, or name and birth date. Among one's own people part of a name is enough."""

    identifier = forms.CharField(
        label=_("Codice"), required=False, max_length=40,
        help_text=_("Codice fiscale, anche provvisorio, STP, ENI, numero di un documento o della tessera."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    identifier_kind = CodeChoiceField(
        label=_("Che codice è"), code_list="identifier_kind", required=False, empty_label=_("Riconosci da solo")
    )
    first_name = forms.CharField(
        label=_("Nome"), required=False, max_length=120, widget=forms.TextInput({"autocomplete": "off"})
    )
    last_name = forms.CharField(
        label=_("Cognome"), required=False, max_length=120, widget=forms.TextInput({"autocomplete": "off"})
    )
    birth_date = DateField(label=_("Data di nascita"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "cerca_%s", **kwargs})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        code = data.get("identifier", "")
        if code and not data.get("identifier_kind"):
            data["identifier_kind"] = guess_kind(code)
            if not data["identifier_kind"]:
                self.add_error("identifier_kind", _("Di che codice si tratta?"))
        if not code and not (data.get("first_name") or data.get("last_name")) and not self.errors:
            raise forms.ValidationError(_("Scrivi un codice, oppure nome, cognome e data di nascita."))
        return data

    @property
    def reaches_the_network(self) -> bool:
        """Whether what was typed is enough for the whole network, or only for one's own people."""
        data = self.cleaned_data
        return bool(data["identifier"] or (data["first_name"] and data["last_name"] and data["birth_date"]))


class QuickPersonForm(PorticoForm):
    """The least one needs to meet somebody again."""

    first_name = forms.CharField(
        label=_("Nome"), required=False, max_length=120, widget=forms.TextInput({"autocomplete": "off"})
    )
    last_name = forms.CharField(
        label=_("Cognome"), required=False, max_length=120, widget=forms.TextInput({"autocomplete": "off"})
    )
    identifier = forms.CharField(
        label=_("Codice"), required=False, max_length=40,
        help_text=_("Se non lo sai ancora, lascia vuoto: si aggiunge dopo."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    identifier_kind = CodeChoiceField(
        label=_("Che codice è"), code_list="identifier_kind", required=False, empty_label=_("Riconosci da solo")
    )
    birth_date = DateField(label=_("Data di nascita"), required=False)
    sex = CodeChoiceField(label=_("Sesso"), code_list="sex", required=False, widget=ChipRadio)
    birth_place = BirthPlaceField()
    phone = forms.CharField(
        label=_("Cellulare"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )
    language = CodeChoiceField(label=_("Lingua che preferisce"), code_list="language", required=False)
    ids = "veloce_%s"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": self.ids, **kwargs})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = ("first_name", "last_name", "known_as")
        if not any(data.get(name) for name in names) and not any(name in self.errors for name in names):
            self.add_error("first_name", _("Scrivi almeno un nome, anche solo quello con cui si fa chiamare."))
        self._check_identifier(data)
        self._fill_from_code(data)
        return data

    def _check_identifier(self, data: dict[str, Any]) -> None:
        code = data.get("identifier", "")
        if not code:
            data["identifier_kind"] = ""
            return
        kind = data["identifier_kind"] = data.get("identifier_kind") or guess_kind(code)
        problem = identifiers.problem(kind, code) if kind else _("Di che codice si tratta?")
        if problem:
            self.add_error("identifier" if kind else "identifier_kind", problem)

    def _fill_from_code(self, data: dict[str, Any]) -> None:
        """What a tax code says fills what was left empty; what was typed stays."""
        said = what_the_code_says(data)
        for name, value in said.items():
            empty = data.get(name) in (None, "", ("", ""))
            if empty and name not in self.errors:
                data[name] = value

    def new_person(self) -> NewPerson:
        data = self.cleaned_data
        code, place = data["birth_place"]
        contacts = []
        if data["phone"]:
            contacts.append(
                {"kind": "mobile", "value": data["phone"], "safety": data.get("phone_safety") or Contact.Safety.UNKNOWN,
                 "safety_note": data.get("phone_note", "")}
            )  # fmt: skip
        return NewPerson(
            first_name=data["first_name"],
            last_name=data["last_name"],
            known_as=data.get("known_as", ""),
            sex=data["sex"],
            birth_date=data["birth_date"],
            birth_precision=data.get("birth_precision") or BirthPrecision.DAY,
            birth_place=place,
            birth_place_code=code,
            interpreter=data.get("interpreter", ""),
            identifier_kind=data["identifier_kind"],
            identifier=data["identifier"],
            citizenships=[data["citizenship"]] if data.get("citizenship") else [],
            languages=[data["language"]] if data["language"] else [],
            contacts=contacts,
        )


class PersonForm(QuickPersonForm):
    """The whole registration: still only a name is asked for."""

    known_as = forms.CharField(
        label=_("Come si fa chiamare"), required=False, max_length=120,
        help_text=_("Basta questo, se la persona non vuole o non può dire come si chiama."),
    )  # fmt: skip
    birth_precision = forms.ChoiceField(
        label=_("Quanto è certa la data"), choices=BirthPrecision.choices, required=False
    )
    citizenship = forms.ChoiceField(label=_("Cittadinanza"), required=False)
    interpreter = CodeChoiceField(
        label=_("Mediazione"), code_list="interpreter_need", required=False, empty_label=_("Non ancora chiesto")
    )
    phone_safety = forms.ChoiceField(
        label=_("Si può chiamare?"), choices=Contact.Safety.choices, required=False, initial=Contact.Safety.UNKNOWN
    )
    phone_note = forms.CharField(
        label=_("Quando e come"),
        required=False,
        max_length=200,
        help_text=_("Per esempio: solo mattina, non dire chi sei."),
    )
    ids = "id_%s"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["citizenship"].choices = [("", _("Scegli…")), *citizenship_choices()]  # type: ignore[attr-defined]


def what_the_code_says(data: dict[str, Any]) -> dict[str, Any]:
    """Birth date, sex and place read in a right tax code; nothing for any other."""
    if data.get("identifier_kind") not in ("tax_code", "") or not data.get("identifier"):
        return {}
    said = identifiers.decode(data["identifier"])
    if said is None:
        return {}
    return {
        "birth_date": said.birth_date(not_after=timezone.localdate()),
        "sex": said.sex,
        "birth_place": (said.place_code, birth_place_name(said.place_code)),
    }


def mismatches(data: dict[str, Any]) -> list[str]:
    """Where the code and the rest disagree, in words. They warn and never block."""
    if data.get("identifier_kind") != "tax_code" or not data.get("identifier"):
        return []
    code = identifiers.normalise("tax_code", data["identifier"])
    place = data.get("birth_place") or ("", "")
    found = identifiers.compare_with(
        code,
        birth_date=data.get("birth_date"),
        sex=data.get("sex"),
        place_code=place[0],
        first_name=data.get("first_name"),
        last_name=data.get("last_name"),
    )
    return [str(identifiers.mismatch_message(item)) for item in found]


class MeetForm(PorticoForm):
    """Why a person known elsewhere is met here."""

    reason = forms.CharField(
        label=_("Perché la incontri ora"), max_length=300,
        help_text=_("Resta agli atti e lo può leggere chi la segue."), widget=Autosize({"rows": 2}),
    )  # fmt: skip


class AskForm(PorticoForm):
    """Why one asks to talk with who follows somebody."""

    reason = forms.CharField(
        label=_("Perché serve parlarsi"), max_length=500,
        help_text=_("Lo legge chi segue la persona, e decide se mettersi in contatto."), widget=Autosize({"rows": 2}),
    )  # fmt: skip


class AnswerForm(PorticoForm):
    """Put in touch, or not, with some words."""

    answer = forms.CharField(
        label=_("Due parole per chi ha chiesto"), required=False, max_length=500, widget=Autosize({"rows": 3})
    )
