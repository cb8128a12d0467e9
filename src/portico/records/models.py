"""Two records of one person: what was decided about a pair, and what a merge moved, so that it can be undone."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portico.kernel.fields import CodeField
from portico.kernel.models import Record
from portico.people.models import Person


class DuplicateDecision(Record):
    """What somebody decided about two records that look alike. `first` is the older id: one row a pair."""

    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decision = CodeField("duplicate_decision", verbose_name=_("decisione"))
    reason = models.CharField(_("perché"), max_length=300)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_decided_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"),
        ]


class Merge(Record):
    """One record taken into another. `moved` is {table: [ids]}: what goes back when the merge is undone."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merged_by")
    reason = models.CharField(_("perché"), max_length=300)
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.UUIDField(null=True, blank=True)
    undone_reason = models.CharField(_("perché si annulla"), max_length=300, blank=True)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | ~Q(undone_reason=""), name="merge_undone_says_why"
            ),
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at__isnull=True), name="absorbed_once_at_a_time"
            ),
        ]
