"""Who may listen, and who keeps a desk's page."""

from __future__ import annotations

from uuid import UUID

from portico.desks.models import Desk, Encounter
from portico.kernel.actor import Actor
from portico.people.services.register import REGISTERING_ROLES

LISTENING_ROLES = REGISTERING_ROLES
MANAGING_ROLES = frozenset({"org_manager", "coordinator"})


def may_listen(actor: Actor) -> bool:
    """Record listenings and keep appointments."""
    return actor.role in LISTENING_ROLES


def may_edit_desk(actor: Actor, organisation_id: UUID) -> bool:
    """Change hours, closures and texts of a desk of this organisation."""
    return actor.kind == "system" or (actor.role in MANAGING_ROLES and actor.organisation_id == organisation_id)


def works_at(actor: Actor, desk: Desk) -> bool:
    """The desk is the actor's own unit."""
    return desk.unit.token in actor.tokens


def is_own(actor: Actor, encounter: Encounter) -> bool:
    """The listening belongs to the actor's unit: it may be amended and gone on with."""
    return may_listen(actor) and encounter.unit_token in actor.tokens
