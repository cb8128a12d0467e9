"""Reading cases: each opens by its own grants, as the database's policies say a second time."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category, Level
from portico.access.selectors import live_grants, open_origins, visible
from portico.accounts.models import Membership
from portico.casework.enums import MANAGER_ROLES, OPEN_STATES, State
from portico.casework.models import Case, CaseHandover, CaseMember, CaseProposal, CaseSubject
from portico.casework.policies import ANSWERING_ROLES, PROPOSING_ROLES
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.kernel.text import normalise
from portico.organisations.selectors import units
from portico.people.models import HouseholdMember, Person
from portico.people.selectors import people

UNANSWERED = [State.PROPOSED, State.SENT_BACK]
NUMBER = re.compile(r"^(?:r\s*)?(?:(?P<year>\d{4})\s*/\s*)?0*(?P<number>\d{1,6})$", re.IGNORECASE)


def cases(*, actor: Actor, level: Level = Level.READ) -> QuerySet[Case]:
    """The cases the actor may read (or write): by a grant for that case, or while a proposal waits."""
    origins = open_origins(actor=actor, category=Category.CASE, level=level)
    grants = live_grants(actor=actor).filter(origin__in=origins).order_by()
    scoped = grants.filter(
        Q(categories__isnull=True) | Q(categories__contains=[Category.CASE]),
        scope_kind="case",
        scope_id=OuterRef("pk"),
    )
    named = CaseSubject.objects.filter(
        Exists(grants.filter(scope_kind="reserved", person_id=OuterRef("person_id"))), case_id=OuterRef("pk")
    ).order_by()
    found = Q(Exists(scoped)) | Q(Exists(named))
    if actor.role in ANSWERING_ROLES | MANAGER_ROLES:
        found |= addressed_to(actor) & Q(state__in=UNANSWERED)
    if actor.role in PROPOSING_ROLES and level < Level.WRITE:
        found |= Q(state__in=UNANSWERED, proposed_by_token__in=actor.tokens)
    return Case.objects.filter(found, ambito_id=actor.ambito_id).exclude(pk__in=_hidden(actor))


def addressed_to(actor: Actor) -> Q:
    """In the actor's hands; a reserved one in their own, by name."""
    return Q(holder_token__in=actor.own_tokens) | Q(holder_token__in=actor.tokens, reserved=False)


def _hidden(actor: Actor) -> QuerySet[CaseSubject, UUID]:
    """Cases that tell of somebody reserved, for who may not see them. Reserved cases have a holder of their own."""
    grants = live_grants(actor=actor).filter(person_id=OuterRef("person_id")).order_by()
    return (
        CaseSubject.objects.filter(
            ~Exists(grants),
            ambito_id=actor.ambito_id,
            person__reserved=True,
            ends_on__isnull=True,
            case__reserved=False,
        )
        .order_by()
        .values_list("case_id", flat=True)
    )


def get_case(*, actor: Actor, key: object, level: Level = Level.READ) -> Case:
    """A case with its unit and manager. Raises NotVisible, the same for missing and forbidden."""
    try:
        return (
            cases(actor=actor, level=level)
            .select_related("unit__organisation", "manager__user", "manager__unit", "family_reference__user")
            .get(pk=UUID(str(key)))
        )
    except (Case.DoesNotExist, ValueError) as error:
        raise NotVisible("case", key) from error


def subjects_of(*, case: Case) -> QuerySet[CaseSubject]:
    """The people a visible case is about today, the reference person first."""
    return case.subjects.filter(ends_on__isnull=True).select_related("person")


def team_of(*, case: Case) -> QuerySet[CaseMember]:
    """The team of a visible case, those still working on it first."""
    return case.members.select_related("membership__user", "membership__organisation", "membership__unit")


def handovers_of(*, case: Case) -> QuerySet[CaseHandover]:
    """Who had a visible case before, newest first."""
    return case.handovers.select_related("from_unit", "to_unit", "from_manager__user", "to_manager__user")


def proposal_of(*, actor: Actor, case: Case) -> CaseProposal | None:
    """The proposal's words, as far as the actor may read them; None when opened without one."""
    waiting = case.state == State.PROPOSED and actor.role in ANSWERING_ROLES
    opened = cases(actor=actor).filter(pk=case.pk).exclude(state__in=UNANSWERED)
    return (
        CaseProposal.objects.filter(case_id=case.pk)
        .filter(
            Q(from_token__in=actor.tokens)
            | (Q(to_token__in=actor.own_tokens) if waiting else Q(pk__in=[]))
            | Q(Exists(opened.order_by()))
        )
        .first()
    )


def with_people(queryset: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with what a list shows: unit, manager, the people they are about (`case.shown_subjects`)."""
    subjects = (
        CaseSubject.objects.filter(ends_on__isnull=True)
        .select_related("person")
        .order_by(F("role").desc(), "created_at", "id")
    )
    return queryset.select_related("unit", "manager__user").prefetch_related(
        Prefetch("subjects", queryset=subjects, to_attr="shown_subjects")
    )


def caseload(*, actor: Actor) -> QuerySet[Case]:
    """Open cases the actor may read, those without contact for longest first."""
    return cases(actor=actor).filter(state__in=OPEN_STATES).order_by(F("last_contact_on").asc(nulls_first=True), "id")


def my_cases(*, actor: Actor) -> QuerySet[Case]:
    """Open cases the actor manages, or has today for an absent colleague."""
    return caseload(actor=actor).filter(manager_token__in=actor.tokens)


def unit_inbox(*, actor: Actor) -> QuerySet[Case]:
    """Proposals waiting for an answer of the actor's unit (or of the actor, for a reserved one), oldest first."""
    if actor.role not in ANSWERING_ROLES:
        return Case.objects.none()
    return (
        Case.objects.filter(addressed_to(actor), ambito_id=actor.ambito_id, state=State.PROPOSED)
        .exclude(pk__in=_hidden(actor))
        .select_related("unit", "proposal")
        .order_by("proposed_at", "id")
    )


def unassigned(*, actor: Actor) -> QuerySet[Case]:
    """Cases the unit accepted and nobody has yet, oldest first."""
    return caseload(actor=actor).filter(manager__isnull=True, state=State.ACCEPTED).order_by("accepted_at", "id")


def silent_cases(*, actor: Actor, before: date) -> QuerySet[Case]:
    """One's own active cases without contact since a day (or since they were accepted)."""
    return (
        my_cases(actor=actor)
        .filter(state=State.ACTIVE)
        .annotate(quiet_since=Coalesce("last_contact_on", TruncDate("accepted_at")))
        .filter(quiet_since__lt=before)
    )


def people_in_my_cases(*, actor: Actor) -> QuerySet[CaseSubject, UUID]:
    """Ids of the people in the open cases the actor manages."""
    mine = my_cases(actor=actor).order_by().values("pk")
    return (
        CaseSubject.objects.filter(case_id__in=mine, ends_on__isnull=True)
        .order_by()
        .values_list("person_id", flat=True)
    )


def cases_of_person(*, actor: Actor, person_id: UUID) -> QuerySet[Case]:
    """A person's cases the actor may read, open ones first."""
    about = CaseSubject.objects.filter(case_id=OuterRef("pk"), person_id=person_id).order_by()
    return (
        cases(actor=actor)
        .filter(Exists(about))
        .select_related("unit__organisation", "manager__user")
        .order_by(F("closed_at").desc(nulls_first=True), "-year", "-number", "id")
    )


def family_cases(*, actor: Actor, person_ids: list[UUID], but: UUID | None = None) -> QuerySet[Case]:
    """Other open cases, as far as the actor may read them, of these people and of who lives with them."""
    about = CaseSubject.objects.filter(
        Q(person_id__in=person_ids) | Q(person_id__in=_living_with(actor, person_ids)),
        case_id=OuterRef("pk"),
        ends_on__isnull=True,
    ).order_by()
    found = caseload(actor=actor).filter(Exists(about)).exclude(pk__in=[but] if but else [])
    return with_people(found).select_related("unit__organisation", "manager__user", "family_reference__user")


def household_of(*, actor: Actor, person_ids: list[UUID]) -> QuerySet[Person]:
    """Who lives with these people today, as far as the actor may read it."""
    return people(actor=actor).filter(pk__in=_living_with(actor, person_ids)).exclude(pk__in=person_ids)


def _living_with(actor: Actor, person_ids: list[UUID]) -> QuerySet[HouseholdMember, UUID]:
    """Ids of the members of these people's households today, where the actor reads households."""
    current = visible(
        HouseholdMember.objects.filter(period__contains=timezone.localdate()), actor=actor, category=Category.HOUSEHOLD
    ).order_by()
    homes = current.filter(person_id__in=person_ids).values("household_id")
    return current.filter(household_id__in=homes).values_list("person_id", flat=True)


@dataclass(frozen=True, slots=True)
class KnownCase:
    """That a case is open, and with whom, for who may know no more. `readable`: the actor may open its page."""

    case_id: UUID
    series: str
    year: int
    number: int
    state: str
    unit_name: str
    organisation_name: str
    manager_name: str
    sensitive: bool
    since: date
    readable: bool

    @property
    def display_number(self) -> str:
        return f"{self.series + ' ' if self.series else ''}{self.year}/{self.number:05d}"

    @property
    def state_label(self) -> Any:
        return State(self.state).label

    @property
    def with_whom(self) -> str:
        """ "Anna T. · Polo 1 – Comune", or "un servizio della rete"."""
        if self.sensitive:
            return _("un servizio della rete")
        return " · ".join(part for part in (self.manager_name, f"{self.unit_name} – {self.organisation_name}") if part)


def known_cases(*, actor: Actor, person_id: UUID) -> list[KnownCase]:
    """The open cases of a person, told to who holds at least "known"; sensitive units are not named."""
    with connection.cursor() as cursor:
        cursor.execute("select * from portico_known_cases(%s)", [person_id])
        return [KnownCase(*row) for row in cursor.fetchall()]


def followed_elsewhere(*, actor: Actor, person_ids: Collection[UUID], case_id: UUID) -> str:
    """`policies.FOLLOWED` or `HIDDEN` when another unit has one of them in charge and did not bring this one in; or ""."""
    with connection.cursor() as cursor:
        cursor.execute("select portico_followed_elsewhere(%s, %s)", [list(person_ids), case_id])
        return str(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class SentProposal:
    """A proposal of the actor's desk or unit, and what came of it."""

    case_id: UUID
    series: str
    year: int
    number: int
    answer: str
    answer_reason: str
    unit_name: str
    proposed_at: datetime
    answered_at: datetime | None

    @property
    def display_number(self) -> str:
        return f"{self.series + ' ' if self.series else ''}{self.year}/{self.number:05d}"

    @property
    def answer_label(self) -> Any:
        labels = {"proposed": _("in attesa"), "sent_back": _("rimandata indietro"), "accepted": _("accolta")}
        return labels[self.answer]


def proposals_sent(*, actor: Actor, limit: int = 50) -> list[SentProposal]:
    """What the actor's desk or unit proposed, newest first."""
    with connection.cursor() as cursor:
        cursor.execute("select * from portico_proposals_sent(%s)", [limit])
        return [SentProposal(*row) for row in cursor.fetchall()]


def search_cases(queryset: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Narrow a list: a number, or words that begin words of a name of somebody the case is about."""
    text = text.strip()
    number = NUMBER.match(text)
    if number:
        found = queryset.filter(number=int(number["number"]))
        return found.filter(year=int(number["year"])) if number["year"] else found
    words = normalise(text).split()
    if not words:
        return queryset
    about = CaseSubject.objects.filter(case_id=OuterRef("pk"), ends_on__isnull=True).order_by()
    for word in words:
        about = about.filter(Q(person__search_name__startswith=word) | Q(person__search_name__contains=f" {word}"))
    return queryset.filter(Exists(about))


def find_cases(*, actor: Actor, text: str) -> QuerySet[Case]:
    """For the search box: visible cases by number."""
    if not NUMBER.match(text.strip()):
        return Case.objects.none()
    return search_cases(with_people(cases(actor=actor)), text).order_by("-year", "-number", "id")


def possible_managers(*, actor: Actor, unit_id: UUID) -> QuerySet[Membership]:
    """Who may manage a case in a unit today."""
    return possible_managers_of(actor=actor, unit_ids=[unit_id])


def possible_managers_of(*, actor: Actor, unit_ids: Collection[UUID]) -> QuerySet[Membership]:
    """Who may manage a case in these units today."""
    today = timezone.localdate()
    return (
        Membership.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=today),
            ambito_id=actor.ambito_id,
            unit_id__in=unit_ids,
            role__in=MANAGER_ROLES,
            starts_on__lte=today,
        )
        .select_related("user", "unit", "organisation")
        .order_by("user__last_name", "user__first_name", "id")
    )


def destinations(*, actor: Actor, case: Case) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where a case may go, for a list in groups: each unit that takes cases, to be assigned there or to somebody.

    A choice's value is `unit id` or `unit id:membership id`. Units not to be named are for their own.
    """
    taking = [
        unit
        for unit in units(actor=actor).filter(takes_cases=True)
        if unit.pk == case.unit_id or not (unit.sensitive or unit.organisation.sensitive)
    ]
    working: dict[UUID, list[tuple[str, str]]] = {unit.pk: [] for unit in taking}
    for item in possible_managers_of(actor=actor, unit_ids=list(working)):
        if item.unit_id and item.pk != case.manager_id:
            working[item.unit_id].append((f"{item.unit_id}:{item.pk}", str(item.user)))
    found = []
    for unit in taking:
        waiting = [] if case.reserved or unit.pk == case.unit_id else [(str(unit.pk), _("Da assegnare nell'unità"))]
        if waiting or working[unit.pk]:
            found.append((unit.name, [*waiting, *working[unit.pk]]))
    return found


def possible_members(*, actor: Actor) -> QuerySet[Membership]:
    """Operators of the network who may join a team; those of bodies not to be named only for their own."""
    today = timezone.localdate()
    own = Q(organisation_id=actor.organisation_id)
    open_bodies = Q(organisation__sensitive=False) & (Q(unit__isnull=True) | Q(unit__sensitive=False))
    return (
        Membership.objects.filter(
            own | open_bodies, ambito_id=actor.ambito_id, starts_on__lte=today, role__in=TEAM_ROLES
        )
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))
        .select_related("user", "unit", "organisation")
        .order_by("user__last_name", "user__first_name", "id")
    )


TEAM_ROLES = PROPOSING_ROLES
