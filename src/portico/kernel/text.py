"""One way to compare words: names, places, needs, services.

`normalise` gives the same text as the SQL function `portico_normal` behind the look-up columns, so that a
value computed here finds the row written there. Latin and Greek letters lose accents and case; Cyrillic,
Arabic and the other alphabets are kept as they are.
"""

from __future__ import annotations

import re
import unicodedata

# Letters that do not decompose, and what PostgreSQL's unaccent writes for each.
_PLAIN = dict(
    zip(
        "ðøđħıĸłŋŧƀƃƈƌƒƙƚƞƥƫƭƴƶǥȡȥȴȵȶȷȼȿɀɇɉɍɏɓɕɖɗɛɟɠɡɢɦɧɨɪɫɬɭɱɲɳɴɼɽɾʀʂʈʉʋʏʐʑʙʛʜʝʟʠªºẚẜẝỽỿ",
        "dodhiqlntbbcdfklnpttyzgdzlntjcszejrybcddejggghhiilllmnnnrrrrstuvyzzbghjlqaoassvy",
        strict=True,
    )
)
_PLAIN |= {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ŀ": "l", "ŉ": "'n", "ƕ": "hv", "ƣ": "oi", "ỻ": "ll"}
# Letters that do decompose, and that unaccent leaves alone.
_KEPT = frozenset("ǣǯǽǿẛ")
_APOSTROPHES_AND_DASHES = "'’‘‛`´ʹʻʼʽˈ′-‐‑‒–—―"
_UNACCENTED_ALPHABETS = ("LATIN", "GREEK")
_LAST_COMBINING = "\u0362"
_SPACES = re.compile(r"\s+")


class _Folding(dict[int, str]):
    """A translation table that works out each character once."""

    def __missing__(self, code: int) -> str:
        folded = "".join(_fold(char) for char in chr(code).lower())
        self[code] = folded
        return folded


def _fold(char: str) -> str:
    if char in _APOSTROPHES_AND_DASHES or char.isspace():
        return " "
    if char in _PLAIN:
        return _PLAIN[char]
    if "\u0300" <= char <= _LAST_COMBINING:
        return ""
    if char == "ё":
        return "е"
    if unicodedata.name(char, "").startswith(_UNACCENTED_ALPHABETS) and char not in _KEPT:
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
