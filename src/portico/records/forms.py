"""Forms about records that look alike."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.kernel import codes
from portico.kernel.forms import PorticoForm, offer


class MergeForm(PorticoForm):
    """Which of the two stays, and how one knows they are the same person."""

    keep = forms.ChoiceField(label=_("Quale scheda resta"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Come lo sai"),
        max_length=300,
        help_text=_("Per esempio: ho visto il documento, me lo ha detto lei."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DecisionForm(PorticoForm):
    """They are not, or not yet, one person."""

    decision = forms.ChoiceField(label=_("Allora sono"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Come lo sai"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "decision", [pair for pair in codes.choices("duplicate_decision") if pair[0] != "same_person"])


class UndoForm(PorticoForm):
    """Why a merge was wrong."""

    reason = forms.CharField(label=_("Perché si annulla"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
