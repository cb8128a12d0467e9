"""Who may say who stands in for whom."""

from __future__ import annotations

from portico.accounts.models import Membership
from portico.kernel.actor import Actor


def may_arrange(actor: Actor, absent: Membership) -> bool:
    """Oneself, the coordinator of the unit, the manager of the organisation."""
    if absent.pk == actor.membership_id:
        return True
    if actor.role == "coordinator":
        return actor.unit_id is not None and absent.unit_id == actor.unit_id
    return actor.role == "org_manager" and absent.organisation_id == actor.organisation_id


def arranges_for_others(actor: Actor) -> bool:
    """Who may register a colleague's substitution: the unit's coordinator, the organisation's manager."""
    return actor.role in {"coordinator", "org_manager"}
