"""What people need, and the services that answer."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from portico.kernel.fields import CodeField, Normal
from portico.kernel.models import Ambito, Record, _actor_ambito
from portico.organisations.models import Organisation, Unit


class Need(models.Model):
    """A theme (no parent) or a need under it. The same for every ambito."""

    code = models.CharField(primary_key=True, max_length=60)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    label = models.CharField(_("bisogno"), max_length=80)
    # How the person would say it.
    citizen_label = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    # What people type, outdated and rough words included: for search only, never shown.
    synonyms = ArrayField(models.CharField(max_length=120), default=list)
    search_text = models.TextField(editable=False)
    # An idea (house, wallet…), not the name of a picture.
    icon = models.CharField(max_length=40, blank=True)
    # Alone it may reveal health, violence, judicial matters…: out of messages and addresses of pages.
    sensitive = models.BooleanField(default=False)
    mappings = models.JSONField(default=list, blank=True)
    order = models.IntegerField(default=0)
    in_use = models.BooleanField(default=True)

    class Meta:
        ordering = ("order", "code")
        indexes = [GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="need_search")]

    def __str__(self) -> str:
        return self.label


class NeedLabel(models.Model):
    """A need in another language, as the person would say it."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(max_length=8)
    label = models.CharField(max_length=250)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "language"], name="need_label_once_per_language")]


class Service(Record):
    """What an organisation offers: enough to send somebody there, and for them to get in."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Attivo")
        SUSPENDED = "suspended", _("Sospeso")

    code = models.SlugField(max_length=60)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="services", verbose_name=_("ente")
    )
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="services",
        verbose_name=_("unità"),
    )
    title = models.CharField(_("nome del servizio"), max_length=60)
    short = models.CharField(_("in una frase"), max_length=160)
    description = models.TextField(_("che cosa offre"), blank=True)
    for_whom = models.TextField(_("per chi"), blank=True)
    how_to = models.TextField(_("come si accede"), blank=True)
    what_to_bring = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, verbose_name=_("che cosa portare")
    )
    access_modes = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, verbose_name=_("modo di accesso")
    )
    service_kind = CodeField("service_kind", verbose_name=_("tipo di servizio"))
    needs = models.ManyToManyField(Need, through="ServiceNeed", related_name="services", verbose_name=_("bisogni"))
    # Empty: the whole ambito.
    municipalities_served = ArrayField(
        models.CharField(max_length=6), default=list, blank=True, verbose_name=_("comuni serviti")
    )
    phone = models.CharField(_("telefono"), max_length=40, blank=True)
    email = models.EmailField(_("posta elettronica"), blank=True)
    place = models.CharField(_("luogo"), max_length=120, blank=True)
    address = models.CharField(_("indirizzo"), max_length=200, blank=True)
    opening_hours = models.TextField(_("orari"), blank=True)
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True, verbose_name=_("lingue parlate"))
    cost = models.CharField(_("costo"), max_length=250, blank=True)
    cost_kind = CodeField("service_cost_kind", verbose_name=_("tipo di costo"), default="unknown")
    # That somebody goes there may reveal health, violence…: named only to who has a part in it.
    sensitive = models.BooleanField(_("da non nominare nei messaggi"), default=False)
    status = models.CharField(_("stato"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    suspended_note = models.CharField(_("perché è sospeso"), max_length=200, blank=True)
    last_verified = models.DateField(_("ultimo controllo"), null=True, blank=True)
    search_text = models.GeneratedField(
        expression=Normal("title", "short", "for_whom"), output_field=models.TextField(), db_persist=True
    )

    class Meta:
        ordering = ("title", "id")
        constraints = [
            models.UniqueConstraint(fields=["ambito", "code"], name="service_code_once"),
            models.CheckConstraint(condition=models.Q(status__in=["active", "suspended"]), name="service_status_known"),
            models.CheckConstraint(
                condition=models.Q(status="active") | ~models.Q(suspended_note=""),
                name="service_suspended_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_active(self) -> bool:
        return self.status == self.Status.ACTIVE


class ServiceNeed(models.Model):
    """That a service answers a need (or a whole theme)."""

    ambito = models.ForeignKey(
        Ambito, on_delete=models.PROTECT, default=_actor_ambito, editable=False, related_name="+"
    )
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "need"], name="service_need_once")]
