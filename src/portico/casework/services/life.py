"""A case from being assigned to being closed, and opened again."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portico.access.enums import Origin
from portico.casework import selectors
from portico.casework.enums import OPEN_STATES
from portico.casework.lifecycle import CASE
from portico.casework.models import Case, CaseHandover
from portico.casework.policies import (
    may_activate,
    may_assign,
    may_close,
    may_reopen,
    may_resume,
    may_suspend,
    may_take,
)
from portico.casework.services.ground import (
    case_url,
    end_case_for,
    end_of,
    get_manager,
    locked_case,
    open_case_to,
    people_of,
    require_words,
    review_end,
    seat_manager,
    tell,
    tell_in_charge,
    unseat_manager,
)
from portico.events.services import notify
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.lifecycle import ImpossibleTransition
from portico.kernel.records import change
from portico.thread.services import drop_tasks_of, hand_tasks_over


class TakenMeanwhile(NotAllowed):
    """A colleague was quicker: only the coordinator gives it to somebody else."""

    message = gettext_lazy("Nel frattempo la segue già un'altra persona: per cambiare serve chi coordina l'unità.")


@transaction.atomic
def assign_manager(
    *,
    actor: Actor,
    case_id: UUID,
    manager_id: UUID,
    activate: bool = False,
    reason: str = "",
    occurred_at: datetime | None = None,
) -> Case:
    """Name the manager, or take a case that nobody has; it may start at once.

    Raises NotAllowed, ImpossibleTransition, DomainError when somebody else was quicker or cannot manage cases.
    """
    case = locked_case(actor=actor, case_id=case_id)
    if case.state not in OPEN_STATES:
        raise ImpossibleTransition()
    if not (may_assign(actor, case) or (manager_id == actor.membership_id and may_take(actor, case))):
        raise TakenMeanwhile() if case.manager_token and case.holder_token in actor.tokens else NotAllowed()
    manager = get_manager(actor=actor, unit_id=case.unit_id, manager_id=manager_id)
    if manager.token == case.manager_token:
        raise DomainError(_("È già la persona responsabile del caso."), field="manager")
    before, before_token, asked = case.manager, case.manager_token, case.holder_token
    people = people_of(case)
    at = occurred_at or timezone.now()
    state = case.state
    if activate and "activate" in CASE.available(state):
        state = CASE.target("activate", state)
    holder = manager.token if case.reserved else asked
    if holder != asked:
        ids = [person.pk for person in people]
        open_case_to(actor=actor, case_id=case.pk, person_ids=ids, token=holder, origin=Origin.CASE_MANAGER)
    if before is not None:
        CaseHandover.objects.create(
            case=case, from_unit=case.unit, from_manager=before, to_unit=case.unit, to_manager=manager,
            reason=reason.strip()[:500] or _("Nuova assegnazione"), at=at,
        )  # fmt: skip
        hand_tasks_over(
            actor=actor, source_kind="case", source_id=case.pk, from_tokens=[before_token or 0], to_token=manager.token
        )
    change(
        case,
        actor=actor,
        values={
            "manager": manager,
            "manager_token": manager.token,
            "holder_token": holder,
            "state": state,
            "activated_at": case.activated_at or (at if state == "active" else None),
        },
    )
    seat_manager(actor=actor, case=case, person_ids=[person.pk for person in people])
    tell(actor=actor, case=case, kind="case_assigned", people=people, occurred_at=occurred_at)
    if manager.token not in actor.tokens:
        text = _("Ti è stata assegnata una presa in carico.")
        notify(actor=actor, tokens=[manager.token], kind="casework.assigned", text=text, url=case_url(case))
    unseat_manager(actor=actor, case=case, before=before_token)
    if holder != asked:
        end_case_for(actor=actor, case=case, token=asked)
    return case


@transaction.atomic
def activate_case(*, actor: Actor, case_id: UUID, occurred_at: datetime | None = None) -> Case:
    """Start working on an accepted case. Raises DomainError when nobody manages it yet."""
    case = locked_case(actor=actor, case_id=case_id)
    state = CASE.target("activate", case.state)
    if case.manager_token is None:
        raise DomainError(_("Prima serve una persona responsabile del caso."), field="manager")
    if not may_activate(actor, case):
        raise NotAllowed()
    values = {"state": state, "activated_at": case.activated_at or occurred_at or timezone.now()}
    change(case, actor=actor, values=values)
    tell(actor=actor, case=case, kind="case_activated", people=people_of(case), occurred_at=occurred_at)
    return case


@transaction.atomic
def suspend_case(
    *,
    actor: Actor,
    case_id: UUID,
    reason: str,
    note: str = "",
    until: date | None = None,
    occurred_at: datetime | None = None,
) -> Case:
    """A pause, with its reason (a code) and the day to look at it again. Raises DomainError, NotAllowed."""
    case = locked_case(actor=actor, case_id=case_id)
    state = CASE.target("suspend", case.state)
    if not may_suspend(actor, case):
        raise NotAllowed()
    at = occurred_at or timezone.now()
    codes.require("case_suspension_reason", reason, field="reason")
    if reason == "other":
        require_words(note, "note", _("Scrivi qual è il motivo."))
    if until and until <= timezone.localtime(at).date():
        raise DomainError(_("Scegli un giorno che deve ancora venire."), field="until")
    values = {
        "state": state,
        "suspension_reason": reason,
        "suspension_note": note.strip()[:500],
        "suspended_at": at,
        "review_until": until,
    }
    change(case, actor=actor, values=values)
    tell(
        actor=actor,
        case=case,
        kind="case_suspended",
        people=people_of(case),
        occurred_at=occurred_at,
        payload={"reason": reason, "until": until.isoformat() if until else ""},
    )
    return case


@transaction.atomic
def resume_case(*, actor: Actor, case_id: UUID, occurred_at: datetime | None = None) -> Case:
    """Go on after a pause."""
    case = locked_case(actor=actor, case_id=case_id)
    state = CASE.target("resume", case.state)
    if not may_resume(actor, case):
        raise NotAllowed()
    change(case, actor=actor, values={"state": state, "review_until": None})
    tell(actor=actor, case=case, kind="case_resumed", people=people_of(case), occurred_at=occurred_at)
    return case


@transaction.atomic
def close_case(
    *, actor: Actor, case_id: UUID, reason: str, words: str = "", occurred_at: datetime | None = None
) -> Case:
    """Conclude, with a reason (a code) and how it went. The team's view ends now, the unit's work after the review.

    Raises DomainError, NotAllowed, ImpossibleTransition.
    """
    case = locked_case(actor=actor, case_id=case_id)
    state = CASE.target("close", case.state)
    if not may_close(actor, case):
        raise NotAllowed()
    codes.require("case_closure_reason", reason, field="reason")
    if reason == "other":
        require_words(words, "words", _("Scrivi qual è il motivo."))
    at = occurred_at or timezone.now()
    today = timezone.localtime(at).date()
    people = people_of(case)
    drop_tasks_of(actor=actor, source_kind="case", source_id=case.pk, reason=_("Presa in carico chiusa"))
    team = list(case.members.order_by("id"))
    for member in team:
        if member.ends_on is None or member.ends_on > today:
            change(member, actor=actor, values={"ends_on": max(member.starts_on, today)})
    review = review_end(actor, today)
    values = {
        "state": state,
        "closure_reason": reason,
        "closure_words": words.strip()[:1000],
        "closed_at": at,
        "review_until": review,
    }
    change(case, actor=actor, values=values)
    payload = {"reason": reason}
    tell(actor=actor, case=case, kind="case_closed", people=people, occurred_at=occurred_at, payload=payload)
    manager = {case.manager_token} - {case.holder_token, None}
    for token in {member.token for member in team} | manager:
        end_case_for(actor=actor, case=case, token=token or 0)
    _leave_to_unit(actor, case, [person.pk for person in people], review)
    return case


def _leave_to_unit(actor: Actor, case: Case, person_ids: list[UUID], review: date) -> None:
    """The unit keeps reading the dossier; it writes until the review ends."""
    end_case_for(actor=actor, case=case, token=case.holder_token, until=end_of(review))
    open_case_to(
        actor=actor, case_id=case.pk, person_ids=person_ids, token=case.holder_token, origin=Origin.CLOSED_CASE
    )


@transaction.atomic
def reopen_case(
    *,
    actor: Actor,
    case_id: UUID,
    reason: str,
    manager_id: UUID | None = None,
    occurred_at: datetime | None = None,
) -> Case:
    """Take up a closed case again, with the former manager unless another is named.

    Raises DomainError when the former manager is not there any more and nobody is named.
    """
    case = locked_closed(actor=actor, case_id=case_id)
    state = CASE.target("reopen", case.state)
    if not may_reopen(actor, case):
        raise NotAllowed()
    text = require_words(reason, "reason")
    manager = get_manager(actor=actor, unit_id=case.unit_id, manager_id=manager_id or case.manager_id or UUID(int=0))
    # Through whoever reads the closed dossier: its people first, then the unit's own view again.
    people = people_of(case)
    change(
        case,
        actor=actor,
        values={
            "state": state,
            "manager": manager,
            "manager_token": manager.token,
            "activated_at": case.activated_at or occurred_at or timezone.now(),
            "reopening_reason": text[:500],
            "review_until": None,
        },
    )
    seat_manager(actor=actor, case=case, person_ids=[person.pk for person in people])
    tell(actor=actor, case=case, kind="case_reopened", people=people, occurred_at=occurred_at)
    tell_in_charge(case=case)
    return case


def locked_closed(*, actor: Actor, case_id: UUID) -> Case:
    """A closed case, locked: after the review the unit only reads it, so its view is opened for writing first."""
    seen = selectors.get_case(actor=actor, key=case_id)
    if may_reopen(actor, seen):
        ids = [person.pk for person in people_of(seen)]
        end_case_for(actor=actor, case=seen, token=seen.holder_token)
        open_case_to(actor=actor, case_id=seen.pk, person_ids=ids, token=seen.holder_token, origin=Origin.CASE_MANAGER)
    return locked_case(actor=actor, case_id=case_id)
