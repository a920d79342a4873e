"""Learn, without labels, what each level is worth: Fellegi and Sunter's m and u by expectation and maximisation.

u, the share of a level among pairs that are not the same, comes from pairs drawn at random, nearly all of which are
not. m, and how many pairs are the same, comes from the candidates: whoever was not met by any key counts as not the
same. Both start from weights learnt elsewhere, which count like so many pairs of one's own (a Dirichlet prior): twenty
rows get sane answers, and half a million have their own say. Parts of a name depend on each other (brothers share all
but the first), so of each group it is learnt what patterns say beyond their parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hudna.matching.kernels import kernel
from hudna.matching.model import Comparison, Float32, Float64, UInt8
from hudna.matching.weights import LEAST, Weights, lookalike_table

M_STRENGTH = 200.0
U_STRENGTH = 2_000.0
JOINT_STRENGTH = 30.0
MATCHES_STRENGTH = 50.0
ROUNDS = 100
SETTLED = 1e-5


@dataclass(frozen=True, slots=True)
class Patterns:
    """Distinct patterns of levels (one row each), each with the bits to add for rarity, and how many pairs have it."""

    levels: UInt8
    adjust: Float32
    count: Float64


def patterns(levels: UInt8, adjust: Float32 | None = None, *, step: float = 0.5) -> Patterns:
    """The distinct patterns of these pairs; bits for rarity are rounded to ``step``."""
    rare = np.zeros(len(levels), np.float32) if adjust is None else adjust
    return merge([Patterns(levels, np.round(rare / step) * np.float32(step), np.ones(len(levels)))])


def merge(parts: Sequence[Patterns]) -> Patterns:
    """The patterns of several batches as one, in a fixed order."""
    levels = np.concatenate([part.levels for part in parts])
    adjust = np.concatenate([part.adjust for part in parts]).astype(np.float32)
    count = np.concatenate([part.count for part in parts])
    if not len(count):
        return Patterns(levels, adjust, count)
    rare, place = np.unique(adjust, return_inverse=True)
    sizes = levels.max(axis=0).astype(np.int64) + 1
    if np.prod([*sizes.astype(float), float(len(rare))]) < 2.0**62:
        strides = np.cumprod(np.concatenate([[len(rare)], sizes[:-1]]))
        code = place.reshape(-1) + levels @ strides
        _, first, of = np.unique(code, return_index=True, return_inverse=True)
    else:
        wide = np.column_stack([levels, place.reshape(-1)])
        _, first, of = np.unique(wide, axis=0, return_index=True, return_inverse=True)
    return Patterns(levels[first], adjust[first], np.bincount(of.reshape(-1), count).astype(np.float64))


def learn(
    comparisons: Sequence[Comparison],
    candidates: Patterns,
    start: Weights,
    *,
    n_left: int,
    n_right: int,
    random: Patterns | None = None,
    share: float = 1.0,
    strength: float = 1.0,
    partners: float = 1.0,
) -> Weights:
    """Weights for these candidates, from ``start`` on, which counts ``strength`` times as much as it usually does.

    ``random``: patterns of pairs drawn at random; without them u is kept. ``share``: of how much of the left table the
    candidates were listed. ``partners``: so many others at most a row is the same as, on average; one, unless tables
    hold the same thing many times over.
    """
    if not len(candidates.count):
        return start
    m, u = _table(comparisons, start.m), _table(comparisons, start.u)
    _set_ways(comparisons, u)
    m_prior, u_prior = m * M_STRENGTH * strength, u * U_STRENGTH * strength
    all_pairs, most = share * n_left * n_right, share * min(n_left, n_right)
    drawn = Patterns(candidates.levels[:0], candidates.adjust[:0], candidates.count[:0]) if random is None else random
    groups = [_Group(comparisons, name, candidates, drawn) for name in _groups(comparisons)]
    matches, lid = start.matches, 0.0
    p, p_drawn = np.empty(len(candidates.count)), np.empty(len(drawn.count))
    two, two_drawn = np.zeros(len(candidates.count)), np.zeros(len(drawn.count))
    kin = start.lookalikes
    for _ in range(ROUNDS):
        odds = float(np.log2(matches * most / max(all_pairs, 1.0))) - lid
        before = m
        bits = _bits(m, u)
        of_two, odds_of_two = np.zeros_like(bits), -np.inf
        if kin and kin.per_row > 0:
            of_two = lookalike_table(kin, comparisons, _named(comparisons, m)).astype(np.float64)
            odds_of_two = float(np.log2(kin.per_row * most / max(all_pairs, 1.0)))
        beyond = _beyond(candidates, [group.bits[group.of] for group in groups])
        _expect(candidates.levels, beyond, bits, odds, of_two, odds_of_two, p, two)
        beyond = _beyond(drawn, [group.bits[group.of_drawn] for group in groups])
        _expect(drawn.levels, beyond, bits, odds, of_two, odds_of_two, p_drawn, two_drawn)
        seen, alike = p * candidates.count, two * candidates.count
        if kin:
            per_row = float((alike.sum() + MATCHES_STRENGTH * kin.per_row) / (most + MATCHES_STRENGTH))
            kin = replace(kin, per_row=per_row, shares=_shares(comparisons, start, candidates.levels, alike, strength))
        m = _normal(_counts(candidates.levels, seen, m.shape) + m_prior)
        if random is not None:  # of two short lists, some of the pairs drawn are the same
            u = _normal(_counts(drawn.levels, (1 - p_drawn) * drawn.count, u.shape) + u_prior)
            _set_ways(comparisons, u)
        matches = float(min((seen.sum() + MATCHES_STRENGTH * start.matches) / (most + MATCHES_STRENGTH), partners))
        lid = max(lid + float(np.log2(max(seen.sum(), LEAST) / (most * partners))), 0.0)
        for group in groups:
            group.learn(m, u, seen, candidates.count - seen - alike, all_pairs, (1 - p_drawn) * drawn.count)
        if np.abs(m - before).max() < SETTLED:
            break
    together = {group.name: group.told() for group in groups}
    return Weights(_named(comparisons, m), _named(comparisons, u), matches, together, kin)


def _shares(
    comparisons: Sequence[Comparison], start: Weights, levels: UInt8, alike: Float64, strength: float
) -> Mapping[str, tuple[float, ...]]:
    """What lookalikes share, from as many pairs as are taken for some.

    What tells them apart (their own names, which depend on each other) stays as it is: it is what lookalikes are.
    """
    shares = dict(start.lookalikes.shares) if start.lookalikes else {}
    for place, one in enumerate(comparisons):
        if one.name in shares and not one.group:
            prior = np.array(shares[one.name])
            counts = np.bincount(levels[:, place], alike, minlength=len(one))
            learnt = _normal((counts + prior / prior.sum() * M_STRENGTH * strength)[None, :])[0]
            shares[one.name] = tuple(map(float, learnt))
    return shares


class _Group:
    """Comparisons that depend on each other: what each pattern of them that is met is worth beyond its parts."""

    def __init__(self, comparisons: Sequence[Comparison], name: str, candidates: Patterns, drawn: Patterns) -> None:
        self.name = name
        self.places = [place for place, one in enumerate(comparisons) if one.group == name]
        both = np.concatenate([candidates.levels, drawn.levels])[:, self.places]
        self.patterns, of = np.unique(both, axis=0, return_inverse=True)
        self.of, self.of_drawn = np.split(of.reshape(-1), [len(candidates.levels)])
        self.silence = np.unique(self.patterns == 0, axis=0, return_inverse=True)[1].reshape(-1)
        self.bits = np.zeros(len(self.patterns))

    def learn(self, m: Float64, u: Float64, same: Float64, other: Float64, all_pairs: float, drawn: Float64) -> None:
        """``same``, ``other``: how many pairs of each candidate pattern are, and are not, the same; ``drawn``: are not.

        Pairs drawn at random show what is frequent. Of what is rare only the candidates show enough, and since they
        are not all pairs, only what is met more often than the parts say can be seen there.
        """
        n = len(self.patterns)
        is_same, is_other = np.bincount(self.of, same, minlength=n), np.bincount(self.of, other, minlength=n)
        silent = np.prod(np.where(self.patterns == 0, u[self.places, 0], self.told_share(u)), axis=1)
        of_m = self._known(m) * np.bincount(self.silence, is_same)[self.silence]
        of_u = self._known(u) * silent * all_pairs
        of_drawn = self._known(u) * silent * drawn.sum()
        more = np.log2((is_same + JOINT_STRENGTH) / (of_m + JOINT_STRENGTH))
        less = np.log2((is_other + JOINT_STRENGTH) / (of_u + JOINT_STRENGTH))
        is_drawn = np.bincount(self.of_drawn, drawn, minlength=n)
        by_chance = np.log2((is_drawn + JOINT_STRENGTH) / (of_drawn + JOINT_STRENGTH))
        self.bits = more - np.maximum(np.maximum(less, by_chance), 0.0)

    def told_share(self, u: Float64) -> Float64:
        """The share of pairs of which each comparison knows something."""
        return np.asarray(np.maximum(1 - u[self.places, 0], 0.0), np.float64)

    def _known(self, share: Float64) -> Float64:
        """The share of each pattern among those that tell the same parts, if these were independent."""
        picked = share[self.places][np.arange(len(self.places)), self.patterns]
        return np.asarray(np.prod(np.where(self.patterns == 0, 1.0, picked), axis=1), np.float64)

    def told(self) -> dict[tuple[int, ...], float]:
        """Patterns that are worth a tenth of a bit more or less than their parts."""
        found = zip(self.patterns.tolist(), np.round(self.bits, 1).tolist(), strict=True)
        return {tuple(pattern): bits for pattern, bits in found if bits}


def _groups(comparisons: Sequence[Comparison]) -> list[str]:
    return [group for group in dict.fromkeys(one.group for one in comparisons) if group]


def _beyond(of: Patterns, parts: Sequence[Float64]) -> Float64:
    """Bits for rarity, and what groups say beyond their parts."""
    return np.asarray(np.sum([of.adjust.astype(np.float64), *parts], axis=0), np.float64)


def _table(comparisons: Sequence[Comparison], named: Mapping[str, tuple[float, ...]]) -> Float64:
    """One row per comparison, as wide as the widest has levels; level 0 holds the share of unknown."""
    table = np.zeros((len(comparisons), max(len(one) for one in comparisons)))
    for place, one in enumerate(comparisons):
        values = named[one.name]
        table[place, : len(values)] = np.maximum(values, LEAST)
    return _normal(table)


def _named(comparisons: Sequence[Comparison], table: Float64) -> dict[str, tuple[float, ...]]:
    return {one.name: tuple(map(float, row[: len(one)])) for one, row in zip(comparisons, table, strict=True)}


def _set_ways(comparisons: Sequence[Comparison], u: Float64) -> None:
    for place, one in enumerate(comparisons):
        if one.ways:
            u[place, : len(one)] = one.ways


def _normal(table: Float64) -> Float64:
    """Known levels sum to one; unknown keeps its share of all."""
    all_of_it = np.maximum(table.sum(axis=1), LEAST)
    known = np.maximum(table[:, 1:].sum(axis=1), LEAST)
    return np.column_stack([table[:, 0] / all_of_it, table[:, 1:] / known[:, None]])


def _bits(m: Float64, u: Float64) -> Float64:
    bits = np.log2(np.maximum(m, LEAST)) - np.log2(np.maximum(u, LEAST))
    bits[:, 0] = 0.0
    return np.asarray(bits, np.float64)


def _counts(levels: UInt8, weight: Float64, shape: tuple[int, ...]) -> Float64:
    counts = np.zeros(shape)
    for place in range(shape[0]):
        counts[place] = np.bincount(levels[:, place], weight, minlength=shape[1])
    return counts


@kernel
def _expect(
    levels: UInt8, adjust: Float64, bits: Float64, prior: float, of_two: Float64, prior_of_two: float, p: Float64,
    two: Float64,
) -> None:  # fmt: skip
    """The probability under these weights that each pattern is one of the same, and one of lookalikes."""
    for k in range(len(p)):
        total, other = adjust[k], 0.0
        for place in range(levels.shape[1]):
            total += bits[place, levels[k, place]]
            other += of_two[place, levels[k, place]]
        same, alike = 2.0 ** min(total + prior, 500.0), 2.0 ** min(total + other + prior_of_two, 500.0)
        p[k] = same / (1.0 + same + alike)
        two[k] = alike / (1.0 + same + alike)
