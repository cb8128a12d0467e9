"""What people were told about their data, and what they agreed to."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.access.enums import Category
from portico.kernel.fields import CodeField
from portico.kernel.history import tracked
from portico.kernel.models import Record, StoredFile
from portico.organisations.models import Organisation
from portico.people.models import Person


class Notice(models.Model):
    """A privacy text in one language, loaded from `data/notices`. Every version given is kept."""

    kind = CodeField("notice_kind")
    language = CodeField("language", max_length=8)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    # Markdown with the placeholders {ambito}, {organisation}, {dpo_contact}.
    body = models.TextField()
    right_to_left = models.BooleanField(default=False)
    # Read by a native speaker and by the data-protection officer.
    reviewed = models.BooleanField(default=False)
    valid_from = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ("kind", "language", "-valid_from", "-id")
        constraints = [models.UniqueConstraint(fields=["kind", "language", "version"], name="notice_once_per_version")]


class NoticeDelivery(Record):
    """That a person was given, or read, a notice: which version, in which language, and what they did."""

    class Outcome(models.TextChoices):
        SIGNED = "signed", _("ha firmato per ricevuta")
        ACKNOWLEDGED = "acknowledged", _("ne ha preso atto, senza firma")
        REFUSED = "refused", _("non vuole firmare")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notice_deliveries")
    notice_kind = CodeField("notice_kind", verbose_name=_("informativa"))
    notice_version = models.CharField(_("versione"), max_length=20)
    language = CodeField("language", verbose_name=_("lingua"), max_length=8)
    read_aloud = models.BooleanField(_("letta ad alta voce"), default=False)
    outcome = models.CharField(_("com'è andata"), max_length=12, choices=Outcome.choices)
    note = models.CharField(_("nota"), max_length=300, blank=True)
    given_on = models.DateField(_("data"), default=timezone.localdate)

    class Meta:
        ordering = ("-given_on", "-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["signed", "acknowledged", "refused"]), name="notice_outcome_known"
            )
        ]
        indexes = [models.Index(fields=["person", "-given_on"], name="notice_by_person")]


class SignedCopy(StoredFile):
    """The signed sheet, photographed or scanned."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    delivery = models.ForeignKey(NoticeDelivery, on_delete=models.PROTECT, related_name="copies")

    class Meta:
        ordering = ("-created_at", "-id")


@tracked("ConsentHistory")
class Consent(Record):
    """Something a person may refuse, and agreed to. Withdrawn on a day, never deleted."""

    class How(models.TextChoices):
        WRITTEN = "written", _("per iscritto")
        SPOKEN = "spoken", _("a voce")
        REPRESENTATIVE = "representative", _("da chi la rappresenta")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = CodeField("consent_purpose", verbose_name=_("per che cosa"))
    to_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("verso quale ente"),
    )
    # What of the person's data that organisation may read; empty: nothing is opened.
    categories = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("quali dati"))
    detail = models.CharField(_("precisazioni"), max_length=300, blank=True)
    how = models.CharField(_("come l'ha dato"), max_length=20, choices=How.choices, default=How.WRITTEN)
    given_on = models.DateField(_("dato il"), default=timezone.localdate)
    withdrawn_on = models.DateField(_("ritirato il"), null=True, blank=True)
    # Set by the selector: a body not to be named is "un servizio della rete" in a list.
    to_name: str

    class Meta:
        ordering = ("-given_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")),
                name="consent_withdrawn_after_given",
            ),
            models.CheckConstraint(
                condition=Q(how__in=["written", "spoken", "representative"]), name="consent_how_known"
            ),
        ]
        indexes = [models.Index(fields=["person", "-given_on"], name="consent_by_person")]

    @property
    def shared_labels(self) -> str:
        """ "identità, recapiti e indirizzi"."""
        return ", ".join(str(Category(category).label) for category in self.categories)
