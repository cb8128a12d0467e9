"""What a colleague would tell: one event per write, seen in the thread of each person it is about."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.access.enums import Category
from portico.kernel.models import Record


class Event(models.Model):
    """Something that happened. The payload holds codes, numbers and dates; never names or free text."""

    class Level(models.TextChoices):
        PRIVATE = "private", _("solo io")
        UNIT = "unit", _("sportello o unità")
        TEAM = "team", _("équipe")
        NETWORK = "network", _("rete")

    id = models.UUIDField(primary_key=True)
    ambito_id = models.UUIDField()
    occurred_at = models.DateTimeField(default=timezone.now)
    recorded_at = models.DateTimeField(default=timezone.now)
    corrects_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=60)
    category = models.CharField(max_length=30, choices=Category.choices)
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.NETWORK)
    user_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    # The grantees it belongs to: who wrote it, as a unit, and the other side of a shared fact.
    tokens = ArrayField(models.IntegerField(), default=list)
    # The migration adds `txid xid8 default pg_current_xact_id()`: a watermark that never skips a late commit.
    # The thing it is about, as the owning app knows it: ("case", id), ("referral", id)…
    object_kind = models.CharField(max_length=30, blank=True)
    object_id = models.UUIDField(null=True)
    subjects = models.PositiveSmallIntegerField(default=0)
    # Dimensions frozen as they were then, for statistics.
    municipality = models.CharField(max_length=6, blank=True)
    sex = models.CharField(max_length=20, blank=True)
    age_band = models.CharField(max_length=20, blank=True)
    citizenship_group = models.CharField(max_length=20, blank=True)
    area = models.CharField(max_length=60, blank=True)
    theme = models.CharField(max_length=60, blank=True)
    payload = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("-occurred_at", "-id")
        indexes = [
            models.Index(fields=["ambito_id", "kind", "-occurred_at"], name="event_by_kind"),
            models.Index(fields=["object_kind", "object_id"], name="event_by_object"),
        ]


class EventSubject(models.Model):
    """A person an event is about; repeats what the timeline filters and sorts by. No key to Event."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField()
    ambito_id = models.UUIDField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="event_subjects")
    occurred_at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    category = models.CharField(max_length=30)
    level = models.CharField(max_length=10)
    tokens = ArrayField(models.IntegerField(), default=list)
    user_id = models.UUIDField(null=True)

    class Meta:
        ordering = ("-occurred_at", "-event_id")
        indexes = [
            models.Index(fields=["person", "-occurred_at", "-event_id"], name="subject_thread"),
            models.Index(fields=["event_id"], name="subject_by_event"),
        ]


class Notification(Record):
    """A link for an operator or a unit: says what happened, never to whom."""

    token = models.IntegerField()
    kind = models.CharField(max_length=60)
    text = models.CharField(max_length=200)
    url = models.CharField(max_length=300)
    urgent = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=["token", "read_at", "-created_at"], name="notification_inbox")]
