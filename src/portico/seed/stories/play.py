"""Plays the stories: each fact by whoever the file names, at its own time, through the services.

What Portico cannot record yet (supports, stays…) is left out; `SKIPPED` counts it. A fact that a
rule refuses is undone and told, and the story goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import structlog
from django.db import transaction

from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, NotVisible
from portico.kernel.models import Ambito
from portico.seed.stories import analyses, cases, courts, meetings, plans, turns
from portico.seed.stories.cast import Cast
from portico.seed.stories.clock import it_is, telling
from portico.seed.stories.diary import keep_paper, write_down
from portico.seed.stories.listening import identify, listen
from portico.seed.stories.people import Playing, hold
from portico.seed.stories.script import Fact, Story, read_stories
from portico.seed.stories.sendings import send

log = structlog.get_logger(__name__)
Turn = Callable[[Playing, Fact], object]
TUTOR, PSYCHOLOGIST = "matteo", "irene"


def _birth(playing: Playing, fact: Fact) -> None:
    """The mother's desk registers the child."""
    mother = playing.holders[0]
    with acting(mother), it_is(fact.at):
        hold(playing, mother, playing.story.people_of(fact), fact.at)


def _tutor(playing: Playing, fact: Fact) -> None:
    task = "Accompagnamento della famiglia"
    cases.join_team(playing, fact, TUTOR, "case_contributor", task, fact.says["until"])


def _psychologist(playing: Playing, fact: Fact) -> None:
    task = f"Percorso di {fact.says['sessions']} incontri"
    cases.join_team(playing, fact, PSYCHOLOGIST, "psychologist", task, None)


def _close(playing: Playing, fact: Fact) -> None:
    plans.end(playing, fact)
    cases.close(playing, fact)


TURNS: dict[str, Turn] = {
    "listening": listen,
    "emergency_call": listen,
    "authority_report": listen,
    "identification": identify,
    "referral": send,
    "case_opened": cases.open_case,
    "case_closed": _close,
    "meeting": meetings.meet,
    "deadline": cases.set_deadline,
    "assessment": analyses.meet_and_assess,
    analyses.KIND: analyses.assess,
    "plan": plans.write_plan,
    "goal_check": plans.check_goal,
    "mandate": courts.receive,
    "report": courts.report,
    "protected_meeting": courts.protected,
    "team_change": _tutor,
    "psych_path": _psychologist,
    "substitution": cases.substitute,
    "reserve": cases.reserve,
    "household_change": turns.household_change,
    "address_change": turns.move,
    "consent": turns.consent,
    "contact": turns.safe_contact,
    "lookup": turns.look,
    "duplicate_attempt": turns.register_again,
    "handover": turns.hand_to,
    "birth": _birth,
    "diary_note": write_down,
    "visit_home": write_down,
    "school_report": write_down,
    "health_event": write_down,
    "document": keep_paper,
    "death": turns.death,
    "merge": turns.merge,
    "merge_undo": turns.unmerge,
}
# Of these only that the unit met them: the last contact, not what was written.


@dataclass(slots=True)
class Played:
    """What came of it."""

    stories: int = 0
    facts: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[str, str, str]] = field(default_factory=list)


def play_stories(ambito: Ambito, *, today: date, only: set[str] | None = None) -> Played:
    """All the stories, or some, in an ambito whose network and desks are there. Runs as owner."""
    played = Played()
    cast = Cast(ambito)
    with telling():
        for number, story in enumerate(read_stories(today), start=1):
            if only is None or story.code in only:
                _play(story, Playing(story, cast, today, number), played)
                played.stories += 1
    return played


def _play(story: Story, playing: Playing, played: Played) -> None:
    for fact in analyses.with_analyses(playing):
        turn = TURNS.get(fact.kind)
        if turn is None:
            played.skipped[fact.kind] += 1
            continue
        try:
            with transaction.atomic():
                turn(playing, fact)
            played.facts[fact.kind] += 1
        except (DomainError, NotVisible) as error:
            played.refused.append((story.code, fact.kind, f"{type(error).__name__}: {error}"))
            log.warning("demo.fact_refused", story=story.code, fact=fact.kind, day=str(fact.day))
