"""Widgets of our own; each has its template under `portico/widgets/` and works without scripts."""

from __future__ import annotations

from typing import Any

from django import forms


class Chips(forms.CheckboxSelectMultiple):
    """Checkboxes drawn as chips; a long list gets a box that narrows it down while typing."""

    template_name = "portico/widgets/chips.html"
    filter_from = 12

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        many = sum(len(options) for _group, options, _index in context["widget"]["optgroups"])
        context["widget"]["filterable"] = many >= self.filter_from
        return context


class ChipRadio(forms.RadioSelect):
    """One choice of a few, drawn as chips."""

    template_name = "portico/widgets/chips.html"


class Autosize(forms.Textarea):
    """A text area that grows with its text."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 3, "data-autosize": True, **(attrs or {})})


class Minutes(forms.NumberInput):
    """Minutes spent: counts by itself from the opening of the page, until somebody types or stops it."""

    template_name = "portico/widgets/minutes.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"min": 0, "step": 1, "inputmode": "numeric", **(attrs or {})})
