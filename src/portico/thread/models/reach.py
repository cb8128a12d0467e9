"""How far a piece of writing reaches: what the policies of the diary and of documents ask."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portico.access.enums import Category
from portico.events.models import Event


class Shown(models.Model):
    """Whose it is and who reads it. Repeated on the row of each person it is about, so that policies ask one table.

    `private`: its author. `unit`: the colleagues of its unit, while they have to do with the person. `team`: who works
    on the case it belongs to. `network`: whoever follows the person, as far as their task opens its category. What is
    judicial is read by its author and by the people named, whatever the level.
    """

    Level = Event.Level

    unit_token = models.IntegerField(editable=False)
    author = models.UUIDField(editable=False)
    level = models.CharField(_("chi lo legge"), max_length=10, choices=Event.Level.choices, default=Event.Level.UNIT)
    category = models.CharField(max_length=30, choices=Category.choices, default=Category.DIARY, editable=False)
    case_id = models.UUIDField(_("presa in carico"), null=True, blank=True)
    named_tokens = ArrayField(models.IntegerField(), default=list, blank=True, verbose_name=_("persone nominate"))

    class Meta:
        abstract = True

    @property
    def is_private(self) -> bool:
        return self.level == Event.Level.PRIVATE

    @property
    def reach(self) -> dict[str, Any]:
        """The values each person's row repeats."""
        return {name: getattr(self, name) for name in REACH}


REACH = ("unit_token", "author", "level", "category", "case_id", "named_tokens")


def reach_rules(name: str) -> list[models.BaseConstraint]:
    """Constraints every table that is shown so has."""
    return [
        models.CheckConstraint(condition=Q(level__in=Event.Level.values), name=f"{name}_level_known"),
        models.CheckConstraint(
            condition=~Q(level=Event.Level.TEAM) | Q(case_id__isnull=False), name=f"{name}_team_is_of_a_case"
        ),
    ]
