"""Who acts: ids only, carried beside the request, never inside a model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db import connection

Kind = Literal["user", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A user in one role in one organisation, or the ambito's system actor.

    `tokens` are the integers grants are given to: the user's own, the unit's, the organisation's,
    and those of a colleague the user substitutes today. `borrowed` are those of a colleague for whom somebody
    else appointed the user: they open no record left to named people.
    """

    ambito_id: UUID
    kind: Kind = "user"
    user_id: UUID | None = None
    membership_id: UUID | None = None
    role: str = ""
    organisation_id: UUID | None = None
    unit_id: UUID | None = None
    tokens: tuple[int, ...] = ()
    user_token: int | None = None
    borrowed: tuple[int, ...] = ()

    @property
    def own_tokens(self) -> tuple[int, ...]:
        """The tokens that also open what was left to named people."""
        return tuple(token for token in self.tokens if token not in self.borrowed)

    @property
    def main_token(self) -> int:
        """The token work is recorded under: the unit's, else the organisation's, else the user's."""
        if not self.tokens:
            raise NoActor("this actor has no token: it cannot own records")
        return self.tokens[0]

    # What only somebody signed in does: a system actor that gets there stops, instead of writing "nobody".
    @property
    def own_user_id(self) -> UUID:
        return _present(self.user_id)

    @property
    def own_membership_id(self) -> UUID:
        return _present(self.membership_id)

    @property
    def own_organisation_id(self) -> UUID:
        return _present(self.organisation_id)


def _present(value: UUID | None) -> UUID:
    if value is None:
        raise NoActor("this actor is nobody in particular: the ambito's own")
    return value


class NoActor(RuntimeError):
    """Protected data was asked for while nobody was acting."""


_current: ContextVar[Actor | None] = ContextVar("portico_actor", default=None)


def current_actor() -> Actor | None:
    return _current.get()


def system_actor(ambito_id: UUID) -> Actor:
    """The ambito's own actor, for reminders and escalations. It opens no category by role."""
    return Actor(ambito_id=ambito_id, kind="system", role="system")


def settings_of(actor: Actor | None) -> dict[str, str]:
    """The PostgreSQL settings that policies read; empty strings mean nobody."""
    if actor is None:
        return dict.fromkeys(
            ("portico.ambito", "portico.kind", "portico.user_id", "portico.membership",
             "portico.role", "portico.organisation", "portico.unit", "portico.tokens", "portico.user_token", "portico.borrowed"), ""
        )  # fmt: skip
    return {
        "portico.ambito": str(actor.ambito_id),
        "portico.kind": actor.kind,
        "portico.user_id": str(actor.user_id or ""),
        "portico.membership": str(actor.membership_id or ""),
        "portico.role": actor.role,
        "portico.organisation": str(actor.organisation_id or ""),
        "portico.unit": str(actor.unit_id or ""),
        "portico.tokens": "{" + ",".join(str(token) for token in actor.tokens) + "}",
        "portico.user_token": str(actor.user_token or ""),
        "portico.borrowed": "{" + ",".join(str(token) for token in actor.borrowed) + "}",
    }


@contextmanager
def acting(actor: Actor | None) -> Iterator[Actor | None]:
    """Everything inside is done by `actor`, in the database too; nests and restores."""
    before = _current.get()
    mark = _current.set(actor)
    try:
        if connection.in_atomic_block:
            connection.push_actor()  # type: ignore[attr-defined]
        yield actor
    finally:
        _current.reset(mark)
        # A broken transaction cannot take a statement; its rollback restores the settings by itself.
        if connection.in_atomic_block and not connection.needs_rollback and actor != before:
            connection.push_actor(quiet=True)  # type: ignore[attr-defined]
