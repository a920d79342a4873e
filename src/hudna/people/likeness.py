"""How likely is it that two tokens spell one name? In bits, the same both ways, in any two scripts.

The likeness of a pair is log2 P(both | one name) - log2 P(the one) - log2 P(the other): the sum over all ways of
explaining one spelling by the other, unit by unit (see ``teach``), over what each is worth by itself. A rare long name
that agrees is worth more than a short frequent one. No token is more like another than it is like itself.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

LEAST = -12.0
"""Bits below which a pair is simply another name: a typing error beyond that tells nothing more."""

ARTICLE_LEFT_OUT = 0.2
"""Share of the spellings of a name with an article in which it is left out."""


class Kernel(NamedTuple):
    """The arrays that the loops read: by token codes, lengths, letters that may be passed, script, corrections."""

    codes: NDArray[np.int16]
    lengths: NDArray[np.int8]
    passed: NDArray[np.int8]
    scripts: NDArray[np.int8]
    even: NDArray[np.float32]
    start: NDArray[np.float32]
    odds: tuple[NDArray[np.float32], ...]
    reach: NDArray[np.int64]
    scale: NDArray[np.float64]


kernel: Any = nb.njit(cache=True, nogil=True, error_model="numpy")


@kernel
def _shares(codes, lengths, passed, share, chance, reach, even, start):  # type: ignore[no-untyped-def] # pragma: no cover
    way = np.zeros(codes.shape[1] + 1)
    extra = 1.0 / (1.0 - share[0])
    for t in range(len(lengths)):
        for turn in range(2):
            begin = 0 if turn == 0 else np.int64(passed[t])
            way[:] = 0.0
            way[begin] = 1.0
            for i in range(begin + 1, lengths[t] + 1):
                for a in range(1, min(reach, i - begin) + 1):
                    u = codes[t, i - a, a - 1]
                    if u >= 0:
                        way[i] += way[i - a] * extra * share[u] / chance[u]
            odds = way[lengths[t]]
            bits = np.log2(odds) if odds > 1e-280 else -930.0
            if begin == 0:
                even[t] = -bits
                start[t] = 0.0
            else:
                start[t] = 2.0 ** (-bits - even[t])


def shares(
    codes: NDArray[np.int16],
    lengths: NDArray[np.int8],
    passed: NDArray[np.int8],
    share: NDArray[np.float64],
    chance: NDArray[np.float64],
    reach: int,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For each token: bits from letters by chance to what the table makes of it alone; odds of passing its article."""
    even, start = np.zeros(len(lengths), np.float32), np.zeros(len(lengths), np.float32)
    _shares(codes, lengths, passed, share, chance, int(reach), even, start)
    return even, start


@kernel
def _fill(x, n, y, m, odds, reach_x, reach_y, way):  # type: ignore[no-untyped-def] # pragma: no cover
    """Sum over all chains of units; ``way`` holds where a chain may begin."""
    for i in range(n + 1):
        x1 = x[i - 1, 0] if i > 0 else -1
        x2 = x[i - 2, 1] if i > 1 and reach_x > 1 else -1
        x3 = x[i - 3, 2] if i > 2 and reach_x > 2 else -1
        for j in range(m + 1):
            total = way[i, j]
            y1 = y[j - 1, 0] if j > 0 else -1
            y2 = y[j - 2, 1] if j > 1 and reach_y > 1 else -1
            if x1 >= 0:
                total += way[i - 1, j] * odds[x1, 0]
                if y1 >= 0:
                    total += way[i - 1, j - 1] * odds[x1, y1]
                if y2 >= 0:
                    total += way[i - 1, j - 2] * odds[x1, y2]
            if y1 >= 0:
                total += way[i, j - 1] * odds[0, y1]
            if x2 >= 0:
                if y1 >= 0:
                    total += way[i - 2, j - 1] * odds[x2, y1]
                if y2 >= 0:
                    total += way[i - 2, j - 2] * odds[x2, y2]
            if x3 >= 0:
                if y1 >= 0:
                    total += way[i - 3, j - 1] * odds[x3, y1]
                if y2 >= 0:
                    total += way[i - 3, j - 2] * odds[x3, y2]
            way[i, j] = total


@kernel
def _table(s, r):  # type: ignore[no-untyped-def] # pragma: no cover
    """The number of the table for scripts s <= r."""
    return r if s == 0 else (2 + r if s == 1 else 5)


@kernel
def raw_bits(k, i, j, way):  # type: ignore[no-untyped-def] # pragma: no cover
    """log2 of the odds of tokens i and j, before they are scaled."""
    if k.scripts[i] > k.scripts[j] or (k.scripts[i] == k.scripts[j] and i > j):
        i, j = j, i
    s, r = k.scripts[i], k.scripts[j]
    n, m, p, q = k.lengths[i], k.lengths[j], k.passed[i], k.passed[j]
    t = _table(s, r)
    way[: n + 1, : m + 1] = 0.0
    way[0, 0] = 1.0
    if p > 0:
        way[p, 0] = ARTICLE_LEFT_OUT * k.start[i, r]
    if q > 0:
        way[0, q] = ARTICLE_LEFT_OUT * k.start[j, s]
        if p > 0:
            way[p, q] = k.start[i, r] * k.start[j, s]
    _fill(k.codes[i], n, k.codes[j], m, k.odds[t], k.reach[t, 0], k.reach[t, 1], way)
    return np.log2(way[n, m] + 1e-280) + k.even[i, r] + k.even[j, s]


@kernel
def _scaled(k, i, j, raw):  # type: ignore[no-untyped-def] # pragma: no cover
    s, r = min(k.scripts[i], k.scripts[j]), max(k.scripts[i], k.scripts[j])
    t = _table(s, r)
    return max(LEAST, k.scale[t, 0] * raw + k.scale[t, 1])


@kernel
def bits_of(k, own, i, j, way):  # type: ignore[no-untyped-def] # pragma: no cover
    """Bits of likeness of tokens i and j."""
    if i == j:
        return own[i]
    return np.float32(min(own[i], own[j], _scaled(k, i, j, raw_bits(k, i, j, way))))


@kernel
def _own(k, out):  # type: ignore[no-untyped-def] # pragma: no cover
    way = np.zeros((k.codes.shape[1] + 1, k.codes.shape[1] + 1))
    for t in range(len(out)):
        out[t] = max(1.0, _scaled(k, t, t, raw_bits(k, t, t, way)))


@kernel
def pairs(k, own, one, other, out):  # type: ignore[no-untyped-def] # pragma: no cover
    way = np.zeros((k.codes.shape[1] + 1, k.codes.shape[1] + 1))
    for p in range(len(one)):
        out[p] = bits_of(k, own, one[p], other[p], way) if one[p] >= 0 and other[p] >= 0 else 0.0


def own_likeness(k: Kernel) -> NDArray[np.float32]:
    """Bits of each token compared with itself: the most it can have."""
    out = np.zeros(len(k.lengths), np.float32)
    _own(k, out)
    return out
