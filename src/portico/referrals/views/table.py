"""Every act on a referral: its words, its form, its service, its address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portico.kernel.forms import PorticoForm
from portico.referrals import forms, services

COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Act:
    """`label` is the button, `done` what the story says afterwards, `told` the message to who did it."""

    name: str
    label: Any
    done: Any
    told: Any
    form: type[PorticoForm]
    service: Callable[..., Any]
    icon: str = "it-comment"
    hint: Any = ""

    def url(self, key: UUID) -> str:
        return reverse(f"referrals:{self.name}", args=[key])


# In the order of the page.
ACTS = {
    act.name: act
    for act in (
        Act(
            "accept", _("Accetta"), _("Accettato"), _("Invio accettato: ora vedi identità e recapiti."),
            forms.AcceptForm, services.accept_referral, "it-check-circle",
        ),
        Act(
            "take_in_charge", _("Accetta e prendi in carico"), _("Accettato e preso in carico"),
            _("Invio accettato e caso aperto."), forms.TakeInChargeForm,
            partial(services.accept_referral, take_in_charge=True), "it-folder",
        ),
        Act(
            "ask", _("Chiedi informazioni"), _("Domanda"), _("Domanda inviata."),
            forms.AskForm, services.ask_information, "it-help-circle",
        ),
        Act(
            "answer", _("Rispondi"), _("Risposta"), _("Risposta inviata."),
            forms.AnswerForm, services.answer_information, "it-comment",
        ),
        Act(
            "wait", _("Lista d'attesa"), _("In lista d'attesa"), _("Messo in lista d'attesa."),
            forms.WaitForm, services.put_on_waiting_list, "it-clock",
        ),
        Act(
            "receive", _("Preso in visione"), _("Preso in visione"), _("Chi ha inviato sa che l'hai letto."),
            forms.EmptyForm, services.receive_referral, "it-password-visible",
            _("Dice a chi ha inviato che l'avete letto: la risposta può venire dopo."),
        ),
        Act(
            "decline", _("Non accettare"), _("Non accettato"),
            _("Hai risposto di no: i dati della persona non sono più visibili."),
            forms.DeclineForm, services.decline_referral, "it-close-circle",
            _("Chi ha inviato legge il motivo. Tu non vedrai più i dati della persona."),
        ),
        Act(
            "start", _("È iniziato"), _("Iniziato"), _("Segnato come iniziato."),
            forms.EmptyForm, services.start_referral, "it-arrow-right-circle",
        ),
        Act(
            "complete", _("Concludi"), _("Concluso"), _("Invio concluso: chi l'ha fatto legge l'esito."),
            forms.CompleteForm, services.complete_referral, "it-check",
        ),
        Act(
            "interrupt", _("Interrompi"), _("Interrotto"), _("Invio interrotto."),
            forms.InterruptForm, services.interrupt_referral, "it-close-circle",
        ),
        Act(
            "cancel", _("Annulla l'invio"), _("Annullato"), _("Invio annullato."),
            forms.CancelForm, services.cancel_referral, "it-delete",
        ),
        Act(
            COMMENT, _("Scrivi un messaggio"), _("Messaggio"), _("Messaggio inviato."),
            forms.TextForm, services.comment, "it-comment",
        ),
    )
}  # fmt: skip

# Steps nobody presses a button for on the page: (what the story says, icon).
OTHER_STEPS = {"send": (_("Inviato"), "it-mail"), "expire": (_("Scaduto senza risposta"), "it-clock")}


def told_as(act: str) -> tuple[Any, str]:
    """What the story of a referral calls a step, and its icon."""
    return (ACTS[act].done, ACTS[act].icon) if act in ACTS else OTHER_STEPS[act]
