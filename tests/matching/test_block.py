"""Candidates: each pair that shares a key once, no block that explodes, and what was left out is told."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.matching import Key, batches, block

VALUES = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 5)), max_size=30)


def key(name: str, left: list[tuple[int, int]], right: list[tuple[int, int]]) -> Key:
    def columns(side: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
        return np.array([row for row, _ in side], np.int32), np.array([value for _, value in side], np.int64)

    return Key(name, *columns(left), *columns(right))


def listed(blocks: object, size: int = 1 << 20) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for one in batches(blocks, size=size):
        found.extend(zip(one.left.tolist(), one.right.tolist(), strict=True))
    return found


@settings(deadline=None)
@given(VALUES, VALUES, VALUES, VALUES, st.integers(1, 50))
def test_candidates_are_the_union_of_all_keys_each_pair_once(
    a: list[tuple[int, int]], b: list[tuple[int, int]], c: list[tuple[int, int]], d: list[tuple[int, int]], size: int
) -> None:
    found = listed(block([key("one", a, b), key("two", c, d)], 9, 9), size)
    wanted = {(i, j) for x, y in ((a, b), (c, d)) for i, v in x for j, w in y if v == w}
    assert sorted(found) == sorted(wanted)


@settings(deadline=None)
@given(VALUES)
def test_within_one_table_a_pair_is_given_once_and_nobody_is_paired_with_himself(a: list[tuple[int, int]]) -> None:
    found = listed(block([key("one", a, a)], 9, 9, within=True))
    assert sorted(found) == sorted({(i, j) for i, v in a for j, w in a if v == w and i < j})


def test_a_value_that_everybody_shares_is_dropped_and_told() -> None:
    n = 50_000
    rows = np.arange(n, dtype=np.int32)
    same, own = np.zeros(n, np.int64), np.arange(n, dtype=np.int64)
    blocks = block([Key("all one", rows, same, rows, same), Key("own", rows, own, rows, own)], n, n)
    all_one, by_own = blocks.sizes
    assert (all_one.pairs, all_one.dropped_blocks, all_one.dropped_pairs) == (0, 1, n * n)
    assert (by_own.pairs, by_own.dropped_blocks) == (n, 0)
    assert sum(len(pairs) for pairs in batches(blocks)) == n


def test_the_largest_blocks_go_first_until_the_whole_is_in_bounds() -> None:
    values = np.repeat(np.arange(4), (10, 20, 30, 40)).astype(np.int64)
    rows = np.arange(100, dtype=np.int32)
    (size,) = block([Key("k", rows, values, rows, values)], 100, 100, most_per_row=6, always=0).sizes
    assert (size.pairs, size.largest, size.dropped_pairs) == (100 + 400, 400, 900 + 1600)
    (size,) = block([Key("k", rows, values, rows, values)], 100, 100, most_per_row=6).sizes
    assert (size.pairs, size.dropped_pairs) == (3000, 0), "of short tables no block is dropped"


def test_blocks_of_a_key_that_tells_more_may_be_larger() -> None:
    rows = np.arange(100, dtype=np.int32)
    tens, twenties = rows.astype(np.int64) // 10, rows.astype(np.int64) // 20
    much, little = (
        Key("much", rows, twenties, rows, twenties, worth=10),
        Key("little", rows, tens, rows, tens),
    )
    bounded = block([much, little], 100, 100, most_per_row=20, always=0)
    assert [(one.pairs, one.dropped_blocks) for one in bounded.sizes] == [(2000, 0), (0, 10)]
    assert bounded.pairs <= 20 * 100


def test_rows_asked_for_are_the_only_ones_on_the_left() -> None:
    rows = np.arange(10, dtype=np.int32)
    blocks = block([Key("k", rows, rows % 3, rows, rows % 3)], 10, 10)
    found = [pair for one in batches(blocks, np.array([4, 7], np.int32)) for pair in one.left.tolist()]
    assert set(found) == {4, 7}


def test_empty_tables_have_no_candidates() -> None:
    assert listed(block([key("k", [], [(0, 1)])], 0, 1)) == []
    assert listed(block([], 3, 3)) == []
