"""Cases: a unit's commitment to follow somebody, with a manager and a team of several organisations."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.accounts.models import Membership
from portico.casework.enums import OPEN_STATES, Intensity, State, SubjectRole
from portico.kernel.fields import CodeField
from portico.kernel.history import tracked
from portico.kernel.models import Record
from portico.organisations.models import Unit
from portico.people.models import Person

STARTED = [State.ACCEPTED, State.ACTIVE, State.SUSPENDED, State.CLOSED]


@tracked("CaseHistory")
class Case(Record):
    """A presa in carico. It names nobody: persons are in `CaseSubject`, the proposal's words in `CaseProposal`."""

    # "" or "R": reserved cases have a series of their own, so that numbers tell nothing.
    series = models.CharField(max_length=1, blank=True, editable=False)
    year = models.PositiveSmallIntegerField(editable=False)
    number = models.PositiveIntegerField(editable=False)
    reserved = models.BooleanField(_("riservata"), default=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases", verbose_name=_("unità"))
    # Who has it in hand: the unit, or for a reserved case one named membership.
    holder_token = models.IntegerField()
    manager = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="managed_cases",
        verbose_name=_("responsabile del caso"),
    )  # fmt: skip
    manager_token = models.IntegerField(null=True, blank=True)
    # Where a family has several cases: the one professional it turns to.
    family_reference = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("riferimento unico per la famiglia"),
    )  # fmt: skip
    area = CodeField("case_area", verbose_name=_("area"))
    areas = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.TextField(_("perché"), blank=True)
    answer_reason = models.CharField(_("motivo del rinvio"), max_length=500, blank=True)
    suspension_reason = CodeField("case_suspension_reason", verbose_name=_("perché si sospende"), blank=True)
    suspension_note = models.CharField(_("nota"), max_length=500, blank=True)
    closure_reason = CodeField("case_closure_reason", verbose_name=_("perché si chiude"), blank=True)
    closure_words = models.CharField(_("com'è andata"), max_length=1000, blank=True)
    reopening_reason = models.CharField(_("perché si riapre"), max_length=500, blank=True)
    proposed_by_token = models.IntegerField()
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    activated_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Suspended: when to look at it again. Closed: until when the unit still works on the dossier.
    review_until = models.DateField(_("da rivedere entro il"), null=True, blank=True)
    # ISTAT codes: who pays may not be where the person lives.
    residence_municipality = models.CharField(_("comune di residenza"), max_length=6, blank=True)
    cost_municipality = models.CharField(_("comune che sostiene i costi"), max_length=6, blank=True)
    encounter_id = models.UUIDField(null=True, blank=True, editable=False)
    intensity = models.CharField(_("impegno"), max_length=10, choices=Intensity.choices, default=Intensity.MEDIUM)
    last_contact_on = models.DateField(_("ultimo contatto"), null=True, blank=True)

    class Meta:
        ordering = ("-year", "-number", "id")
        constraints = [
            models.UniqueConstraint(fields=["ambito", "series", "year", "number"], name="case_number_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="case_state_known"),
            models.CheckConstraint(
                condition=Q(series="", reserved=False) | Q(series="R", reserved=True), name="case_series_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ACTIVE, State.SUSPENDED])
                | Q(manager__isnull=False, manager_token__isnull=False, activated_at__isnull=False),
                name="case_active_has_a_manager",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=STARTED) | Q(accepted_at__isnull=False), name="case_started_was_accepted"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENT_BACK) | (~Q(answer_reason="") & Q(answered_at__isnull=False)),
                name="case_sent_back_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SUSPENDED) | (~Q(suspension_reason="") & Q(suspended_at__isnull=False)),
                name="case_suspended_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | (~Q(closure_reason="") & Q(closed_at__isnull=False)),
                name="case_closed_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(closure_reason="other") | ~Q(closure_words=""), name="case_other_closure_in_words"
            ),
            models.CheckConstraint(
                condition=Q(manager__isnull=True, manager_token__isnull=True)
                | Q(manager__isnull=False, manager_token__isnull=False),
                name="case_manager_and_token",
            ),
        ]
        indexes = [
            models.Index(fields=["holder_token", "state", "last_contact_on"], name="case_by_holder"),
            models.Index(fields=["manager_token", "state"], name="case_by_manager"),
            models.Index(fields=["proposed_by_token", "state"], name="case_by_proposer"),
        ]

    @property
    def display_number(self) -> str:
        """ "2026/00123", or "R 2026/00004" for a reserved one."""
        prefix = f"{self.series} " if self.series else ""
        return f"{prefix}{self.year}/{self.number:05d}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def review_passed(self) -> bool:
        """A suspension that should have been looked at by now."""
        return (
            self.state == State.SUSPENDED and self.review_until is not None and self.review_until < timezone.localdate()
        )


class CaseProposal(Record):
    """What the proposer says and to whom, frozen: all the unit reads before it accepts."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="proposal")
    from_token = models.IntegerField()
    from_organisation_id = models.UUIDField()
    from_unit_id = models.UUIDField(null=True)
    from_user_id = models.UUIDField(null=True)
    to_token = models.IntegerField()
    # The proposer's own copy of who it is about; the first is the reference person.
    person_ids = ArrayField(models.UUIDField())
    # [{"name": "Fatima Benali", "age": 34}, …], as they were.
    people = models.JSONField(default=list)
    text = models.TextField(_("perché"))
    urgency = CodeField("urgency", verbose_name=_("urgenza"), default="ordinary")

    class Meta:
        ordering = ("created_at", "id")


class CaseSubject(Record):
    """A person a case is about, from a day to another (half-open)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="subjects")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="case_subjects")
    role = models.CharField(max_length=10, choices=SubjectRole.choices, default=SubjectRole.MEMBER)
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        # "reference" would sort after "member".
        ordering = (F("role").desc(), "created_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="person_once_per_case"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(role="reference", ends_on__isnull=True), name="one_reference_per_case"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="case_subject_dates_in_order"
            ),
        ]
        indexes = [models.Index(fields=["person", "case"], name="case_by_subject")]


class CaseMember(Record):
    """Somebody of any organisation on a case's team, in a role, for certain days."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="members")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="case_memberships")
    token = models.IntegerField()
    role = CodeField("membership_role", verbose_name=_("ruolo nell'équipe"))
    task = models.CharField(_("che cosa fa"), max_length=200, blank=True)
    starts_on = models.DateField(_("dal"), default=timezone.localdate)
    ends_on = models.DateField(_("al"), null=True, blank=True, help_text=_("Ultimo giorno compreso"))

    class Meta:
        ordering = (F("ends_on").desc(nulls_first=True), "starts_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="case_member_dates_in_order"
            )
        ]
        indexes = [models.Index(fields=["case", "ends_on"], name="member_by_case")]

    @property
    def is_over(self) -> bool:
        return self.ends_on is not None and self.ends_on < timezone.localdate()


class CaseHandover(Record):
    """A case going from a manager, or a unit, to another."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handovers")
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    from_manager = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to_manager = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("motivo"), max_length=500)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-id")
