"""Themes and needs from `data/needs.csv` and their translations."""

from __future__ import annotations

from pathlib import Path

from portico.directory.models import Need, NeedLabel
from portico.kernel.reference import Dataset, read_csv, split
from portico.kernel.text import normalise

DATA = Path(__file__).parent / "data"
NEEDS = DATA / "needs.csv"
LABELS = DATA / "need_labels.csv"

# Column of the file → system of the mapping.
_MAPPINGS = {
    "inps_codes": "INPS",
    "data_inclusion": "data-inclusion",
    "open_eligibility": "open-eligibility",
    "istat_area": "ISTAT.CATEG_OF_BENEFICIARIES",
}


def load_needs() -> int:
    """Themes before the needs under them. What left the file is no longer in use; nothing is deleted."""
    rows = sorted((_need(row) for row in read_csv(NEEDS)), key=lambda need: need.parent_id or "")
    fields = [field.name for field in Need._meta.concrete_fields if not field.primary_key]
    Need.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=fields)
    Need.objects.exclude(code__in=[need.code for need in rows]).update(in_use=False)
    labels = [
        NeedLabel(need_id=row["code"], language=language, label=label)
        for row in read_csv(LABELS)
        for language, label in row.items()
        if language != "code" and label
    ]
    NeedLabel.objects.bulk_create(
        labels,
        update_conflicts=True,
        unique_fields=["need", "language"],
        update_fields=["label"],
    )
    return len(rows)


def _need(row: dict[str, str]) -> Need:
    synonyms = split(row["synonyms_it"])
    terms = [row["label_it"], row["label_citizen_it"], *synonyms]
    return Need(
        code=row["code"],
        parent_id=row["parent_code"] or None,
        label=row["label_it"],
        citizen_label=row["label_citizen_it"],
        description=row["description_it"],
        synonyms=synonyms,
        search_text=" | ".join(dict.fromkeys(normalise(term) for term in terms)),
        icon=row["icon_hint"],
        sensitive=row["sensitive"] == "1",
        mappings=[
            {"system": system, "code": code} for column, system in _MAPPINGS.items() for code in split(row[column])
        ],
        order=int(row["order"]),
    )


DATASETS = [Dataset("directory.needs", (NEEDS, LABELS), load_needs)]
