"""Operators: users, and the dated roles in which they act."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.kernel.fields import CodeField
from portico.kernel.ids import uuid7
from portico.kernel.models import Record
from portico.organisations.models import Organisation, Unit, next_token


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """Somebody who signs in. What they may do comes from the membership they act under."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("posta elettronica"), unique=True)
    first_name = models.CharField(_("nome"), max_length=80)
    last_name = models.CharField(_("cognome"), max_length=80)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ("last_name", "first_name", "id")

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name


class Membership(Record):
    """A user's role in an organisation or one of its units, from a day to another (half-open)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    role = CodeField("membership_role", verbose_name=_("ruolo"))
    title = models.CharField(_("qualifica"), max_length=120, blank=True)
    starts_on = models.DateField(_("dal"), default=timezone.localdate)
    ends_on = models.DateField(_("al"), null=True, blank=True)
    # Small associations work as one: their people also read what is sent to the organisation as such.
    whole_organisation = models.BooleanField(default=False)
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    # Per role, never per person: who works for two bodies does not carry one's people into the other.
    token = models.IntegerField(unique=True, default=next_token, editable=False)

    class Meta:
        ordering = ("starts_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="membership_dates_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"  # type: ignore[attr-defined]


class Substitution(Record):
    """Who stands in for an absent colleague, for which days: the substitute gets the absent one's token."""

    absent = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="substitutions")
    starts_on = models.DateField(_("dal"))
    ends_on = models.DateField(_("al"), help_text=_("Ultimo giorno compreso"))
    reason = models.CharField(_("motivo"), max_length=200, blank=True)

    class Meta:
        ordering = ("-starts_on", "id")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="substitution_dates_in_order"),
            models.CheckConstraint(condition=~Q(absent=F("substitute")), name="substitution_of_somebody_else"),
            ExclusionConstraint(
                name="one_substitute_a_day",
                expressions=[
                    ("absent", RangeOperators.EQUAL),
                    (
                        Func(F("starts_on"), F("ends_on"), models.Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
