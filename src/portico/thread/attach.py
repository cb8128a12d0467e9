"""What a page that writes about somebody offers: their cases, who else it may be about, who may be named."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from portico.accounts.selectors import colleagues
from portico.kernel.actor import Actor
from portico.thread.selectors.reach import attachable_cases
from portico.thread.timeline import load_objects


def case_choices(*, actor: Actor, person_id: UUID, also: UUID | None = None) -> list[tuple[UUID, str]]:
    """(id, number) of the cases of a person the actor works on; and of the one it belongs to already."""
    keys = attachable_cases(actor=actor, person_id=person_id)
    if also and also not in keys:
        keys.append(also)
    found = load_objects(actor, "case", keys) if keys else {}
    return [(key, f"{found[key].display_number} · {found[key].unit.name}") for key in keys if key in found]


def colleague_choices(*, actor: Actor) -> list[tuple[int, str]]:
    """(token, name) of who works with the actor."""
    return [(item.token, str(item.user)) for item in colleagues(actor=actor) if item.user_id != actor.user_id]


def case_link(*, actor: Actor, case_id: UUID | None) -> Any:
    """The case something belongs to, when the actor may open it."""
    return load_objects(actor, "case", [case_id]).get(case_id) if case_id else None
