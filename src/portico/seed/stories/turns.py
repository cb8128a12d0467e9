"""Single turns of a story: a look-up, a safe contact, a birth, a death, a move, two records made one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from portico.kernel.actor import Actor, acting
from portico.organisations.models import Organisation, Unit
from portico.people.models import Household, HouseholdMember, Person
from portico.people.services.ground import add_address, add_contact, set_protected_address
from portico.people.services.household import end_member
from portico.people.services.identity import NewName, add_identifier, set_other_names, update_identity
from portico.people.services.lookup import look_up
from portico.people.services.register import NewPerson, register_person
from portico.people.tax_code import compute_tax_code
from portico.privacy.services import SHARING, give_consent
from portico.records.services import merge_people, undo_merge
from portico.seed.stories.cases import case_for
from portico.seed.stories.clock import it_is
from portico.seed.stories.people import Playing, describe, hold, meet, town_named
from portico.seed.stories.script import Fact
from portico.thread.services import complete_task, create_task
from portico.workplace.services.departure import record_departure

FANO = "Fano"


def look(playing: Playing, fact: Fact) -> None:
    """Somebody types a first name at another desk and finds nothing; with name and date, that she is known."""
    actor, member = playing.cast.at(fact.place), playing.story.people_of(fact)[0]
    if actor is None:
        return
    with acting(actor), it_is(fact.at):
        look_up(actor=actor, first_name=member.first_name)
        look_up(actor=actor, first_name=member.first_name, last_name=member.last_name, birth_date=member.birth_date)


def safe_contact(playing: Playing, fact: Fact) -> None:
    actor, member = playing.cast.at(fact.place), playing.story.people_of(fact)[0]
    if actor is None:
        return
    with acting(actor), it_is(fact.at):
        (key,) = hold(playing, actor, [member], fact.at)
        add_contact(
            actor=actor, person_id=key, kind="messaging", value=f"333 000 {playing.number * 10 + 9:04d}",
            safety="careful", safety_note="solo SMS dopo le 18", preferred=True, occurred_at=fact.at,
        )  # fmt: skip


def consent(playing: Playing, fact: Fact) -> None:
    """To talk with her doctor's service, and with nobody else."""
    found = case_for(playing, fact)
    if found is None:
        return
    _case, actor = found
    person = Person.objects.get(pk=playing.people[playing.story.people_of(fact)[0].key])
    service = Organisation.objects.get(ambito=playing.cast.ambito, code="ast-salute-mentale")
    with acting(actor), it_is(fact.at):
        give_consent(
            actor=actor, person=person, purpose=SHARING, to_organisation=service, categories=["contacts"],
            detail=fact.says["scope"].capitalize(), occurred_at=fact.at,
        )  # fmt: skip


def household_change(playing: Playing, fact: Fact) -> None:
    """What was said before about who lives together no longer holds."""
    found = case_for(playing, fact)
    if found is None:
        return
    _case, actor = found
    with acting(actor), it_is(fact.at):
        playing.story.households[:] = [{**home, "note": ""} for home in playing.story.households]
        describe(playing, actor, fact.at)


def death(playing: Playing, fact: Fact) -> None:
    """One act for everything that was open; the case goes on with who is left."""
    found = case_for(playing, fact)
    if found is None:
        return
    _case, actor = found
    (member,) = playing.story.people_of(fact)
    with acting(actor), it_is(fact.at):
        for row in HouseholdMember.objects.filter(person_id=playing.people[member.key], period__upper_inf=True):
            _end_home(actor, row.household, fact)
        record_departure(
            actor=actor, person_id=playing.people[member.key], kind="deceased", on=fact.day, occurred_at=fact.at
        )


def _end_home(actor: Actor, household: Household, fact: Fact) -> None:
    """A household of two that is over for both."""
    for row in household.members.filter(period__upper_inf=True).order_by("reference", "id"):
        end_member(actor=actor, member_id=row.pk, on=fact.day, occurred_at=fact.at)


def move(playing: Playing, fact: Fact) -> None:
    """Residence in another town (story 12); in story 15 the new address is for the named people alone."""
    members = playing.story.people_of(fact)
    if fact.says.get("reserved"):
        _hide(playing, fact)
        return
    found, town = case_for(playing, fact), town_named(FANO)
    if found is None or town is None:
        return
    _case, actor = found
    with acting(actor), it_is(fact.at):
        for member in members:
            add_address(
                actor=actor, person_id=playing.people[member.key], kind="residence", municipality=town,
                street="via del Porto 4", valid_from=fact.day, occurred_at=fact.at,
            )  # fmt: skip


def _hide(playing: Playing, fact: Fact) -> None:
    actor = playing.cast.at(fact.place, playing.story.code)
    centre = playing.cast.named("lucia")
    if actor is None:
        return
    reserved = [member for member in playing.story.members.values() if member.reserved]
    town = town_named("Pesaro")
    with acting(actor), it_is(fact.at):
        for member in reserved:
            set_protected_address(
                actor=actor, person_id=playing.people[member.key], street="Casa protetta", municipality=town,
                named_tokens=[centre.user_token or 0], occurred_at=fact.at,
            )  # fmt: skip


def register_again(playing: Playing, fact: Fact) -> None:
    """The same tax code at another desk: it succeeds, and only the named people are told."""
    actor, member = playing.cast.at(fact.place), playing.story.people_of(fact)[0]
    if actor is None:
        return
    code = compute_tax_code(
        first_name=member.first_name, last_name=member.last_name, birth_date=member.birth_date, sex=member.sex,
        place_code=member.birth_place_code,
    )  # fmt: skip
    with acting(actor), it_is(fact.at):
        register_person(
            actor=actor,
            data=NewPerson(
                first_name=member.first_name, last_name=member.last_name, sex=member.sex, birth_date=member.birth_date,
                identifier_kind="tax_code", identifier=code, citizenships=[member.citizenship],
                languages=member.languages,
            ),
            occurred_at=fact.at,
        )  # fmt: skip


def hand_to(playing: Playing, fact: Fact) -> None:
    """The night's notes for the morning's office."""
    actor = playing.cast.at(fact.place)
    if actor is None:
        return
    unit = Unit.objects.get(ambito=playing.cast.ambito, code=fact.says["to_unit"])
    other = playing.cast.at(unit.code)
    with acting(actor), it_is(fact.at):
        task = create_task(
            actor=actor, title="Consegna dal pronto intervento", note=fact.note, due_on=fact.day,
            assigned_token=unit.token, occurred_at=fact.at,
        )  # fmt: skip
    done = fact.at + timedelta(hours=3)
    if other is not None:
        with acting(other), it_is(done):
            complete_task(actor=other, task_id=task.pk, occurred_at=done)


# -- story 10: two records -----------------------------------------------------------------------------


def merge(playing: Playing, fact: Fact) -> None:
    """One record of the two, kept the one the fact says; the second time with the right name and code."""
    actor = playing.cast.at(fact.place)
    spellings = [key for key in playing.people if " " in key]
    if actor is None or len(spellings) < 2:
        return
    kept = fact.says["keep"] if fact.says["keep"] in spellings else spellings[0]
    absorbed = next(name for name in spellings if name != kept)
    with acting(actor), it_is(fact.at):
        for name in (kept, absorbed):
            _hold_spelling(playing, actor, name, fact)
        playing.last_merge = merge_people(
            actor=actor, kept_id=playing.people[kept], absorbed_id=playing.people[absorbed],
            reason="Chiamato: conferma di essere la stessa persona",
        )  # fmt: skip
        if fact.says["keep"] not in spellings:
            _right_name(playing, actor, playing.people[kept], fact, spellings)


def _hold_spelling(playing: Playing, actor: Actor, name: str, fact: Fact) -> None:
    first, _, last = name.partition(" ")
    member = playing.story.people_of(fact)[0]
    meet(actor, playing.people[name], replace(member, first_name=first, last_name=last), fact.at)


def _right_name(playing: Playing, actor: Actor, key: UUID, fact: Fact, spellings: list[str]) -> None:
    member = playing.story.people_of(fact)[0]
    code = compute_tax_code(
        first_name=member.first_name, last_name=member.last_name, birth_date=member.birth_date, sex=member.sex,
        place_code=member.birth_place_code,
    )  # fmt: skip
    update_identity(
        actor=actor, person_id=key, values={"first_name": member.first_name, "last_name": member.last_name},
        occurred_at=fact.at,
    )  # fmt: skip
    add_identifier(actor=actor, person_id=key, kind="tax_code", value=code, occurred_at=fact.at)
    names = [NewName(*name.partition(" ")[::2], "scritto così a uno sportello") for name in spellings]
    set_other_names(actor=actor, person_id=key, names=names, occurred_at=fact.at)
    playing.people[member.key] = key


def unmerge(playing: Playing, fact: Fact) -> None:
    actor = playing.cast.at(fact.place)
    if actor is None or playing.last_merge is None:
        return
    with acting(actor), it_is(fact.at):
        undo_merge(actor=actor, merge_id=playing.last_merge.pk, reason=fact.says["reason"].capitalize())
