"""Who may do what with a judicial file, once they are named. Seeing it is the walls' business."""

from __future__ import annotations

from portico.access.enums import Category, Level
from portico.access.selectors import open_origins
from portico.authorities.models import ProtectedMeeting
from portico.casework.models import Case
from portico.casework.policies import leads
from portico.kernel.actor import Actor


def may_open(actor: Actor, case: Case) -> bool:
    """Begin a judicial file: the case's manager, or the coordinator of its unit."""
    return case.is_open and leads(actor, case)


def writes(actor: Actor) -> bool:
    """Among the named, those whose role writes cases; the others read."""
    return bool(open_origins(actor=actor, category=Category.CASE, level=Level.WRITE))


def accompanies(actor: Actor, meeting: ProtectedMeeting) -> bool:
    """Stays with the child and the parent: writes who came and how it went."""
    return meeting.operator_token in actor.own_tokens


def manages_courts(actor: Actor) -> bool:
    """Keeps the list of courts: reference data of the ambito."""
    return actor.role in {"ambito_admin", "coordinator", "social_worker"}
