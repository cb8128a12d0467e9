"""What is typed about a plan. Choices depend on the plan: each form is given its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.kernel.forms import CodeChoiceField, DateField, PorticoForm, offer
from portico.kernel.widgets import Autosize, ChipRadio, Chips
from portico.people.forms.fields import EuroField
from portico.plans import domains
from portico.plans.enums import Capacity, FactKind, How, Side, SupportKind, Work

Choices = Sequence[tuple[Any, Any]]


class NewPlanForm(PorticoForm):
    """For whom, of what kind, and where one starts from."""

    kind = CodeChoiceField(code_list="plan_kind", label=_("Tipo di progetto"))
    people = forms.MultipleChoiceField(label=_("Di chi è"), widget=Chips)
    title = forms.CharField(
        label=_("Titolo"),
        max_length=120,
        required=False,
        help_text=_("Come lo chiamerebbe la famiglia. Si può lasciare vuoto."),
    )
    opening = forms.CharField(
        label=_("Da dove partiamo"),
        max_length=4000,
        required=False,
        widget=Autosize,
        help_text=_("Due righe che la famiglia riconosca: che cosa c'è già di buono, che cosa pesa."),
    )
    starts_on = DateField(label=_("Inizio"))
    ends_on = DateField(label=_("Durata fino al"), required=False)
    next_check_on = DateField(label=_("Prossima verifica"), required=False)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "people", people)


class PlanForm(NewPlanForm):
    """The same, once it is there."""

    team_note = forms.CharField(
        label=_("Nota per chi scrive il progetto"),
        max_length=4000,
        required=False,
        widget=Autosize,
        help_text=_("Non entra nel testo da firmare, né nelle copie."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class Answered(PorticoForm):
    """Somebody answers for it: an operator of the case, or somebody named in words."""

    responsible = forms.ChoiceField(label=_("Chi se ne occupa"), required=False)
    responsible_words = forms.CharField(
        label=_("oppure, a parole"),
        max_length=120,
        required=False,
        help_text=_("Per esempio: la signora stessa, il medico di famiglia, la scuola."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def offer_operators(self, operators: Choices) -> None:
        offer(self, "responsible", operators, empty=_("Nessuno di questi"))


class GoalForm(Answered):
    """What is to be reached."""

    domain = forms.ChoiceField(label=_("Ambito di vita"))
    text = forms.CharField(
        label=_("Che cosa vogliamo raggiungere"),
        max_length=300,
        widget=Autosize,
        help_text=_("Con le parole della famiglia, in positivo: «una stanza a mio nome»."),
    )
    expected = forms.CharField(label=_("Risultato atteso"), max_length=500, required=False, widget=Autosize)
    evidence = forms.CharField(label=_("Da che cosa lo vedremo"), max_length=500, required=False, widget=Autosize)
    for_whom = forms.MultipleChoiceField(
        label=_("Per chi"), widget=Chips, required=False, help_text=_("Nessuna scelta: per tutti.")
    )
    only_theirs = forms.BooleanField(label=_("Non mostrarlo nelle copie degli altri adulti"), required=False)
    due_on = DateField(label=_("Entro il"), required=False)

    field_order = (
        "domain", "text", "expected", "evidence", "for_whom", "only_theirs", "responsible", "responsible_words", "due_on",
    )  # fmt: skip

    def __init__(self, *args: Any, people: Choices, operators: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "domain", domains.choices(), empty=_("Scegli…"))
        offer(self, "for_whom", people)
        self.offer_operators(operators)


class SupportForm(Answered):
    """Who gives what."""

    kind = forms.ChoiceField(label=_("Chi lo dà"), choices=SupportKind.choices, widget=ChipRadio)
    what = CodeChoiceField(code_list="support_kind", label=_("Tipo di sostegno"))
    text = forms.CharField(label=_("In parole semplici"), max_length=300, required=False, widget=Autosize)
    goal = forms.ChoiceField(label=_("Per quale obiettivo"), required=False)
    subject = forms.ChoiceField(label=_("Per chi"), required=False)
    service = forms.ChoiceField(
        label=_("Servizio della rete"),
        required=False,
        help_text=_("Prima quelli che possono aiutare per questo obiettivo."),
    )
    referral = forms.ChoiceField(label=_("Invio già fatto"), required=False)
    frequency = forms.CharField(
        label=_("Ogni quanto"), max_length=120, required=False, help_text=_("Per esempio: due ore, ogni martedì.")
    )
    starts_on = DateField(label=_("Dal"), required=False)
    ends_on = DateField(label=_("Al"), required=False)
    cost_cents = EuroField(
        label=_("Costo in euro"),
        required=False,
        help_text=_("Sta nel testo del progetto, non nelle copie per le persone."),
    )

    field_order = (
        "kind", "what", "text", "goal", "subject", "service", "referral", "responsible", "responsible_words", "frequency",
        "starts_on", "ends_on", "cost_cents",
    )  # fmt: skip

    def __init__(
        self, *args: Any, people: Choices, operators: Choices, goals: Choices, services: Choices, referrals: Choices,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        offer(self, "goal", goals, empty=_("Per tutto il progetto"))
        offer(self, "subject", people, empty=_("Per tutti"))
        offer(self, "service", services, empty=_("Nessuno"))
        if referrals:
            offer(self, "referral", referrals, empty=_("Nessuno"))
        else:
            del self.fields["referral"]
        self.offer_operators(operators)


class CommitmentForm(Answered):
    """Who promises what."""

    side = forms.ChoiceField(label=_("Di chi è l'impegno"), choices=Side.choices, widget=ChipRadio)
    text = forms.CharField(label=_("Impegno"), max_length=300, widget=Autosize)
    kind = CodeChoiceField(code_list="commitment_kind", label=_("Tipo di impegno"), required=False)
    goal = forms.ChoiceField(label=_("Per quale obiettivo"), required=False)
    subject = forms.ChoiceField(label=_("Chi della famiglia"), required=False)
    due_on = DateField(label=_("Entro il"), required=False)

    field_order = ("side", "text", "kind", "goal", "subject", "responsible", "responsible_words", "due_on")

    def __init__(self, *args: Any, people: Choices, operators: Choices, goals: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "goal", goals, empty=_("Per tutto il progetto"))
        offer(self, "subject", people, empty=_("Tutti insieme"))
        self.offer_operators(operators)
        self.fields["responsible"].label = _("Chi dei servizi")


class ShareForm(PorticoForm):
    """Why to go on, where something does not add up."""

    reason = forms.CharField(label=_("Perché va bene così"), max_length=500, required=False, widget=Autosize)

    def __init__(self, *args: Any, doubtful: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not doubtful:
            del self.fields["reason"]


class SigningForm(PorticoForm):
    """When, and the paper if there is one."""

    on = DateField(label=_("Giorno della firma"))
    scan = forms.FileField(
        label=_("Copia firmata"),
        required=False,
        help_text=_("PDF, JPEG o PNG: la scansione del foglio, o il file con la firma digitale."),
    )


class SignatureForm(forms.Form):
    """One row: how somebody signs."""

    how = forms.ChoiceField(label=_("Come"), required=False)
    capacity = forms.ChoiceField(label=_("A che titolo"), required=False)
    name = forms.CharField(label=_("Chi firma al suo posto"), max_length=160, required=False)
    words = forms.CharField(label=_("Se non firma, perché"), max_length=300, required=False)

    def __init__(self, *args: Any, household: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.show_capacity = household
        offer(self, "how", How.choices, empty=_("Non oggi"))
        if household:
            offer(self, "capacity", [(Capacity.SELF.value, Capacity.SELF.label), (Capacity.REPRESENTS.value, Capacity.REPRESENTS.label)])  # fmt: skip
        else:
            del self.fields["capacity"], self.fields["name"]


class VerificationForm(PorticoForm):
    """When one met, what was said, when to meet again; a row for each goal."""

    held_on = DateField(label=_("Quando"))
    words = forms.CharField(
        label=_("Che cosa ci siamo detti"), max_length=8000, required=False, widget=Autosize,
        help_text=_("Anche il punto di vista della famiglia."),
    )  # fmt: skip
    next_on = DateField(label=_("Prossima verifica"), required=False)


class OutcomeForm(forms.Form):
    """How a goal stands."""

    outcome = CodeChoiceField(code_list="goal_outcome", label=_("A che punto siamo"))
    words = forms.CharField(label=_("Perché"), max_length=500, required=False)


class EndForm(PorticoForm):
    """How it went, or why it stops."""

    words = forms.CharField(label=_("Com'è andata"), max_length=1000, widget=Autosize)

    def __init__(self, *args: Any, label: Any, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
        self.fields["words"].help_text = help_text


class FactForm(PorticoForm):
    """Something of the national measure, on a day."""

    kind = forms.ChoiceField(label=_("Che cosa"), choices=[("", _("Scegli…")), *FactKind.choices])
    on = DateField(label=_("Quando"))
    subject = forms.ChoiceField(label=_("Chi"), required=False)
    proof = forms.CharField(
        label=_("Prova"), max_length=200, required=False,
        help_text=_("Per una convocazione: protocollo, PEC, raccomandata, firma per ricevuta."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("Nota"), max_length=500, required=False, widget=Autosize,
        help_text=_("Per un'assenza giustificata: il motivo."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "subject", people, empty=_("Tutto il nucleo"))


class WorkForm(PorticoForm):
    """The number on the ministry's platform, and where each one stands towards work."""

    platform_number = forms.CharField(label=_("Numero sulla piattaforma del Ministero"), max_length=40, required=False)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, name in people:
            self.fields[f"work_{key}"] = forms.ChoiceField(label=name, choices=Work.choices, required=False)


class PlanFilter(forms.Form):
    """Above the list of plans."""

    kind = CodeChoiceField(code_list="plan_kind", label=_("Tipo di progetto"), empty_label=_("Tutti"), required=False)
