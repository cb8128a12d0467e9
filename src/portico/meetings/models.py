"""Meetings about a case: who is called, what was said, what was decided and who does it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.accounts.models import Membership
from portico.casework.models import Case, CaseSubject
from portico.kernel.fields import CodeField
from portico.kernel.history import tracked
from portico.kernel.models import Record
from portico.meetings.enums import Presence, State
from portico.thread.models import Task


@tracked("MeetingHistory", exclude=("tokens",))
class Meeting(Record):
    """A meeting about a case. `agenda` goes on the convocation, `note` stays with who convenes."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="meetings")
    kind = CodeField("meeting_kind", verbose_name=_("che incontro è"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    starts_at = models.DateTimeField(_("quando"))
    duration = models.PositiveSmallIntegerField(_("durata in minuti"), default=60)
    place = models.CharField(_("dove"), max_length=200, blank=True)
    video = models.URLField(_("collegamento video"), max_length=300, blank=True)
    agenda = models.TextField(_("ordine del giorno"), blank=True)
    note = models.TextField(_("appunti per chi convoca"), blank=True)
    convener = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    # Memberships that are called: who only works on the case reads the meetings they are called to.
    tokens = ArrayField(models.IntegerField(), default=list)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="following")
    minutes = models.TextField(_("verbale"), blank=True)
    outcome = models.CharField(_("esito"), max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Why it was moved or opened again last, or why it does not take place.
    reason = models.CharField(_("motivo"), max_length=300, blank=True)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="meeting_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | (~Q(minutes="") & Q(closed_at__isnull=False)),
                name="meeting_closed_has_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CANCELLED) | ~Q(reason=""), name="meeting_cancelled_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED, kind="uvm") | ~Q(outcome=""), name="meeting_uvm_has_an_outcome"
            ),
            models.CheckConstraint(condition=~Q(place="", video=""), name="meeting_is_somewhere"),
            models.CheckConstraint(condition=Q(duration__gt=0), name="meeting_takes_time"),
        ]
        indexes = [
            models.Index(fields=["case", "-starts_at"], name="meeting_by_case"),
            models.Index(fields=["ambito", "state", "starts_at"], name="meeting_calendar"),
        ]

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.duration)

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def waits_for_minutes(self) -> bool:
        """It should have taken place, and nobody wrote what was said."""
        return self.state == State.HELD or (self.state == State.PLANNED and self.ends_at < timezone.now())


class MeetingParticipant(Record):
    """Who is called: somebody of the network, of the family, or from outside, in words."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="participants")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    token = models.IntegerField(null=True, blank=True)
    subject = models.ForeignKey(CaseSubject, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("nome"), max_length=120, blank=True)
    organisation = models.CharField(_("ente"), max_length=120, blank=True)
    role = models.CharField(_("in che veste"), max_length=120, blank=True)
    presence = models.CharField(_("presenza"), max_length=10, choices=Presence.choices, blank=True)

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(membership__isnull=False, token__isnull=False, subject__isnull=True, name="")
                | Q(membership__isnull=True, token__isnull=True, subject__isnull=False, name="")
                | (Q(membership__isnull=True, token__isnull=True, subject__isnull=True) & ~Q(name="")),
                name="participant_is_somebody",
            ),
            models.CheckConstraint(condition=Q(presence__in=["", *Presence.values]), name="presence_known"),
            models.UniqueConstraint(fields=["meeting", "membership"], name="colleague_called_once"),
            models.UniqueConstraint(fields=["meeting", "subject"], name="relative_called_once"),
        ]
        indexes = [models.Index(fields=["token", "meeting"], name="participant_by_token")]

    @property
    def shown_name(self) -> str:
        """How somebody who is called is named on the page and on paper."""
        if self.membership:
            return f"{self.membership.user} – {self.membership.unit or self.membership.organisation}"
        if self.subject:
            return self.subject.person.full_name
        return ", ".join(part for part in (self.name, self.role, self.organisation) if part)


@tracked("DecisionHistory")
class Decision(Record):
    """Something decided: who does it, by when. Closing the minutes makes it a task of who is in the network."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("che cosa si è deciso"), max_length=160)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    token = models.IntegerField(null=True, blank=True)
    who = models.CharField(_("chi, se non è in Portico"), max_length=120, blank=True)
    due_on = models.DateField(_("entro il"), null=True, blank=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("position", "created_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(membership__isnull=False, token__isnull=False, who="")
                | (Q(membership__isnull=True, token__isnull=True) & ~Q(who="")),
                name="decision_has_somebody",
            )
        ]
        indexes = [models.Index(fields=["meeting", "position"], name="decision_by_meeting")]
