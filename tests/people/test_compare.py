"""Levels of pairs, case by case: parts of names in any order and script, births with slips, places, dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.matching import Pairs
from hudna.people.columns import encode
from hudna.people.compare import Memo, compare_people
from hudna.people.facts import date_of
from hudna.people.gazetteer import ONE_HERE, learn_places
from hudna.people.levels import COMPARISONS, PART
from hudna.people.model import list_of
from hudna.people.rarity import measure

Row = dict[str, Any]


def levels(a: Row, b: Row) -> dict[str, str]:
    """What is found of each comparison, in words."""
    encoded = encode(list_of([a]), list_of([b]))
    sides = (encoded.left, encoded.right)
    memo = Memo.empty(len(encoded.spelling.texts))
    one = Pairs(np.zeros(1, np.int32), np.zeros(1, np.int32))
    found, _ = compare_people(one, encoded, measure(encoded, sides), sides, memo)
    return {c.name: c.levels[level] for c, level in zip(COMPARISONS, found[0].tolist(), strict=True)}


def born(first: dt.date, last: dt.date | None = None) -> Row:
    return {"name": "x", "birth_from": first, "birth_to": last or first}


def year(number: int) -> Row:
    return born(dt.date(number, 1, 1), dt.date(number, 12, 31))


NAMES = [
    ("وليد محمد المعلم", "Walid Mohammed al-Moualem", "as written"),
    ("وليد محمد المعلم", "Mohammed Walid al-Moualem", "two are swapped"),
    ("وليد محمد خالد المعلم", "Al-Moualem Walid Mohammed Khaled", "another order"),
    ("وليد محمد خالد المعلم", "Walid al-Moualem", "as written"),
    ("Валид Мухаммед Муаллем", "وليد محمد المعلم", "as written"),
]


@pytest.mark.parametrize(("one", "other", "order"), NAMES)
def test_names_are_recognised_in_any_order_and_script(one: str, other: str, order: str) -> None:
    for a, b in ((one, other), (other, one)):
        found = levels({"name": a}, {"name": b})
        assert found["order of names"] == order
        known = [found[part] for part in ("given name", "father's name", "grandfather's name", "family name")]
        assert all(words not in ("another", "hardly alike") for words in known)
        assert sum(words != "unknown" for words in known) >= 2


@pytest.mark.parametrize(
    ("son", "father"),
    [
        ("سامي وليد خالد النجار", "وليد خالد يوسف النجار"),
        ("سامي وليد النجار", "وليد خالد النجار"),
        ("Sami Walid al-Najjar", "وليد خالد النجار"),
    ],
)
def test_a_son_is_not_his_father_with_two_names_swapped(son: str, father: str) -> None:
    for a, b in ((son, father), (father, son)):
        found = levels({"name": a}, {"name": b})
        assert found["order of names"] != "two are swapped"


def test_brothers_whose_names_are_alike_are_two() -> None:
    found = levels({"name": "محمد سامي خالد النجار"}, {"name": "Mahmoud Sami Khaled al-Najjar"})
    assert found["given name"] == "alike, but another name is nearer"
    assert found["father's name"] == "the same, in whatever script"


PARTS = st.lists(
    st.sampled_from(("محمد", "Mohammed", "وليد", "Walid", "Abu Khalid", "المعلم", "al-Moualem", "Najjar")),
    min_size=1,
    max_size=4,
)


@settings(deadline=None, max_examples=60)
@given(PARTS, PARTS, st.booleans())
def test_a_comparison_is_the_same_both_ways_round(one: list[str], other: list[str], apart: bool) -> None:
    def row(names: list[str]) -> Row:
        roles = ("given", "father", "grandfather", "family")
        return {"name": " ".join(names)} | (dict(zip(roles, names, strict=False)) if apart else {})

    assert levels(row(one), row(other)) == levels(row(other), row(one))


def test_a_part_that_one_side_lacks_is_unknown_and_not_another() -> None:
    found = levels(
        {"given": "علي", "father": None, "family": "النجار"}, {"given": "Ali", "father": "Omar", "family": "Najjar"}
    )
    assert found["father's name"] == "unknown"
    assert found["family name"] != "another"


def test_a_kunya_beside_or_in_place_of_the_given_name_is_no_other_name() -> None:
    beside = levels({"given": "أبو طارق أحمد", "family": "النجار"}, {"given": "Ahmed", "family": "Najjar"})
    instead = levels({"given": "أبو طارق", "family": "النجار"}, {"given": "Ahmed", "family": "Najjar"})
    assert beside["given name"] != "another"
    assert instead["given name"] == "unknown"


def test_muallem_is_nearer_to_its_arabic_than_to_muslim() -> None:
    itself, other, across = (
        PART.index(levels({"name": "Walid Muallem"}, {"name": name})["family name"])
        for name in ("وليد المعلم", "Walid Muslim", "وليد مسلم")
    )
    assert itself == 1 < min(other, across)


D = dt.date
BIRTHS = [
    (born(D(1984, 5, 3)), born(D(1984, 5, 3)), "born the same day"),
    (born(D(1984, 5, 3)), born(D(1984, 3, 5)), "day and month swapped"),
    (born(D(1984, 5, 3)), born(D(1994, 5, 3)), "for a slip"),
    (born(D(1984, 5, 3)), born(D(1984, 5, 13)), "for a slip"),
    (born(D(1984, 5, 3)), year(1984), "as far as it is known"),
    (year(1984), year(1984), "as far as it is known"),
    (year(1984), year(1985), "up to a year"),
    (year(1984), year(1986), "up to two years"),
    (year(1984), year(1989), "up to five years"),
    (year(1984), year(1994), "or ten"),
    (year(1984), year(1999), "further apart"),
    (born(D(1984, 5, 3)), born(D(1984, 11, 20)), "up to a year"),
    (born(D(1984, 5, 3)), {"name": "x"}, "unknown"),
]


@pytest.mark.parametrize(("one", "other", "words"), BIRTHS)
def test_births_are_compared_as_intervals_and_slips_are_seen(one: Row, other: Row, words: str) -> None:
    for a, b in ((one, other), (other, one)):
        assert words in levels(a, b)["birth"]


def test_dates_of_birth_are_cut_into_the_parts_that_the_calendar_gives() -> None:
    for day in range(-40_000, 40_000, 97):
        then = D(1970, 1, 1) + dt.timedelta(days=day)
        assert tuple(map(int, date_of(day))) == (then.year, then.month, then.day)


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("الرقة", "Raqqa", "spelt alike"),
        ("Homs", "Homs", "the same"),
        ("حمص", "Aleppo", "another"),
        (None, "Homs", "unknown"),
    ],
)
def test_places_are_compared_by_spelling(one: str | None, other: str, words: str) -> None:
    assert levels({"name": "x", "place": one}, {"name": "x", "place": other})["place"] == words


@pytest.mark.parametrize(("days", "words"), [(0, "the same day"), (7, "a week"), (30, "a month"), (90, "further")])
def test_dates_are_compared_by_days_apart(days: int, words: str) -> None:
    there = D(2020, 3, 1)
    found = levels({"name": "x", "date": there}, {"name": "x", "date": there + dt.timedelta(days=days)})
    assert words in found["date"]


def test_places_that_the_same_people_give_are_one_place_in_these_lists() -> None:
    """Places 0 and 1 are one, spelt nothing alike; 2 and 3 are others; a tenth of the people moved."""
    rng = np.random.default_rng(1)
    true = rng.integers(0, 3, 600)
    left = np.where(true == 0, 0, true + 1).astype(np.int32)
    right = np.where(true == 0, 1, true + 1).astype(np.int32)
    moved = rng.random(600) < 0.1
    right[moved] = rng.integers(1, 4, int(moved.sum()))
    apart = np.where(np.eye(4), 1, 4).astype(np.uint8)
    found = learn_places(apart, left, right, np.ones(600))
    assert found[0, 1] == found[1, 0] == ONE_HERE
    assert (found == ONE_HERE).sum() == 2


def test_few_pairs_teach_no_places() -> None:
    apart = np.where(np.eye(3), 1, 4).astype(np.uint8)
    none = learn_places(apart, np.array([0, 1], np.int32), np.array([1, 2], np.int32), np.ones(2))
    assert (none == apart).all()


def test_what_is_rare_weighs_more_than_what_is_common_in_either_script() -> None:
    many = [{"name": "محمد النجار"}] * 300 + [{"name": "Mohammed Haddad"}] * 300 + [{"name": "قيصر الزغبي"}]
    encoded = encode(list_of(many), list_of(many))
    rarity = measure(encoded, (encoded.left, encoded.right))
    parts = encoded.left.parts
    common, latin, rare = (float(rarity.personal[parts[row, 0]]) for row in (0, 300, 600))
    assert common == pytest.approx(latin, abs=0.2)
    assert rare < common - 3
