"""Small closed sets of the people app; lists that an ambito may extend are codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LifeStatus(models.TextChoices):
    PRESENT = "present", _("presente")
    DECEASED = "deceased", _("deceduta")
    MOVED = "moved", _("trasferita")


class BirthPrecision(models.TextChoices):
    DAY = "day", _("giorno certo")
    MONTH = "month", _("solo mese e anno")
    YEAR = "year", _("solo anno")
    DECLARED = "declared", _("dichiarata, senza documenti")


class AddressKind(models.TextChoices):
    RESIDENCE = "residence", _("residenza")
    DOMICILE = "domicile", _("domicilio")
    FICTITIOUS = "fictitious", _("residenza fittizia")
    NO_FIXED = "no_fixed", _("senza fissa dimora")
    MAIL = "mail", _("recapito per la posta")


class HouseholdKind(models.TextChoices):
    REGISTRY = "registry", _("anagrafico")
    ISEE = "isee", _("ISEE")
    DE_FACTO = "de_facto", _("di fatto")


class PaperKind(models.TextChoices):
    PERMIT = "permit", _("titolo di soggiorno")
    IDENTITY = "identity", _("documento di identità")
    OTHER = "other", _("altro documento")
