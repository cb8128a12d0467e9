"""The plan itself and the people it is about."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portico.casework.models import Case
from portico.kernel.fields import CodeField
from portico.kernel.history import tracked
from portico.kernel.models import Record
from portico.people.models import Person
from portico.plans.enums import IN_FORCE, OVER, PACT_KIND, State, Work


@tracked("PlanHistory")
class Plan(Record):
    """A personalised plan of a case. What is written here is a draft until a version of it is frozen."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans")
    kind = CodeField("plan_kind", verbose_name=_("tipo di progetto"))
    title = models.CharField(_("titolo"), max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    starts_on = models.DateField(_("inizio"))
    ends_on = models.DateField(_("durata fino al"), null=True, blank=True)
    next_check_on = models.DateField(_("prossima verifica"), null=True, blank=True)
    # The case's identifier on the ministry's platform, where the measure asks for it.
    platform_number = models.CharField(_("numero sulla piattaforma del Ministero"), max_length=40, blank=True)
    analysis_id = models.UUIDField(null=True, blank=True, editable=False)
    last_version = models.PositiveSmallIntegerField(default=0, editable=False)
    # The version in force: the last one that was signed.
    signed_version = models.PositiveSmallIntegerField(default=0, editable=False)
    shared_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending_words = models.CharField(_("com'è andata"), max_length=1000, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="plan_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SHARED, *IN_FORCE, State.CONCLUDED])
                | Q(shared_at__isnull=False, last_version__gt=0),
                name="plan_shared_has_a_version",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*IN_FORCE, State.CONCLUDED]) | Q(signed_at__isnull=False, signed_version__gt=0),
                name="plan_signed_has_a_version",
            ),
            models.CheckConstraint(
                condition=Q(signed_version__lte=F("last_version")), name="plan_signed_version_exists"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OVER, ended_at__isnull=False) | (~Q(state__in=OVER) & Q(ended_at__isnull=True)),
                name="plan_ended_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.INTERRUPTED) | ~Q(ending_words=""), name="plan_interrupted_says_why"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="plan_dates_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["case", "state"], name="plan_by_case"),
            models.Index(fields=["ambito", "state", "next_check_on"], name="plan_by_check"),
        ]

    @property
    def name(self) -> str:
        """How a list calls it: its own title, else its kind."""
        return self.title or self.get_kind_display()  # type: ignore[attr-defined, no-any-return]

    @property
    def is_open(self) -> bool:
        return self.state not in OVER

    @property
    def is_editable(self) -> bool:
        return self.state in (State.DRAFT, State.UNDER_REVIEW)

    @property
    def is_pact(self) -> bool:
        """The national measure's own plan, with its clocks."""
        return self.kind == PACT_KIND


@tracked("NarrativeHistory")
class Narrative(Record):
    """The plan's free words, for who reads it whole: a table of their own, because columns cannot be walled."""

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="narrative")
    opening = models.TextField(_("da dove partiamo"), blank=True)
    # Never in the frozen text, nor on any copy.
    team_note = models.TextField(_("nota per chi scrive il progetto"), blank=True)

    class Meta:
        ordering = ("created_at", "id")


class PlanPerson(Record):
    """Somebody the plan is about."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plan_people")
    work = models.CharField(_("lavoro"), max_length=20, choices=Work.choices, blank=True, default=Work.UNKNOWN)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["plan", "person"], name="person_once_per_plan"),
            models.CheckConstraint(condition=Q(work__in=Work.values), name="plan_person_work_known"),
        ]
        indexes = [models.Index(fields=["person", "plan"], name="plan_by_person")]
