"""Model fields of our own."""

from __future__ import annotations

from functools import partialmethod
from typing import Any

from django.db import models
from django.db.models import Func

from portico.kernel import codes


class CodeField(models.CharField):
    """Holds a code of the list `code_list`; `get_<name>_display()` gives its Italian label."""

    def __init__(self, code_list: str = "", *args: Any, **kwargs: Any) -> None:
        self.code_list = code_list
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["code_list"] = self.code_list
        if kwargs.get("max_length") == 60:
            del kwargs["max_length"]
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        method = f"get_{name}_display"
        if method not in cls.__dict__:
            setattr(cls, method, partialmethod(_display, field=self))

    def formfield(self, **kwargs: Any) -> Any:
        from portico.kernel.forms import CodeChoiceField

        return CodeChoiceField(
            code_list=self.code_list,
            required=not self.blank,
            label=kwargs.get("label", str(self.verbose_name).capitalize()),
            help_text=self.help_text,
            initial=self.default if self.has_default() else None,
        )


def _display(instance: models.Model, *, field: CodeField) -> str:
    return codes.label(field.code_list, getattr(instance, field.attname) or "")


class Normal(Func):
    """`portico_normal(a || ' ' || b)`: the text names are compared and sorted by; see `kernel.text.normalise`."""

    function = "portico_normal"
    arg_joiner = " || ' ' || "
    output_field = models.TextField()
