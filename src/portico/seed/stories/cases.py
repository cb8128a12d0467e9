"""Cases of a story: opened by the unit the file names, described, with their team, things to do and end."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from portico.accounts.models import Substitution
from portico.casework.enums import OPEN_STATES
from portico.casework.models import Case
from portico.casework.services import add_member, close_case, note_contact, open_case_directly
from portico.casework.services.proposals import accept_case, propose_case
from portico.kernel.actor import Actor, acting
from portico.organisations.models import Unit
from portico.people.models import Person
from portico.people.services.reserve import reserve_person
from portico.seed.stories.cast import HUSBANDS_WORKER, LEADS
from portico.seed.stories.clock import it_is
from portico.seed.stories.people import Playing, describe, hold
from portico.seed.stories.script import ROME, Fact, Member
from portico.thread.services import complete_task, create_task

AREAS = {"polo-famiglie": "families_minors", "polo-adulti": "adults", "polo-anziani": "elderly",
         "polo-disabilita": "disability", "polo-foglia": "families_minors", "polo-colline": "families_minors",
         "eq-inclusione": "adults"}  # fmt: skip
DUE_AFTER = timedelta(days=30)
FOSTER = "foster_parent"


def open_case(playing: Playing, fact: Fact, members: list[Member] | None = None) -> tuple[Case, Actor]:
    """In charge of the unit: through whoever proposed it, or directly where nobody listened before."""
    manager = _manager(playing, fact)
    people = [member for member in members or playing.story.people_of(fact) if member.relation != FOSTER]
    area = (fact.says.get("areas") or [AREAS[fact.place]])[0]
    caller = _caller(playing)
    if caller is not None and not people[0].reserved:
        case = _proposed(playing, fact, caller, manager, people, area)
    else:
        with acting(manager), it_is(fact.at):
            keys = hold(playing, manager, people, fact.at)
            case = open_case_directly(actor=manager, person_ids=keys, area=area, reason=fact.note, occurred_at=fact.at)
    if manager not in playing.holders:
        playing.holders.append(manager)
    playing.cases[_case_key(fact, people)] = (case, manager)
    at = fact.at + timedelta(hours=1)
    with acting(manager), it_is(at):
        describe(playing, manager, at)
        note_contact(actor=manager, person_ids=[playing.people[member.key] for member in people], on=fact.day)
    return case, manager


def _caller(playing: Playing) -> Actor | None:
    """Who proposes them: the unit that has them in charge already, else the desk that listened."""
    in_charge = (manager for case, manager in playing.cases.values() if not case.reserved and _live(case, manager))
    desks = (actor for actor in playing.holders if actor.role == "desk_operator")
    return next(in_charge, None) or next(desks, None)


def _live(case: Case, manager: Actor) -> bool:
    with acting(manager):
        return Case.objects.filter(pk=case.pk, state__in=OPEN_STATES).exists()


def _case_key(fact: Fact, people: list[Member]) -> str:
    return f"{fact.place} reserved" if people[0].reserved else fact.place


def _manager(playing: Playing, fact: Fact) -> Actor:
    if playing.story.code == "s15-riservata" and not fact.says.get("reserved"):
        return playing.cast.named(HUSBANDS_WORKER)
    actor = playing.cast.at(fact.place, playing.story.code)
    if actor is None:
        raise LookupError(fact.place)
    return actor


def _proposed(playing: Playing, fact: Fact, caller: Actor, manager: Actor, people: list[Member], area: str) -> Case:
    proposed = fact.at - timedelta(days=2)
    unit = Unit.objects.get(ambito=playing.cast.ambito, code=fact.place)
    with acting(caller), it_is(proposed):
        keys = hold(playing, caller, people, proposed)
        case = propose_case(
            actor=caller, person_ids=keys, unit_id=unit.pk, area=area, reason=fact.note, occurred_at=proposed
        )
    with acting(manager), it_is(fact.at):
        return accept_case(
            actor=manager, case_id=case.pk, manager_id=manager.membership_id, activate=True, occurred_at=fact.at
        )


def case_for(playing: Playing, fact: Fact) -> tuple[Case, Actor] | None:
    """The case a fact belongs to, opened by it when the unit takes people in charge and has none of theirs yet."""
    people = playing.story.people_of(fact)
    found = playing.cases.get(_case_key(fact, people))
    if found is not None:
        return found
    return open_case(playing, fact) if fact.place in AREAS else next(iter(playing.cases.values()), None)


def met(playing: Playing, fact: Fact) -> None:
    """Something the unit did with them: the case is open, and its last contact moves on."""
    found = case_for(playing, fact)
    if found is None:
        return
    _case, manager = found
    people = [playing.people[member.key] for member in playing.story.people_of(fact) if member.key in playing.people]
    with acting(manager), it_is(fact.at):
        note_contact(actor=manager, person_ids=people, on=fact.day)


# -- things to do ------------------------------------------------------------------------------------


def set_deadline(playing: Playing, fact: Fact) -> None:
    label = fact.says["label"]
    _task(playing, fact, label, fact.says["due"], fact.note, overdue=fact.says.get("status") == "overdue")


def _task(playing: Playing, fact: Fact, title: str, due: date, note: str, *, overdue: bool = False) -> None:
    found = case_for(playing, fact)
    if found is None:
        return
    case, manager = found
    person = _whom(playing, fact, case)
    with acting(manager), it_is(fact.at):
        task = create_task(
            actor=manager,
            title=title[:1].upper() + title[1:],
            note=note,
            due_on=due,
            assigned_token=manager.user_token or manager.main_token,
            person=Person.objects.get(pk=person),
            source_kind="case",
            source_id=case.pk,
            occurred_at=fact.at,
        )
    done = datetime.combine(max(due - timedelta(days=2), fact.day), time(12, 5), ROME) + timedelta(minutes=30)
    if not overdue and due < playing.today:
        done = max(done, fact.at + timedelta(minutes=5))
        with acting(manager), it_is(done):
            complete_task(actor=manager, task_id=task.pk, occurred_at=done)


def _whom(playing: Playing, fact: Fact, case: Case) -> UUID:
    """Somebody of the fact the case is about; else its reference person."""
    about = list(case.subjects.filter(ends_on__isnull=True).values_list("person_id", flat=True))
    wanted = [playing.people[member.key] for member in playing.story.people_of(fact) if member.key in playing.people]
    return next((key for key in wanted if key in about), about[0])


# -- team, end, reserve ------------------------------------------------------------------------------


def join_team(playing: Playing, fact: Fact, email: str, role: str, task: str, until: date | None) -> None:
    """Somebody of another organisation works on the case, for certain days."""
    found = next(iter(playing.cases.values()), None)
    if found is None:
        return
    case, manager = found
    membership = playing.cast.membership(email)
    with acting(manager), it_is(fact.at):
        add_member(
            actor=manager, case_id=case.pk, membership_id=membership, role=role, task=task,
            starts_on=fact.day, ends_on=until, occurred_at=fact.at,
        )  # fmt: skip


def close(playing: Playing, fact: Fact) -> None:
    found = playing.cases.get(fact.place)
    if found is None:
        return
    case, manager = found
    with acting(manager), it_is(fact.at):
        close_case(
            actor=manager, case_id=case.pk, reason=fact.says["reason"], words=fact.says["reason_text"],
            occurred_at=fact.at,
        )  # fmt: skip


def substitute(playing: Playing, fact: Fact) -> None:
    """A colleague of the pole stands in for those days."""
    first, last = fact.says["period"]
    with acting(playing.cast.at(fact.place)):
        Substitution.objects.create(
            absent_id=playing.cast.membership(LEADS[fact.place]),
            substitute_id=playing.cast.membership("irene.dionigi"),
            starts_on=first,
            ends_on=last,
            reason="Assenza",
        )


def reserve(playing: Playing, fact: Fact) -> None:
    """The anti-violence centre meets her and leaves the records to two named people."""
    actor = playing.cast.at(fact.organisation)
    other = playing.cast.at("polo-famiglie", playing.story.code)
    if actor is None or other is None:
        return
    members = playing.story.people_of(fact)
    with acting(actor), it_is(fact.at):
        for key in hold(playing, actor, members, fact.at):
            reserve_person(actor=actor, person_id=key, named_tokens=[other.user_token or 0], occurred_at=fact.at)
    playing.holders[:] = [actor, other]
