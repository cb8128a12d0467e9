"""The national measure of inclusion: what happened by date, and the days its rules give."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portico.kernel.history import tracked
from portico.kernel.models import Record
from portico.plans.enums import FactKind
from portico.plans.models.plan import Plan, PlanPerson


@tracked("PactFactHistory")
class PactFact(Record):
    """Something that starts, stops or explains a clock."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="facts")
    kind = models.CharField(_("che cosa"), max_length=20, choices=FactKind.choices)
    subject = models.ForeignKey(
        PlanPerson, on_delete=models.PROTECT, null=True, blank=True, related_name="facts", verbose_name=_("chi")
    )
    on = models.DateField(_("quando"))
    # How it can be shown: a protocol number, a registered letter, a signed receipt.
    proof = models.CharField(_("prova"), max_length=200, blank=True)
    words = models.CharField(_("nota"), max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-on", "-created_at", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FactKind.values), name="pact_fact_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=FactKind.CONVOCATION) | ~Q(proof=""), name="pact_convocation_is_proved"
            ),
            models.CheckConstraint(
                condition=~Q(kind=FactKind.JUSTIFIED) | ~Q(words=""), name="pact_justification_says_why"
            ),
        ]
        indexes = [models.Index(fields=["plan", "-on"], name="pact_fact_by_plan")]


@tracked("DeadlineHistory")
class Deadline(Record):
    """A day given by a rule, counted from a fact; its thing to do is a task of the case."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="deadlines")
    subject = models.ForeignKey(PlanPerson, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines")
    rule = models.CharField(max_length=60)
    counted_from = models.DateField()
    due_on = models.DateField(_("entro il"))
    met_on = models.DateField(null=True, blank=True)
    # Counted again from another fact: it does not hold any more.
    void_at = models.DateTimeField(null=True, blank=True)
    task_id = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        ordering = (F("met_on").asc(nulls_first=True), "due_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "subject", "rule", "counted_from"], name="deadline_once", nulls_distinct=False
            )
        ]
        indexes = [
            models.Index(fields=["plan", "due_on"], name="deadline_by_plan"),
            models.Index(
                fields=["ambito", "due_on"],
                condition=Q(met_on__isnull=True, void_at__isnull=True),
                name="deadline_open",
            ),
        ]
