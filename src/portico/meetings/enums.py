"""Small closed sets of meetings; their kinds are codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    PLANNED = "planned", _("in programma")
    HELD = "held", _("verbale da chiudere")
    CLOSED = "closed", _("verbale chiuso")
    CANCELLED = "cancelled", _("annullato")


class Presence(models.TextChoices):
    PRESENT = "present", _("c'era")
    EXCUSED = "excused", _("assente, aveva avvisato")
    ABSENT = "absent", _("assente")


# Of the code list `meeting_kind`: those about somebody in particular. Tables and supervision name no one.
KINDS = ("planning", "verification", "network", "uvm", "conference", "staff")
UVM = "uvm"
