"""Referrals of a story: sent by who holds the person, then step by step until the state the file gives."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from portico.directory.models import Service
from portico.kernel.actor import Actor, acting
from portico.referrals import selectors
from portico.referrals.services import (
    accept_referral,
    answer_information,
    ask_information,
    complete_referral,
    decline_referral,
    put_on_waiting_list,
    receive_referral,
    refer,
)
from portico.seed.stories.clock import it_is
from portico.seed.stories.people import Playing, hold
from portico.seed.stories.script import ROME, Fact

POSITION = re.compile(r"posto (\d+)")
TICKED = {"identity": "birth", "contacts": "addresses", "children_ages": "household"}
# Days from the sending to each answer, by urgency; the outcome comes later still.
PATIENCE = {"immediate": 0, "today": 0, "three_days": 2, "two_weeks": 6, "ordinary": 8}
UNTIL_THE_END = 30
ASKED = "Chiediamo un colloquio e di farci sapere com'è andata."


def send(playing: Playing, fact: Fact) -> None:
    """A fact of kind `referral`. Sendings to another ambito have no service here: they are left out."""
    service = _service(playing, fact)
    if service is None:
        return
    members = playing.story.people_of(fact)[:1]
    sender = _sender(playing, fact, service)
    with acting(sender), it_is(fact.at):
        (person,) = hold(playing, sender, members, fact.at)
        referral = refer(
            actor=sender,
            person_id=person,
            service_id=service.pk,
            reason=fact.note,
            asked=ASKED,
            urgency=fact.says.get("urgency", "ordinary"),
            sections=_ticked(sender, person, fact),
            occurred_at=fact.at,
        )
    receiver = playing.cast.answering(referral.to_token, playing.story.code)
    if receiver is not None:
        _answer(referral.pk, receiver, sender, fact)


def _service(playing: Playing, fact: Fact) -> Service | None:
    code = fact.says.get("to_service", "")
    found = Service.objects.filter(ambito=playing.cast.ambito, code=code, status="active")
    return found.select_related("unit", "organisation").first()


def _sender(playing: Playing, fact: Fact, service: Service) -> Actor:
    """Who the fact names; where nobody works there, or it is the service itself, who holds the person already."""
    token = service.unit.token if service.unit else service.organisation.token
    named = playing.cast.at(fact.place, playing.story.code) or playing.cast.at(fact.organisation, playing.story.code)
    able = [actor for actor in (named, *playing.holders) if actor is not None and token not in actor.tokens]
    listens = {"desk_operator", "social_worker", "coordinator", "emergency_operator", "foster_team"}
    return next(actor for actor in able if actor.role in listens or actor in playing.holders)


def _ticked(actor: Actor, person_id: UUID, fact: Fact) -> list[str]:
    """What the file says is ticked, as far as the sender reads it."""
    wanted = {TICKED[name] for name in fact.says.get("data_ticked", [])}
    if not wanted:
        return []
    offered = selectors.sections_for(actor=actor, person_id=person_id)
    return [section.key for section in offered if section.tickable and section.key in wanted]


def _answer(key: UUID, receiver: Actor, sender: Actor, fact: Fact) -> None:
    """The steps to the final state, days apart and never after now."""
    says, words = fact.says, fact.says.get("outcome_note", "")
    seen, answered, ended = _moments(fact)
    with acting(receiver):
        with it_is(seen):
            receive_referral(actor=receiver, referral_id=key, occurred_at=seen)
        common: dict[str, Any] = {"actor": receiver, "referral_id": key, "occurred_at": answered}
        with it_is(answered):
            status = says["status"]
            if status == "waiting_list":
                found = POSITION.search(words)
                put_on_waiting_list(position=int(found[1]) if found else None, note=words, **common)
            elif status == "declined":
                decline_referral(reason=says["decline_reason"], words=words, **common)
            elif status == "more_information":
                ask_information(text=words or "Mancano dei documenti.", **common)
            else:
                accept_referral(text="" if status == "completed" else words, **common)
    if status == "more_information":
        _after_the_question(key, receiver, sender, answered)
    elif status == "completed":
        with acting(receiver), it_is(ended):
            complete_referral(
                actor=receiver, referral_id=key, outcome=says.get("outcome", "completed"), words=words,
                occurred_at=ended,
            )  # fmt: skip


def _after_the_question(key: UUID, receiver: Actor, sender: Actor, asked: datetime) -> None:
    """The sender answers some days later, and it is accepted: what the words of the story say."""
    answer, accepted = asked + timedelta(days=8), asked + timedelta(days=9)
    with acting(sender), it_is(answer):
        answer_information(
            actor=sender, referral_id=key, text="Ecco quello che mancava, lo ha portato oggi.", occurred_at=answer
        )
    with acting(receiver), it_is(accepted):
        accept_referral(actor=receiver, referral_id=key, occurred_at=accepted)


def _moments(fact: Fact) -> tuple[datetime, datetime, datetime]:
    """Seen, answered, ended."""
    now = timezone.now() - timedelta(minutes=30)
    patience = PATIENCE[fact.says.get("urgency", "ordinary")]
    seen = _working(fact.at + (timedelta(days=max(1, patience // 2)) if patience else timedelta(minutes=40)))
    answered = _working(fact.at + (timedelta(days=patience) if patience else timedelta(minutes=95)))
    if "accepted_on" in fact.says:
        answered = datetime.combine(fact.says["accepted_on"], time(11, 20), ROME)
    answered = max(answered, seen + timedelta(minutes=20))
    ended = _working(answered + timedelta(days=UNTIL_THE_END))
    return min(seen, now), min(answered, now), min(ended, now)


def _working(at: datetime) -> datetime:
    """The next day offices work, at the same hour."""
    while at.weekday() > 4:
        at += timedelta(days=1)
    return at
