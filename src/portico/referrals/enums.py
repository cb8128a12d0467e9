"""States, sides and urgencies of a referral."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("bozza")
    SENT = "sent", _("inviato")
    RECEIVED = "received", _("preso in visione")
    MORE_INFORMATION = "more_information", _("servono informazioni")
    WAITING_LIST = "waiting_list", _("in lista d'attesa")
    ACCEPTED = "accepted", _("accettato")
    IN_PROGRESS = "in_progress", _("in corso")
    DECLINED = "declined", _("non accettato")
    COMPLETED = "completed", _("concluso")
    INTERRUPTED = "interrupted", _("interrotto")
    CANCELLED = "cancelled", _("annullato")
    EXPIRED = "expired", _("scaduto")


class Side(models.TextChoices):
    SENDER = "sender", _("chi invia")
    RECEIVER = "receiver", _("chi riceve")
    SYSTEM = "system", _("Portico")


# Nobody has answered yet: it may still be cancelled, and it may expire or be declined.
UNANSWERED = frozenset({State.SENT, State.RECEIVED, State.MORE_INFORMATION, State.WAITING_LIST})
# The receiver reads what was sent.
OPEN = UNANSWERED | {State.ACCEPTED, State.IN_PROGRESS}
# The receiver goes on reading it for some days: `Referral.kept_until`.
ENDED_WELL = frozenset({State.COMPLETED, State.INTERRUPTED})
# The receiver is left with the fact that there was a referral, and nothing of the person.
WITHDRAWN = frozenset({State.DECLINED, State.CANCELLED, State.EXPIRED})
CLOSED = ENDED_WELL | WITHDRAWN
