"""The privacy notices of `data/notices`: one text a kind and language."""

from __future__ import annotations

from pathlib import Path

from portico.kernel.reference import Dataset
from portico.privacy.models import Notice

FILES = tuple(sorted((Path(__file__).parent / "data" / "notices").glob("*/*.md")))


def load() -> int:
    """A version already given stays as it was, unless the same version was mended; others are added."""
    rows = [_notice(path) for path in FILES]
    Notice.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["kind", "language", "version"],
        update_fields=["title", "body", "right_to_left", "reviewed"],
    )
    return len(rows)


def _notice(path: Path) -> Notice:
    _empty, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    facts = dict(line.split(": ", 1) for line in front.strip().splitlines())
    return Notice(
        kind=facts["kind"],
        language=facts["lang"],
        version=facts["version"],
        title=facts["title"],
        body=body.strip(),
        right_to_left=facts["dir"] == "rtl",
        reviewed=facts["reviewed"] == "true",
    )


DATASETS = [Dataset("privacy.notices", FILES, load)]
