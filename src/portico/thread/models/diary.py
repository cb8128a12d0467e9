"""The diary: what a professional writes about the work with somebody."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portico.accounts.models import Membership
from portico.kernel.fields import CodeField
from portico.kernel.history import tracked
from portico.kernel.ids import uuid7
from portico.kernel.models import Ambito, Record, _actor_ambito
from portico.organisations.models import Organisation, Unit
from portico.people.models import Person
from portico.thread.models.reach import Shown, reach_rules

A_DAY = 24 * 60


@tracked("DiaryEntryHistory")
class DiaryEntry(Shown, Record):
    """One entry. Whom it is about stands in `DiarySubject`; only its author corrects it, and what it was stays."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    operator = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("chi scrive")
    )
    kind = CodeField("diary_kind", verbose_name=_("che cosa"), default="note")
    happened_at = models.DateTimeField(_("quando"))
    minutes = models.PositiveSmallIntegerField(_("tempo"), null=True, blank=True)
    text = models.TextField(_("testo"))

    class Meta:
        ordering = ("-happened_at", "-id")
        constraints = [
            *reach_rules("diary"),
            models.CheckConstraint(condition=~Q(text=""), name="diary_says_something"),
            models.CheckConstraint(condition=Q(minutes__isnull=True) | Q(minutes__lte=A_DAY), name="diary_in_a_day"),
        ]
        indexes = [
            models.Index(fields=["case_id", "-happened_at"], name="diary_by_case"),
            models.Index(fields=["author", "-happened_at"], name="diary_by_author"),
        ]

    @property
    def url(self) -> str:
        return reverse("thread:entry", kwargs={"key": self.pk})

    @property
    def people(self) -> list[Person]:
        """Who it is about, as this reader may see them. Read it from a selector, which loads them."""
        return [row.person for row in self.subjects.all()]

    @property
    def corrected(self) -> bool:
        return self.version > 1


class DiarySubject(Shown):
    """Somebody an entry is about."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ambito = models.ForeignKey(
        Ambito, on_delete=models.PROTECT, default=_actor_ambito, editable=False, related_name="+"
    )
    entry = models.ForeignKey(DiaryEntry, on_delete=models.PROTECT, related_name="subjects")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="diary_rows")
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["entry", "person"], name="diary_subject_once")]
        indexes = [models.Index(fields=["person", "-happened_at"], name="diary_by_person")]
