"""What a test must not do: talk to the network, or show a template that asks for an unknown variable."""

from __future__ import annotations

import ipaddress
import socket
import sys
from pathlib import Path
from typing import Any

from django.template import Node

import portico

OURS = str(Path(portico.__file__).parent)


class NetworkBlocked(RuntimeError):
    """A test tried to leave the machine."""


class UndefinedVariable(AssertionError):
    """One of our templates used a variable nobody gave it."""


def local_only(connect: Any) -> Any:
    """Wraps `socket.socket.connect` so that it only reaches this machine."""

    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise NetworkBlocked(f"tests do not talk to the network: {address}")
        return connect(self, address)

    return guarded


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class StrictUndefined(str):
    """An engine's `string_if_invalid`: an error in our templates, the usual empty string in others'.

    Django asks for its truth value exactly where it would fall back on it.
    """

    def __bool__(self) -> bool:
        node, expression = _asking()
        if node is not None and str(node.origin).startswith(OURS):  # type: ignore[attr-defined]
            raise UndefinedVariable(
                f"{node.origin}, line {node.token.lineno}: “{expression}” is not defined"  # type: ignore[attr-defined]
            )
        return False


def _asking() -> tuple[Node | None, object]:
    """The template node being rendered, and the expression it could not resolve."""
    frame = sys._getframe(2)
    expression: object = None
    while frame is not None:
        caller = frame.f_locals.get("self")
        if expression is None and type(caller).__name__ == "FilterExpression":
            expression = caller
        if isinstance(caller, Node) and getattr(caller, "origin", None) is not None:
            return caller, expression
        frame = frame.f_back  # type: ignore[assignment]
    return None, expression
