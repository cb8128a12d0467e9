"""What a plan is made of: goals, supports, commitments, and the moments when they are looked at again."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portico.accounts.models import Membership
from portico.directory.models import Service
from portico.kernel.fields import CodeField
from portico.kernel.history import tracked
from portico.kernel.models import Record
from portico.plans.enums import CommitmentState, Side, SupportKind
from portico.plans.models.plan import Plan, PlanPerson
from portico.referrals.models import Referral


class Answered(Record):
    """Something somebody answers for: an operator of the network, or somebody named in words."""

    responsible = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chi se ne occupa"),
    )
    # The operator's own token: what they answer for they read, even where the rest of the plan is closed to them.
    responsible_token = models.IntegerField(null=True, blank=True, editable=False)
    responsible_words = models.CharField(_("oppure, a parole"), max_length=120, blank=True)
    # Taken out of the plan; signed versions keep it.
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def token_follows(prefix: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(responsible__isnull=True, responsible_token__isnull=True)
        | Q(responsible__isnull=False, responsible_token__isnull=False),
        name=f"{prefix}_responsible_and_token",
    )


@tracked("GoalHistory")
class Goal(Answered):
    """What is to be reached, and how one will see that it was."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="goals")
    domain = models.CharField(_("ambito di vita"), max_length=40)
    text = models.CharField(_("che cosa vogliamo raggiungere"), max_length=300)
    expected = models.CharField(_("risultato atteso"), max_length=500, blank=True)
    evidence = models.CharField(_("da che cosa lo vedremo"), max_length=500, blank=True)
    # Ids of `PlanPerson`; empty means the whole household.
    for_whom = ArrayField(models.UUIDField(), default=list, blank=True, verbose_name=_("per chi"))
    # Left out of the copies of the household's other adults.
    only_theirs = models.BooleanField(_("solo per chi riguarda"), default=False)
    due_on = models.DateField(_("entro il"), null=True, blank=True)
    state = CodeField("goal_outcome", verbose_name=_("a che punto siamo"), default="not_started")
    position = models.PositiveSmallIntegerField(default=0)
    # In a version shared with the household: who works on the case without writing plans reads it from then on.
    shared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "created_at", "id")
        constraints = [
            token_follows("goal"),
            models.CheckConstraint(condition=~Q(text=""), name="goal_says_what"),
        ]
        indexes = [models.Index(fields=["plan", "position"], name="goal_by_plan")]


@tracked("SupportHistory")
class Support(Answered):
    """What somebody puts into the plan, for whom, how often, from when to when."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="supports")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, blank=True, related_name="supports")
    subject = models.ForeignKey(PlanPerson, on_delete=models.PROTECT, null=True, blank=True, related_name="supports")
    kind = models.CharField(_("chi lo dà"), max_length=20, choices=SupportKind.choices)
    what = CodeField("support_kind", verbose_name=_("tipo di sostegno"))
    text = models.CharField(_("in parole semplici"), max_length=300, blank=True)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("servizio")
    )
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("invio")
    )
    frequency = models.CharField(_("ogni quanto"), max_length=120, blank=True)
    starts_on = models.DateField(_("dal"), null=True, blank=True)
    ends_on = models.DateField(_("al"), null=True, blank=True)
    cost_cents = models.PositiveIntegerField(_("costo in euro"), null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            token_follows("support"),
            models.CheckConstraint(condition=Q(kind__in=SupportKind.values), name="support_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="support_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(referral__isnull=True) | Q(kind=SupportKind.SERVICE), name="support_referral_to_a_service"
            ),
        ]
        indexes = [
            models.Index(fields=["plan"], name="support_by_plan"),
            models.Index(fields=["responsible_token"], name="support_by_responsible"),
        ]


@tracked("CommitmentHistory")
class Commitment(Answered):
    """What the household, or a service, promises to do by a day."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="commitments")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments")
    side = models.CharField(_("di chi"), max_length=10, choices=Side.choices)
    kind = CodeField("commitment_kind", verbose_name=_("tipo di impegno"), blank=True)
    text = models.CharField(_("impegno"), max_length=300)
    subject = models.ForeignKey(
        PlanPerson, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments", verbose_name=_("chi")
    )
    due_on = models.DateField(_("entro il"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=CommitmentState.choices, default=CommitmentState.OPEN)
    task_id = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("side", F("due_on").asc(nulls_last=True), "created_at", "id")
        constraints = [
            token_follows("commitment"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="commitment_side_known"),
            models.CheckConstraint(condition=Q(state__in=CommitmentState.values), name="commitment_state_known"),
            models.CheckConstraint(condition=~Q(text=""), name="commitment_says_what"),
        ]
        indexes = [models.Index(fields=["plan"], name="commitment_by_plan")]


class Verification(Record):
    """A moment in which household and services looked at how it is going."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="verifications")
    held_on = models.DateField(_("quando"))
    words = models.TextField(_("che cosa ci siamo detti"), blank=True)
    next_on = models.DateField(_("prossima verifica"), null=True, blank=True)
    reached = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("-held_on", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(reached__lte=F("total")), name="verification_counts_add_up"),
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | Q(next_on__gt=F("held_on")), name="verification_next_is_later"
            ),
        ]
        indexes = [models.Index(fields=["plan", "-held_on"], name="verification_by_plan")]


class GoalOutcome(Record):
    """How one goal stood at a verification."""

    verification = models.ForeignKey(Verification, on_delete=models.PROTECT, related_name="outcomes")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="outcomes")
    outcome = CodeField("goal_outcome", verbose_name=_("a che punto siamo"))
    words = models.CharField(_("perché"), max_length=500, blank=True)

    class Meta:
        ordering = ("goal__position", "created_at", "id")
        constraints = [models.UniqueConstraint(fields=["verification", "goal"], name="goal_once_per_verification")]
