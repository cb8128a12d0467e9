"""Which event kinds the code records, read from the code itself.

`record_event(kind="…")` is often called through a teller: a function of the app that hands its own `kind` on. Tellers
are found by following that argument, and the words they are called with are the kinds.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import portico

PACKAGE = Path(portico.__file__).parent
# Synthetic networks are written by COPY, with kinds that the services record too.
APPS = sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name not in {"seed", "bench", "launch"})
Function = ast.FunctionDef


def kinds_of(app: str) -> tuple[set[str], list[str]]:
    """Kinds recorded by an app, and the calls whose kind cannot be read."""
    modules = {path: ast.parse(path.read_text()) for path in sorted((PACKAGE / app).rglob("*.py"))}
    functions = [node for tree in modules.values() for node in ast.walk(tree) if isinstance(node, Function)]
    tellers: dict[str, Function | None] = {"record_event": None}
    while True:
        found = {
            function.name: function
            for function in functions
            if function.name not in tellers and "kind" in _parameters(function) and _hands_on(function, tellers)
        }
        if not found:
            break
        tellers |= found
    kinds: set[str] = set()
    unread: list[str] = []
    for path, tree in modules.items():
        for function in (node for node in ast.walk(tree) if isinstance(node, Function)):
            for call, value in _calls(function, tellers):
                words = set(_words(value, function))
                kinds |= words
                if not words and not _is_own_kind(value, function):
                    unread.append(f"{path.relative_to(PACKAGE)}:{call.lineno}")
    return kinds, unread


def _parameters(function: Function) -> list[str]:
    return [item.arg for item in [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]]


def _is_own_kind(value: ast.expr, function: Function) -> bool:
    return isinstance(value, ast.Name) and value.id == "kind" and "kind" in _parameters(function)


def _hands_on(function: Function, tellers: dict[str, Function | None]) -> bool:
    return any(_is_own_kind(value, function) for _call, value in _calls(function, tellers))


def _calls(function: Function, tellers: dict[str, Function | None]) -> Iterator[tuple[ast.Call, ast.expr]]:
    """Calls of a teller inside a function, each with the expression of its kind."""
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in tellers:
            continue
        named = [item.value for item in node.keywords if item.arg == "kind"]
        teller = tellers[name]
        if teller is not None and not named:
            place = _parameters(teller).index("kind")
            named = node.args[place : place + 1]
        if named:
            yield node, named[0]


def _words(value: ast.expr, function: Function) -> Iterator[str]:
    """The kinds an expression may give: a word, one of two, or what a variable was set to before."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _words(value.body, function)
        yield from _words(value.orelse, function)
    elif isinstance(value, ast.Name):
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == value.id for target in node.targets):
                yield from _words(node.value, function)
