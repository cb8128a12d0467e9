"""What is typed about a thing to do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.kernel.forms import DateField, PorticoForm, offer
from portico.kernel.widgets import Autosize


class TaskForm(PorticoForm):
    """Something to do, by when and by whom; `assignees` are (token, name) pairs."""

    title = forms.CharField(label=_("Che cosa c'è da fare"), max_length=160)
    due_on = DateField(label=_("Entro il"), required=False)
    assigned_token = forms.TypedChoiceField(label=_("Chi lo fa"), coerce=int)
    note = forms.CharField(label=_("Nota"), max_length=500, required=False, widget=Autosize)

    def __init__(self, *args: Any, assignees: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "assigned_token", assignees)


class DoneForm(PorticoForm):
    """How it went, if there is something to say."""

    note = forms.CharField(label=_("Com'è andata"), max_length=500, required=False, widget=Autosize)


class MoveForm(PorticoForm):
    """Another day, and why."""

    due_on = DateField(label=_("Nuovo giorno"))
    reason = forms.CharField(label=_("Perché si sposta"), max_length=300, widget=Autosize)


class DropForm(PorticoForm):
    """Why it is not needed any more."""

    reason = forms.CharField(label=_("Perché non serve più"), max_length=300, widget=Autosize)
