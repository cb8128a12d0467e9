"""What the thread itself puts on the thread."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from portico.kernel.actor import Actor
from portico.thread import selectors
from portico.thread.models import SOURCE_PAGES
from portico.thread.timeline import register_kinds, register_objects

DIARY = ["diary_met", "diary_written", "diary_shared", "diary_corrected"]
DOCUMENTS = [
    "document_added",
    "document_version_added",
    "document_corrected",
    "document_registered",
    "document_withdrawn",
]


def load_tasks(actor: Actor, ids: list[UUID]) -> dict[UUID, Any]:
    return selectors.tasks(actor=actor).in_bulk(ids)


def load_entries(actor: Actor, ids: list[UUID]) -> dict[UUID, Any]:
    return selectors.entries(actor=actor).in_bulk(ids)


def load_documents(actor: Actor, ids: list[UUID]) -> dict[UUID, Any]:
    return selectors.documents(actor=actor).in_bulk(ids)


SOURCE_PAGES["document"] = "thread:document"
register_objects("task", load_tasks)
register_kinds("incontri", ["diary_met"])
register_kinds("diario", DIARY)
register_objects("diary_entry", load_entries, strict=True)
register_kinds("documenti", DOCUMENTS)
register_objects("document", load_documents, strict=True)
