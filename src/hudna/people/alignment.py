"""Which token of one name answers to which of the other, and how like are the names as wholes?

The order of parts is not known (given name first, family name first), parts are missing (a grandfather), and two may be
written as one. The likest tokens are paired first. Two tokens of one name that are left over beside each other are
tried as one against a token left over in the other name.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hudna.people.kernels import kernel
from hudna.people.likeness import LEAST, bits_of, glued_bits, strange, strange_as_one
from hudna.people.spelling import MOST_TOKENS, Spelling

LEAST_TO_PAIR = 0.0
"""Bits from which two tokens count as one part of the name; below, they contradict each other."""

LEFT_OUT = -0.5
"""Bits for a part that only one of the names has."""

CONTRADICTED = -8.0
"""The most that parts which are left over on both sides take away, for each."""


SEEN_BITS = 16
"""Likeness of tokens that was worked out is kept in so many places (their binary logarithm)."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """For each pair of rows: ``bits`` of the whole, parts ``paired``, left over in the one and in the other, pairs of
    parts whose order is ``turned``, and bits of the ``weakest`` pair of parts (0 where no part is paired).
    """

    bits: NDArray[np.float32]
    paired: NDArray[np.uint8]
    left_one: NDArray[np.uint8]
    left_other: NDArray[np.uint8]
    turned: NDArray[np.uint8]
    weakest: NDArray[np.float32]


@kernel(inline="always")
def _remembered(k, own, i, j, way, names, values):  # type: ignore[no-untyped-def] # pragma: no cover
    bits = own[i]
    if i != j:
        bits = np.float32(LEAST)
        if not strange(k.sounds, i, j):
            a, b = min(i, j), max(i, j)
            name = np.int64(a) << 32 | np.int64(b)
            slot = (np.uint64(name) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - SEEN_BITS)
            if names[slot] != name:
                names[slot] = name
                values[slot] = bits_of(k, own, a, b, way)
            bits = values[slot]
    return bits


@kernel
def _best(table, n, m, one, other):  # type: ignore[no-untyped-def] # pragma: no cover
    """The likest pair of tokens that are not paired yet; parts in the same order first."""
    best, at_i, at_j, off = np.float32(-99.0), -1, -1, 99
    for i in range(n):
        if one[i] >= 0:
            continue
        for j in range(m):
            if other[j] >= 0:
                continue
            v = table[i, j]
            if v > best or (v == best and abs(i - j) < off):
                best, at_i, at_j, off = v, i, j, abs(i - j)
    return best, at_i, at_j


@kernel
def _glue(k, own, x, n, y, m, one, other, worth, both, way, table):  # type: ignore[no-untyped-def] # pragma: no cover
    """Pair two tokens of x that are left over and beside each other with one of y that is; bits gained."""
    gained = np.float32(0.0)
    for i in range(n - 1):
        if one[i] >= 0 or one[i + 1] >= 0:
            continue
        for j in range(m):
            if other[j] >= 0 or strange_as_one(k, x[i], x[i + 1], y[j]):
                continue
            v = min(glued_bits(k, own, x[i], x[i + 1], y[j], both, way), worth[x[i]] + worth[x[i + 1]])
            if v > 0.0 and v > table[i, j] and v > table[i + 1, j]:
                one[i], one[i + 1], other[j] = j, j, i
                gained += v
                break
    return gained


@kernel
def _align(k, own, worth, ids, rows_a, rows_b, most, out, counts):  # type: ignore[no-untyped-def] # pragma: no cover
    wide = 2 * k.codes.shape[1] + 1
    way, both = np.zeros((wide, wide)), np.zeros((wide, 3), k.codes.dtype)
    names, values = np.full(1 << SEEN_BITS, -1, np.int64), np.zeros(1 << SEEN_BITS, np.float32)  # likeness seen before
    table = np.zeros((most, most), np.float32)
    across = np.zeros((most, most), np.float32)
    one, other = np.zeros(most, np.int64), np.zeros(most, np.int64)
    for p in range(len(rows_a)):
        x, y = ids[rows_a[p]], ids[rows_b[p]]
        n = m = 0
        while n < ids.shape[1] and x[n] >= 0:
            n += 1
        while m < ids.shape[1] and y[m] >= 0:
            m += 1
        one[:], other[:] = -1, -1
        for i in range(n):
            for j in range(m):
                v = _remembered(k, own, x[i], y[j], way, names, values)
                table[i, j] = min(v, max(worth[x[i]], worth[y[j]]))
        total, weakest, paired, turned = np.float32(0.0), np.float32(99.0), 0, 0
        while True:
            v, i, j = _best(table, n, m, one, other)
            if i < 0 or v <= LEAST_TO_PAIR:
                break
            for h in range(n):
                if one[h] >= 0 and (h < i) != (one[h] < j):
                    turned += 1
            one[i], other[j] = j, i
            total, weakest, paired = total + v, min(weakest, v), paired + 1
        if paired < n and paired < m:
            for i in range(n):
                for j in range(m):
                    across[j, i] = table[i, j]
            gained = _glue(k, own, x, n, y, m, one, other, worth, both, way, table)
            gained += _glue(k, own, y, m, x, n, other, one, worth, both, way, across)
            if gained > 0.0:
                total, paired = total + gained, paired + 1
        left_a = left_b = 0
        for i in range(n):
            left_a += one[i] < 0
        for j in range(m):
            left_b += other[j] < 0
        while True:
            v, i, j = _best(table, n, m, one, other)
            if i < 0:
                break
            one[i], other[j] = j, i
            total += max(v, CONTRADICTED)
        out[p, 0] = total + LEFT_OUT * abs(left_a - left_b)
        out[p, 1] = weakest if paired else 0.0
        counts[p, 0], counts[p, 1], counts[p, 2], counts[p, 3] = paired, left_a, left_b, turned


def worth(spelling: Spelling) -> NDArray[np.float32]:
    """The bits that agreement on a token can be worth: those of how rare its key is among all tokens of the rows.

    By key and not by token, since one frequent name is written in many ways, each of them rare.
    """
    count = np.repeat(spelling.count[:, None], spelling.keys.shape[1], axis=1).astype(np.float64)
    _, place = np.unique(spelling.keys, return_inverse=True)
    place = place.reshape(spelling.keys.shape)
    by_key = np.bincount(place.ravel(), weights=count.ravel())
    held = np.where(spelling.keys != 0, by_key[place], 0.0).max(axis=1)
    bits: NDArray[np.float64] = np.log2(max(float(spelling.count.sum()), 1.0) + 1.0) - np.log2(held + 0.5)
    return bits.astype(np.float32)


def align(
    spelling: Spelling, one: NDArray[np.integer], other: NDArray[np.integer], worths: NDArray[np.float32] | None = None
) -> Alignment:
    """Compare rows ``one[p]`` and ``other[p]`` of the spelling as full names.

    ``worths``: the most that agreement on each token is worth (see ``worth``); without it, rarity is that of letters.
    """
    if worths is None:
        worths = np.full(len(spelling.texts), 99.0, np.float32)
    out, counts = np.zeros((len(one), 2), np.float32), np.zeros((len(one), 4), np.uint8)
    _align(spelling.kernel, spelling.own, worths, spelling.ids, one, other, MOST_TOKENS, out, counts)
    return Alignment(out[:, 0], counts[:, 0], counts[:, 1], counts[:, 2], counts[:, 3], out[:, 1])
