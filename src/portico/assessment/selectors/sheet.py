"""An assessment as its pages show it: domains, their questions about each person, what was marked and before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from portico.assessment.enums import ASIDE, LEVELS, PROBLEMS, STRENGTHS, About, Kind
from portico.assessment.models import Answer, Assessment, FormItem, Voice
from portico.assessment.selectors.reading import Reach, answers_of, items_of, reach_of, voices_of
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.people.models import Person


@dataclass(slots=True)
class Line:
    """A question about the household, or about one of its members, with its mark."""

    item: FormItem
    person: Person | None
    mark: str = ""
    note: str = ""
    # What it was the time before; "" when it was not asked.
    before: str = ""
    shared: bool = False
    # Two people at once: what a colleague marked meanwhile, and what is stored when one sends again.
    theirs: str = ""
    theirs_note: str = ""
    seen: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        """The page's field."""
        return f"{self.item.pk.hex}-{self.person.pk.hex if self.person else 'n'}"

    @property
    def key(self) -> tuple[str, UUID | None]:
        """The same question in another version has another id and the same code."""
        return self.item.code, self.person.pk if self.person else None

    @property
    def level(self) -> int | None:
        return int(self.mark) if self.mark in LEVELS else None

    @property
    def level_before(self) -> int | None:
        return int(self.before) if self.before in LEVELS else None

    @property
    def mark_label(self) -> str:
        return mark_label(self.mark)

    @property
    def before_label(self) -> str:
        return mark_label(self.before)

    @property
    def anchor(self) -> str:
        """What the level means for this question."""
        return self.item.anchors[self.level - 1] if self.level and self.item.anchors else ""

    @property
    def is_signal(self) -> bool:
        return bool(self.mark) and self.mark in self.item.signals

    @property
    def change(self) -> int:
        """How many levels up or down since before; 0 when one of the two is not a level."""
        return self.level - self.level_before if self.level and self.level_before else 0

    @property
    def anchors(self) -> list[tuple[str, str, str]]:
        """(level, its name, what it means here)."""
        meant = self.item.anchors or [""] * len(LEVELS)
        return [
            (level, codes.label("assessment_level", level), text) for level, text in zip(LEVELS, meant, strict=True)
        ]

    @property
    def replies(self) -> list[tuple[str, str]]:
        return [(code, codes.label("preliminary_answer", code)) for code in self.item.replies]


def mark_label(mark: str) -> str:
    """A mark in words."""
    if mark in LEVELS:
        return f"{mark} · {codes.label('assessment_level', mark)}"
    return str(ASIDE[mark]) if mark in ASIDE else codes.label("preliminary_answer", mark)


@dataclass(slots=True)
class Domain:
    """A part of the form: its questions, and how the household itself sees it."""

    code: str
    label: str
    category: str
    lines: list[Line] = field(default_factory=list)
    voice: Voice | None = None
    # What the page shows of their words: as stored, or as just typed.
    words: str = ""

    @property
    def answered(self) -> int:
        return sum(bool(line.mark) for line in self.lines)

    @property
    def marks(self) -> list[int]:
        return [line.level for line in self.lines if line.level]

    @property
    def lowest(self) -> int | None:
        return min(self.marks, default=None)

    @property
    def highest(self) -> int | None:
        return max(self.marks, default=None)

    @property
    def strengths(self) -> int:
        return sum(level in STRENGTHS for level in self.marks)

    @property
    def problems(self) -> int:
        return sum(level in PROBLEMS for level in self.marks)

    @property
    def signals(self) -> int:
        return sum(line.is_signal for line in self.lines)

    @property
    def groups(self) -> list[tuple[Person | None, list[Line]]]:
        """The household's questions, then each member's."""
        found: dict[Any, tuple[Person | None, list[Line]]] = {}
        for line in self.lines:
            key = line.person.pk if line.person else None
            found.setdefault(key, (line.person, []))[1].append(line)
        return sorted(found.values(), key=lambda group: group[0] is not None)


@dataclass(slots=True)
class Sheet:
    """The whole, for its pages and its paper."""

    assessment: Assessment
    people: list[Reach]
    domains: list[Domain]
    voice: Voice | None = None

    @property
    def lines(self) -> list[Line]:
        return [line for domain in self.domains for line in domain.lines]

    @property
    def is_deep(self) -> bool:
        return self.assessment.kind == Kind.DEEP

    @property
    def names(self) -> str:
        return ", ".join(subject.person.short_name for subject in self.people)

    @property
    def reference(self) -> Reach | None:
        return next((subject for subject in self.people if subject.reference), self.people[0] if self.people else None)

    def domain(self, code: str) -> Domain | None:
        return next((domain for domain in self.domains if domain.code == code), None)

    @property
    def suggested(self) -> list[tuple[str, str, list[Line]]]:
        """(path, its label, the answers that bring it to mind), the urgent one first. A prompt, never a decision."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            if line.is_signal and line.item.path:
                found.setdefault(line.item.path, []).append(line)
        order = Counter({code: place for place, (code, _label) in enumerate(codes.choices("preliminary_path"))})
        paths = sorted(found, key=lambda code: (code != "urgent", order[code]))
        return [(path, codes.label("preliminary_path", path), found[path]) for path in paths]

    @property
    def title(self) -> str:
        return str(self.assessment.form.title)


def sheet_of(*, actor: Actor, assessment: Assessment, before: Assessment | None = None) -> Sheet:
    """Everything the actor reads of an assessment; `before` is the one to compare it with. Five queries."""
    reach = reach_of(actor=actor, assessments=[assessment, *([before] if before else [])])
    people = [subject for subject in reach if subject.assessment_id == assessment.pk]
    rows = list(answers_of(actor=actor, reach=reach))
    now = [row for row in rows if row.assessment_id == assessment.pk]
    then = {(row.item.code, row.person_id): row.mark for row in rows if before and row.assessment_id == before.pk}
    voices = voices_of(actor=actor, reach=people)
    sheet = Sheet(assessment, people, [], voices.get(""))
    found = {(row.item_id, row.person_id): row for row in now}
    domains: dict[str, Domain] = {}
    for item in items_of(assessment.form, now):
        domain = domains.setdefault(item.domain, Domain(item.domain, item.domain_label, item.category))
        for person in _about(item, people):
            line = Line(item, person)
            _fill(line, found.get((item.pk, person.pk if person else None)))
            line.before = then.get(line.key, "")
            domain.lines.append(line)
    for code, domain in domains.items():
        domain.voice = voices.get(code)
        domain.words = domain.voice.text if domain.voice else ""
    sheet.domains = [domain for domain in domains.values() if domain.lines]
    return sheet


def _about(item: FormItem, people: list[Reach]) -> list[Person | None]:
    if item.about == About.HOUSEHOLD:
        return [None]
    return [subject.person for subject in people if subject.about == item.about]


def _fill(line: Line, row: Answer | None) -> None:
    if row is not None:
        line.mark, line.note, line.shared = row.mark, row.note, row.shared


def whole(person: Person | None) -> str:
    """Whom a question is about, in words."""
    return person.short_name if person else _("Nucleo")
