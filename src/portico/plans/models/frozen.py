"""What never changes: the text that was shared, who signed it, the scanned paper."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portico.accounts.models import Membership
from portico.kernel.models import Record, StoredFile
from portico.plans.enums import Capacity, How
from portico.plans.models.plan import Plan, PlanPerson


def never_changes() -> pgtrigger.Protect:
    """The database refuses to touch it, whoever asks."""
    return pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)


class PlanVersion(Record):
    """The plan as it was shared: what it said, word by word, and the fingerprint of those words."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    # Why it was shared although something did not add up.
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-number", "-id")
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="plan_version_from_one"),
        ]
        triggers = [never_changes()]


class SignedScan(StoredFile):
    """The paper with the signatures on it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="scans")
    version_of = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="scans")

    class Meta:
        ordering = ("created_at", "id")
        triggers = [never_changes()]


class Signature(Record):
    """Who signed a version, or did not, when and how."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    version_of = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="signatures")
    subject = models.ForeignKey(PlanPerson, on_delete=models.PROTECT, null=True, blank=True, related_name="signatures")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # As it stood on the paper that day.
    name = models.CharField(_("chi"), max_length=160)
    capacity = models.CharField(_("a che titolo"), max_length=12, choices=Capacity.choices)
    on = models.DateField(_("quando"))
    how = models.CharField(_("come"), max_length=16, choices=How.choices)
    words = models.CharField(_("perché non firma"), max_length=300, blank=True)
    sha256 = models.CharField(max_length=64)
    scan = models.ForeignKey(SignedScan, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("on", "created_at", "id")
        constraints = [
            models.CheckConstraint(condition=Q(capacity__in=Capacity.values), name="signature_capacity_known"),
            models.CheckConstraint(condition=Q(how__in=How.values), name="signature_how_known"),
            models.CheckConstraint(condition=~Q(how=How.REFUSED) | ~Q(words=""), name="signature_refused_says_why"),
            models.CheckConstraint(
                condition=Q(capacity=Capacity.SERVICE, subject__isnull=True)
                | (~Q(capacity=Capacity.SERVICE) & Q(subject__isnull=False)),
                name="signature_of_somebody",
            ),
        ]
        triggers = [never_changes()]
