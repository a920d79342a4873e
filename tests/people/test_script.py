"""Whatever the encoding, a name is folded to the same letters."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudna.people.script import ARABIC, CYRILLIC, LATIN, fold, letters, script_of

MARKS = "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069\u200c\u200d\ufeff"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("\u202bمحمد\u202c", "محمد"),
        ("علی", "علي"),
        ("می\u200cخواهد", "ميخواهد"),
        ("ك\u200dريم", "كريم"),
        ("ＡＨＭＥＤ", "ahmed"),
        ("Sa‘īd", "sa'īd"),
        ("Saʿid", "sa'id"),
        ("Ḥusayn", "husayn"),
        ("Güneş", "güneş"),
        ("Șerban Țiriac", "şerban tsiriac"),
        ("ОСАМА", "осама"),
        ("Γιώργος", "giorgos"),
        ("ბარაკ", "barak'"),
        ("Ahmad٢", "ahmad2"),
        ("al-Najjar", "al najjar"),
    ],
)
def test_one_name_in_many_encodings(written: str, folded: str) -> None:
    assert fold(written).strip() == folded


def test_hamza_and_ta_marbuta_are_spelling_and_stay() -> None:
    assert fold("أسامة") == "أسامة"


def test_a_latin_letter_among_cyrillic_ones_is_read_as_what_it_looks_like() -> None:
    assert letters(fold("Ahmеd")) == "ahmed"
    assert script_of(letters(fold("Ahmеd"))) == LATIN


def test_scripts() -> None:
    assert [script_of(word) for word in ("ali", "'ali", "علي", "али", "")] == [LATIN, LATIN, ARABIC, CYRILLIC, LATIN]


@given(st.text())
def test_folding_twice_changes_nothing_and_no_text_breaks_it(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@given(st.text(max_size=30), st.integers(0, 30), st.sampled_from(MARKS))
def test_marks_of_direction_are_not_seen(text: str, at: int, mark: str) -> None:
    if "\u0300" <= text[at : at + 1] <= "\u036f":
        return
    assert fold(text[:at] + mark + text[at:]).split() == fold(text[:at] + text[at:]).split() or mark in "\u200d\u200c"


def test_a_cell_of_ten_megabytes_costs_no_more_than_a_name() -> None:
    begin = time.process_time()
    assert len(fold("محمد علي " * 1_200_000)) <= 1000
    assert time.process_time() - begin < 1.0
