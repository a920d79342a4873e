"""Somebody twice on a list, written badly once: the better row does not push the other one away."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hudna.people import MatchedLists, list_of, match_lists

DAY = dt.date(1974, 5, 3)


def person(name: str, day: dt.date | None = None, **more: Any) -> dict[str, Any]:
    return {"name": name, "sex": "m", **more, **({"birth_from": day, "birth_to": day} if day else {})}


def matched(second: dict[str, Any], **asked: Any) -> MatchedLists:
    a = list_of([person("وليد محمد خالد المعلم", DAY)])
    return match_lists(a, list_of([person("Walid Mohamad Khaled al-Moualem", DAY), second]), **asked)


def test_a_row_that_may_be_the_same_person_once_more_goes_to_a_person() -> None:
    pairs = matched(person("Walid Khaled Almoualem")).pairs
    assert pairs.b.tolist() == [0, 1]
    assert pairs.outcome.tolist() == [2, 1]


def test_where_a_list_holds_nobody_twice_the_better_row_takes_it_all() -> None:
    pairs = matched(person("Walid Khaled Almoualem"), no_doubles=("b",)).pairs
    assert pairs.b.tolist() == [0]
    assert pairs.outcome.tolist() == [2]


def test_a_third_row_never_makes_a_pair_surer_than_it_is_by_itself() -> None:
    weak = person("Walid Khaled Almoualem")
    a = list_of([person("وليد محمد خالد المعلم", DAY)])
    by_itself = match_lists(a, list_of([weak]), one_to_one=False).pairs.p
    beside = matched(weak).pairs.p
    assert beside[1] <= by_itself[0] + 1e-9


def test_a_brother_is_no_double() -> None:
    pairs = matched(person("Khaled Mohamad Khaled al-Moualem", DAY)).pairs
    assert [outcome for row, outcome in zip(pairs.b.tolist(), pairs.outcome.tolist(), strict=True) if row == 1] != [2]
