"""Why a pair is called what it is: each fact with its weight in bits, and the single fact that would change the answer.

A waterfall: it starts at the odds that any two rows are the same, each comparison moves it up or down, and it ends at
the probability. Told as text, as JSON and as a picture (SVG), all from the same steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from hudna.matching.decide import Costs, probability
from hudna.matching.model import OUTCOMES, UNKNOWN, Comparison, Outcome
from hudna.matching.weights import Weights

SELDOM_TOLD = 0.9
"""Share of pairs of which a fact is unknown from which on nobody is sent to look for it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One fact: what was compared, what was found in words, and what it is worth."""

    name: str
    words: str
    bits: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """A pair explained. ``hinge``: the single fact that would change the answer, empty if no one fact could.

    ``judged``: in words, who decided it, if a person did; then ``outcome`` is theirs, whatever ``p`` says.
    """

    steps: tuple[Step, ...]
    p: float
    outcome: Outcome
    hinge: str = ""
    judged: str = ""

    def text(self) -> str:
        """The waterfall as lines of text, bits as + and - signs."""
        wide = max(len(f"{step.name}: {step.words}") for step in self.steps)
        lines = []
        for step in self.steps:
            bar = ("+" if step.bits > 0 else "-") * min(round(abs(step.bits)), 30)
            lines.append(f"{f'{step.name}: {step.words}':{wide}}  {step.bits:+6.1f}  {bar}".rstrip())
        lines.append(f"{'together':{wide}}  {sum(step.bits for step in self.steps):+6.1f}")
        said = f"probability {self.p:.4f}: {self.outcome}"
        lines.append(said + (f" ({self.judged})" if self.judged else ""))
        return "\n".join(lines + ([self.hinge] if self.hinge else []))

    def as_json(self) -> Mapping[str, object]:
        """The same, ready for JSON; bits and probability rounded as in the text."""
        return {
            "steps": [{"name": s.name, "words": s.words, "bits": round(s.bits, 2)} for s in self.steps],
            "bits": round(sum(step.bits for step in self.steps), 2),
            "probability": round(self.p, 6),
            "outcome": self.outcome,
            "hinge": self.hinge,
            "judged": self.judged,
        }

    def svg(self) -> str:
        """The same as a picture: a bar for each fact, from where the one before ended."""
        at, ends = 0.0, [0.0]
        for step in self.steps:
            at += step.bits
            ends.append(at)
        low, high = min(ends), max(ends)
        scale = _BARS / max(high - low, 1.0)
        rows = [
            _row(number, step, (ends[number] - low) * scale, (ends[number + 1] - low) * scale)
            for number, step in enumerate(self.steps)
        ]
        foot = f"{ends[-1]:+.1f} bits together, probability {self.p:.4f}: {self.outcome}"
        last = len(rows) * _LINE + _LINE
        wide, tall = _WORDS + _BARS + 70, last + 2 * _LINE + 10
        title = f"{foot}. {self.hinge}".strip()
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" role="img" '
            f'font-family="sans-serif" font-size="13"><title>{escape(title)}</title>'
            + "".join(rows)
            + f'<text x="8" y="{last + 12}" font-weight="bold">{escape(foot)}</text>'
            + f'<text x="8" y="{last + 12 + _LINE}">{escape(self.hinge)}</text></svg>'
        )


_WORDS, _BARS, _LINE = 420, 380, 24


def _row(number: int, step: Step, start: float, stop: float) -> str:
    y = number * _LINE + 8
    left, width = _WORDS + min(start, stop), max(abs(stop - start), 1.0)
    colour = "#2b6a4d" if step.bits >= 0 else "#9c3d2e"
    return (
        f'<text x="8" y="{y + 13}">{escape(f"{step.name}: {step.words}")}</text>'
        f'<rect x="{left:.1f}" y="{y}" width="{width:.1f}" height="16" fill="{colour}"/>'
        f'<text x="{_WORDS + max(start, stop) + 6:.1f}" y="{y + 13}">{step.bits:+.1f}</text>'
    )


def steps_of(
    comparisons: Sequence[Comparison], levels: Sequence[int], weights: Weights, *, prior: float, rare: float
) -> list[Step]:
    """The steps of a pair: the prior, what each comparison found, rarity, and what groups say beyond their parts."""
    steps = [Step("before anything is compared", "any two rows", prior)]
    for one, level in zip(comparisons, levels, strict=True):
        if level != UNKNOWN:
            steps.append(Step(one.name, one.levels[level], float(weights.bits(one)[level])))
    if abs(rare) >= 0.05:
        words = "rarer than most" if rare > 0 else "more common than most"
        steps.append(Step("how common it is", f"what they agree in is {words}", rare))
    for group, table in (weights.together or {}).items():
        pattern = tuple(int(v) for one, v in zip(comparisons, levels, strict=True) if one.group == group)
        if bits := table.get(pattern, 0.0):
            steps.append(Step(f"{group}, all parts together", "beyond each part by itself", bits))
    return steps


def hinge_of(
    comparisons: Sequence[Comparison],
    levels: Sequence[int],
    weights: Weights,
    *,
    bits: float,
    outcome: int,
    costs: Costs,
) -> str:
    """In words, the single fact that, had it been otherwise, would have changed the answer: the likeliest such fact.

    ``bits``: the odds of the pair in the end. Where agreement would do it, the most frequent better level is named;
    a fact that these tables hardly ever tell is not. Where the answer is *same*, the smallest disagreement that would
    undo it.
    """
    best: tuple[float, str] | None = None
    same, review = _bits_at(costs.same_from), _bits_at(costs.review_from)
    for one, level in zip(comparisons, levels, strict=True):
        if level == UNKNOWN and weights.m[one.name][UNKNOWN] >= SELDOM_TOLD:
            continue
        weight = weights.bits(one)
        for other in range(1, len(one)):
            if other == level:
                continue
            changed = bits - float(weight[level]) + float(weight[other])
            then = 2 if changed >= same else (1 if changed >= review else 0)
            if then == outcome:
                continue
            share = weights.m[one.name][other]
            if level == UNKNOWN:  # it would have to be told first
                share *= 1 - weights.m[one.name][UNKNOWN]
            if best is None or share > best[0]:
                word = {0: "different", 1: "for review", 2: "the same"}[then]
                best = (share, f"If {one.name} were “{one.levels[other]}”, the pair would be {word}.")
    return best[1] if best else ""


def _bits_at(p: float) -> float:
    return float(np.log2(p / (1 - p))) if 0 < p < 1 else (99.0 if p >= 1 else -99.0)


def explain_pair(
    comparisons: Sequence[Comparison],
    levels: Sequence[int],
    weights: Weights,
    *,
    prior: float,
    rare: float,
    p: float,
    outcome: int,
    costs: Costs,
    judged: str = "",
    taken: float = 0.0,
    by_third: str = "",
) -> Explanation:
    """Explain a pair whose probability, rivals counted, is ``p``; what the rivals take from it is a step as well.

    ``taken``: bits (not above 0) that the chance takes away that the pair is one of lookalikes. ``by_third``: in words,
    that a row which both are the same as makes the pair likelier than it is by itself.
    """
    steps = steps_of(comparisons, levels, weights, prior=prior, rare=rare)
    if taken < -0.05 and weights.lookalikes:
        steps.append(Step("could be two who are alike", weights.lookalikes.words, taken))
    alone = sum(step.bits for step in steps)
    own = float(probability(np.array([alone]))[0])
    if by_third and p > own + 1e-6 and _bits_at(min(p, 1 - 1e-12)) - alone >= 0.5:
        steps.append(Step("a third row", by_third, _bits_at(min(p, 1 - 1e-12)) - alone))
    if p < own - 1e-6:
        lost = _bits_at(max(p, 1e-12)) - min(alone, 40.0)
        if lost < -0.05:
            steps.append(Step("rivals", "others that could be this one", lost))
    bits = sum(step.bits for step in steps)
    hinge = "" if judged else hinge_of(comparisons, levels, weights, bits=bits, outcome=outcome, costs=costs)
    return Explanation(tuple(steps), p, OUTCOMES[outcome], hinge, judged)
