"""The life of a meeting: called, held while the minutes are written, closed when they are final."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.lifecycle import Lifecycle, Transition
from portico.meetings.enums import State

MEETING = Lifecycle(
    "meeting",
    initial=State.PLANNED,
    open_states={State.PLANNED, State.HELD},
    table={
        "move": Transition(frozenset({State.PLANNED}), State.PLANNED, _("Sposta")),
        "cancel": Transition(frozenset({State.PLANNED}), State.CANCELLED, _("Annulla l'incontro")),
        "write": Transition(frozenset({State.PLANNED, State.HELD}), State.HELD, _("Scrivi il verbale")),
        "close": Transition(frozenset({State.HELD}), State.CLOSED, _("Chiudi il verbale")),
        "reopen": Transition(frozenset({State.CLOSED}), State.HELD, _("Correggi il verbale")),
    },
)
