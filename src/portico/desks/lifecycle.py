"""What may happen to an appointment."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portico.desks.enums import LIVE
from portico.desks.enums import AppointmentState as State
from portico.kernel.lifecycle import Lifecycle, Transition

APPOINTMENT = Lifecycle(
    "appointment",
    initial=State.BOOKED,
    open_states=set(LIVE),
    table={
        # Also somebody marked absent too early, who came after all.
        "arrive": Transition(frozenset({State.BOOKED, State.NO_SHOW}), State.ARRIVED, _("È arrivata")),
        "finish": Transition(frozenset({State.BOOKED, State.ARRIVED}), State.DONE, _("Svolto")),
        "miss": Transition(frozenset({State.BOOKED}), State.NO_SHOW, _("Non si è presentata")),
        # Arrived, and gone away before being listened to: a walk-in too.
        "leave": Transition(frozenset({State.ARRIVED}), State.NO_SHOW, _("È andata via")),
        "move": Transition(frozenset({State.BOOKED, State.NO_SHOW}), State.MOVED, _("Sposta")),
        "cancel": Transition(frozenset({State.BOOKED}), State.CANCELLED, _("Disdici")),
    },
)
