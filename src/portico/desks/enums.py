"""Small closed sets of the desks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AppointmentState(models.TextChoices):
    BOOKED = "booked", _("fissato")
    ARRIVED = "arrived", _("è qui")
    DONE = "done", _("svolto")
    MOVED = "moved", _("spostato")
    CANCELLED = "cancelled", _("disdetto")
    NO_SHOW = "no_show", _("non si è presentata")


# States in which an appointment takes up its place.
LIVE = (AppointmentState.BOOKED, AppointmentState.ARRIVED)


class SubjectRole(models.TextChoices):
    FOR_WHOM = "for_whom", _("per chi è l'ascolto")
    PRESENT = "present", _("è qui anche")
    ACCOMPANYING = "accompanying", _("accompagna")


class NoteLevel(models.TextChoices):
    UNIT = "unit", _("sportello o unità")
    PRIVATE = "private", _("solo io")
