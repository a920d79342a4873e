"""How likely is it that two tokens spell one name? In bits, the same both ways, in any two scripts.

The likeness of a pair is log2 P(both | one name) - log2 P(the one) - log2 P(the other): the sum over all ways of
explaining one spelling by the other, unit by unit (see ``teach``), over what each is worth by itself. A rare long name
that agrees is worth more than a short frequent one. No token is more like another than it is like itself.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hudna.people.kernels import kernel
from hudna.people.letters import ODDS, Side

LEAST = -12.0
"""Bits below which a pair is simply another name: a typing error beyond that tells nothing more."""

STRANGE = 3
"""Classes of sounds that only one of two tokens has, from which they are taken as strangers without a closer look."""

NOTHING, SURELY, PERHAPS, SERVANT_OF, FATHER_OF = 0, 1, 2, 3, 4
"""What the letters at the beginning are that may be passed: an article, perhaps one, Abd al-, Abu or Umm."""

LEFT_OUT = np.array([0.0, 0.2, 0.2, 0.02, 0.02])
"""Share of the spellings of such a name in which they are left out."""

IN_BOTH = np.array([1.0, 2.0, 1.0, 8.0, 8.0])
"""How much more often they are in both spellings of one name than in those of two."""


class Kernel(NamedTuple):
    """The arrays that the loops read.

    By token: ``codes`` of letter groups, ``letters`` without accents and hamza, ``lengths``, letters that may be
    ``passed`` and what they are, ``scripts``, ``sounds`` it has and may have, ``keys``. By token and script of the
    other token: ``even`` and ``start``, corrections for the token by itself, whole and without what is passed;
    ``usual`` bits with a spelling of the same name, as a rule.
    """

    codes: NDArray[np.int16]
    letters: NDArray[np.uint16]
    lengths: NDArray[np.int8]
    passed: NDArray[np.int8]
    scripts: NDArray[np.int8]
    sounds: NDArray[np.int32]
    keys: NDArray[np.int64]
    even: NDArray[np.float32]
    start: NDArray[np.float32]
    usual: NDArray[np.float32]
    odds: tuple[NDArray[np.uint8], ...]
    reach: NDArray[np.int64]
    scale: NDArray[np.float64]


GRADES = (9.0, 7.0, 4.0, 0.0)
"""Bits from which two tokens are the same name in another spelling, spelt alike, alike but for a slip, hardly alike.

Among 320 common parts of Arab names, one stranger in 3,000, 900, 300 and 90 comes so far (`./hudna bench names`).
"""

KEY_SURE, KEY_SHARE, KEY_LEAST, NO_KEY = 11.0, 0.3, -2.0, -1.0
"""A key in common adds this share of the bits that are missing to so many (or from so few); without one, bits go off.

Measured in bands of two bits, on pairs of one name and of strangers (docs/explanation/names-across-scripts.md).
"""

TILT = 2 / 3
"""Weight of how far a pair is from what two spellings of the name usually have, against how far from chance."""

NEAR_THE_MOST = 1.0
"""Bits below the most that a token can have from which more likeness adds ever less."""


@kernel
def _alone(codes, lengths, passed, side, even, start, usual):  # type: ignore[no-untyped-def] # pragma: no cover
    way, told = np.zeros(codes.shape[1] + 1), np.zeros(codes.shape[1] + 1)
    extra = 1.0 / (1.0 - side.share[0])
    for t in range(len(lengths)):
        for turn in range(2):
            begin = 0 if turn == 0 else np.int64(passed[t, 0])
            way[:], told[:] = 0.0, 0.0
            way[begin] = 1.0
            for i in range(begin + 1, lengths[t] + 1):
                for a in range(1, min(side.reach, i - begin) + 1):
                    u = codes[t, i - a, a - 1]
                    if 0 <= u < len(side.share):
                        step = way[i - a] * extra * side.share[u] / side.chance[u]
                        way[i] += step
                        told[i] += step * (told[i - a] + side.told[u])
                told[i] = told[i] / way[i] if way[i] > 1e-280 else 0.0
            bits = np.log2(way[lengths[t]] + 1e-280)
            if turn == 0:
                even[t], start[t], usual[t] = -bits, 0.0, told[lengths[t]]
            elif begin > 0:
                start[t], usual[t] = 2.0 ** (-bits - even[t]), told[lengths[t]]


def alone(
    codes: NDArray[np.int16], lengths: NDArray[np.int8], passed: NDArray[np.int8], side: Side
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """``even``, ``start`` and ``usual`` of each token (see Kernel)."""
    even, start, usual = (np.zeros(len(lengths), np.float32) for _ in range(3))
    _alone(codes, lengths, passed, side, even, start, usual)
    return even, start, usual


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
                total += way[i - 1, j] * ODDS[odds[x1, 0]]
                if y1 >= 0:
                    total += way[i - 1, j - 1] * ODDS[odds[x1, y1]]
                if y2 >= 0:
                    total += way[i - 1, j - 2] * ODDS[odds[x1, y2]]
            if y1 >= 0:
                total += way[i, j - 1] * ODDS[odds[0, y1]]
            if x2 >= 0:
                if y1 >= 0:
                    total += way[i - 2, j - 1] * ODDS[odds[x2, y1]]
                if y2 >= 0:
                    total += way[i - 2, j - 2] * ODDS[odds[x2, y2]]
            if x3 >= 0:
                if y1 >= 0:
                    total += way[i - 3, j - 1] * ODDS[odds[x3, y1]]
                if y2 >= 0:
                    total += way[i - 3, j - 2] * ODDS[odds[x3, y2]]
            way[i, j] = total


@kernel
def _table(s, r):  # type: ignore[no-untyped-def] # pragma: no cover
    """The number of the table for scripts s <= r."""
    return r if s == 0 else (2 + r if s == 1 else 5)


@kernel
def _tilted(raw, usual):  # type: ignore[no-untyped-def] # pragma: no cover
    """Odds that fall short of what two spellings of such a name usually have count for less, those above for more."""
    return raw + TILT * (raw - usual)


@kernel
def raw_bits(k, i, j, way):  # type: ignore[no-untyped-def] # pragma: no cover
    """log2 of the odds of tokens i and j, before they are scaled."""
    if k.scripts[i] > k.scripts[j] or (k.scripts[i] == k.scripts[j] and i > j):
        i, j = j, i
    s, r = k.scripts[i], k.scripts[j]
    n, m, p, q = k.lengths[i], k.lengths[j], k.passed[i, 0], k.passed[j, 0]
    t = _table(s, r)
    way[: n + 1, : m + 1] = 0.0
    way[0, 0] = 1.0
    if p > 0:
        way[p, 0] = LEFT_OUT[k.passed[i, 1]] * k.start[i, r]
    if q > 0:
        way[0, q] = LEFT_OUT[k.passed[j, 1]] * k.start[j, s]
    if p > 0 and q > 0:
        before, after = k.passed[i, 1], k.passed[j, 1]
        sure = before == after and before != PERHAPS
        way[0, 0] = 0.0 if sure else 0.5
        if sure or (before <= PERHAPS and after <= PERHAPS):
            way[p, q] = (1.0 if sure else 0.5) * IN_BOTH[before] * k.start[i, r] * k.start[j, s]
    _fill(k.codes[i], n, k.codes[j], m, k.odds[t], k.reach[t, 0], k.reach[t, 1], way)
    return _tilted(np.log2(way[n, m] + 1e-280) + k.even[i, r] + k.even[j, s], min(k.usual[i, r], k.usual[j, s]))


@kernel
def _scaled(k, i, j, raw):  # type: ignore[no-untyped-def] # pragma: no cover
    s, r = min(k.scripts[i], k.scripts[j]), max(k.scripts[i], k.scripts[j])
    t = _table(s, r)
    return max(LEAST, k.scale[t, 0] * raw + k.scale[t, 1])


@kernel(inline="always")
def _ones(one, other):  # type: ignore[no-untyped-def] # pragma: no cover
    """How many bits are set in two numbers of 32 bits, counted side by side (Warren, Hacker's Delight, 5-1)."""
    bits = np.uint64(np.uint32(one)) | np.uint64(np.uint32(other)) << np.uint64(32)
    bits -= (bits >> np.uint64(1)) & np.uint64(0x5555555555555555)
    bits = (bits & np.uint64(0x3333333333333333)) + ((bits >> np.uint64(2)) & np.uint64(0x3333333333333333))
    bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((bits * np.uint64(0x0101010101010101)) >> np.uint64(56))


@kernel
def _below(most, bits):  # type: ignore[no-untyped-def] # pragma: no cover
    """Bits that stay below ``most`` and keep their order."""
    over = bits - most + NEAR_THE_MOST
    return np.float32(bits if over < 0.0 else most - NEAR_THE_MOST**2 / (over + NEAR_THE_MOST))


@kernel(inline="always")
def strange(sounds, i, j):  # type: ignore[no-untyped-def] # pragma: no cover
    """Whether two tokens sound too different to be looked at closely."""
    return _ones(sounds[i, 0] & ~sounds[j, 1], sounds[j, 0] & ~sounds[i, 1]) >= STRANGE


@kernel
def _keyed(k, i, j, bits):  # type: ignore[no-untyped-def] # pragma: no cover
    """Bits with what the keys add: consonants tell more than vowels."""
    a, b = k.keys[i], k.keys[j]
    if a[0] == b[0] or a[0] == b[1] or (a[1] != 0 and (a[1] == b[0] or a[1] == b[1])):
        return bits + KEY_SHARE * max(0.0, KEY_SURE - max(bits, KEY_LEAST))
    return max(LEAST, bits + NO_KEY)


@kernel
def bits_of(k, own, i, j, way):  # type: ignore[no-untyped-def] # pragma: no cover
    """Bits of likeness of tokens i and j."""
    if i == j:
        return own[i]
    if strange(k.sounds, i, j):
        return np.float32(LEAST)
    return _below(min(own[i], own[j]), _keyed(k, i, j, _scaled(k, i, j, raw_bits(k, i, j, way))))


@kernel
def grade(bits):  # type: ignore[no-untyped-def] # pragma: no cover
    """1 the same in another spelling, 2 spelt alike, 3 alike but for a slip, 4 hardly alike, 6 another."""
    for level in range(4):
        if bits >= GRADES[level]:
            return level + 1
    return 6


@kernel(inline="always")
def strange_as_one(k, i, after, j):  # type: ignore[no-untyped-def] # pragma: no cover
    """Whether token i with the token ``after`` it, read as one, sounds too different from token j."""
    heard, perhaps = k.sounds[i, 0] | k.sounds[after, 0], k.sounds[i, 1] | k.sounds[after, 1]
    more = _ones(heard & ~k.sounds[j, 1], k.sounds[j, 0] & ~perhaps)
    return k.scripts[after] != k.scripts[i] or more >= STRANGE - 1


@kernel
def glued_bits(k, own, i, after, j, both, way):  # type: ignore[no-untyped-def] # pragma: no cover
    """Bits of likeness of token i with the token ``after`` it, read as one, to token j; ``both``: room for them.

    Only where they are not ``strange_as_one``: tokens of two scripts have no likeness as one.
    """
    s, r = k.scripts[i], k.scripts[j]
    n, n2, m = np.int64(k.lengths[i]), np.int64(k.lengths[after]), np.int64(k.lengths[j])
    t = _table(min(s, r), max(s, r))
    both[:n] = k.codes[i, :n]
    both[n : n + n2] = k.codes[after, :n2]
    if s <= r:
        way[: n + n2 + 1, : m + 1] = 0.0
        way[0, 0] = 1.0
        _fill(both, n + n2, k.codes[j], m, k.odds[t], k.reach[t, 0], k.reach[t, 1], way)
        odds = way[n + n2, m]
    else:
        way[: m + 1, : n + n2 + 1] = 0.0
        way[0, 0] = 1.0
        _fill(k.codes[j], m, both, n + n2, k.odds[t], k.reach[t, 0], k.reach[t, 1], way)
        odds = way[m, n + n2]
    raw = np.log2(odds + 1e-280) + k.even[i, r] + k.even[after, r] + k.even[j, s]
    raw = _tilted(raw, min(k.usual[i, r] + k.usual[after, r], k.usual[j, s]))
    return _below(min(own[i] + own[after], own[j]), max(LEAST, k.scale[t, 0] * raw + k.scale[t, 1]))


@kernel
def _own(k, out):  # type: ignore[no-untyped-def] # pragma: no cover
    way = np.zeros((k.codes.shape[1] + 1, k.codes.shape[1] + 1))
    for t in range(len(out)):
        out[t] = max(1.0, _scaled(k, t, t, raw_bits(k, t, t, way)))


@kernel
def pairs(k, own, one, other, out):  # type: ignore[no-untyped-def] # pragma: no cover
    way = np.zeros((k.codes.shape[1] + 1, k.codes.shape[1] + 1))
    for p in range(len(one)):
        i, j = np.int64(one[p]), np.int64(other[p])  # one type everywhere, so that all is compiled once
        out[p] = bits_of(k, own, i, j, way) if i >= 0 and j >= 0 else 0.0


@kernel
def raw_pairs(k, one, other, out):  # type: ignore[no-untyped-def] # pragma: no cover
    """log2 of the odds of each pair of tokens, not scaled."""
    way = np.zeros((k.codes.shape[1] + 1, k.codes.shape[1] + 1))
    for p in range(len(one)):
        out[p] = raw_bits(k, np.int64(one[p]), np.int64(other[p]), way)


def own_likeness(k: Kernel) -> NDArray[np.float32]:
    """Bits of each token compared with itself: the most it can have."""
    out = np.zeros(len(k.lengths), np.float32)
    _own(k, out)
    return out
