"""Who may do what with assessments, once the walls let them see them."""

from __future__ import annotations

from portico.access.enums import Category, Level
from portico.access.selectors import open_origins
from portico.kernel.actor import Actor

FORM_ROLES = frozenset({"ambito_admin", "coordinator"})


def may_assess(actor: Actor) -> bool:
    """Roles that write needs: who they may write them of is for the walls."""
    return bool(open_origins(actor=actor, category=Category.NEEDS, level=Level.WRITE)) and bool(actor.tokens)


def may_read_forms(actor: Actor) -> bool:
    """Who assesses, who reads assessments, who keeps the forms."""
    return bool(open_origins(actor=actor, category=Category.NEEDS)) or may_keep_forms(actor)


def may_keep_forms(actor: Actor) -> bool:
    """Start a new version for the whole ambito."""
    return actor.role in FORM_ROLES
