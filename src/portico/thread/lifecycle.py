"""A thing to do is done, or not needed any more."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.lifecycle import Lifecycle, Transition

TASK = Lifecycle(
    "task",
    initial="open",
    open_states={"open"},
    table={
        "complete": Transition(frozenset({"open"}), "done", _("Fatta")),
        "drop": Transition(frozenset({"open"}), "dropped", _("Non serve più")),
        "restore": Transition(frozenset({"dropped"}), "open", _("Rimetti tra le cose da fare")),
        "move": Transition(frozenset({"open"}), "open", _("Sposta")),
    },
)
