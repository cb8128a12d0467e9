"""Reading places. Public facts: no actor is needed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from portico.kernel.text import normalise
from portico.territory.models import ForeignState, FormerMunicipality, Municipality


def search_municipalities(text: str, limit: int = 10) -> list[Municipality]:
    """For a typeahead: names that begin so, then names with a word that does, then similar ones.

    Accents, apostrophes and case do not count. Among equals the larger town comes first.
    """
    wanted = normalise(text)
    if not wanted:
        return []
    begins = Q(search_name__startswith=wanted)
    word_begins = Q(search_name__contains=f" {wanted}")
    similar = Q(search_name__trigram_similar=wanted) if len(wanted) > 3 else Q(pk__in=[])
    found = (
        Municipality.objects.filter(begins | word_begins | similar)
        .annotate(
            rank=Case(
                When(search_name=wanted, then=Value(0)),
                When(begins, then=Value(1)),
                When(word_begins, then=Value(2)),
                default=Value(3),
                output_field=IntegerField(),
            ),
            likeness=TrigramSimilarity("search_name", wanted),
        )
        .order_by("rank", _similar_first(), F("population").desc(nulls_last=True), "istat_code")
    )
    return list(found[:limit])


def _similar_first() -> Case:
    # Likeness ranks only what neither begins nor contains the text.
    return Case(When(rank=3, then=F("likeness")), default=Value(0.0)).desc()  # type: ignore[return-value]


def municipality_by_istat(code: str) -> Municipality | None:
    """The municipality with this ISTAT code (six digits), or None."""
    return Municipality.objects.filter(istat_code=code).first()


def municipality_by_cadastral(code: str) -> Municipality | None:
    """The municipality with this cadastral (Belfiore) code, or None."""
    return Municipality.objects.filter(cadastral_code=code.upper()).first()


def municipalities(codes: Iterable[str]) -> QuerySet[Municipality]:
    """Those of an ambito or of a service, by name."""
    return Municipality.objects.filter(istat_code__in=list(codes)).order_by("search_name", "istat_code")


def search_foreign_states(text: str, limit: int = 10) -> list[ForeignState]:
    """States whose name, present or past, has a word that begins so; those that exist come first."""
    wanted = normalise(text)
    if not wanted:
        return []
    found = (
        ForeignState.objects.filter(Q(search_name__startswith=wanted) | Q(search_name__contains=f" {wanted}"))
        .annotate(
            rank=Case(
                When(exists_until__isnull=False, then=Value(2)),
                When(search_name__startswith=wanted, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )
        .order_by("rank", "name", "belfiore_code")
    )
    return list(found[:limit])


def foreign_state_by_belfiore(code: str) -> ForeignState | None:
    """The foreign state with this Belfiore code (Z and three digits), or None."""
    return ForeignState.objects.filter(belfiore_code=code.upper()).first()


def foreign_state_by_iso(code: str) -> ForeignState | None:
    """The foreign state with this ISO 3166-1 code, or None."""
    return ForeignState.objects.filter(iso_alpha2=code.upper(), exists_until=None).first()


def citizenships() -> QuerySet[ForeignState]:
    """States somebody can be a citizen of today, by name. Italy is not a foreign state."""
    return ForeignState.objects.exclude(citizenship_group="unknown").order_by("name", "belfiore_code")


@dataclass(frozen=True, slots=True)
class BirthPlace:
    """A place a tax code can name: what the list shows, and the code kept."""

    code: str
    name: str
    detail: str


def search_birth_places(text: str, limit: int = 10) -> list[BirthPlace]:
    """Municipalities of today, then foreign states, then municipalities that no longer exist."""
    wanted = normalise(text)
    if not wanted:
        return []
    today = [place for place in search_municipalities(text, limit) if _begins(place.search_name, wanted)]
    former = FormerMunicipality.objects.filter(
        Q(search_name__startswith=wanted) | Q(search_name__contains=f" {wanted}")
    ).order_by("search_name", "cadastral_code")[:limit]
    found = [
        *(BirthPlace(place.cadastral_code, place.name, place.province_code) for place in today),
        *(_state_of_birth(state) for state in search_foreign_states(text, limit)),
        *(_former_place(place) for place in former),
    ]
    return found[:limit]


def birth_place(code: str) -> BirthPlace | None:
    """The place for the code in a tax code."""
    code = code.upper()
    if code.startswith("Z"):
        state = foreign_state_by_belfiore(code)
        return _state_of_birth(state) if state else None
    place = municipality_by_cadastral(code)
    if place:
        return BirthPlace(place.cadastral_code, place.name, place.province_code)
    former = FormerMunicipality.objects.filter(cadastral_code=code).first()
    return _former_place(former) if former else None


def birth_place_name(code: str) -> str:
    """The name for the place in a tax code; '' when nobody knows it."""
    place = birth_place(code)
    return place.name if place else ""


def _begins(search_name: str, wanted: str) -> bool:
    return f" {search_name}".find(f" {wanted}") >= 0


def _state_of_birth(state: ForeignState) -> BirthPlace:
    return BirthPlace(state.belfiore_code, state.name, state.iso_alpha2)


def _former_place(place: FormerMunicipality) -> BirthPlace:
    detail = _("%(province)s, fino al %(year)s") % {
        "province": place.province_code,
        "year": place.exists_until.year,
    }
    return BirthPlace(place.cadastral_code, place.name, detail)
