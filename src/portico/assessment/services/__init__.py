"""Writing assessments: a draft, its answers, its end; and the forms they are made of."""

from portico.assessment.services.answers import Conflict, Typed, save_answers
from portico.assessment.services.forms import publish_form
from portico.assessment.services.life import (
    complete_assessment,
    discard_assessment,
    move_to_newest_form,
    reorder_priorities,
    share_domains,
    start_assessment,
)

__all__ = [
    "Conflict",
    "Typed",
    "complete_assessment",
    "discard_assessment",
    "move_to_newest_form",
    "publish_form",
    "reorder_priorities",
    "save_answers",
    "share_domains",
    "start_assessment",
]
