"""Small closed sets of a judicial file; measures, authorities and attendance are codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class How(models.TextChoices):
    PEC = "pec", _("PEC")
    PORTAL = "portal", _("processo telematico")
    PAPER = "paper", _("carta")
    ORAL = "oral", _("a voce")


class MandateState(models.TextChoices):
    RECEIVED = "received", _("ricevuto")
    IN_PROGRESS = "in_progress", _("in corso")
    FULFILLED = "fulfilled", _("adempiuto")
    ENDED = "ended", _("concluso")


class ReportState(models.TextChoices):
    DUE = "due", _("da inviare")
    SENT = "sent", _("inviata")
    DROPPED = "dropped", _("non serve più")


class MeetState(models.TextChoices):
    """Of hearings and of protected meetings."""

    PLANNED = "planned", _("in programma")
    HELD = "held", _("avvenuto")
    CANCELLED = "cancelled", _("annullato")


class RemovalState(models.TextChoices):
    OPEN = "open", _("in attesa di convalida")
    VALIDATED = "validated", _("convalidato")
    ENDED = "ended", _("concluso")


class Side(models.TextChoices):
    CHILD = "child", _("chi è minorenne")
    VISITOR = "visitor", _("chi viene a trovarlo")


# Relations of `people` that say who represents or assists by a judge's decision.
APPOINTED = ("guardian", "special_curator", "support_administrator", "curator")
