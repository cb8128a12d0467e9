"""Documents: what was received and what was produced, each with its versions; and what they are written from."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portico.accounts.models import Membership
from portico.events.models import Event
from portico.kernel.fields import CodeField
from portico.kernel.history import tracked
from portico.kernel.ids import uuid7
from portico.kernel.models import Ambito, Record, StoredFile, _actor_ambito
from portico.organisations.models import Organisation, Unit
from portico.people.models import Person
from portico.thread.models.reach import Shown, reach_rules


class DocumentTemplate(Record):
    """A text or a DOCX with fields between double braces, of one organisation or (without) of the whole ambito."""

    class Format(models.TextChoices):
        TEXT = "text", _("testo, esce in PDF")
        DOCX = "docx", _("documento Word (DOCX)")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("nome"), max_length=120)
    kind = CodeField("document_kind", verbose_name=_("che documento è"), default="letter")
    format = models.CharField(_("formato"), max_length=4, choices=Format.choices, default=Format.TEXT)
    body = models.TextField(_("testo"), blank=True)
    content = models.BinaryField(null=True, editable=False)
    active = models.BooleanField(_("in uso"), default=True)

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(format="text", content__isnull=True) & ~Q(body="")
                | Q(format="docx", content__isnull=False, body=""),
                name="template_is_text_or_docx",
            ),
        ]
        indexes = [models.Index(fields=["ambito", "organisation", "name"], name="template_by_body")]

    def __str__(self) -> str:
        return self.name


@tracked("DocumentHistory")
class Document(Shown, Record):
    """A paper of somebody's. Whom it is about stands in `DocumentSubject`, its content in `DocumentFile`."""

    class Direction(models.TextChoices):
        RECEIVED = "received", _("ricevuto")
        PRODUCED = "produced", _("prodotto")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    operator = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("chi l'ha inserito")
    )
    kind = CodeField("document_kind", verbose_name=_("che documento è"))
    origin = CodeField("document_origin", verbose_name=_("da dove viene"), default="person")
    direction = models.CharField(max_length=10, choices=Direction.choices, editable=False)
    title = models.CharField(_("titolo"), max_length=160)
    note = models.CharField(_("nota"), max_length=500, blank=True)
    dated_on = models.DateField(_("data del documento"), null=True, blank=True)
    expires_on = models.DateField(_("scade il"), null=True, blank=True)
    protocol_number = models.CharField(_("numero di protocollo"), max_length=40, blank=True)
    protocol_on = models.DateField(_("data di protocollo"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(_("perché è annullato"), max_length=300, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            *reach_rules("document"),
            models.CheckConstraint(condition=~Q(level=Event.Level.PRIVATE), name="document_is_of_its_unit"),
            models.CheckConstraint(condition=~Q(title=""), name="document_has_a_title"),
            models.CheckConstraint(
                condition=Q(direction__in=["received", "produced"]), name="document_direction_known"
            ),
            models.CheckConstraint(
                condition=Q(protocol_number="", protocol_on__isnull=True)
                | (~Q(protocol_number="") & Q(protocol_on__isnull=False)),
                name="document_protocol_is_number_and_day",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""), name="document_withdrawn_says_why"
            ),
            models.CheckConstraint(
                condition=Q(dated_on__isnull=True) | Q(expires_on__isnull=True) | Q(expires_on__gte=F("dated_on")),
                name="document_expires_after_its_day",
            ),
        ]
        indexes = [models.Index(fields=["case_id", "-created_at"], name="document_by_case")]

    def __str__(self) -> str:
        return self.title

    @property
    def url(self) -> str:
        return reverse("thread:document", kwargs={"key": self.pk})

    @property
    def people(self) -> list[Person]:
        """Who it is about, as this reader may see them. Read it from a selector, which loads them."""
        return [row.person for row in self.subjects.all()]

    @property
    def is_expired(self) -> bool:
        return self.expires_on is not None and self.expires_on < timezone.localdate()

    @property
    def protocol(self) -> str:
        """ "prot. 2026/00041 del 3/11/2026", or nothing."""
        if self.protocol_on is None:
            return ""
        number, day = self.protocol_number, self.protocol_on.strftime("%d/%m/%Y")
        return gettext("prot. %(number)s del %(day)s") % {"number": number, "day": day}


class DocumentSubject(Shown):
    """Somebody a document is about."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ambito = models.ForeignKey(
        Ambito, on_delete=models.PROTECT, default=_actor_ambito, editable=False, related_name="+"
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="subjects")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="document_rows")

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["document", "person"], name="document_subject_once")]
        indexes = [models.Index(fields=["person", "-id"], name="document_by_person")]


class DocumentFile(StoredFile):
    """One version of a document's content. Never changed: a better scan is another version."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField(default=1)
    why = models.CharField(_("perché una nuova versione"), max_length=200, blank=True)

    class Meta:
        ordering = ("-number", "id")
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_version_once")]

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def kind_label(self) -> str:
        if self.content_type == "application/pdf":
            return "PDF"
        return gettext("immagine") if self.is_image else "DOCX"
