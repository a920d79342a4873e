"""Worlds of records with planted truth: levels drawn from known m and u, and small tables with slips."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hudna.matching import Comparison, Key, Pairs, Weights, compare_codes, compare_numbers

NAME = Comparison("name", ("unknown", "same", "other"))
YEAR = Comparison("year", ("unknown", "same", "near", "far"))
PLACE = Comparison("place", ("unknown", "same", "other"))
COMPARISONS = (NAME, YEAR, PLACE)
START = Weights(
    {"name": (0.0, 0.9, 0.1), "year": (0.0, 0.8, 0.1, 0.1), "place": (0.0, 0.9, 0.1)},
    {"name": (0.0, 0.01, 0.99), "year": (0.0, 0.01, 0.02, 0.97), "place": (0.0, 0.05, 0.95)},
)


class World(NamedTuple):
    """Two tables of three columns; row ``partner[k]`` of the left one is row k of the right one."""

    left: tuple[NDArray[np.int32], ...]
    right: tuple[NDArray[np.int32], ...]
    partner: NDArray[np.int64]

    def keys(self) -> list[Key]:
        """Every column is a key."""
        rows = np.arange(len(self.partner), dtype=np.int32)
        return [
            Key(one.name, rows, a.astype(np.int64), rows, b.astype(np.int64))
            for one, a, b in zip(COMPARISONS, self.left, self.right, strict=True)
        ]

    def levels(self, pairs: Pairs) -> NDArray[np.uint8]:
        """The three levels of each pair."""
        return np.column_stack(
            [
                compare_codes(pairs, self.left[0], self.right[0]),
                compare_numbers(pairs, self.left[1], self.right[1], (0, 5)),
                compare_codes(pairs, self.left[2], self.right[2]),
            ]
        )


def world(n: int, seed: int, slips: tuple[float, float, float] = (0.05, 0.1, 0.1)) -> World:
    """``n`` rows a side, all on both; each column of the right one differs in this share of rows."""
    rng = np.random.default_rng(seed)
    kinds = (300, 1000, 50)
    left = tuple(rng.integers(0, many, n).astype(np.int32) for many in kinds)
    partner = rng.permutation(n)
    right = []
    for column, many, share in zip(left, kinds, slips, strict=True):
        copy = column[partner].copy()
        wrong = rng.random(n) < share
        copy[wrong] = rng.integers(0, many, int(wrong.sum()))
        right.append(copy)
    return World(left, tuple(right), partner)
