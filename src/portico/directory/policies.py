"""Who may do what with the network's services."""

from __future__ import annotations

from portico.directory.models import Service
from portico.kernel.actor import Actor

# Those who listen to people or follow them: they send somebody to a service.
SENDERS = frozenset(
    {
        "social_worker",
        "coordinator",
        "desk_operator",
        "emergency_operator",
        "case_contributor",
        "psychologist",
        "housing_operator",
        "foster_team",
    }
)


def may_edit(actor: Actor, service: Service) -> bool:
    """The organisation's own manager, or the administrator of the ambito."""
    if actor.ambito_id != service.ambito_id:
        return False
    if actor.role == "ambito_admin":
        return True
    return actor.role == "org_manager" and actor.organisation_id == service.organisation_id


def may_add(actor: Actor) -> bool:
    """Who adds a service: the ambito's administrator, or an organisation's manager for its own."""
    return actor.role in {"ambito_admin", "org_manager"}


def may_send(actor: Actor) -> bool:
    """Who may send somebody to a service, and so sees it offered."""
    return actor.role in SENDERS
