"""What goes on the sheet for the person: only what is ticked or written here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.desks.models import Appointment
from portico.desks.papers import sheet_languages
from portico.directory.models import Need, Service
from portico.kernel.forms import PorticoForm, offer
from portico.kernel.widgets import Autosize, Chips
from portico.kernel.words import full_date


class SheetForm(PorticoForm):
    """The sheet in the person's language; free text is printed as it is written."""

    language = forms.ChoiceField(
        label=_("Lingua del foglio"),
        help_text=_("Accanto resta l'italiano. Le parole che scrivi tu non sono tradotte."),
    )
    needs = forms.MultipleChoiceField(label=_("Ha chiesto"), widget=Chips, required=False)
    did = forms.CharField(label=_("Che cosa abbiamo fatto"), widget=Autosize, required=False, max_length=2000)
    information = forms.CharField(label=_("Informazioni"), widget=Autosize, required=False, max_length=2000)
    services = forms.MultipleChoiceField(label=_("Servizi che possono servire"), widget=Chips, required=False)
    appointment = forms.ChoiceField(label=_("Prossimo appuntamento"), required=False)
    bring = forms.CharField(label=_("Che cosa portare"), widget=Autosize, required=False, max_length=1000)
    call = forms.CharField(label=_("Chi chiamare"), max_length=200, required=False)
    name_operator = forms.BooleanField(label=_("Scrivi con chi ha parlato"), required=False, initial=True)

    def __init__(
        self, *args: Any, needs: list[Need], services: list[Service], appointments: list[Appointment], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, Any] = {
            "language": sheet_languages(),
            "needs": [(need.code, need.citizen_label) for need in needs],
            "services": [(str(service.pk), service.title) for service in services],
            "appointment": [
                ("", _("Nessuno sul foglio")),
                *((str(item.pk), full_date(item.starts_at)) for item in appointments),
            ],
        }
        for name, choices in offered.items():
            offer(self, name, choices)
