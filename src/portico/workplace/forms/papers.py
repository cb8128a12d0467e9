"""What is typed to prepare a paper: little, the rest comes from the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.kernel.forms import DateField, PorticoForm, TimeInput, offer
from portico.kernel.widgets import Autosize, ChipRadio, Chips
from portico.thread.forms.diary import level_choices

Choices = Sequence[tuple[Any, Any]]
MOST_SIGNATURES = 30


class PaperForm(PorticoForm):
    """What every paper asks: where it goes in the file, and its protocol."""

    case = forms.TypedChoiceField(label=_("Presa in carico"), coerce=UUID, empty_value=None, required=False)
    level = forms.ChoiceField(label=_("Chi ne legge la copia nel fascicolo"), widget=ChipRadio, initial="unit")
    register = forms.BooleanField(label=_("Protocollala con il prossimo numero del registro interno"), required=False)

    def __init__(self, *args: Any, cases: Choices = (), colleagues: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "level", [item for item in level_choices(with_team=bool(cases)) if item[0] != "private"])
        if cases:
            offer(self, "case", cases, empty=_("Nessuna"))
        else:
            del self.fields["case"]
        if "named" in self.fields:
            offer(self, "named", colleagues)
        self.order_fields([name for name in self.fields if name not in FILING])

    @property
    def asked(self) -> list[Any]:
        """The paper's own fields, apart from where its copy goes."""
        return [self[name] for name in self.fields if name not in FILING]

    @property
    def filing(self) -> list[Any]:
        return [self[name] for name in FILING if name in self.fields]


FILING = ("case", "level", "sensitive", "named", "register")


class ConvocationForm(PaperForm):
    """When and where somebody is awaited. The reason is the least that is needed: others may open the letter."""

    day = DateField(label=_("Giorno"))
    hour = forms.TimeField(label=_("Ora"), widget=TimeInput)
    place = forms.CharField(label=_("Dove"), max_length=200)
    reason = forms.CharField(
        label=_("Per che cosa"), max_length=200, initial=_("un colloquio"),
        help_text=_("Il meno possibile: la lettera può aprirla anche chi vive con la persona."),
    )  # fmt: skip
    bring = forms.CharField(label=_("Che cosa portare"), max_length=500, required=False, widget=Autosize)
    contact = forms.CharField(label=_("Per spostare l'appuntamento"), max_length=120, required=False)


class InChargeForm(PaperForm):
    """That somebody is in charge; nothing of why."""

    use = forms.CharField(label=_("A che cosa serve"), max_length=200, required=False)


class DelegationForm(PaperForm):
    """Who acts for the person, for what, until when."""

    delegate = forms.CharField(label=_("Chi è delegato"), max_length=120)
    delegate_birth = DateField(label=_("Data di nascita"), required=False)
    delegate_paper = forms.CharField(label=_("Documento di identità"), max_length=120, required=False)
    what = forms.CharField(label=_("Per che cosa"), max_length=500, widget=Autosize)
    until = DateField(label=_("Vale fino al"), required=False)


class SignaturesForm(PaperForm):
    """A sheet where those present sign."""

    meeting = forms.CharField(label=_("Quale incontro"), max_length=160, initial=_("Incontro di équipe"))
    day = DateField(label=_("Giorno"))
    place = forms.CharField(label=_("Dove"), max_length=200, required=False)
    names = forms.CharField(
        label=_("Chi è atteso, uno per riga"), required=False, max_length=2000, widget=Autosize,
        help_text=_("Le righe vuote in fondo servono a chi arriva senza essere in elenco."),
    )  # fmt: skip
    rows = forms.IntegerField(label=_("Righe vuote"), min_value=0, max_value=MOST_SIGNATURES, initial=4)


class LetterForm(PaperForm):
    """A letter on the organisation's paper."""

    recipient = forms.CharField(label=_("A chi"), max_length=300, widget=Autosize({"rows": 2}))
    subject = forms.CharField(label=_("Oggetto"), max_length=200)
    text = forms.CharField(label=_("Testo"), max_length=20_000, widget=Autosize({"rows": 10}))


class ReportForm(LetterForm):
    """A professional report, with whom it is about."""

    sensitive = forms.ChoiceField(
        label=_("Parla anche di"), required=False, widget=ChipRadio, initial="",
        choices=[("", _("niente di particolare")), ("health", _("salute")), ("judicial", _("tribunale o procura"))],
        help_text=_("Una relazione al tribunale la leggono solo chi la scrive e le persone nominate."),
    )  # fmt: skip
    named = forms.TypedMultipleChoiceField(
        label=_("Chi altro può leggerla, se va al tribunale"), coerce=int, widget=Chips, required=False
    )


class FromTemplateForm(PaperForm):
    """What a template asks each time; only the fields it has."""

    destinatario = forms.CharField(label=_("A chi"), max_length=300, widget=Autosize({"rows": 2}))
    oggetto = forms.CharField(label=_("Oggetto"), max_length=200)
    testo = forms.CharField(label=_("Parte libera"), max_length=20_000, widget=Autosize({"rows": 8}))

    def __init__(self, *args: Any, wanted: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("destinatario", "oggetto", "testo"):
            if name not in wanted:
                del self.fields[name]
