"""What a story's people wrote in the diary, and the papers they kept."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from portico.casework.services import note_contact
from portico.kernel.actor import Actor, acting
from portico.people.services.register import REGISTERING_ROLES
from portico.seed.sample import sample_file
from portico.seed.stories.cases import case_for
from portico.seed.stories.clock import it_is
from portico.seed.stories.people import Playing, hold
from portico.seed.stories.script import Fact
from portico.thread.policies import MEETINGS, may_write
from portico.thread.selectors import attachable_cases
from portico.thread.services import add_document, write_entry

# What the file calls a paper → what it is here.
PAPERS = {
    "precetto": "contract",
    "ricevuta rinnovo permesso": "permit",
    "ricevuta conversione": "permit",
    "ricevuta": "permit",
    "atto di nascita": "identity",
    "rendiconto": "report",
    "delega della madre": "delegation",
    "ISEE": "isee",
}
OURS = frozenset({"rendiconto"})
KINDS = {"health_event": "health", "school_report": "school", "visit_home": "home_visit"}
CALLS = ("chiama", "telefon")


def write_down(playing: Playing, fact: Fact) -> None:
    """A note, a visit, what the school said, what happened to somebody's health."""
    found = _who(playing, fact)
    if found is None:
        return
    actor, people, case = found
    level = fact.says.get("level", "team")
    kind = KINDS.get(fact.kind) or ("phone_call" if any(word in fact.note.lower() for word in CALLS) else "note")
    with acting(actor), it_is(fact.at):
        write_entry(
            actor=actor,
            person_ids=people,
            text=fact.note,
            kind=kind,
            level="unit" if level == "team" and case is None else level,
            case_id=case,
            occurred_at=fact.at,
        )
        if kind in MEETINGS and case:
            note_contact(actor=actor, person_ids=people, on=fact.day)


def keep_paper(playing: Playing, fact: Fact) -> None:
    """A paper that came, or that they wrote together."""
    found = _who(playing, fact)
    if found is None:
        return
    actor, people, case = found
    name = fact.says["doc"]
    with acting(actor), it_is(fact.at):
        add_document(
            actor=actor,
            person_ids=people,
            file=sample_file(),
            kind=PAPERS[name],
            title=name[:1].upper() + name[1:],
            origin="issued_here" if name in OURS else "person",
            level="team" if case else "unit",
            case_id=case,
            dated_on=fact.day,
            expires_on=fact.day + timedelta(days=365) if PAPERS[name] in {"isee", "permit"} else None,
            note=fact.note,
            occurred_at=fact.at,
        )


def _who(playing: Playing, fact: Fact) -> tuple[Actor, list[UUID], UUID | None] | None:
    """Who writes, about whom, in which case: somebody of the place the file names, or else who has the case."""
    about = playing.story.people_of(fact)
    # A note is about people somebody met already; it registers nobody more.
    members = [member for member in about if member.key in playing.people] or about
    case = case_for(playing, fact)
    actor = playing.cast.at(fact.place, playing.story.code)
    if case and (actor is None or not _meets(actor) or fact.place in playing.cases):
        actor = case[1]
    if actor is None or not _meets(actor):
        return None
    with acting(actor), it_is(fact.at):
        people = hold(playing, actor, members, fact.at)
        mine = attachable_cases(actor=actor, person_id=people[0])
        # Only whom the case is about may be written of in it.
        key = case[0].pk if case and case[0].pk in mine else None
        if key:
            people = [one for one in people if key in attachable_cases(actor=actor, person_id=one)]
    return actor, people, key


def _meets(actor: Actor) -> bool:
    """Writes a diary, and may meet people it does not follow yet."""
    return may_write(actor) and actor.role in REGISTERING_ROLES
