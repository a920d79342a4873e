"""From scores to answers: rivals counted, costs weighed, judgements laid over, clusters closed.

What is put together never holds two rows that were judged to be different, two of a list known to be without doubles,
or two people born many years apart; a pair that would do so goes to a person. Two rows that are both the same as a
third are the same themselves, unless what they say of themselves speaks against it: then a person looks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hudna.matching import (
    DIFFERENT,
    REVIEW,
    SAME,
    Apart,
    Costs,
    Doubles,
    Pairs,
    Weights,
    alone,
    cluster,
    compete,
    decide,
    probability,
    rivals,
)
from hudna.people.columns import UNKNOWN_DAY
from hudna.people.pairing import FEWEST, Bench, Scored
from hudna.people.twice import odds_of_both

FAR = 15 * 365
"""Days between births beyond which two rows are never put together through a third one."""
AGAINST = -4.0
"""Bits of a pair's own odds below which it is not called the same because of a third row, but looked at."""


@dataclass(frozen=True, slots=True)
class Called:
    """Pairs with their answers, as columns."""

    pairs: Pairs
    outcome: NDArray[np.uint8]
    p: NDArray[np.float64]
    bits: NDArray[np.float64]
    judged: NDArray[np.bool_]

    def take(self, chosen: NDArray[np.bool_]) -> Called:
        """Those chosen."""
        return Called(
            self.pairs.take(chosen), self.outcome[chosen], self.p[chosen], self.bits[chosen], self.judged[chosen]
        )


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Judged pairs of rows on the bench, and whether they were judged to be the same."""

    pairs: Pairs
    same: NDArray[np.bool_]


def call_doubles(scored: Scored, costs: Costs) -> Called:
    """The pairs of one list with itself."""
    p = np.round(probability(scored.bits + scored.prior), 9)
    return Called(scored.pairs, decide(p, costs), p, scored.bits, np.zeros(len(p), bool))


def doubles_of(called: Called, n: int) -> Doubles:
    """As far as rows of one list are doubles of each other, they are no rivals."""
    return Doubles.of(called.pairs, called.p, n)


def call_pairs(
    bench: Bench,
    scored: Scored,
    weights: Weights,
    costs: Costs,
    doubles: tuple[Called, Called] | None,
    prior_of_doubles: tuple[float | None, float | None],
) -> Called:
    """The pairs of both lists; ``doubles`` None: each pair by itself, rivals not counted.

    ``prior_of_doubles``: bits that two rows of either list are one; None where a list is known to hold nobody twice.
    """
    bits = scored.bits + scored.prior
    n_left, n_right = (len(side) for side in bench.sides)
    if doubles is None:
        p = np.round(probability(bits), 9)
    else:
        left, right = (doubles_of(one, n) for one, n in zip(doubles, (n_left, n_right), strict=True))
        nobody = alone(weights.matches, max(n_left, FEWEST), max(n_right, FEWEST))
        found = rivals(scored.pairs, bits, left, right, nobody)
        p = compete(found, odds_of_both(bench, scored, found, weights, prior_of_doubles))
    return Called(scored.pairs, decide(p, costs), p, scored.bits, np.zeros(len(p), bool))


def lay_over(called: Called, verdicts: Verdicts, bench: Bench, weights: Weights, prior: float) -> Called:
    """The same with what people judged: their word decides, whatever the probability."""
    if not len(verdicts.pairs):
        return called
    wide = np.int64(len(bench.sides[1]))
    key = called.pairs.left * wide + called.pairs.right
    wanted = verdicts.pairs.left * wide + verdicts.pairs.right
    new = verdicts.pairs.take(~np.isin(wanted, key))
    bits = bench.bits_of(new, weights, prior)
    p = np.round(probability(bits + prior), 9)
    added = Called(new, np.full(len(p), DIFFERENT, np.uint8), p, bits, np.zeros(len(p), bool))
    both = joined(called, added)
    key = both.pairs.left * wide + both.pairs.right
    order = np.argsort(key, kind="stable")
    at = order[np.searchsorted(key[order], wanted)]
    both.outcome[at] = np.where(verdicts.same, SAME, DIFFERENT)
    both.judged[at] = True
    return both


def joined(one: Called, other: Called) -> Called:
    """Both, one after the other."""
    pairs = Pairs(
        np.concatenate([one.pairs.left, other.pairs.left]), np.concatenate([one.pairs.right, other.pairs.right])
    )
    rest = ("outcome", "p", "bits", "judged")
    return Called(pairs, *(np.concatenate([getattr(one, name), getattr(other, name)]) for name in rest))


def close(
    bench: Bench,
    called: Called,
    doubles: tuple[Called, Called],
    single: tuple[bool, bool],
    weights: Weights,
    prior: float,
) -> tuple[Called, tuple[Called, Called]]:
    """Put together what is the same, keep apart what cannot be one, and add the pairs that follow."""
    n_left, n_right = (len(side) for side in bench.sides)
    parts = [(called, 0, n_left), (doubles[0], 0, 0), (doubles[1], n_left, n_left)]
    chosen = [np.flatnonzero(part.outcome == SAME) for part, _, _ in parts]
    edges = Pairs(
        np.concatenate([part.pairs.left[at] + shift for (part, shift, _), at in zip(parts, chosen, strict=True)]),
        np.concatenate([part.pairs.right[at] + shift for (part, _, shift), at in zip(parts, chosen, strict=True)]),
    )
    sure = np.concatenate(
        [np.where(part.judged[at], 2.0, part.p[at]) for (part, _, _), at in zip(parts, chosen, strict=True)]
    )
    no = called.judged & (called.outcome == DIFFERENT)
    apart = Apart(
        single=np.repeat(np.array([0 if single[0] else -1, 1 if single[1] else -1], np.int32), (n_left, n_right)),
        earliest=_bound([side.birth_from for side in bench.sides], np.iinfo(np.int32).min),
        latest=_bound([side.birth_to for side in bench.sides], np.iinfo(np.int32).max),
        slack=FAR,
        pairs=Pairs(called.pairs.left[no], (called.pairs.right[no] + n_left).astype(np.int32)),
    )
    of, together = cluster(n_left + n_right, edges, sure, apart)
    at = 0
    for (part, _, _), rows in zip(parts, chosen, strict=True):
        kept_apart = rows[~together[at : at + len(rows)] & ~part.judged[rows]]
        part.outcome[kept_apart] = REVIEW
        at += len(rows)
    follow = _following(called, of, n_left, edges.take(together), sure[together], bench, weights, prior)
    return follow, doubles


def _bound(days: list[NDArray[np.int32]], unknown: int) -> NDArray[np.int32]:
    both = np.concatenate(days)
    return np.where(both == UNKNOWN_DAY, unknown, both).astype(np.int32)


def _following(
    called: Called,
    of: NDArray[np.int32],
    n_left: int,
    edges: Pairs,
    sure: NDArray[np.float64],
    bench: Bench,
    weights: Weights,
    prior: float,
) -> Called:
    """The pairs of both lists that are in one cluster but were not called the same by themselves."""
    size = np.bincount(of, minlength=len(of))
    rows = np.flatnonzero(size[of] > 2)
    left, right = rows[rows < n_left], rows[rows >= n_left]
    order = np.argsort(of[right], kind="stable")
    right = right[order]
    first, last = np.searchsorted(of[right], of[left]), np.searchsorted(of[right], of[left], "right")
    count = last - first
    at = np.repeat(first, count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    found = Pairs(np.repeat(left, count).astype(np.int32), (right[at] - n_left).astype(np.int32))
    wide = np.int64(len(of))
    key = called.pairs.left * wide + called.pairs.right
    done = key[(called.outcome == SAME) | called.judged]
    new = found.take(~np.isin(found.left * wide + found.right, done))
    if not len(new):
        return called
    bits = bench.bits_of(new, weights, prior)
    own = probability(bits + prior)
    by_third = _through(new, n_left, edges, np.minimum(sure, 1.0))
    p = np.asarray(np.round(np.maximum(own, by_third), 9), np.float64)
    outcome = np.where(bits + prior >= AGAINST, SAME, REVIEW).astype(np.uint8)
    rest = called.take(~np.isin(key, new.left * wide + new.right))
    return joined(rest, Called(new, outcome, p, bits, np.zeros(len(p), bool)))


def _through(new: Pairs, n_left: int, edges: Pairs, sure: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability of each pair by way of a third row: both steps must be true."""
    near: dict[int, dict[int, float]] = {}
    wanted = set(new.left.tolist()) | set((new.right + n_left).tolist())
    for one, other, p in zip(edges.left.tolist(), edges.right.tolist(), sure.tolist(), strict=True):
        for x, y in ((one, other), (other, one)):
            if x in wanted:
                near.setdefault(x, {})[y] = p
    best = np.zeros(len(new))
    for k, (one, other) in enumerate(zip(new.left.tolist(), (new.right + n_left).tolist(), strict=True)):
        mine, theirs = near.get(one, {}), near.get(other, {})
        best[k] = max((mine[third] * theirs[third] for third in mine.keys() & theirs.keys()), default=0.0)
    return best
