"""Recording a listening, amending it, adding to it, saying later who it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.desks.enums import NoteLevel, SubjectRole
from portico.desks.models import Desk, Encounter, EncounterNeed, EncounterNote, EncounterSubject
from portico.desks.policies import is_own, may_listen
from portico.desks.selectors.desks import desks, get_own_desk
from portico.desks.selectors.encounters import encounters, get_encounter
from portico.desks.services.listening_data import PLAIN, EncounterData, check, check_codes
from portico.desks.services.sight import keep_in_sight
from portico.desks.services.telling import tell, tell_unit
from portico.directory.models import Need
from portico.events.models import Event
from portico.kernel import records
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.ids import uuid7
from portico.people.models import Person
from portico.people.selectors import get_person

__all__ = ["EncounterData", "add_note", "amend_encounter", "identify_encounter", "record_encounter"]


@transaction.atomic
def record_encounter(*, actor: Actor, data: EncounterData, occurred_at: datetime | None = None) -> Encounter:
    """Record a listening of the actor's unit. Without people it is anonymous: it counts, and opens nobody's record.

    Raises NotAllowed for roles that do not listen, NotVisible for a person or desk that is not the actor's,
    DomainError beside what is wrong.
    """
    if not may_listen(actor):
        raise NotAllowed()
    at = data.happened_at or occurred_at or timezone.now()
    people = [(get_person(actor=actor, key=key), role) for key, role in dict(data.people).items()]
    desk = _desk_of(actor, data)
    check(data, at)
    encounter = Encounter(
        id=uuid7(at if occurred_at else None),
        desk=desk,
        unit_token=actor.main_token,
        organisation_id=actor.organisation_id,
        unit_id=actor.unit_id,
        operator_id=actor.membership_id,
        appointment_id=data.appointment_id,
        subject_count=len(people),
        happened_at=at,
        people_count=max(data.people_count, len(people), 1),
        anonymous=not people,
        outcomes=list(dict.fromkeys(data.outcomes)),
        created_by=actor.user_id,
        **{name: getattr(data, name) for name in PLAIN},
    )
    encounter.save(force_insert=True)
    EncounterSubject.objects.bulk_create(_subject(encounter, person, role) for person, role in people)
    needs = _write_needs(encounter, data.needs, data.noticed)
    if data.private_note.strip():
        _note(actor=actor, encounter=encounter, text=data.private_note, level=NoteLevel.PRIVATE, at=occurred_at)
    for person, _role in people:
        keep_in_sight(actor=actor, person_id=person.pk, at=at)
    tell(actor=actor, kind="encounter_recorded", encounter=encounter, people=[p for p, _r in people], needs=needs)
    return encounter


@transaction.atomic
def identify_encounter(
    *,
    actor: Actor,
    encounter_id: UUID,
    person_id: UUID,
    role: str = SubjectRole.FOR_WHOM,
    occurred_at: datetime | None = None,
) -> Encounter:
    """Say whom a listening was about, later: it goes on that person's thread, on the day it happened.

    The event corrects the one that was recorded without a name. Raises DomainError when the person is there already.
    """
    encounter = _own(actor, encounter_id)
    person = get_person(actor=actor, key=person_id)
    if role not in SubjectRole.values:
        raise DomainError(_("Scegli una voce dell'elenco."), field="role")
    if encounter.subjects.filter(person=person).exists():
        raise DomainError(_("Questa persona è già in questo ascolto."), field="person")
    _subject(encounter, person, role).save(force_insert=True)
    values = {"subject_count": encounter.subject_count + 1, "anonymous": False}
    values["people_count"] = max(encounter.people_count, encounter.subject_count + 1)
    records.change(encounter, actor=actor, values=values)
    keep_in_sight(actor=actor, person_id=person.pk, at=encounter.happened_at)
    needs = [row.need for row in encounter.need_rows.select_related("need")]
    tell(
        actor=actor,
        kind="encounter_identified",
        encounter=encounter,
        people=[person],
        needs=needs,
        corrects_id=_first_event(encounter),
    )
    return encounter


@transaction.atomic
def amend_encounter(
    *,
    actor: Actor,
    encounter_id: UUID,
    values: dict[str, Any],
    needs: Sequence[str] | None = None,
    noticed: Sequence[str] = (),
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> list[str]:
    """Correct a listening; what it was stays in its history. Returns the names of the fields that changed.

    Raises StaleEdit when a colleague amended it meanwhile, DomainError beside what is wrong.
    """
    encounter = _own(actor, encounter_id)
    unknown = set(values) - {*PLAIN, "outcomes", "happened_at", "people_count"}
    if unknown:
        raise ValueError(f"not amendable: {sorted(unknown)}")
    if values.get("level") == Event.Level.PRIVATE and encounter.created_by != actor.user_id:
        raise DomainError(_("Solo chi l'ha scritto può tenerlo per sé."), field="level")
    typed = {"outcomes": list(encounter.outcomes), **values}
    check_codes(typed)
    if not (values.get("happened_at") or encounter.happened_at) <= timezone.now():
        raise DomainError(_("L'ascolto non può essere nel futuro."), field="happened_at")
    changed = records.change(encounter, actor=actor, values=values, expected_version=expected_version)
    if {"level", "happened_at"} & set(changed):
        encounter.subjects.update(level=encounter.level, happened_at=encounter.happened_at)
    if needs is not None and set(needs) != set(encounter.need_rows.values_list("need_id", flat=True)):
        encounter.need_rows.all().delete()
        _write_needs(encounter, needs, noticed)
        changed.append("needs")
    if changed:
        tell_unit(
            actor=actor,
            kind="encounter_amended",
            encounter=encounter,
            occurred_at=occurred_at,
            payload={"fields": sorted(changed)},
        )
    return changed


@transaction.atomic
def add_note(
    *,
    actor: Actor,
    encounter_id: UUID,
    text: str,
    level: str = NoteLevel.UNIT,
    occurred_at: datetime | None = None,
) -> EncounterNote:
    """Go on with a listening: a line for the desk's colleagues, or a note for oneself alone, which leaves no event."""
    encounter = _own(actor, encounter_id)
    if not text.strip():
        raise DomainError(_("Scrivi qualcosa."), field="text")
    if level not in NoteLevel.values:
        raise DomainError(_("Scegli chi la legge."), field="level")
    note = _note(actor=actor, encounter=encounter, text=text, level=level, at=occurred_at)
    if level == NoteLevel.UNIT:
        for row in encounter.subjects.all():
            keep_in_sight(actor=actor, person_id=row.person_id, at=occurred_at)
        tell_unit(actor=actor, kind="encounter_continued", encounter=encounter, occurred_at=occurred_at)
    return note


def _own(actor: Actor, encounter_id: UUID) -> Encounter:
    """A listening of the actor's unit, locked. Raises NotVisible, or NotAllowed when only readable."""
    if not is_own(actor, get_encounter(actor=actor, key=encounter_id)):
        raise NotAllowed()
    return records.lock(encounters(actor=actor), encounter_id)


def _desk_of(actor: Actor, data: EncounterData) -> Desk | None:
    if data.person_desk_id and not desks(actor=actor).filter(pk=data.person_desk_id).exists():
        raise DomainError(_("Scegli uno sportello dell'elenco."), field="person_desk")
    if data.desk_id:
        return get_own_desk(actor=actor, key=data.desk_id)
    return Desk.objects.filter(unit_id=actor.unit_id).first() if actor.unit_id else None


def _subject(encounter: Encounter, person: Person, role: str) -> EncounterSubject:
    return EncounterSubject(
        encounter=encounter,
        person=person,
        role=role,
        unit_token=encounter.unit_token,
        level=encounter.level,
        author=encounter.created_by,
        happened_at=encounter.happened_at,
    )


def _write_needs(encounter: Encounter, wanted: Sequence[str], noticed: Sequence[str]) -> list[Need]:
    keys = dict.fromkeys([*wanted, *noticed])
    found = list(Need.objects.filter(code__in=keys).order_by("order", "code"))
    if len(found) != len(keys):
        raise DomainError(_("Scegli una voce dell'elenco."), field="needs")
    EncounterNeed.objects.bulk_create(
        EncounterNeed(encounter=encounter, need=need, expressed=need.code not in set(noticed)) for need in found
    )
    return found


def _note(*, actor: Actor, encounter: Encounter, text: str, level: str, at: datetime | None) -> EncounterNote:
    note = EncounterNote(
        encounter=encounter,
        text=text.strip(),
        level=level,
        author_id=actor.membership_id,
        created_at=at or timezone.now(),
        created_by=actor.user_id,
    )
    note.save(force_insert=True)
    return note


def _first_event(encounter: Encounter) -> UUID | None:
    found = Event.objects.filter(object_kind="encounter", object_id=encounter.pk, kind="encounter_recorded")
    return found.order_by("recorded_at", "id").values_list("id", flat=True).first()
