"""What is typed about an assessment: whom and how to begin, how it ends, a new version of a form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.assessment.enums import Kind
from portico.assessment.selectors.results import Finding
from portico.kernel.forms import CodeChoiceField, DateField, PorticoForm, offer
from portico.kernel.widgets import Autosize, ChipRadio, Chips

KINDS = [
    (Kind.PRELIMINARY, _("Analisi preliminare: breve, per capire come proseguire")),
    (Kind.DEEP, _("Quadro di analisi: bisogni e risorse, ambito per ambito")),
]
RANKS = ("first", "second", "third")


class StartForm(PorticoForm):
    """Which level, and who of the household."""

    kind = forms.ChoiceField(label=_("Quale analisi"), choices=KINDS, widget=forms.RadioSelect)
    people = forms.MultipleChoiceField(
        label=_("Chi altro riguarda"),
        widget=Chips,
        required=False,
        help_text=_("Le domande sulle persone si fanno per ciascuna."),
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "people", people)
        if not people:
            del self.fields["people"]


def value_of(finding: Finding) -> str:
    """How a priority is chosen in a list."""
    person = finding.line.person
    return f"{finding.line.item.pk}:{person.pk if person else ''}"


class OrderForm(PorticoForm):
    """The three things to start from."""

    first = forms.ChoiceField(label=_("Prima"), required=False)
    second = forms.ChoiceField(label=_("Poi"), required=False)
    third = forms.ChoiceField(label=_("E poi"), required=False)
    reason = forms.CharField(
        label=_("Perché in questo ordine"),
        required=False,
        max_length=500,
        widget=Autosize({"rows": 2}),
        help_text=_("Serve solo se cambi l'ordine proposto."),
    )

    def __init__(
        self, *args: Any, problems: Iterable[Finding], strengths: Iterable[Finding] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        hard = [(value_of(item), item.label) for item in problems]
        strong = [(value_of(item), item.label) for item in strengths]
        groups = [(_("Fatiche"), hard), (_("Risorse"), strong)]
        for name in RANKS:
            offer(self, name, [group for group in groups if group[1]], empty=_("Niente"))

    def ranked(self) -> list[tuple[UUID, UUID | None]]:
        """What was chosen, in order; gaps close."""
        chosen = [self.cleaned_data[name].partition(":") for name in RANKS if self.cleaned_data.get(name)]
        return [(UUID(item), UUID(person) if person else None) for item, _colon, person in chosen]


class OutcomeForm(PorticoForm):
    """How to go on after the short one: chosen by the professional, whatever the answers bring to mind."""

    outcome = CodeChoiceField(code_list="preliminary_path", label=_("Come si prosegue"), widget=ChipRadio)
    outcome_note = forms.CharField(
        label=_("Che cosa avete deciso insieme"), required=False, max_length=1000, widget=Autosize
    )


class ShareForm(PorticoForm):
    """Which domains the whole team of the case reads."""

    domains = forms.MultipleChoiceField(label=_("Ambiti che legge tutta l'équipe"), widget=Chips, required=False)

    def __init__(self, *args: Any, domains: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "domains", domains)


class VersionForm(PorticoForm):
    """A new version from a file."""

    kind = forms.ChoiceField(label=_("Quale modulo"), choices=Kind.choices, widget=ChipRadio)
    title = forms.CharField(label=_("Titolo"), max_length=120)
    note = forms.CharField(label=_("Che cosa cambia"), max_length=500, required=False, widget=Autosize({"rows": 2}))
    in_use_from = DateField(label=_("In uso dal"), required=False, help_text=_("Se lo lasci vuoto, da oggi."))
    file = forms.FileField(label=_("File CSV"), widget=forms.ClearableFileInput({"accept": ".csv,text/csv"}))
