"""Proposing somebody to a unit, the unit's answer, and taking in charge directly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category, Origin
from portico.access.selectors import visible
from portico.accounts.models import Membership
from portico.casework import selectors
from portico.casework.enums import State, SubjectRole
from portico.casework.lifecycle import CASE
from portico.casework.models import Case, CaseProposal, CaseSubject
from portico.casework.policies import ANSWERING_ROLES, may_answer, may_open_directly, may_propose
from portico.casework.services.ground import (
    case_url,
    end_case_for,
    get_manager,
    locked_case,
    number_case,
    open_case_to,
    people_of,
    refuse_if_followed,
    require_words,
    seat_manager,
    tell,
    tell_in_charge,
)
from portico.events.services import notify
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.records import change
from portico.organisations.models import Unit
from portico.organisations.selectors import get_unit
from portico.people.models import Address, Person
from portico.people.selectors import get_person


@transaction.atomic
def propose_case(
    *,
    actor: Actor,
    person_ids: Sequence[UUID],
    unit_id: UUID,
    area: str,
    reason: str,
    urgency: str = "ordinary",
    areas: Sequence[str] = (),
    to_membership_id: UUID | None = None,
    encounter_id: UUID | None = None,
    cost_municipality: str = "",
    occurred_at: datetime | None = None,
) -> Case:
    """Propose people the actor holds to a unit that takes cases; the first one is the reference person.

    The unit reads the proposal's words and names and nothing else until it accepts. A reserved person is proposed
    to one named professional of the unit (`to_membership_id`). Raises NotAllowed, NotVisible, DomainError.
    """
    if not may_propose(actor):
        raise NotAllowed()
    people = _people(actor, person_ids)
    unit = _taking_unit(actor, unit_id)
    text = require_words(reason, "reason", _("Scrivi perché proponi la presa in carico."))
    reserved = any(person.reserved for person in people)
    holder = _named(actor, unit, to_membership_id).token if reserved else unit.token
    at = occurred_at or timezone.now()
    case = Case(
        **number_case(actor=actor, reserved=reserved, at=at),
        **_described(actor, people, area, areas, cost_municipality),
        reserved=reserved,
        unit=unit,
        holder_token=holder,
        state=CASE.initial,
        proposed_by_token=actor.main_token,
        proposed_at=at,
        encounter_id=encounter_id,
    )
    case.save(force_insert=True)
    CaseProposal.objects.bulk_create(
        [
            CaseProposal(
                case=case,
                from_token=actor.main_token,
                from_organisation_id=actor.own_organisation_id,
                from_unit_id=actor.unit_id,
                from_user_id=actor.user_id,
                to_token=holder,
                person_ids=[person.pk for person in people],
                people=[{"name": person.full_name, "age": person.age} for person in people],
                text=text,
                urgency=codes.require("urgency", urgency, field="urgency"),
            )
        ]
    )
    _write_subjects(case, people, at)
    tell(actor=actor, case=case, kind="case_proposed", people=people, occurred_at=occurred_at, payload={"area": area})
    notify(
        actor=actor,
        tokens=[holder],
        kind="casework.proposed",
        text=_("C'è una nuova proposta di presa in carico."),
        url=reverse("casework:inbox"),
        urgent=urgency in {"immediate", "today"},
    )
    return case


def propose_from_encounter(
    *, actor: Actor, encounter: Any, unit_id: UUID, area: str, reason: str, **details: Any
) -> Case:
    """Propose the people a listening was for."""
    person_ids = [subject.person_id for subject in encounter.subjects.all() if subject.role == "for_whom"]
    return propose_case(
        actor=actor,
        person_ids=person_ids,
        unit_id=unit_id,
        area=area,
        reason=reason,
        encounter_id=encounter.pk,
        **details,
    )


@transaction.atomic
def accept_case(
    *,
    actor: Actor,
    case_id: UUID,
    manager_id: UUID | None = None,
    activate: bool = False,
    occurred_at: datetime | None = None,
) -> Case:
    """The unit takes them in charge: from now on it sees the people. With a manager it may start at once.

    Raises ImpossibleTransition when a colleague answered first, NotAllowed, DomainError.
    """
    case = locked_case(actor=actor, case_id=case_id)
    state = CASE.target("accept", case.state)
    if not may_answer(actor, case):
        raise NotAllowed()
    proposal = CaseProposal.objects.get(case_id=case.pk)
    manager = _manager(actor, case.unit_id, manager_id or (actor.membership_id if case.reserved else None))
    asked = case.holder_token
    holder = manager.token if case.reserved and manager else asked
    refuse_if_followed(actor=actor, person_ids=proposal.person_ids, case_id=case.pk, proposed=True)
    at = occurred_at or timezone.now()
    open_case_to(actor=actor, case_id=case.pk, person_ids=proposal.person_ids, token=asked, origin=Origin.CASE_MANAGER)
    if activate and manager:
        state = CASE.target("activate", state)
    change(
        case,
        actor=actor,
        values={
            "state": state,
            "reason": proposal.text,
            "holder_token": holder,
            "manager": manager,
            "manager_token": manager.token if manager else None,
            "answered_at": at,
            "accepted_at": at,
            "activated_at": at if state == State.ACTIVE else None,
        },
    )
    # Somebody may have been merged into another record since the proposal was written.
    ids = list(case.subjects.order_by("id").values_list("person_id", flat=True))
    open_case_to(actor=actor, case_id=case.pk, person_ids=ids, token=holder, origin=Origin.CASE_MANAGER)
    seat_manager(actor=actor, case=case, person_ids=ids)
    tell(
        actor=actor,
        case=case,
        kind="case_accepted",
        people=people_of(case),
        tokens=[case.proposed_by_token],
        occurred_at=occurred_at,
        payload={"area": case.area},
    )
    tell_in_charge(case=case)
    _tell_answer(actor, case, _("Una vostra proposta di presa in carico è stata accolta."))
    if manager and manager.token not in actor.tokens:
        text = _("Ti è stata assegnata una presa in carico.")
        notify(actor=actor, tokens=[manager.token], kind="casework.assigned", text=text, url=case_url(case))
    if holder != asked:
        end_case_for(actor=actor, case=case, token=asked)
    return case


@transaction.atomic
def send_back_case(*, actor: Actor, case_id: UUID, reason: str, occurred_at: datetime | None = None) -> Case:
    """Not for this unit, with a reason the proposer reads. Afterwards the unit sees only that it sent it back."""
    case = locked_case(actor=actor, case_id=case_id)
    state = CASE.target("send_back", case.state)
    if not may_answer(actor, case):
        raise NotAllowed()
    text = require_words(reason, "reason", _("Scrivi perché: chi ha proposto deve sapere come andare avanti."))
    at = occurred_at or timezone.now()
    change(case, actor=actor, values={"state": state, "answer_reason": text[:500], "answered_at": at})
    event_id = tell(
        actor=actor,
        case=case,
        kind="case_sent_back",
        people=[],
        tokens=[case.proposed_by_token],
        occurred_at=occurred_at,
        narrow=True,
    )
    with connection.cursor() as cursor:
        cursor.execute("select portico_case_sent_back(%s, %s)", [event_id, case.pk])
    _tell_answer(actor, case, _("Una vostra proposta di presa in carico è tornata indietro."))
    return case


@transaction.atomic
def open_case_directly(
    *,
    actor: Actor,
    person_ids: Sequence[UUID],
    area: str,
    reason: str,
    manager_id: UUID | None = None,
    areas: Sequence[str] = (),
    encounter_id: UUID | None = None,
    cost_municipality: str = "",
    occurred_at: datetime | None = None,
) -> Case:
    """Take in charge in one's own unit, in one act. A coordinator may leave it to be assigned.

    Whom another unit has in charge is for it to share: `policies.refuse_followed`.

    Raises NotAllowed, NotVisible, DomainError.
    """
    if not may_open_directly(actor) or actor.unit_id is None:
        raise NotAllowed()
    people = _people(actor, person_ids)
    unit = _taking_unit(actor, actor.unit_id)
    text = require_words(reason, "reason", _("Scrivi perché la prendete in carico."))
    reserved = any(person.reserved for person in people)
    if manager_id is None and (actor.role != "coordinator" or reserved):
        manager_id = actor.membership_id
    manager = _manager(actor, unit.pk, manager_id)
    holder = manager.token if reserved and manager else unit.token
    at = occurred_at or timezone.now()
    case = Case(
        **number_case(actor=actor, reserved=reserved, at=at),
        **_described(actor, people, area, areas, cost_municipality),
        reserved=reserved,
        unit=unit,
        holder_token=holder,
        manager=manager,
        manager_token=manager.token if manager else None,
        state=State.ACTIVE if manager else State.ACCEPTED,
        reason=text,
        proposed_by_token=actor.main_token,
        proposed_at=at,
        answered_at=at,
        accepted_at=at,
        activated_at=at if manager else None,
        encounter_id=encounter_id,
    )
    refuse_if_followed(actor=actor, person_ids=[person.pk for person in people], case_id=case.pk)
    open_case_to(
        actor=actor,
        case_id=case.pk,
        person_ids=[person.pk for person in people],
        token=holder,
        origin=Origin.CASE_MANAGER,
    )
    case.save(force_insert=True)
    _write_subjects(case, people, at)
    seat_manager(actor=actor, case=case, person_ids=[person.pk for person in people])
    tell(actor=actor, case=case, kind="case_opened", people=people, occurred_at=occurred_at, payload={"area": area})
    tell_in_charge(case=case)
    if manager and manager.token not in actor.tokens:
        text = _("Ti è stata assegnata una presa in carico.")
        notify(actor=actor, tokens=[manager.token], kind="casework.assigned", text=text, url=case_url(case))
    return case


def _people(actor: Actor, person_ids: Sequence[UUID]) -> list[Person]:
    keys = list(dict.fromkeys(person_ids))
    if not keys:
        raise DomainError(_("Scegli almeno una persona."), field="people")
    return [get_person(actor=actor, key=key) for key in keys]


def _taking_unit(actor: Actor, unit_id: UUID) -> Unit:
    unit = get_unit(actor=actor, key=unit_id)
    if not unit.takes_cases:
        raise DomainError(_("Questa unità non prende in carico: scegline un'altra."), field="unit")
    return unit


def _named(actor: Actor, unit: Unit, membership_id: UUID | None) -> Membership:
    found = (
        selectors.possible_managers(actor=actor, unit_id=unit.pk)
        .filter(role__in=ANSWERING_ROLES, pk=membership_id)
        .first()
        if membership_id
        else None
    )
    if found is None:
        message = _("La scheda è riservata: scegli a chi dell'unità la proponi, la leggerà solo quella persona.")
        raise DomainError(message, field="to_membership")
    return found


def _manager(actor: Actor, unit_id: UUID, manager_id: UUID | None) -> Membership | None:
    """Who will manage it; only a coordinator names somebody else. Raises NotAllowed, DomainError."""
    if manager_id is None:
        return None
    if actor.role != "coordinator" and manager_id != actor.membership_id:
        raise NotAllowed()
    return get_manager(actor=actor, unit_id=unit_id, manager_id=manager_id)


def _described(
    actor: Actor, people: Sequence[Person], area: str, areas: Sequence[str], cost_municipality: str
) -> dict[str, Any]:
    codes.require("case_area", area, field="area")
    residence = _residence(actor, people[0])
    return {
        "area": area,
        "areas": sorted({area, *areas}),
        "residence_municipality": residence,
        "cost_municipality": cost_municipality or residence,
    }


def _residence(actor: Actor, person: Person) -> str:
    """The ISTAT code of where somebody is registered today, as far as the actor may read it."""
    today = timezone.localdate()
    current = Address.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=today),
        person_id=person.pk,
        kind__in=["residence", "fictitious"],
    )
    found = visible(current, actor=actor, category=Category.CONTACTS).order_by("-kind", "id").first()
    return (found.municipality_id or "") if found else ""


def _write_subjects(case: Case, people: Sequence[Person], at: datetime) -> None:
    CaseSubject.objects.bulk_create(
        CaseSubject(
            case=case,
            person=person,
            role=SubjectRole.MEMBER if position else SubjectRole.REFERENCE,
            starts_on=timezone.localtime(at).date(),
        )
        for position, person in enumerate(people)
    )


def _tell_answer(actor: Actor, case: Case, text: str) -> None:
    if case.proposed_by_token not in actor.tokens:
        notify(
            actor=actor,
            tokens=[case.proposed_by_token],
            kind="casework.answered",
            text=text,
            url=reverse("casework:proposals_sent"),
        )
