"""Comparisons of plain columns: each gives a level per pair, 0 where one side says nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hudna.matching.kernels import kernel
from hudna.matching.model import Float64, Int32, Pairs, UInt8


def compare_codes(pairs: Pairs, left: Int32, right: Int32) -> UInt8:
    """1 the same, 2 different; a negative code is unknown."""
    a, b = left[pairs.left], right[pairs.right]
    level = np.where(a == b, 1, 2).astype(np.uint8)
    level[(a < 0) | (b < 0)] = 0
    return np.asarray(level, np.uint8)


def compare_numbers(
    pairs: Pairs, left: NDArray[np.generic], right: NDArray[np.generic], steps: Sequence[float]
) -> UInt8:
    """Level k + 1 where the two differ by at most ``steps[k]`` (which rise), the last beyond; NaN is unknown."""
    a, b = left[pairs.left].astype(np.float64), right[pairs.right].astype(np.float64)
    apart = np.abs(a - b)
    level = (np.searchsorted(np.asarray(steps, np.float64), apart, side="left") + 1).astype(np.uint8)
    level[np.isnan(apart)] = 0
    return np.asarray(level, np.uint8)


def compare_places(
    pairs: Pairs, left: tuple[Float64, Float64], right: tuple[Float64, Float64], steps_km: Sequence[float]
) -> UInt8:
    """Level by great-circle distance in km; each side is (longitudes, latitudes) in degrees, NaN unknown."""
    lon_a, lat_a = np.radians(left[0][pairs.left]), np.radians(left[1][pairs.left])
    lon_b, lat_b = np.radians(right[0][pairs.right]), np.radians(right[1][pairs.right])
    chord = np.sin((lat_a - lat_b) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_a - lon_b) / 2) ** 2
    apart = 2 * 6371.0 * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    level = (np.searchsorted(np.asarray(steps_km, np.float64), apart, side="left") + 1).astype(np.uint8)
    level[np.isnan(apart)] = 0
    return np.asarray(level, np.uint8)


def compare_texts(pairs: Pairs, left: Sequence[str | None], right: Sequence[str | None]) -> UInt8:
    """1 the same, 2 one slip (a letter more, less, other, or two swapped), 3 alike (over 0.75), 4 other; empty unknown.

    Alike is one less the edit distance over the longer length. Distinct texts are compared once.
    """
    texts = sorted({text for side in (left, right) for text in side if text})
    code = {text: number for number, text in enumerate(texts)}
    a = np.array([code[text] if text else -1 for text in left], np.int32)[pairs.left]
    b = np.array([code[text] if text else -1 for text in right], np.int32)[pairs.right]
    start = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) for text in texts], out=start[1:])
    points = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
    return np.asarray(_text_levels(a, b, points, start), np.uint8)


@kernel
def _text_levels(a: Int32, b: Int32, points: NDArray[np.uint32], start: NDArray[np.int64]) -> UInt8:
    levels = np.zeros(len(a), np.uint8)
    for k in range(len(a)):
        if a[k] < 0 or b[k] < 0:
            continue
        if a[k] == b[k]:
            levels[k] = 1
            continue
        x = points[start[a[k]] : start[a[k] + 1]]
        y = points[start[b[k]] : start[b[k] + 1]]
        apart = edits(x, y)
        if apart == 1:
            levels[k] = 2
        elif apart <= 0.25 * max(len(x), len(y)):
            levels[k] = 3
        else:
            levels[k] = 4
    return levels


@kernel
def edits(x: NDArray[np.uint32], y: NDArray[np.uint32]) -> int:
    """Optimal string alignment: insertions, deletions, substitutions, swaps of neighbours."""
    n = len(y)
    before, last, row = np.empty(n + 1, np.int64), np.arange(n + 1), np.empty(n + 1, np.int64)
    for i in range(1, len(x) + 1):
        row[0] = i
        for j in range(1, n + 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x[i - 1] != y[j - 1]))
            if i > 1 and j > 1 and x[i - 1] == y[j - 2] and x[i - 2] == y[j - 1]:
                best = min(best, before[j - 2] + 1)
            row[j] = best
        before, last, row = last, row, before
    return int(last[n])
