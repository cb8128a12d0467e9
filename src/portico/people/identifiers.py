"""What an identifier looks like, by kind (codes of the list ``identifier_kind``).

Identifiers are dated rows, never keys: here is only how each is written down. ``normalise`` gives
the one spelling that is stored and looked up; ``problem`` says in Italian what is wrong with it.
Numbers whose layout differs from country to country (documents, permits) are checked loosely.
"""

import re
import unicodedata
from collections.abc import Callable

from django.utils.translation import gettext as _

from portico.people.tax_code import (
    SHAPE,
    TaxCodeParts,
    compare_with,
    compute_tax_code,
    has_right_check_letter,
    parse,
    with_omocodia,
    without_omocodia,
)

__all__ = [
    "TaxCodeParts",
    "compare_with",
    "compute_tax_code",
    "decode",
    "mismatch_message",
    "normalise",
    "problem",
    "provisional_check_digit",
    "with_omocodia",
    "without_omocodia",
]

TAX_CODE_LENGTH = 16
PROVISIONAL_LENGTH = 11
HEALTH_CARD_LENGTH = 20
# ISO prefix on the back of the card: 80 health, 380 Italy.
HEALTH_CARD_PREFIX = "80380"

FREE_TEXT_KINDS = frozenset({"alias"})
HYPHENS_MEAN_SOMETHING = frozenset({"internal", "network_card"})

_SPACES = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"[\s.\-/_]+")
_DIGITS = re.compile(r"[0-9]+")
# "STP" or "ENI", region (3), structure (3), running number (7).
_HEALTH_CODE = re.compile(r"(STP|ENI)[0-9]{13}")
_DOCUMENT = re.compile(r"[A-Z0-9]{4,24}")
_INTERNAL = re.compile(r"[A-Z0-9][A-Z0-9\-]{1,31}")


def normalise(kind: str, value: str) -> str:
    """The spelling under which a value is stored and looked up.

    >>> normalise("tax_code", " rss mra 85d12 g479 i ")
    'RSSMRA85D12G479I'
    """
    text = unicodedata.normalize("NFKC", value).strip()
    if kind in FREE_TEXT_KINDS:
        return _SPACES.sub(" ", text)
    if kind in HYPHENS_MEAN_SOMETHING:
        return _SPACES.sub("", text).upper()
    return _PUNCTUATION.sub("", text).upper()


def problem(kind: str, value: str) -> str | None:
    """What is wrong with the way a value is written, for the person who typed it."""
    written = normalise(kind, value)
    if not written:
        return _("Scrivi il codice.")
    return _CHECKS.get(kind, _document_problem)(written)


def decode(value: str) -> TaxCodeParts | None:
    """What a tax code says; ``None`` when it is not a formally valid one."""
    code = normalise("tax_code", value)
    return parse(code) if _tax_code_problem(code) is None else None


def provisional_check_digit(first_ten: str) -> int:
    """The eleventh digit: Luhn, as for organisations' numbers."""
    total = 0
    for index, char in enumerate(first_ten):
        digit = int(char) * (1 + index % 2)
        total += digit - 9 if digit > 9 else digit
    return -total % 10


def mismatch_message(mismatch: str) -> str:
    """A warning in Italian for a code of :func:`compare_with`."""
    return {
        "names_swapped": _("Nome e cognome sembrano scambiati rispetto al codice fiscale."),
        "last_name": _("Il cognome non corrisponde a quello del codice fiscale."),
        "first_name": _("Il nome non corrisponde a quello del codice fiscale."),
        "day_month_swapped": _("Giorno e mese di nascita sembrano scambiati."),
        "birth_date": _("La data di nascita non corrisponde a quella del codice fiscale."),
        "sex": _("Il sesso non corrisponde a quello del codice fiscale."),
        "birth_place": _("Il luogo di nascita non corrisponde a quello del codice fiscale."),
    }[mismatch]


def _tax_code_problem(code: str) -> str | None:
    if len(code) != TAX_CODE_LENGTH:
        return _("Il codice fiscale ha 16 caratteri: questo ne ha %(count)s.") % {"count": len(code)}
    if SHAPE.fullmatch(code) is None:
        return _("Questo non ha la forma di un codice fiscale: ricontrolla lettere e numeri.")
    if parse(code) is None:
        return _("La data di nascita dentro il codice fiscale non esiste.")
    if not has_right_check_letter(code):
        return _("L'ultima lettera non torna: ricontrolla il codice fiscale.")
    return None


def _provisional_problem(code: str) -> str | None:
    if _DIGITS.fullmatch(code) is None or len(code) != PROVISIONAL_LENGTH:
        return _("Il codice fiscale provvisorio ha 11 cifre.")
    if provisional_check_digit(code[:10]) != int(code[10]) or not int(code):
        return _("L'ultima cifra non torna: ricontrolla il codice provvisorio.")
    return None


def _health_code_problem(prefix: str) -> Callable[[str], str | None]:
    def check(code: str) -> str | None:
        if _HEALTH_CODE.fullmatch(code) is None or not code.startswith(prefix):
            return _("Il codice comincia con %(prefix)s e prosegue con 13 cifre.") % {"prefix": prefix}
        return None

    return check


def _health_card_problem(code: str) -> str | None:
    if _DIGITS.fullmatch(code) is None or len(code) != HEALTH_CARD_LENGTH or not code.startswith(HEALTH_CARD_PREFIX):
        return _("Il numero sul retro della tessera ha 20 cifre e comincia con 80380.")
    return None


def _document_problem(code: str) -> str | None:
    if _DOCUMENT.fullmatch(code) is None:
        return _("Scrivi solo lettere e numeri, almeno quattro.")
    return None


def _internal_problem(code: str) -> str | None:
    if _INTERNAL.fullmatch(code) is None:
        return _("Scrivi solo lettere, numeri e trattini, al massimo 32.")
    return None


def _alias_problem(text: str) -> str | None:
    if len(text) > 80:
        return _("Al massimo 80 caratteri.")
    return None


_CHECKS: dict[str, Callable[[str], str | None]] = {
    "tax_code": _tax_code_problem,
    "provisional_tax_code": _provisional_problem,
    "stp": _health_code_problem("STP"),
    "eni": _health_code_problem("ENI"),
    "health_card": _health_card_problem,
    "internal": _internal_problem,
    "network_card": _internal_problem,
    "alias": _alias_problem,
}
