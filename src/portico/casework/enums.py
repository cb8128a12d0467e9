"""Small closed sets of casework; areas, reasons and roles are codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    PROPOSED = "proposed", _("proposta")
    SENT_BACK = "sent_back", _("rimandata a chi l'ha proposta")
    ACCEPTED = "accepted", _("accolta, da avviare")
    ACTIVE = "active", _("attiva")
    SUSPENDED = "suspended", _("sospesa")
    CLOSED = "closed", _("chiusa")


class SubjectRole(models.TextChoices):
    REFERENCE = "reference", _("intestazione")
    MEMBER = "member", _("altra persona del nucleo")


class Intensity(models.TextChoices):
    LIGHT = "light", _("leggero")
    MEDIUM = "medium", _("medio")
    INTENSE = "intense", _("intenso")


OPEN_STATES = (State.ACCEPTED, State.ACTIVE, State.SUSPENDED)
MANAGER_ROLES = frozenset({"social_worker", "coordinator", "foster_team"})
