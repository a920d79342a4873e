"""Compare the pairs of two lists, or of one with itself, and keep those that could be one person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from hudna.matching import (
    Blocks,
    Pairs,
    Patterns,
    Weights,
    batches,
    block,
    learn,
    likeness_of_two,
    merge,
    patterns,
    probability,
    score,
    set_apart,
)
from hudna.people.blocking import blocking_keys
from hudna.people.columns import Columns, Encoded
from hudna.people.compare import Memo, compare_people
from hudna.people.gazetteer import learn_places
from hudna.people.kernels import kernel
from hudna.people.levels import C_PLACE, COMPARISONS
from hudna.people.rarity import Rarity
from hudna.people.threads import THREADS, on_threads

T = TypeVar("T")

FLOOR = -10.0
"""Bits of the odds below which a pair is only remembered if it is the nearest of its row."""
TAUGHT_BY = 20_000
"""Rows whose pairs weights are learnt from."""
FEWEST = 500
DRAWN = 400_000
FEW = 2_000
"""Rows up to which one thread is enough."""
SURE = 0.9
"""Pairs that are at least so likely the same, their places left aside, show which places are one."""
LEARN_FROM = 400
"""Rows that a list must have for weights to be learnt from it."""


def prior_bits(weights: Weights, n_left: int, n_right: int) -> float:
    """The odds, in bits, that two rows are one person before anything is compared.

    A list of three was drawn from more people than three: no list counts as shorter than ``FEWEST``.
    """
    return weights.prior_bits(max(n_left, FEWEST), max(n_right, FEWEST))


@dataclass(frozen=True, slots=True)
class Scored:
    """Pairs that could be one person: their bits (all that was compared, without the prior).

    ``nearest``, ``nearest_bits``: of each left and each right row, the row that comes nearest, -1 for none.
    """

    pairs: Pairs
    bits: NDArray[np.float64]
    prior: float
    nearest: tuple[NDArray[np.int32], NDArray[np.int32]]
    nearest_bits: tuple[NDArray[np.float64], NDArray[np.float64]]

    @classmethod
    def nothing(cls, n: int, prior: float) -> Scored:
        """No pairs, of a list of ``n`` rows with itself."""
        none = np.empty(0, np.int32)
        near, bits = np.full(n, -1, np.int32), np.full(n, -np.inf)
        return cls(Pairs(none, none), np.empty(0), prior, (near, near), (bits, bits))


@dataclass(frozen=True, slots=True)
class Bench:
    """Two lists made ready for comparing (or one twice): their columns, blocks and how common everything is."""

    encoded: Encoded
    rarity: Rarity
    sides: tuple[Columns, Columns]
    blocks: Blocks
    memo: Memo

    @classmethod
    def of(cls, encoded: Encoded, rarity: Rarity, sides: tuple[Columns, Columns], memo: Memo) -> Bench:
        """Sort both lists into blocks."""
        left, right = sides
        keys = blocking_keys(rarity, sides)
        blocks = block(keys, len(left), len(right), within=left is right)
        return cls(encoded, rarity, sides, blocks, memo)

    def within(self, columns: Columns) -> Bench:
        """One of the two lists with itself."""
        return Bench.of(self.encoded, self.rarity, (columns, columns), self.memo)

    def bits_of(self, pairs: Pairs, weights: Weights, prior: float) -> NDArray[np.float64]:
        """What all comparisons say of each pair, without the prior; it is what tells the same from lookalikes, too."""
        levels, adjust = self.compare(pairs)
        return self.told_apart(score(weights, COMPARISONS, levels, adjust), levels, weights, prior)

    def told_apart(
        self, bits: NDArray[np.float64], levels: NDArray[np.uint8], weights: Weights, prior: float
    ) -> NDArray[np.float64]:
        """These bits less the chance of lookalikes."""
        of_two = likeness_of_two(weights, COMPARISONS, levels)
        sizes = (max(len(side), FEWEST) for side in self.sides)
        return set_apart(bits, prior, of_two, weights.lookalike_bits(*sizes))

    def taken(
        self, levels: NDArray[np.uint8], rare: NDArray[np.float32], weights: Weights, prior: float
    ) -> NDArray[np.float64]:
        """The bits (not above 0) that the chance of lookalikes takes from each pair."""
        bits = score(weights, COMPARISONS, levels, rare)
        return self.told_apart(bits, levels, weights, prior) - bits

    def compare(self, pairs: Pairs) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Levels and bits for rarity."""
        return compare_people(pairs, self.encoded, self.rarity, self.sides, self.memo)

    def teach(self, start: Weights, most: int = TAUGHT_BY) -> Weights:
        """Weights from the pairs of so many rows, from ``start`` on; short lists teach nothing."""
        left, right = self.sides
        if min(len(left), len(right)) < LEARN_FROM:
            return start
        rows = _spread(len(left), most)
        found = [one for part in self.on_threads(rows, lambda mine: _patterns(self, mine)) for one in part]
        if not found:
            return start
        drawn = merge([patterns(*self.compare(pairs)) for pairs in _drawn(len(left), len(right))])
        share = len(rows) / len(left)
        return learn(COMPARISONS, merge(found), start, n_left=len(left), n_right=len(right), random=drawn, share=share)

    def with_places(self, weights: Weights, most: int = TAUGHT_BY) -> Bench:
        """The same, with the places that people who are surely one show to be one."""
        left, right = self.sides
        prior = prior_bits(weights, len(left), len(right))
        parts = self.on_threads(_spread(len(left), most), lambda mine: _sure(self, mine, weights, prior))
        one, other, sure = (
            np.concatenate(column) for column in zip(*(told for part in parts for told in part), strict=True)
        )
        found = learn_places(self.rarity.place_levels, one, other, sure)
        rarity = self.rarity.with_places(found, (left, right))
        return Bench.of(self.encoded, rarity, self.sides, self.memo)

    def on_threads(self, rows: NDArray[np.int32], work: Callable[[NDArray[np.int32]], T]) -> list[T]:
        """What comes of shares of these left rows, each on a thread.

        The rows are dealt out in turn: of one list with itself, the first have more pairs than the last.
        """
        count = 1 if len(rows) < FEW else THREADS
        return on_threads(work, [np.ascontiguousarray(rows[k::count]) for k in range(count)])

    def score(self, weights: Weights, prior: float) -> Scored:
        """Score all candidates, a share of the left rows on each of a few threads."""
        left, right = self.sides
        rows = np.arange(len(left), dtype=np.int32)
        parts = self.on_threads(rows, lambda mine: _score(self, mine, weights, prior))
        near, best = _merged_nearest(parts, len(left), len(right))
        one = np.concatenate([np.empty(0, np.int32), *(part.pairs.left for part in parts)])
        other = np.concatenate([np.empty(0, np.int32), *(part.pairs.right for part in parts)])
        bits = np.concatenate([np.empty(0), *(part.bits for part in parts)])
        order = np.argsort(one * np.int64(len(right)) + other)
        return Scored(Pairs(one[order], other[order]), bits[order], prior, near, best)


def _patterns(bench: Bench, rows: NDArray[np.int32]) -> list[Patterns]:
    """The patterns of the candidates of these left rows."""
    return [patterns(*bench.compare(pairs)) for pairs in batches(bench.blocks, rows)]


def _sure(
    bench: Bench, rows: NDArray[np.int32], weights: Weights, prior: float
) -> list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]]:
    """Places of either side, and the probability, of pairs that are surely one, their places left aside."""
    none = np.empty(0, np.int32)
    told = [(none, none, np.empty(0))]
    for pairs in batches(bench.blocks, rows):
        levels, adjust = bench.compare(pairs)
        levels[:, C_PLACE] = 0
        bits = bench.told_apart(score(weights, COMPARISONS, levels, adjust), levels, weights, prior)
        p = probability(bits + prior)
        at = p >= SURE
        told.append((bench.sides[0].place[pairs.left[at]], bench.sides[1].place[pairs.right[at]], p[at]))
    return told


def _score(bench: Bench, rows: NDArray[np.int32], weights: Weights, prior: float) -> Scored:
    """Score the candidates of these left rows."""
    left, right = bench.sides
    kept: list[Pairs] = []
    bits: list[NDArray[np.float64]] = []
    nearest = (np.full(len(left), -1, np.int32), np.full(len(right), -1, np.int32))
    best = (np.full(len(left), -np.inf), np.full(len(right), -np.inf))
    for pairs in batches(bench.blocks, rows):
        levels, adjust = bench.compare(pairs)
        found = score(weights, COMPARISONS, levels, adjust)
        near = np.flatnonzero(found + prior >= FLOOR)
        found[near] = bench.told_apart(found[near], levels[near], weights, prior)
        _remember(pairs.left, pairs.right, found, nearest[0], best[0])
        _remember(pairs.right, pairs.left, found, nearest[1], best[1])
        keep = found + prior >= FLOOR
        kept.append(pairs.take(keep))
        bits.append(found[keep])
    pairs = Pairs(
        np.concatenate([np.empty(0, np.int32), *(one.left for one in kept)]),
        np.concatenate([np.empty(0, np.int32), *(one.right for one in kept)]),
    )
    return Scored(pairs, np.concatenate([np.empty(0), *bits]), prior, nearest, best)


def _merged_nearest(
    parts: list[Scored], n_left: int, n_right: int
) -> tuple[tuple[NDArray[np.int32], NDArray[np.int32]], tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Who comes nearest over all shares; of equals, the one that stands first."""
    near = [np.full(n, -1, np.int32) for n in (n_left, n_right)]
    best = [np.full(n, -np.inf) for n in (n_left, n_right)]
    for part in parts:
        for side in range(2):
            found = part.nearest_bits[side]
            better = (found > best[side]) | ((found == best[side]) & (part.nearest[side] < near[side]))
            near[side][better] = part.nearest[side][better]
            best[side][better] = part.nearest_bits[side][better]
    return (near[0], near[1]), (best[0], best[1])


@kernel
def _remember(row, other, bits, nearest, best):  # type: ignore[no-untyped-def]
    """Note for each row the other one that comes nearest; of equals, the one that stands first."""
    for k in range(len(row)):
        r = row[k]
        if bits[k] > best[r] or (bits[k] == best[r] and other[k] < nearest[r]):
            best[r] = bits[k]
            nearest[r] = other[k]


def _spread(n: int, most: int) -> NDArray[np.int32]:
    """At most so many rows, evenly spread over a list."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).astype(np.int32))


def _drawn(n_left: int, n_right: int) -> Iterator[Pairs]:
    """Pairs drawn evenly from all that there are; all of them where they are few."""
    most = min(n_left * n_right, DRAWN)
    at = (np.arange(most, dtype=np.float64) * (n_left * n_right / most)).astype(np.int64)
    if most == DRAWN:  # steps of the golden ratio meet every row of either list about equally often
        golden = 0.6180339887498949
        right = (np.arange(most) * golden % 1.0 * n_right).astype(np.int64)
        at = (np.arange(most) % n_left) * n_right + right
    for start in range(0, most, 1 << 18):
        part = at[start : start + (1 << 18)]
        yield Pairs((part // n_right).astype(np.int32), (part % n_right).astype(np.int32))
