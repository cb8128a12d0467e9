"""The lives of what is in a judicial file."""

from django.utils.translation import gettext_lazy as _

from portico.authorities.enums import MandateState, MeetState, RemovalState, ReportState
from portico.kernel.lifecycle import Lifecycle, Transition

M, R, T, E = MandateState, ReportState, MeetState, RemovalState

MANDATE = Lifecycle(
    "mandate",
    initial=M.RECEIVED,
    open_states={M.RECEIVED, M.IN_PROGRESS},
    table={
        "start": Transition(frozenset({M.RECEIVED}), M.IN_PROGRESS, _("Si comincia")),
        "fulfil": Transition(frozenset({M.RECEIVED, M.IN_PROGRESS}), M.FULFILLED, _("Adempiuto")),
        "end": Transition(frozenset({M.RECEIVED, M.IN_PROGRESS, M.FULFILLED}), M.ENDED, _("Revocato o concluso")),
    },
)
REPORT = Lifecycle(
    "court_report",
    initial=R.DUE,
    open_states={R.DUE},
    table={
        "send": Transition(frozenset({R.DUE}), R.SENT, _("Inviata")),
        "drop": Transition(frozenset({R.DUE}), R.DROPPED, _("Non serve più")),
    },
)
HEARING = Lifecycle(
    "hearing",
    initial=T.PLANNED,
    open_states={T.PLANNED},
    table={
        "move": Transition(frozenset({T.PLANNED}), T.PLANNED, _("Spostata")),
        "hold": Transition(frozenset({T.PLANNED}), T.HELD, _("Si è tenuta")),
        "cancel": Transition(frozenset({T.PLANNED}), T.CANCELLED, _("Non si tiene")),
    },
)
PROTECTED = Lifecycle(
    "protected_meeting",
    initial=T.PLANNED,
    open_states={T.PLANNED},
    table={
        "hold": Transition(frozenset({T.PLANNED, T.HELD}), T.HELD, _("Segna chi c'era")),
        "cancel": Transition(frozenset({T.PLANNED}), T.CANCELLED, _("È saltato")),
    },
)
REMOVAL = Lifecycle(
    "removal",
    initial=E.OPEN,
    open_states={E.OPEN, E.VALIDATED},
    table={
        "note": Transition(frozenset({E.OPEN}), E.OPEN, _("Segna un passaggio")),
        "validate": Transition(frozenset({E.OPEN}), E.VALIDATED, _("Convalidato")),
        "hear": Transition(frozenset({E.VALIDATED}), E.VALIDATED, _("Segna l'udienza")),
        "end": Transition(frozenset({E.OPEN, E.VALIDATED}), E.ENDED, _("Revocato, decaduto o concluso")),
    },
)
