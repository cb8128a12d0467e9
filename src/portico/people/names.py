"""How names are compared, shortened and sorted. Pure Python, no database."""

from __future__ import annotations

import re
from datetime import date

from portico.kernel.text import normalise

__all__ = [
    "initials",
    "latin_letters",
    "normalise",
    "short_form",
    "swapped_day_month",
    "swapped_key",
]

_SPACES = re.compile(r"\s+")
_NOT_A_TO_Z = re.compile(r"[^a-z]+")


def latin_letters(text: str) -> str:
    """The letters A to Z of a name, upper case: what a tax code is made from."""
    return _NOT_A_TO_Z.sub("", normalise(text)).upper()


def swapped_key(first_name: str, last_name: str) -> str:
    """The same key whichever of the two is written first, and in whatever order.

    >>> swapped_key("Fatima", "El Amrani") == swapped_key("Amrani El", "Fatima")
    True
    """
    return " ".join(sorted(normalise(f"{first_name} {last_name}").split()))


def initials(first_name: str, last_name: str) -> str:
    """First letter of the first name and of the surname, for a round picture of nobody."""
    return "".join(part.strip()[:1].upper() for part in (first_name, last_name))


def short_form(first_name: str, last_name: str) -> str:
    """How a list names somebody: ``Fatima B.``; what is missing is left out."""
    first, last = _SPACES.sub(" ", first_name).strip(), last_name.strip()
    if not first:
        return last
    return f"{first} {last[0].upper()}." if last else first


def swapped_day_month(day: date) -> date | None:
    """The date with day and month exchanged, if there is one and it is another."""
    if day.day > 12 or day.day == day.month:
        return None
    return day.replace(month=day.day, day=day.month)
