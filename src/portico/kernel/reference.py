"""Reference data shipped with the code: loaded once, again only when the files change.

An app that ships some has a module `reference` with `DATASETS`. The checksum of what was loaded
is kept in `CodeList`, one row a dataset. Only public tables are written, so any role may load.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module, util
from pathlib import Path

from django.apps import apps
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from portico.kernel import codes
from portico.kernel.models import Code, CodeList

CODES = Path(__file__).parent / "data" / "codes"

_CODE_COLUMNS = {"code", "label_it", "description_it", "order", "maps_to"}


@dataclass(frozen=True, slots=True)
class Dataset:
    """Files and what turns them into rows. Raise `revision` when the same files must be read anew."""

    name: str
    files: tuple[Path, ...]
    load: Callable[[], int]
    revision: int = 1

    def checksum(self) -> str:
        digest = hashlib.sha256(f"{self.name} {self.revision}".encode())
        for path in self.files:
            digest.update(path.read_bytes())
        return digest.hexdigest()


def datasets() -> list[Dataset]:
    """Code lists first, then what each app ships, in the order of the apps."""
    found = [Dataset(path.stem, (path,), partial(load_codes, path)) for path in sorted(CODES.glob("*.csv"))]
    for config in apps.get_app_configs():
        name = f"{config.name}.reference"
        ours = config.name.startswith("portico.") and config.name != "portico.kernel"
        if ours and util.find_spec(name) is not None:
            found += import_module(name).DATASETS
    return found


def load_all() -> dict[str, int]:
    """Load what changed since the last time; returns the rows of each dataset loaded."""
    known = dict(CodeList.objects.values_list("name", "checksum"))
    loaded = {}
    for dataset in datasets():
        checksum = dataset.checksum()
        if known.get(dataset.name) != checksum:
            rows = _load(dataset, checksum)
            if rows is not None:
                loaded[dataset.name] = rows
    codes.clear()
    return loaded


@transaction.atomic
def _load(dataset: Dataset, checksum: str) -> int | None:
    CodeList.objects.bulk_create([CodeList(name=dataset.name, version=0)], ignore_conflicts=True)
    stored = CodeList.objects.select_for_update().get(name=dataset.name)
    if stored.checksum == checksum:
        return None  # somebody else loaded it while we waited for the lock
    rows = dataset.load()
    CodeList.objects.filter(name=dataset.name).update(checksum=checksum, version=F("version") + 1)
    return rows


def load_codes(path: Path) -> int:
    """One list from its CSV. A code that left the file stops being valid today; it is never deleted."""
    rows = [_code(path.stem, row) for row in read_csv(path)]
    Code.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["list", "code"],
        update_fields=["label", "description", "order", "mappings", "extra", "valid_to"],
    )
    gone = Code.objects.filter(list_id=path.stem, valid_to=None).exclude(code__in=[row.code for row in rows])
    gone.update(valid_to=timezone.localdate())
    return len(rows)


def _code(list_name: str, row: dict[str, str]) -> Code:
    return Code(
        list_id=list_name,
        code=row["code"],
        label=row["label_it"],
        description=row["description_it"],
        order=int(row["order"]),
        mappings=parse_mappings(row["maps_to"]),
        extra={key: value for key, value in row.items() if key not in _CODE_COLUMNS},
    )


def parse_mappings(text: str) -> list[dict[str, str]]:
    """`SYSTEM:code|SYSTEM:code` as the list of pairs that `Code.mappings` holds."""
    pairs = (part.rpartition(":") for part in split(text))
    return [{"system": system, "code": code} for system, _colon, code in pairs]


def split(text: str) -> list[str]:
    """Several values in one cell."""
    return [part.strip() for part in text.split("|") if part.strip()]


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a comma-separated file with a header; a row of another width is an error, not a guess."""
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, strict=True), start=2):
            if None in row or None in row.values():
                raise ValueError(f"{path.name}, line {number}: wrong number of columns")
            yield row
