"""By what rows meet: keys for those that lack a date are their own, and only where lists have dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from hudna.people.blocking import TELLING, UNDATED, blocking_keys
from hudna.people.columns import encode
from hudna.people.model import list_of
from hudna.people.rarity import measure

DAY = dt.date(2020, 3, 1)
BORN = {"birth_from": dt.date(1980, 1, 1), "birth_to": dt.date(1980, 12, 31), "place": "Homs"}


def met(a: list[dict[str, Any]], b: list[dict[str, Any]]) -> dict[str, set[tuple[int, int]]]:
    """The pairs that each key gives."""
    encoded = encode(list_of(a), list_of(b))
    sides = (encoded.left, encoded.right)
    found: dict[str, set[tuple[int, int]]] = {}
    for key in blocking_keys(measure(encoded, sides), sides):
        pairs = found.setdefault(key.name, set())
        for row, value in zip(key.left_rows.tolist(), key.left_values.tolist(), strict=True):
            pairs |= {(row, other) for other in key.right_rows[key.right_values == value].tolist()}
    return found


def people(dates: list[dt.date | None]) -> list[dict[str, Any]]:
    return [{"name": "Walid Samir Najjar", "date": date, **BORN} for date in dates]


def test_rows_without_a_date_are_looked_for_by_their_other_facts() -> None:
    found = met(people([DAY, DAY, None]), people([None, DAY, DAY]))
    for name in UNDATED:
        assert found[f"{name}; the one without a date"] == {(2, 0), (2, 1), (2, 2)}
        assert found[f"{name}; the other without a date"] == {(0, 0), (1, 0), (2, 0)}
    assert found["two parts of the name, place"] == {(i, j) for i in range(3) for j in range(3)}
    assert (0, 1) in found["three parts of the name, place"]


def test_where_most_rows_have_no_date_nobody_is_looked_for_twice() -> None:
    assert not [name for name in met(people([DAY, None, None]), people([DAY, DAY, DAY])) if "without" in name]
    assert not [name for name in met([], people([DAY])) if "without" in name]


def test_keys_for_rows_without_a_date_may_have_larger_blocks() -> None:
    encoded = encode(list_of(people([DAY, DAY, None])), list_of(people([DAY, DAY, None])))
    sides = (encoded.left, encoded.right)
    worth = {key.name: key.worth for key in blocking_keys(measure(encoded, sides), sides)}
    assert {worth[name] for name in worth if "without a date" in name} == {TELLING}
    assert worth["two parts of the name"] == 1
    assert np.all([one >= 1 for one in worth.values()])
