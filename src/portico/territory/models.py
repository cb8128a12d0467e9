"""Municipalities, present and past, and foreign states: facts, the same for every ambito."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class Municipality(models.Model):
    """An Italian municipality, by its ISTAT code."""

    istat_code = models.CharField(primary_key=True, max_length=6)
    name = models.CharField(_("comune"), max_length=80)
    # Belfiore code: where a tax code says somebody was born.
    cadastral_code = models.CharField(max_length=4, unique=True)
    postal_codes = ArrayField(models.CharField(max_length=5), default=list)
    province_code = models.CharField(max_length=2)
    province = models.CharField(max_length=60)
    region_code = models.CharField(max_length=2)
    region = models.CharField(max_length=60)
    population = models.PositiveIntegerField(null=True)
    population_date = models.DateField(null=True)
    population_source = models.CharField(max_length=80, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    search_name = models.CharField(max_length=80)

    class Meta:
        ordering = ("search_name", "istat_code")
        indexes = [GinIndex(fields=["search_name"], opclasses=["gin_trgm_ops"], name="municipality_search")]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """Name and province, for the few names that several municipalities share."""
        return f"{self.name} ({self.province_code})"


class FormerMunicipality(models.Model):
    """A municipality that was merged into another: people were born there, and their tax code says so."""

    cadastral_code = models.CharField(primary_key=True, max_length=4)
    name = models.CharField(_("comune"), max_length=80)
    province_code = models.CharField(max_length=2)
    exists_until = models.DateField()
    search_name = models.CharField(max_length=80)

    class Meta:
        ordering = ("search_name", "cadastral_code")

    def __str__(self) -> str:
        return self.name


class ForeignState(models.Model):
    """A state or territory of birth, by its Belfiore code; some of them no longer exist."""

    belfiore_code = models.CharField(primary_key=True, max_length=4)
    name = models.CharField(_("stato"), max_length=80)
    iso_alpha2 = models.CharField(max_length=2, blank=True, db_index=True)
    # Code of the list `citizenship_group`; "unknown" for what gives no citizenship of its own.
    citizenship_group = models.CharField(max_length=20)
    exists_until = models.DateField(null=True)
    search_name = models.CharField(max_length=300)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def existed_on(self, day: date) -> bool:
        return self.exists_until is None or day < self.exists_until
