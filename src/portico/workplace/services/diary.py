"""Writing in the diary from somebody's page or a case's: the words, the case's last contact, the draft that goes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from portico.casework.services import note_contact
from portico.kernel.actor import Actor
from portico.kernel.models import Draft
from portico.thread.models import DiaryEntry
from portico.thread.policies import MEETINGS
from portico.thread.services import write_entry

FORM = "diary"


@transaction.atomic
def write(*, actor: Actor, person_id: UUID, others: Iterable[UUID], values: dict[str, Any]) -> DiaryEntry:
    """An entry about a person and, if so, others. Who was met was in contact: their cases say when."""
    entry = write_entry(actor=actor, person_ids=[person_id, *others], **values)
    if entry.kind in MEETINGS:
        met = [row.person_id for row in entry.subjects.all()]
        note_contact(actor=actor, person_ids=met, on=timezone.localdate(entry.happened_at))
    draft_of(actor=actor, person_id=person_id).delete()
    return entry


def draft_of(*, actor: Actor, person_id: UUID) -> Any:
    """What the actor began to write about somebody and did not save."""
    return Draft.objects.filter(membership_id=actor.own_membership_id, form=FORM, subject=str(person_id))


def keep_draft(*, actor: Actor, person_id: UUID, fields: dict[str, list[str]]) -> None:
    """What somebody is typing, kept as it is: no event, no history."""
    Draft.objects.update_or_create(
        membership_id=actor.own_membership_id,
        form=FORM,
        subject=str(person_id),
        defaults={"data": fields, "updated_at": timezone.now()},
    )
