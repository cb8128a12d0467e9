"""What every write on a plan leans on: the locked row, its case, its people, its event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portico.access.enums import Category, Level
from portico.accounts.models import Membership
from portico.casework.models import Case
from portico.events.models import Event
from portico.events.services import record_event
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from portico.kernel.records import lock
from portico.people.models import Person
from portico.plans import selectors
from portico.plans.models import Plan, PlanPerson
from portico.plans.policies import may_edit, writes
from portico.thread.services import create_task

SOURCE = "case"


class NotNow(DomainError):
    """The text is with the household, or the plan is over: it does not change under their eyes."""

    message = gettext_lazy("Il progetto ora non si può modificare: è condiviso, firmato o già concluso.")


class CaseClosed(DomainError):
    message = gettext_lazy("La presa in carico è chiusa: riaprila per lavorare al progetto.")


def locked_plan(*, actor: Actor, plan_id: UUID) -> Plan:
    """The plan, locked. Raises NotVisible, NotAllowed when the actor only reads it."""
    selectors.get_plan(actor=actor, key=plan_id)
    try:
        return lock(
            selectors.plans(actor=actor, level=Level.WRITE).select_related(
                "case__unit__organisation", "case__manager__user"
            ),
            plan_id,
        )
    except NotVisible as error:
        raise NotAllowed() from error


def editable_plan(*, actor: Actor, plan_id: UUID) -> Plan:
    """The plan, locked, while it is being written. Raises NotAllowed, NotNow, CaseClosed."""
    plan = locked_plan(actor=actor, plan_id=plan_id)
    require_writer(actor, plan)
    if not may_edit(actor, plan):
        raise NotNow()
    return plan


def require_writer(actor: Actor, plan: Plan) -> None:
    """Raises CaseClosed, NotAllowed."""
    if not plan.case.is_open:
        raise CaseClosed()
    if not writes(actor, plan):
        raise NotAllowed()


def people_in(plan: Plan) -> list[Person]:
    """Whom the plan is about, as the actor sees them."""
    return [item.person for item in selectors.people_of(plan=plan)]


def tell(
    *,
    actor: Actor,
    plan: Plan,
    kind: str,
    people: Iterable[Person] | None = None,
    payload: dict[str, Any] | None = None,
    occurred_at: datetime | None = None,
    narrow: bool = False,
) -> UUID:
    """Put it on the thread of the plan's people; `narrow` (or a unit not to be named) keeps it to who writes plans."""
    unit = plan.case.unit
    sensitive = unit.sensitive or unit.organisation.sensitive
    return record_event(
        actor=actor,
        kind=kind,
        category=Category.PLAN,
        people=people_in(plan) if people is None else list(people),
        level=Event.Level.UNIT if sensitive or narrow else Event.Level.TEAM,
        other_tokens=[plan.case.holder_token],
        occurred_at=occurred_at,
        object_kind="plan",
        object_id=plan.pk,
        payload={"plan_kind": plan.kind, **(payload or {})},
        area=plan.case.area,
        municipality=plan.case.residence_municipality,
    )


def remind(
    *,
    actor: Actor,
    plan: Plan,
    title: str,
    due_on: date | None,
    person: Person | None = None,
    token: int | None = None,
    note: str = "",
    occurred_at: datetime | None = None,
) -> UUID:
    """Something to do for the case: for who answers for it, else for the case's manager."""
    people = people_in(plan)
    task = create_task(
        actor=actor,
        title=title,
        due_on=due_on,
        assigned_token=token or plan.case.manager_token or plan.case.holder_token,
        person=person or (people[0] if people else None),
        source_kind=SOURCE,
        source_id=plan.case_id,
        note=note,
        occurred_at=occurred_at,
    )
    return task.pk


def case_begins(case: Case) -> date:
    """The day the case was taken in charge: nothing of its plans comes before."""
    return timezone.localdate(case.accepted_at or case.proposed_at)


def check_dates(plan: Plan, **days: date | None) -> None:
    """Raises DomainError beside the first day that comes before the case, or an end that comes before its start."""
    begins = case_begins(plan.case)
    for name, day in days.items():
        if day and day < begins:
            raise DomainError(
                _("È prima della presa in carico, cominciata il %(day)s.") % {"day": begins.strftime("%d/%m/%Y")},
                field=name,
            )
    start, end = days.get("starts_on"), days.get("ends_on")
    if start and end and end < start:
        raise DomainError(_("La fine viene prima dell'inizio."), field="ends_on")


def answering(*, actor: Actor, plan: Plan, responsible_id: UUID | None, words: str) -> dict[str, Any]:
    """Values of who answers for a part. Raises DomainError for somebody who does not work on the case."""
    found: Membership | None = None
    if responsible_id:
        able = selectors.responsibles(actor=actor, case=plan.case)
        found = next((item for item in able if item.pk == responsible_id), None)
        if found is None:
            raise DomainError(_("Scegli una persona che lavora a questo caso."), field="responsible")
    return {
        "responsible": found,
        "responsible_token": found.token if found else None,
        "responsible_words": words.strip()[:120],
    }


def of_plan(plan: Plan, ids: Iterable[UUID], field: str = "for_whom") -> list[PlanPerson]:
    """These of the plan's people. Raises DomainError for anybody else."""
    wanted = list(dict.fromkeys(ids))
    found = {item.pk: item for item in selectors.people_of(plan=plan)}
    if not set(wanted) <= set(found):
        raise DomainError(_("Scegli tra le persone del progetto."), field=field)
    return [found[key] for key in wanted]


def one_of_plan(plan: Plan, key: UUID | None, field: str = "subject") -> PlanPerson | None:
    """The person of the plan with this key; None without a key. Raises DomainError on `field` for somebody else's."""
    return of_plan(plan, [key], field)[0] if key else None


def stated(text: str, field: str, message: str = "") -> str:
    """The text, stripped. Raises DomainError beside its field when empty."""
    if not text.strip():
        raise DomainError(message or _("Scrivi il motivo: aiuta chi legge dopo di te."), field=field)
    return text.strip()
