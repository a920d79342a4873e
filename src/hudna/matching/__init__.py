"""Which records are the same thing, how sure is that, and why?

For everybody who holds two lists of one reality: a tracing officer with two lists of people, an analyst with reports of
one incident from three sources. Records meet by keys, are compared column by column, and the weight of each agreement
is learnt from the records themselves, without labels. The answer is *same*, *different* or *for review*; a person
decides what is close, and the decision is an entry in the journal that can be taken back. The room refuses to merge for
convenience: what a wrong merge costs decides alone what is called the same.
"""

from __future__ import annotations

from hudna.matching.acts import judge, mark_row, withdraw
from hudna.matching.block import Blocks, Key, KeySize, batches, block
from hudna.matching.cluster import Apart, cluster
from hudna.matching.compare import compare_codes, compare_numbers, compare_places, compare_texts
from hudna.matching.decide import (
    MOST_BITS,
    Costs,
    Doubles,
    Rivals,
    alone,
    compete,
    decide,
    in_time,
    probability,
    rivals,
)
from hudna.matching.events import JUDGING_EVENTS, JudgementWithdrawn, PairJudged, Verdict
from hudna.matching.explain import Explanation, Step, explain_pair, hinge_of
from hudna.matching.faults import MATCHING
from hudna.matching.kernels import SOURCES, compiler
from hudna.matching.learn import Patterns, learn, merge, patterns
from hudna.matching.model import DIFFERENT, OUTCOMES, REVIEW, SAME, UNKNOWN, Comparison, Lookalikes, Outcome, Pairs
from hudna.matching.state import Judged, Judgements, fold_judgements
from hudna.matching.weights import Weights, likeness_of_two, read_weights, score, set_apart, weights_from

__all__ = [
    "DIFFERENT",
    "JUDGING_EVENTS",
    "MATCHING",
    "MOST_BITS",
    "OUTCOMES",
    "REVIEW",
    "SAME",
    "SOURCES",
    "UNKNOWN",
    "Apart",
    "Blocks",
    "Comparison",
    "Costs",
    "Doubles",
    "Explanation",
    "Judged",
    "JudgementWithdrawn",
    "Judgements",
    "Key",
    "KeySize",
    "Lookalikes",
    "Outcome",
    "PairJudged",
    "Pairs",
    "Patterns",
    "Rivals",
    "Step",
    "Verdict",
    "Weights",
    "alone",
    "batches",
    "block",
    "cluster",
    "compare_codes",
    "compare_numbers",
    "compare_places",
    "compare_texts",
    "compete",
    "compiler",
    "decide",
    "explain_pair",
    "fold_judgements",
    "hinge_of",
    "in_time",
    "judge",
    "learn",
    "likeness_of_two",
    "mark_row",
    "merge",
    "patterns",
    "probability",
    "read_weights",
    "rivals",
    "score",
    "set_apart",
    "weights_from",
    "withdraw",
]
