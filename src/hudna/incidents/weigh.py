"""What it is worth that two reports compare as they do: learnt from the reports themselves, without labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from hudna.incidents.fusing_table import fusing
from hudna.incidents.levels import PATTERNS, SIZES
from hudna.matching import Comparison, Patterns, Weights, learn, merge

FEWEST = 2_000
"""With fewer pairs in reach than this nothing is learnt: the weights that Hudna ships are used as they are."""
FEWEST_COVERED = 0.3
HALF_OF = 10.0
"""Before anything was counted, half of twenty pairs in reach are one."""
STRENGTH = 0.25
"""What the shipped weights count beside them: fifty pairs that are one, five hundred that are not."""


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

    What levels pairs have that are not one incident is seen in those of another month, and in those in reach, the more
    in the former the more of the latter are one.
    """
    start, scale, share = shipped(), counted.scale, counted.share
    total = float(counted.near.sum()) * scale
    if total < FEWEST or counted.others.sum() * scale < FEWEST / 4 or counted.covered < FEWEST_COVERED:
        return _worth(start, _odds(share), learnt=False)
    weights = learn(
        comparisons(),
        _patterns(counted.near, scale),
        Weights(start.m, start.u, share),
        n_left=1,
        n_right=1,
        random=merge([_patterns(counted.others, scale * share), _patterns(counted.near, scale)]),
        share=total,
        strength=STRENGTH,
    )
    return _worth(weights, _odds(weights.matches), learnt=True)


def _odds(share: float) -> float:
    share = min(max(share, 0.002), 0.95)
    return round(float(np.log2(share / (1.0 - share))) * 4) / 4


def _patterns(counts: NDArray[np.int64], scale: float) -> Patterns:
    met = np.flatnonzero(counts)
    return Patterns(levels_of(met), np.zeros(len(met), np.float32), counts[met].astype(np.float64) * scale)


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
