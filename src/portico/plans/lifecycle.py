"""The life of a plan. What was signed stays in force while its next version is being written."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.lifecycle import Lifecycle, Transition
from portico.plans.enums import State

PLAN = Lifecycle(
    "plan",
    initial=State.DRAFT,
    open_states={State.DRAFT, State.SHARED, State.SIGNED, State.UNDER_REVIEW},
    table={
        "share": Transition(frozenset({State.DRAFT, State.UNDER_REVIEW}), State.SHARED, _("Condividi per la firma")),
        # Before any signature back to the draft, afterwards back to the review: see `RETURNS`.
        "rework": Transition(frozenset({State.SHARED}), State.DRAFT, _("Riprendi a scrivere")),
        "rework_review": Transition(frozenset({State.SHARED}), State.UNDER_REVIEW, _("Riprendi a scrivere")),
        "sign": Transition(frozenset({State.SHARED}), State.SIGNED, _("Registra le firme")),
        "review": Transition(frozenset({State.SIGNED}), State.UNDER_REVIEW, _("Rivedi il progetto")),
        "confirm": Transition(frozenset({State.UNDER_REVIEW}), State.SIGNED, _("Conferma com'è")),
        "conclude": Transition(frozenset({State.SIGNED, State.UNDER_REVIEW}), State.CONCLUDED, _("Concludi")),
        "interrupt": Transition(
            frozenset({State.DRAFT, State.SHARED, State.SIGNED, State.UNDER_REVIEW}), State.INTERRUPTED, _("Interrompi")
        ),
    },
)
