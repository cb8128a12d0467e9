"""Reading code lists: labels and choices, cached in the process until the lists are loaded again."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext as _

from portico.kernel.errors import DomainError
from portico.kernel.models import Code


@lru_cache(maxsize=1)
def _lists() -> dict[str, dict[str, Code]]:
    found: dict[str, dict[str, Code]] = {}
    for code in Code.objects.order_by("list_id", "order", "code"):
        found.setdefault(code.list_id, {})[code.code] = code
    return found


def clear() -> None:
    """Forget what was read: called by whatever loads lists."""
    _lists.cache_clear()


def get(list_name: str, code: str) -> Code | None:
    return _lists().get(list_name, {}).get(code)


def label(list_name: str, code: str) -> str:
    """The Italian label; the code itself when the list does not know it; '' for an empty code."""
    found = get(list_name, code)
    return found.label if found else code


def choices(list_name: str, on: date | None = None) -> list[tuple[str, str]]:
    """(code, label) pairs valid on a day (today when None), in the list's order."""
    day = on or timezone.localdate()
    return [
        (item.code, item.label)
        for item in _lists().get(list_name, {}).values()
        if (item.valid_from is None or item.valid_from <= day) and (item.valid_to is None or day < item.valid_to)
    ]


def require(list_name: str, code: str, *, field: str = "") -> str:
    """The code, or a DomainError beside `field` when the list does not have it."""
    if get(list_name, code) is None:
        raise DomainError(_("Scegli una voce dell'elenco."), field=field)
    return code
