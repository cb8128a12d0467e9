"""A household as its first desk writes it: who they are, where they live, who belongs to whom, what they live on."""

from __future__ import annotations

from datetime import datetime, timedelta

from portico.seed.bulk.copying import NULL, optional, text
from portico.seed.bulk.ground import Place, Worker
from portico.seed.bulk.lines import DESK_MEMORY, Known, Lines
from portico.seed.shapes import HouseholdShape, PersonShape

SEEN = "Documento visto allo sportello"


def register(lines: Lines, household: HouseholdShape, *, at: datetime, place: Place, worker: Worker) -> list[Known]:
    """As `people.services.register`, one person after the other; the rows of `people_person` wait for the grants."""
    found = []
    for number, shape in enumerate(household.people):
        moment = max(at + timedelta(seconds=20 * number), _born(shape))
        person = Known(lines.new(moment), shape, _group(lines, shape), moment, worker)
        _identity(lines, person)
        lines.grant(
            person=person.id,
            token=place.token,
            origin="own_desk",
            scope=("desk", place.unit),
            at=moment,
            until=moment + DESK_MEMORY,
            user=worker.user,
        )
        lines.event(
            kind="person_registered", category="identity", at=moment, people=[person], place=place, worker=worker,
            about=("person", person.id), payload="{}",
        )  # fmt: skip
        _papers(lines, person, place)
        _addresses(lines, person, place)
        found.append(person)
    return found


def _born(shape: PersonShape) -> datetime:
    """Nobody is registered before being born: a child of these two years comes when it comes."""
    return datetime.combine(shape.birth_date, datetime.min.time()) + timedelta(days=2, hours=10)


def _group(lines: Lines, shape: PersonShape) -> str:
    """As `events.services` groups citizenships."""
    if "IT" in shape.citizenships:
        return "italian"
    groups = {lines.ground.citizenship.get(state, "") for state in shape.citizenships}
    return next((group for group in ("eu", "stateless", "non_eu") if group in groups), "unknown")


def _identity(lines: Lines, person: Known) -> None:
    sheets, ambito, shape = lines.sheets, lines.ground.ambito, person.shape
    at = person.registered_at
    record = lines.record(at, person.registered_by.user)
    for item in shape.identifiers:
        verified = (str(at), person.registered_by.user, SEEN) if item.verified else (NULL, NULL, "")
        sheets.identifier.add(
            lines.new(at), ambito, person.id, item.kind, item.value, optional(item.valid_from),
            optional(item.valid_until), *verified, record,
        )  # fmt: skip
    for state in shape.citizenships:
        sheets.citizenship.add(lines.new(at), ambito, person.id, state, record)
    for number, language in enumerate(shape.languages):
        sheets.language.add(lines.new(at), ambito, person.id, language, "f" if number else "t", record)
    for contact in shape.contacts:
        sheets.contact.add(
            lines.new(at), ambito, person.id, contact.kind, text(contact.value), text(contact.owner), contact.safety,
            text(contact.note), "t" if contact.preferred else "f", record,
        )  # fmt: skip


def _papers(lines: Lines, person: Known, place: Place) -> None:
    permit = person.shape.permit
    if permit is None:
        return
    at, worker = person.registered_at, person.registered_by
    paper = lines.new(at)
    lines.sheets.paper.add(
        paper, lines.ground.ambito, person.id, "permit", permit.kind, permit.number, optional(permit.valid_from),
        optional(permit.valid_until), optional(permit.renewal_asked_on), lines.record(at, worker.user),
    )  # fmt: skip
    until = f', "valid_until": "{permit.valid_until}"' if permit.valid_until else ""
    lines.event(
        kind="paper_changed", category="identity", at=at, people=[person], place=place, worker=worker,
        about=("paper", paper),
        payload=f'{{"act": "added", "paper_kind": "permit", "permit_kind": "{permit.kind}"{until}}}',
    )  # fmt: skip


def _addresses(lines: Lines, person: Known, place: Place) -> None:
    at, worker = person.registered_at, person.registered_by
    for item in person.shape.addresses:
        address = lines.new(at)
        homeless = item.kind == "no_fixed"
        lines.sheets.address.add(
            address, lines.ground.ambito, person.id, item.kind, item.municipality, "" if homeless else text(item.street),
            "" if homeless else item.postal_code, text(item.at), optional(item.valid_from),
            lines.record(at, worker.user),
        )  # fmt: skip
        lines.event(
            kind="address_changed", category="contacts", at=at, people=[person], place=place, worker=worker,
            about=("address", address),
            payload=f'{{"act": "added", "address_kind": "{item.kind}", "municipality_code": "{item.municipality}"}}',
        )  # fmt: skip


def write_people(lines: Lines, people: list[Known]) -> None:
    """The rows of the persons themselves, with the tokens that see them."""
    seen = lines.tokens_on()
    ambito = lines.ground.ambito
    for person in people:
        shape = person.shape
        tokens = "{" + ",".join(map(str, seen.get(person.id, ()))) + "}"
        lines.sheets.person.add(
            person.id, ambito, text(shape.first_name), text(shape.last_name), shape.sex, str(shape.birth_date),
            shape.birth_place_code, text(shape.birth_place), shape.marital_status, shape.education, shape.work_status,
            shape.interpreter, optional(shape.arrived_on), tokens,
            lines.record(person.registered_at, person.registered_by.user),
        )  # fmt: skip


def write_home(
    lines: Lines,
    household: HouseholdShape,
    people: dict[int, Known],
    *,
    at: datetime,
    place: Place | None,
    worker: Worker,
) -> None:
    """Households, ties, means and housing. With a `place` the unit in charge tells them on the thread."""
    _households(lines, household, people, at, place, worker)
    _relations(lines, household, people, at, place, worker)
    _means(lines, household, people, at, place, worker)


def _households(
    lines: Lines, household: HouseholdShape, people: dict[int, Known], at: datetime, place: Place | None, worker: Worker
) -> None:
    sheets, ambito = lines.sheets, lines.ground.ambito
    record = lines.record(at, worker.user)
    for group in household.groups:
        home = lines.new(at)
        sheets.household.add(home, ambito, group.kind, record)
        for number, (key, role) in enumerate(group.members):
            person, row = people[key], lines.new(at)
            since = max(group.since, person.shape.birth_date)
            sheets.member.add(
                row, ambito, home, group.kind, person.id, role, "f" if number else "t", f"[{since},)", record
            )
            if place is None:
                continue
            act = "added" if number else "created"
            said = f', "role": "{role}"' if role else ""
            told = [person, people[group.members[0][0]]] if number else [person]
            lines.event(
                kind="household_changed", category="household", at=at, people=told, place=place, worker=worker,
                about=("householdmember", row),
                payload=f'{{"act": "{act}", "household_kind": "{group.kind}"{said}}}',
            )  # fmt: skip


def _relations(
    lines: Lines, household: HouseholdShape, people: dict[int, Known], at: datetime, place: Place | None, worker: Worker
) -> None:
    for tie in household.relations:
        other, row = people[tie.other], lines.new(at)
        person = people[tie.person] if tie.person is not None else None
        lines.sheets.relation.add(
            row, lines.ground.ambito, person.id if person else NULL, other.id, tie.kind,
            "" if person else text(tie.outside_name), "" if person else tie.outside_phone,
            "t" if tie.represents else "f", _scope(tie.kind) if tie.represents else "", "t" if tie.support else "f",
            optional(tie.since), lines.record(at, worker.user),
        )  # fmt: skip
        if place is None:
            continue
        represents = ', "represents": true' if tie.represents else ""
        lines.event(
            kind="relation_changed", category="household", at=at, people=[other, *([person] if person else [])],
            place=place, worker=worker, about=("relation", row),
            payload=f'{{"act": "added", "relation_kind": "{tie.kind}"{represents}}}',
        )  # fmt: skip


def _scope(kind: str) -> str:
    """A representation that is not a parent's says for which acts."""
    return "" if kind in {"mother", "father", "parent_any"} else "Cura della persona e del patrimonio"


def _means(
    lines: Lines, household: HouseholdShape, people: dict[int, Known], at: datetime, place: Place | None, worker: Worker
) -> None:
    sheets, ambito, record = lines.sheets, lines.ground.ambito, lines.record(at, worker.user)

    def tell(kind: str, category: str, person: Known, about: tuple[str, str], payload: str) -> None:
        if place is not None:
            lines.event(
                kind=kind, category=category, at=at, people=[person], place=place, worker=worker, about=about,
                payload=payload,
            )  # fmt: skip

    for isee in household.isee:
        person, row = people[isee.person], lines.new(at)
        issued = min(isee.issued_on, at.date())
        sheets.isee.add(
            row, ambito, person.id, isee.kind, str(isee.value_cents), str(issued),
            str(max(isee.valid_until, issued)), isee.protocol, record,
        )  # fmt: skip
        until = f'"valid_until": "{isee.valid_until}"'
        tell(
            "isee_recorded",
            "economic",
            person,
            ("isee", row),
            f'{{"act": "added", "isee_kind": "{isee.kind}", {until}}}',
        )
    for person in people.values():
        for source in person.shape.income_sources:
            row = lines.new(at)
            sheets.income.add(row, ambito, person.id, source, record)
            tell(
                "income_changed",
                "economic",
                person,
                ("incomesource", row),
                f'{{"act": "added", "income_kind": "{source}"}}',
            )
    home, row, reference = household.housing, lines.new(at), people[household.reference.key]
    sheets.housing.add(
        row,
        ambito,
        reference.id,
        home.status,
        home.tenure,
        optional(home.monthly_cost_cents),
        optional(home.since),
        record,
    )
    tell(
        "housing_recorded", "household", reference, ("housingsituation", row),
        f'{{"act": "added", "status": "{home.status}", "tenure": "{home.tenure}"}}',
    )  # fmt: skip
