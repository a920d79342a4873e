"""Weights: how often each level is met among pairs that are the same, and among pairs that are not.

The weight of a level is log2(m / u), in bits: what it does to the odds (Fellegi and Sunter 1969). Weights are saved
and read as YAML, and may be given in place of learning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from hudna.ground import read_bytes
from hudna.matching.faults import MATCHING
from hudna.matching.kernels import kernel
from hudna.matching.model import Comparison, Float32, Float64, Int64, Lookalikes, UInt8

STEP = 0.05
"""Weights are rounded to this many bits (3.5 % of the odds): what is learnt is not surer, and answers stand still."""
LEAST = 1e-7


@dataclass(frozen=True, slots=True)
class Weights:
    """``m`` and ``u`` of each comparison, by level from 0 (unknown, whose share is told but has no weight).

    ``together``: of each group, what a pattern of levels says beyond its parts, in bits; others say nothing.
    ``matches``: of how many rows of the smaller table the other one has the same, as a share; it sets the prior odds.
    """

    m: Mapping[str, tuple[float, ...]]
    u: Mapping[str, tuple[float, ...]]
    matches: float = 0.5
    together: Mapping[str, Mapping[tuple[int, ...], float]] | None = None
    lookalikes: Lookalikes | None = None

    def bits(self, comparison: Comparison) -> Float32:
        """The weight of each level of a comparison; 0 for unknown. Raises weights-unfit."""
        m, u = self.m.get(comparison.name, ()), self.u.get(comparison.name, ())
        if len(m) != len(comparison) or len(u) != len(comparison):
            what = f"The weights do not fit the {len(comparison)} levels of “{comparison.name}”."
            raise MATCHING.fault("weights-unfit", what)
        weight = np.log2(np.maximum(m, LEAST)) - np.log2(np.maximum(u, LEAST))
        weight = np.round(weight / STEP) * STEP
        weight[0] = 0.0
        return weight.astype(np.float32)

    def prior_bits(self, n_left: int, n_right: int) -> float:
        """The odds, in bits, that a pair drawn from both tables is the same, before anything of it is known.

        Sizes count in steps of an eighth power of two, so that a row more or less changes nothing but at a step.
        """
        return float(np.log2(self.matches)) - _size_bits(n_left, n_right)

    def lookalike_bits(self, n_left: int, n_right: int) -> float:
        """The odds, in bits, that a pair drawn from both tables is one of lookalikes; without end below if none are."""
        if self.lookalikes is None or self.lookalikes.per_row <= 0:
            return -np.inf
        return round(float(np.log2(self.lookalikes.per_row)) / STEP) * STEP - _size_bits(n_left, n_right)

    def to_yaml(self) -> str:
        """As a document that :func:`read_weights` reads."""
        document: dict[str, object] = {"matches": round(self.matches, 4)}
        for name in self.m:
            document[name] = {
                "m": [float(f"{x:.5g}") for x in self.m[name]],
                "u": [float(f"{x:.5g}") for x in self.u[name]],
            }
        for group, table in (self.together or {}).items():
            told = {" ".join(map(str, pattern)): round(bits, 2) for pattern, bits in sorted(table.items())}
            document[f"together {group}"] = told
        if self.lookalikes:
            shares = {name: list(shares) for name, shares in self.lookalikes.shares.items()}
            document["lookalikes"] = {
                "words": self.lookalikes.words, "per row": round(self.lookalikes.per_row, 4), **shares
            }  # fmt: skip
        return yaml.safe_dump(document, sort_keys=False, default_flow_style=None, width=120)


def _size_bits(n_left: int, n_right: int) -> float:
    return float(np.ceil(np.log2(max(n_left, n_right, 1)) * 8) / 8)


def read_weights(path: Path) -> Weights:
    """Weights from a YAML file. Raises weights-unfit, and what ground raises for a document."""
    return weights_from(read_bytes(path), where=str(path))


def weights_from(content: bytes, *, where: str = "") -> Weights:
    """Weights from the content of such a file."""
    document = yaml.safe_load(content)
    m, u, together = {}, {}, {}
    try:
        matches = float(document.pop("matches"))
        lookalikes = _lookalikes(document.pop("lookalikes", None))
        for name, value in document.items():
            if name.startswith("together "):
                table = {tuple(int(x) for x in str(pattern).split()): float(b) for pattern, b in value.items()}
                together[name.removeprefix("together ")] = table
            else:
                m[name] = tuple(float(x) for x in value["m"])
                u[name] = tuple(float(x) for x in value["u"])
    except (AttributeError, KeyError, TypeError, ValueError):
        raise MATCHING.fault("weights-unfit", "This is no document of weights.", where=where) from None
    return Weights(m, u, matches, together, lookalikes)


def _lookalikes(given: Mapping[str, Any] | None) -> Lookalikes | None:
    if not given:
        return None
    shares = {name: tuple(map(float, value)) for name, value in given.items() if name not in ("words", "per row")}
    return Lookalikes(str(given["words"]), shares, float(given["per row"]))


def likeness_of_two(weights: Weights, comparisons: Sequence[Comparison], levels: UInt8) -> Float64:
    """For each pair the bits by which its levels speak for lookalikes rather than for the same, without priors."""
    total = np.zeros(len(levels))
    if weights.lookalikes:
        _add(levels, lookalike_table(weights.lookalikes, comparisons, weights.m), total)
    return total


def lookalike_table(
    lookalikes: Lookalikes, comparisons: Sequence[Comparison], m: Mapping[str, Sequence[float]]
) -> Float32:
    """log2 of each level's share among lookalikes against its share among the same; 0 where they do not differ."""
    table = np.zeros((len(comparisons), max(len(one) for one in comparisons)), np.float32)
    for place, one in enumerate(comparisons):
        if one.name in lookalikes.shares:
            of_same, of_two = np.maximum(m[one.name][: len(one)], LEAST), lookalikes.shares[one.name]
            bits = np.log2(np.maximum(of_two, LEAST)) - np.log2(of_same)
            table[place, 1 : len(one)] = (np.round(bits / STEP) * STEP)[1:]
    return table


def set_apart(bits: Float64, prior: float, of_two: Float64, prior_of_two: float) -> Float64:
    """``bits`` of being the same, less what the chance takes that the pair is one of lookalikes instead.

    Bayes with three answers: the odds of the same stand against those of anything else and those of lookalikes.
    """
    if not np.isfinite(prior_of_two):
        return bits
    return np.asarray(bits - np.logaddexp2(0.0, bits + of_two + prior_of_two), np.float64)


def score(weights: Weights, comparisons: Sequence[Comparison], levels: UInt8, adjust: Float32 | None) -> Float64:
    """The bits of each pair (row of ``levels``), all comparisons together, without the prior.

    ``adjust``: bits to be added for each pair, for how rare what they agree in is.
    """
    table = np.zeros((len(comparisons), max(len(one) for one in comparisons)), np.float32)
    for place, one in enumerate(comparisons):
        table[place, : len(one)] = weights.bits(one)
    total = np.zeros(len(levels)) if adjust is None else adjust.astype(np.float64)
    _add(levels, table, total)
    for group, together in (weights.together or {}).items():
        places = [place for place, one in enumerate(comparisons) if one.group == group]
        strides = np.cumprod([1, *(len(comparisons[place]) for place in places)])
        dense = np.zeros(int(strides[-1]), np.float32)
        for pattern, bits in together.items():
            dense[int(np.dot(pattern, strides[:-1]))] = bits
        _add_together(levels, np.array(places), strides[:-1], dense, total)
    return total


@kernel
def _add(levels: UInt8, table: Float32, total: Float64) -> None:
    for k in range(len(levels)):
        for place in range(levels.shape[1]):
            total[k] += table[place, levels[k, place]]


@kernel
def _add_together(levels: UInt8, places: Int64, strides: Int64, dense: Float32, total: Float64) -> None:
    for k in range(len(levels)):
        at = 0
        for i in range(len(places)):
            at += levels[k, places[i]] * strides[i]
        total[k] += dense[at]
