"""Reading needs and services. Needs are the same for all; services belong to the actor's ambito."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.exceptions import ValidationError
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from portico.directory.models import Need, Service, ServiceNeed
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.kernel.text import normalise

# How alike a typed word and a known one must be: one letter wrong in seven passes, another word does not.
ALIKE = 0.55
# When nothing is that alike: two letters exchanged in a short word.
VAGUELY_ALIKE = 0.4
SHORTEST_WORD = 4
MOST_WORDS = 8
STALE = timedelta(days=180)


# -- needs -------------------------------------------------------------------------------------------


def themes() -> QuerySet[Need]:
    """The themes, in their order."""
    return Need.objects.filter(parent=None, in_use=True).order_by("order", "code")


def needs() -> QuerySet[Need]:
    """Every need with its theme, by theme and order."""
    return (
        Need.objects.filter(parent__isnull=False, in_use=True)
        .select_related("parent")
        .order_by("parent__order", "parent_id", "order", "code")
    )


def search_needs(text: str, limit: int = 8) -> list[Need]:
    """Needs for what somebody typed, in their own words and with their mistakes; themes too.

    A label or synonym that is or begins like the text comes first, then one that holds it, then words alike.
    """
    wanted = normalise(text)
    if not wanted:
        return []
    exact = Q(search_text=wanted) | Q(search_text__startswith=f"{wanted} |")
    exact |= Q(search_text__contains=f"| {wanted} |") | Q(search_text__endswith=f"| {wanted}")
    begins = Q(search_text__startswith=wanted) | Q(search_text__contains=f"| {wanted}")
    found = (
        Need.objects.filter(in_use=True)
        .annotate(
            rank=Case(
                When(exact, then=Value(0)),
                When(begins, then=Value(1)),
                When(search_text__contains=f" {wanted}", then=Value(2)),
                default=Value(3),
                output_field=IntegerField(),
            ),
            likeness=_likeness(_words(wanted), "search_text"),
        )
        .filter(Q(rank__lt=3) | Q(likeness__gte=VAGUELY_ALIKE))
        .select_related("parent")
        .order_by("rank", F("likeness").desc(), "parent__order", "order", "code")
    )
    best: list[Any] = list(found[:limit])
    return [need for need in best if need.rank < 3 or need.likeness >= ALIKE] or best


def _words(wanted: str) -> list[str]:
    """The words worth comparing: short ones are in everything."""
    return [word for word in wanted.split() if len(word) >= SHORTEST_WORD][:MOST_WORDS] or [wanted]


def _likeness(words: Sequence[str], *fields: str) -> Greatest | TrigramWordSimilarity:
    """How much the best word is like a word of the fields, 0–1."""
    every = [TrigramWordSimilarity(word, field) for word in words for field in fields]
    return every[0] if len(every) == 1 else Greatest(*every)


# -- services ----------------------------------------------------------------------------------------


def services(*, actor: Actor) -> QuerySet[Service]:
    """The ambito's services with organisation, unit and needs; the active ones first, by title."""
    answered = Prefetch("needs", Need.objects.select_related("parent").order_by("parent__order", "order", "code"))
    return (
        Service.objects.filter(ambito_id=actor.ambito_id)
        .select_related("organisation", "unit")
        .prefetch_related(answered)
        .order_by("status", "title", "id")
    )


def get_service(*, actor: Actor, key: UUID | str) -> Service:
    """A service of the actor's ambito. Raises NotVisible."""
    try:
        return services(actor=actor).get(pk=key)
    except (Service.DoesNotExist, ValidationError) as error:
        raise NotVisible("service", key) from error


def search_services(*, actor: Actor, text: str) -> QuerySet[Service]:
    """Services for what somebody typed: words of the card, the organisation's name, or a need they answer."""
    wanted = normalise(text)
    if not wanted:
        return services(actor=actor).none()
    return (
        _with_likeness(services(actor=actor), wanted)
        .filter(likeness__gte=ALIKE)
        .order_by("status", F("likeness").desc(), "title", "id")
    )


def services_for(
    *, actor: Actor, needs: Iterable[str] = (), municipality: str | None = None, text: str = ""
) -> QuerySet[Service]:
    """Active services that may answer, best first.

    Annotated with `needs_met` (how many of the needs), `theme_met`, `serves` (the municipality) and `likeness`
    to the text. A need counts three, its theme one, the municipality two, the text up to four. What meets
    neither a need nor the text is left out, unless nothing was asked.
    """
    wanted_needs = list(needs)
    wanted = normalise(text)
    found = _with_needs(services(actor=actor).filter(status=Service.Status.ACTIVE), wanted_needs)
    found = _with_likeness(found, wanted)
    found = found.annotate(serves=_serves(municipality))
    asked = Q()
    if wanted_needs:
        asked |= Q(needs_met__gt=0) | Q(theme_met=1)
    if wanted:
        asked |= Q(likeness__gte=ALIKE)
    score = F("needs_met") * 3.0 + F("theme_met") * 1.0 + F("serves") * 2.0 + F("likeness") * 4.0
    return found.filter(asked).annotate(score=score).order_by(F("score").desc(), "title", "id")


def to_verify(*, actor: Actor) -> QuerySet[Service]:
    """Cards nobody has checked for half a year: one's own organisation's, or all for who looks after the ambito."""
    found = services(actor=actor).filter(Q(last_verified=None) | Q(last_verified__lt=timezone.localdate() - STALE))
    if actor.role != "ambito_admin":
        found = found.filter(organisation=actor.organisation_id)
    return found.order_by(F("last_verified").asc(nulls_first=True), "title", "id")


def _with_needs(found: QuerySet[Service], codes: list[str]) -> QuerySet[Service]:
    themes_asked = {code.partition(".")[0] for code in codes}
    answered = ServiceNeed.objects.filter(service=OuterRef("pk"))
    exact = answered.filter(need_id__in=codes).order_by().values("service").annotate(n=Count("pk")).values("n")
    same_theme = answered.filter(Q(need_id__in=themes_asked) | Q(need__parent_id__in=themes_asked))
    return found.annotate(
        needs_met=Coalesce(Subquery(exact, output_field=IntegerField()), 0),
        theme_met=_one_if(Exists(same_theme)),
    )


def _with_likeness(found: QuerySet[Any], wanted: str) -> QuerySet[Any]:
    """How well the text describes each service: its own words, its organisation, the needs it answers."""
    annotated: QuerySet[Any]
    if not wanted:
        annotated = found.annotate(likeness=Value(0.0, output_field=FloatField()))
        return annotated
    meant = [need.pk for need in search_needs(wanted, limit=3)]
    answers = Exists(ServiceNeed.objects.filter(service=OuterRef("pk"), need_id__in=meant))
    words = _words(wanted)
    annotated = found.annotate(
        likeness=Greatest(
            _likeness(words, "search_text", "organisation__name"),
            Case(When(answers, then=Value(0.8)), default=Value(0.0), output_field=FloatField()),
            Case(
                When(search_text__startswith=wanted, then=Value(1.2)),
                When(search_text__contains=wanted, then=Value(1.1)),
                default=Value(0.0),
                output_field=FloatField(),
            ),
        )
    )
    return annotated


def _serves(municipality: str | None) -> Case:
    if not municipality:
        return _one_if(Q(pk__isnull=False))
    return _one_if(Q(municipalities_served=[]) | Q(municipalities_served__contains=[municipality]))


def _one_if(condition: Q | Exists) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())
