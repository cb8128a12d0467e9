"""Who may do what with a thing to do, an entry, a document. Seeing them is the walls' business."""

from __future__ import annotations

from portico.access.enums import Category, Level
from portico.access.selectors import open_origins
from portico.kernel.actor import Actor
from portico.thread.models import DiaryEntry, Document, DocumentTemplate, Task

LEADING = frozenset({"social_worker", "coordinator", "foster_team"})


def may_work(actor: Actor, task: Task) -> bool:
    """Complete, move or drop it: whoever it is given to, or who leads the path it belongs to."""
    return task.assigned_token in actor.tokens or actor.role in LEADING or actor.kind == "system"


# Kinds of entry that say somebody was met or heard.
MEETINGS = frozenset({"interview", "home_visit", "phone_call", "accompaniment"})


def may_write(actor: Actor) -> bool:
    """Roles that keep a diary: those to which some grant opens it for writing."""
    return bool(open_origins(actor=actor, category=Category.DIARY, level=Level.WRITE))


def is_author(actor: Actor, entry: DiaryEntry) -> bool:
    """Only who wrote it, acting as they were then, corrects it; colleagues write another one."""
    return entry.author == actor.user_id and entry.unit_token in actor.tokens


def is_of_our_unit(actor: Actor, document: Document) -> bool:
    """A document belongs to the unit that has it: whoever of it writes corrects what is said of it."""
    return document.unit_token in actor.tokens and may_write(actor)


MANAGING_TEMPLATES = frozenset({"coordinator", "org_manager", "ambito_admin"})


def may_manage_templates(actor: Actor) -> bool:
    """Who writes and withdraws templates of papers."""
    return actor.role in MANAGING_TEMPLATES


def may_change_template(actor: Actor, template: DocumentTemplate) -> bool:
    """An organisation's own: who runs it. The ambito's: its administrator."""
    if template.organisation_id is None:
        return actor.role == "ambito_admin"
    return may_manage_templates(actor) and template.organisation_id == actor.organisation_id
