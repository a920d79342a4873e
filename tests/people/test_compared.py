"""Two full names are one name or two, with reasons part by part."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudna.people import compare_names
from hudna.people.agreeing import slips
from hudna.people.firm import looks_like_firm
from hudna.people.script import LONGEST_NAME

SHARED = Path(__file__).parents[3] / "shared" / "data" / "names" / "opensanctions_name_pairs.csv"

SAME = [
    ("محمد عبد الكريم خليل النجار", "Mohammad Abdulkareem Khalil Al-Najjar"),
    ("وليد المعلم", "Walid al-Moualem"),
    ("Валид Муаллем", "Oualid Mouallem"),
    ("Najjar, Mohammad Khalil", "Mohammad Khalil Al-Najjar"),
    ("Mohammad Khalil Najjar", "محمد عبد الكريم خليل النجار"),
    ("RamiMakhlouf", "Rami Makhlouf"),
    ("Dr. Rami Makhlouf", "Rami Makhlouf"),
    ("N. Nazarbayev", "Nursultan Nazarbayev"),
    ("Sergey Sergey Shoigu", "Sergey Shoigu"),
    ("Ted Roe", "Theodore Roe"),
]
OTHER = [
    ("محمد أحمد خليل النجار", "Mohammad Mahmoud Khalil Al-Najjar"),
    ("Walid Muallem", "Walid Muslim"),
    ("Omar bin Abdullah Al-Najjar", "Abdullah bin Omar Al-Najjar"),
    ("Khalil", "Khalil Ahmad Omar"),
    ("", "Khalil Ahmad"),
    ("123", "123"),
]
SAME_FIRM = [
    ("Siemens Aktiengesellschaft", "Siemens AG"),
    ("OAO Gazprom", "Open Joint Stock Company Gazprom"),
    ("Brigade Forty-Four", "Brigade 44"),
    ("A.B.C. Company", "ABC Co."),
    ("The World Bank", "World Bank"),
    ("AT&T Inc.", "AT and T Inc."),
]
OTHER_FIRM = [
    ("Deutsche Bank AG", "Deutsche Bank GmbH"),
    ("Snow Storm 1", "Snow Storm 2"),
    ("Carlyle Partners VII L.P.", "Carlyle Partners VIII L.P."),
    ("Crystalord Systems Limited", "Crystalord Ltd"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_name_in_two_spellings(one: str, other: str) -> None:
    found = compare_names(one, other, "person")
    assert found.same, found


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_two_names(one: str, other: str) -> None:
    found = compare_names(one, other, "person")
    assert not found.same, found
    assert found.reasons


@pytest.mark.parametrize(("one", "other"), SAME_FIRM)
def test_one_firm(one: str, other: str) -> None:
    assert compare_names(one, other, "organisation").same


@pytest.mark.parametrize(("one", "other"), OTHER_FIRM)
def test_two_firms(one: str, other: str) -> None:
    assert not compare_names(one, other, "organisation").same


def test_a_rare_part_says_more_than_a_common_one() -> None:
    rare = compare_names("Zubaydah Qahtan", "Zubaydah Qahtan", "person")
    assert rare.bits > compare_names("Mohammed Ali", "Mohammed Ali", "person").bits


def test_the_reason_names_the_parts() -> None:
    found = compare_names("محمد النجار", "Mohammad Haddad", "person")
    assert "النجار and haddad are two names" in found.reasons


def test_without_a_kind_a_legal_form_tells_a_firm() -> None:
    assert not compare_names("Khalil Trading LLC", "Khalil LLC").same


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_compare_the_same_both_ways(one: str, other: str) -> None:
    there, back = compare_names(one, other), compare_names(other, one)
    assert (there.same, there.score) == (back.same, back.score)
    assert 0.0 <= there.score <= 1.0


def test_of_two_cells_of_ten_megabytes_no_more_is_read_than_of_names() -> None:
    """What stands behind the first thousand letters costs nothing and changes nothing."""
    long, short = "Najjar Khalil " * 700_000, ("Najjar Khalil " * 700)[:LONGEST_NAME]
    assert compare_names(long, "النجار خليل " * 700_000) == compare_names(short, ("النجار خليل " * 700)[:LONGEST_NAME])
    assert looks_like_firm(short + " Trading Co. Ltd") is looks_like_firm(short)


@pytest.mark.parametrize(
    ("one", "other", "n"), [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abd", 1), ("", "ab", 2)]
)
def test_slips(one: str, other: str, n: int) -> None:
    assert slips(one, other) == n


@pytest.mark.skipif(not SHARED.exists(), reason="the pairs of names are not here (../shared/data/names)")
def test_pairs_judged_by_others() -> None:
    kinds = {"Person": "person", "LegalEntity": None}
    right = wrong = missed = 0
    for row in csv.DictReader(SHARED.open(encoding="utf-8")):
        said = compare_names(row["name1"], row["name2"], kinds.get(row["schema"], "organisation")).same  # type: ignore[arg-type]
        right += said and row["is_match"] == "true"
        wrong += said and row["is_match"] != "true"
        missed += not said and row["is_match"] == "true"
    assert 2 * right / (2 * right + wrong + missed) >= 0.85
