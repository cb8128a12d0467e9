"""Things to do, with a day and somebody who does them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.kernel.history import tracked
from portico.kernel.models import Record
from portico.people.models import Person

# Address of the page a task comes from, by its source: filled by the app that owns the source.
SOURCE_PAGES: dict[str, str] = {}


@tracked("TaskHistory")
class Task(Record):
    """Something to do for a person or a unit; `assigned_token` is a membership's or a unit's."""

    class State(models.TextChoices):
        OPEN = "open", _("da fare")
        DONE = "done", _("fatta")
        DROPPED = "dropped", _("non serve più")

    title = models.CharField(_("che cosa"), max_length=160)
    note = models.CharField(_("nota"), max_length=500, blank=True)
    due_on = models.DateField(_("entro il"), null=True, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    assigned_token = models.IntegerField()
    source_kind = models.CharField(max_length=30, blank=True)
    source_id = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.UUIDField(null=True, blank=True)
    # Why the day was moved last, or why it is not needed any more.
    reason = models.CharField(_("motivo"), max_length=300, blank=True)

    class Meta:
        ordering = ("due_on", "created_at", "id")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["open", "done", "dropped"]), name="task_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", done_at__isnull=True) | Q(~Q(state="open"), done_at__isnull=False),
                name="task_closed_has_a_moment",
            ),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(reason=""), name="task_dropped_says_why"),
        ]
        indexes = [
            models.Index(fields=["assigned_token", "state", "due_on"], name="task_inbox"),
            models.Index(fields=["source_kind", "source_id"], name="task_by_source"),
            models.Index(fields=["person", "state"], name="task_by_person"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def days_late(self) -> int:
        """Whole days past the due day; 0 when in time."""
        return max((timezone.localdate() - (self.due_on or date.max)).days, 0)

    @property
    def url(self) -> str:
        """The page the task is about: its source's, else the person's; empty when neither has one."""
        target = SOURCE_PAGES.get(self.source_kind)
        try:
            if target and self.source_id:
                return reverse(target, kwargs={"key": self.source_id})
            return reverse("workplace:person", kwargs={"key": self.person_id}) if self.person_id else ""
        except NoReverseMatch:
            return ""
