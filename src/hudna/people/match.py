"""Match two lists of people: who is on both, who is for review, who is only on one, and who is twice on a list.

Rows are put in an order of their own content first, and the lists too, so that neither the order of rows nor which
list was named first changes an answer. Weights and places are learnt from the two lists. Doubles within each list are
looked for by the same comparison: two rows of one list are no rivals if they are doubles. Judgements are laid over the
answers; they change no other pair, except that clusters never hold two who were judged to be different.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hudna.matching import (
    DIFFERENT,
    REVIEW,
    SAME,
    Blocks,
    Costs,
    Explanation,
    Pairs,
    Weights,
    decide,
    in_time,
    probability,
    weights_from,
)
from hudna.people.called import Called, Verdicts, call_doubles, call_pairs, close, joined, lay_over
from hudna.people.columns import encode
from hudna.people.compare import Memo
from hudna.people.content import Ordered, by_content
from hudna.people.judgements import JudgedPair
from hudna.people.levels import COMPARISONS
from hudna.people.model import ListOfPeople, Nearest, Pairings, Told
from hudna.people.pairing import LEARN_FROM, Bench, Scored, prior_bits
from hudna.people.rarity import measure
from hudna.people.why import explain_one, reasons_of

Side = Literal["a", "b"]
Progress = Callable[[str, float], None]
DOUBLES = 0.02
"""Share of rows that are doubles of another in the same list, before anything is known of it."""
TAUGHT_FIRST = 5_000


@dataclass(frozen=True, slots=True)
class MatchedLists:
    """What came of matching: pairs of ``a`` and ``b``, doubles of each, and for every row who comes nearest.

    ``costs``: as asked for, with a look as dear as the time for looks makes it.
    """

    a: ListOfPeople
    b: ListOfPeople
    pairs: Pairings
    doubles_a: Pairings
    doubles_b: Pairings
    nearest_a: Nearest
    nearest_b: Nearest
    told: Told
    weights: Weights
    costs: Costs
    run: _Run = field(repr=False)

    def reasons(self, pairs: Pairings, within: str = "") -> list[tuple[str, str]]:
        """For each pair its reasons in words, the strongest first, and the one fact that would change the answer.

        ``within``: ``a`` or ``b`` for doubles of that list.
        """
        bench, on_bench, prior = self.run.on_bench(pairs.a, pairs.b, within)
        return reasons_of(bench, on_bench, pairs, self.weights, prior, self.run.costs if within else self.costs)

    def explain(self, a: int, b: int) -> Explanation:
        """Why row ``a`` of the one and row ``b`` of the other (positions from 0) are called what they are."""
        at = np.flatnonzero((self.pairs.a == a) & (self.pairs.b == b))[:1]
        bench, on_bench, prior = self.run.on_bench(np.array([a]), np.array([b]), "")
        one = _picked(self.pairs, at) if len(at) else None
        return explain_one(bench, on_bench, one, self.weights, prior, self.costs)


def _picked(pairs: Pairings, at: NDArray[np.int64]) -> Pairings:
    return Pairings(*(getattr(pairs, name)[at] for name in ("a", "b", "outcome", "p", "weight", "judged")))


@cache
def shipped_weights() -> Weights:
    """The weights that come with Hudna, learnt from invented lists."""
    return weights_from((files("hudna.people") / "data" / "weights.yaml").read_bytes(), where="weights.yaml")


def match_lists(
    a: ListOfPeople,
    b: ListOfPeople,
    *,
    costs: Costs | None = None,
    weights: Weights | None = None,
    judgements: Iterable[JudgedPair] = (),
    one_to_one: bool = True,
    no_doubles: Sequence[Side] = (),
    progress: Progress = lambda what, part: None,
) -> MatchedLists:
    """Match two lists. Every row ends as matched, for review, or only in its list.

    ``weights``: used as they are; otherwise they are learnt, from those shipped on. ``one_to_one``: a person of one
    list is at most one person of the other, so that rivals share; else each pair is judged by itself. ``no_doubles``:
    lists that are known to hold nobody twice.
    """
    progress("Reading names", 0.0)
    sides = (by_content(a), by_content(b))
    turned = sides[0].rank > sides[1].rank
    first, second = sides[::-1] if turned else sides
    encoded = encode(first.people, second.people)
    rarity = measure(encoded, (encoded.left, encoded.right))
    progress("Sorting into blocks", 0.1)
    bench = Bench.of(encoded, rarity, (encoded.left, encoded.right), Memo.empty(len(encoded.spelling.texts)))
    start = weights or shipped_weights()
    if min(len(a), len(b)) >= LEARN_FROM:
        progress("Learning weights", 0.15)
        bench = bench.with_places(weights or bench.teach(start, TAUGHT_FIRST))
    learnt = weights or bench.teach(start)
    run = _Run(sides, turned, bench, learnt, costs or Costs(), one_to_one, tuple(no_doubles), progress)
    return run.matched(list(judgements))


@dataclass(frozen=True, slots=True)
class _Run:
    """One matching: both lists by content (``turned``: the second goes first on the bench), and what was asked for."""

    sides: tuple[Ordered, Ordered]
    turned: bool
    bench: Bench
    weights: Weights
    costs: Costs
    one_to_one: bool
    no_doubles: tuple[Side, ...]
    progress: Progress

    def matched(self, judgements: Sequence[JudgedPair]) -> MatchedLists:
        """Score, call, lay judgements over, close, and put all back in the order of the files."""
        self.progress("Comparing", 0.3)
        scored = self.bench.score(self.weights, self._prior())
        doubles = self._doubles()
        single = ("b" if self.turned else "a") in self.no_doubles, ("a" if self.turned else "b") in self.no_doubles
        lengths = (len(side) for side in self.bench.sides)
        of_doubles = [None if alone else _prior_of_doubles(n) for n, alone in zip(lengths, single, strict=True)]
        called = call_pairs(
            self.bench,
            scored,
            self.weights,
            self.costs,
            doubles if self.one_to_one else None,
            (of_doubles[0], of_doubles[1]),
        )
        costs = self._in_time(called, doubles, single, scored.prior)
        waiting = int((called.outcome == REVIEW).sum())
        p_of = called = replace(called, outcome=decide(called.p, costs))
        left_out = waiting - int((called.outcome == REVIEW).sum())
        called = lay_over(called, self._verdicts(judgements), self.bench, self.weights, scored.prior)
        self.progress("Putting together", 0.9)
        called, doubles = close(self.bench, called, doubles, single, self.weights, scored.prior)
        called = called.take((called.outcome != DIFFERENT) | called.judged)
        near = self._nearest(scored, p_of)
        twice = [self._within(part, side) for part, side in zip(doubles, self._on(), strict=True)]
        if self.turned:
            twice, near = twice[::-1], near[::-1]
        return MatchedLists(
            self.sides[0].people_as_read, self.sides[1].people_as_read,
            self._between(called), twice[0], twice[1], near[0], near[1],
            self._told(costs, left_out), self.weights, costs, self,
        )  # fmt: skip

    def _on(self) -> tuple[Ordered, Ordered]:
        """Both lists as they lie on the bench."""
        return (self.sides[1], self.sides[0]) if self.turned else self.sides

    def _prior(self) -> float:
        return prior_bits(self.weights, *(len(side.order) for side in self.sides))

    def _in_time(
        self, called: Called, doubles: tuple[Called, Called], single: tuple[bool, bool], prior: float
    ) -> Costs:
        """The costs that the time for looks makes, as if nobody had judged.

        What clusters leave open is looked at in any case, and so takes its time first.
        """
        waiting = called.take(called.outcome == REVIEW)
        sure = replace(called, outcome=np.where(called.outcome == SAME, SAME, DIFFERENT).astype(np.uint8))
        of_lists = tuple(replace(one, outcome=one.outcome.copy()) for one in doubles)
        closed, _ = close(self.bench, sure, (of_lists[0], of_lists[1]), single, self.weights, prior)
        left_open = closed.take(closed.outcome == REVIEW)
        both = joined(waiting, replace(left_open, p=np.ones(len(left_open.p))))
        return in_time(self.costs, both.pairs, both.p, *(len(side) for side in self.bench.sides))

    def _doubles(self) -> tuple[Called, Called]:
        """The doubles of either list on the bench; none looked for where a list is known to have none."""
        found = []
        for number, (columns, side) in enumerate(zip(self.bench.sides, self._on(), strict=True)):
            self.progress("Looking for doubles", 0.6 + 0.15 * number)
            name = "a" if side is self.sides[0] else "b"
            prior = _prior_of_doubles(len(columns))
            if name in self.no_doubles:
                scored = Scored.nothing(len(columns), prior)
            else:
                scored = self.bench.within(columns).score(self.weights, prior)
            found.append(call_doubles(scored, self.costs))
        return found[0], found[1]

    def _verdicts(self, judgements: Sequence[JudgedPair]) -> Verdicts:
        last = {(one.a, one.b): one.verdict == "same" for one in judgements}
        a = self.sides[0].place[np.array([a for a, _ in last], np.int64)].astype(np.int32)
        b = self.sides[1].place[np.array([b for _, b in last], np.int64)].astype(np.int32)
        return Verdicts(Pairs(b, a) if self.turned else Pairs(a, b), np.array(list(last.values()), bool))

    def on_bench(self, a: NDArray[np.int64], b: NDArray[np.int64], within: str) -> tuple[Bench, Pairs, float]:
        """The bench of these pairs, the pairs on it, and the odds before anything is compared."""
        if within:
            side = self.sides[0] if within == "a" else self.sides[1]
            columns = self.bench.sides[int(self._on()[1] is side)]
            pairs = Pairs(side.place[a].astype(np.int32), side.place[b].astype(np.int32))
            return replace(self.bench, sides=(columns, columns)), pairs, _prior_of_doubles(len(columns))
        one, other = self.sides[0].place[a].astype(np.int32), self.sides[1].place[b].astype(np.int32)
        return self.bench, Pairs(other, one) if self.turned else Pairs(one, other), self._prior()

    def _between(self, called: Called) -> Pairings:
        one, other = called.pairs.left, called.pairs.right
        if self.turned:
            one, other = other, one
        return _pairings(self.sides[0].order[one], self.sides[1].order[other], called)

    def _within(self, called: Called, side: Ordered) -> Pairings:
        called = called.take(called.outcome != DIFFERENT)
        one, other = side.order[called.pairs.left], side.order[called.pairs.right]
        return _pairings(np.minimum(one, other), np.maximum(one, other), called)

    def _nearest(self, scored: Scored, called: Called) -> list[Nearest]:
        """For each row of either side of the bench who comes nearest, with the probability that rivals leave."""
        wide = np.int64(len(self.bench.sides[1]))
        key = called.pairs.left * wide + called.pairs.right
        order = np.argsort(key)
        found = []
        for turn, (near, bits) in enumerate(zip(scored.nearest, scored.nearest_bits, strict=True)):
            side, other = self._on()[turn], self._on()[1 - turn]
            rows = np.arange(len(near))
            wanted = near * wide + rows if turn else rows * wide + near
            at = np.minimum(np.searchsorted(key[order], wanted), max(len(key) - 1, 0))
            p = np.round(probability(np.where(near < 0, -np.inf, bits + scored.prior)), 9)
            if len(key):
                known = key[order][at] == wanted
                p[known] = called.p[order][at][known]
            row = np.full(len(near), -1, np.int64)
            row[side.order] = np.where(near < 0, -1, other.order[near] if len(other.order) else -1)
            at_file = np.empty(len(near))
            at_file[side.order] = p
            found.append(Nearest(row, at_file))
        return found

    def _told(self, used: Costs, left_out: int) -> Told:
        costs = {"wrong merge": used.merge, "wrong split": used.split, "a look": used.look}
        limits = {"the same": used.same_from, "for review": used.review_from}
        weights = {
            one.name: {
                words: round(float(bits), 2) for words, bits in zip(one.levels, self.weights.bits(one), strict=True)
            }
            for one in COMPARISONS
        }
        remarks = [*_not_looked_at(used, left_out), *_remarks(self.bench.blocks)]
        return Told(costs, limits, _sizes(self.bench.blocks), weights, tuple(remarks))


def _prior_of_doubles(n: int) -> float:
    return prior_bits(replace(shipped_weights(), matches=DOUBLES), n, n)


def _pairings(a: NDArray[np.int64], b: NDArray[np.int64], called: Called) -> Pairings:
    order = np.lexsort((b, a))
    return Pairings(
        a[order], b[order], called.outcome[order], called.p[order], called.bits[order], called.judged[order]
    )


def _sizes(blocks: Blocks) -> dict[str, dict[str, int]]:
    names = ("blocks", "pairs", "largest", "dropped_blocks", "dropped_pairs")
    return {size.name: {name: int(getattr(size, name)) for name in names} for size in blocks.sizes}


def _not_looked_at(costs: Costs, left_out: int) -> list[str]:
    """What there is no time for, in words."""
    if not left_out:
        return []
    return [
        f"For review are the likeliest {100 * costs.queue:g} % of the rows. Left out were {left_out:,} pairs of "
        f"probability {costs.review_from:.2g} or less, which are told as the nearest; a larger share takes them in."
    ]


def _remarks(blocks: Blocks) -> list[str]:
    """What was left out of the keys, in words."""
    return [
        f"By {size.name}, {size.dropped_blocks:,} values that too many rows share were passed over."
        for size in blocks.sizes
        if size.dropped_blocks
    ]
