"""The short version of a plan in the person's language: fixed words as shipped in `data/short`, dates as they write them.

What operators and household wrote is never translated by the platform: it stays in the language it was written in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from portico.desks.papers import Words, sheet_languages, written
from portico.desks.papers import words as sheet_words
from portico.plans.domains import DATA

SHORT = DATA / "short"

__all__ = ["ShortWords", "languages", "words", "written"]


@dataclass(frozen=True, slots=True)
class ShortWords:
    """The fixed words in one language."""

    language: str
    reviewed: bool
    strings: dict[str, str]
    domains: dict[str, str]
    sheet: Words

    def day(self, day: str) -> str:
        return self.sheet.date(date.fromisoformat(day)) if day else ""


@lru_cache(maxsize=32)
def words(language: str) -> ShortWords:
    """The words in a language of the short version; Italian for the others."""
    path = SHORT / f"{language}.json"
    if not path.exists():
        return words("it")
    data = json.loads(path.read_text(encoding="utf-8"))
    return ShortWords(
        language=data["lang"],
        reviewed=data["reviewed"],
        strings=data["strings"],
        domains=data["domains"],
        sheet=sheet_words(data["lang"]),
    )


def languages() -> list[tuple[str, str]]:
    """(code, label) of the languages of the short version."""
    there = {path.stem for path in SHORT.glob("*.json")}
    return [(code, label) for code, label in sheet_languages() if code in there]
