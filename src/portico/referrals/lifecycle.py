"""The states of a referral, and whose act each step is."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from portico.kernel.lifecycle import Lifecycle, Transition
from portico.referrals.enums import OPEN, UNANSWERED, Side, State


def _by(side: Side, sources: Iterable[str], target: State, label: object) -> Transition:
    return Transition(frozenset(str(state) for state in sources), str(target), label, str(side))


ASKABLE = {State.SENT, State.RECEIVED, State.WAITING_LIST}
ANSWERABLE = {State.SENT, State.RECEIVED, State.MORE_INFORMATION}
UNDERWAY = {State.ACCEPTED, State.IN_PROGRESS}

REFERRAL = Lifecycle(
    "referral",
    initial=State.DRAFT,
    open_states={State.DRAFT, *OPEN},
    table={
        "send": _by(Side.SENDER, {State.DRAFT}, State.SENT, _("Invia")),
        "receive": _by(Side.RECEIVER, {State.SENT}, State.RECEIVED, _("Segna come preso in visione")),
        "ask": _by(Side.RECEIVER, ASKABLE, State.MORE_INFORMATION, _("Chiedi informazioni")),
        "answer": _by(Side.SENDER, {State.MORE_INFORMATION}, State.RECEIVED, _("Rispondi")),
        "wait": _by(Side.RECEIVER, ANSWERABLE, State.WAITING_LIST, _("Metti in lista d'attesa")),
        "accept": _by(Side.RECEIVER, UNANSWERED, State.ACCEPTED, _("Accetta")),
        "take_in_charge": _by(Side.RECEIVER, UNANSWERED, State.IN_PROGRESS, _("Accetta e prendi in carico")),
        "decline": _by(Side.RECEIVER, UNANSWERED, State.DECLINED, _("Non accettare")),
        "start": _by(Side.RECEIVER, {State.ACCEPTED}, State.IN_PROGRESS, _("Segna come iniziato")),
        "complete": _by(Side.RECEIVER, UNDERWAY, State.COMPLETED, _("Concludi")),
        "interrupt": _by(Side.RECEIVER, UNDERWAY, State.INTERRUPTED, _("Interrompi")),
        "cancel": _by(Side.SENDER, {State.DRAFT, *UNANSWERED}, State.CANCELLED, _("Annulla l'invio")),
        "expire": _by(Side.SYSTEM, ANSWERABLE, State.EXPIRED, _("Scade")),
    },
)
