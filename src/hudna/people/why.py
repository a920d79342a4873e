"""The reasons of pairs in words: for the tables, one line a pair; for one pair, the whole waterfall."""

from __future__ import annotations

import numpy as np

from hudna.matching import UNKNOWN, Costs, Explanation, Pairs, Weights, explain_pair, hinge_of, probability
from hudna.people.levels import COMPARISONS
from hudna.people.model import Pairings
from hudna.people.pairing import Bench

JUDGED = "judged by a person"
BY_THIRD = "both are the same as a third row"


def reasons_of(
    bench: Bench, on_bench: Pairs, pairs: Pairings, weights: Weights, prior: float, costs: Costs
) -> list[tuple[str, str]]:
    """For each pair the facts with their bits, the strongest first, and the one fact that would change the answer."""
    levels, rare = bench.compare(on_bench)
    taken = bench.taken(levels, rare, weights, prior)
    own = probability(pairs.weight + prior)
    bits = [weights.bits(one) for one in COMPARISONS]
    known: dict[bytes, str] = {}
    told = []
    for k in range(len(pairs)):
        pattern = levels[k].tobytes()
        if pattern not in known:
            facts = [
                (float(bits[place][level]), f"{one.name}: {one.levels[level]}")
                for place, (one, level) in enumerate(zip(COMPARISONS, levels[k].tolist(), strict=True))
                if level != UNKNOWN
            ]
            facts.sort(key=lambda fact: -abs(fact[0]))
            known[pattern] = "; ".join(f"{words} ({weight:+.1f})" for weight, words in facts)
        words = known[pattern]
        if abs(rare[k]) >= 0.5:
            words += f"; {'rare' if rare[k] > 0 else 'common'} on these lists ({rare[k]:+.1f})"
        if taken[k] <= -0.5 and weights.lookalikes:
            words += f"; could be {weights.lookalikes.words} ({taken[k]:+.1f})"
        p = min(max(float(pairs.p[k]), 1e-12), 1 - 1e-12)
        odds = float(np.log2(p / (1 - p)))
        if (gained := odds - float(pairs.weight[k]) - prior) >= 0.5 and p > own[k] + 1e-6:
            words += f"; {BY_THIRD} ({gained:+.1f})"
        if pairs.judged[k]:
            told.append((f"{JUDGED}; {words}", ""))
            continue
        outcome = int(pairs.outcome[k])
        hinge = hinge_of(COMPARISONS, levels[k].tolist(), weights, bits=odds, outcome=outcome, costs=costs)
        told.append((words, hinge))
    return told


def explain_one(
    bench: Bench, on_bench: Pairs, pair: Pairings | None, weights: Weights, prior: float, costs: Costs
) -> Explanation:
    """The waterfall of one pair; ``pair`` None: it was not among those that could be one person."""
    levels, rare = bench.compare(on_bench)
    p = float(pair.p[0]) if pair else float(probability(bench.bits_of(on_bench, weights, prior) + prior)[0])
    outcome = int(pair.outcome[0]) if pair else 0
    return explain_pair(
        COMPARISONS,
        levels[0].tolist(),
        weights,
        prior=prior,
        rare=float(rare[0]),
        p=p,
        outcome=outcome,
        costs=costs,
        judged=JUDGED if pair and pair.judged[0] else "",
        taken=float(bench.taken(levels, rare, weights, prior)[0]),
        by_third=BY_THIRD,
    )
