"""The lists we ship: no broken row, no mapping to nowhere, no odd Italian."""

import re
from collections import Counter

import pytest

from portico.directory import reference as directory
from portico.kernel.reference import CODES, parse_mappings, read_csv, split
from portico.seed import population

LISTS = sorted(CODES.glob("*.csv"))

WRONG_ITALIAN = re.compile(r"\b(perchè|poichè|affinchè|finchè|nè|sè|qual'è|un pò|E')(?!\w)")


def codes_of(name: str) -> set[str]:
    return {row["code"] for row in read_csv(CODES / f"{name}.csv")}


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_a_list_is_well_formed(path):
    rows = list(read_csv(path))
    assert rows
    assert list(rows[0])[:5] == ["code", "label_it", "description_it", "order", "maps_to"]
    for column in ("code", "label_it", "order"):
        twice = [value for value, times in Counter(row[column] for row in rows).items() if times > 1]
        assert twice == [], column
    for row in rows:
        assert re.fullmatch(r"[a-z0-9_]{1,60}", row["code"])
        assert 0 < len(row["label_it"]) <= 250
        assert row["label_it"][0].isupper() or row["label_it"][0].isdigit()
        assert not row["description_it"] or row["description_it"].endswith((".", "?", "!"))
        assert all(pair["system"] and pair["code"] for pair in parse_mappings(row["maps_to"]))
        for text in row.values():
            assert text == text.strip()
            assert "  " not in text
            assert WRONG_ITALIAN.search(text) is None


def test_every_relation_has_its_inverse():
    rows = {row["code"]: row for row in read_csv(CODES / "relation_kind.csv")}
    assert {row["inverse"] for row in rows.values()} <= set(rows)
    for code, row in rows.items():
        back = rows[row["inverse"]]["inverse"]
        # A child's inverse is a parent, without saying which one.
        assert back == code or row["inverse"] in {"child"}


def test_needs_are_well_formed():
    rows = list(read_csv(directory.NEEDS))
    codes = [row["code"] for row in rows]
    assert len(codes) == len(set(codes)) == 169
    for row in rows:
        parent = row["parent_code"]
        assert parent in codes if parent else "." not in row["code"]
        assert not parent or row["code"].startswith(f"{parent}.")
        assert 0 < len(row["label_it"]) <= 80
        assert 0 < len(row["label_citizen_it"]) <= 120
        assert row["description_it"].endswith(".")
        assert row["sensitive"] in {"0", "1"}
        assert row["synonyms_it"]
        assert WRONG_ITALIAN.search(" ".join(row.values())) is None
    assert {row["code"] for row in read_csv(directory.LABELS)} == set(codes)


def test_what_people_type_is_not_what_is_shown():
    """Rough or outdated words are for search only: no label may use them."""
    rough = {"clandestin", "handicap", "ragazza madre", "barbon"}
    shown = [row["label_citizen_it"].lower() for row in read_csv(directory.NEEDS)]
    assert not [label for label in shown if any(word in label for word in rough)]


def test_every_need_has_every_language():
    for row in read_csv(directory.LABELS):
        assert all(row.values()), row["code"]


DEMO_CODES = {
    "category": "service_kind",
    "how_to_access": "service_access_mode",
    "cost_kind": "service_cost_kind",
    "languages": "language",
}


def test_demo_services_use_known_codes():
    needs = {row["code"] for row in read_csv(directory.NEEDS)}
    organisations = {row["code"] for row in read_csv(population.DATA / "organisations.csv")}
    units = {row["code"] for row in read_csv(population.DATA / "units.csv")} | {""}
    for row in read_csv(population.DATA / "services.csv"):
        assert set(split(row["needs"])) <= needs
        assert row["organisation"] in organisations
        assert row["unit"] in units
        assert len(row["title"]) <= 60
        assert len(row["short"]) <= 160
        for column, name in DEMO_CODES.items():
            assert set(split(row[column])) <= codes_of(name), (row["code"], column)


def test_notes_of_the_generator_use_known_codes():
    needs = {row["code"] for row in read_csv(directory.NEEDS)} | {"*"}
    outcomes = codes_of("encounter_outcome")
    notes = list(read_csv(population.DATA / "notes.csv"))
    assert len(notes) >= 200
    for row in notes:
        assert row["need"] in needs
        assert set(split(row["outcomes"])) <= outcomes
        assert row["who"] in {"any", "family", "single", "elderly", "young"}
        assert row["sex"] in {"", "m", "f"}
        assert len(row["text"]) <= 300
