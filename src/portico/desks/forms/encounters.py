"""Finding listenings, going on with one, saying whom it was about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portico.accounts.models import Membership
from portico.desks.enums import NoteLevel, SubjectRole
from portico.directory.selectors import themes
from portico.kernel.forms import CodeChoiceField, DateField, PorticoForm, offer, offer_rows
from portico.kernel.widgets import Autosize, ChipRadio


class EncounterFilter(PorticoForm):
    """Which listenings to list."""

    q = forms.CharField(label=_("Parole o nome"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    theme = forms.ChoiceField(label=_("Tema"), required=False)
    outcome = CodeChoiceField(code_list="encounter_outcome", label=_("Esito"), required=False, empty_label=_("Tutti"))
    operator: forms.ModelChoiceField[Membership] = forms.ModelChoiceField(
        queryset=Membership.objects.none(), label=_("Chi ha ascoltato"), required=False, empty_label=_("Chiunque")
    )
    since = DateField(label=_("Dal"), required=False)
    until = DateField(label=_("Al"), required=False)

    def __init__(self, *args: Any, operators: QuerySet[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "theme", ((row.code, row.label) for row in themes()), empty=_("Tutti"))
        offer_rows(self, "operator", operators, label=lambda row: row.user.get_full_name())


class NoteForm(PorticoForm):
    """Something to add."""

    text = forms.CharField(
        label=_("Che cosa aggiungi"), widget=Autosize, error_messages={"required": _("Scrivi qualcosa.")}
    )
    level = forms.ChoiceField(label=_("Chi lo legge"), choices=NoteLevel.choices, widget=ChipRadio, initial="unit")


class IdentifyForm(PorticoForm):
    """Who it was."""

    role = forms.ChoiceField(
        label=_("In questo ascolto"), choices=SubjectRole.choices, widget=ChipRadio, initial="for_whom"
    )
