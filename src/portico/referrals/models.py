"""A person sent to a service of another unit or organisation.

One table for each thing that different people may read: the referral itself names nobody; who it is about, what was
written and what data go with it are rows of their own, each behind its own wall.
"""

from __future__ import annotations

from functools import cached_property
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.access.enums import Category
from portico.accounts.models import Membership
from portico.directory.models import Service
from portico.kernel.fields import CodeField
from portico.kernel.history import tracked
from portico.kernel.ids import uuid7
from portico.kernel.models import Record
from portico.organisations.models import Organisation, Unit
from portico.people.models import Person
from portico.referrals.enums import Side, State

LONG_TEXT = 4000
WAS_RECEIVED = [State.RECEIVED, State.MORE_INFORMATION, State.WAITING_LIST]
WAS_ACCEPTED = [State.ACCEPTED, State.IN_PROGRESS, State.COMPLETED, State.INTERRUPTED]
ENDED = [State.COMPLETED, State.INTERRUPTED]
OVER = [*ENDED, State.DECLINED, State.CANCELLED, State.EXPIRED]


def _needs(states: list[State], **present: object) -> Q:
    return ~Q(state__in=[str(state) for state in states]) | Q(**present)


@tracked("ReferralHistory")
class Referral(Record):
    """Who asks whom, since when and how it stands. Codes and dates only: both sides read it, also after a refusal."""

    number = models.PositiveIntegerField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    from_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    from_membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    from_token = models.IntegerField()
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="referrals", verbose_name=_("servizio"))
    to_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_token = models.IntegerField()
    # A sensitive body or service is part of it: who is neither side reads nothing at all.
    discreet = models.BooleanField(default=False)
    urgency = CodeField("urgency", verbose_name=_("urgenza"), default="ordinary")
    state = models.CharField(_("stato"), max_length=20, choices=State.choices, default=State.DRAFT)
    state_since = models.DateTimeField(default=timezone.now)
    # The last step or message of either side.
    active_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(_("risposta entro"), null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Until when the receiver still reads the person after the end.
    kept_until = models.DateTimeField(null=True, blank=True)
    decline_reason = CodeField("referral_decline_reason", verbose_name=_("motivo"), blank=True)
    outcome = CodeField("referral_outcome", verbose_name=_("esito"), blank=True)
    interruption_reason = CodeField("referral_interruption_reason", verbose_name=_("motivo"), blank=True)
    waiting_position = models.PositiveSmallIntegerField(_("posto in lista"), null=True, blank=True)
    # Rows of other apps, without a key: who reads the referral may not read them.
    encounter_id = models.UUIDField(null=True, blank=True)
    case_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-state_since", "-id")
        constraints = [
            models.UniqueConstraint(fields=["ambito", "year", "number"], name="referral_number_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="referral_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.CANCELLED]) | Q(sent_at__isnull=False, due_on__isnull=False),
                name="referral_sent_when",
            ),
            # Numbers are taken at sending, all of them and never before.
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, number__isnull=True, year__isnull=True)
                | Q(sent_at__isnull=False, number__isnull=False, year__isnull=False),
                name="referral_numbered_when_sent",
            ),
            models.CheckConstraint(
                condition=_needs([*WAS_RECEIVED, *WAS_ACCEPTED, State.DECLINED], received_at__isnull=False),
                name="referral_received_when",
            ),
            models.CheckConstraint(
                condition=_needs([*WAS_ACCEPTED, State.DECLINED, State.WAITING_LIST], answered_at__isnull=False),
                name="referral_answered_when",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DECLINED) ^ Q(decline_reason=""), name="referral_declined_why"
            ),
            models.CheckConstraint(condition=Q(state=State.COMPLETED) ^ Q(outcome=""), name="referral_completed_how"),
            models.CheckConstraint(
                condition=Q(state=State.INTERRUPTED) ^ Q(interruption_reason=""), name="referral_interrupted_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False, kept_until__isnull=False)
                | (~Q(state__in=ENDED) & Q(kept_until__isnull=True)),
                name="referral_ended_when",
            ),
            models.CheckConstraint(
                condition=Q(waiting_position__isnull=True) | Q(state=State.WAITING_LIST),
                name="referral_position_in_a_list",
            ),
            models.CheckConstraint(condition=~Q(from_token=models.F("to_token")), name="referral_to_somebody_else"),
        ]
        indexes = [
            models.Index(fields=["to_token", "state", "sent_at"], name="referral_inbox"),
            models.Index(fields=["from_token", "state", "state_since"], name="referral_outbox"),
            models.Index(fields=["ambito", "state", "state_since"], name="referral_reminders"),
            # Closed ones grow for ever: the last page of them is read in order, side by side.
            models.Index(
                fields=["to_token", "-state_since", "-id"], condition=Q(state__in=OVER), name="referral_received_over"
            ),
            models.Index(
                fields=["from_token", "-state_since", "-id"], condition=Q(state__in=OVER), name="referral_sent_over"
            ),
        ]

    @property
    def display_number(self) -> str:
        """Like 2026/00123; empty for a draft."""
        return f"{self.year}/{self.number:05d}" if self.number else ""

    @cached_property
    def person_id(self) -> UUID | None:
        """The person, for who reads them: the sender while it holds them, the receiver once it has accepted."""
        return ReferralSubject.objects.filter(referral_id=self.pk).values_list("person_id", flat=True).first()


class ReferralSubject(models.Model):
    """Whom a referral is about. Hidden from the receiver until it accepts, and for good when it does not.

    Triggers copy the tokens and `open_until` from the referral: this table's policy cannot look back at it.
    """

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, primary_key=True, related_name="subject")
    ambito_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    from_token = models.IntegerField()
    to_token = models.IntegerField()
    discreet = models.BooleanField()
    # Until when the receiver may know; null when not (any more).
    open_until = models.DateTimeField(null=True)


class ReferralPackage(Record):
    """What was asked and about whom, as written by the sender; frozen when sent."""

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="package")
    # As the sender's screen showed it that day; lists read it, never the person.
    person_label = models.CharField(max_length=250, blank=True)
    reason = models.TextField(_("perché"), blank=True, validators=[MaxLengthValidator(LONG_TEXT)])
    asked = models.TextField(_("che cosa si chiede"), blank=True, validators=[MaxLengthValidator(LONG_TEXT)])
    note = models.TextField(_("racconto"), blank=True, validators=[MaxLengthValidator(LONG_TEXT)])
    sections = ArrayField(models.CharField(max_length=30), default=list, blank=True)

    class Meta:
        ordering = ("created_at", "id")


class ReferralSection(models.Model):
    """The frozen copy of one ticked section; written once, at sending."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="sections")
    ambito_id = models.UUIDField()
    section = models.CharField(max_length=30)
    category = models.CharField(max_length=30, choices=Category.choices)
    order = models.PositiveSmallIntegerField(default=0)
    # [{"label": …, "value": …}, …]
    items = models.JSONField(default=list)

    class Meta:
        ordering = ("order", "id")
        constraints = [models.UniqueConstraint(fields=["referral", "section"], name="section_once_per_referral")]


class ReferralMessage(models.Model):
    """A step or a message, by one of the two sides; written once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ambito_id = models.UUIDField()
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(max_length=10, choices=Side.choices)
    # A transition of the lifecycle, or "comment".
    act = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    user_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "id")


class ReferralReminder(models.Model):
    """That a reminder was sent about a step: one for each time the step is reached."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="+")
    ambito_id = models.UUIDField()
    kind = models.CharField(max_length=30)
    since = models.DateTimeField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "id")
        constraints = [models.UniqueConstraint(fields=["referral", "kind", "since"], name="reminder_once_per_step")]
