"""Who works on a case, from when to when; and whom it is about."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Origin
from portico.access.services import end_grants
from portico.casework import selectors
from portico.casework.lifecycle import TEAM_STATES
from portico.casework.models import Case, CaseMember, CaseSubject
from portico.casework.policies import may_lead_team
from portico.casework.services.ground import (
    SCOPE,
    case_url,
    end_case_for,
    end_of,
    locked_case,
    open_case_to,
    people_of,
    refuse_if_followed,
    seat_manager,
    start_of,
    tell,
    tell_in_charge,
)
from portico.events.services import notify
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from portico.kernel.lifecycle import ImpossibleTransition
from portico.kernel.records import change, lock
from portico.people.selectors import get_person


def led_case(*, actor: Actor, case_id: UUID) -> Case:
    """An open case the actor leads, locked. Raises NotVisible, ImpossibleTransition, NotAllowed."""
    case = locked_case(actor=actor, case_id=case_id)
    if case.state not in TEAM_STATES:
        raise ImpossibleTransition()
    if not may_lead_team(actor, case):
        raise NotAllowed()
    return case


@transaction.atomic
def add_member(
    *,
    actor: Actor,
    case_id: UUID,
    membership_id: UUID,
    role: str,
    task: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    occurred_at: datetime | None = None,
) -> CaseMember:
    """Somebody of any organisation joins the team; they see what their role opens until the last day, included.

    Raises DomainError for dates out of order, somebody already on the team or no longer working there.
    """
    case = led_case(actor=actor, case_id=case_id)
    at = occurred_at or timezone.now()
    first = starts_on or timezone.localtime(at).date()
    codes.require("membership_role", role, field="role")
    if ends_on and ends_on < first:
        raise DomainError(_("L'ultimo giorno viene dopo il primo."), field="ends_on")
    membership = selectors.possible_members(actor=actor).filter(pk=membership_id).first()
    if membership is None:
        raise DomainError(_("Scegli chi oggi lavora nella rete."), field="membership")
    if membership.token == case.manager_token:
        raise DomainError(_("È già la persona responsabile del caso."), field="membership")
    still_there = Q(ends_on__isnull=True) | Q(ends_on__gte=first)
    if case.members.filter(still_there, membership_id=membership_id).exists():
        raise DomainError(_("Fa già parte dell'équipe in quei giorni."), field="membership")
    people = people_of(case)
    open_case_to(
        actor=actor,
        case_id=case.pk,
        person_ids=[person.pk for person in people],
        token=membership.token,
        origin=Origin.CASE_TEAM,
        valid_from=start_of(first),
        valid_until=end_of(ends_on) if ends_on else None,
    )
    member = CaseMember.objects.create(
        case=case,
        membership=membership,
        token=membership.token,
        role=role,
        task=task.strip()[:200],
        starts_on=first,
        ends_on=ends_on,
    )
    tell(
        actor=actor,
        case=case,
        kind="case_member_added",
        people=people,
        tokens=[membership.token],
        occurred_at=occurred_at,
        payload={"role": role, "from": first.isoformat(), "until": ends_on.isoformat() if ends_on else ""},
    )
    if membership.token not in actor.tokens:
        text = _("Fai parte di una nuova équipe.")
        notify(actor=actor, tokens=[membership.token], kind="casework.team", text=text, url=case_url(case))
    return member


@transaction.atomic
def end_member(
    *,
    actor: Actor,
    case_id: UUID,
    member_id: UUID,
    ends_on: date | None = None,
    occurred_at: datetime | None = None,
) -> CaseMember:
    """Somebody leaves the team: at once, or after a last day, included."""
    case = led_case(actor=actor, case_id=case_id)
    member = lock(CaseMember.objects.filter(case_id=case.pk), member_id)
    today = timezone.localdate()
    if member.is_over:
        raise DomainError(_("Ha già lasciato l'équipe."))
    if ends_on and ends_on < member.starts_on:
        raise DomainError(_("L'ultimo giorno viene dopo il primo."), field="ends_on")
    at_once = ends_on is None or ends_on < today
    change(member, actor=actor, values={"ends_on": ends_on or max(today, member.starts_on)})
    until = None if at_once or ends_on is None else end_of(ends_on)
    tell(
        actor=actor,
        case=case,
        kind="case_member_ended",
        people=people_of(case),
        occurred_at=occurred_at,
        payload={"role": member.role},
    )
    end_case_for(actor=actor, case=case, token=member.token, until=until)
    return member


@transaction.atomic
def add_subject(*, actor: Actor, case_id: UUID, person_id: UUID, occurred_at: datetime | None = None) -> CaseSubject:
    """The case is also about another person, whom the actor holds; unit and team see them from now on."""
    case = led_case(actor=actor, case_id=case_id)
    person = get_person(actor=actor, key=person_id)
    if person.reserved and not case.reserved:
        raise DomainError(_("La scheda è riservata: serve una presa in carico a parte."), field="person")
    subject = case.subjects.filter(person_id=person_id).first()
    if subject is not None and subject.ends_on is None:
        raise DomainError(_("È già tra le persone di questa presa in carico."), field="person")
    ids = [person_id]
    refuse_if_followed(actor=actor, person_ids=ids, case_id=case.pk)
    open_case_to(actor=actor, case_id=case.pk, person_ids=ids, token=case.holder_token, origin=Origin.CASE_MANAGER)
    seat_manager(actor=actor, case=case, person_ids=ids)
    for member in _live_members(case):
        open_case_to(
            actor=actor,
            case_id=case.pk,
            person_ids=ids,
            token=member.token,
            origin=Origin.CASE_TEAM,
            valid_from=start_of(member.starts_on),
            valid_until=end_of(member.ends_on) if member.ends_on else None,
        )
    if subject is None:
        subject = CaseSubject(case=case, person=person, starts_on=timezone.localdate(occurred_at))
        subject.save(force_insert=True)
    else:
        change(subject, actor=actor, values={"ends_on": None})
    tell(actor=actor, case=case, kind="case_subject_added", people=[person], occurred_at=occurred_at)
    tell_in_charge(case=case)
    return subject


@transaction.atomic
def end_subject(
    *,
    actor: Actor,
    case_id: UUID,
    person_id: UUID,
    keep_sight: bool = False,
    occurred_at: datetime | None = None,
) -> CaseSubject:
    """The case is no longer about this person; the reference person stays as long as the case does.

    With `keep_sight` who follows the others goes on reading the record: of somebody who died.
    """
    case = led_case(actor=actor, case_id=case_id)
    subject = case.subjects.select_related("person").filter(person_id=person_id, ends_on__isnull=True).first()
    if subject is None:
        raise NotVisible("case.subject", person_id)
    if subject.role == "reference":
        raise DomainError(_("È la persona a cui è intestata: scegli prima un'altra intestazione."))
    change(subject, actor=actor, values={"ends_on": max(subject.starts_on, timezone.localdate(occurred_at))})
    tell(actor=actor, case=case, kind="case_subject_ended", people=[subject.person], occurred_at=occurred_at)
    if not keep_sight:
        end_grants(actor=actor, scope_kind=SCOPE, scope_id=case.pk, person_id=person_id)
    return subject


@transaction.atomic
def choose_reference(*, actor: Actor, case_id: UUID, person_id: UUID) -> CaseSubject:
    """Put the case in the name of another of its people."""
    case = led_case(actor=actor, case_id=case_id)
    subjects = {subject.person_id: subject for subject in case.subjects.filter(ends_on__isnull=True)}
    if person_id not in subjects:
        raise NotVisible("case.subject", person_id)
    for subject in subjects.values():
        if subject.role == "reference" and subject.person_id != person_id:
            change(subject, actor=actor, values={"role": "member"})
    change(subjects[person_id], actor=actor, values={"role": "reference"})
    tell(actor=actor, case=case, kind="case_reference_changed", people=people_of(case))
    return subjects[person_id]


def _live_members(case: Case) -> list[CaseMember]:
    yesterday = timezone.localdate() - timedelta(days=1)
    return list(case.members.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=yesterday)).order_by("id"))
