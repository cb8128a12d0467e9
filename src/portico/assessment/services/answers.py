"""Filling in a draft, alone or with a colleague at the same time. Leaves neither events nor history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.assessment.enums import ASIDE, LEVELS, About
from portico.assessment.models import Answer, Assessment, AssessmentSubject, FormItem, Voice
from portico.assessment.services.ground import locked_draft
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError

MOST_NOTE, MOST_VOICE = 1000, 4000


@dataclass(frozen=True, slots=True)
class Typed:
    """An answer as it was typed, and as the page had shown it before."""

    item_id: UUID
    person_id: UUID | None = None
    mark: str = ""
    note: str = ""
    mark_seen: str = ""
    note_seen: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A colleague wrote something else meanwhile: theirs stays until one says so again."""

    item_id: UUID
    person_id: UUID | None
    mark: str
    note: str


@transaction.atomic
def save_answers(
    *,
    actor: Actor,
    assessment_id: UUID,
    typed: Iterable[Typed] = (),
    voices: dict[str, tuple[str, str]] | None = None,
) -> list[Conflict]:
    """Write what changed since the page was opened, and only that.

    `voices` are the household's own words by domain, as (typed, seen before). Two people on one draft overwrite
    nothing of each other's: an answer a colleague changed meanwhile comes back as a Conflict.
    Raises DomainError for a mark the question does not have, ImpossibleTransition when it was completed meanwhile.
    """
    assessment = locked_draft(actor=actor, key=assessment_id)
    asked = {item.pk: item for item in FormItem.objects.filter(form_id=assessment.form_id).order_by("id")}
    stored = {(row.item_id, row.person_id): row for row in assessment.answers.select_related("item").order_by("id")}
    asked |= {row.item_id: row.item for row in stored.values()}
    members = dict(
        AssessmentSubject.objects.filter(assessment_id=assessment.pk).order_by("id").values_list("person_id", "about")
    )
    conflicts, fresh = [], []
    for entry in typed:
        item = _asked(asked, members, entry)
        if (entry.mark, entry.note) == (entry.mark_seen, entry.note_seen):
            continue
        row = stored.get((entry.item_id, entry.person_id))
        if row is None:
            fresh.append(_new(actor, assessment, item, entry))
        elif _theirs(actor, row, entry):
            conflicts.append(Conflict(row.item_id, row.person_id, row.mark, row.note))
        else:
            _write(actor, row, mark=entry.mark, note=entry.note)
    Answer.objects.bulk_create(fresh)
    for domain, (text, seen) in (voices or {}).items():
        if text != seen:
            _say(actor, assessment, asked.values(), domain, text)
    return conflicts


def _asked(asked: dict[UUID, FormItem], members: dict[UUID, str], entry: Typed) -> FormItem:
    item = asked.get(entry.item_id)
    about = About.HOUSEHOLD if entry.person_id is None else members.get(entry.person_id)
    if item is None or item.about != about:
        raise DomainError(_("Questa domanda non è nel modulo: ricarica la pagina."))
    allowed = {"", *item.replies} if item.replies else {"", *LEVELS, *ASIDE}
    if entry.mark not in allowed:
        raise DomainError(_("Scegli uno dei livelli proposti."))
    if len(entry.note) > MOST_NOTE:
        raise DomainError(_("La nota è troppo lunga: al massimo %(n)s caratteri.") % {"n": MOST_NOTE})
    return item


def _theirs(actor: Actor, row: Answer, entry: Typed) -> bool:
    """Somebody else wrote it after the page was opened, and something else."""
    return (
        row.updated_by != actor.user_id
        and (row.mark, row.note) != (entry.mark_seen, entry.note_seen)
        and (row.mark, row.note) != (entry.mark, entry.note)
    )


def _new(actor: Actor, assessment: Assessment, item: FormItem, entry: Typed) -> Answer:
    return Answer(
        ambito_id=assessment.ambito_id,
        assessment=assessment,
        item=item,
        person_id=entry.person_id,
        mark=entry.mark,
        note=entry.note,
        category=item.category,
        shared=item.domain in assessment.shared_domains,
        updated_by=actor.user_id,
    )


def _write(actor: Actor, row: Answer | Voice, **values: str) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.updated_at, row.updated_by = timezone.now(), actor.user_id
    row.save(update_fields=[*values, "updated_at", "updated_by"])


def _say(actor: Actor, assessment: Assessment, items: Iterable[FormItem], domain: str, text: str) -> None:
    category = next((item.category for item in items if item.domain == domain), "needs")
    if len(text) > MOST_VOICE:
        raise DomainError(_("Il testo è troppo lungo: al massimo %(n)s caratteri.") % {"n": MOST_VOICE})
    row = assessment.voices.filter(domain=domain).first()
    if row is None:
        Voice.objects.create(
            ambito_id=assessment.ambito_id, assessment=assessment, domain=domain, text=text, category=category,
            shared=domain in assessment.shared_domains, updated_by=actor.user_id,
        )  # fmt: skip
    else:
        _write(actor, row, text=text)
