"""Form fields and the base form: errors from services land beside their field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portico.kernel import codes
from portico.kernel.errors import DomainError


class CodeChoiceField(forms.ChoiceField):
    """A choice from a code list; the choices are read when the form is made, not when the class is."""

    def __init__(self, *, code_list: str, empty_label: str | Promise | None = None, **kwargs: Any) -> None:
        self.code_list = code_list
        self.empty_label = empty_label
        super().__init__(**kwargs)
        self.choices = self._read

    def _read(self) -> list[tuple[str, str]]:
        found = codes.choices(self.code_list)
        if isinstance(self.widget, forms.RadioSelect):
            return found
        return [("", str(self.empty_label or _("Scegli…"))), *found]


class CodeMultipleField(forms.MultipleChoiceField):
    """Several codes of one list, as checkboxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, code_list: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = lambda: codes.choices(code_list)


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


class DateField(forms.DateField):
    """A day, typed in the browser's picker or as 31/12/2026."""

    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"])
        super().__init__(**kwargs)


class PorticoForm(forms.Form):
    """A plain form that can take a service's refusal."""

    def refuse(self, error: DomainError) -> None:
        """Show a DomainError beside its field, or on top when the form has no such field."""
        self.add_error(error.field if error.field in self.fields else None, str(error.message))


def offer(form: forms.BaseForm, name: str, choices: Iterable[Any], *, empty: str | Promise | None = None) -> None:
    """What a choice field offers this time; `empty` are the words of a first choice without value."""
    field = cast(forms.ChoiceField, form.fields[name])
    field.choices = [*([] if empty is None else [("", empty)]), *choices]


def offer_rows(
    form: forms.BaseForm,
    name: str,
    rows: QuerySet[Any],
    *,
    label: Callable[[Any], str] | None = None,
    empty: str | Promise | None = None,
) -> None:
    """The same for a field whose choices are rows; `label` gives the words of each."""
    field = cast("forms.ModelChoiceField[Any]", form.fields[name])
    field.queryset = rows
    if label:
        field.label_from_instance = label  # type: ignore[method-assign, assignment]  # Django's own way
    if empty is not None:
        field.empty_label = str(empty)
