"""Lifecycles are tables: `{transition: (from-states, to-state, label)}`; the engine owns transitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from portico.kernel.errors import DomainError


class ImpossibleTransition(DomainError):
    """The thing is not in a state from which this can be done."""

    message = _("Lo stato è cambiato nel frattempo: questa azione non è più possibile.")


@dataclass(frozen=True, slots=True)
class Transition:
    """From which states, to which one. `side` says whose act it is, where two sides share a lifecycle."""

    sources: frozenset[str]
    target: str
    label: Any
    side: str = ""


class Lifecycle:
    """A named state table. `open_states` are those in which somebody still has something to do."""

    def __init__(self, name: str, *, initial: str, open_states: set[str], table: Mapping[str, Transition]) -> None:
        self.name = name
        self.initial = initial
        self.open_states = frozenset(open_states)
        self.table = dict(table)

    @property
    def states(self) -> set[str]:
        found = {self.initial}
        for item in self.table.values():
            found |= item.sources | {item.target}
        return found

    def target(self, transition: str, state: str) -> str:
        """The state after `transition`. Raises ImpossibleTransition, also for a name nobody knows."""
        found = self.table.get(transition)
        if found is None or state not in found.sources:
            raise ImpossibleTransition()
        return found.target

    def available(self, state: str, side: str | None = None) -> list[str]:
        """Transitions possible from `state`, for one side or for all."""
        return [
            name
            for name, item in self.table.items()
            if state in item.sources and (side is None or item.side in ("", side))
        ]

    def mermaid(self) -> str:
        """A state diagram, for the documentation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for name, item in self.table.items():
            lines += [f"    {source} --> {item.target}: {name}" for source in sorted(item.sources)]
        return "\n".join(lines)
