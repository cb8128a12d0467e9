"""What is asked before a dossier leaves: why, and from when to when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portico.kernel.forms import DateField, PorticoForm


class DossierForm(PorticoForm):
    reason = forms.CharField(
        label=gettext_lazy("Perché lo esporti"),
        max_length=200,
        help_text=gettext_lazy(
            "Resta agli atti con il tuo nome: per esempio «udienza», «passaggio a un altro servizio»."
        ),
        error_messages={"required": gettext_lazy("Scrivi perché: resta agli atti.")},
    )
    since = DateField(label=gettext_lazy("Dal"), required=False)
    until = DateField(label=gettext_lazy("Al"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", _("Finisce prima di cominciare: controlla le date."))
        return data
