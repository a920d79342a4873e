"""One slip of the hand is seen as a slip: in one script by its letters, across scripts by its consonants."""

from __future__ import annotations

import numpy as np
import pytest

from hudna.people.compare import part_level
from hudna.people.levels import ANOTHER, HARDLY, SLIP
from hudna.people.nearer import nearest_names
from hudna.people.spelling import Spelling


def level(one: str, other: str) -> int:
    spelling = Spelling.of([one, other])
    i, j = (np.int32(row[0]) for row in spelling.ids)
    wide = spelling.kernel.codes.shape[1] + 1
    near = nearest_names(spelling, np.zeros(len(spelling.texts), np.int64))
    return int(part_level(spelling.kernel, spelling.own, near, i, j, np.zeros((wide, wide))))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("طارق", "طراق"),  # swapped with the next
        ("مصطفى", "صمطفى"),
        ("سامر", "سام"),  # left out
        ("الأبيض", "الأيبض"),
        ("جهاد", "يهاد"),  # mistaken
        ("Ahmad", "Ahamd"),
        ("Валид", "Валдид"),
    ],
)
def test_one_slip_in_one_script_is_a_slip_both_ways(one: str, other: str) -> None:
    assert level(one, other) <= SLIP
    assert level(other, one) == level(one, other)


def test_hamza_and_endings_are_no_second_slip() -> None:
    assert level("أشرف", "اشلف") <= SLIP
    assert level("حمزة", "خمزه") <= SLIP


def test_a_slip_across_scripts_is_hardly_alike_and_no_other_name() -> None:
    assert level("صمطفى", "Mustafa") <= HARDLY
    assert level("نمير", "Munir") <= HARDLY


@pytest.mark.parametrize(("one", "other"), [("أحمد", "محمود"), ("علي", "عمر"), ("رامي", "Ali")])
def test_two_slips_or_another_name_stay_another(one: str, other: str) -> None:
    assert level(one, other) == ANOTHER
