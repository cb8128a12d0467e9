"""One way to compare words: names, places, needs, services.

``normalise`` gives the same text as the SQL function behind the look-up columns, so that a value
computed here finds the row written there. Latin letters lose accents and case; Cyrillic, Arabic
and the other alphabets are kept as they are.
"""

from __future__ import annotations

import re
import unicodedata

# Latin letters without a decomposition, written as PostgreSQL's unaccent writes them.
_SPECIAL_LETTERS = {
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "þ": "th",
    "ð": "d",
    "đ": "d",
    "ɖ": "d",
    "ɗ": "d",
    "ħ": "h",
    "ı": "i",
    "ł": "l",
    "ŋ": "n",
    "ɲ": "n",
    "ø": "o",
    "ŧ": "t",
    "ɓ": "b",
    "ɛ": "e",
    "ƒ": "f",
    "ƙ": "k",
    "ƴ": "y",
}
_APOSTROPHES_AND_DASHES = "'’‘‛`´ʹʻʼʽˈ′-‐‑‒–—―"
_UNACCENTED_ALPHABETS = ("LATIN", "GREEK")
_SPACES = re.compile(r"\s+")


class _Folding(dict[int, str]):
    """A translation table that works out each character once."""

    def __missing__(self, code: int) -> str:
        folded = "".join(_fold(char) for char in chr(code).lower())
        self[code] = folded
        return folded


def _fold(char: str) -> str:
    if char in _SPECIAL_LETTERS:
        return _SPECIAL_LETTERS[char]
    if char in _APOSTROPHES_AND_DASHES or char.isspace():
        return " "
    name = unicodedata.name(char, "")
    if unicodedata.combining(char) and name.startswith("COMBINING"):
        return ""
    if char == "ё":
        return "е"
    if name.startswith(_UNACCENTED_ALPHABETS):
        decomposed = unicodedata.normalize("NFKD", char)
        return "".join(c for c in decomposed if not unicodedata.combining(c))
    return char


_FOLDING = _Folding()


def normalise(text: str) -> str:
    """Lower case, no accents, apostrophes and hyphens as spaces, single spaces.

    >>> normalise("  D’Angelò-Şahin ")
    'd angelo sahin'
    """
    return _SPACES.sub(" ", text.translate(_FOLDING)).strip()
