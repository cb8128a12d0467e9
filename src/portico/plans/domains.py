"""Areas of life a goal belongs to, as shipped in `data/domains.csv`."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from portico.kernel.errors import DomainError

DATA = Path(__file__).parent / "data"


@lru_cache(maxsize=1)
def _rows() -> dict[str, dict[str, str]]:
    with open(DATA / "domains.csv", encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def choices() -> list[tuple[str, str]]:
    return [(code, row["label_it"]) for code, row in _rows().items()]


def label(code: str) -> str:
    """The Italian label; the code itself when it is not known."""
    row = _rows().get(code)
    return row["label_it"] if row else code


def themes(code: str) -> list[str]:
    """Themes of the needs' taxonomy in which services for this area are looked for."""
    row = _rows().get(code)
    return row["themes"].split("|") if row else []


def require(code: str) -> str:
    """The code. Raises DomainError when it is not an area of life."""
    if code not in _rows():
        raise DomainError(_("Scegli una voce dell'elenco."), field="domain")
    return code
