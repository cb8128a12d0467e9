"""Small closed sets of assessments; levels, answers and paths have labels in code lists."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    PRELIMINARY = "preliminary", _("analisi preliminare")
    DEEP = "deep", _("quadro di analisi")


class State(models.TextChoices):
    DRAFT = "draft", _("in corso")
    COMPLETED = "completed", _("conclusa")
    SUPERSEDED = "superseded", _("superata da una più recente")
    DISCARDED = "discarded", _("lasciata perdere")


class About(models.TextChoices):
    """Whom an item is asked about."""

    HOUSEHOLD = "household", _("nucleo")
    ADULT = "adult", _("ogni persona adulta")
    CHILD = "child", _("ogni bambino o ragazzo")


LEVELS = ("1", "2", "3", "4", "5", "6")
NOT_RELEVANT, NOT_EXPLORED = "not_relevant", "not_explored"
ASIDE = {NOT_RELEVANT: _("Non pertinente"), NOT_EXPLORED: _("Non esplorato")}
REPLIES = ("yes", "no", "partly", "unknown")
# What a mark may be: a level or put aside (deep), a reply (preliminary), or nothing yet.
MARKS = ("", *LEVELS, *ASIDE, *REPLIES)
PROBLEMS, STRENGTHS = frozenset({1, 2, 3}), frozenset({5, 6})
READABLE = (State.COMPLETED, State.SUPERSEDED)
