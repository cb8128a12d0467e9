"""The common forms shipped with the code: `data/<kind>_<version>.csv`, each loaded as a version of its own."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID, uuid5

from portico.assessment.csvfile import read_form
from portico.assessment.enums import Kind
from portico.assessment.models import Form, FormItem
from portico.kernel import codes
from portico.kernel.reference import Dataset

DATA = Path(__file__).parent / "data"
# The same in every installation, so that a reload finds its rows.
SPACE = UUID("0f3c6c1e-7d1c-5f53-9a35-5b0f4f2a6f10")
# What is entered late speaks of a day before the installation.
ALWAYS = date(2000, 1, 1)
TITLES = {Kind.DEEP: "Quadro di analisi", Kind.PRELIMINARY: "Analisi preliminare"}


def load_form(path: Path) -> int:
    """A version from its file: texts may be mended, a code that is there never goes away."""
    codes.clear()
    kind, _sep, number = path.stem.rpartition("_")
    reading = read_form(kind, path.read_bytes())
    if reading.troubles:
        raise ValueError(f"{path.name}: {reading.troubles}")
    form = Form(
        id=uuid5(SPACE, path.stem), ambito=None, kind=kind, number=int(number), title=TITLES[Kind(kind)],
        in_use_from=ALWAYS, created_by=None,
    )  # fmt: skip
    Form.objects.bulk_create(
        [form], update_conflicts=True, unique_fields=["id"], update_fields=["title", "in_use_from"]
    )
    rows = [FormItem(id=uuid5(form.id, item["code"]), form=form, **item) for item in reading.items]
    fields = [field.name for field in FormItem._meta.concrete_fields if field.name not in ("id", "form", "code")]
    FormItem.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=fields)
    return len(rows)


DATASETS = [
    Dataset(f"assessment.{path.stem}", (path,), partial(load_form, path)) for path in sorted(DATA.glob("*.csv"))
]
