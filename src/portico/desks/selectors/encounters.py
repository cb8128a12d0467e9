"""Reading what was heard, through the first wall: the same rules as the policies of `0002_walls`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from portico.access.enums import Category, Level
from portico.access.selectors import live_grants, open_origins
from portico.desks.models import Encounter, EncounterNeed, EncounterNote, EncounterSubject
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible


def encounters(*, actor: Actor) -> QuerySet[Encounter]:
    """Every listening the actor may read, newest first: own unit's, and others' where the diary is open."""
    nobody = Q(subject_count=0, unit_token__in=actor.tokens) & (~Q(level="private") | Q(created_by=actor.user_id))
    if not open_origins(actor=actor, category=Category.DIARY):
        return Encounter.objects.none()
    return Encounter.objects.filter(
        nobody | Q(Exists(_visible_subjects(actor).filter(encounter_id=OuterRef("pk")).order_by())),
        ambito_id=actor.ambito_id,
    ).order_by("-happened_at", "-id")


def encounters_of_unit(*, actor: Actor) -> QuerySet[Encounter]:
    """The listenings of the actor's own unit, with what a list shows.

    One token, not all of the actor's: an equality lets the index give the newest rows in order, without reading
    every listening of the unit. Listenings are recorded under the main token.
    """
    if not actor.tokens:
        return Encounter.objects.none()
    return with_lines(encounters(actor=actor).filter(unit_token=actor.main_token))


def recent_encounters(*, actor: Actor) -> QuerySet[Encounter]:
    """The last listenings of the unit: what colleagues wrote."""
    return encounters_of_unit(actor=actor)


def encounters_of(*, actor: Actor, person_id: UUID) -> QuerySet[Encounter]:
    """The listenings about a person that the actor may read, newest first."""
    about = EncounterSubject.objects.filter(person_id=person_id, encounter_id=OuterRef("pk"))
    return with_lines(encounters(actor=actor).filter(Exists(about.order_by())))


def with_lines(found: QuerySet[Encounter]) -> QuerySet[Encounter]:
    """The rows with all that a line of a list says of them: people, themes, who listened, where."""
    people = EncounterSubject.objects.select_related("person").order_by("role", "id")
    by_theme = Coalesce("need__parent__order", "need__order")
    needs = EncounterNeed.objects.select_related("need__parent").order_by(by_theme, "need__order", "need_id")
    return found.select_related("desk", "unit", "organisation", "operator__user").prefetch_related(
        Prefetch("subjects", people), Prefetch("need_rows", needs)
    )


def get_encounter(*, actor: Actor, key: object) -> Encounter:
    """One listening with people, themes and notes. Raises NotVisible."""
    try:
        found = with_lines(encounters(actor=actor)).select_related(
            "desk", "unit", "organisation", "operator__user", "person_desk", "sent_by_organisation"
        )
        return found.get(pk=UUID(str(key)))
    except (Encounter.DoesNotExist, ValueError) as error:
        raise NotVisible("encounter", key) from error


def subjects_of(*, actor: Actor, encounter: Encounter) -> list[EncounterSubject]:
    """Whom it is about, as far as the actor may see them."""
    rows = EncounterSubject.objects.filter(encounter=encounter).select_related("person").order_by("role", "id")
    return [row for row in rows if row.person is not None]


def notes_of(*, actor: Actor, encounter: Encounter) -> list[EncounterNote]:
    """What was added later, oldest first; private notes only to their author, all of them only to the unit."""
    if encounter.unit_token not in actor.tokens:
        return []
    notes = EncounterNote.objects.filter(encounter=encounter).filter(~Q(level="private") | Q(created_by=actor.user_id))
    return list(notes.select_related("author__user").order_by("created_at", "id"))


def versions_of(*, actor: Actor, encounter: Encounter) -> list[Any]:
    """How the listening was before each change, newest first, for the unit it belongs to."""
    if encounter.unit_token not in actor.tokens:
        return []
    history = apps.get_model("desks", "EncounterHistory")
    return list(history.objects.filter(id=encounter.pk, pgh_label="before").order_by("-pgh_created_at", "-pgh_id"))


def _visible_subjects(actor: Actor) -> QuerySet[EncounterSubject]:
    grants = live_grants(actor=actor).filter(person_id=OuterRef("person_id")).order_by()
    knows = grants.filter(origin__in=open_origins(actor=actor, category=Category.IDENTITY, level=Level.KNOWN))
    diary = grants.filter(
        Q(categories__isnull=True) | Q(categories__contains=[Category.DIARY]),
        origin__in=open_origins(actor=actor, category=Category.DIARY),
    )
    # Through a team, what was written for a team by somebody who works on the same case.
    works = Func(
        Func(OuterRef("unit_token"), template="array[%(expressions)s]"), F("scope_id"), function="portico_works_on",
        output_field=BooleanField(),
    )  # fmt: skip
    return EncounterSubject.objects.filter(
        (Q(unit_token__in=actor.tokens) & (~Q(level="private") | Q(author=actor.user_id)) & Q(Exists(knows)))
        | (Q(level="network") & Q(Exists(diary)))
        | (Q(level="team") & Q(Exists(diary.filter(~Q(origin="case_team") | Q(works)))))
    )
