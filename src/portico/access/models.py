"""Who may see whom, because of what, until when; and who looked."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.access.enums import Level, Origin
from portico.kernel.models import Record


class RoleLevel(models.Model):
    """Matrix: how far a role goes in a category of data, on people it has a grant for."""

    role = models.CharField(max_length=60)
    category = models.CharField(max_length=30)
    level = models.SmallIntegerField(choices=Level.choices)

    class Meta:
        ordering = ("role", "category")
        constraints = [models.UniqueConstraint(fields=["role", "category"], name="role_level_once")]


class OriginCeiling(models.Model):
    """Ceiling: how far a grant of this origin opens a category, whatever the role."""

    origin = models.CharField(max_length=30, choices=Origin.choices)
    category = models.CharField(max_length=30)
    level = models.SmallIntegerField(choices=Level.choices)

    class Meta:
        ordering = ("origin", "category")
        constraints = [models.UniqueConstraint(fields=["origin", "category"], name="origin_ceiling_once")]


class AccessGrant(Record):
    """A grantee sees a person because of a fact, from an instant to another (half-open)."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="grants")
    token = models.IntegerField()
    origin = models.CharField(max_length=30, choices=Origin.choices)
    scope_kind = models.CharField(max_length=30)
    scope_id = models.UUIDField()
    valid_from = models.DateTimeField(default=timezone.now)
    valid_until = models.DateTimeField(null=True, blank=True)
    # What a consent names; null: what the origin's ceiling opens.
    categories = ArrayField(models.CharField(max_length=30), null=True, blank=True)
    reason = models.CharField(_("motivo"), max_length=300, blank=True)
    # On a reserved record: given to somebody by name, not lent to who was appointed in their place by others.
    named = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ("valid_from", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "token", "origin", "scope_kind", "scope_id"], name="grant_once_per_fact"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="grant_dates_in_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "token"], include=["origin", "valid_from", "valid_until"], name="grant_by_person"
            ),
            models.Index(fields=["scope_kind", "scope_id"], name="grant_by_scope"),
            models.Index(fields=["token", "person"], name="grant_by_token"),
        ]


class ReadLog(models.Model):
    """One look at one person. Append-only; nothing has a key to it, so it can be partitioned by time."""

    class Outcome(models.TextChoices):
        SEEN = "seen", _("visto")
        LISTED = "listed", _("in elenco")
        PRINTED = "printed", _("stampato")
        EXPORTED = "exported", _("esportato")
        DENIED = "denied", _("negato")
        FOUND = "found", _("ricerca riuscita")
        MISSED = "missed", _("ricerca senza esito")

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=timezone.now)
    ambito_id = models.UUIDField()
    user_id = models.UUIDField(null=True)
    membership_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    # The page or act: "person.page", "referral.page", "lookup"…
    what = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = [
            models.Index(fields=["person_id", "-at"], name="readlog_by_person"),
            models.Index(fields=["user_id", "what", "-at"], name="readlog_by_user"),
        ]


class ContactRequest(Record):
    """ "Chiedi": somebody who found a minimal card asks who follows the person to be put in touch."""

    class State(models.TextChoices):
        OPEN = "open", _("in attesa")
        GRANTED = "granted", _("accolta")
        REFUSED = "refused", _("non accolta")

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    from_token = models.IntegerField()
    from_organisation_id = models.UUIDField()
    from_unit_id = models.UUIDField(null=True)
    to_tokens = ArrayField(models.IntegerField())
    reason = models.CharField(_("perché"), max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(_("risposta"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "id")
