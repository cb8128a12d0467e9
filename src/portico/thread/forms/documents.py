"""What is typed about documents and their templates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.events.models import Event
from portico.kernel.forms import CodeChoiceField, DateField, PorticoForm, offer
from portico.kernel.widgets import Autosize, ChipRadio, Chips
from portico.thread.forms.diary import level_choices
from portico.thread.models import Document

Choices = Sequence[tuple[Any, Any]]


class DocumentFilter(PorticoForm):
    """Which documents to list."""

    tipo = CodeChoiceField(code_list="document_kind", label=_("Che documento"), required=False, empty_label=_("Tutti"))
    verso = forms.ChoiceField(
        label=_("Ricevuti o prodotti"),
        required=False,
        choices=[("", _("Tutti")), ("received", _("Ricevuti")), ("produced", _("Prodotti"))],
    )
    scade = forms.BooleanField(label=_("Scaduti o in scadenza"), required=False)


class AboutDocumentForm(PorticoForm):
    """What is said of a document."""

    kind = CodeChoiceField(code_list="document_kind", label=_("Che documento è"))
    title = forms.CharField(label=_("Titolo"), max_length=160, help_text=_("Come lo cercherà una collega fra un anno."))
    origin = CodeChoiceField(code_list="document_origin", label=_("Da dove viene"), initial="person")
    dated_on = DateField(label=_("Data del documento"), required=False)
    expires_on = DateField(label=_("Scade il"), required=False)
    level = forms.ChoiceField(label=_("Chi lo legge"), widget=ChipRadio, initial=Event.Level.UNIT)
    case = forms.TypedChoiceField(label=_("Presa in carico"), coerce=UUID, empty_value=None, required=False)
    sensitive = forms.ChoiceField(
        label=_("Parla anche di"), required=False, widget=ChipRadio, initial="",
        choices=[("", _("niente di particolare")), ("health", _("salute")), ("judicial", _("tribunale o procura"))],
        help_text=_("Quello che parla di salute lo legge solo chi può leggere la salute; quello del tribunale, chi è nominato."),
    )  # fmt: skip
    named = forms.TypedMultipleChoiceField(
        label=_("Chi altro può leggerlo, se viene dal tribunale"), coerce=int, widget=Chips, required=False
    )
    note = forms.CharField(label=_("Nota"), max_length=500, required=False, widget=Autosize)

    def __init__(self, *args: Any, cases: Choices = (), colleagues: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [choice for choice in level_choices(with_team=bool(cases)) if choice[0] != Event.Level.PRIVATE]
        offer(self, "level", levels)
        if cases:
            offer(self, "case", cases, empty=_("Nessuna"))
        else:
            del self.fields["case"]
        if colleagues:
            offer(self, "named", colleagues)
        else:
            del self.fields["named"]

    @property
    def values(self) -> dict[str, Any]:
        """What the services ask."""
        data = self.cleaned_data
        plain = {name: data[name] for name in PLAIN}
        return {**plain, "case_id": data.get("case"), "named_tokens": sorted(data.get("named", []))}


PLAIN = ("kind", "title", "origin", "dated_on", "expires_on", "level", "sensitive", "note")


class UploadForm(AboutDocumentForm):
    """A document to put in somebody's file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, foto (JPEG o PNG) o DOCX. Con il telefono puoi fotografarlo."),
        error_messages={"required": _("Scegli un file.")},
        widget=forms.ClearableFileInput({"accept": "application/pdf,image/jpeg,image/png,.docx"}),
    )
    people = forms.TypedMultipleChoiceField(label=_("Riguarda anche"), coerce=UUID, widget=Chips, required=False)
    remind = forms.BooleanField(label=_("Ricordamelo un mese prima che scada"), required=False)
    protocol_number = forms.CharField(label=_("Numero di protocollo"), max_length=40, required=False)
    protocol_on = DateField(label=_("del"), required=False)
    field_order = ("file", "kind", "title")

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people:
            offer(self, "people", people)
        else:
            del self.fields["people"]


class VersionForm(PorticoForm):
    """A better scan, or the signed copy."""

    file = forms.FileField(label=_("File"), error_messages={"required": _("Scegli un file.")})
    why = forms.CharField(label=_("Perché una nuova versione"), max_length=200, required=False)


class ProtocolForm(PorticoForm):
    """The organisation's protocol, or the next number of the register kept here."""

    number = forms.CharField(
        label=_("Numero di protocollo"), max_length=40, required=False,
        help_text=_("Quello del protocollo del tuo ente. Lascia vuoto per il prossimo numero del registro interno."),
    )  # fmt: skip
    on = DateField(label=_("Data"))


class WithdrawForm(PorticoForm):
    """Why a document does not count any more."""

    reason = forms.CharField(label=_("Perché lo annulli"), max_length=300, widget=Autosize)


class TemplateForm(PorticoForm):
    """A template: its words, or a Word file."""

    name = forms.CharField(label=_("Nome"), max_length=120)
    kind = CodeChoiceField(code_list="document_kind", label=_("Che documento è"), initial="letter")
    body = forms.CharField(
        label=_("Testo"), required=False, max_length=20_000, widget=Autosize({"rows": 12}),
        help_text=_("Una riga vuota separa i paragrafi. I campi stanno tra doppie graffe: {{ persona.nome_completo }}"),
    )  # fmt: skip
    file = forms.FileField(label=_("Oppure un file DOCX"), required=False)
    active = forms.BooleanField(label=_("In uso"), required=False, initial=True)


def typed_in(document: Document) -> dict[str, Any]:
    """What a form shows of a document."""
    sensitive = document.category if document.category in ("health", "judicial") else ""
    plain = {name: getattr(document, name) for name in PLAIN if name != "sensitive"}
    return {**plain, "sensitive": sensitive, "case": document.case_id, "named": document.named_tokens}
