"""First-access points: where they are, who hosts them, when they are open."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portico.kernel.ids import uuid7
from portico.kernel.models import Ambito, Record, _actor_ambito
from portico.organisations.models import Organisation, Unit

WEEKDAYS = [
    (0, _("lunedì")),
    (1, _("martedì")),
    (2, _("mercoledì")),
    (3, _("giovedì")),
    (4, _("venerdì")),
    (5, _("sabato")),
    (6, _("domenica")),
]
month_and_day = RegexValidator(r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$", _("Scrivi mese e giorno così: 06-15."))


class Desk(Record):
    """A first-access point. Its people are those of its unit; hosts are the bodies that run it together."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="desk")
    hosts = models.ManyToManyField(Organisation, through="DeskHost", related_name="+", verbose_name=_("enti ospitanti"))
    name = models.CharField(_("nome"), max_length=200)
    channels = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("come si accede"))
    themes = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("temi"))
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True, verbose_name=_("lingue parlate"))
    municipality = models.CharField(_("comune"), max_length=6, blank=True, help_text=_("Codice ISTAT"))
    place = models.CharField(_("luogo"), max_length=200, blank=True)
    address = models.CharField(_("indirizzo"), max_length=200, blank=True)
    phone = models.CharField(_("telefono"), max_length=40, blank=True)
    email = models.EmailField(_("posta elettronica"), blank=True)
    slot_minutes = models.PositiveSmallIntegerField(
        _("durata di un appuntamento"),
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(240)],
        help_text=_("In minuti"),
    )
    operators = models.PositiveSmallIntegerField(
        _("colloqui nello stesso momento"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    # The person is here, the operator elsewhere.
    remote_point = models.BooleanField(_("punto video: l'operatore è altrove"), default=False)
    description = models.TextField(_("descrizione"), blank=True)
    # For people: how closures work, in words ("Chiuso il sabato dei ponti").
    closures_note = models.CharField(_("chiusure, a parole"), max_length=300, blank=True)
    active = models.BooleanField(_("attivo"), default=True)

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(condition=Q(operators__gte=1) & Q(operators__lte=20), name="desk_operators_few"),
            models.CheckConstraint(
                condition=Q(slot_minutes__gte=5) & Q(slot_minutes__lte=240), name="desk_slot_plausible"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> str:
        """ "Centro civico, via Roma 1"."""
        return ", ".join(part for part in (self.place, self.address) if part)


class DeskHost(models.Model):
    """An organisation that hosts a desk with others."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ambito = models.ForeignKey(
        Ambito, on_delete=models.PROTECT, default=_actor_ambito, editable=False, related_name="+"
    )
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "organisation"], name="desk_host_once")]


class DeskHours(Record):
    """An opening of a weekday. In its season it takes the place of the ordinary openings of that weekday."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="hours")
    weekday = models.SmallIntegerField(_("giorno"), choices=WEEKDAYS)
    opens = models.TimeField(_("apre"))
    closes = models.TimeField(_("chiude"))
    # "MM-DD", both or none; a season may go over the new year (10-01 … 04-30).
    season_from = models.CharField(_("solo dal (mese-giorno)"), max_length=5, blank=True, validators=[month_and_day])
    season_until = models.CharField(_("fino al (mese-giorno)"), max_length=5, blank=True, validators=[month_and_day])

    class Meta:
        ordering = ("weekday", "season_from", "opens", "id")
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="desk_hours_in_order"),
            models.CheckConstraint(condition=Q(weekday__gte=0) & Q(weekday__lte=6), name="desk_hours_weekday"),
            models.CheckConstraint(
                condition=Q(season_from="", season_until="") | (~Q(season_from="") & ~Q(season_until="")),
                name="desk_hours_season_whole",
            ),
        ]


class DeskClosure(Record):
    """Days on which a desk is closed, first and last included."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="closures")
    starts_on = models.DateField(_("dal"))
    ends_on = models.DateField(_("al"), help_text=_("Ultimo giorno compreso"))
    reason = models.CharField(_("perché"), max_length=200, blank=True)

    class Meta:
        ordering = ("starts_on", "id")
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="desk_closure_in_order")]
