"""The people of a story: registered by the first who meets them, met again by the next, described by who follows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portico.casework.models import Case
from portico.desks.models import Encounter
from portico.kernel.actor import Actor
from portico.people.models import Person
from portico.people.selectors import people as visible_people
from portico.people.services.economy import record_housing, record_isee
from portico.people.services.ground import add_address
from portico.people.services.household import add_member, create_household
from portico.people.services.lookup import look_up
from portico.people.services.papers import add_paper
from portico.people.services.register import NewPerson, meet_known_person, register_person, remember
from portico.people.services.relations import add_relation, may_represent
from portico.people.tax_code import compute_tax_code
from portico.plans.models import Plan
from portico.records.models import Merge
from portico.seed.person_maker import HEALTH_CODE_START
from portico.seed.stories.cast import Cast
from portico.seed.stories.clock import it_is
from portico.seed.stories.script import OF_AGE, Member, Story
from portico.territory.models import ForeignState, Municipality
from portico.territory.selectors import municipality_by_cadastral, municipality_by_istat

HOMELESS = ("auto", "strada")
FICTITIOUS = "residenza fittizia, "
GUEST = ("ospite", "presso", "ospiti")
# "fino al 30 giugno" and the like, when the file says a household only in words.
LATER = "da aprile"


@dataclass(slots=True)
class Playing:
    """A story while it is told."""

    story: Story
    cast: Cast
    today: date
    number: int  # of the story: phones differ
    people: dict[str, UUID] = field(default_factory=dict)
    cases: dict[str, tuple[Case, Actor]] = field(default_factory=dict)
    # Who gave no name yet: (encounter, who listened).
    unnamed: list[tuple[Encounter, Actor]] = field(default_factory=list)
    holders: list[Actor] = field(default_factory=list)
    described: set[int] = field(default_factory=set)
    means_told: bool = False
    last_merge: Merge | None = None
    plans: list[Plan] = field(default_factory=list)
    phones: int = 0


def hold(playing: Playing, actor: Actor, members: list[Member], at: datetime) -> list[UUID]:
    """The members' records, seen by `actor`: registered now, or met again after a look-up."""
    keys = []
    for member in members:
        # A scene of its own: what is done with them next asks the database whether they are held.
        if member.key not in playing.people:
            with it_is(at):
                playing.people[member.key] = register(playing, actor, member, at)
        elif not visible_people(actor=actor).filter(pk=playing.people[member.key]).exists():
            with it_is(at):
                meet(actor, playing.people[member.key], member, at)
        keys.append(playing.people[member.key])
    if actor not in playing.holders:
        playing.holders.append(actor)
    return keys


def register(
    playing: Playing, actor: Actor, member: Member, at: datetime, *, name: str = "", identifier: bool = True
) -> UUID:
    """As whoever meets them first writes them; `name` is how they were understood."""
    first, _, last = (name or f"{member.first_name} {member.last_name}").partition(" ")
    if not name:
        first, last = member.first_name, member.last_name
    kind, code = _identifier(playing, member) if identifier else ("", "")
    grown = (at.date() - member.birth_date).days > 15 * 365
    playing.phones += grown
    phone = f"333 000 {playing.number * 10 + playing.phones:04d}"
    person = register_person(
        actor=actor,
        data=NewPerson(
            first_name=first,
            last_name=last,
            sex=member.sex,
            birth_date=member.birth_date,
            birth_place=_birth_place(member.birth_place_code),
            birth_place_code=member.birth_place_code,
            marital_status="married" if member.relation == "spouse" else "",
            interpreter=member.interpreter,
            identifier_kind=kind,
            identifier=code,
            citizenships=[member.citizenship],
            languages=member.languages,
            contacts=[{"kind": "mobile", "value": phone, "safety": "safe", "preferred": True}] if grown else [],
        ),
        occurred_at=at,
    )
    _papers(actor, person, member, at)
    _address(playing, actor, person, member, at)
    return person.pk


def meet(actor: Actor, person_id: UUID, member: Member, at: datetime) -> None:
    """Known to the network and here now: found by a look-up, as anybody would."""
    cards = look_up(
        actor=actor, first_name=member.first_name, last_name=member.last_name, birth_date=member.birth_date,
        reason="È qui allo sportello",
    )  # fmt: skip
    if any(card.person_id == person_id for card in cards):
        meet_known_person(actor=actor, person_id=person_id, reason="È qui e chiede di essere seguita", occurred_at=at)
    else:
        remember(actor=actor, person_id=person_id, occurred_at=at, reason="Si presenta con i suoi documenti")


def adults(members: list[Member], on: date) -> list[Member]:
    """Who speaks at a desk; whoever there is when nobody is of age."""
    grown = [member for member in members if (on - member.birth_date).days >= OF_AGE * 365.25]
    return grown or members


def _identifier(playing: Playing, member: Member) -> tuple[str, str]:
    if member.identifier == "tax_code":
        code = compute_tax_code(
            first_name=member.first_name, last_name=member.last_name, birth_date=member.birth_date, sex=member.sex,
            place_code=member.birth_place_code,
        )  # fmt: skip
        return "tax_code", code
    if member.identifier == "stp":
        return "stp", f"STP{HEALTH_CODE_START}{playing.number:07d}"
    return "", ""


def _birth_place(code: str) -> str:
    if code.startswith("Z"):
        return ForeignState.objects.filter(belfiore_code=code).values_list("name", flat=True).first() or ""
    town = municipality_by_cadastral(code)
    return town.name if town else ""


def _papers(actor: Actor, person: Person, member: Member, at: datetime) -> None:
    if member.permit:
        add_paper(
            actor=actor, person_id=person.pk, kind="permit", permit_kind=member.permit,
            valid_until=member.permit_until, occurred_at=at,
        )  # fmt: skip


def _address(playing: Playing, actor: Actor, person: Person, member: Member, at: datetime) -> None:
    """As the desk writes it. Nobody writes down where somebody in danger is."""
    words = playing.story.address
    if member.reserved or (words == "indirizzo protetto" and member.relation != "spouse"):
        return
    town = municipality_by_istat(playing.story.municipality)
    common: dict[str, Any] = {"actor": actor, "person_id": person.pk, "municipality": town, "occurred_at": at}
    if words == "indirizzo protetto":
        add_address(kind="residence", street="via delle Querce 16", **common)
    elif words.startswith(HOMELESS):
        add_address(kind="no_fixed", note=words, **common)
    elif words.startswith(FICTITIOUS):
        add_address(kind="no_fixed", **common)
        add_address(kind="fictitious", street=words.removeprefix(FICTITIOUS), **common)
    else:
        where, _, host = words.partition(",") if not words.startswith(GUEST) else words.partition(",")[::-1]
        guest = words.startswith(GUEST) or "ospit" in words
        street = where.strip() if where.strip() and not where.strip().startswith(GUEST) else ""
        kind = "domicile" if guest else "residence"
        add_address(kind=kind, street=street, at=host.strip()[:120] if guest else "", **common)


# -- what only who follows them may write ------------------------------------------------------------


def describe(playing: Playing, actor: Actor, at: datetime) -> None:
    """Households, ties, means and housing, as far as the story has come; told by the case manager."""
    for number, home in enumerate(playing.story.households):
        begins = home.get("since")
        told = home.get("note", "").startswith(LATER) or (begins and begins > at.date())
        if number not in playing.described and not told:
            _household(playing, actor, number, home, at)
    if not playing.means_told:
        playing.means_told = True
        _relations(playing, actor, at)
        _means(playing, actor, at)


def _household(playing: Playing, actor: Actor, number: int, home: dict[str, Any], at: datetime) -> None:
    members = [playing.story.members[key] for key in home["members"] if key in playing.people]
    members = [member for member in members if _seen(playing, actor, member)]
    if not members:
        return
    playing.described.add(number)
    first = next((member for member in members if member.relation == "head"), members[0])
    household = create_household(
        actor=actor, person_id=playing.people[first.key], kind=home["kind"], note=home.get("note", "")[:200],
        starts_on=home.get("since") or at.date(), occurred_at=at,
    )  # fmt: skip
    for member in members:
        if member is not first:
            role = member.relation if member.relation != "head" else ""
            add_member(
                actor=actor, household_id=household.pk, person_id=playing.people[member.key], role=role,
                starts_on=home.get("since") or at.date(), occurred_at=at,
            )  # fmt: skip


def _seen(playing: Playing, actor: Actor, member: Member) -> bool:
    return member.key in playing.people and visible_people(actor=actor).filter(pk=playing.people[member.key]).exists()


def _relations(playing: Playing, actor: Actor, at: datetime) -> None:
    """Those of the file, and the parents that roles in the household imply."""
    members = playing.story.members
    wanted = [
        (tie.get("from_member"), tie["to_member"], tie["kind"], tie.get("from_external", ""), tie.get("since"))
        for tie in playing.story.relations
    ]
    pairs = {(person, other) for person, other, *_rest in wanted}
    for parent in (member for member in members.values() if member.relation in {"head", "spouse", "partner"}):
        for child in (member for member in members.values() if member.relation == "child"):
            kind = "mother" if parent.sex == "female" else "father"
            if not {(parent.key, child.key), (child.key, parent.key)} & pairs:
                wanted.append((parent.key, child.key, kind, "", None))
    for key, other, kind, outside, since in wanted:
        ends = [members[end] for end in (key, other) if end]
        # Nothing ties somebody whose record is reserved to one that is not: it would show on the other's thread.
        if not all(_seen(playing, actor, end) for end in ends) or len({end.reserved for end in ends}) > 1:
            continue
        child = members[other]
        minor = (at.date() - child.birth_date).days < OF_AGE * 365.25
        represents = may_represent(kind) and (kind not in {"mother", "father"} or minor)
        add_relation(
            actor=actor, other_id=playing.people[other], kind=kind, person_id=playing.people[key] if key else None,
            outside_name=outside.capitalize(), represents=represents,
            scope="Decreto del giudice tutelare" if represents and kind not in {"mother", "father"} else "",
            valid_from=since if since and since <= at.date() else None, occurred_at=at,
        )  # fmt: skip


def _means(playing: Playing, actor: Actor, at: datetime) -> None:
    story = playing.story
    head = next((member for member in story.members.values() if member.relation == "head"), None)
    if head is None or not _seen(playing, actor, head):
        return
    key = playing.people[head.key]
    record_housing(
        actor=actor, person_id=key, status=story.housing_status, tenure=story.housing_tenure, since=at.date(),
        occurred_at=at,
    )  # fmt: skip
    for isee in story.isee:
        issued = min(at.date(), isee["until"].replace(month=2, day=10))
        record_isee(
            actor=actor, person_id=key, kind=isee["kind"], value_cents=round(float(isee["value"]) * 100),
            issued_on=issued, valid_until=isee["until"], occurred_at=at,
        )  # fmt: skip


def town_named(name: str) -> Municipality | None:
    return Municipality.objects.filter(name=name).order_by("istat_code").first()
