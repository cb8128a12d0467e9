"""The page of a desk, as its organisation keeps it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import inlineformset_factory
from django.utils.translation import gettext_lazy as _

from portico.desks.models import Desk, DeskClosure, DeskHours
from portico.kernel.actor import Actor
from portico.kernel.forms import CodeMultipleField, DateInput, TimeInput, offer_rows
from portico.kernel.widgets import Autosize, Chips
from portico.organisations.models import Organisation
from portico.organisations.selectors import organisations


class DeskForm(forms.ModelForm):
    """Name, place, what one finds there."""

    channels = CodeMultipleField(code_list="encounter_channel", label=_("Come si accede"), required=False, widget=Chips)
    themes = CodeMultipleField(code_list="desk_theme", label=_("Temi"), required=False, widget=Chips)
    languages = CodeMultipleField(code_list="language", label=_("Lingue parlate"), required=False, widget=Chips)
    hosts: forms.ModelMultipleChoiceField[Organisation] = forms.ModelMultipleChoiceField(
        queryset=Organisation.objects.none(), label=_("Enti che lo tengono insieme"), required=False, widget=Chips
    )

    class Meta:
        model = Desk
        fields = (
            "name", "place", "address", "phone", "email", "channels", "themes", "languages", "hosts", "slot_minutes",
            "operators", "remote_point", "description", "closures_note", "active",
        )  # fmt: skip
        widgets = {"description": Autosize}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "hosts", organisations(actor=actor).filter(sensitive=False))


class HoursForm(forms.ModelForm):
    class Meta:
        model = DeskHours
        fields = ("weekday", "opens", "closes", "season_from", "season_until")
        widgets = {"opens": TimeInput(), "closes": TimeInput()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("opens") and data.get("closes") and data["closes"] <= data["opens"]:
            self.add_error("closes", _("La chiusura viene dopo l'apertura."))
        if bool(data.get("season_from")) != bool(data.get("season_until")):
            self.add_error("season_until", _("Scrivi sia l'inizio sia la fine della stagione, oppure nessuno dei due."))
        return data


class ClosureForm(forms.ModelForm):
    class Meta:
        model = DeskClosure
        fields = ("starts_on", "ends_on", "reason")
        widgets = {"starts_on": DateInput(), "ends_on": DateInput()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("L'ultimo giorno viene dopo il primo."))
        return data


HoursFormSet = inlineformset_factory(Desk, DeskHours, form=HoursForm, extra=1, can_delete=True, max_num=40)
ClosureFormSet = inlineformset_factory(Desk, DeskClosure, form=ClosureForm, extra=1, can_delete=True, max_num=60)
