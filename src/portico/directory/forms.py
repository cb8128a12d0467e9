"""What is typed about a service, and how its list is narrowed down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portico.directory import selectors
from portico.directory.models import Need, Service
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.forms import CodeMultipleField, offer, offer_rows
from portico.kernel.widgets import Autosize, Chips
from portico.organisations.models import Organisation, Unit
from portico.organisations.selectors import organisations, units
from portico.territory.models import Municipality

Choices = list[tuple[str, str]]


class ServiceFilter(forms.Form):
    """Above the list of services."""

    q = forms.CharField(
        label=gettext_lazy("Cerca"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": gettext_lazy("es. sfratto, pannolini, badante")}
        ),
    )
    theme = forms.ChoiceField(label=gettext_lazy("Tema"), required=False)
    municipality = forms.ChoiceField(label=gettext_lazy("Comune"), required=False)
    organisation = forms.ChoiceField(label=gettext_lazy("Ente"), required=False)
    access_mode = forms.ChoiceField(label=gettext_lazy("Come si accede"), required=False)

    def __init__(
        self, data: Any, *, themes: Iterable[Need], places: Iterable[Municipality], bodies: Iterable[Organisation]
    ) -> None:
        super().__init__(data)
        offer(self, "theme", [(need.pk, need.label) for need in themes], empty=_("Tutti"))
        offer(self, "municipality", [(place.pk, place.name) for place in places], empty=_("Tutti"))
        offer(self, "organisation", [(str(body.pk), body.name) for body in bodies], empty=_("Tutti"))
        offer(self, "access_mode", codes.choices("service_access_mode"), empty=_("Tutti"))

    def chosen(self) -> dict[str, str]:
        """What was asked; a value nobody offered counts as not asked."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class ServiceForm(forms.ModelForm):
    """A service's card. The organisation is chosen by the ambito's administrator, given for everybody else."""

    needs = forms.MultipleChoiceField(label=gettext_lazy("Bisogni a cui risponde"), widget=Chips)
    access_modes = CodeMultipleField(
        code_list="service_access_mode", label=gettext_lazy("Modo di accesso"), required=False, widget=Chips
    )
    languages = CodeMultipleField(
        code_list="language", label=gettext_lazy("Lingue parlate"), required=False, widget=Chips
    )
    municipalities_served = forms.MultipleChoiceField(
        label=gettext_lazy("Comuni serviti"),
        required=False,
        widget=Chips,
        help_text=gettext_lazy("Nessuno scelto: tutto l'ambito."),
    )
    what_to_bring = forms.CharField(
        label=gettext_lazy("Che cosa portare"),
        required=False,
        widget=Autosize,
        help_text=gettext_lazy("Una cosa per riga."),
    )
    checked_today = forms.BooleanField(
        label=gettext_lazy("Ho ricontrollato la scheda: oggi è tutto giusto"), required=False
    )

    class Meta:
        model = Service
        fields = [
            "organisation",
            "unit",
            "title",
            "short",
            "service_kind",
            "needs",
            "for_whom",
            "description",
            "how_to",
            "access_modes",
            "what_to_bring",
            "municipalities_served",
            "place",
            "address",
            "opening_hours",
            "phone",
            "email",
            "languages",
            "cost_kind",
            "cost",
            "sensitive",
            "status",
            "suspended_note",
        ]
        widgets = {
            "short": Autosize,
            "for_whom": Autosize,
            "description": Autosize,
            "how_to": Autosize,
            "opening_hours": Autosize,
        }

    def __init__(self, *args: Any, actor: Actor, places: Iterable[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        for field in self.fields.values():
            field.label = capfirst(field.label)
        offer(self, "needs", _needs_by_theme())
        offer(self, "municipalities_served", [(place.pk, place.name) for place in places])
        self._bodies()
        self.initial["what_to_bring"] = "\n".join(self.instance.what_to_bring)
        if not self.instance._state.adding:
            self.initial["needs"] = [need.pk for need in self.instance.needs.all()]

    def _bodies(self) -> None:
        """The organisation and unit offered: all the ambito's to its administrator, one's own to a manager."""
        mine = units(actor=self.actor)
        if self.actor.role == "ambito_admin":
            offer_rows(self, "organisation", organisations(actor=self.actor), empty=_("Scegli…"))
        else:
            del self.fields["organisation"]
            mine = mine.filter(organisation=self.actor.own_organisation_id)
        offer_rows(self, "unit", mine, label=_unit_name, empty=_("Nessuna in particolare"))

    def clean_what_to_bring(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["what_to_bring"].splitlines()]
        lines = [line for line in lines if line]
        if any(len(line) > 200 for line in lines):
            raise forms.ValidationError(_("Ogni riga può avere al massimo 200 caratteri."))
        return lines

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("status") == Service.Status.SUSPENDED and not cleaned.get("suspended_note"):
            self.add_error("suspended_note", _("Scrivi perché è sospeso, o quando riapre."))
        if cleaned.get("status") == Service.Status.ACTIVE:
            cleaned["suspended_note"] = ""
        return cleaned

    def values(self) -> dict[str, Any]:
        """The card's own fields, as the service that writes them takes them."""
        found = {name: value for name, value in self.cleaned_data.items() if name not in {"needs", "checked_today"}}
        if self.cleaned_data["checked_today"]:
            found["last_verified"] = timezone.localdate()
        return found

    def chosen_needs(self) -> list[Need]:
        return list(Need.objects.filter(pk__in=self.cleaned_data["needs"]).order_by("code"))

    def refuse(self, error: DomainError) -> None:
        """Show a refusal beside its field, or on top when the form has no such field."""
        self.add_error(error.field if error.field in self.fields else None, str(error.message))


def _unit_name(unit: Unit) -> str:
    return f"{unit.name} – {unit.organisation.name}"


def _needs_by_theme() -> list[tuple[str, Choices]]:
    grouped: dict[str, Choices] = {}
    for need in selectors.needs():
        theme = need.parent.label if need.parent else ""
        grouped.setdefault(theme, []).append((need.pk, need.label))
    return list(grouped.items())
