"""What is typed when a notice is given or a consent is taken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.access.enums import Category
from portico.kernel.actor import Actor
from portico.kernel.forms import CodeChoiceField, DateField, PorticoForm, offer, offer_rows
from portico.kernel.widgets import ChipRadio, Chips
from portico.organisations.models import Organisation
from portico.organisations.selectors import organisations
from portico.privacy.models import Consent, NoticeDelivery
from portico.privacy.selectors import notice_languages

SHAREABLE = [
    Category.CONTACTS,
    Category.HOUSEHOLD,
    Category.ECONOMIC,
    Category.NEEDS,
    Category.HEALTH,
    Category.DIARY,
    Category.PLAN,
    Category.AID,
]


class UploadForm(PorticoForm):
    """The signed sheet, photographed or scanned."""

    file = forms.FileField(
        label=_("Copia firmata"),
        help_text=_("PDF o foto JPEG o PNG."),
        error_messages={"required": _("Scegli il file della copia firmata."), "empty": _("Il file è vuoto.")},
    )


class DeliveryForm(PorticoForm):
    """A notice given or read."""

    language = forms.ChoiceField(label=_("Lingua"))
    read_aloud = forms.BooleanField(label=_("Letta ad alta voce"), required=False)
    outcome = forms.ChoiceField(label=_("Com'è andata"), choices=NoticeDelivery.Outcome.choices, widget=ChipRadio)
    note = forms.CharField(label=_("Nota"), max_length=300, required=False)
    file = forms.FileField(
        label=_("Copia firmata"), required=False, help_text=_("PDF o foto JPEG o PNG. Si può aggiungere anche dopo.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "language", notice_languages(kind="first_contact"))


class ConsentForm(PorticoForm):
    """Something the person may refuse, and agrees to."""

    purpose = CodeChoiceField(code_list="consent_purpose", label=_("Per che cosa"))
    to_organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        queryset=None, label=_("Verso quale ente"), required=False, empty_label=_("Nessuno in particolare")
    )
    categories = forms.MultipleChoiceField(
        label=_("Quali dati può leggere, oltre al nome"),
        choices=[(item.value, item.label) for item in SHAREABLE],
        widget=Chips,
        required=False,
        help_text=_("Solo per la condivisione con un ente. Scegli ciò che la persona ha detto, niente di più."),
    )
    detail = forms.CharField(
        label=_("Precisazioni"), max_length=300, required=False, help_text=_("Con chi, su che cosa, fino a quando.")
    )
    how = forms.ChoiceField(label=_("Come lo dà"), choices=Consent.How.choices, widget=ChipRadio, initial="written")
    given_on = DateField(label=_("Dato il"), initial=timezone.localdate)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "to_organisation", organisations(actor=actor).filter(sensitive=False))
