"""Identity: the person, other names, identifiers, citizenships, papers, languages."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.kernel.fields import CodeField, Normal
from portico.kernel.history import tracked
from portico.kernel.models import Record
from portico.people.enums import BirthPrecision, LifeStatus, PaperKind
from portico.people.names import initials, short_form


@tracked("PersonHistory", exclude=("search_name", "birth_year"))
class Person(Record):
    """A person of the network.

    The table also has `visible_to`, the tokens with a live grant: a trigger keeps it and policies read it;
    Django neither reads nor writes it.
    """

    first_name = models.CharField(_("nome"), max_length=120, blank=True)
    last_name = models.CharField(_("cognome"), max_length=120, blank=True)
    known_as = models.CharField(_("come preferisce farsi chiamare"), max_length=120, blank=True)
    sex = CodeField("sex", verbose_name=_("sesso"), blank=True)
    birth_date = models.DateField(_("data di nascita"), null=True, blank=True)
    birth_precision = models.CharField(
        _("certezza della data"), max_length=10, choices=BirthPrecision.choices, default=BirthPrecision.DAY
    )
    # Cadastral code of the municipality (G479) or foreign state (Z330); the text is what was said.
    birth_place_code = models.CharField(max_length=4, blank=True)
    birth_place = models.CharField(_("luogo di nascita"), max_length=120, blank=True)
    marital_status = CodeField("marital_status", verbose_name=_("stato civile"), blank=True)
    education = CodeField("education_level", verbose_name=_("titolo di studio"), blank=True)
    work_status = CodeField("work_status", verbose_name=_("condizione lavorativa"), blank=True)
    profession = models.CharField(_("mestiere e settore"), max_length=120, blank=True)
    interpreter = CodeField("interpreter_need", verbose_name=_("mediazione"), blank=True)
    arrived_on = models.DateField(_("in Italia dal"), null=True, blank=True)
    doctor = models.CharField(_("medico di base"), max_length=120, blank=True)
    reserved = models.BooleanField(_("scheda riservata"), default=False)
    life_status = models.CharField(max_length=10, choices=LifeStatus.choices, default=LifeStatus.PRESENT)
    life_status_on = models.DateField(null=True, blank=True)
    moved_to = models.CharField(_("trasferita a"), max_length=120, blank=True)
    messages_stopped = models.BooleanField(_("niente messaggi"), default=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    search_name = models.GeneratedField(
        expression=Normal("last_name", "first_name"), output_field=models.TextField(), db_persist=True
    )
    birth_year = models.GeneratedField(
        expression=ExtractYear("birth_date"), output_field=models.IntegerField(), db_persist=True
    )

    class Meta:
        ordering = ("search_name", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(life_status=LifeStatus.PRESENT) | Q(life_status_on__isnull=False),
                name="person_status_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(birth_date__isnull=True) | Q(birth_date__gte=date(1890, 1, 1)),
                name="person_birth_plausible",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        # The page reads every app, so it lives in the topmost one: no name of its is asked for from here.
        return f"/persone/{self.pk}/"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or str(_("Senza nome"))

    @property
    def short_name(self) -> str:
        """As lists and headings show somebody: "Fatima B."."""
        return short_form(self.known_as or self.first_name, self.last_name) or str(_("Senza nome"))

    @property
    def initials(self) -> str:
        return initials(self.first_name, self.last_name)

    @property
    def age(self) -> int | None:
        """Whole years today, or on the day the person died."""
        if self.birth_date is None:
            return None
        end = self.life_status_on if self.life_status == LifeStatus.DECEASED else None
        today = end or timezone.localdate()
        return (
            today.year
            - self.birth_date.year
            - ((today.month, today.day) < (self.birth_date.month, self.birth_date.day))
        )

    @property
    def is_minor(self) -> bool:
        return self.age is not None and self.age < 18


class OtherName(Record):
    """Another spelling, maiden name or transliteration; looked up like the main one."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="other_names")
    first_name = models.CharField(_("nome"), max_length=120, blank=True)
    last_name = models.CharField(_("cognome"), max_length=120, blank=True)
    note = models.CharField(_("nota"), max_length=120, blank=True)
    search_name = models.GeneratedField(
        expression=Normal("last_name", "first_name"), output_field=models.TextField(), db_persist=True
    )

    class Meta:
        ordering = ("created_at", "id")


@tracked("IdentifierHistory")
class Identifier(Record):
    """A dated, verifiable code of a person. Not unique in the database: a clash would reveal hidden records."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers")
    kind = CodeField("identifier_kind", verbose_name=_("tipo"))
    value = models.CharField(_("codice"), max_length=40)
    valid_from = models.DateField(_("dal"), null=True, blank=True)
    valid_until = models.DateField(_("fino al"), null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.UUIDField(null=True, blank=True)
    verified_how = models.CharField(_("come è stato verificato"), max_length=120, blank=True)

    class Meta:
        ordering = ("kind", "-created_at", "id")
        indexes = [models.Index(fields=["ambito", "value", "kind"], name="identifier_by_value")]


class Citizenship(Record):
    """A citizenship: ISO alpha-2 of the state, or `XX` for stateless."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="citizenships")
    state = models.CharField(_("stato"), max_length=2)
    acquired_on = models.DateField(_("acquisita il"), null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")
        constraints = [models.UniqueConstraint(fields=["person", "state"], name="citizenship_once")]


@tracked("PaperHistory")
class Paper(Record):
    """A permit to stay or another document, with the day it expires."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(_("documento"), max_length=10, choices=PaperKind.choices)
    permit_kind = CodeField("permit_kind", verbose_name=_("tipo di titolo"), blank=True)
    number = models.CharField(_("numero"), max_length=40, blank=True)
    issued_by = models.CharField(_("rilasciato da"), max_length=120, blank=True)
    valid_from = models.DateField(_("dal"), null=True, blank=True)
    valid_until = models.DateField(_("scade il"), null=True, blank=True)
    renewal_asked_on = models.DateField(_("rinnovo chiesto il"), null=True, blank=True)
    note = models.CharField(_("nota"), max_length=200, blank=True)

    class Meta:
        ordering = (F("valid_until").desc(nulls_last=True), "id")


class PersonLanguage(Record):
    """A language the person speaks; the preferred one first."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="languages")
    language = CodeField("language", verbose_name=_("lingua"))
    preferred = models.BooleanField(_("preferita"), default=False)
    level = models.CharField(_("quanto la capisce"), max_length=40, blank=True)

    class Meta:
        ordering = ("-preferred", "created_at", "id")
        constraints = [models.UniqueConstraint(fields=["person", "language"], name="language_once")]


class FactDismissal(Record):
    """An urgent fact put aside with a reason: `fact` names what it was and until when it would have said so.

    A new expiry is another fact and comes up again.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="fact_dismissals")
    fact = models.CharField(max_length=80)
    reason = models.CharField(_("perché"), max_length=200)

    class Meta:
        ordering = ("created_at", "id")
