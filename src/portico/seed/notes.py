"""What an operator jots down: short, imperfect, about nobody in particular. The bank is `data/notes.csv`."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from portico.seed.shapes import HouseholdShape
from portico.seed.world import DATA, rows

MONTHS = (
    *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
    *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
)
NUMBERS = ("zero", "un figlio", "due figli", "tre figli", "quattro figli", "cinque figli", "sei figli")
ANYTHING = "*"


@dataclass(frozen=True, slots=True)
class Note:
    who: str
    sex: str
    outcomes: tuple[str, ...]
    text: str


@lru_cache(maxsize=1)
def bank() -> dict[str, list[Note]]:
    """Notes by need; those that fit anything under `*`."""
    found: dict[str, list[Note]] = defaultdict(list)
    for row in rows(DATA / "notes.csv"):
        note = Note(row["who"], row["sex"], tuple(row["outcomes"].split("|")), row["text"])
        found[row["need"]].append(note)
    return dict(found)


def kinds_of(household: HouseholdShape, day: date) -> frozenset[str]:
    """Which notes fit: of families, of old people, of one person alone, of the young."""
    ages = [person.age_on(day) for person in household.people]
    first = household.reference.age_on(day)
    return frozenset(
        kind
        for kind, fits in (
            ("any", True),
            ("family", any(age < 18 for age in ages)),
            ("elderly", first >= 65),
            ("single", len(ages) == 1 and first < 65),
            ("young", first < 26),
        )
        if fits
    )


def choose(
    rng: random.Random, need: str, who: frozenset[str], sex: str, said: set[str], *, outcome: str = ""
) -> Note | None:
    """A note on the need that fits who it is about and was not used for them before."""
    fitting = [
        note
        for note in bank().get(need, ())
        if note.who in who
        and note.sex in ("", sex[0])
        and note.text not in said
        and (not outcome or outcome in note.outcomes)
    ]
    return rng.choice(fitting) if fitting else None


def anything(rng: random.Random, outcome: str, sex: str) -> Note:
    """A note that fits any need, with this outcome."""
    return rng.choice([note for note in bank()[ANYTHING] if outcome in note.outcomes and note.sex in ("", sex[0])])


def written(rng: random.Random, note: Note, day: date, minors: int) -> str:
    """The note with its blanks filled: amounts, near dates, how many children."""
    text = note.text
    if "{" in text:
        near = day + timedelta(days=rng.randrange(6, 40))
        text = text.format(
            data=f"{near.day}/{near.month}",
            mese=MONTHS[(day.month - 1 + rng.choice((-2, -1, 1))) % 12],
            giorni=rng.randrange(3, 13),
            n=rng.randrange(3, 7),
            euro=f"{rng.choice((85, 120, 160, 210, 240, 280, 340, 390, 430, 560, 690, 820))} euro",
            affitto=f"{rng.choice((380, 420, 450, 480, 520, 550, 580, 620))} euro",
            figli=NUMBERS[min(max(minors, 1), 6)],
        )
    return text[0].upper() + text[1:]
