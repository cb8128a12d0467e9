"""Reading persons: only those the actor holds a grant for."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from portico.access.enums import Category, Level
from portico.access.models import ContactRequest, RoleLevel
from portico.access.selectors import visible, who_sees
from portico.accounts.models import Membership
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.kernel.models import Record
from portico.people.models import Person, ProtectedAddress
from portico.people.names import normalise

R = TypeVar("R", bound=Record)


def people(*, actor: Actor, level: Level = Level.READ) -> QuerySet[Person]:
    """The people whose identity the actor may read (or write), by surname; merged records left out."""
    return visible(
        Person.objects.filter(merged_into__isnull=True),
        actor=actor,
        category=Category.IDENTITY,
        level=level,
        person="pk",
    ).order_by("search_name", "id")


def get_person(*, actor: Actor, key: object, level: Level = Level.READ) -> Person:
    """A person the actor may read (or write). Raises NotVisible, the same for missing and forbidden."""
    try:
        return people(actor=actor, level=level).get(pk=UUID(str(key)))
    except (Person.DoesNotExist, ValueError) as error:
        raise NotVisible("person", key) from error


def search_people(*, actor: Actor, text: str) -> QuerySet[Person]:
    """Among the actor's own people: every word typed begins a word of the name, or an identifier matches."""
    found = people(actor=actor)
    words = normalise(text).split()
    if not words:
        return found
    wanted = Q()
    for word in words:
        wanted &= Q(search_name__startswith=word) | Q(search_name__contains=f" {word}")
    code = text.strip().replace(" ", "").upper()
    return found.filter(wanted | Q(identifiers__value=code)).distinct()


def protected_addresses(*, actor: Actor, person_id: UUID) -> QuerySet[ProtectedAddress]:
    """Where somebody in danger lives now, for the memberships named in it and for nobody else."""
    return (
        ProtectedAddress.objects.filter(
            ambito_id=actor.ambito_id,
            person_id=person_id,
            named_tokens__overlap=list(actor.own_tokens),
            ended_on=None,
        )
        .select_related("municipality")
        .order_by("created_at", "id")
    )


def contact_requests(*, actor: Actor) -> QuerySet[ContactRequest]:
    """Questions "may we talk?", asked by the actor's unit or put to it; newest first."""
    return ContactRequest.objects.filter(
        Q(from_token__in=actor.tokens) | Q(to_tokens__overlap=list(actor.tokens)), ambito_id=actor.ambito_id
    ).order_by("-created_at", "id")


def get_contact_request(*, actor: Actor, key: object) -> ContactRequest:
    """A request to be put in touch, of the actor's own side or put to it. Raises NotVisible."""
    try:
        return contact_requests(actor=actor).get(pk=UUID(str(key)))
    except (ContactRequest.DoesNotExist, ValueError) as error:
        raise NotVisible("contact_request", key) from error


def get_row(queryset: QuerySet[R], *, actor: Actor, category: Category, key: object) -> R:
    """A row about a person (`person_id`) whose category the actor reads. Raises NotVisible."""
    try:
        return visible(queryset, actor=actor, category=category).get(pk=UUID(str(key)))
    except (queryset.model.DoesNotExist, ValueError) as error:
        raise NotVisible(queryset.model._meta.model_name or "", key) from error


def nameable(*, actor: Actor, person_id: UUID) -> list[tuple[int, str]]:
    """(token, name) of who may be named for a person: the actor's colleagues, and those of who follows them."""
    sights = [
        sight
        for sight in who_sees(actor=actor, person_id=person_id)
        if not sight.sensitive or sight.organisation_id == actor.organisation_id
    ]
    bodies = {sight.organisation_id for sight in sights if sight.organisation_id}
    units = {sight.unit_id for sight in sights if sight.unit_id} | ({actor.unit_id} if actor.unit_id else set())
    today = timezone.localdate()
    # Roles that see people at all: a director or an administrator could do nothing with being named.
    roles = RoleLevel.objects.filter(category=Category.CONTACTS, level__gte=Level.READ).values("role")
    found = (
        Membership.objects.filter(Q(unit_id__in=units) | Q(organisation_id__in=bodies, unit_id=None))
        .filter(Q(ends_on=None) | Q(ends_on__gt=today), ambito_id=actor.ambito_id, starts_on__lte=today, role__in=roles)
        .exclude(token=actor.user_token or 0)
        .select_related("user", "unit", "organisation")
        .order_by("user__last_name", "user__first_name", "id")
    )
    return [
        (row.token, f"{row.user.get_full_name()} · {row.unit.name if row.unit else row.organisation.name}")
        for row in found[:200]
    ]
