"""Forms as tables: reading a file row by row with words for what is wrong, and writing one back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from portico.assessment.enums import LEVELS, REPLIES, About, Kind
from portico.assessment.models import FormItem
from portico.kernel import codes
from portico.kernel.text import normalise

DEEP = [
    "domain_code", "domain_it", "item_code", "item_it", "question_it", "subject",
    *(f"level_{level}_it" for level in LEVELS), "strength_examples_it", "linked_needs",
]  # fmt: skip
PRELIMINARY = [
    "code", "section_it", "question_it", "help_it", "answers", "signal_answers", "suggested_path", "order",
]  # fmt: skip
COLUMNS = {Kind.DEEP: DEEP, Kind.PRELIMINARY: PRELIMINARY}
# Domains and sections whose answers speak of health.
HEALTH = re.compile(r"\b(salute|sanitari\w*|health)\b")
DOMAIN = re.compile(r"^[a-z][a-z_]{1,29}$")
CODE = re.compile(r"^[a-z][a-z0-9_.]{1,59}$")
# As wide as their columns.
LONGEST = {
    "label": 200, "domain_label": 120, "question": 400, "help": 400, "anchors": 300, "strengths": 120, "needs": 60,
}  # fmt: skip
MOST_ITEMS, MOST_BYTES = 200, 1_000_000


@dataclass(slots=True)
class Reading:
    """What came of a file: its items, or what to mend, with the row it is in."""

    items: list[dict[str, Any]] = field(default_factory=list)
    troubles: list[tuple[int, str]] = field(default_factory=list)


def read_form(kind: str, content: bytes) -> Reading:
    """The items of a form, from its file. Row 1 is the header."""
    found = Reading()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        found.troubles.append((1, _("Il file non è in UTF-8: salvalo come «CSV UTF-8».")))
        return found
    delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    missing = [name for name in COLUMNS[Kind(kind)] if name not in (rows.fieldnames or [])]
    if missing:
        found.troubles.append((1, _("Mancano le colonne: %(names)s.") % {"names": ", ".join(missing)}))
        return found
    try:
        for number, row in enumerate(rows, start=2):
            if any(row.values()):
                _read_row(kind, number, row, found)
    except csv.Error:
        found.troubles.append((rows.line_num, _("La riga non si legge: forse mancano delle virgolette.")))
    if not found.items and not found.troubles:
        found.troubles.append((2, _("Nel file non c'è nessuna voce.")))
    if len(found.items) > MOST_ITEMS:
        found.troubles.append((MOST_ITEMS + 2, _("Le voci sono troppe: al massimo %(n)s.") % {"n": MOST_ITEMS}))
    return found


def _read_row(kind: str, number: int, row: dict[str, Any], found: Reading) -> None:
    if None in row or None in row.values():
        found.troubles.append((number, _("Il numero delle colonne non è quello dell'intestazione.")))
        return
    row = {name: value.strip() for name, value in row.items()}
    before = len(found.troubles)
    item = _deep(number, row, found) if kind == Kind.DEEP else _preliminary(number, row, found)
    if item["code"] in {known["code"] for known in found.items}:
        found.troubles.append((number, _("Il codice «%(code)s» c'è già.") % {"code": item["code"]}))
    if len(found.troubles) == before:
        found.items.append(item)


def _deep(number: int, row: dict[str, str], found: Reading) -> dict[str, Any]:
    say = found.troubles.append
    if not DOMAIN.match(row["domain_code"]):
        say((number, _("«domain_code» vuole lettere minuscole e trattini bassi.")))
    if row["subject"] not in About.values:
        say((number, _("«subject» può essere: %(names)s.") % {"names": ", ".join(About.values)}))
    anchors = [row[f"level_{level}_it"] for level in LEVELS]
    for level, anchor in zip(LEVELS, anchors, strict=True):
        if not anchor:
            say((number, _("Manca la descrizione del livello %(level)s.") % {"level": level}))
    item = {
        "domain": row["domain_code"][:30],
        "domain_label": row["domain_it"],
        "code": row["item_code"],
        "label": row["item_it"],
        "question": row["question_it"],
        "about": row["subject"],
        "anchors": anchors,
        "strengths": _split(row["strength_examples_it"]),
        "needs": _split(row["linked_needs"]),
    }
    return _placed(number, item, row["domain_it"], found, health=row["domain_code"] == "health")


def _preliminary(number: int, row: dict[str, str], found: Reading) -> dict[str, Any]:
    say = found.troubles.append
    replies, signals = _split(row["answers"]), _split(row["signal_answers"])
    for name, values in (("answers", replies), ("signal_answers", signals)):
        unknown = [value for value in values if value not in REPLIES]
        if unknown or not values:
            say((number, _("«%(name)s» può avere: %(names)s.") % {"name": name, "names": ", ".join(REPLIES)}))
    if codes.get("preliminary_path", row["suggested_path"]) is None:
        known = ", ".join(code for code, _label in codes.choices("preliminary_path"))
        say((number, _("«suggested_path» può essere: %(names)s.") % {"names": known}))
    section = row["section_it"]
    item = {
        "domain": re.sub(r"[^a-z]+", "_", normalise(section)).strip("_")[:30] or "altro",
        "domain_label": section,
        "code": row["code"],
        "label": row["question_it"],
        "help": row["help_it"],
        "replies": replies,
        "signals": signals,
        "path": row["suggested_path"],
    }
    return _placed(number, item, section, found)


def _placed(number: int, item: dict[str, Any], domain: str, found: Reading, health: bool = False) -> dict[str, Any]:
    """The same with its order and category; texts that are missing or too long are told."""
    say = found.troubles.append
    if not CODE.match(item["code"]):
        say((number, _("Il codice vuole lettere minuscole, cifre, punti e trattini bassi.")))
    if not item["label"] or not domain:
        say((number, _("Mancano il nome della voce o quello dell'ambito.")))
    for name, most in LONGEST.items():
        value = item.get(name, "")
        if any(len(text) > most for text in (value if isinstance(value, list) else [value])):
            say((number, _("Un testo è troppo lungo: al massimo %(n)s caratteri.") % {"n": most}))
    places = {known["domain"]: known["domain_order"] for known in found.items}
    item["domain_order"] = places.get(item["domain"], len(places) * 10 + 10)
    item["order"] = len(found.items) * 10 + 10
    item["category"] = "health" if health or HEALTH.search(domain.lower()) else "needs"
    return item


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def write_form(kind: str, items: Iterable[FormItem]) -> str:
    """The file of a version, to start the next one from. Cells that a spreadsheet would compute are made harmless."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS[Kind(kind)])
    for item in items:
        if kind == Kind.DEEP:
            cells = [item.domain, item.domain_label, item.code, item.label, item.question, item.about, *item.anchors,
                     "|".join(item.strengths), "|".join(item.needs)]  # fmt: skip
        else:
            cells = [item.code, item.domain_label, item.label, item.help, "|".join(item.replies),
                     "|".join(item.signals), item.path, str(item.order)]  # fmt: skip
        writer.writerow([f"'{cell}" if cell[:1] in "=+-@" else cell for cell in cells])
    return out.getvalue()
