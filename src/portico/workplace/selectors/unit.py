"""What a coordinator's page says of the unit: who works on how much, what waits, what is late, who is away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from portico.accounts.models import Membership, Substitution
from portico.accounts.selectors import colleagues
from portico.casework import selectors as casework
from portico.casework.enums import MANAGER_ROLES, OPEN_STATES, Intensity, State
from portico.casework.models import Case
from portico.desks.selectors.encounters import encounters
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.thread.selectors import tasks

ROLES = {"coordinator"}
SILENT = timedelta(days=60)
# Recorded work is counted over the four weeks before today.
WEEKS = timedelta(days=28)
FEW = 8


@dataclass(slots=True)
class Load:
    """What one colleague has in hand. `minutes`: listenings recorded in the last four weeks."""

    membership: Membership
    cases: int = 0
    intense: int = 0
    medium: int = 0
    light: int = 0
    suspended: int = 0
    silent: int = 0
    late: int = 0
    minutes: int = 0
    absence: Substitution | None = None


@dataclass(frozen=True, slots=True)
class UnitPage:
    """The whole page. `areas`: (label, open cases), most first."""

    loads: list[Load]
    areas: list[tuple[Any, int]]
    unassigned: list[Case]
    proposals: list[Case]
    absences: list[Substitution]

    @property
    def totals(self) -> dict[str, int]:
        names = ("cases", "intense", "suspended", "silent", "late", "minutes")
        return {name: sum(getattr(load, name) for load in self.loads) for name in names}


def unit_page(*, actor: Actor) -> UnitPage:
    """The page of the actor's unit, whatever its size in nine queries. Raises NotVisible for who does not coordinate one."""
    unit_id = coordinated_unit(actor)
    today = timezone.localdate()
    members = list(colleagues(actor=actor))
    absences = list(
        Substitution.objects.filter(ambito_id=actor.ambito_id, absent__unit_id=unit_id, ends_on__gte=today)
        .select_related("absent__user", "substitute__user")
        .order_by("starts_on", "id")
    )
    held = held_cases(actor=actor)
    return UnitPage(
        loads=_loads(actor, members, held, absences, today),
        areas=_areas(held),
        unassigned=list(casework.with_people(casework.unassigned(actor=actor).filter(unit_id=unit_id))[:FEW]),
        proposals=list(casework.unit_inbox(actor=actor)[:FEW]),
        absences=absences,
    )


def coordinated_unit(actor: Actor) -> UUID:
    """The unit whose coordinator the actor is. Raises NotVisible."""
    if actor.role not in ROLES or actor.unit_id is None:
        raise NotVisible("unit", actor.unit_id or "")
    return actor.unit_id


def held_cases(*, actor: Actor) -> QuerySet[Case]:
    """The open cases of the actor's unit, as far as the actor may read them."""
    return casework.cases(actor=actor).filter(unit_id=coordinated_unit(actor), state__in=OPEN_STATES)


def cases_of(*, actor: Actor, membership_id: UUID) -> QuerySet[Case]:
    """The open cases one colleague has in hand, those without contact for longest first."""
    found = held_cases(actor=actor).filter(manager_id=membership_id)
    return casework.with_people(found).order_by("last_contact_on", "id")


def _loads(
    actor: Actor, members: list[Membership], held: QuerySet[Case], absences: Iterable[Substitution], today: date
) -> list[Load]:
    loads = {member.pk: Load(member) for member in members if member.role in MANAGER_ROLES}
    for row in _cases_by_manager(actor, held, today):
        if load := loads.get(row.pop("manager_id")):
            for name, number in row.items():
                setattr(load, name, number)
    since = timezone.now() - WEEKS
    worked = encounters(actor=actor).filter(unit_token=actor.main_token, happened_at__gte=since, operator__in=loads)
    for operator, minutes in worked.order_by().values_list("operator_id").annotate(total=Sum("minutes")):
        loads[operator].minutes = minutes or 0
    for absence in absences:
        if absence.starts_on <= today and absence.absent_id in loads:
            loads[absence.absent_id].absence = absence
    return sorted(loads.values(), key=lambda load: (-load.cases, load.membership.user.last_name))


def _cases_by_manager(actor: Actor, held: QuerySet[Case], today: date) -> Iterable[Any]:
    late = (
        tasks(actor=actor)
        .filter(source_kind="case", source_id=OuterRef("pk"), state="open", due_on__lt=today)
        .order_by()
    )
    quiet = Q(state=State.ACTIVE, quiet_since__lt=today - SILENT)
    weights = {
        name: Count("pk", filter=Q(intensity=value))
        for name, value in (("intense", Intensity.INTENSE), ("medium", Intensity.MEDIUM), ("light", Intensity.LIGHT))
    }
    return (
        held.filter(manager__isnull=False)
        .annotate(is_late=Exists(late), quiet_since=Coalesce("last_contact_on", TruncDate("accepted_at")))
        .order_by()
        .values("manager_id")
        .annotate(
            cases=Count("pk"),
            **weights,
            suspended=Count("pk", filter=Q(state=State.SUSPENDED)),
            silent=Count("pk", filter=quiet),
            late=Count("pk", filter=Q(is_late=True)),
        )
    )


def _areas(held: QuerySet[Case]) -> list[tuple[Any, int]]:
    counted = held.order_by().values_list("area").annotate(number=Count("pk"))
    return [(codes.label("case_area", area), number) for area, number in sorted(counted, key=lambda row: -row[1])]
