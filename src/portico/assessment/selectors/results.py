"""What an assessment says: strengths beside problems, what comes first, the picture. No score decides anything."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median_low
from typing import Any

from django.utils.translation import gettext as _

from portico.assessment.enums import PROBLEMS, STRENGTHS
from portico.assessment.selectors.sheet import Domain, Line, Sheet, whole

TOP = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """A strength or a problem, with the words that say why."""

    line: Line
    domain: Domain

    @property
    def level(self) -> int:
        return self.line.level or 0

    @property
    def about(self) -> str:
        return whole(self.line.person)

    @property
    def label(self) -> str:
        return f"{self.line.item.label} ({self.about})" if self.line.person else self.line.item.label


def strengths_and_problems(sheet: Sheet) -> tuple[list[Finding], list[Finding]]:
    """The clearest strengths first; the most serious problems first."""
    found = [Finding(line, domain) for domain in sheet.domains for line in domain.lines if line.level]
    strengths = [item for item in found if item.level in STRENGTHS]
    problems = [item for item in found if item.level in PROBLEMS]
    return sorted(strengths, key=lambda item: -item.level), sorted(problems, key=lambda item: item.level)


def suggested_priorities(sheet: Sheet, most: int = TOP) -> list[Finding]:
    """The most serious first, then in the form's order: a rule one can read, to be put in another order with a reason."""
    return strengths_and_problems(sheet)[1][:most]


# --- the picture -------------------------------------------------------------------------------------------

SIZE, RADIUS, LEVELS = 420, 128, 6


@dataclass(frozen=True, slots=True)
class Spoke:
    """A domain on the radar: what was explored of it, in the middle, from lowest to highest."""

    label: str
    code: str
    explored: int
    lowest: int | None
    middle: int | None
    highest: int | None
    before: int | None
    strengths: int
    problems: int
    x: float
    y: float
    text_x: float
    text_y: float
    anchor: str
    words: list[str]


@dataclass(frozen=True, slots=True)
class Radar:
    """What the template draws; the table beside it says the same in numbers."""

    spokes: list[Spoke]
    rings: list[str]
    now: str
    before: str
    dots: list[tuple[float, float, int]]
    size: int = SIZE
    centre: int = SIZE // 2

    @property
    def description(self) -> str:
        return "; ".join(
            _("%(label)s: %(level)s su 6") % {"label": spoke.label, "level": spoke.middle}
            if spoke.middle
            else _("%(label)s: non esplorato") % {"label": spoke.label}
            for spoke in self.spokes
        )


def radar_of(sheet: Sheet) -> Radar | None:
    """The middle mark of each domain. None with fewer than three domains explored: the table is enough."""
    domains = sheet.domains
    if sum(bool(domain.marks) for domain in domains) < 3:
        return None
    spokes = [_spoke(domain, number, len(domains)) for number, domain in enumerate(domains)]
    return Radar(
        spokes=spokes,
        rings=[_polygon([level] * len(spokes)) for level in range(1, LEVELS + 1)],
        now=_polygon([spoke.middle for spoke in spokes]),
        before=_polygon([spoke.before for spoke in spokes]) if any(spoke.before for spoke in spokes) else "",
        dots=[
            (*_place(spoke.middle, number, len(spokes)), spoke.middle)
            for number, spoke in enumerate(spokes)
            if spoke.middle
        ],
    )


def _spoke(domain: Domain, number: int, count: int) -> Spoke:
    marks = domain.marks
    before = [line.level_before for line in domain.lines if line.level_before]
    x, y = _place(LEVELS, number, count)
    text_x, text_y = _place(LEVELS + 0.8, number, count)
    words = _wrapped(domain.label)
    return Spoke(
        label=domain.label,
        code=domain.code,
        explored=len(marks),
        lowest=min(marks, default=None),
        middle=median_low(marks) if marks else None,
        highest=max(marks, default=None),
        before=median_low(before) if before else None,
        strengths=domain.strengths,
        problems=domain.problems,
        x=x,
        y=y,
        text_x=text_x,
        text_y=round(text_y - 8 * (len(words) - 1), 1),
        anchor="middle" if abs(text_x - SIZE / 2) < 12 else "start" if text_x > SIZE / 2 else "end",
        words=words,
    )


def _place(level: float, number: int, count: int) -> tuple[float, float]:
    angle = 2 * math.pi * number / count - math.pi / 2
    reach = RADIUS * level / LEVELS
    return round(SIZE / 2 + reach * math.cos(angle), 1), round(SIZE / 2 + reach * math.sin(angle), 1)


def _polygon(levels: list[Any]) -> str:
    """Points of a shape; a domain without a mark is left out, not counted as a problem."""
    count = len(levels)
    return " ".join(
        "{},{}".format(*_place(level, number, count)) for number, level in enumerate(levels) if level is not None
    )


def _wrapped(label: str, most: int = 14) -> list[str]:
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
