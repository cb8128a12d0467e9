"""Assessments of a story: short ones and deep ones, with the words of both sides, at their own time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from portico.assessment.models import Assessment, FormItem
from portico.assessment.services import Typed, complete_assessment, save_answers, share_domains, start_assessment
from portico.kernel.actor import Actor, acting
from portico.seed.stories.cases import case_for, met
from portico.seed.stories.clock import it_is
from portico.seed.stories.people import Playing
from portico.seed.stories.script import DATA, ROME, Fact, Story

KIND = "analysis"


@lru_cache(maxsize=1)
def _told() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DATA / "analyses.json").read_text(encoding="utf-8"))["analyses"]
    return found


def with_analyses(playing: Playing) -> list[Fact]:
    """The story's facts and its assessments, in order of time."""
    return sorted([*playing.story.facts, *_facts(playing)], key=lambda fact: fact.at)


def _facts(playing: Playing) -> Iterator[Fact]:
    story = playing.story
    for item in _told():
        if item["story"] != story.code or item.get("fact"):
            continue
        opened = _opening(story, item.get("place", ""))
        day = opened.day + timedelta(days=item.get("after_days", 0))
        if "days_ago" in item:
            day = playing.today - timedelta(days=item["days_ago"])
        if day < playing.today:
            at = datetime.combine(day, time(11, 20), ROME)
            yield Fact(KIND, at, opened.place, opened.organisation, opened.members, opened.note, item)


def _opening(story: Story, place: str) -> Fact:
    """When the unit that assesses took them in charge."""
    found = [fact for fact in story.facts if fact.kind == "case_opened"]
    reserved = [fact for fact in found if fact.says.get("reserved")]
    return reserved[0] if place.endswith("reserved") and reserved else found[0]


def meet_and_assess(playing: Playing, fact: Fact) -> None:
    """Something the file says of an assessment: the unit met them, and what it understood."""
    met(playing, fact)
    for item in _told():
        if item["story"] == playing.story.code and item.get("fact"):
            _assess(playing, fact, item)


def assess(playing: Playing, fact: Fact) -> None:
    _assess(playing, fact, fact.says)


def _assess(playing: Playing, fact: Fact, item: dict[str, Any]) -> None:
    found = case_for(playing, fact)
    if found is None:
        return
    case, manager = found
    people = [playing.people[member.key] for member in playing.story.people_of(fact) if member.key in playing.people]
    begun, done = fact.at, fact.at + timedelta(minutes=55)
    with acting(manager), it_is(begun):
        assessment = start_assessment(
            actor=manager, kind=item["kind"], person_ids=people, case_id=case.pk, occurred_at=begun
        )
        _fill(playing, manager, assessment, item)
        if item.get("share"):
            share_domains(actor=manager, assessment_id=assessment.pk, domains=item["share"], occurred_at=begun)
    if item.get("draft"):
        return
    with acting(manager), it_is(done):
        order = [_key(playing, assessment, code) for code in item.get("order", [])]
        complete_assessment(
            actor=manager,
            assessment_id=assessment.pk,
            ranked=order or _first(assessment),
            reason=item.get("reason", ""),
            outcome=item.get("outcome", ""),
            outcome_note=item.get("outcome_note", ""),
            occurred_at=done,
        )


def _fill(playing: Playing, actor: Actor, assessment: Assessment, item: dict[str, Any]) -> None:
    typed = []
    for code, said in item["marks"].items():
        mark, _bar, note = said.partition("|")
        typed.append(Typed(*_key(playing, assessment, code), mark, note))
    voices = {domain: (text, "") for domain, text in item["voices"].items()}
    save_answers(actor=actor, assessment_id=assessment.pk, typed=typed, voices=voices)


def _key(playing: Playing, assessment: Assessment, code: str) -> tuple[UUID, UUID | None]:
    """`code` or `code@member` as the question and the person it is about."""
    name, _at, member = code.partition("@")
    question = FormItem.objects.get(form_id=assessment.form_id, code=name)
    return question.pk, playing.people[member] if member else None


def _first(assessment: Assessment) -> list[tuple[UUID, UUID | None]]:
    """The order the page proposes: the most serious first, as the form asks them."""
    if assessment.kind != "deep":
        return []
    rows = assessment.answers.filter(mark__in=["1", "2", "3"]).select_related("item").order_by(
        "mark", "item__domain_order", "item__order"
    )  # fmt: skip
    return [(row.item_id, row.person_id) for row in rows[:3]]
