"""Listenings of a story, at a desk or by the emergency service, with and without a name."""

from __future__ import annotations

import re
from uuid import UUID

from portico.desks.models import Desk
from portico.desks.services.encounters import EncounterData, identify_encounter, record_encounter
from portico.kernel.actor import Actor, acting
from portico.people.models import Person
from portico.privacy.selectors import current_notice
from portico.privacy.services import FIRST_CONTACT, deliver_notice
from portico.seed.stories.clock import it_is
from portico.seed.stories.people import Playing, adults, hold, register
from portico.seed.stories.script import Fact, Member

PRESENCE = {"phone": "remote", "video": "remote", "in_person": "same_place"}
CALLED = re.compile(r"'([^']{4,60})'")
CONSENT = {"refused": "refused", "signed_with_note": "signed"}


def listen(playing: Playing, fact: Fact) -> None:
    """A fact of kind `listening`, `emergency_call` or `authority_report`."""
    actor = playing.cast.at(fact.place, playing.story.code)
    if actor is None:
        return
    with acting(actor), it_is(fact.at):
        if fact.says.get("anonymous") or fact.says.get("anonymous_first"):
            encounter = record_encounter(actor=actor, data=_data(playing, fact, [], []), occurred_at=fact.at)
            playing.unnamed.append((encounter, actor))
            return
        members = playing.story.people_of(fact)
        keys = _registered_as(playing, actor, fact, members) or hold(playing, actor, members, fact.at)
        known = dict(zip((member.key for member in members), keys, strict=True))
        speaking = adults(members, fact.day) if fact.members is None else members
        people = [(known[member.key], "present" if number else "for_whom") for number, member in enumerate(speaking)]
        record_encounter(actor=actor, data=_data(playing, fact, people, members), occurred_at=fact.at)
        if fact.kind == "listening":
            _notice(playing, actor, fact, people[0][0], speaking[0])


def identify(playing: Playing, fact: Fact) -> None:
    """Who gave no name says it: the listening is theirs, on the day it happened."""
    actor = playing.cast.at(fact.place, playing.story.code)
    if actor is None:
        return
    members = playing.story.people_of(fact)
    with acting(actor), it_is(fact.at):
        hold(playing, actor, members, fact.at)
    for encounter, listener in playing.unnamed:
        with acting(listener), it_is(fact.at):
            (key,) = hold(playing, listener, members[:1], fact.at)
            identify_encounter(actor=listener, encounter_id=encounter.pk, person_id=key, occurred_at=fact.at)
    playing.unnamed.clear()


def _data(playing: Playing, fact: Fact, people: list[tuple[UUID, str]], members: list[Member]) -> EncounterData:
    says, channel = fact.says, fact.says.get("channel", "in_person")
    called = CALLED.search(fact.note)
    desk = Desk.objects.filter(ambito=playing.cast.ambito, unit__code=fact.place).first()
    remote = desk is not None and desk.remote_point and channel == "video"
    spoken = members[0].languages[:1] if members else []
    interpreter = members[0].interpreter if members else ""
    return EncounterData(
        people=people,
        needs=says.get("needs", ()),
        minutes=says.get("minutes"),
        channel="phone" if fact.kind == "emergency_call" else channel,
        presence="other_desk" if remote else PRESENCE.get(channel, ""),
        person_desk_id=desk.pk if remote and desk else None,
        operator_place="Pesaro" if remote else "",
        interlocutor="police" if "caller" in says or fact.kind == "authority_report" else "person",
        interlocutor_note=says.get("caller", ""),
        called=(called[1] if called else "Persona senza nome") if not people else "",
        language=spoken[0] if spoken and (interpreter or spoken[0] != "it") else "",
        interpreter=interpreter,
        reason_code="reported" if fact.kind != "listening" else "spontaneous",
        urgency="immediate" if fact.kind == "emergency_call" else "ordinary",
        request=fact.note,
        private_note=says.get("private_note", ""),
        outcomes=[says["outcome"]] if says.get("outcome") else [],
    )


def _registered_as(playing: Playing, actor: Actor, fact: Fact, members: list[Member]) -> list[UUID] | None:
    """Story 10: each desk understands the name its own way, and writes a record of its own."""
    name = fact.says.get("registered_as")
    if not name:
        return None
    (member,) = members
    key = register(playing, actor, member, fact.at, name=name, identifier=False)
    playing.people[name] = key
    playing.people.setdefault(member.key, key)
    playing.holders.append(actor)
    return [key]


def _notice(playing: Playing, actor: Actor, fact: Fact, person_id: UUID, member: Member) -> None:
    """The notice of the first contact, in their language where there is one."""
    person = Person.objects.get(pk=person_id)
    if person.notice_deliveries.exists() and "consent" not in fact.says:
        return
    language = next(
        (code for code in member.languages if current_notice(kind=FIRST_CONTACT, language=code) is not None), "it"
    )
    outcome = CONSENT.get(fact.says.get("consent", ""), "signed")
    note = "Firma con riserva scritta a penna" if fact.says.get("consent") == "signed_with_note" else ""
    deliver_notice(
        actor=actor, person=person, language=language, outcome=outcome, note=note, occurred_at=fact.at,
        read_aloud=bool(member.interpreter),
    )  # fmt: skip
