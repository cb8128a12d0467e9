"""Registering a person, and taking up with one the network already knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category, Origin
from portico.access.models import ReadLog
from portico.access.selectors import live_grants
from portico.access.services import log_reads, open_grant
from portico.events.services import notify, record_event
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.ids import uuid7
from portico.people import identifiers
from portico.people.models import Citizenship, Contact, Identifier, Person, PersonLanguage
from portico.people.services.ask import followers_of
from portico.people.services.identity import check_birth_date, tell_reserved_clash

DESK_MEMORY = timedelta(days=365)
REGISTERING_ROLES = frozenset({"desk_operator", "social_worker", "coordinator", "emergency_operator", "foster_team"})


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is known when somebody is registered. Everything may be empty: a person may give no name."""

    first_name: str = ""
    last_name: str = ""
    known_as: str = ""
    sex: str = ""
    birth_date: date | None = None
    birth_precision: str = "day"
    birth_place: str = ""
    birth_place_code: str = ""
    marital_status: str = ""
    interpreter: str = ""
    identifier_kind: str = ""
    identifier: str = ""
    citizenships: Sequence[str] = ()
    languages: Sequence[str] = ()
    contacts: Sequence[dict[str, Any]] = field(default=())


@transaction.atomic
def register_person(*, actor: Actor, data: NewPerson, occurred_at: datetime | None = None) -> Person:
    """Register a person under the actor's unit, whatever records exist that the actor may not see.

    Possible duplicates are shown before this call (`services.lookup`); a clash with a reserved record succeeds
    and tells only that record's named people. Raises NotAllowed, or DomainError beside a malformed identifier.
    """
    if actor.role not in REGISTERING_ROLES:
        raise NotAllowed()
    code = _checked_identifier(data)
    check_birth_date(data.birth_date)
    person = Person(
        id=uuid7(occurred_at),
        first_name=data.first_name.strip(),
        last_name=data.last_name.strip(),
        known_as=data.known_as.strip(),
        sex=data.sex,
        birth_date=data.birth_date,
        birth_precision=data.birth_precision,
        birth_place=data.birth_place,
        birth_place_code=data.birth_place_code,
        marital_status=data.marital_status,
        interpreter=data.interpreter,
    )
    remember(actor=actor, person_id=person.pk, occurred_at=occurred_at)
    person.save(force_insert=True)
    if code:
        Identifier.objects.create(person=person, kind=data.identifier_kind, value=code)
    Citizenship.objects.bulk_create(Citizenship(person=person, state=state) for state in data.citizenships)
    PersonLanguage.objects.bulk_create(
        PersonLanguage(person=person, language=language, preferred=position == 0)
        for position, language in enumerate(data.languages)
    )
    Contact.objects.bulk_create(Contact(person=person, **contact) for contact in data.contacts)
    tell_reserved_clash(person=person, kind=data.identifier_kind, code=code)
    record_event(
        actor=actor,
        kind="person_registered",
        category=Category.IDENTITY,
        people=[person],
        occurred_at=occurred_at,
        object_kind="person",
        object_id=person.pk,
    )
    return person


@transaction.atomic
def meet_known_person(
    *,
    actor: Actor,
    person_id: UUID,
    reason: str,
    occurred_at: datetime | None = None,
) -> Person:
    """The person found by look-up is here now: open the actor's own desk view, and tell who follows them.

    The reason goes on record. Raises DomainError without one, NotAllowed for roles that do not listen, NotVisible
    for a person the actor neither follows nor found by a look-up of today.
    """
    if actor.role not in REGISTERING_ROLES:
        raise NotAllowed()
    if len(reason.strip()) < 5:
        raise DomainError(_("Scrivi perché la incontri ora: resta agli atti."), field="reason")
    told = followers_of(actor=actor, person_id=person_id)
    remember(actor=actor, person_id=person_id, occurred_at=occurred_at, reason=reason.strip())
    person = Person.objects.get(pk=person_id)
    log_reads(
        actor=actor, what="person.met", person_ids=[person_id], outcome=ReadLog.Outcome.SEEN, reason=reason.strip()
    )
    record_event(
        actor=actor,
        kind="person_met",
        category=Category.IDENTITY,
        people=[person],
        occurred_at=occurred_at,
        other_tokens=told,
        object_kind="person",
        object_id=person.pk,
    )
    notify(
        actor=actor,
        tokens=told,
        kind="people.met",
        text=_("Una persona che seguite si è presentata a un altro sportello della rete."),
        url=person.get_absolute_url(),
    )
    return person


def remember(*, actor: Actor, person_id: UUID, occurred_at: datetime | None = None, reason: str = "") -> None:
    """The desk's own view of a person lasts twelve months from each contact; an older one told late takes none away."""
    until = (occurred_at or timezone.now()) + DESK_MEMORY
    scope_id = actor.unit_id or actor.organisation_id or actor.ambito_id
    held = live_grants(actor=actor).filter(person_id=person_id, origin=Origin.OWN_DESK, scope_id=scope_id)
    if occurred_at is not None and held.filter(token=actor.main_token, valid_until__gte=until).exists():
        return
    open_grant(
        actor=actor,
        person_id=person_id,
        token=actor.main_token,
        origin=Origin.OWN_DESK,
        scope_kind="desk",
        scope_id=scope_id,
        valid_from=_not_after_now(occurred_at),
        valid_until=until,
        reason=reason,
    )


def _not_after_now(moment: datetime | None) -> datetime | None:
    """Policies go by the transaction's clock: a grant from an instant after its start would not be open yet."""
    if moment is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("select least(%s, now())", [moment])
        return cast(datetime, cursor.fetchone()[0])


def _checked_identifier(data: NewPerson) -> str:
    if not data.identifier.strip():
        return ""
    problem = identifiers.problem(data.identifier_kind, data.identifier)
    if problem:
        raise DomainError(problem, field="identifier")
    return identifiers.normalise(data.identifier_kind, data.identifier)
