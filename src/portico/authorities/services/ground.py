"""What every write in a judicial file leans on: the file, locked; whom it is about; an event for the named alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from portico.access.enums import Category
from portico.authorities import selectors
from portico.authorities.models import Authority, JudicialFile
from portico.authorities.policies import writes
from portico.casework.models import CaseSubject
from portico.events.models import Event
from portico.events.services import notify, record_event
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from portico.kernel.records import lock
from portico.people.models import Person
from portico.thread.models import Task
from portico.thread.services import create_task

OBJECT = "judicial"


def written_file(*, actor: Actor, file_id: UUID) -> JudicialFile:
    """The file, locked. Raises NotVisible, NotAllowed when the actor only reads it."""
    selectors.get_file(actor=actor, key=file_id)
    if not writes(actor):
        raise NotAllowed()
    try:
        return lock(JudicialFile.objects.select_related("case__unit__organisation", "case__manager__user"), file_id)
    except NotVisible as error:
        raise NotAllowed() from error


def written_part(*, actor: Actor, model: type[Any], key: UUID) -> Any:
    """A row of a file, locked, with its file. Raises NotVisible, NotAllowed."""
    found = selectors.part_of(actor=actor, model=model, key=key)
    file = written_file(actor=actor, file_id=found.file_id)
    row = lock(model.objects.all(), key)
    row.file = file
    return row


def people_in(file: JudicialFile, subjects: Sequence[CaseSubject] = ()) -> list[Person]:
    """Whom something is about: those named, or everybody of the case."""
    return [item.person for item in subjects or selectors.subjects_of(file=file)]


def choose_subjects(file: JudicialFile, ids: Iterable[UUID]) -> list[CaseSubject]:
    """People of the case, by their rows. Raises DomainError when nobody, or somebody else, is chosen."""
    wanted = set(ids)
    found = [item for item in selectors.subjects_of(file=file) if item.pk in wanted]
    if not found or len(found) != len(wanted):
        raise DomainError(_("Scegli tra le persone di questa presa in carico."), field="subjects")
    return found


def get_authority(*, actor: Actor, key: UUID) -> Authority:
    """Raises DomainError."""
    found = selectors.authorities(actor=actor).filter(pk=key).first()
    if found is None:
        raise DomainError(_("Scegli un'autorità dell'elenco."), field="authority")
    return found


def require_reason(reason: str) -> str:
    """The reason, cut to 300 characters. Raises DomainError when there is none."""
    if not reason.strip():
        raise DomainError(_("Scrivi il motivo: aiuta chi legge dopo di te."), field="reason")
    return reason.strip()[:300]


def not_after_today(day: date, today: date, field: str) -> date:
    """The day. Raises DomainError, on `field`, when it is still to come."""
    if day > today:
        raise DomainError(_("È una data che deve ancora venire."), field=field)
    return day


def tell(
    *,
    actor: Actor,
    file: JudicialFile,
    kind: str,
    people: Sequence[Person] | None = None,
    payload: dict[str, Any] | None = None,
    occurred_at: datetime | None = None,
    tokens: Iterable[int] = (),
) -> UUID:
    """On the thread, for the named alone (and `tokens`, who accompanies): not for the author's unit."""
    return record_event(
        actor=actor,
        kind=kind,
        category=Category.JUDICIAL,
        people=people_in(file) if people is None else people,
        level=Event.Level.UNIT,
        only_tokens=[*file.tokens, *tokens],
        occurred_at=occurred_at,
        object_kind=OBJECT,
        object_id=file.pk,
        payload=payload,
    )


def inform(*, actor: Actor, file: JudicialFile, tokens: Iterable[int], text: str, urgent: bool = False) -> None:
    """A notification with the file's address and nobody's name, to these tokens but the actor's own."""
    others = sorted({token for token in tokens if token not in actor.tokens})
    if others:
        url = reverse("authorities:file", kwargs={"key": file.pk})
        notify(actor=actor, tokens=others, kind="authorities.file", text=text, url=url, urgent=urgent)


def remind(*, actor: Actor, file: JudicialFile, title: str, due_on: date, occurred_at: datetime | None = None) -> Task:
    """A thing to do without anybody's name, for the case's manager when named, else for who is acting."""
    manager = file.case.manager_token
    token = manager if manager in file.tokens and manager else actor.user_token or actor.main_token
    return create_task(
        actor=actor,
        title=f"{title} ({file.case.display_number})",
        due_on=due_on,
        assigned_token=token,
        source_kind=OBJECT,
        source_id=file.pk,
        occurred_at=occurred_at,
    )


def require_code(code_list: str, code: str) -> str:
    """The code. Raises DomainError on `kind` when it is not in the list."""
    return codes.require(code_list, code, field="kind")
