"""What happened to somebody, in order, on paper: what the reader may see of it, without anybody's private notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone

from portico.desks.models import Encounter
from portico.events.models import Event
from portico.kernel.actor import Actor
from portico.thread.models import DiaryEntry
from portico.thread.timeline import TimelineItem, page_of_thread
from portico.workplace.selectors.person import UPKEEP

PAGE = 200
MOST = 3000
# Told again by another event of the same thing.
REPEATED = frozenset({"diary_corrected", "encounter_amended", "document_corrected"})
# Things whose words stand here whole, once.
WHOLE = (DiaryEntry, Encounter)


@dataclass(slots=True)
class Line:
    """One thing that happened."""

    when: datetime
    title: str
    who: str
    text: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Dossier:
    lines: list[Line]
    # There was more than fits: the oldest things are left out.
    cut: bool = False


def dossier_of(*, actor: Actor, person_id: UUID, since: date | None = None, until: date | None = None) -> Dossier:
    """The thread from its beginning (or a day) to today (or a day), the oldest thing first."""
    seen: set[Any] = set()
    lines: list[Line] = []
    for item in reversed(list(_items(actor, person_id, since, until))):
        if _left_out(item):
            continue
        thing = (item.event.object_kind, item.event.object_id)
        if isinstance(item.object, WHOLE):
            if thing in seen:
                continue
            seen.add(thing)
        lines.append(_line(item))
    return Dossier(lines=lines[-MOST:], cut=len(lines) > MOST)


def _items(actor: Actor, person_id: UUID, since: date | None, until: date | None) -> Iterator[TimelineItem]:
    """Newest first."""
    cursor = ""
    for _page in range(MOST // PAGE + 1):
        page = page_of_thread(actor=actor, person_id=person_id, before=cursor, size=PAGE)
        for item in page:
            day = timezone.localdate(item.event.occurred_at)
            if since and day < since:
                return
            if not until or day <= until:
                yield item
        if len(page) < PAGE:
            return
        cursor = page[-1].cursor


def _left_out(item: TimelineItem) -> bool:
    """Private notes stay out, one's own too; so do corrections and the upkeep of the record."""
    private = Event.Level.PRIVATE in (item.event.level, getattr(item.object, "level", ""))
    return private or item.event.kind in UPKEEP or item.event.kind in REPEATED


def _line(item: TimelineItem) -> Line:
    reader = _Reader()
    reader.feed(render_to_string("thread/item.html", {"item": item}))
    text = [part for part in reader.text if part]
    if isinstance(item.object, DiaryEntry):
        text = item.object.text.splitlines()
    elif isinstance(item.object, Encounter):
        found = item.object
        text = [found.theme_labels, found.request, found.narrative, found.outcome_labels, found.outcome_note]
    return Line(item.event.occurred_at, reader.title, item.who, [part for part in text if part.strip()])


class _Reader(HTMLParser):
    """Title and paragraphs of an item of the thread, as it is drawn on the page."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[str, list[str]] = {"title": [], "text": []}
        self.where: list[str] = []

    @property
    def title(self) -> str:
        return " ".join("".join(self.parts["title"]).split())

    @property
    def text(self) -> list[str]:
        return [" ".join(part.split()) for part in "".join(self.parts["text"]).split("\n\n")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        kind = dict(attrs).get("class") or ""
        here = self.where[-1] if self.where else ""
        if "p-event-title" in kind:
            here = "title"
        elif "p-event-text" in kind:
            here = "text"
        elif "visually-hidden" in kind or tag in {"svg", "summary"}:
            here = "none"
        if tag in {"p", "li"} and here == "text":
            self.parts["text"].append("\n\n")
        self.where.append(here)

    def handle_endtag(self, tag: str) -> None:
        if self.where and tag not in VOID:
            self.where.pop()

    def handle_data(self, data: str) -> None:
        if self.where and self.where[-1] in self.parts:
            self.parts[self.where[-1]].append(data)


VOID = frozenset({"br", "img", "input", "hr", "meta", "link", "use", "path"})
