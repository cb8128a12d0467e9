"""Identifiers: written in one way, checked in Italian, compared without blocking."""

import random
from datetime import date

import pytest
from codicefiscale import codicefiscale as reference
from hypothesis import given, settings
from hypothesis import strategies as st

from portico.people import identifiers
from portico.people.tax_code import OMOCODIA_POSITIONS, check_letter, name_letters, parse

PESARO = "G479"

latin_names = st.text(
    alphabet="abcdefghijklmnopqrstuvwxyzàèéìòùñçöüABCDEFGHIJKLMNOPQRSTUVWXYZ' -",
    min_size=1,
    max_size=30,
).filter(lambda text: any(c.isalpha() for c in text))
birth_dates = st.dates(min_value=date(1930, 1, 1), max_value=date(2025, 12, 31))
sexes = st.sampled_from(["male", "female"])
places = st.sampled_from([PESARO, "D488", "L500", "H501", "F205", "Z100", "Z330", "Z140"])


def reference_code(first: str, last: str, born: date, sex: str, place: str) -> str:
    """Encode with the library's own steps (its places change with time: not compared here)."""
    body = (
        reference.encode_lastname(last)
        + reference.encode_firstname(first)
        + reference.encode_birthdate(born.isoformat(), "F" if sex == "female" else "M")
        + place
    )
    return body + reference.encode_cin(body)


@given(latin_names, latin_names, birth_dates, sexes, places)
def test_computed_code_is_the_one_the_reference_library_gives(first, last, born, sex, place):
    code = identifiers.compute_tax_code(first_name=first, last_name=last, birth_date=born, sex=sex, place_code=place)
    assert code == reference_code(first, last, born, sex, place)
    assert identifiers.problem("tax_code", code) is None


@settings(max_examples=25, deadline=None)
@given(birth_dates, sexes, places.filter(lambda place: place != "Z140"))
def test_whole_encoding_agrees_with_the_reference_library(born, sex, place):
    ours = identifiers.compute_tax_code(
        first_name="Fatima", last_name="De Rosa", birth_date=born, sex=sex, place_code=place
    )
    letter = "F" if sex == "female" else "M"
    assert ours == reference.encode("De Rosa", "Fatima", letter, born.isoformat(), place)


@given(latin_names, latin_names, birth_dates, sexes, places, st.integers(0, 7))
def test_omocodia_is_accepted_and_undone(first, last, born, sex, place, replaced):
    plain = identifiers.compute_tax_code(first_name=first, last_name=last, birth_date=born, sex=sex, place_code=place)
    code = identifiers.with_omocodia(plain, replaced)
    assert code in reference._get_omocodes(plain)
    assert identifiers.problem("tax_code", code) is None
    assert identifiers.without_omocodia(code) == plain
    parts = identifiers.decode(code)
    assert parts is not None
    assert parts.has_omocodia == (replaced > 0)
    assert (parts.year, parts.month, parts.day) == (born.year % 100, born.month, born.day)
    assert (parts.sex, parts.place_code) == (sex, place)
    assert (
        identifiers.compare_with(code, birth_date=born, sex=sex, place_code=place, first_name=first, last_name=last)
        == []
    )


@given(st.sets(st.sampled_from(OMOCODIA_POSITIONS)))
def test_any_combination_of_replaced_digits_is_read(positions):
    plain = "RSSMRA85D12G479I"
    chars = list(plain[:15])
    for position in positions:
        chars[position] = "LMNPQRSTUV"[int(chars[position])]
    body = "".join(chars)
    code = body + check_letter(body)
    assert identifiers.problem("tax_code", code) is None
    assert identifiers.without_omocodia(code) == plain


@given(st.integers(0, 14), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))
def test_one_wrong_character_is_told(position, char):
    code = "RSSMRA85D12G479I"
    wrong = code[:position] + char + code[position + 1 :]
    if wrong == code:
        return
    # The check letter catches every single error but those that keep the sum: none of these.
    said = identifiers.problem("tax_code", wrong)
    assert said is not None or check_letter(wrong) == "I"


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("", "Scrivi il codice."),
        ("RSSMRA85D12G479", "16 caratteri"),
        ("RSSMRA85D12G4799", "non ha la forma"),
        ("RSSMRA85D12G479A", "ultima lettera"),
        ("RSSMRA85B31G479X", "non esiste"),
        ("RSSMRA85B69G479X", "non esiste"),
    ],
)
def test_tax_code_problems_are_told_in_italian(value, says):
    assert says in (identifiers.problem("tax_code", value) or "")


def test_twenty_ninth_of_february_exists_in_leap_years_only():
    code = identifiers.compute_tax_code(
        first_name="Mario",
        last_name="Rossi",
        birth_date=date(2000, 2, 29),
        sex="male",
        place_code=PESARO,
    )
    assert identifiers.problem("tax_code", code) is None
    in_2001 = code[:6] + "01" + code[8:15]
    assert identifiers.problem("tax_code", in_2001 + check_letter(in_2001)) is not None


def test_written_with_spaces_and_small_letters_is_the_same_code():
    assert identifiers.normalise("tax_code", " rss mra 85d12-g479.i ") == "RSSMRA85D12G479I"
    assert identifiers.problem("tax_code", " rss mra 85d12 g479 i ") is None


def test_the_century_is_the_latest_possible():
    parts = parse("RSSMRA85D12G479I")
    assert parts is not None
    assert parts.birth_date(not_after=date(2026, 11, 22)) == date(1985, 4, 12)
    newborn = identifiers.decode(
        identifiers.compute_tax_code(
            first_name="Ada",
            last_name="Bo",
            birth_date=date(2026, 1, 5),
            sex="female",
            place_code=PESARO,
        )
    )
    assert newborn is not None
    assert newborn.birth_date(not_after=date(2026, 11, 22)) == date(2026, 1, 5)
    assert newborn.birth_date(not_after=date(2025, 1, 1)) == date(1926, 1, 5)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"first_name": "Rossi", "last_name": "Mario"}, ["names_swapped"]),
        ({"first_name": "Marta", "last_name": "Rossi"}, ["first_name"]),
        ({"first_name": "Mario", "last_name": "Verdi"}, ["last_name"]),
        ({"first_name": "Луїза", "last_name": "Коваленко"}, []),
        ({"birth_date": date(1985, 12, 4)}, ["day_month_swapped"]),
        ({"birth_date": date(1985, 4, 13)}, ["birth_date"]),
        ({"birth_date": date(1885, 4, 12)}, []),
        ({"sex": "female"}, ["sex"]),
        ({"sex": "not_stated"}, []),
        ({"place_code": "d488"}, ["birth_place"]),
        ({"place_code": "g479"}, []),
        ({}, []),
    ],
)
def test_mismatches_warn_about_what_was_typed_only(typed, expected):
    found = identifiers.compare_with("RSSMRA85D12G479I", **typed)
    assert found == expected
    assert all(identifiers.mismatch_message(code).endswith(".") for code in found)


@given(st.integers(1, 9_999_999_999))
def test_provisional_code_has_eleven_digits_and_a_check(number):
    first_ten = f"{number:010d}"
    digit = identifiers.provisional_check_digit(first_ten)
    assert identifiers.problem("provisional_tax_code", f"{first_ten}{digit}") is None
    wrong = f"{first_ten}{(digit + 1) % 10}"
    assert "cifra non torna" in (identifiers.problem("provisional_tax_code", wrong) or "")


@pytest.mark.parametrize(
    ("kind", "value", "fine"),
    [
        ("stp", "STP1101234567890", True),
        ("stp", "stp 110 123 4567890", True),
        ("stp", "ENI1101234567890", False),
        ("eni", "ENI1101234567890", True),
        ("eni", "ENI110123456789", False),
        ("health_card", "80380001100123456789", True),
        ("health_card", "80380001100", False),
        ("identity_card", "CA00000AA", True),
        ("identity_card", "CA-00000-AA", True),
        ("passport", "Y!!", False),
        ("internal", "ATS1-000123", True),
        ("internal", "€", False),
        ("alias", "Zio Beppe", True),
        ("alias", "x" * 81, False),
        ("provisional_tax_code", "00000000000", False),
        ("provisional_tax_code", "1234567890A", False),
    ],
)
def test_other_kinds(kind, value, fine):
    assert (identifiers.problem(kind, value) is None) is fine


def test_a_name_in_another_alphabet_has_no_tax_code():
    with pytest.raises(ValueError, match="Latin"):
        identifiers.compute_tax_code(
            first_name="Фатіма",
            last_name="Rossi",
            birth_date=date(1985, 1, 1),
            sex="female",
            place_code=PESARO,
        )


def test_letters_of_a_name_are_worked_out_once():
    """Seeding computes a million codes from a few hundred names."""
    chosen = random.Random(1)
    name_letters.cache_clear()
    for _ in range(1000):
        identifiers.compute_tax_code(
            first_name=chosen.choice(["Anna", "Fatima", "Olena"]),
            last_name="Rossi",
            birth_date=date(1985, 1, 1),
            sex="male",
            place_code=PESARO,
        )
    assert name_letters.cache_info().misses == 3
