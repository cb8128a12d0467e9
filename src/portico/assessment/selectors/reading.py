"""Which assessments, answers and forms an actor reads or writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.lookups import Exact
from django.utils import timezone

from portico.access.enums import Category, Level, Origin
from portico.access.models import AccessGrant
from portico.access.selectors import live_grants, open_origins
from portico.assessment.enums import READABLE, State
from portico.assessment.models import (
    Answer,
    Assessment,
    AssessmentPriority,
    AssessmentSubject,
    Form,
    FormItem,
    Voice,
)
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.people.models import Person

# Grants that open a person's assessments whatever case they belong to; the others open those of their own case.
WIDE = [Origin.CASE_MANAGER, Origin.CONSENT]
WALLED = (Category.NEEDS, Category.HEALTH)


def subjects(
    *, actor: Actor, level: Level = Level.READ, category: str = Category.NEEDS, shared: bool = True
) -> QuerySet[AssessmentSubject]:
    """Whom assessments are about, where the actor may read (or write) a category of what was said of them."""
    return AssessmentSubject.objects.filter(
        _opened(actor, level=level, category=category, shared=shared), ambito_id=actor.ambito_id
    )


def _opened(actor: Actor, *, level: Level, category: str, shared: bool) -> Q:
    """The condition on a subject. What is not `shared` is for who assesses, not for the rest of a case's team."""
    origins = open_origins(actor=actor, category=category, level=level)
    if not origins:
        return Q(pk__in=[])
    grants = live_grants(actor=actor).filter(person_id=OuterRef("person_id")).order_by()
    opening = grants.filter(
        Q(categories__isnull=True) | Q(categories__contains=[category]),
        Q(scope_kind="reserved")
        | Q(scope_kind="case", scope_id=OuterRef("case_id"))
        | Q(Exact(OuterRef("narrow"), False), origin__in=WIDE),
        origin__in=origins if shared else _assessing(actor, origins),
    )
    known = grants.filter(
        Q(categories__isnull=True) | Q(categories__contains=[Category.IDENTITY]),
        origin__in=open_origins(actor=actor, category=Category.IDENTITY, level=level),
    )
    return Q(Exists(opening)) | Q(Exists(known), unit_token__in=actor.tokens)


def _assessing(actor: Actor, origins: Sequence[str]) -> list[str]:
    """Without those of a team member whose role does not write needs."""
    writing = open_origins(actor=actor, category=Category.NEEDS, level=Level.WRITE)
    return [origin for origin in origins if origin != Origin.CASE_TEAM or origin in writing]


def assessments(*, actor: Actor, level: Level = Level.READ) -> QuerySet[Assessment]:
    """The assessments the actor may read (or write), newest first. Drafts are for who may write them."""
    here = subjects(actor=actor, level=level).filter(assessment_id=OuterRef("pk")).order_by()
    found = Q(Exists(here))
    if level < Level.WRITE:
        writing = subjects(actor=actor, level=Level.WRITE).filter(assessment_id=OuterRef("pk")).order_by()
        found = Q(Exists(here), state__in=READABLE) | Q(Exists(writing))
    return Assessment.objects.filter(found, ambito_id=actor.ambito_id).order_by("-started_at", "-id")


def get_assessment(*, actor: Actor, key: object, level: Level = Level.READ) -> Assessment:
    """One with its form and author. Raises NotVisible, the same for missing and forbidden."""
    try:
        return (
            assessments(actor=actor, level=level)
            .select_related("form", "unit__organisation", "author__user", "previous")
            .get(pk=UUID(str(key)))
        )
    except (Assessment.DoesNotExist, ValueError) as error:
        raise NotVisible("assessment", key) from error


REACHES = [(category, shared) for category in WALLED for shared in (True, False)]


@dataclass(slots=True)
class Reach:
    """Somebody an assessment is about, and how far the actor reads of them: (category, also what nobody shared)."""

    subject: AssessmentSubject
    ways: set[tuple[str, bool]]

    @property
    def person(self) -> Person:
        return self.subject.person

    @property
    def person_id(self) -> UUID:
        return self.subject.person_id

    @property
    def assessment_id(self) -> UUID:
        return self.subject.assessment_id

    @property
    def reference(self) -> bool:
        return self.subject.reference

    @property
    def about(self) -> str:
        return self.subject.about


def reach_of(*, actor: Actor, assessments: Iterable[Assessment]) -> list[Reach]:
    """Whom assessments are about, the reference person first, adults before children; rows are then found by key.

    Two queries, and the same condition as `subjects` asked of the grants in hand: a page needs it four times over.
    """
    ids = [item.pk for item in assessments]
    rows = list(
        AssessmentSubject.objects.filter(assessment_id__in=ids, ambito_id=actor.ambito_id)
        .select_related("person")
        .order_by("-reference", "about", "person__birth_date", "id")
    )
    held: dict[UUID, list[AccessGrant]] = {}
    for grant in live_grants(actor=actor).filter(person_id__in={row.person_id for row in rows}).order_by("id"):
        held.setdefault(grant.person_id, []).append(grant)
    found = [Reach(row, _ways(actor, row, held.get(row.person_id, []))) for row in rows]
    return [item for item in found if (Category.NEEDS, True) in item.ways]


def _ways(actor: Actor, subject: AssessmentSubject, grants: list[AccessGrant]) -> set[tuple[str, bool]]:
    known = open_origins(actor=actor, category=Category.IDENTITY)
    own = subject.unit_token in actor.tokens and any(_names(grant, Category.IDENTITY, known) for grant in grants)
    found = set()
    for category, shared in REACHES:
        origins = open_origins(actor=actor, category=category)
        opening = origins if shared else _assessing(actor, origins)
        if origins and (own or any(_names(g, category, opening) and _in_scope(g, subject) for g in grants)):
            found.add((str(category), shared))
    return found


def _names(grant: AccessGrant, category: str, origins: Sequence[str]) -> bool:
    return grant.origin in origins and (grant.categories is None or category in grant.categories)


def _in_scope(grant: AccessGrant, subject: AssessmentSubject) -> bool:
    """For the same case, for a reserved record left to them, or of a kind that reaches a person's every case."""
    if grant.scope_kind == "reserved":
        return True
    same = grant.scope_kind == "case" and grant.scope_id == subject.case_id
    return same or (not subject.narrow and grant.origin in WIDE)


def within(reach: Iterable[Reach], *, by_person: bool = True) -> Q:
    """The condition on what was said in those assessments."""
    found = Q(pk__in=[])
    for item in reach:
        about = Q(assessment_id=item.assessment_id)
        if by_person:
            about &= Q(person__isnull=True) | Q(person_id=item.person_id)
        for category in WALLED:
            if (category, False) in item.ways:
                found |= about & Q(category=category)
            elif (category, True) in item.ways:
                found |= about & Q(category=category, shared=True)
    return found


def answers_of(*, actor: Actor, reach: Iterable[Reach]) -> QuerySet[Answer]:
    """What was answered in assessments, as far as the actor reads it, with its question."""
    found = Answer.objects.filter(within(reach), ambito_id=actor.ambito_id)
    return found.select_related("item").order_by("item__domain_order", "item__order", "id")


def voices_of(*, actor: Actor, reach: Iterable[Reach]) -> dict[str, Voice]:
    """Their own words, by domain; "" for the whole."""
    rows = Voice.objects.filter(within(reach, by_person=False), ambito_id=actor.ambito_id)
    return {row.domain: row for row in rows.order_by("domain", "id")}


def priorities(*, actor: Actor, assessment: Assessment) -> list[AssessmentPriority]:
    """What to start from, in the order that was confirmed."""
    reach = reach_of(actor=actor, assessments=[assessment])
    rows = AssessmentPriority.objects.filter(within(reach), ambito_id=actor.ambito_id)
    return list(rows.select_related("item", "person").order_by("rank", "id"))


def assessments_of_person(*, actor: Actor, person_id: UUID) -> QuerySet[Assessment]:
    """A person's, newest first; those left aside are not shown."""
    about = AssessmentSubject.objects.filter(assessment_id=OuterRef("pk"), person_id=person_id).order_by()
    return (
        assessments(actor=actor)
        .filter(Exists(about))
        .exclude(state=State.DISCARDED)
        .select_related("form", "unit__organisation", "author__user")
    )


def assessments_of_case(*, actor: Actor, case_id: UUID) -> QuerySet[Assessment]:
    """Those made within a case, newest first."""
    return (
        assessments(actor=actor)
        .filter(case_id=case_id)
        .exclude(state=State.DISCARDED)
        .select_related("form", "author__user")
    )


def latest_of(*, actor: Actor, person_ids: Iterable[UUID]) -> dict[UUID, Assessment]:
    """The last completed deep assessment of each, else the last preliminary one; who has none is not there."""
    wanted = list(person_ids)
    about = AssessmentSubject.objects.filter(person_id__in=wanted).order_by("id")
    rows = (
        assessments(actor=actor)
        .filter(state=State.COMPLETED, subjects__person_id__in=wanted)
        .distinct()
        .prefetch_related(Prefetch("subjects", about, to_attr="wanted"))
        # "deep" sorts before "preliminary".
        .order_by("kind", "-completed_at", "-id")
    )
    found: dict[UUID, Assessment] = {}
    for row in rows:
        for subject in row.wanted:  # type: ignore[attr-defined]
            found.setdefault(subject.person_id, row)
    return found


def draft_of(*, actor: Actor, kind: str, person_id: UUID) -> Assessment | None:
    """A draft of the actor's unit that is already open about this person."""
    about = AssessmentSubject.objects.filter(assessment_id=OuterRef("pk"), person_id=person_id).order_by()
    return (
        assessments(actor=actor, level=Level.WRITE)
        .filter(Exists(about), kind=kind, state=State.DRAFT, unit_token__in=actor.tokens)
        .first()
    )


def forms(*, actor: Actor) -> QuerySet[Form]:
    """The versions of the forms of the ambito and the common ones, newest first."""
    return Form.objects.filter(Q(ambito__isnull=True) | Q(ambito_id=actor.ambito_id)).order_by("kind", "-number", "id")


def newest_form(*, actor: Actor, kind: str) -> Form:
    """The version to begin with today: the ambito's own newest, else the common one."""
    usable = forms(actor=actor).filter(kind=kind, in_use_from__lte=timezone.localdate())
    found = usable.order_by(F("ambito_id").desc(nulls_last=True), "-number", "id").first()
    if found is None:
        raise NotVisible("form", kind)
    return found


def get_form(*, actor: Actor, key: object) -> Form:
    """Raises NotVisible."""
    try:
        return forms(actor=actor).get(pk=UUID(str(key)))
    except (Form.DoesNotExist, ValueError) as error:
        raise NotVisible("form", key) from error


def items_of(form: Form, answered: Iterable[Any] = ()) -> list[FormItem]:
    """The questions of a version, and those of another one that were answered all the same."""
    items = list(FormItem.objects.filter(form=form).order_by("domain_order", "order", "id"))
    known = {item.pk for item in items}
    return items + [row.item for row in answered if row.item_id not in known]
