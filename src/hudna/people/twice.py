"""A rival that is the same person once more: two rows of one list that both are a third row of the other.

Rivals share, since a person of one list is at most one of the other. But a list may hold somebody twice, and doubles
written badly are not seen as such when they are compared with each other alone: of three rows of one person each two
may agree in something else. So where a rival takes a pair's chance, all three rows are looked at together: of every
fact, the two best agreements among the three speak, and the third follows from them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hudna.matching import MOST_BITS, Pairs, Rivals, Weights, score
from hudna.people.levels import COMPARISONS
from hudna.people.pairing import Bench, Scored

Float64 = NDArray[np.float64]

LEAST = 0.001
"""Probability that a pair must have without its rivals to be looked at."""
TAKEN = 0.98
"""Share of it that rivals must have left at most."""
REST = 2 / 3
"""Of what is no level of one fact (rarity, names as a whole) among three pairs, the share that two of them say."""


def odds_of_both(
    bench: Bench, scored: Scored, found: Rivals, weights: Weights, prior_of_doubles: tuple[float | None, float | None]
) -> Float64:
    """The odds against nobody that each pair and a strongest rival of it are both true, for both of its rows.

    ``prior_of_doubles``: bits, of the left and the right list, that two rows are one; None for a list without doubles.
    """
    both = np.zeros(len(found.odds))
    alone = found.odds / (1.0 + found.odds)
    hurt = (alone >= LEAST) & (found.odds / (1.0 + found.odds + found.against) < TAKEN * alone)
    for turn, strongest in enumerate(found.strongest):  # a rival in the left row is another right row
        prior = prior_of_doubles[1 - turn]
        at = np.flatnonzero(hurt & (strongest >= 0))
        if prior is None or not len(at):
            continue
        rival = strongest[at]
        twice = _twice(bench, scored, at, rival, weights, prior, left_row=turn == 0)
        both[at] += found.odds[rival] * np.exp2(np.minimum(twice, MOST_BITS))
    return both


def _twice(
    bench: Bench,
    scored: Scored,
    at: NDArray[np.int64],
    rival: NDArray[np.int64],
    weights: Weights,
    prior: float,
    *,
    left_row: bool,
) -> Float64:
    """Bits of the odds that the other row of a pair is the same as the one of its rival, if the rival is true."""
    mine, theirs = scored.pairs.take(at), scored.pairs.take(rival)
    one, other = (mine.right, theirs.right) if left_row else (mine.left, theirs.left)
    side = bench.sides[1] if left_row else bench.sides[0]
    within = replace(bench, sides=(side, side))
    looks = [
        _told(bench, mine, weights, scored.prior),
        _told(bench, theirs, weights, scored.prior),
        _told(within, Pairs(np.minimum(one, other), np.maximum(one, other)), weights, prior),
    ]
    facts = np.stack([bits for bits, _, _, _ in looks])
    known = np.stack([known for _, known, _, _ in looks]).sum(axis=0)
    speaks = np.where(known == len(looks), facts.sum(axis=0) - facts.min(axis=0), facts.sum(axis=0)).sum(axis=1)
    speaks += REST * np.sum([rest for _, _, rest, _ in looks], axis=0)
    siblings = np.minimum(looks[0][3], looks[2][3])
    return np.asarray(prior + speaks - looks[1][0].sum(axis=1) - looks[1][2] + siblings, np.float64)


def _told(
    bench: Bench, pairs: Pairs, weights: Weights, prior: float
) -> tuple[Float64, NDArray[np.bool_], Float64, Float64]:
    """Bits of each fact, whether it is known, bits beyond the facts, and bits (not above 0) for brother or sister."""
    levels, rare = bench.compare(pairs)
    facts = np.stack([weights.bits(one)[levels[:, place]] for place, one in enumerate(COMPARISONS)], axis=1)
    rest = score(weights, COMPARISONS, levels, rare) - facts.sum(axis=1)
    return facts.astype(np.float64), levels > 0, rest, bench.taken(levels, rare, weights, prior)
