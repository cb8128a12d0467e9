"""Assessments: forms as data, and what a household and a professional say with them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.accounts.models import Membership
from portico.assessment.enums import LEVELS, MARKS, About, Kind, State
from portico.kernel.fields import CodeField
from portico.kernel.history import tracked
from portico.kernel.ids import uuid7
from portico.kernel.models import Ambito, Record, _actor_ambito, _actor_user
from portico.organisations.models import Unit
from portico.people.models import Person

CATEGORIES = ["needs", "health"]


class Form(models.Model):
    """One version of a form, never changed once used. Without ambito it is the common one, shipped with the code."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ambito = models.ForeignKey(Ambito, on_delete=models.PROTECT, null=True, default=_actor_ambito, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    number = models.PositiveIntegerField()
    title = models.CharField(_("titolo"), max_length=120)
    note = models.CharField(_("che cosa cambia"), max_length=500, blank=True)
    in_use_from = models.DateField(default=timezone.localdate)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.UUIDField(null=True, default=_actor_user, editable=False)

    class Meta:
        ordering = ("kind", "-number", "id")
        constraints = [
            models.UniqueConstraint(fields=["ambito", "kind", "number"], name="form_number_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="form_kind_known"),
        ]

    @property
    def common(self) -> bool:
        return self.ambito_id is None


class FormItem(models.Model):
    """A question of a form, with its six anchors (deep) or the answers that ask for attention (preliminary)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="items")
    domain = models.SlugField(max_length=30)
    domain_label = models.CharField(max_length=120)
    domain_order = models.PositiveSmallIntegerField()
    # needs, or health: the answers are walled accordingly.
    category = models.CharField(max_length=30, default="needs")
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    question = models.CharField(max_length=400, blank=True)
    help = models.CharField(max_length=400, blank=True)
    about = models.CharField(max_length=10, choices=About.choices, default=About.HOUSEHOLD)
    anchors = ArrayField(models.CharField(max_length=300), default=list)
    strengths = ArrayField(models.CharField(max_length=120), default=list)
    needs = ArrayField(models.CharField(max_length=60), default=list)
    replies = ArrayField(models.CharField(max_length=12), default=list)
    signals = ArrayField(models.CharField(max_length=12), default=list)
    path = CodeField("preliminary_path", blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("domain_order", "order", "id")
        constraints = [
            models.UniqueConstraint(fields=["form", "code"], name="item_once_per_form"),
            models.CheckConstraint(condition=Q(category__in=CATEGORIES), name="item_category_known"),
            models.CheckConstraint(
                condition=Q(anchors__len=len(LEVELS)) | Q(anchors__len=0), name="item_six_anchors_or_none"
            ),
        ]


@tracked("AssessmentHistory")
class Assessment(Record):
    """An analysis with a household. It names nobody: people are in `AssessmentSubject`, what was said in `Answer`."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    # Whose work it is.
    unit_token = models.IntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    case_id = models.UUIDField(null=True, editable=False)
    encounter_id = models.UUIDField(null=True, editable=False)
    # Of a unit not to be named: read by that unit and by the case's own team alone.
    narrow = models.BooleanField(default=False)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True)
    outcome = CodeField("preliminary_path", verbose_name=_("come si prosegue"), blank=True)
    outcome_note = models.CharField(_("nota"), max_length=1000, blank=True)
    # Domains the whole team of the case reads, not only who assesses.
    shared_domains = ArrayField(models.CharField(max_length=30), default=list)

    class Meta:
        ordering = ("-started_at", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="assessment_state_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="assessment_kind_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.COMPLETED, State.SUPERSEDED]) | Q(completed_at__isnull=False),
                name="assessment_completed_when",
            ),
            models.CheckConstraint(condition=Q(outcome="") | Q(kind=Kind.PRELIMINARY), name="assessment_path_if_short"),
        ]
        indexes = [models.Index(fields=["case_id", "-started_at"], name="assessment_by_case")]

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def on(self) -> object:
        """The day it speaks of."""
        return self.completed_at or self.started_at


class AssessmentSubject(models.Model):
    """A person an assessment is about. Repeats of it what the walls ask, so that they ask no other table."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ambito = models.ForeignKey(Ambito, on_delete=models.PROTECT, default=_actor_ambito, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="subjects")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assessment_subjects")
    about = models.CharField(max_length=10, choices=[(About.ADULT, "adult"), (About.CHILD, "child")])
    reference = models.BooleanField(default=False)
    case_id = models.UUIDField(null=True, editable=False)
    unit_token = models.IntegerField()
    narrow = models.BooleanField(default=False)

    class Meta:
        ordering = ("-reference", "about", "id")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "person"], name="person_once_per_assessment"),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(reference=True), name="one_reference_per_assessment"
            ),
        ]
        indexes = [models.Index(fields=["person", "assessment"], name="assessment_by_person")]


class Said(models.Model):
    """What an answer and the person's own words share. Draft rows are overwritten; completed ones never change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ambito = models.ForeignKey(Ambito, on_delete=models.PROTECT, default=_actor_ambito, related_name="+")
    category = models.CharField(max_length=30, default="needs")
    shared = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=timezone.now)
    updated_by = models.UUIDField(null=True, default=_actor_user)

    class Meta:
        abstract = True


class Answer(Said):
    """One item about the household (no person) or about one of its members."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="answers")
    item = models.ForeignKey(FormItem, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    mark = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["assessment", "item", "person"], name="answer_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(mark__in=MARKS), name="answer_mark_known"),
            models.CheckConstraint(condition=Q(category__in=CATEGORIES), name="answer_category_known"),
        ]

    @property
    def level(self) -> int | None:
        return int(self.mark) if self.mark in LEVELS else None


class Voice(Said):
    """How they see it themselves, in their words, beside the operator's view: of a domain, or in general."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="voices")
    domain = models.CharField(max_length=30, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ("domain", "id")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "domain"], name="voice_once_per_domain"),
            models.CheckConstraint(condition=Q(category__in=CATEGORIES), name="voice_category_known"),
        ]


@tracked("AssessmentPriorityHistory")
class AssessmentPriority(Record):
    """What to start from, in the order the operator confirmed; `suggested` is the place the list had given it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="priorities")
    item = models.ForeignKey(FormItem, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    rank = models.PositiveSmallIntegerField()
    suggested = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(_("perché in questo ordine"), max_length=500, blank=True)
    category = models.CharField(max_length=30, default="needs")
    shared = models.BooleanField(default=False)

    class Meta:
        ordering = ("rank", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "rank"], name="priority_rank_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(rank__gte=1, rank__lte=9), name="priority_rank_small"),
            models.CheckConstraint(condition=Q(category__in=CATEGORIES), name="priority_category_known"),
        ]
