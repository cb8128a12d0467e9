"""What is typed when somebody died or moved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.kernel import codes
from portico.kernel.forms import DateField, PorticoForm, offer
from portico.kernel.widgets import Autosize
from portico.territory.models import Municipality
from portico.workplace.selectors.departure import Kind, Plan
from portico.workplace.services.departure import DESTINATIONS


class DepartureForm(PorticoForm):
    """When, where to, and for each case the actor decides about, what becomes of it."""

    on = DateField(label=_("Quando"))
    destination = forms.ChoiceField(label=_("Dove va"))
    moved_to = forms.CharField(label=_("Località"), max_length=120, required=False)
    municipality = forms.ChoiceField(label=_("In quale comune"))
    words = forms.CharField(
        label=_("Due righe per chi leggerà la cartella"), max_length=500, required=False, widget=Autosize
    )

    def __init__(self, *args: Any, plan: Plan, towns: Iterable[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if plan.kind == Kind.MOVED:
            labels = [(code, codes.label("case_closure_reason", code)) for code in DESTINATIONS]
            offer(self, "destination", labels, empty=_("Scegli…"))
        else:
            del self.fields["destination"], self.fields["moved_to"]
        if plan.kind == Kind.WITHIN:
            offer(self, "municipality", [(town.istat_code, town.full_name) for town in towns], empty=_("Scegli…"))
        else:
            del self.fields["municipality"]
        if not plan.cases:
            del self.fields["words"]
        for choice in plan.cases:
            people = ", ".join(subject.person.short_name for subject in choice.people)
            self.fields[choice.field] = forms.ChoiceField(
                label=_("Presa in carico %(number)s (%(people)s)")
                % {"number": choice.case.display_number, "people": people},
                choices=choice.options,
                initial=choice.default,
            )
        self.plan = plan

    def fates(self) -> dict[UUID, str]:
        """What was chosen for each case."""
        return {choice.case.pk: self.cleaned_data[choice.field] for choice in self.plan.cases}
