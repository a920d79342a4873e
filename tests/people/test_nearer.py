"""A spelling that is nearer to another name is that name: brothers are Muhammad and Mahmud, Hasan and Husayn."""

from __future__ import annotations

import numpy as np
import pytest

from hudna.people.compare import part_level
from hudna.people.known import known_names
from hudna.people.levels import HARDLY, NEARER, SLIP
from hudna.people.nearer import FEWEST, SELDOM, nearest_names
from hudna.people.spelling import Spelling


def level(one: str, other: str, listed: dict[str, int] | None = None, *, known: bool = True) -> int:
    """The level of two spellings on lists whose rows hold these so often."""
    counts = {one: 1, other: 1} | (listed or {})
    texts = [*counts, *(known_names() if known else ())]
    spelling = Spelling.of(texts)
    held = np.zeros(len(spelling.texts), np.int64)
    for text, count in counts.items():
        held[spelling.ids[texts.index(text), 0]] = count
    near = nearest_names(spelling, held)
    i, j = (np.int32(spelling.ids[place, 0]) for place in range(2))
    wide = spelling.kernel.codes.shape[1] + 1
    found = part_level(spelling.kernel, spelling.own, near, i, j, np.zeros((wide, wide)))
    assert found == part_level(spelling.kernel, spelling.own, near, j, i, np.zeros((wide, wide)))
    return int(found)


BROTHERS = [
    ("محمد", "Mahmud"),
    ("محمود", "Muhammad"),
    ("أحمد", "Muhammad"),
    ("حسن", "Husayn"),
    ("حسين", "Hassan"),
    ("سالم", "Saleem"),
    ("سعد", "Saeed"),
    ("جمال", "Jameel"),
    ("حسن", "Хусейн"),
    ("Hasan", "Husayn"),
    ("Mahmoud", "Мухаммед"),
    ("حسن", "حسين"),
    ("أحمد", "محمد"),
]


@pytest.mark.parametrize(("one", "other"), BROTHERS)
def test_names_of_brothers_are_two_names_in_any_script(one: str, other: str) -> None:
    assert level(one, other) >= NEARER


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("محمد", "Mohamad"),
        ("محمود", "Mehmoud"),
        ("حسين", "Hosin"),
        ("سليم", "Salim"),
        ("أحمد", "Ahmet"),
        ("احمد", "Ahmad"),
        ("عائشة", "Aicha"),
        ("Muhammad", "Mohamed"),
        ("Хасан", "Hassan"),
        ("Hosin", "Hasen"),  # either could be the other's
    ],
)
def test_a_spelling_stays_that_of_its_own_name(one: str, other: str) -> None:
    assert level(one, other) <= SLIP


def test_what_is_a_name_is_seen_from_the_lists() -> None:
    """No book knows these two families; that both are on the lists, each many times, makes them two."""
    one, other = "الحضلان", "الحضلوني"
    alone = level(one, "Hadlouni", {other: FEWEST - 1}, known=False)
    both = level(one, "Hadlouni", {one: 40, other: 40}, known=False)
    assert alone <= HARDLY < both


def test_a_slip_that_is_met_often_is_no_name() -> None:
    """A frequent name has slips that are written more than once; they are still its slips."""
    listed = {"طارق": FEWEST * SELDOM + 1, "طراق": FEWEST}
    assert level("طراق", "Tariq", listed, known=False) <= HARDLY
    assert level("طارق", "Tariq", listed, known=False) == 1
    assert level("طارق", "طراق", listed, known=False) <= SLIP


def test_hamza_and_ta_marbuta_make_no_second_name() -> None:
    assert level("فؤاد", "Fuad", {"فؤاد": 30, "فواد": 30}) == 1
    assert level("فواد", "Fuad", {"فؤاد": 30, "فواد": 30}) == 1


def test_names_known_everywhere_are_each_told_once() -> None:
    names = known_names()
    assert len(set(names)) == len(names)
