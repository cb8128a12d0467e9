"""Who may do what with a meeting. Seeing it is the walls' business."""

from __future__ import annotations

from portico.casework.models import Case
from portico.casework.policies import leads
from portico.kernel.actor import Actor
from portico.meetings.lifecycle import MEETING
from portico.meetings.models import Meeting


def may_convene(actor: Actor, case: Case) -> bool:
    """The case's manager, or the coordinator of its unit."""
    return case.is_open and leads(actor, case)


def actions(actor: Actor, meeting: Meeting) -> set[str]:
    """What the actor may do to the meeting now: names of transitions."""
    return set(MEETING.available(meeting.state)) if may_convene(actor, meeting.case) else set()
