"""One listening: with one person, several, or somebody who gives no name."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portico.accounts.models import Membership
from portico.desks.enums import NoteLevel, SubjectRole
from portico.desks.models.appointment import Appointment
from portico.desks.models.desk import Desk
from portico.directory.models import Need
from portico.events.models import Event
from portico.kernel import codes
from portico.kernel.fields import CodeField
from portico.kernel.history import tracked
from portico.kernel.ids import uuid7
from portico.kernel.models import Ambito, Record, _actor_ambito
from portico.organisations.models import Organisation, Unit
from portico.people.models import Person


@tracked("EncounterHistory")
class Encounter(Record):
    """One listening. Whom it is about stands in `EncounterSubject`; `subject_count` counts those rows, 0 for anonymous.

    It belongs to a unit (`unit_token`). `level` says who else reads it.
    """

    Level = Event.Level

    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, null=True, blank=True, related_name="encounters", verbose_name=_("sportello")
    )
    unit_token = models.IntegerField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    operator = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chi ha ascoltato"),
    )
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, null=True, blank=True, related_name="encounters"
    )
    subject_count = models.PositiveSmallIntegerField(default=0, editable=False)

    # Who is here.
    happened_at = models.DateTimeField(_("quando"))
    minutes = models.PositiveSmallIntegerField(_("tempo"), null=True, blank=True)
    operators_present = models.PositiveSmallIntegerField(_("quanti operatori"), default=1)
    channel = CodeField("encounter_channel", verbose_name=_("come"), default="in_person")
    presence = CodeField("encounter_presence", verbose_name=_("chi è dove"), blank=True)
    person_desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dov'è la persona")
    )
    operator_place = models.CharField(_("dov'è chi ascolta"), max_length=200, blank=True)
    interlocutor = CodeField("interlocutor", verbose_name=_("chi parla"), default="person")
    # Who accompanies or speaks for the person, when not registered: "la vicina Rosa", "maestra della 3ª B".
    interlocutor_note = models.CharField(_("chi è, in due parole"), max_length=200, blank=True)
    person_informed = models.BooleanField(_("la persona lo sa"), null=True, blank=True)
    people_count = models.PositiveSmallIntegerField(_("quante persone"), default=1)
    anonymous = models.BooleanField(_("senza nome"), default=False)
    # How colleagues call somebody who gave no name, to know them again: "il signore con il cane".
    called = models.CharField(_("come la chiamiamo fra noi"), max_length=60, blank=True)
    sex = CodeField("sex", verbose_name=_("sesso"), blank=True)
    age_band = CodeField("age_band", verbose_name=_("età"), blank=True)
    municipality = models.CharField(_("comune dove vive"), max_length=6, blank=True)
    stay_reason = CodeField("stay_request_reason", verbose_name=_("perché è qui da fuori ambito"), blank=True)

    # What brings them.
    needs = models.ManyToManyField(Need, through="EncounterNeed", related_name="+", verbose_name=_("temi e bisogni"))
    request = models.TextField(_("che cosa la porta qui"), blank=True)
    reason_code = CodeField("access_reason", verbose_name=_("come è arrivata"), blank=True)
    sent_by = models.CharField(_("chi l'ha inviata"), max_length=200, blank=True)
    sent_by_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ente che invia"),
    )
    summoned_by = models.CharField(_("chi l'ha convocata, e perché"), max_length=200, blank=True)
    urgency = CodeField("urgency", verbose_name=_("urgenza"), default="ordinary")
    language = CodeField("language", verbose_name=_("lingua"), max_length=8, blank=True)
    interpreter = CodeField("interpreter_need", verbose_name=_("mediazione"), blank=True)

    # What we did, and what happens next.
    narrative = models.TextField(_("che cosa abbiamo fatto"), blank=True)
    level = models.CharField(_("chi lo legge"), max_length=10, choices=Event.Level.choices, default=Event.Level.UNIT)
    outcomes = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, verbose_name=_("che cosa succede adesso")
    )
    outcome_note = models.TextField(_("che cosa succede adesso, a parole"), blank=True)

    class Meta:
        ordering = ("-happened_at", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Event.Level.values), name="encounter_level_known"),
            models.CheckConstraint(condition=Q(people_count__gte=1), name="encounter_somebody_came"),
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(subject_count=0), name="encounter_anonymous_names_nobody"
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__lte=1440), name="encounter_within_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["unit_token", "-happened_at", "-id"], name="encounter_of_unit"),
            GinIndex(fields=["outcomes"], name="encounter_outcomes"),
        ]

    @property
    def people(self) -> list[EncounterSubject]:
        """Who was there, as this reader may see them: whom it is for first. Read it from a selector, which loads them."""
        order = list(SubjectRole.values)
        return sorted(self.subjects.all(), key=lambda row: order.index(row.role))

    @property
    def names(self) -> str:
        """Whom it is about, in a line."""
        people = self.people
        first = [row for row in people if row.role == SubjectRole.FOR_WHOM] or people
        return ", ".join(row.person.short_name for row in first) or self.called or str(_("Persona senza nome"))

    @property
    def themes(self) -> list[Need]:
        """The themes of its needs, once each."""
        found = {(row.need.parent or row.need).code: row.need.parent or row.need for row in self.need_rows.all()}
        return list(found.values())

    @property
    def theme_labels(self) -> str:
        """Its themes in a line."""
        return " · ".join(theme.label for theme in self.themes)

    @property
    def outcome_labels(self) -> str:
        """What happened next, in a line."""
        return ", ".join(codes.label("encounter_outcome", outcome) for outcome in self.outcomes)

    @property
    def first_words(self) -> str:
        """The beginning of what was written, for lists."""
        return self.request or self.narrative


class EncounterSubject(models.Model):
    """Whom a listening is about. Repeats what its policy asks, so that policies do not look at each other."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ambito = models.ForeignKey(
        Ambito, on_delete=models.PROTECT, default=_actor_ambito, editable=False, related_name="+"
    )
    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="subjects")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="encounter_rows")
    role = models.CharField(max_length=15, choices=SubjectRole.choices, default=SubjectRole.FOR_WHOM)
    unit_token = models.IntegerField()
    level = models.CharField(max_length=10, choices=Event.Level.choices)
    author = models.UUIDField(null=True)
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ("role", "id")
        constraints = [
            models.UniqueConstraint(fields=["encounter", "person"], name="encounter_subject_once"),
            models.CheckConstraint(condition=Q(role__in=SubjectRole.values), name="encounter_subject_role_known"),
        ]
        indexes = [models.Index(fields=["person", "-happened_at"], name="encounter_by_person")]


class EncounterNeed(models.Model):
    """A theme or a need that came up: said by the person, or noticed by who listened."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ambito = models.ForeignKey(
        Ambito, on_delete=models.PROTECT, default=_actor_ambito, editable=False, related_name="+"
    )
    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="need_rows")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    expressed = models.BooleanField(_("detto dalla persona"), default=True)

    class Meta:
        ordering = ("need__order", "need_id")
        constraints = [models.UniqueConstraint(fields=["encounter", "need"], name="encounter_need_once")]


class EncounterNote(Record):
    """What is added to a listening: by the desk next week, or for its author's eyes alone. Never changed."""

    Level = NoteLevel

    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("nota"))
    level = models.CharField(_("chi la legge"), max_length=10, choices=NoteLevel.choices, default=NoteLevel.UNIT)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.CheckConstraint(condition=Q(level__in=NoteLevel.values), name="encounter_note_level_known")
        ]
