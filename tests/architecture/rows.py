"""One address and who may open it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Kwargs = Callable[[Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """`name` is the address's name; actors are names of `world.World.actors`. See this folder's README."""

    name: str
    allowed: str | None
    denied: str | None = None
    foreign: str | None = None
    kwargs: Kwargs = field(default=lambda w: {})
    method: str = "get"
    data: Kwargs = field(default=lambda w: {})
    query: str | Callable[[Any], str] = ""
    expect: int = 200
    denied_expect: int = 404
    anonymous: str = "login"
