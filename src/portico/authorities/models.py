"""What courts ask and decide about the people of a case. A file opens to named people only, whatever their role."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.accounts.models import Membership
from portico.authorities.enums import How, MandateState, MeetState, RemovalState, ReportState, Side
from portico.casework.models import Case, CaseSubject
from portico.kernel.fields import CodeField
from portico.kernel.history import tracked
from portico.kernel.models import Record, StoredFile
from portico.thread.models import Task


def known(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


class Authority(Record):
    """A court, a prosecutor's office, a guardianship judge: reference data of the ambito, importable."""

    kind = CodeField("authority_kind", verbose_name=_("che autorità è"))
    name = models.CharField(_("nome"), max_length=200)
    place = models.CharField(_("sede"), max_length=120, blank=True)
    pec = models.EmailField(_("PEC"), blank=True)
    phone = models.CharField(_("telefono"), max_length=60, blank=True)

    class Meta:
        ordering = ("kind", "name", "id")
        constraints = [models.UniqueConstraint(fields=["ambito", "kind", "name"], name="authority_once")]


@tracked("JudicialFileHistory", exclude=("tokens",))
class JudicialFile(Record):
    """The judicial side of a case. Not unique: who is not named must not find that there is one already."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="judicial_files")
    # The named memberships' own tokens, as `readers` say.
    tokens = ArrayField(models.IntegerField(), default=list)
    note = models.TextField(_("in breve"), blank=True)

    class Meta:
        ordering = ("created_at", "id")
        constraints = [models.CheckConstraint(condition=Q(tokens__len__gt=0), name="judicial_file_has_a_reader")]
        indexes = [models.Index(fields=["case"], name="judicial_file_by_case")]


class NamedReader(Record):
    """Somebody who may read a file, from an instant to another."""

    file = models.ForeignKey(JudicialFile, on_delete=models.PROTECT, related_name="readers")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    token = models.IntegerField()
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("since", "id")
        constraints = [
            models.UniqueConstraint(fields=["file", "membership"], condition=Q(until=None), name="named_once_per_file")
        ]


@tracked("MandateHistory")
class Mandate(Record):
    """A measure or a request received: who decides what, with its number and dates, and by when we answer."""

    file = models.ForeignKey(JudicialFile, on_delete=models.PROTECT, related_name="mandates")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", verbose_name=_("autorità"))
    kind = CodeField("court_measure_kind", verbose_name=_("che provvedimento è"))
    state = models.CharField(max_length=12, choices=MandateState.choices, default=MandateState.RECEIVED)
    protocol = models.CharField(_("numero dell'autorità"), max_length=80, blank=True)
    dated_on = models.DateField(_("data del provvedimento"), null=True, blank=True)
    received_on = models.DateField(_("ricevuto il"))
    received_how = models.CharField(_("come è arrivato"), max_length=10, choices=How.choices, default=How.PEC)
    our_protocol = models.CharField(_("nostro protocollo"), max_length=80, blank=True)
    answer_by = models.DateField(_("risposta entro il"), null=True, blank=True)
    valid_until = models.DateField(_("vale fino al"), null=True, blank=True)
    text = models.TextField(_("che cosa chiede"), blank=True)
    reason = models.CharField(_("perché è concluso"), max_length=300, blank=True)

    class Meta:
        ordering = ("-received_on", "-created_at", "-id")
        constraints = [
            known("state", MandateState, "mandate_state_known"),
            models.CheckConstraint(condition=~Q(state="ended") | ~Q(reason=""), name="mandate_ended_says_why"),
            models.CheckConstraint(
                condition=Q(dated_on=None) | Q(dated_on__lte=models.F("received_on")), name="mandate_dates_in_order"
            ),
        ]
        indexes = [models.Index(fields=["file", "state"], name="mandate_by_file")]


@tracked("RemovalHistory")
class Removal(Record):
    """An emergency removal (art. 403 c.c.): its instants. The clocks are data: see `clocks`."""

    file = models.ForeignKey(JudicialFile, on_delete=models.PROTECT, related_name="removals")
    state = models.CharField(max_length=10, choices=RemovalState.choices, default=RemovalState.OPEN)
    placed_at = models.DateTimeField(_("messa in sicurezza"))
    by_whom = models.CharField(_("chi ha deciso"), max_length=200)
    place = models.CharField(_("dove, senza indirizzo"), max_length=200, blank=True)
    told_at = models.DateTimeField(_("avviso a voce alla procura"), null=True, blank=True)
    sent_at = models.DateTimeField(_("atti trasmessi alla procura"), null=True, blank=True)
    asked_at = models.DateTimeField(_("convalida chiesta dalla procura"), null=True, blank=True)
    validated_at = models.DateTimeField(_("convalida del tribunale"), null=True, blank=True)
    hearing_at = models.DateTimeField(_("udienza"), null=True, blank=True)
    reason = models.CharField(_("com'è finita"), max_length=300, blank=True)

    class Meta:
        ordering = ("-placed_at", "-id")
        constraints = [
            known("state", RemovalState, "removal_state_known"),
            models.CheckConstraint(condition=~Q(state="ended") | ~Q(reason=""), name="removal_ended_says_why"),
            models.CheckConstraint(
                condition=~Q(state="validated") | Q(validated_at__isnull=False), name="removal_validated_has_a_moment"
            ),
        ]


class Concerned(Record):
    """A person of the case whom a measure or a removal is about."""

    file = models.ForeignKey(JudicialFile, on_delete=models.PROTECT, related_name="concerned")
    subject = models.ForeignKey(CaseSubject, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, related_name="concerned")
    removal = models.ForeignKey(Removal, on_delete=models.PROTECT, null=True, related_name="concerned")

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(mandate__isnull=True) ^ Q(removal__isnull=True), name="concerned_by_one_thing"
            ),
            models.UniqueConstraint(fields=["mandate", "subject"], name="concerned_once_by_mandate"),
            models.UniqueConstraint(fields=["removal", "subject"], name="concerned_once_by_removal"),
        ]


@tracked("CourtReportHistory")
class CourtReport(Record):
    """A report owed to an authority, and how it left."""

    file = models.ForeignKey(JudicialFile, on_delete=models.PROTECT, related_name="reports")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", verbose_name=_("a chi"))
    title = models.CharField(_("che relazione è"), max_length=160)
    due_on = models.DateField(_("entro il"))
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.DUE)
    sent_on = models.DateField(_("inviata il"), null=True, blank=True)
    sent_how = models.CharField(_("come"), max_length=10, choices=How.choices, blank=True)
    protocol = models.CharField(_("protocollo"), max_length=80, blank=True)
    note = models.CharField(_("nota"), max_length=500, blank=True)
    reason = models.CharField(_("perché non serve più"), max_length=300, blank=True)
    # Whoever is to write it has it among the things to do, without names.
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("due_on", "id")
        constraints = [
            known("state", ReportState, "report_state_known"),
            models.CheckConstraint(
                condition=~Q(state="sent") | (Q(sent_on__isnull=False) & ~Q(protocol="")),
                name="report_sent_has_protocol",
            ),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(reason=""), name="report_dropped_says_why"),
        ]
        indexes = [models.Index(fields=["file", "state", "due_on"], name="report_by_file")]

    @property
    def is_late(self) -> bool:
        return self.state == ReportState.DUE and self.due_on < timezone.localdate()


@tracked("HearingHistory")
class Hearing(Record):
    """A day before a judge."""

    file = models.ForeignKey(JudicialFile, on_delete=models.PROTECT, related_name="hearings")
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name=_("davanti a chi")
    )
    starts_at = models.DateTimeField(_("quando"))
    place = models.CharField(_("aula, o collegamento"), max_length=200, blank=True)
    who_goes = models.CharField(_("chi ci va"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=MeetState.choices, default=MeetState.PLANNED)
    outcome = models.TextField(_("com'è andata"), blank=True)
    reason = models.CharField(_("perché non si è tenuta, o è stata spostata"), max_length=300, blank=True)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = [
            known("state", MeetState, "hearing_state_known"),
            models.CheckConstraint(condition=~Q(state="held") | ~Q(outcome=""), name="hearing_held_says_how"),
            models.CheckConstraint(condition=~Q(state="cancelled") | ~Q(reason=""), name="hearing_cancelled_says_why"),
        ]
        indexes = [models.Index(fields=["file", "starts_at"], name="hearing_by_file")]


@tracked("ProtectedMeetingHistory", exclude=("audience",))
class ProtectedMeeting(Record):
    """A child and a parent meet with somebody beside them. Read by the named, and by who stays with them."""

    file = models.ForeignKey(JudicialFile, on_delete=models.PROTECT, related_name="protected_meetings")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = CodeField("protected_meeting_kind", verbose_name=_("che incontro è"))
    starts_at = models.DateTimeField(_("quando"))
    duration = models.PositiveSmallIntegerField(_("durata in minuti"), default=60)
    place = models.CharField(_("dove"), max_length=200, blank=True)
    operator = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("chi accompagna")
    )
    operator_token = models.IntegerField()
    # The file's named people, as who accompanies must tell them without reading the file.
    audience = ArrayField(models.IntegerField(), default=list)
    state = models.CharField(max_length=10, choices=MeetState.choices, default=MeetState.PLANNED)
    note = models.TextField(_("com'è andata"), blank=True)
    reason = models.CharField(_("perché è saltato"), max_length=300, blank=True)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = [
            known("state", MeetState, "protected_state_known"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""), name="protected_cancelled_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["file", "starts_at"], name="protected_by_file"),
            models.Index(fields=["operator_token", "starts_at"], name="protected_by_operator"),
        ]

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.duration)

    @property
    def waits(self) -> bool:
        """It should have taken place, and nobody said who came."""
        return self.state == MeetState.PLANNED and self.starts_at < timezone.now()


class Attendance(Record):
    """Who comes to a protected meeting, and whether they did."""

    meeting = models.ForeignKey(ProtectedMeeting, on_delete=models.PROTECT, related_name="attendances")
    subject = models.ForeignKey(CaseSubject, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("nome"), max_length=120, blank=True)
    side = models.CharField(max_length=10, choices=Side.choices)
    status = CodeField("attendance_status", verbose_name=_("presenza"), blank=True)

    class Meta:
        ordering = ("side", "created_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(subject__isnull=False, name="") | (Q(subject__isnull=True) & ~Q(name="")),
                name="attendance_of_somebody",
            ),
            known("side", Side, "attendance_side_known"),
        ]

    @property
    def shown_name(self) -> str:
        return self.subject.person.full_name if self.subject else self.name


class CourtPaper(StoredFile):
    """A paper of a file as it came or left: checked by content and size."""

    file = models.ForeignKey(JudicialFile, on_delete=models.PROTECT, related_name="papers")
    title = models.CharField(_("che cos'è"), max_length=160)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    report = models.ForeignKey(CourtReport, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")

    class Meta:
        ordering = ("-created_at", "-id")
