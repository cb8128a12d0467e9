"""Gathering and checking the texts to translate, without gettext's own programs.

python -m portico.launch.translations            writes build/django.pot, updates the catalogues there are
python -m portico.launch.translations --check    fails on a text that cannot be extracted or a broken catalogue
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = PACKAGE / "locale"
TEMPLATE_CATALOGUE = PACKAGE.parents[1] / "build" / "django.pot"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def extract_template(fileobj: Any, keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """A Babel extractor for Django's templates: Django turns them into calls that Python's extractor reads."""
    # The markup's indentation means nothing to Python.
    source = "\n".join(line.lstrip() for line in templatize(fileobj.read().decode()).split("\n"))
    return extract_python(io.BytesIO(source.encode()), keywords, comment_tags, options)


def gather() -> Catalog:
    """Every translatable text of the code and the templates. Raises on a template that cannot be read."""
    catalogue = Catalog(project="Portico", fuzzy=False)
    for file, line, message, comments, context in extract_from_dir(
        PACKAGE,
        method_map=[("**.py", "python"), ("**/templates/**.*", "portico.launch.translations:extract_template")],
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
    ):
        catalogue.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return catalogue


def check() -> list[str]:
    """What is wrong with the catalogues there are; empty when nothing is."""
    gather()
    problems = []
    for file in LOCALE.glob("*/LC_MESSAGES/*.po"):
        with open(file, "rb") as opened:
            catalogue = read_po(opened, locale=file.parents[1].name)
        problems += [
            f"{file}, line {message.lineno}: {error}" for message, errors in catalogue.check() for error in errors
        ]
    return problems


def main() -> int:
    """Runs one or the other; returns the exit code."""
    if not settings.configured:
        # Django's template reader wants some settings; no application is loaded.
        settings.configure()
        django.setup()
    if "--check" in sys.argv[1:]:
        problems = check()
        print("\n".join(problems), file=sys.stderr)
        return 1 if problems else 0
    catalogue = gather()
    TEMPLATE_CATALOGUE.parent.mkdir(exist_ok=True)
    with open(TEMPLATE_CATALOGUE, "wb") as opened:
        write_po(opened, catalogue, width=100)
    for file in LOCALE.glob("*/LC_MESSAGES/*.po"):
        with open(file, "rb") as opened:
            existing = read_po(opened, locale=file.parents[1].name)
        existing.update(catalogue, no_fuzzy_matching=True)
        with open(file, "wb") as opened:
            write_po(opened, existing, width=100)
    print(f"{len(catalogue)} texts in {TEMPLATE_CATALOGUE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
