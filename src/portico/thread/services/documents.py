"""Bringing a document in, correcting what is said of it, a new version, its protocol, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
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
from portico.thread.models import Document, DocumentFile, DocumentSubject
from portico.thread.models.reach import REACH
from portico.thread.policies import is_of_our_unit, may_write
from portico.thread.services.reach import people_of, place, reach_of
from portico.thread.services.tasks import create_task

PRODUCED = frozenset({"issued_here", "generated"})
# What a kind of document tells, by itself. What is not here belongs with the diary.
CATEGORIES = {
    "identity": Category.IDENTITY, "permit": Category.IDENTITY, "tax_code": Category.IDENTITY,
    "isee": Category.ECONOMIC, "income": Category.ECONOMIC, "debt": Category.ECONOMIC, "bill": Category.ECONOMIC,
    "health": Category.HEALTH, "disability_report": Category.HEALTH,
    "court": Category.JUDICIAL,
    "plan": Category.PLAN,
}  # fmt: skip
# What whoever brings it in may say it tells beside that.
SENSITIVE = (Category.HEALTH, Category.JUDICIAL)
CORRECTABLE = frozenset(
    {"kind", "origin", "title", "note", "dated_on", "expires_on", "level", "case_id", "named_tokens", "sensitive"}
)
REMIND_BEFORE = timedelta(days=30)


@transaction.atomic
def add_document(
    *,
    actor: Actor,
    person_ids: Iterable[UUID],
    file: dict[str, Any],
    kind: str,
    title: str,
    origin: str = "person",
    level: str = Event.Level.UNIT,
    case_id: UUID | None = None,
    named_tokens: Iterable[int] = (),
    sensitive: str = "",
    dated_on: date | None = None,
    expires_on: date | None = None,
    note: str = "",
    protocol_number: str = "",
    protocol_on: date | None = None,
    remind: bool = False,
    occurred_at: datetime | None = None,
) -> Document:
    """Put a document in somebody's file. `file` is what `kernel.files.read_upload` gives, or what was produced.

    `sensitive` ("health", "judicial") walls it as such whatever its kind. Raises NotAllowed, NotVisible, DomainError.
    """
    if not may_write(actor):
        raise NotAllowed()
    people = people_of(actor, person_ids)
    codes.require("document_kind", kind, field="kind")
    codes.require("document_origin", origin, field="origin")
    shown = reach_of(
        actor, people, category=category_of(kind, sensitive), level=level, case_id=case_id, named_tokens=named_tokens
    )
    at = occurred_at or timezone.now()
    document = Document(
        id=uuid7(at if occurred_at else None),
        organisation_id=actor.organisation_id,
        unit_id=actor.unit_id,
        operator_id=actor.membership_id,
        kind=kind,
        origin=origin,
        direction=Document.Direction.PRODUCED if origin in PRODUCED else Document.Direction.RECEIVED,
        title=title.strip(),
        note=note.strip(),
        dated_on=dated_on,
        expires_on=expires_on,
        protocol_number=protocol_number.strip(),
        protocol_on=protocol_on,
        created_at=at,
        created_by=actor.user_id,
        **shown,
    )
    _check(document)
    document.save(force_insert=True)
    DocumentSubject.objects.bulk_create(
        DocumentSubject(document=document, person=person, **document.reach) for person in people
    )
    DocumentFile(document=document, number=1, created_at=at, **file).save(force_insert=True)
    _tell(actor=actor, kind="document_added", document=document, people=people, occurred_at=at)
    if remind and expires_on:
        _remind(actor, document, people[0], expires_on)
    return document


@transaction.atomic
def correct_document(
    *,
    actor: Actor,
    document_id: UUID,
    values: dict[str, Any],
    expected_version: int | None = None,
    occurred_at: datetime | None = None,
) -> list[str]:
    """Correct what is said of a document of one's unit. Returns the names of what changed.

    Raises NotAllowed to other units, StaleEdit when a colleague corrected it meanwhile, DomainError.
    """
    document, people = _ours(actor, document_id)
    unknown = set(values) - CORRECTABLE
    if unknown:
        raise ValueError(f"not correctable: {sorted(unknown)}")
    typed = dict(values)
    sensitive = typed.pop("sensitive", document.category if document.category in SENSITIVE else "")
    names = CORRECTABLE - {"sensitive"}
    wanted = {name: typed.get(name, getattr(document, name)) for name in names}
    wanted |= place(
        actor,
        people,
        category=category_of(wanted["kind"], sensitive),
        level=wanted["level"],
        case_id=wanted["case_id"],
        named_tokens=wanted["named_tokens"],
        was=document,
    )
    direction = Document.Direction.PRODUCED if wanted["origin"] in PRODUCED else Document.Direction.RECEIVED
    wanted |= {"direction": direction, "title": wanted["title"].strip(), "note": wanted["note"].strip()}
    _check(Document(**wanted))
    changed = records.change(document, actor=actor, values=wanted, expected_version=expected_version)
    if set(REACH) & set(changed):
        document.subjects.update(**document.reach)
    if changed:
        _tell(actor=actor, kind="document_corrected", document=document, people=people, occurred_at=occurred_at)
    return changed


@transaction.atomic
def add_version(
    *, actor: Actor, document_id: UUID, file: dict[str, Any], why: str = "", occurred_at: datetime | None = None
) -> DocumentFile:
    """A better scan, the signed copy: what was there before stays. Raises NotAllowed, DomainError for the same file."""
    document, people = _ours(actor, document_id)
    last = document.files.defer("content").order_by("-number").first()
    if last is not None and last.sha256 == file["sha256"]:
        raise DomainError(_("È lo stesso file che c'è già."), field="file")
    version = DocumentFile(document=document, number=(last.number if last else 0) + 1, why=why.strip()[:200], **file)
    if occurred_at:
        version.created_at = occurred_at
    version.save(force_insert=True)
    _tell(actor=actor, kind="document_version_added", document=document, people=people, occurred_at=occurred_at)
    return version


@transaction.atomic
def register_protocol(
    *, actor: Actor, document_id: UUID, number: str = "", on: date | None = None, occurred_at: datetime | None = None
) -> Document:
    """Number and day of what enters or leaves: the organisation's protocol's, or the next of the register kept here.

    Raises DomainError when it has one already: a number given is never taken back.
    """
    document, people = _ours(actor, document_id)
    if document.protocol_on:
        raise DomainError(_("È già protocollato: %(number)s.") % {"number": document.protocol})
    day = on or timezone.localdate(occurred_at)
    given = number.strip()[:40] or next_protocol(actor=actor, people=people, day=day)
    records.change(document, actor=actor, values={"protocol_number": given, "protocol_on": day})
    _check(document)
    _tell(actor=actor, kind="document_registered", document=document, people=people, occurred_at=occurred_at)
    return document


@transaction.atomic
def withdraw_document(*, actor: Actor, document_id: UUID, reason: str, occurred_at: datetime | None = None) -> Document:
    """It was put there by mistake, or is not valid any more: it stays, marked, with the reason."""
    document, people = _ours(actor, document_id)
    if document.withdrawn_at:
        raise DomainError(_("È già annullato."))
    if not reason.strip():
        raise DomainError(_("Scrivi perché: serve a chi lo cercherà."), field="reason")
    values = {"withdrawn_at": occurred_at or timezone.now(), "withdrawn_reason": reason.strip()[:300]}
    records.change(document, actor=actor, values=values)
    _tell(actor=actor, kind="document_withdrawn", document=document, people=people, occurred_at=occurred_at)
    return document


def next_protocol(*, actor: Actor, people: Iterable[Person], day: date) -> str:
    """The next number of the organisation's own register; reserved people have a series apart, that tells nothing."""
    reserved = any(person.reserved for person in people)
    series = f"{'RP' if reserved else 'P'}{actor.own_organisation_id.hex[-24:]}"
    number = records.next_number(actor=actor, series=series, year=day.year)
    return f"{'R ' if reserved else ''}{day.year}/{number:05d}"


def category_of(kind: str, sensitive: str = "") -> Category:
    """How a document is walled: by its kind, or more closely when it was said to tell of health or of justice."""
    found = CATEGORIES.get(kind, Category.DIARY)
    if sensitive and sensitive not in SENSITIVE:
        raise DomainError(_("Scegli una voce dell'elenco."), field="sensitive")
    return Category(sensitive) if sensitive and found != Category.JUDICIAL else found


def _ours(actor: Actor, document_id: UUID) -> tuple[Document, list[Person]]:
    """A document of the actor's unit, locked, and whom it is about. Raises NotVisible, or NotAllowed when only read."""
    found = selectors.get_document(actor=actor, key=document_id)
    if not is_of_our_unit(actor, found):
        raise NotAllowed()
    return records.lock(selectors.documents(actor=actor), document_id), found.people


def _check(document: Document) -> None:
    codes.require("document_kind", document.kind, field="kind")
    codes.require("document_origin", document.origin, field="origin")
    if document.level == Event.Level.PRIVATE:
        raise DomainError(_("Un documento è del servizio: scegli almeno l'unità."), field="level")
    if not document.title:
        raise DomainError(_("Dai un titolo, per ritrovarlo."), field="title")
    if document.dated_on and document.dated_on > timezone.localdate():
        raise DomainError(_("La data del documento è nel futuro."), field="dated_on")
    if document.expires_on and document.dated_on and document.expires_on < document.dated_on:
        raise DomainError(_("Scade prima della sua data: controlla."), field="expires_on")
    if bool(document.protocol_number) != bool(document.protocol_on):
        raise DomainError(_("Del protocollo servono numero e data, tutti e due."), field="protocol_number")
    if document.protocol_on and document.protocol_on > timezone.localdate():
        raise DomainError(_("La data di protocollo è nel futuro."), field="protocol_on")


def _remind(actor: Actor, document: Document, person: Person, expires_on: date) -> None:
    """A thing to do one month before; its words do not say which document."""
    create_task(
        actor=actor,
        title=_("Sta per scadere un documento: rinnovarlo?"),
        due_on=max(expires_on - REMIND_BEFORE, timezone.localdate()),
        assigned_token=actor.user_token or actor.main_token,
        person=person,
        source_kind="document",
        source_id=document.pk,
    )


def _tell(*, actor: Actor, kind: str, document: Document, people: list[Person], occurred_at: datetime | None) -> None:
    """Codes only. The database tells it to who may read the document, and to nobody else."""
    record_event(
        actor=actor,
        kind=kind,
        category=Category(document.category),
        people=people,
        level=document.level,
        occurred_at=occurred_at,
        object_kind="document",
        object_id=document.pk,
        payload={"kind": document.kind, "direction": document.direction},
    )
