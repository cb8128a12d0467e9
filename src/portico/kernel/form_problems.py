"""What is wrong in a form or a formset, one entry a message, each with where to put the focus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField
from django.forms.widgets import ChoiceWidget


@dataclass(frozen=True)
class Problem:
    message: str
    label: str = ""
    target: str = ""


def found_in(source: BaseForm | BaseFormSet | list[BaseForm]) -> Iterator[Problem]:
    if isinstance(source, list):
        for form in source:
            yield from found_in(form)
        return
    if isinstance(source, BaseFormSet):
        if source.is_bound:
            yield from (Problem(str(message)) for message in source.non_form_errors())
            for form in source.forms:
                yield from found_in(form)
        return
    for name, messages in source.errors.items():
        bound = source[name] if name in source.fields else None
        for message in messages:
            yield Problem(str(message), str(bound.label), focusable_id(bound)) if bound else Problem(str(message))


def focusable_id(bound: BoundField) -> str:
    """The id a link can put the focus on: the first option of a group, else the control."""
    widget = bound.field.widget
    if widget.use_fieldset and isinstance(widget, ChoiceWidget):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id
