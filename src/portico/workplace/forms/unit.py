"""Giving several cases of the unit to a colleague."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.casework.models import Case
from portico.kernel.forms import PorticoForm, offer


class ReassignForm(PorticoForm):
    """Which cases, to whom, why."""

    cases = forms.MultipleChoiceField(label=_("Quali casi"), widget=forms.CheckboxSelectMultiple)
    manager = forms.ChoiceField(label=_("A chi"))
    reason = forms.CharField(
        label=_("Perché"), max_length=500, help_text=_("Resta nella storia di ogni caso: chi lo riceve parte da qui.")
    )

    def __init__(self, *args: Any, cases: Iterable[Case], managers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "cases", [(str(case.pk), _line(case)) for case in cases])
        offer(self, "manager", managers, empty=_("Scegli…"))


def _line(case: Case) -> str:
    names = ", ".join(subject.person.short_name for subject in case.shown_subjects)  # type: ignore[attr-defined]
    parts = (names or "…", case.display_number, case.get_area_display(), case.get_intensity_display())  # type: ignore[attr-defined]
    return " · ".join(str(part) for part in parts)
