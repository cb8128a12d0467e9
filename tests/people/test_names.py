"""Names: compared without accents and case, shortened with respect."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from portico.people import names


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Rossi", "rossi"),
        ("  D’Angelò  ", "d angelo"),
        ("D'ANGELO", "d angelo"),
        ("Nicolò-Maria", "nicolo maria"),
        ("Şükrü Yıldız", "sukru yildiz"),
        ("Łukasz Đorđević", "lukasz dordevic"),
        ("Weiß", "weiss"),
        ("Œuvré", "oeuvre"),
        ("Chișinău", "chisinau"),
        ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ("Тетяна Їжак", "тетяна їжак"),
        ("Алёна", "алена"),
        ("فاطمة", "فاطمة"),
        ("王 小明", "王 小明"),
        ("", ""),
    ],
)
def test_normalise(written, normal):
    assert names.normalise(written) == normal


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text):
    once = names.normalise(text)
    assert names.normalise(once) == once
    assert once == once.strip()
    assert "  " not in once


@given(st.text(alphabet="abcdefàéìòùABC' -", max_size=30))
def test_case_and_accents_do_not_count(text):
    assert names.normalise(text.upper()) == names.normalise(text)


@given(st.text(max_size=20), st.text(max_size=20))
def test_swapped_names_have_one_key(first, last):
    assert names.swapped_key(first, last) == names.swapped_key(last, first)


@given(st.text(max_size=30))
def test_latin_letters_are_only_a_to_z(text):
    assert all("A" <= char <= "Z" for char in names.latin_letters(text))


@pytest.mark.parametrize(
    ("first", "last", "short", "letters"),
    [
        ("Fatima", "Benali", "Fatima B.", "FB"),
        ("Maria  Grazia", "de Rosa", "Maria Grazia D.", "MD"),
        ("Yi", "Chen", "Yi C.", "YC"),
        ("", "Rossi", "Rossi", "R"),
        ("Anna", "", "Anna", "A"),
        ("", "", "", ""),
        ("Олена", "Шевчук", "Олена Ш.", "ОШ"),
    ],
)
def test_short_form_and_initials(first, last, short, letters):
    assert names.short_form(first, last) == short
    assert names.initials(first, last) == letters


@pytest.mark.parametrize(
    ("day", "swapped"),
    [
        (date(1985, 4, 12), date(1985, 12, 4)),
        (date(1985, 4, 4), None),
        (date(1985, 4, 13), None),
        (date(2000, 2, 1), date(2000, 1, 2)),
    ],
)
def test_swapped_day_and_month(day, swapped):
    assert names.swapped_day_month(day) == swapped


@given(st.dates())
def test_swapping_twice_gives_the_day_back(day):
    swapped = names.swapped_day_month(day)
    if swapped is not None:
        assert names.swapped_day_month(swapped) == day


# Alphabets in which people of the network write their names: Latin with all its accents, Greek, Cyrillic,
# Armenian, Hebrew, Arabic, the Indian ones, Ethiopic, Georgian, Chinese; and the usual punctuation.
ALPHABETS = [
    *range(0x20, 0x7F),
    *range(0xC0, 0x180),
    *range(0x218, 0x21C),
    *range(0x300, 0x363),
    *range(0x388, 0x3CF),
    *range(0x400, 0x482),
    *range(0x531, 0x588),
    *range(0x5D0, 0x5EB),
    *range(0x620, 0x700),
    *range(0x900, 0xE00),
    *range(0x10D0, 0x1100),
    *range(0x1200, 0x1380),
    *range(0x1E00, 0x1EFA),
    *range(0x2010, 0x2016),
    *range(0x2018, 0x201A),
    *range(0x4E00, 0xA000),
]


@pytest.mark.django_db
def test_database_and_python_normalise_alike():
    letters = [chr(code) for code in ALPHABETS if chr(code) not in "×÷"]
    texts = [f"A{letter} b" for letter in letters] + ["D’Angelò  -Şahin", "ÀÈÌ\tÒÙ", "Łódź", "Ñandú"]
    with connection.cursor() as cursor:
        cursor.execute("select t, portico_normal(t) from unnest(%s::text[]) t", [texts])
        different = [(t, sql, names.normalise(t)) for t, sql in cursor.fetchall() if sql != names.normalise(t)]
    assert different == []
