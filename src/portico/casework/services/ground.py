"""What every write on a case leans on: the locked row, its people, its grants, its event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category, Origin
from portico.access.services import end_grants, open_grant
from portico.accounts.models import Membership
from portico.casework import selectors
from portico.casework.models import Case
from portico.casework.policies import refuse_followed
from portico.events.models import Event
from portico.events.services import record_event
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from portico.kernel.lifecycle import ImpossibleTransition
from portico.kernel.models import Ambito
from portico.kernel.records import lock, next_number
from portico.people.models import Person

SCOPE = "case"
COUNTERS = {"": "case", "R": "case_reserved"}
REVIEW_DAYS = 30


def locked_case(*, actor: Actor, case_id: UUID) -> Case:
    """The case, locked. Raises NotVisible, NotAllowed when it is only read, ImpossibleTransition when it moved on.

    Who waited for a colleague's answer to the same proposal sees the case through the grants that answer opened:
    a second statement finds them, unless this transaction began before they did.
    """
    selectors.get_case(actor=actor, key=case_id)
    rows = Case.objects.select_related("unit__organisation")
    try:
        return lock(rows, case_id)
    except NotVisible:
        pass
    try:
        return lock(rows, case_id)
    except NotVisible as error:
        read = selectors.cases(actor=actor).filter(pk=case_id).exists()
        raise NotAllowed() if read else ImpossibleTransition() from error


def people_of(case: Case) -> list[Person]:
    """The people a visible case is about, the reference person first."""
    return [subject.person for subject in selectors.subjects_of(case=case)]


def number_case(*, actor: Actor, reserved: bool, at: datetime) -> dict[str, Any]:
    """`series`, `year` and `number` of a new case: gap-free, reserved cases apart so that numbers tell nothing."""
    series = "R" if reserved else ""
    year = timezone.localtime(at).year
    return {"series": series, "year": year, "number": next_number(actor=actor, series=COUNTERS[series], year=year)}


def open_case_to(
    *,
    actor: Actor,
    case_id: UUID,
    person_ids: Iterable[UUID],
    token: int,
    origin: Origin,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> None:
    """Open the case's people to a grantee because of it. Raises DomainError when a record may not be opened."""
    try:
        with transaction.atomic():
            for person_id in person_ids:
                open_grant(
                    actor=actor,
                    person_id=person_id,
                    token=token,
                    origin=origin,
                    scope_kind=SCOPE,
                    scope_id=case_id,
                    valid_from=valid_from,
                    valid_until=valid_until,
                )
    except ProgrammingError as error:
        # A record that became reserved meanwhile, or one the actor does not write: the same words for both.
        raise DomainError(_("Questa presa in carico non è disponibile.")) from error


def refuse_if_followed(*, actor: Actor, person_ids: Sequence[UUID], case_id: UUID, proposed: bool = False) -> None:
    """Raises DomainError when another unit has one of them in charge, and it is not how this one came to them."""
    answer = selectors.followed_elsewhere(actor=actor, person_ids=person_ids, case_id=case_id)
    known = [case for key in person_ids if answer for case in selectors.known_cases(actor=actor, person_id=key)]
    refuse_followed(answer, [case.with_whom for case in known if not case.readable], proposed=proposed)


def tell_in_charge(*, case: Case) -> None:
    """Other units that have these people in charge learn that this one does too: not which, nor about whom."""
    text = _("Un'altra unità della rete ha preso in carico una persona che seguite.")
    with connection.cursor() as cursor:
        cursor.execute("select portico_tell_in_charge(%s, %s)", [case.pk, text])


def end_case_for(*, actor: Actor, case: Case, token: int, until: datetime | None = None) -> None:
    """End what the case opened to a grantee."""
    end_grants(actor=actor, scope_kind=SCOPE, scope_id=case.pk, token=token, until=until)


def seat_manager(*, actor: Actor, case: Case, person_ids: Iterable[UUID]) -> None:
    """Open the case to its manager by name too, so that who stands in for them from another unit follows it."""
    if case.manager_token is not None and case.manager_token != case.holder_token:
        open_case_to(
            actor=actor,
            case_id=case.pk,
            person_ids=person_ids,
            token=case.manager_token,
            origin=Origin.CASE_MANAGER,
        )


def unseat_manager(*, actor: Actor, case: Case, before: int | None) -> None:
    """A former manager sees the case no more, but for what their unit sees."""
    if before is not None and before not in (case.manager_token, case.holder_token):
        end_case_for(actor=actor, case=case, token=before)


def start_of(day: date) -> datetime:
    """Midnight in Rome, when a day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(last_day: date) -> datetime:
    """The instant after a last day, included."""
    return start_of(last_day + timedelta(days=1))


def review_end(actor: Actor, day: date) -> date:
    """Until when a unit goes on working on a dossier it closed or handed over."""
    rules = Ambito.objects.values_list("rules", flat=True).get(pk=actor.ambito_id)
    return day + timedelta(days=int(rules.get("case_review_days", REVIEW_DAYS)))


def require_words(text: str, field: str, message: str = "") -> str:
    """The text, stripped. Raises DomainError beside its field when empty."""
    if not text.strip():
        raise DomainError(message or _("Scrivi il motivo: aiuta chi legge dopo di te."), field=field)
    return text.strip()


def get_manager(*, actor: Actor, unit_id: UUID, manager_id: UUID) -> Membership:
    """Somebody who may manage a case in the unit today. Raises DomainError."""
    found = selectors.possible_managers(actor=actor, unit_id=unit_id).filter(pk=manager_id).first()
    if found is None:
        raise DomainError(_("Scegli una persona dell'unità che oggi può seguire casi."), field="manager")
    return found


def case_url(case: Case) -> str:
    """The address of the case's page."""
    return reverse("casework:case", kwargs={"key": case.pk})


def tell(
    *,
    actor: Actor,
    case: Case,
    kind: str,
    people: Sequence[Person],
    tokens: Iterable[int] = (),
    payload: dict[str, Any] | None = None,
    occurred_at: datetime | None = None,
    narrow: bool = False,
) -> UUID:
    """Put it on the thread of the people of the case.

    What a unit not to be named does is told to that unit and the team alone; `narrow` does the same.
    """
    sensitive = case.unit.sensitive or case.unit.organisation.sensitive
    team = case.members.filter(ends_on__isnull=True).order_by("id").values_list("token", flat=True) if sensitive else []
    return record_event(
        actor=actor,
        kind=kind,
        category=Category.CASE,
        people=people,
        level=Event.Level.UNIT if sensitive or narrow else Event.Level.TEAM,
        other_tokens=[case.holder_token, *team, *tokens],
        occurred_at=occurred_at,
        object_kind="case",
        object_id=case.pk,
        payload=payload,
        area=case.area,
        municipality=case.residence_municipality,
    )
