"""What is typed about a substitution."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.kernel.forms import DateField, PorticoForm, offer


class SubstitutionForm(PorticoForm):
    """Who is away, who stands in, for which days."""

    absent = forms.ChoiceField(label=_("Chi si assenta"))
    substitute = forms.ChoiceField(label=_("Chi sostituisce"))
    starts_on = DateField(label=_("Dal"))
    ends_on = DateField(label=_("Al"), help_text=_("Ultimo giorno compreso."))
    reason = forms.CharField(
        label=_("Motivo"),
        max_length=200,
        required=False,
        help_text=_("Basta “ferie” o “assenza”: niente motivi di salute."),
    )

    def __init__(
        self, *args: Any, absent: list[tuple[str, str]], substitutes: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "absent", absent, empty=None if len(absent) == 1 else _("Scegli…"))
        offer(self, "substitute", substitutes, empty=_("Scegli…"))
