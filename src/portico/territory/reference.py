"""Municipalities and foreign states from files.

Municipalities: `data/comuni.csv` (ISTAT codes and 2011 census population, cadastral codes of the revenue
agency, postal codes, GeoNames coordinates). Municipalities that no longer exist and foreign states: the files
that the package python-codicefiscale (MIT licence, Fabio Caccamo) takes from the national registry of
residents; `data/foreign_states.csv` adds ISO 3166-1 codes and a plainer Italian name where theirs is stiff.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import codicefiscale
from django.db import models

from portico.kernel.reference import Dataset, read_csv
from portico.kernel.text import normalise
from portico.territory.models import ForeignState, FormerMunicipality, Municipality

DATA = Path(__file__).parent / "data"
COMUNI = DATA / "comuni.csv"
STATES = DATA / "foreign_states.csv"
PACKAGE_DATA = Path(codicefiscale.__file__).parent / "data"
PACKAGE_STATES = tuple(PACKAGE_DATA / f"{name}.json" for name in ("countries", "countries-patch", "deleted-countries"))

PACKAGE_MUNICIPALITIES = PACKAGE_DATA / "municipalities.json"

# Nobody alive was born in a municipality that ended before.
OLDEST_BIRTH = "1915"
_PARTICLES = re.compile(r"(?<= )(?:A|Al|Alla|Con|Da|De|Dei|Del|Dell|Della|Delle|Di|E|Ed|In|La|Nel|Sul)(?=[ '])")

CENSUS_DAY = date(2011, 10, 9)
CENSUS = "ISTAT, 15° censimento generale della popolazione"

# Member states of the European Union since 1 February 2020.
EUROPEAN_UNION = frozenset(
    {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    }
)


def load_municipalities() -> int:
    rows = [_municipality(row) for row in read_csv(COMUNI)]
    _upsert(Municipality, rows)
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


def load_former_municipalities() -> int:
    """The last name under each cadastral code that no municipality of today has."""
    current = {row["cadastral_code"] for row in read_csv(COMUNI)}
    last: dict[str, dict[str, Any]] = {}
    for item in json.loads(PACKAGE_MUNICIPALITIES.read_text(encoding="utf-8")):
        gone = item["date_deleted"]
        known = last.get(item["code"])
        if item["code"] not in current and gone > OLDEST_BIRTH and (known is None or gone > known["date_deleted"]):
            last[item["code"]] = item
    rows = [_former_municipality(item) for item in last.values()]
    _upsert(FormerMunicipality, rows)
    return len(rows)


def _former_municipality(item: dict[str, Any]) -> FormerMunicipality:
    name = _PARTICLES.sub(lambda found: found.group().lower(), item["name"])
    return FormerMunicipality(
        cadastral_code=item["code"],
        name=name,
        province_code=item["province"],
        exists_until=datetime.fromisoformat(item["date_deleted"]).date(),
        search_name=normalise(name),
    )


def load_foreign_states() -> int:
    ours = {row["belfiore_code"]: row for row in read_csv(STATES)}
    theirs: dict[str, dict[str, Any]] = {}
    for path in PACKAGE_STATES:
        for item in json.loads(path.read_text(encoding="utf-8")):
            theirs.setdefault(item["code"], item)
    rows = [_foreign_state(item, ours.get(code, {})) for code, item in theirs.items()]
    _upsert(ForeignState, rows)
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


def _upsert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Write each row whole, new or not."""
    fields = model._meta.concrete_fields
    model._default_manager.bulk_create(
        rows,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=[field.name for field in fields if field.primary_key],
        update_fields=[field.name for field in fields if not field.primary_key],
    )


DATASETS = [
    Dataset("territory.municipalities", (COMUNI,), load_municipalities),
    Dataset("territory.former_municipalities", (COMUNI, PACKAGE_MUNICIPALITIES), load_former_municipalities),
    Dataset("territory.foreign_states", (STATES, *PACKAGE_STATES), load_foreign_states),
]
