"""Every table says what it holds. An undeclared one fails the tests; the record of processing is printed from it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module, util
from typing import Literal

from django.apps import apps
from django.db import models

Kind = Literal["public", "tenant", "person"]


@dataclass(frozen=True, slots=True)
class Protection:
    """What a table holds: for whom it is walled, its data category and why it is kept."""

    table: str
    kind: Kind
    category: str
    purpose: str


_declared: dict[str, Protection] = {}


def declare(model: type[models.Model] | str, kind: Kind, *, category: str = "", purpose: str) -> None:
    """Declare a model's table (or a table by name). `public` means: readable without an actor."""
    table = model if isinstance(model, str) else model._meta.db_table
    if kind == "person" and not category:
        raise ValueError(f"{table}: a person table names its category of data")
    _declared[table] = Protection(table, kind, category, purpose)


def declared() -> dict[str, Protection]:
    return dict(_declared)


def protected_tables() -> set[str]:
    return {name for name, item in _declared.items() if item.kind != "public"}


def collect() -> None:
    """Import each app's `protection` module."""
    for config in apps.get_app_configs():
        name = f"{config.name}.protection"
        if config.name.startswith("portico.") and config.name != "portico.kernel" and util.find_spec(name):
            import_module(name)
    _declare_kernel()


def _declare_kernel() -> None:
    from portico.kernel import models as kernel

    declare(kernel.Ambito, "public", purpose="Tenants: name and municipalities")
    declare(kernel.CodeList, "public", purpose="Code lists")
    declare(kernel.Code, "public", purpose="Codes of lists")
    declare(kernel.Counter, "tenant", purpose="Numbering of cases and referrals")
    declare(kernel.FormNonce, "public", purpose="Double submissions; ids only")
    declare(kernel.Draft, "person", category="draft", purpose="Unfinished forms, read by their author alone")
