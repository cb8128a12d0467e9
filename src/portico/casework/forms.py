"""What is typed about a case. Choices depend on who asks: each form is given its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.accounts.models import Membership
from portico.casework.enums import Intensity
from portico.kernel import codes
from portico.kernel.forms import CodeChoiceField, CodeMultipleField, DateField, PorticoForm, offer
from portico.kernel.widgets import Autosize, ChipRadio, Chips
from portico.territory.models import Municipality

Choices = Sequence[tuple[Any, Any]]


def membership_choices(found: Iterable[Membership]) -> list[tuple[str, str]]:
    """(id, "Anna Tombari – Polo 1") for a list to choose from."""
    return [(str(item.pk), f"{item.user} – {item.unit or item.organisation}") for item in found]


class CaseFilter(forms.Form):
    """Above the list of cases."""

    q = forms.CharField(label=_("Nome o numero"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    area = CodeChoiceField(code_list="case_area", label=_("Area"), empty_label=_("Tutte"), required=False)
    manager = forms.ChoiceField(label=_("Responsabile"), required=False)
    order = forms.ChoiceField(
        label=_("In ordine di"),
        required=False,
        choices=[("", _("ultimo contatto")), ("number", _("numero")), ("review", _("data di revisione"))],
    )
    overdue = forms.BooleanField(label=_("Solo con scadenze passate"), required=False)

    def __init__(self, *args: Any, managers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "manager", managers, empty=_("Chiunque"))


class TakingForm(PorticoForm):
    """What a proposal and a direct opening have in common."""

    people = forms.MultipleChoiceField(label=_("Per chi"), widget=Chips, required=False)
    area = CodeChoiceField(code_list="case_area", label=_("Area principale"))
    areas = CodeMultipleField(code_list="case_area", label=_("Altre aree coinvolte"), required=False, widget=Chips)
    reason = forms.CharField(label=_("Perché"), max_length=4000, widget=Autosize)
    cost_municipality = forms.ChoiceField(
        label=_("Comune che sostiene i costi"), required=False, help_text=_("Se non è quello di residenza.")
    )

    def __init__(
        self, *args: Any, people: Choices = (), municipalities: Iterable[Municipality] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if people:
            offer(self, "people", people)
            self.fields["people"].help_text = _("Oltre alla persona da cui parti.")
        else:
            del self.fields["people"]
        towns = [(town.istat_code, town.full_name) for town in municipalities]
        offer(self, "cost_municipality", towns, empty=_("Quello di residenza"))


class ProposeForm(TakingForm):
    """To which unit, how urgently, and why."""

    unit = forms.ChoiceField(label=_("A quale unità"))
    urgency = CodeChoiceField(
        code_list="urgency", label=_("Quando serve una risposta"), widget=ChipRadio, initial="ordinary"
    )
    to_membership = forms.ChoiceField(
        label=_("A chi dell'unità"),
        required=False,
        help_text=_("La scheda è riservata: la proposta la leggerà solo questa persona."),
    )

    field_order = ("people", "unit", "to_membership", "area", "areas", "reason", "urgency", "cost_municipality")

    def __init__(self, *args: Any, units: Choices, named: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units, empty=_("Scegli…"))
        self.fields["reason"].help_text = _("È ciò che l'unità leggerà per decidere: solo quello che le serve.")
        if named:
            offer(self, "to_membership", named, empty=_("Scegli…"))
        else:
            del self.fields["to_membership"]


class OpenForm(TakingForm):
    """Taking in charge in one's own unit."""

    manager = forms.ChoiceField(label=_("Chi la segue"), required=False)

    field_order = ("people", "area", "areas", "reason", "manager", "cost_municipality")

    def __init__(self, *args: Any, managers: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if managers:
            offer(self, "manager", managers, empty=_("Da assegnare"))
        else:
            del self.fields["manager"]


class AcceptForm(PorticoForm):
    """Who will follow them, if it is known already."""

    manager = forms.ChoiceField(label=_("Chi la segue"), required=False)

    def __init__(self, *args: Any, managers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "manager", managers, empty=_("Da assegnare"))


class ReasonForm(PorticoForm):
    """Why, in words."""

    reason = forms.CharField(label=_("Perché"), max_length=500, widget=Autosize)

    def __init__(self, *args: Any, label: Any = "", help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label or self.fields["reason"].label
        self.fields["reason"].help_text = help_text


class ManagerForm(PorticoForm):
    """Who is responsible for the case."""

    manager = forms.ChoiceField(label=_("Responsabile del caso"))
    activate = forms.BooleanField(label=_("Avvia subito il percorso"), required=False, initial=True)

    def __init__(self, *args: Any, managers: Choices, startable: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "manager", managers, empty=_("Scegli…"))
        if not startable:
            del self.fields["activate"]


class SuspendForm(PorticoForm):
    """A pause."""

    reason = CodeChoiceField(code_list="case_suspension_reason", label=_("Perché si sospende"))
    note = forms.CharField(label=_("Nota"), max_length=500, required=False, widget=Autosize)
    until = DateField(
        label=_("Da rivedere entro il"), required=False, help_text=_("Quel giorno il caso torna tra le scadenze.")
    )


class CloseForm(PorticoForm):
    """The end."""

    reason = CodeChoiceField(code_list="case_closure_reason", label=_("Perché si chiude"))
    words = forms.CharField(
        label=_("Com'è andata"),
        max_length=1000,
        required=False,
        widget=Autosize,
        help_text=_("Due righe per chi un giorno riaprirà questa cartella."),
    )


class ReopenForm(ReasonForm):
    """Again."""

    manager = forms.ChoiceField(label=_("Chi la segue"))

    def __init__(self, *args: Any, managers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "manager", managers, empty=_("Scegli…"))


class HandOverForm(PorticoForm):
    """To a unit, or to somebody in it; the choice's value is `unit id` or `unit id:membership id`."""

    to = forms.ChoiceField(label=_("A chi"))
    reason = forms.CharField(
        label=_("Perché, e a che punto siete"),
        max_length=500,
        widget=Autosize,
        help_text=_("Chi riceve il caso parte da qui."),
    )

    def __init__(self, *args: Any, destinations: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", destinations, empty=_("Scegli…"))


class MemberForm(PorticoForm):
    """Who joins the team, to do what, until when."""

    membership = forms.ChoiceField(label=_("Chi"), widget=forms.RadioSelect)
    role = CodeChoiceField(code_list="membership_role", label=_("Con quale ruolo nell'équipe"))
    task = forms.CharField(label=_("Che cosa fa"), max_length=200, required=False)
    starts_on = DateField(label=_("Dal"), required=False)
    ends_on = DateField(
        label=_("Fino al"), required=False, help_text=_("Ultimo giorno compreso. Da quel momento non vede più nulla.")
    )

    def __init__(self, *args: Any, members: Choices, roles: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "membership", members)
        allowed = set(roles)
        offer(self, "role", [pair for pair in codes.choices("membership_role") if pair[0] in allowed])
        self.fields["role"].initial = "case_contributor"


class EndMemberForm(PorticoForm):
    """The last day."""

    ends_on = DateField(label=_("Ultimo giorno"), required=False, help_text=_("Vuoto: da adesso."))


class SubjectForm(PorticoForm):
    """Another person of the case, among those of the household the actor sees."""

    person = forms.ChoiceField(label=_("Chi"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", people)


class FamilyReferenceForm(PorticoForm):
    """Which of those who follow the family's cases it turns to."""

    membership = forms.ChoiceField(label=_("Riferimento unico per la famiglia"))

    def __init__(self, *args: Any, managers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "membership", managers)


class EditForm(PorticoForm):
    """Area, effort, costs."""

    area = CodeChoiceField(code_list="case_area", label=_("Area principale"))
    areas = CodeMultipleField(code_list="case_area", label=_("Aree coinvolte"), required=False, widget=Chips)
    intensity = forms.ChoiceField(label=_("Impegno richiesto"), choices=Intensity.choices, widget=ChipRadio)
    cost_municipality = forms.ChoiceField(label=_("Comune che sostiene i costi"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, municipalities: Iterable[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns = [(town.istat_code, town.full_name) for town in municipalities]
        offer(self, "cost_municipality", towns, empty=_("Non indicato"))
