"""The life of an assessment: what was completed is never reopened, a newer one takes its place."""

from django.utils.translation import gettext_lazy as _

from portico.assessment.enums import State
from portico.kernel.lifecycle import Lifecycle, Transition

ASSESSMENT = Lifecycle(
    "assessment",
    initial=State.DRAFT,
    open_states={State.DRAFT},
    table={
        "complete": Transition(frozenset({State.DRAFT}), State.COMPLETED, _("Concludi")),
        "discard": Transition(frozenset({State.DRAFT}), State.DISCARDED, _("Lascia perdere")),
        "supersede": Transition(frozenset({State.COMPLETED}), State.SUPERSEDED, _("Sostituisci")),
    },
)
