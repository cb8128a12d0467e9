"""Form fields and the base form: errors from services land beside their field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.kernel import codes
from portico.kernel.errors import DomainError


class CodeChoiceField(forms.ChoiceField):
    """A choice from a code list; the choices are read when the form is made, not when the class is."""

    def __init__(self, *, code_list: str, empty_label: str | None = None, **kwargs: Any) -> None:
        self.code_list = code_list
        self.empty_label = empty_label
        super().__init__(**kwargs)
        self.choices = self._read

    def _read(self) -> list[tuple[str, str]]:
        found = codes.choices(self.code_list)
        if isinstance(self.widget, forms.RadioSelect):
            return found
        return [("", self.empty_label or str(_("Scegli…"))), *found]


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
