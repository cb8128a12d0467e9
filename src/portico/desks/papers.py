"""What goes on the papers of a desk: the words of the sheet in each language, dates as that language writes them."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from portico.desks.models import Desk, Encounter
from portico.directory.models import Need, NeedLabel
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.privacy.selectors import placeholders

SHEETS = Path(__file__).parent / "data" / "sheet"


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed words of the sheet in one language."""

    language: str
    right_to_left: bool
    reviewed: bool
    strings: dict[str, str]
    date_format: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]

    def date(self, day: date) -> str:
        return self.date_format.format(
            weekday=self.weekdays[day.weekday()], day=day.day, month=self.months[day.month - 1], year=day.year
        )

    def moment(self, moment: datetime) -> str:
        local = timezone.localtime(moment)
        return f"{self.date(local.date())}, {local:%H:%M}"


@lru_cache(maxsize=32)
def words(language: str) -> Words:
    """The words in a language of the sheet; Italian for the others."""
    path = SHEETS / f"{language}.json"
    if not path.exists():
        return words("it")
    data = json.loads(path.read_text(encoding="utf-8"))
    return Words(
        language=data["lang"],
        right_to_left=data["dir"] == "rtl",
        reviewed=data["reviewed"],
        strings=data["strings"],
        date_format=data["date_format"],
        weekdays=tuple(data["weekdays"]),
        months=tuple(data["months"]),
    )


def sheet_languages() -> list[tuple[str, str]]:
    """(code, label) of the languages of the sheet, in the order of the list of languages."""
    there = {path.stem for path in SHEETS.glob("*.json")}
    return [(code, label) for code, label in codes.choices("language") if code in there]


def language_for(encounter: Encounter) -> str:
    """The language of the listening, else the one the person prefers, when the sheet exists in it."""
    there = dict(sheet_languages())
    spoken = [encounter.language]
    for row in encounter.subjects.all():
        spoken += [item.language for item in row.person.languages.all()]
    return next((language for language in spoken if language in there), "it")


def said_in(language: str, needs: list[Need]) -> list[dict[str, str]]:
    """Each need as the person would say it, in their language and in Italian."""
    labels = dict(
        NeedLabel.objects.filter(need__in=needs, language=language).order_by("need_id").values_list("need_id", "label")
    )
    return [{"said": labels.get(need.code, need.citizen_label), "italian": need.citizen_label} for need in needs]


def written(text: str) -> dict[str, str]:
    """What somebody wrote, with the direction it reads in: Italian inside an Arabic sheet keeps its own."""
    strong = next((kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", "R", "AL"}), "L")
    return {"text": text, "dir": "ltr" if strong == "L" else "rtl"}


def letterhead(actor: Actor, desk: Desk | None) -> dict[str, Any]:
    """Who gives the paper: organisation, ambito and where the desk is."""
    place = ""
    if desk is not None:
        phone = f"tel. {desk.phone}" if desk.phone else ""
        place = " · ".join(part for part in (desk.name, desk.where, phone) if part)
    return {**placeholders(actor=actor), "place": place}
