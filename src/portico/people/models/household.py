"""Households, relations and what they live on. A registry, an ISEE and a de-facto household are three things."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portico.kernel.fields import CodeField
from portico.kernel.history import tracked
from portico.kernel.models import Record
from portico.people.enums import HouseholdKind
from portico.people.models.person import Person


class Household(Record):
    """People who live, are registered or are counted together. It has no address: persons have."""

    kind = models.CharField(_("tipo"), max_length=10, choices=HouseholdKind.choices)
    note = models.CharField(_("nota"), max_length=200, blank=True)

    class Meta:
        ordering = ("kind", "created_at", "id")


@tracked("HouseholdMemberHistory")
class HouseholdMember(Record):
    """A person in a household for a time (half-open days). Only de-facto households may overlap."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    kind = models.CharField(max_length=10, choices=HouseholdKind.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="household_memberships")
    role = CodeField("relation_kind", verbose_name=_("in famiglia è"), blank=True)
    reference = models.BooleanField(_("persona di riferimento"), default=False)
    period = DateRangeField()

    class Meta:
        ordering = ("-reference", "created_at", "id")
        constraints = [
            ExclusionConstraint(
                name="one_household_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(kind__in=[HouseholdKind.REGISTRY, HouseholdKind.ISEE]),
            ),
            ExclusionConstraint(
                name="once_in_a_household",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("household", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["household"], name="member_by_household")]


@tracked("RelationHistory")
class Relation(Record):
    """`person` is the KIND of `other` ("Cinzia is support administrator of Assunta").

    The other end is a person of the network, or somebody outside it named in words.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="relations_from")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relations_to")
    kind = CodeField("relation_kind", verbose_name=_("relazione"))
    outside_name = models.CharField(_("nome di chi non è in rete"), max_length=120, blank=True)
    outside_phone = models.CharField(_("telefono"), max_length=40, blank=True)
    represents = models.BooleanField(_("rappresenta legalmente"), default=False)
    scope = models.CharField(_("per quali atti, con quale decreto"), max_length=300, blank=True)
    support = models.BooleanField(_("rete di sostegno"), default=False)
    note = models.CharField(_("nota"), max_length=200, blank=True)
    valid_from = models.DateField(_("dal"), null=True, blank=True)
    valid_until = models.DateField(_("fino al"), null=True, blank=True)

    class Meta:
        ordering = ("kind", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) ^ ~Q(outside_name=""), name="relation_has_one_other_end"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | ~Q(person=F("other")), name="relation_between_two"
            ),
        ]


@tracked("IseeHistory")
class Isee(Record):
    """An ISEE value of a person's household, in cents, with its kind and the day it stops being valid."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="isee")
    kind = CodeField("isee_kind", verbose_name=_("tipo"))
    value_cents = models.PositiveIntegerField(_("valore"))
    issued_on = models.DateField(_("rilasciata il"), null=True, blank=True)
    valid_until = models.DateField(_("valida fino al"))
    protocol = models.CharField(_("protocollo INPS"), max_length=60, blank=True)
    note = models.CharField(_("nota"), max_length=200, blank=True)

    class Meta:
        ordering = ("-valid_until", "-created_at", "id")


class IncomeSource(Record):
    """What a person lives on; monthly cents when known."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="income_sources")
    kind = CodeField("income_source", verbose_name=_("fonte"))
    monthly_cents = models.PositiveIntegerField(_("al mese"), null=True, blank=True)
    note = models.CharField(_("nota"), max_length=200, blank=True)
    ended_on = models.DateField(_("fino al"), null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")


class HousingSituation(Record):
    """Where and by what title a person lives, from a day on."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="housing")
    status = CodeField("housing_status", verbose_name=_("condizione abitativa"), blank=True)
    tenure = CodeField("housing_tenure", verbose_name=_("titolo"), blank=True)
    monthly_cost_cents = models.PositiveIntegerField(_("spesa al mese"), null=True, blank=True)
    note = models.CharField(_("nota"), max_length=200, blank=True)
    since = models.DateField(_("dal"), null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "id")
