"""The same person registered twice: another spelling, swapped names, day and month exchanged."""

from __future__ import annotations

import random
from dataclasses import replace

from portico.people.names import swapped_day_month
from portico.seed.shapes import ContactShape, PersonShape

# How the same sound is written by two people at two desks.
SPELLINGS = (
    ("Mohamed", "Mohammed"),
    ("Mohammed", "Muhammad"),
    ("Fatima", "Fatma"),
    ("Youssef", "Yusuf"),
    ("Olena", "Elena"),
    ("Oleksandr", "Alexander"),
    ("Yuliya", "Julia"),
    ("Natalia", "Nataliya"),
    ("Abdul", "Abdoul"),
    ("ou", "u"),
    ("kh", "h"),
    ("y", "i"),
    ("ss", "s"),
    ("ll", "l"),
    ("ch", "c"),
    ("k", "ch"),
)


def double_of(rng: random.Random, person: PersonShape, *, key: int, household: int) -> PersonShape:
    """A second record of `person`, made at another desk by somebody who did not find the first."""
    first, last = person.first_name, person.last_name
    born = person.birth_date
    kind = rng.random()
    if kind < 0.2:
        first, last = last, first
    elif kind < 0.35 and (swapped := swapped_day_month(born)) is not None:
        born = swapped
    else:
        first, last = misspell(rng, first), misspell(rng, last)
    return replace(
        person,
        key=key,
        household=household,
        first_name=first,
        last_name=last,
        birth_date=born,
        identifiers=[],
        contacts=[ContactShape("mobile", f"333 000 0{rng.randrange(1000):03d}")],
        addresses=[],
        permit=None,
        income_sources=(),
        duplicate_of=person.key,
    )


def misspell(rng: random.Random, name: str) -> str:
    """Another way to write the name; the same when there is nothing to get wrong."""
    fitting = [(written, heard) for written, heard in SPELLINGS if written in name]
    if not fitting:
        return name
    written, heard = rng.choice(fitting)
    return name.replace(written, heard, 1)
