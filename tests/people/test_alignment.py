"""Names of several parts are aligned, whatever the order, the gaps and the glue."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudna.people import Alignment, Spelling, align, likeness, worth

WORDS = st.sampled_from(
    [
        "محمد",
        "أحمد",
        "النجار",
        "عبد الكريم",
        "Mohammad",
        "al-Najjar",
        "Abdulkarim",
        "Khalil",
        "خليل",
        "Халиль",
        "Abu Amsha",
        "X",
    ]
)
NAMES = st.lists(WORDS, max_size=5).map(" ".join)


def aligned(one: str, other: str) -> Alignment:
    return align(Spelling.of([one, other]), np.array([0]), np.array([1]))


@pytest.mark.parametrize(
    ("one", "other", "paired", "left"),
    [
        ("محمد عبد الكريم خليل النجار", "Mohammad Abdulkareem Khalil Al-Najjar", 4, (0, 0)),
        ("محمد عبد الكريم خليل النجار", "Mohammad Khalil Al-Najjar", 3, (1, 0)),
        ("محمد خليل", "Khalil Mohammad", 2, (0, 0)),
        ("Fridrich Buchenberg", "FridrichBuchenberg", 1, (0, 0)),
        ("محمد خليل", "Salim Khalil", 1, (1, 1)),
        ("", "Khalil", 0, (0, 1)),
        ("", "", 0, (0, 0)),
    ],
)
def test_parts_paired_and_left_over(one: str, other: str, paired: int, left: tuple[int, int]) -> None:
    found = aligned(one, other)
    assert (int(found.paired[0]), (int(found.left_one[0]), int(found.left_other[0]))) == (paired, left)


def test_turned_order_is_told() -> None:
    assert aligned("Mohammad Khalil", "Khalil Mohammad").turned[0] == 1
    assert aligned("Mohammad Khalil", "Mohammad Khalil").turned[0] == 0


def test_agreement_on_a_common_name_is_worth_less() -> None:
    spelling = Spelling.of(["Mohammad Najjar", "Mohammad Khalil", "Mohammad Salim", "Mohammed Omar", "محمد علي"])
    worths = worth(spelling)
    by_text = dict(zip(spelling.texts, worths.tolist(), strict=True))
    assert by_text["mohammad"] == by_text["محمد"] < by_text["najjar"]
    capped = align(spelling, np.array([0]), np.array([1]), worths)
    assert capped.bits[0] < align(spelling, np.array([0]), np.array([1])).bits[0]


@given(NAMES, NAMES)
def test_alignment_is_symmetric(one: str, other: str) -> None:
    there, back = aligned(one, other), aligned(other, one)
    assert there.bits[0] == pytest.approx(back.bits[0], abs=1e-3)
    assert there.paired[0] == back.paired[0]
    assert (there.left_one[0], there.left_other[0]) == (back.left_other[0], back.left_one[0])


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_symmetric_and_never_above_a_token_with_itself(one: str, other: str) -> None:
    spelling = Spelling.of([one, other])
    ids = np.arange(len(spelling.texts), dtype=np.int32)
    table = likeness(spelling, np.repeat(ids, len(ids)), np.tile(ids, len(ids))).reshape(len(ids), len(ids))
    assert (table == table.T).all()
    assert (table <= table.diagonal()).all()


@given(st.sampled_from(["محمد النجار", "Walid al-Moualem", "Валид Муаллем"]), st.integers(1, 8))
def test_marks_and_capitals_do_not_change_a_name(name: str, at: int) -> None:
    seen = name[:at] + "\u200f" + name[at:]
    spelling = Spelling.of([name, seen, name.upper(), name.replace("م", "مـ")])
    assert (spelling.ids == spelling.ids[0]).all()
