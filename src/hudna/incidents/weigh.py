"""What it is worth that two reports compare as they do: learnt from the reports themselves, without labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from hudna.incidents.fusing_table import fusing
from hudna.incidents.levels import PATTERNS, SIZES
from hudna.matching import Comparison, Weights, probability

FEWEST = 2_000
"""With fewer pairs in reach than this nothing is learnt: the weights that Hudna ships are used as they are."""
FEWEST_COVERED = 0.3
HALF_OF = 10.0
"""Before anything was counted, half of twenty pairs in reach are one."""
M_STRENGTH, U_STRENGTH = 50.0, 500.0
"""What the shipped weights count beside what is seen: so many pairs that are one, and that are not."""
ROUNDS, BAND_BITS = 12, 0.5
HALF, CUT, SETTLING = 0.5, 0.5, 60
"""Half of the pairs of another month score low; what is more likely one than not teaches what one looks like."""


@cache
def comparisons() -> tuple[Comparison, ...]:
    """The comparisons as matching knows them."""
    return tuple(Comparison(row.name, tuple(level.words for level in row.levels)) for row in fusing().comparisons)


def shipped() -> Weights:
    """The weights to begin with."""
    rows = fusing().comparisons
    m = {row.name: tuple(max(level.m, 1e-6) for level in row.levels) for row in rows}
    u = {row.name: tuple(max(level.u, 1e-6) for level in row.levels) for row in rows}
    return Weights(m, u)


@dataclass(frozen=True)
class Worth:
    """What every pattern is worth in bits, its prior included; the weights behind it; and whether they were learnt."""

    bits: NDArray[np.float32]
    weights: Weights
    prior: float
    learnt: bool


def levels_of(patterns: NDArray[np.integer]) -> NDArray[np.uint8]:
    """The levels of patterns, one row each."""
    return np.column_stack(np.unravel_index(patterns, SIZES)).astype(np.uint8)


@dataclass(frozen=True)
class Counted:
    """How often each pattern is met: among the pairs in reach, and among pairs as near, but of another month.

    ``met``: how many reports have another in reach. ``covered``: of how much of their time there is another month to
    look at. ``scale``: all were counted of one report in so many.
    """

    near: NDArray[np.int64]
    others: NDArray[np.int64]
    met: int
    covered: float
    scale: int

    @property
    def share(self) -> float:
        """Of the pairs in reach, the share that is one incident: they are so much more than of another month."""
        total = float(self.near.sum())
        if self.covered < FEWEST_COVERED:
            return min(0.4, 0.4 * self.met / max(total, 1.0))
        more = total - float(self.others.sum()) / self.covered
        return float(np.clip((more + HALF_OF) / (total + 2 * HALF_OF), 0.005, 0.95))


def worth(counted: Counted) -> Worth:
    """Learn what levels are worth, from the reports alone.

    Pairs of another month are what chance makes of the same war: in each band of scores they say how many of the pairs
    in reach are no incident, and the rest are one (a local false discovery rate, Efron 2004). From those come the
    shares of levels m, and so the next scores. The odds before anything is compared are the more cautious of what the
    bands and what the scores say. Expectation and maximisation alone, tried first, drifted: on UCDP's
    reports with dates moved by a day or two it took the same town for the same incident.
    """
    start, scale = shipped(), counted.scale
    total = float(counted.near.sum()) * scale
    if total < FEWEST or counted.others.sum() * scale < FEWEST / 4 or counted.covered < FEWEST_COVERED:
        return _worth(start, _odds(counted.share), learnt=False)
    met = np.flatnonzero(counted.near + counted.others)
    levels = levels_of(met)
    near = counted.near[met].astype(np.float64) * scale
    others = counted.others[met].astype(np.float64) * scale / counted.covered
    p, weights = np.zeros(len(met)), start
    for _ in range(ROUNDS):
        apart = others * counted.share + near * (1 - p)
        m = _shares(levels, near * np.where(p >= CUT, p, 0.0), start.m, M_STRENGTH) if p.any() else start.m
        weights = Weights(m, _shares(levels, apart, start.u, U_STRENGTH))
        score = np.sum([weights.bits(one)[levels[:, place]] for place, one in enumerate(comparisons())], axis=0)
        p, even = _one_by_band(score, near, others)
    prior = _prior(score, near, counted.share)
    if even is not None:
        prior = min(prior, -even)
    return _worth(weights, round(prior * 4) / 4, learnt=True)


def _prior(score: NDArray[np.float64], near: NDArray[np.float64], share: float) -> float:
    """The odds, in bits, that a pair in reach is one: those with which the scores bear themselves out."""
    for _ in range(SETTLING):
        odds = np.log2(share / (1 - share))
        share = float(np.clip((near * probability(score + odds)).sum() / near.sum(), 1e-4, 0.999))
    return float(np.log2(share / (1 - share)))


def _one_by_band(
    score: NDArray[np.float64], near: NDArray[np.float64], others: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float | None]:
    """The probability of each pattern that it is one incident, rising with its score; and where that is one half."""
    band = np.floor(score / BAND_BITS).astype(np.int64)
    lowest = int(band.min())
    in_reach, chance = (np.bincount(band - lowest, counts).astype(np.float64) for counts in (near, others))
    by_chance = chance * _denser(in_reach, chance)
    share = np.asarray(np.clip((in_reach - by_chance) / np.maximum(in_reach, 1e-9), 0.0, 1.0), np.float64)
    rising = _rising(share, in_reach + 1e-9)
    more = np.flatnonzero(rising >= 0.5)
    even = None
    if len(more):
        first = int(more[0])
        below = rising[first - 1] if first else 0.0
        step = (0.5 - below) / max(rising[first] - below, 1e-9) if first else 0.0
        even = BAND_BITS * (lowest + first - 0.5 + step)
    return rising[band - lowest], even


def _denser(in_reach: NDArray[np.float64], by_chance: NDArray[np.float64]) -> float:
    """How much more pairs there are in reach than of another month where hardly any is one: attacks come in waves.

    Told by the lower scores, which hold half of the pairs of another month.
    """
    reach, chance = np.cumsum(in_reach), np.cumsum(by_chance)
    half = int(np.argmax(chance >= HALF * chance[-1]))
    return float(reach[half] / chance[half])


def _rising(share: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The nearest shares that never fall (isotonic regression by pooling neighbours)."""
    pools: list[list[float]] = []
    for value, of in zip(share.tolist(), weight.tolist(), strict=True):
        pools.append([value, of, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            value, of, count = pools.pop()
            last = pools[-1]
            pools[-1] = [(last[0] * last[1] + value * of) / (last[1] + of), last[1] + of, last[2] + count]
    return np.concatenate([np.full(int(count), value) for value, _, count in pools])


def _shares(
    levels: NDArray[np.uint8], counts: NDArray[np.float64], start: Mapping[str, tuple[float, ...]], strength: float
) -> dict[str, tuple[float, ...]]:
    """The share of each level, those that are known summing to one; what is shipped counts like ``strength`` pairs."""
    found = {}
    for place, one in enumerate(comparisons()):
        begun = np.array(start[one.name])
        seen = np.bincount(levels[:, place], counts, minlength=len(one)) + strength * begun / begun.sum()
        seen[1:] /= seen[1:].sum()
        found[one.name] = (float(begun[0]), *seen[1:].tolist())
    return found


def _odds(share: float) -> float:
    share = min(max(share, 0.002), 0.95)
    return round(float(np.log2(share / (1.0 - share))) * 4) / 4


def _worth(weights: Weights, prior: float, *, learnt: bool) -> Worth:
    bits = np.full((1,) * len(SIZES), prior, np.float32)
    far = fusing().far
    for place, comparison in enumerate(comparisons()):
        of_level = weights.bits(comparison)
        for level in getattr(far, comparison.name, ()):
            of_level[level] = far.bits
        shape = [1] * len(SIZES)
        shape[place] = SIZES[place]
        bits = bits + of_level.reshape(shape)
    flat = np.array(np.broadcast_to(bits, SIZES), np.float32).reshape(PATTERNS)
    return Worth(flat, weights, prior, learnt)
