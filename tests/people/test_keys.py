"""Spellings of one name meet by a key in any script, and other names do not."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from hudna.people import Spelling, keys
from hudna.people.keys import skeleton

TABLE = Path(__file__).parent / "tables" / "arab_parts.csv"


def met(one: str, other: str) -> bool:
    spelling = Spelling.of([one, other])
    a, b = (set(keys(spelling)[row[0]].tolist()) - {0} for row in spelling.ids)
    return bool(a & b)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("وليد", "Oualid"),
        ("Валид", "Waleed"),
        ("المعلم", "Mouallem"),
        ("جمال", "Gamal"),
        ("جمال", "Djamel"),
        ("Джамаль", "Jamal"),
        ("عبد الرحمن", "Abderrahmane"),
        ("Абдуррахман", "Abd al-Rahman"),
        ("نور الدين", "Noureddine"),
        ("قذافي", "Kadhafi"),
        ("Qaddafi", "Kadhafi"),
        ("ثائر", "Sa'ir"),
    ],
)
def test_they_meet(one: str, other: str) -> None:
    assert met(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("Muallem", "Muslim"), ("المعلم", "مسلم"), ("Ahmad", "Khalid"), ("سعيد", "Salim")]
)
def test_they_do_not_meet(one: str, other: str) -> None:
    assert not met(one, other)


def test_vowels_alone_are_a_key_of_their_own() -> None:
    assert skeleton("aya") == skeleton("آية") == ("A", "A")


def test_nearly_all_spellings_of_common_arab_parts_meet() -> None:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    pairs = [(row["arabic"], word.replace("-", " ")) for row in csv.DictReader(lines) for word in row["latin"].split()]
    assert sum(met(one, other) for one, other in pairs) / len(pairs) >= 0.94
