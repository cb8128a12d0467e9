"""Stored values as people read them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from portico.kernel import codes
from portico.kernel.fields import CodeField


def euro(cents: int | None) -> str:
    """ "6.543,21 €"."""
    if cents is None:
        return ""
    whole, rest = divmod(cents, 100)
    return f"{whole:,}".replace(",", ".") + f",{rest:02d} €"


def in_words(column: Any, value: Any) -> Any:
    """The value of a model's field: a code by its label, a day by its date, cents as euro."""
    if value is None or value == "":
        return ""
    if isinstance(column, CodeField):
        return codes.label(column.code_list, value)
    if column.choices:
        return dict(column.flatchoices).get(value, value)
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    if column.name.endswith("_cents"):
        return euro(value)
    if hasattr(value, "isempty"):
        return period(value)
    return value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else value


def period(value: Any) -> str:
    """A half-open range of days: "01/02/2024 – 03/05/2025", "dal 01/02/2024"."""
    if value.isempty:
        return _("mai")
    start = value.lower.strftime("%d/%m/%Y") if value.lower else "…"
    return f"{start} – {value.upper:%d/%m/%Y}" if value.upper else _("dal %(day)s") % {"day": start}
