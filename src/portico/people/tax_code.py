"""The Italian personal tax code (codice fiscale): compute, check, read, compare.

Pure Python, no database. Rules: ministerial decree of 23 December 1976 and later notes of the
revenue agency. Sixteen characters: surname (3), first name (3), year (2), month letter, day
(women + 40), birth place (Belfiore code of a municipality, ``Z`` and three digits for a foreign
state), check letter. When two people would get the same code, digits are replaced by letters
starting from the right (*omocodia*) and the check letter is computed again.

A code can be formally right and still not be this person's: mismatches warn, they never block.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from portico.people.names import latin_letters

MONTHS = "ABCDEHLMPRST"
OMOCODIA_LETTERS = "LMNPQRSTUV"
# Positions of the seven digits, in the order in which omocodia replaces them.
OMOCODIA_POSITIONS = (14, 13, 12, 10, 9, 7, 6)

SHAPE = re.compile(r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]")

_DIGIT_TO_LETTER = str.maketrans("0123456789", OMOCODIA_LETTERS)
_LETTER_TO_DIGIT = str.maketrans(OMOCODIA_LETTERS, "0123456789")
_VOWELS = frozenset("AEIOU")

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ODD_VALUES = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21) + (
    *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18),
    *(20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
)
_EVEN_VALUES = (*range(10), *range(26))
_ODD = dict(zip(_ALPHABET, _ODD_VALUES, strict=True))
_EVEN = dict(zip(_ALPHABET, _EVEN_VALUES, strict=True))

_DAY_IS_FEMALE_ABOVE = 40
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY = 2


@dataclass(frozen=True, slots=True)
class TaxCodeParts:
    """What a tax code says, with omocodia undone."""

    surname_letters: str
    name_letters: str
    year: int  # two digits: the century is not in the code
    month: int
    day: int
    sex: str  # "male" or "female", codes of the list ``sex``
    place_code: str
    has_omocodia: bool

    def birth_date(self, *, not_after: date) -> date | None:
        """The latest date these digits can mean; people over a hundred are read as younger."""
        for century in range(not_after.year // 100 * 100, 1799, -100):
            try:
                found = date(century + self.year, self.month, self.day)
            except ValueError:
                continue
            if found <= not_after:
                return found
        return None


def check_letter(code: str) -> str:
    """The sixteenth character for the first fifteen."""
    total = sum(_ODD[char] for char in code[0:15:2]) + sum(_EVEN[char] for char in code[1:15:2])
    return chr(65 + total % 26)


@lru_cache(maxsize=65_536)
def surname_letters(last_name: str) -> str:
    """Consonants, then vowels, then X, up to three."""
    letters = latin_letters(last_name)
    consonants = "".join(c for c in letters if c not in _VOWELS)
    vowels = "".join(c for c in letters if c in _VOWELS)
    return (consonants + vowels + "XXX")[:3]


@lru_cache(maxsize=65_536)
def name_letters(first_name: str) -> str:
    """As for the surname, but of four or more consonants the second is skipped."""
    letters = latin_letters(first_name)
    consonants = "".join(c for c in letters if c not in _VOWELS)
    if len(consonants) > 3:
        consonants = consonants[0] + consonants[2:]
    vowels = "".join(c for c in letters if c in _VOWELS)
    return (consonants + vowels + "XXX")[:3]


def compute_tax_code(*, first_name: str, last_name: str, birth_date: date, sex: str, place_code: str) -> str:
    """The code the decree gives for these data, before any omocodia.

    ``sex`` is "male" or "female"; ``place_code`` a Belfiore code. A name without Latin letters
    has no code: write it as in the passport first.
    """
    if sex not in {"male", "female"}:
        raise ValueError("a tax code needs male or female")
    if not (latin_letters(first_name) and latin_letters(last_name)):
        raise ValueError("a tax code needs names in Latin letters")
    day = birth_date.day + (_DAY_IS_FEMALE_ABOVE if sex == "female" else 0)
    code = (
        surname_letters(last_name)
        + name_letters(first_name)
        + f"{birth_date.year % 100:02d}{MONTHS[birth_date.month - 1]}{day:02d}"
        + place_code.upper()
    )
    return code + check_letter(code)


def with_omocodia(code: str, replaced: int) -> str:
    """The code with its ``replaced`` rightmost digits turned into letters."""
    chars = list(without_omocodia(code))
    for position in OMOCODIA_POSITIONS[:replaced]:
        chars[position] = chars[position].translate(_DIGIT_TO_LETTER)
    return "".join(chars[:15]) + check_letter("".join(chars))


def without_omocodia(code: str) -> str:
    """The base code: every replaced digit put back, check letter computed again."""
    chars = list(code)
    for position in OMOCODIA_POSITIONS:
        chars[position] = chars[position].translate(_LETTER_TO_DIGIT)
    return "".join(chars[:15]) + check_letter("".join(chars))


def parse(code: str) -> TaxCodeParts | None:
    """Read an upper-case code; ``None`` when its shape or its date is impossible.

    The check letter is not verified here: see :func:`has_right_check_letter`.
    """
    if SHAPE.fullmatch(code) is None:
        return None
    plain = without_omocodia(code)
    month = MONTHS.index(plain[8]) + 1
    day = int(plain[9:11])
    sex = "female" if day > _DAY_IS_FEMALE_ABOVE else "male"
    day -= _DAY_IS_FEMALE_ABOVE if sex == "female" else 0
    year = int(plain[6:8])
    if not _day_exists(year, month, day):
        return None
    return TaxCodeParts(
        surname_letters=plain[0:3],
        name_letters=plain[3:6],
        year=year,
        month=month,
        day=day,
        sex=sex,
        place_code=plain[11:15],
        has_omocodia=plain[:15] != code[:15],
    )


def has_right_check_letter(code: str) -> bool:
    return check_letter(code) == code[15]


def compare_with(
    code: str,
    *,
    birth_date: date | None = None,
    sex: str | None = None,
    place_code: str | None = None,
    first_name: str | None = None,
    last_name: str | None = None,
) -> list[str]:
    """Where a code and what was typed disagree. What was not typed is not compared.

    Codes: ``names_swapped``, ``last_name``, ``first_name``, ``day_month_swapped``,
    ``birth_date``, ``sex``, ``birth_place``. They warn and never block.
    """
    parts = parse(code)
    if parts is None:
        return []
    mismatches = _compare_names(parts, first_name, last_name)
    if birth_date is not None:
        mismatches += _compare_date(parts, birth_date)
    if sex in {"male", "female"} and sex != parts.sex:
        mismatches.append("sex")
    if place_code and place_code.upper() != parts.place_code:
        mismatches.append("birth_place")
    return mismatches


def _compare_names(parts: TaxCodeParts, first_name: str | None, last_name: str | None) -> list[str]:
    # A name written only in another alphabet cannot be compared: it is not a mismatch.
    first = first_name if first_name and latin_letters(first_name) else None
    last = last_name if last_name and latin_letters(last_name) else None
    first_differs = first is not None and name_letters(first) != parts.name_letters
    last_differs = last is not None and surname_letters(last) != parts.surname_letters
    if first is not None and last is not None and first_differs and last_differs:
        swapped = (surname_letters(first), name_letters(last))
        if swapped == (parts.surname_letters, parts.name_letters):
            return ["names_swapped"]
    return ["last_name"] * last_differs + ["first_name"] * first_differs


def _compare_date(parts: TaxCodeParts, birth_date: date) -> list[str]:
    same_year = birth_date.year % 100 == parts.year
    if same_year and (birth_date.month, birth_date.day) == (parts.month, parts.day):
        return []
    if same_year and (birth_date.month, birth_date.day) == (parts.day, parts.month):
        return ["day_month_swapped"]
    return ["birth_date"]


def _day_exists(year: int, month: int, day: int) -> bool:
    if not 1 <= day <= _DAYS_IN_MONTH[month - 1]:
        return False
    # 1900 was not a leap year, 2000 was: of the two, one always exists.
    return not (month == _FEBRUARY and day == _DAYS_IN_MONTH[1] and year % 4)
