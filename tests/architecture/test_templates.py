"""Templates: none unused, a guard in every form, nothing inline, one for each kind of event."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.template import engines, loader

from portico.thread.timeline import registered_kinds
from tests.support.kinds import APPS, PACKAGE, kinds_of

FOLDERS = sorted(PACKAGE.glob("*/templates"))
TEMPLATES = {str(path.relative_to(folder)): path for folder in FOLDERS for path in folder.rglob("*.*")}
# Pages that allauth's own views show: its forms carry no form guard of ours.
ALLAUTH = ("account/", "allauth/", "mfa/")
# Django asks for these by itself.
BY_DJANGO = {"400.html", "403.html", "404.html", "500.html"}
COMMENT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)


def text_of(name: str) -> str:
    return COMMENT.sub("", TEMPLATES[name].read_text())


# Used


@cache
def named_in_code() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Template names written in Python: whole, or with a part filled in (`f"{app}/events/{kind}.html"`)."""
    whole, patterns = set(), []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "([a-z_0-9]+)"
                    for part in node.values
                ]
                # One that is all filled in would find anything.
                if re.search(r"/.*\\\.(html|txt)", "".join(parts)) and not parts[0].startswith("("):
                    patterns.append(re.compile("".join(parts).partition(r"\#")[0]))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value.partition("#")[0])
    return frozenset(whole), tuple(patterns)


def named_in_templates() -> Iterator[str]:
    for name in TEMPLATES:
        for found in re.findall(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']", text_of(name)):
            yield found.partition("#")[0]


def replaces_anothers(name: str) -> bool:
    """A template of the same name that a library brings: ours is shown in its place."""
    for finder in engines["django"].engine.template_loaders[0].loaders:
        for origin in finder.get_template_sources(name):
            if Path(origin.name).exists() and PACKAGE not in Path(origin.name).parents:
                return True
    return False


def test_every_template_is_used() -> None:
    whole, patterns = named_in_code()
    used = {*whole, *named_in_templates(), *BY_DJANGO}
    unused = [
        name
        for name in sorted(TEMPLATES)
        if name not in used
        and not re.search(r"^\w+/events/\w+\.html$", name)
        and not any(whole.issuperset(found.groups()) for found in (item.fullmatch(name) for item in patterns) if found)
        and not replaces_anothers(name)
    ]
    assert not unused, "no view, template or library asks for them"


def test_every_template_that_is_asked_for_exists() -> None:
    missing = [name for name in sorted(set(named_in_templates())) if not _found(name)]
    assert not missing


def _found(name: str) -> bool:
    try:
        loader.get_template(name)
    except loader.TemplateDoesNotExist:
        return False
    return True


# Events


@pytest.mark.parametrize("app", APPS)
def test_every_kind_of_event_has_its_template_and_no_other(app: str) -> None:
    kinds, unread = kinds_of(app)
    assert not unread, "say the kind in words where the event is recorded"
    label = apps.get_app_config(app).label if apps.is_installed(f"portico.{app}") else app
    drawn = {path.stem for path in (PACKAGE / app / "templates" / label / "events").glob("*.html")}
    shared = {Path(name).stem for name in named_in_templates() if name.startswith(f"{label}/events/")}
    plain = {"plain"} if app == "thread" else set()
    assert drawn - shared - plain == kinds


def test_the_thread_s_filters_name_only_kinds_that_exist() -> None:
    recorded = set().union(*(kinds_of(app)[0] for app in APPS))
    assert registered_kinds() <= recorded


# Forms


def post_forms(name: str) -> Iterator[str]:
    """Each form that writes, from its opening tag to its end."""
    for found in re.finditer(r"<form\b.*?</form>", text_of(name), re.DOTALL | re.IGNORECASE):
        if re.search(r"\bmethod\s*=\s*[\"']?post", found[0], re.IGNORECASE):
            yield found[0]


@pytest.mark.parametrize("name", [name for name in sorted(TEMPLATES) if name.endswith(".html")])
def test_every_form_that_writes_is_guarded(name: str) -> None:
    guard = r"{%\s*csrf_token\s*%}" if name.startswith(ALLAUTH) else r"{%\s*form_guard\b"
    assert not [form[:120] for form in post_forms(name) if not re.search(guard, form)]


# Nothing inline: the content-security policy would drop it, and the page would be broken.


@pytest.mark.parametrize("name", [name for name in sorted(TEMPLATES) if name.endswith(".html")])
def test_no_script_style_or_handler_is_inline(name: str) -> None:
    page = TAG.sub("", text_of(name))
    assert not re.findall(r"<script(?![^>]*\bsrc\s*=)[^>]*>", page)
    assert not re.findall(r"<style\b", page)
    assert not re.findall(r"<[a-z][^<>]*\s(?:style|on[a-z]+|hx-on[\w:-]*)\s*=", page)
