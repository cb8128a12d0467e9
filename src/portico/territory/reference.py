"""Municipalities and foreign states from files.

Municipalities: `data/comuni.csv` (ISTAT codes and 2011 census population, cadastral codes of the
revenue agency, postal codes, GeoNames coordinates). Foreign states: the files that the package
python-codicefiscale (MIT licence, Fabio Caccamo) takes from the national registry of residents;
`data/foreign_states.csv` adds ISO 3166-1 codes and a plainer Italian name where theirs is stiff.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import codicefiscale

from portico.kernel.reference import Dataset, read_csv
from portico.kernel.text import normalise
from portico.territory.models import ForeignState, Municipality

DATA = Path(__file__).parent / "data"
COMUNI = DATA / "comuni.csv"
STATES = DATA / "foreign_states.csv"
PACKAGE_DATA = Path(codicefiscale.__file__).parent / "data"
PACKAGE_STATES = tuple(
    PACKAGE_DATA / f"{name}.json" for name in ("countries", "countries-patch", "deleted-countries")
)

CENSUS_DAY = date(2011, 10, 9)
CENSUS = "ISTAT, 15° censimento generale della popolazione"

# Member states of the European Union since 1 February 2020.
EUROPEAN_UNION = frozenset(
    {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    }
)
)


def load_municipalities() -> int:
    rows = [_municipality(row) for row in read_csv(COMUNI)]
    Municipality.objects.bulk_create(
        rows,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["istat_code"],
        update_fields=[field.name for field in Municipality._meta.concrete_fields if not field.primary_key],
    )
    return len(rows)


def _municipality(row: dict[str, str]) -> Municipality:
    population = row["population_2011"]
    return Municipality(
        istat_code=row["istat_code"],
        name=row["name"],
        cadastral_code=row["cadastral_code"],
        postal_codes=row["postal_codes"].split(),
        province_code=row["province_code"],
        province=row["province"],
        region_code=row["region_code"],
        region=row["region"],
        population=int(population) if population else None,
        population_date=CENSUS_DAY if population else None,
        population_source=CENSUS if population else "",
        latitude=float(row["latitude"]) if row["latitude"] else None,
        longitude=float(row["longitude"]) if row["longitude"] else None,
        search_name=normalise(row["name"]),
    )


def load_foreign_states() -> int:
    ours = {row["belfiore_code"]: row for row in read_csv(STATES)}
    theirs: dict[str, dict[str, Any]] = {}
    for path in PACKAGE_STATES:
        for item in json.loads(path.read_text(encoding="utf-8")):
            theirs.setdefault(item["code"], item)
    rows = [_foreign_state(item, ours.get(code, {})) for code, item in theirs.items()]
    ForeignState.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["belfiore_code"],
        update_fields=[field.name for field in ForeignState._meta.concrete_fields if not field.primary_key],
    )
    return len(rows)


def _foreign_state(item: dict[str, Any], ours: dict[str, str]) -> ForeignState:
    name = ours.get("name_it") or item["name"]
    words = [name, item["name"], item["name_alt"], *item["name_slugs"]]
    gone = item["date_deleted"]
    group = "unknown"
    if ours.get("grants_citizenship") == "1":
        group = "eu" if ours["iso_alpha2"] in EUROPEAN_UNION else "non_eu"
    return ForeignState(
        belfiore_code=item["code"],
        name=name,
        iso_alpha2=ours.get("iso_alpha2", ""),
        citizenship_group=group,
        exists_until=datetime.fromisoformat(gone).date() if gone else None,
        search_name=" | ".join(dict.fromkeys(normalise(word) for word in words if word))[:300],
    )


DATASETS = [
    Dataset("territory.municipalities", (COMUNI,), load_municipalities),
    Dataset("territory.foreign_states", (STATES, *PACKAGE_STATES), load_foreign_states),
]
