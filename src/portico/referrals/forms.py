"""What is typed about referrals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.directory.models import Need
from portico.directory.selectors import themes
from portico.kernel import codes
from portico.kernel.forms import CodeChoiceField, DateField, PorticoForm, offer, offer_rows
from portico.kernel.widgets import Autosize, ChipRadio, Chips
from portico.referrals.models import LONG_TEXT
from portico.referrals.sections import Section
from portico.referrals.services.following import NOT_FINAL
from portico.referrals.services.steps import SHORT_TEXT


class Words(forms.CharField):
    """Free text; the limit is the service's, the browser is told of it."""

    def __init__(self, *, limit: int = SHORT_TEXT, rows: int = 2, **kwargs: Any) -> None:
        super().__init__(max_length=limit, widget=Autosize({"rows": rows, "maxlength": limit}), **kwargs)


class FilterForm(forms.Form):
    """Above the list."""

    LATE, SOON = "late", "soon"

    q = forms.CharField(
        label=_("Cerca"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("nome, richiesta, numero")}),
    )
    urgenza = CodeChoiceField(code_list="urgency", label=_("Urgenza"), empty_label=str(_("Tutte")), required=False)
    scadenza = forms.ChoiceField(
        label=_("Scadenza"),
        required=False,
        choices=[("", _("Tutte")), (LATE, _("in ritardo")), (SOON, _("entro 3 giorni"))],
    )
    vista = forms.CharField(required=False, widget=forms.HiddenInput)


class ServiceSearch(forms.Form):
    """Which service: in words, or by theme."""

    q = forms.CharField(
        label=_("A quale servizio?"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("affitto, dentista, corso di italiano…")}),
    )
    temi = forms.ModelMultipleChoiceField(
        label=_("Oppure per tema"), queryset=Need.objects.none(), required=False, widget=Chips
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "temi", themes())
        self.fields["temi"].widget.filter_from = 99

    def chosen(self) -> tuple[str, list[str]]:
        """The words and the codes of the themes; nothing for what is not a theme."""
        if not self.is_valid():
            return "", []
        return self.cleaned_data["q"].strip(), [need.pk for need in self.cleaned_data["temi"]]


class WriteForm(PorticoForm):
    """A referral being written. The person and the service are chosen before it."""

    asked = Words(
        label=_("Che cosa chiedi"),
        limit=LONG_TEXT,
        required=False,
        help_text=_("È la prima cosa che legge chi riceve: per esempio «un colloquio di orientamento al lavoro»."),
    )
    reason = Words(label=_("Perché"), limit=LONG_TEXT, required=False)
    urgency = CodeChoiceField(code_list="urgency", label=_("Urgenza"), widget=ChipRadio, initial="ordinary")
    due_on = DateField(
        label=_("Risposta entro"), required=False, help_text=_("Se non scegli un giorno lo decide l'urgenza.")
    )
    sections = forms.MultipleChoiceField(
        label=_("Altri dati da comunicare"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = Words(
        label=_("Racconto da allegare"),
        limit=LONG_TEXT,
        rows=4,
        required=False,
        help_text=_("Solo ciò che serve a questo servizio. Le note private non partono mai."),
    )

    def __init__(self, *args: Any, offered: list[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "sections", [(section.key, section.label) for section in offered if section.tickable])


class EmptyForm(PorticoForm):
    """A press of a button."""


class AcceptForm(PorticoForm):
    text = Words(label=_("Un messaggio per chi invia"), required=False)


class TakeInChargeForm(AcceptForm):
    area = CodeChoiceField(code_list="case_area", label=_("Area del caso"))
    field_order = ("area", "text")


class DeclineForm(PorticoForm):
    reason = CodeChoiceField(code_list="referral_decline_reason", label=_("Motivo"))
    words = Words(label=_("Due parole per chi invia"), required=False)


class TextForm(PorticoForm):
    text = Words(label=_("Messaggio"))


class AskForm(PorticoForm):
    text = Words(label=_("Che cosa ti serve sapere"))


class AnswerForm(PorticoForm):
    text = Words(label=_("Risposta"))


class WaitForm(PorticoForm):
    position = forms.IntegerField(label=_("Posto in lista"), required=False, min_value=1, max_value=9999)
    note = Words(label=_("Quando pensi di poter rispondere"), required=False)


class CompleteForm(PorticoForm):
    outcome = CodeChoiceField(code_list="referral_outcome", label=_("Com'è andata"))
    words = Words(label=_("In due parole"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        final = [choice for choice in codes.choices("referral_outcome") if choice[0] not in NOT_FINAL]
        offer(self, "outcome", final, empty=_("Scegli…"))


class InterruptForm(PorticoForm):
    reason = CodeChoiceField(code_list="referral_interruption_reason", label=_("Motivo"))
    words = Words(label=_("In due parole"), required=False)


class CancelForm(PorticoForm):
    reason = Words(label=_("Perché lo annulli"), required=False)
