"""Appointments of a desk: two never take the same place at the same time."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from portico.accounts.models import Membership
from portico.desks.enums import LIVE, AppointmentState
from portico.desks.models.desk import Desk
from portico.kernel.fields import CodeField
from portico.kernel.history import tracked
from portico.kernel.models import Record
from portico.people.models import Person

PERIOD = Func(F("starts_at"), F("ends_at"), models.Value("[)"), function="tstzrange")
HOLDS_ITS_PLACE = Q(state__in=list(LIVE))


@tracked("AppointmentHistory")
class Appointment(Record):
    """Somebody is expected at a desk. `lane` is which of the desk's parallel places it takes.

    A walk-in waits without a place of its own: `lane` is null, so it never gets in the way of a booking.
    """

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="appointments")
    unit_token = models.IntegerField()
    operator = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("con chi")
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments")
    # Somebody without a record: a first name or initials, never more.
    label = models.CharField(_("nome o iniziali"), max_length=60, blank=True)
    starts_at = models.DateTimeField(_("inizio"))
    ends_at = models.DateTimeField(_("fine"))
    lane = models.PositiveSmallIntegerField(null=True, blank=True)
    channel = CodeField("encounter_channel", verbose_name=_("come"), default="in_person")
    language = CodeField("language", verbose_name=_("lingua"), max_length=8, blank=True)
    state = models.CharField(max_length=10, choices=AppointmentState.choices, default=AppointmentState.BOOKED)
    outcome = CodeField("appointment_outcome", verbose_name=_("com'è finito"), blank=True)
    notes = models.CharField(_("note"), max_length=300, blank=True)
    reason = models.CharField(_("perché è cambiato"), max_length=200, blank=True)
    walk_in = models.BooleanField(_("senza appuntamento"), default=False)
    moved_from = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="moved_to")

    class Meta:
        ordering = ("starts_at", "lane", "id")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_ends_after_start"),
            models.CheckConstraint(condition=Q(state__in=AppointmentState.values), name="appointment_state_known"),
            models.CheckConstraint(
                condition=Q(walk_in=True, lane__isnull=True) | Q(walk_in=False, lane__gte=1),
                name="appointment_has_a_place",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(label=""), name="appointment_is_with_somebody"
            ),
            ExclusionConstraint(
                name="one_appointment_a_place",
                expressions=[
                    ("desk", RangeOperators.EQUAL),
                    ("lane", RangeOperators.EQUAL),
                    (PERIOD, RangeOperators.OVERLAPS),
                ],
                condition=HOLDS_ITS_PLACE,
            ),
            ExclusionConstraint(
                name="one_appointment_an_operator",
                expressions=[("operator", RangeOperators.EQUAL), (PERIOD, RangeOperators.OVERLAPS)],
                condition=HOLDS_ITS_PLACE & Q(operator__isnull=False) & Q(walk_in=False),
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "starts_at"], name="appointment_by_day"),
            models.Index(fields=["person", "-starts_at"], name="appointment_by_person"),
        ]

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def shown_name(self) -> str:
        """The person as this reader may see them; read it from a selector, which loads the person with it."""
        if self.person_id is None:
            return self.label
        person: Person | None = self._state.fields_cache.get("person")
        return person.short_name if person else self.label or str(_("Persona non visibile"))

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)
