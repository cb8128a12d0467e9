"""A case goes to another unit, or to another manager of the same one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Origin
from portico.casework.lifecycle import CASE
from portico.casework.models import Case, CaseHandover
from portico.casework.policies import may_hand_over
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
    unseat_manager,
)
from portico.casework.services.life import assign_manager
from portico.events.services import notify
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.records import change
from portico.organisations.selectors import get_unit
from portico.thread.services import hand_tasks_over

# What a person can still look through before pressing.
MOST_AT_ONCE = 200


@transaction.atomic
def hand_over(
    *,
    actor: Actor,
    case_id: UUID,
    to_unit_id: UUID,
    to_manager_id: UUID | None = None,
    reason: str,
    occurred_at: datetime | None = None,
) -> Case:
    """Pass a case on: with a manager it goes on at once, without one it waits to be assigned there.

    The unit that leaves it reads the dossier for the review period, to answer questions. A reserved case goes to
    a named manager only. Raises NotAllowed, ImpossibleTransition, NotVisible, DomainError.
    """
    case = locked_case(actor=actor, case_id=case_id)
    state = CASE.target("hand_over", case.state)
    if not may_hand_over(actor, case):
        raise NotAllowed()
    text = require_words(reason, "reason", _("Scrivi perché: chi riceve il caso parte da qui."))
    unit = get_unit(actor=actor, key=to_unit_id)
    if not unit.takes_cases:
        raise DomainError(_("Questa unità non prende in carico: scegline un'altra."), field="to_unit")
    manager = get_manager(actor=actor, unit_id=unit.pk, manager_id=to_manager_id) if to_manager_id else None
    if case.reserved and manager is None:
        raise DomainError(_("La presa in carico è riservata: scegli a chi la passi."), field="to_manager")
    if unit.pk == case.unit_id and (manager.pk if manager else None) == case.manager_id:
        raise DomainError(_("Scegli un'altra unità o un'altra persona."), field="to_unit")
    people = people_of(case)
    person_ids = [person.pk for person in people]
    left, left_manager = case.holder_token, case.manager_token
    holder = manager.token if case.reserved and manager else unit.token
    at = occurred_at or timezone.now()
    if holder != left:
        open_case_to(actor=actor, case_id=case.pk, person_ids=person_ids, token=holder, origin=Origin.CASE_MANAGER)
    CaseHandover.objects.create(
        case=case, from_unit=case.unit, from_manager=case.manager, to_unit=unit, to_manager=manager,
        reason=text[:500], at=at,
    )  # fmt: skip
    hand_tasks_over(
        actor=actor,
        source_kind="case",
        source_id=case.pk,
        from_tokens=[token for token in (left, left_manager) if token],
        to_token=manager.token if manager else holder,
    )
    if manager:
        state = CASE.target("activate", state)
    change(
        case,
        actor=actor,
        values={
            "state": state,
            "unit": unit,
            "holder_token": holder,
            "manager": manager,
            "manager_token": manager.token if manager else None,
            "activated_at": case.activated_at or (at if manager else None),
            "review_until": None,
        },
    )
    seat_manager(actor=actor, case=case, person_ids=person_ids)
    tell(
        actor=actor,
        case=case,
        kind="case_handed_over",
        people=people,
        tokens=[left, case.proposed_by_token],
        occurred_at=occurred_at,
        payload={"other_unit": holder != left},
    )
    notify(
        actor=actor,
        tokens=[token for token in ([manager.token] if manager else [holder]) if token not in actor.tokens],
        kind="casework.handed_over",
        text=_("Ti è stata passata una presa in carico.")
        if manager
        else _("La vostra unità riceve una presa in carico."),
        url=case_url(case),
    )
    unseat_manager(actor=actor, case=case, before=left_manager)
    if holder != left:
        _leave(actor, case, left, person_ids, at)
    return case


@transaction.atomic
def reassign_cases(*, actor: Actor, case_ids: Collection[UUID], to_manager_id: UUID, reason: str) -> int:
    """Give several cases of the unit to one colleague: all of them, or none. Returns how many.

    Raises NotAllowed, NotVisible, DomainError as `assign_manager` does for each.
    """
    text = require_words(reason, "reason", _("Scrivi perché: resta nella storia di ogni caso."))
    chosen = sorted(set(case_ids))
    if not chosen:
        raise DomainError(_("Scegli almeno un caso."), field="cases")
    if len(chosen) > MOST_AT_ONCE:
        raise DomainError(
            _("Sono troppi casi in una volta: al massimo %(most)s.") % {"most": MOST_AT_ONCE}, field="cases"
        )
    # In the order of their keys: two coordinators at once wait for each other instead of stopping each other.
    for case_id in chosen:
        assign_manager(actor=actor, case_id=case_id, manager_id=to_manager_id, reason=text)
    return len(chosen)


def _leave(actor: Actor, case: Case, token: int, person_ids: list[UUID], at: datetime) -> None:
    """Who passes the case on reads it for the review period; its last act is to say so."""
    until = end_of(review_end(actor, timezone.localtime(at).date()))
    end_case_for(actor=actor, case=case, token=token)
    if until > timezone.now():
        open_case_to(
            actor=actor,
            case_id=case.pk,
            person_ids=person_ids,
            token=token,
            origin=Origin.CLOSED_CASE,
            valid_until=until,
        )
