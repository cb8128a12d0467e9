"""The little Markdown that notices are written in, as HTML: paragraphs, `##` headings, `-` lists."""

from __future__ import annotations

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

ISOLATE = "\u2068%s\u2069"
_BLANK = re.compile(r"\n\s*\n")


def as_html(body: str, values: dict[str, str]) -> SafeString:
    """The text with its placeholders filled; everything that comes in is escaped."""
    filled = _fill(body, values)
    return mark_safe("\n".join(_block(block.strip()) for block in _BLANK.split(filled) if block.strip()))  # noqa: S308


def _fill(body: str, values: dict[str, str]) -> str:
    """Placeholders replaced one by one: a name with braces in it changes nothing.

    A Latin name inside Arabic keeps its own direction: it stands between the marks of an isolate.
    """
    return re.sub(r"\{(\w+)\}", lambda found: ISOLATE % values[found[1]] if found[1] in values else found[0], body)


def _block(block: str) -> str:
    if block.startswith("## "):
        return f"<h2>{escape(block[3:].strip())}</h2>"
    lines = [line.strip() for line in block.splitlines()]
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{escape(line[2:])}</li>" for line in lines) + "</ul>"
    return f"<p>{escape(' '.join(lines))}</p>"
