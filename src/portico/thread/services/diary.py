"""Writing in the diary, and correcting what one wrote."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category
from portico.events.models import Event
from portico.events.services import record_event
from portico.kernel import codes, records
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.ids import uuid7
from portico.people.models import Person
from portico.thread import selectors
from portico.thread.models import DiaryEntry, DiarySubject
from portico.thread.models.diary import A_DAY
from portico.thread.models.reach import REACH
from portico.thread.policies import MEETINGS, is_author, may_write
from portico.thread.services.reach import people_of, place, reach_of

WIDTH = [Event.Level.PRIVATE, Event.Level.UNIT, Event.Level.TEAM, Event.Level.NETWORK]
# What alone is of another category than the diary.
CATEGORIES = {"health": Category.HEALTH, "authority": Category.JUDICIAL}
CORRECTABLE = frozenset({"kind", "text", "level", "happened_at", "minutes", "case_id", "named_tokens"})


@transaction.atomic
def write_entry(
    *,
    actor: Actor,
    person_ids: Iterable[UUID],
    text: str,
    kind: str = "note",
    level: str = Event.Level.UNIT,
    happened_at: datetime | None = None,
    minutes: int | None = None,
    case_id: UUID | None = None,
    named_tokens: Iterable[int] = (),
    occurred_at: datetime | None = None,
) -> DiaryEntry:
    """Write about somebody. Facts of health and of justice are walled as such.

    Raises NotAllowed for roles that keep no diary, NotVisible for a person or a case that is not the actor's,
    DomainError beside what is wrong.
    """
    if not may_write(actor):
        raise NotAllowed()
    people = people_of(actor, person_ids)
    at = happened_at or occurred_at or timezone.now()
    entry = DiaryEntry(
        id=uuid7(at if occurred_at else None),
        organisation_id=actor.organisation_id,
        unit_id=actor.unit_id,
        operator_id=actor.membership_id,
        kind=kind,
        text=text.strip(),
        happened_at=at,
        minutes=minutes,
        created_by=actor.user_id,
        **reach_of(actor, people, category=_category(kind), level=level, case_id=case_id, named_tokens=named_tokens),
    )
    _check(entry)
    if occurred_at:
        entry.created_at = entry.updated_at = occurred_at
    entry.save(force_insert=True)
    DiarySubject.objects.bulk_create(
        DiarySubject(entry=entry, person=person, happened_at=at, **entry.reach) for person in people
    )
    told = "diary_met" if kind in MEETINGS else "diary_written"
    _tell(actor=actor, kind=told, entry=entry, people=people, occurred_at=at)
    return entry


@transaction.atomic
def correct_entry(
    *,
    actor: Actor,
    entry_id: UUID,
    values: dict[str, Any],
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> list[str]:
    """Correct one's own entry, or let others read it; what it was stays. Returns the names of what changed.

    Raises NotAllowed to everybody but its author, StaleEdit when it was corrected meanwhile in another window.
    """
    if not is_author(actor, selectors.get_entry(actor=actor, key=entry_id)):
        raise NotAllowed()
    entry = records.lock(selectors.entries(actor=actor), entry_id)
    unknown = set(values) - CORRECTABLE
    if unknown:
        raise ValueError(f"not correctable: {sorted(unknown)}")
    people = [row.person for row in entry.subjects.select_related("person").order_by("id")]
    wanted = {name: values.get(name, getattr(entry, name)) for name in CORRECTABLE}
    shown = place(
        actor,
        people,
        category=_category(wanted["kind"]),
        level=wanted["level"],
        case_id=wanted["case_id"],
        named_tokens=wanted["named_tokens"],
        was=entry,
    )
    wider = WIDTH.index(Event.Level(wanted["level"])) > WIDTH.index(Event.Level(entry.level))
    text = str(wanted["text"]).strip()
    _check(DiaryEntry(**{**wanted, **shown, "text": text}))
    changed = records.change(
        entry, actor=actor, values={**wanted, **shown, "text": text}, expected_version=expected_version
    )
    if {*REACH, "happened_at"} & set(changed):
        entry.subjects.update(happened_at=entry.happened_at, **entry.reach)
    if changed:
        told = "diary_shared" if wider else "diary_corrected"
        _tell(actor=actor, kind=told, entry=entry, people=people, occurred_at=occurred_at)
    return changed


def _category(kind: str) -> Category:
    return CATEGORIES.get(kind, Category.DIARY)


def _check(entry: DiaryEntry) -> None:
    codes.require("diary_kind", entry.kind, field="kind")
    if not entry.text:
        raise DomainError(_("Scrivi qualcosa."), field="text")
    if entry.happened_at > timezone.now():
        raise DomainError(_("Non può essere nel futuro: per quello che verrà ci sono le cose da fare."), field="day")
    if entry.minutes is not None and not 0 <= entry.minutes <= A_DAY:
        raise DomainError(_("Un giorno ha 24 ore: controlla il tempo."), field="minutes")


def _tell(*, actor: Actor, kind: str, entry: DiaryEntry, people: list[Person], occurred_at: datetime | None) -> None:
    """Codes only. The database tells it to who may read the entry, and to nobody else."""
    record_event(
        actor=actor,
        kind=kind,
        category=Category(entry.category),
        people=people,
        level=entry.level,
        occurred_at=occurred_at,
        object_kind="diary_entry",
        object_id=entry.pk,
        payload={"kind": entry.kind, "minutes": entry.minutes or 0},
    )
