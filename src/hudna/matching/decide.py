"""Same, different, or for review: what a wrong answer costs decides, and nothing else.

Costs are in one unit, whatever it is: of a wrong merge, of a wrong split, of a look by a person. Without a look, a pair
of probability p is called the same where that is the cheaper risk: (1 - p) · merge <= p · split. That bound does not
know what a look costs, so a desk that has no time never merges more. Below it, a pair is looked at where missing it
would cost more than the look: p · split >= look. Where more rows than there is time for would have to be looked at,
the least likely are left out, as if a look were dearer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from hudna.matching.faults import MATCHING
from hudna.matching.kernels import kernel
from hudna.matching.model import DIFFERENT, REVIEW, SAME, Float32, Float64, Int32, Int64, Pairs, UInt8

MOST_BITS = 40.0
"""No pair counts as surer than a million millions to one: beyond that a sum of odds forgets the rivals."""

MOST_SHARE = 0.9
"""However many are learnt to be on both lists, this much doubt stays that a row has nobody on the other."""

ALWAYS_TIME = 500
"""Rows for which there is time whatever share of the tables they are: a person looks at them in a day."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What a wrong merge, a wrong split and a look cost, in one unit; and for how many looks there is time.

    ``queue``: the share of all rows that are for review at most. Raises costs-unfit.
    """

    merge: float = 20.0
    split: float = 1.0
    look: float = 0.01
    queue: float = 0.05

    def __post_init__(self) -> None:
        if not (self.merge >= self.split > 0 and self.look > 0):
            what = "A wrong merge costs no less than a wrong split, and none of the three is nothing."
            raise MATCHING.fault("costs-unfit", what)
        if not 0 <= self.queue <= 1:
            raise MATCHING.fault("costs-unfit", "The share of rows for review is from 0 to 1.")

    @property
    def same_from(self) -> float:
        """From this probability on a pair is called the same."""
        return self.merge / (self.merge + self.split)

    @property
    def review_from(self) -> float:
        """From this probability on a pair is for review, if it is not called the same."""
        return self.look / self.split


def in_time(costs: Costs, waiting: Pairs, p: Float64, n_left: int, n_right: int) -> Costs:
    """The same with a look as dear as it must be for no more rows to be for review than there is time for.

    ``waiting``: the pairs that would be for review, of probability ``p``. Time is worth most where it finds most: what
    is left out are the least likely pairs, equal ones together. For ``ALWAYS_TIME`` rows there is time in any case.
    """
    best = np.zeros(n_left + n_right)
    np.maximum.at(best, waiting.left, p)
    np.maximum.at(best, waiting.right + n_left, p)
    time = max(int(costs.queue * len(best)), ALWAYS_TIME)
    of_rows = np.sort(best[best > 0])[::-1]
    if len(of_rows) <= time:
        return costs
    return replace(costs, look=float(np.nextafter(of_rows[time], 1.0)) * costs.split)


def decide(p: Float64, costs: Costs) -> UInt8:
    """The outcome of each probability, coded as the place in ``OUTCOMES``."""
    outcome = np.full(len(p), DIFFERENT, np.uint8)
    outcome[p >= costs.review_from] = REVIEW
    outcome[p >= costs.same_from] = SAME
    return outcome


def probability(bits: Float64 | Float32) -> Float64:
    """The probability of odds given in bits (their logarithm to base 2)."""
    return np.asarray(1.0 / (1.0 + np.exp2(-np.asarray(bits, np.float64))), np.float64)


@dataclass(frozen=True, slots=True)
class Doubles:
    """Which rows of one table may be one: of row i, ``other[start[i]:start[i + 1]]`` with probability ``p``."""

    start: Int32
    other: Int32
    p: Float32

    @classmethod
    def none(cls, n: int) -> Doubles:
        """A table known to be without doubles."""
        return cls(np.zeros(n + 1, np.int32), np.empty(0, np.int32), np.empty(0, np.float32))

    @classmethod
    def of(cls, pairs: Pairs, p: Float64, n: int) -> Doubles:
        """From the pairs of a table with itself, each given once."""
        row = np.concatenate([pairs.left, pairs.right])
        other = np.concatenate([pairs.right, pairs.left])
        order = np.lexsort((other, row))
        start = np.zeros(n + 1, np.int32)
        np.cumsum(np.bincount(row, minlength=n), out=start[1:])
        return cls(start, other[order].astype(np.int32), np.concatenate([p, p])[order].astype(np.float32))


@dataclass(frozen=True, slots=True)
class Rivals:
    """Of each pair its ``odds`` against nobody, and those of its rivals: who else could be the other one of either row?

    ``strongest``: the place of the pair that is the strongest rival in the left row, and in the right one; -1 for none.
    """

    odds: Float64
    against: Float64
    strongest: tuple[Int64, Int64]


def rivals(pairs: Pairs, bits: Float64, left: Doubles, right: Doubles, alone: float = 1.0) -> Rivals:
    """The rivals of each pair. A double of the pair's own other row is no rival, as far as it is one.

    ``bits``: odds of each pair by itself, in bits. ``alone``: the probability that two rows drawn at random both have
    nobody (see ``alone``).
    """
    odds = np.exp2(np.minimum(bits, MOST_BITS)) / alone
    against, strongest = np.zeros(len(pairs)), (np.full(len(pairs), -1), np.full(len(pairs), -1))
    n_left, n_right = len(left.start) - 1, len(right.start) - 1
    sides = ((pairs.left, pairs.right, n_left, right), (pairs.right, pairs.left, n_right, left))
    for (row, other, n, doubles), first in zip(sides, strongest, strict=True):
        order = np.lexsort((other, row))
        start = np.zeros(n + 1, np.int64)
        np.cumsum(np.bincount(row, minlength=n), out=start[1:])
        _rivals(order, start, other[order], odds[order], doubles.start, doubles.other, doubles.p, against, first)
    return Rivals(odds, against, strongest)


def compete(found: Rivals, both: Float64 | None = None) -> Float64:
    """The probability of each pair, its rivals counted.

    Of one row at most one person on the other side is the same. So the odds o of a pair share with those of its
    rivals, and with the chance that neither row has anybody: p = o / (1 + o + sum of the rivals' odds). But the other
    table may hold that person twice: ``both``, the odds against nobody that a pair and a rival of it are true, speak
    for the pair as well. A pair is never surer than it is without rivals.
    """
    more = 0.0 if both is None else both
    p = (found.odds + more) / (1.0 + found.odds + found.against + more)
    return np.asarray(np.round(np.minimum(p, found.odds / (1.0 + found.odds)), 9), np.float64)


def alone(matches: float, n_left: int, n_right: int) -> float:
    """The probability that neither of two rows has a partner, if ``matches`` of the smaller table have one."""
    smaller = min(n_left, n_right)
    shares = (min(matches * smaller / max(n, 1), MOST_SHARE) for n in (n_left, n_right))
    return float(np.prod([1.0 - share for share in shares]))


@kernel
def _rivals(
    order: Int64,
    start: Int64,
    other: Int32,
    odds: Float64,
    double_start: Int32,
    double_other: Int32,
    double_p: Float32,
    against: Float64,
    strongest: Int64,
) -> None:
    """Add to each pair the odds of the other pairs of its row, less those of doubles of its own other row."""
    for row in range(len(start) - 1):
        first, last = start[row], start[row + 1]
        total = odds[first:last].sum()
        best, second = -1, -1
        for i in range(first, last):
            if best < 0 or odds[i] > odds[best]:
                best, second = i, best
            elif second < 0 or odds[i] > odds[second]:
                second = i
        for i in range(first, last):
            rival = second if i == best else best
            strongest[order[i]] = order[rival] if rival >= 0 else -1
            rest = total - odds[i]
            for d in range(double_start[other[i]], double_start[other[i] + 1]):
                j = first + np.searchsorted(other[first:last], double_other[d])
                if j < last and other[j] == double_other[d]:
                    rest -= double_p[d] * odds[j]
            against[order[i]] += max(rest, 0.0)
