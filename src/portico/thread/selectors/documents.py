"""Reading documents and what they are written from, as far as each reaches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.thread.models import Document, DocumentFile, DocumentSubject, DocumentTemplate
from portico.thread.selectors.reach import hidden_people, reached

EXPIRING = timedelta(days=60)


def documents(*, actor: Actor, person_id: UUID | None = None) -> QuerySet[Document]:
    """Every document the actor may read, newest first; about one person, through what they read of that person."""
    about = DocumentSubject.objects.filter(document_id=OuterRef("pk")).order_by()
    return Document.objects.filter(
        Exists(reached(about.filter(person_id=person_id) if person_id else about, actor=actor)),
        ~Exists(hidden_people(about, actor=actor)),
        ambito_id=actor.ambito_id,
    ).order_by("-created_at", "-id")


def with_files(found: QuerySet[Document]) -> QuerySet[Document]:
    """The rows with what a line says of them: people, who brought it in, its versions without their content."""
    people = DocumentSubject.objects.select_related("person").order_by("id")
    files = DocumentFile.objects.defer("content").order_by("-number", "id")
    return found.select_related("operator__user", "organisation", "unit").prefetch_related(
        Prefetch("subjects", people), Prefetch("files", files, to_attr="versions")
    )


def documents_of_person(
    *, actor: Actor, person_id: UUID, kind: str = "", direction: str = "", expiring: bool = False
) -> QuerySet[Document]:
    """The documents about somebody: of one kind, received or produced, with a day that is near or gone."""
    found = documents(actor=actor, person_id=person_id)
    if kind:
        found = found.filter(kind=kind)
    if direction:
        found = found.filter(direction=direction)
    if expiring:
        found = found.filter(expires_on__lte=timezone.localdate() + EXPIRING, withdrawn_at__isnull=True)
    return with_files(found)


def case_documents(*, actor: Actor, case_id: UUID) -> QuerySet[Document]:
    """The documents of a case that the actor may read, newest first."""
    return with_files(documents(actor=actor).filter(case_id=case_id))


def get_document(*, actor: Actor, key: object) -> Document:
    """One document with its versions. Raises NotVisible."""
    try:
        return with_files(documents(actor=actor)).get(pk=UUID(str(key)))
    except (Document.DoesNotExist, ValueError) as error:
        raise NotVisible("document", key) from error


def get_file(*, actor: Actor, key: object) -> DocumentFile:
    """The content of one version. Raises NotVisible."""
    try:
        found = DocumentFile.objects.select_related("document").get(pk=UUID(str(key)))
    except (DocumentFile.DoesNotExist, ValueError) as error:
        raise NotVisible("document_file", key) from error
    found.document = get_document(actor=actor, key=found.document_id)
    return found


def versions_of_document(*, actor: Actor, document: Document) -> list[Any]:
    """How what is said of a document was before each correction, newest first, for its unit."""
    if document.unit_token not in actor.tokens:
        return []
    history = apps.get_model("thread", "DocumentHistory")
    return list(history.objects.filter(id=document.pk).order_by("-pgh_created_at", "-pgh_id"))


def templates(*, actor: Actor) -> QuerySet[DocumentTemplate]:
    """The ambito's templates and those of the actor's organisation, without their content."""
    return (
        DocumentTemplate.objects.filter(
            Q(organisation__isnull=True) | Q(organisation_id=actor.organisation_id), ambito_id=actor.ambito_id
        )
        .select_related("organisation")
        .defer("content")
        .order_by("name", "id")
    )


def get_template(*, actor: Actor, key: object) -> DocumentTemplate:
    """One of the actor's templates. Raises NotVisible."""
    try:
        return templates(actor=actor).get(pk=UUID(str(key)))
    except (DocumentTemplate.DoesNotExist, ValueError) as error:
        raise NotVisible("document_template", key) from error
