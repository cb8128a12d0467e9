"""The life of a case. A case handed over waits to be assigned again; a named manager starts it in the same act."""

from django.utils.translation import gettext_lazy as _

from portico.casework.enums import OPEN_STATES, State
from portico.kernel.lifecycle import Lifecycle, Transition

IN_HAND = frozenset(OPEN_STATES)

CASE = Lifecycle(
    "case",
    initial=State.PROPOSED,
    open_states={State.PROPOSED, *OPEN_STATES},
    table={
        "accept": Transition(frozenset({State.PROPOSED}), State.ACCEPTED, _("Accogli"), "unit"),
        "send_back": Transition(frozenset({State.PROPOSED}), State.SENT_BACK, _("Rimanda indietro"), "unit"),
        "activate": Transition(frozenset({State.ACCEPTED}), State.ACTIVE, _("Avvia"), "unit"),
        "suspend": Transition(frozenset({State.ACTIVE}), State.SUSPENDED, _("Sospendi"), "unit"),
        "resume": Transition(frozenset({State.SUSPENDED}), State.ACTIVE, _("Riprendi"), "unit"),
        "close": Transition(IN_HAND, State.CLOSED, _("Chiudi"), "unit"),
        "reopen": Transition(frozenset({State.CLOSED}), State.ACTIVE, _("Riapri"), "unit"),
        "hand_over": Transition(IN_HAND, State.ACCEPTED, _("Passa le consegne"), "unit"),
    },
)

# Acts that leave the state as it is, and the states in which they make sense.
ASSIGNABLE = IN_HAND
TEAM_STATES = IN_HAND
