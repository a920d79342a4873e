"""Sorting values that carry their row is sorting places: the same order, equals as they come."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from hudna.incidents.order import order_of

FEW = st.integers(-3, 3)
"""So few different values that many rows have the same."""
CLOSE = st.integers(0, 40).map(lambda k: (1 << 62) + k)
"""Values that differ only in bits that are cut off for the row, beside others far away."""


@pytest.mark.parametrize("kind", [np.int64, np.uint64, np.int32])
@given(data=st.data())
def test_as_a_stable_argsort(kind: type, data: st.DataObject) -> None:
    values = data.draw(arrays.arrays(kind, st.integers(0, 60)))
    assert order_of(values).tolist() == np.argsort(values, kind="stable").tolist()


@given(st.lists(st.one_of(FEW, CLOSE), max_size=60))
def test_equals_and_what_differs_in_its_last_bits(values: list[int]) -> None:
    column = np.array(values, np.int64)
    assert order_of(column).tolist() == np.argsort(column, kind="stable").tolist()
