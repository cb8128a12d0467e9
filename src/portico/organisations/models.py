"""Who makes up the network: organisations and their units."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from portico.kernel.fields import CodeField
from portico.kernel.models import Record


def next_token() -> int:
    """A new grantee token: one series for organisations, units and memberships."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval('portico_token_seq')")
        return int(cursor.fetchone()[0])


class Organisation(Record):
    """A public body, health district, school, association, cooperative, parish…"""

    code = models.SlugField(max_length=60)
    name = models.CharField(_("nome"), max_length=200)
    kind = CodeField("organisation_kind", verbose_name=_("tipo"))
    sector = CodeField("organisation_sector", verbose_name=_("settore"))
    municipality = models.CharField(_("comune"), max_length=6, blank=True, help_text=_("Codice ISTAT"))
    municipalities_served = ArrayField(models.CharField(max_length=6), default=list, blank=True)
    address = models.CharField(_("indirizzo"), max_length=200, blank=True)
    phone = models.CharField(_("telefono"), max_length=40, blank=True)
    email = models.EmailField(_("posta elettronica"), blank=True)
    website = models.URLField(_("sito"), blank=True)
    opening_hours = models.CharField(_("orari"), max_length=300, blank=True)
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    description = models.TextField(_("descrizione"), blank=True)
    # Never named to who has no part in it (addictions, anti-violence…): "un servizio della rete".
    sensitive = models.BooleanField(_("da non nominare fuori"), default=False)
    agreement_kind = CodeField("agreement_kind", verbose_name=_("accordo"), blank=True)
    data_protection_role = models.CharField(_("ruolo privacy"), max_length=30, blank=True)
    token = models.IntegerField(unique=True, default=next_token, editable=False)

    class Meta:
        ordering = ("name", "id")
        constraints = [models.UniqueConstraint(fields=["ambito", "code"], name="organisation_code_once")]

    def __str__(self) -> str:
        return self.name


class Unit(Record):
    """A pole, team, office or desk of an organisation."""

    class Kind(models.TextChoices):
        UNIT = "unit", _("Ufficio")
        POLE = "pole", _("Polo")
        TEAM = "team", _("Équipe")
        DESK = "desk", _("Sportello")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units")
    code = models.SlugField(max_length=60)
    name = models.CharField(_("nome"), max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.UNIT)
    areas = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    municipalities = ArrayField(models.CharField(max_length=6), default=list, blank=True)
    place = models.CharField(_("sede"), max_length=250, blank=True)
    phone = models.CharField(_("telefono"), max_length=40, blank=True)
    email = models.EmailField(_("posta elettronica"), blank=True)
    sensitive = models.BooleanField(_("da non nominare fuori"), default=False)
    description = models.TextField(_("descrizione"), blank=True)
    # May take people in charge: professional social service, specialist service.
    takes_cases = models.BooleanField(_("prende in carico"), default=False)
    active = models.BooleanField(_("attiva"), default=True)
    token = models.IntegerField(unique=True, default=next_token, editable=False)

    class Meta:
        ordering = ("name", "id")
        constraints = [models.UniqueConstraint(fields=["ambito", "code"], name="unit_code_once")]

    def __str__(self) -> str:
        return self.name
