"""How letters of one script are written in another, learnt from pairs of spellings of one name.

A pair is explained as a chain of units, each a group of letters here and a group of letters there (sch, ش), one of them
possibly nothing: a stochastic edit distance with many-to-many units (Ristad and Yianilos 1998; Jiampojamarn et al.
2007). Expectation maximisation finds the probability of each unit; an absolute discount forgets units seen too rarely,
which keeps long units from learning the list by heart. Pairs that no chain explains well (a translation, a slip of the
list) weigh little. Groups at the beginning and at the end of a name are units of their own where frequent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numba as nb
import numpy as np
from numpy.typing import NDArray

LONGEST = 24
"""Letters of a word that are read."""

Floats = NDArray[np.float64]
AnyFloats = TypeVar("AnyFloats", NDArray[np.float64], NDArray[np.float32])

kernel: Any = nb.njit(cache=True, nogil=True)


class Groups:
    """The groups of letters that one side may use, numbered; number 0 is nothing at all."""

    def __init__(self, names: Sequence[str], longest: int) -> None:
        self.names = ["", *(name for name in names if name)]
        self.number = {name: i for i, name in enumerate(self.names)}
        self.longest = longest

    @classmethod
    def seen(cls, words: Sequence[str], longest: int, often: int) -> Groups:
        """Every letter of the words, and every longer group that occurs at least ``often`` times."""
        count: Counter[str] = Counter()
        for word in words:
            for k in range(1, longest + 1):
                for i in range(len(word) - k + 1):
                    group = word[i : i + k]
                    count[group] += 1
                    if i == 0:
                        count["^" + group] += 1
                    if i + k == len(word):
                        count[group + "$"] += 1
        kept = [g for g, n in count.items() if n >= often or len(g) == 1]
        return cls(sorted(kept, key=lambda g: (-count[g], g)), longest)

    def of(self, word: str, begin: int = 0) -> NDArray[np.int16]:
        """The number of the group that starts at each place with each length, -1 where there is none.

        ``begin``: where the name itself begins, behind an article.
        """
        found = np.full((LONGEST, 3), -1, np.int16)
        word = word[:LONGEST]
        n, number = len(word), self.number
        for i in range(n):
            for k in range(1, min(self.longest, n - i) + 1):
                group = word[i : i + k]
                code = number.get(group + "$", -1) if i + k == n else -1
                if code < 0 and i in (0, begin):
                    code = number.get("^" + group, -1)
                found[i, k - 1] = code if code >= 0 else number.get(group, -1)
        return found


def bare(group: str) -> str:
    """The letters of a group, without the marks of beginning and end."""
    return group.strip("^$")


@kernel
def _forward(x, n, y, m, weight, reach_x, reach_y, out):  # type: ignore[no-untyped-def] # pragma: no cover
    for i in range(n + 1):
        for j in range(m + 1):
            total = 1.0 if i == 0 and j == 0 else 0.0
            for a in range(min(reach_x, i) + 1):
                for b in range(min(reach_y, j) + 1):
                    if (a == 0 and b != 1) or (b == 0 and a != 1):
                        continue
                    u = 0 if a == 0 else x[i - a, a - 1]
                    v = 0 if b == 0 else y[j - b, b - 1]
                    if u >= 0 and v >= 0:
                        total += out[i - a, j - b] * weight[u, v]
            out[i, j] = total


@kernel
def _backward_and_count(  # type: ignore[no-untyped-def]
    x, n, y, m, weight, reach_x, reach_y, before, after, share, count
):  # pragma: no cover
    for i in range(n, -1, -1):
        for j in range(m, -1, -1):
            total = 1.0 if i == n and j == m else 0.0
            for a in range(min(reach_x, n - i) + 1):
                for b in range(min(reach_y, m - j) + 1):
                    if (a == 0 and b != 1) or (b == 0 and a != 1):
                        continue
                    u = 0 if a == 0 else x[i, a - 1]
                    v = 0 if b == 0 else y[j, b - 1]
                    if u >= 0 and v >= 0:
                        step = weight[u, v] * after[i + a, j + b]
                        total += step
                        count[u, v] += before[i, j] * step * share
            after[i, j] = total


@kernel
def _expect(xs, ns, ys, ms, shares, weight, count, reach_x, reach_y, doubt):  # type: ignore[no-untyped-def] # pragma: no cover
    before = np.zeros((LONGEST + 1, LONGEST + 1))
    after = np.zeros((LONGEST + 1, LONGEST + 1))
    for p in range(len(ns)):
        n, m = ns[p], ms[p]
        _forward(xs[p], n, ys[p], m, weight, reach_x, reach_y, before)
        whole = before[n, m]
        if whole > 1e-250:
            per_letter = whole ** (1.0 / (n + m))
            share = shares[p] * per_letter / (per_letter + doubt) / whole
            _backward_and_count(xs[p], n, ys[p], m, weight, reach_x, reach_y, before, after, share, count)


@kernel
def _along_the_diagonal(xs, ns, ys, ms, shares, count, reach_x, reach_y):  # type: ignore[no-untyped-def] # pragma: no cover
    for p in range(len(ns)):
        n, m = ns[p], ms[p]
        for i in range(n + 1):
            for j in range(m + 1):
                off = abs(i / n - j / m)
                if off * max(n, m) > 1.6:
                    continue
                for a in range(min(reach_x, n - i) + 1):
                    for b in range(min(reach_y, m - j) + 1):
                        if (a == 0 and b != 1) or (b == 0 and a != 1):
                            continue
                        u = 0 if a == 0 else xs[p, i, a - 1]
                        v = 0 if b == 0 else ys[p, j, b - 1]
                        if u >= 0 and v >= 0:
                            rare = 1.0 if a + b == 2 else (0.5 if a and b else 0.3)
                            count[u, v] += shares[p] * np.exp(-4.0 * off) * rare


@dataclass(frozen=True, slots=True)
class Taught:
    """What was learnt: ``count[u, v]`` expected uses of the unit (``x.names[u]``, ``y.names[v]``)."""

    x: Groups
    y: Groups
    count: Floats


@dataclass(frozen=True, slots=True)
class Lesson:
    """How to learn: the longest group on each side, how often a group must be seen, rounds, discount, doubt."""

    reach_x: int = 3
    reach_y: int = 2
    often: int = 30
    rounds: int = 8
    discount: float = 1.2
    doubt: float = 0.02


def soften(count: AnyFloats, x: Groups, y: Groups, floor: float = 0.02) -> AnyFloats:
    """Probabilities from counts, a small part of them kept for any one letter lost, gained or put for another."""
    share = count / count.sum()
    one_x = np.array([len(bare(name)) == 1 for name in x.names])
    one_y = np.array([len(bare(name)) == 1 for name in y.names])
    by_x = np.where(one_x, share.sum(1) + 1e-6, 0.0)
    by_y = np.where(one_y, share.sum(0) + 1e-6, 0.0)
    by_x, by_y = ((by / by.sum()).astype(count.dtype) for by in (by_x, by_y))
    slip = np.outer(by_x, by_y) / 3
    slip[0, :] += by_y / 3
    slip[:, 0] += by_x / 3
    slip[0, 0] = 0.0
    slip *= floor
    share *= 1.0 - floor
    softened: AnyFloats = share + slip
    return softened


def teach(
    pairs: Sequence[tuple[str, str, float]], lesson: Lesson, x: Groups | None = None, y: Groups | None = None
) -> Taught:
    """Learn from (spelling, spelling, weight). The same pairs in the same order give the same result."""
    pairs = [(a[:LONGEST], b[:LONGEST], w) for a, b, w in pairs if a and b]
    x = x or Groups.seen([p[0] for p in pairs], lesson.reach_x, lesson.often)
    y = y or Groups.seen([p[1] for p in pairs], lesson.reach_y, lesson.often)
    xs, ys = np.stack([x.of(p[0]) for p in pairs]), np.stack([y.of(p[1]) for p in pairs])
    ns, ms = np.array([len(p[0]) for p in pairs]), np.array([len(p[1]) for p in pairs])
    shares = np.array([p[2] for p in pairs], np.float64)
    count = np.zeros((len(x.names), len(y.names)))
    _along_the_diagonal(xs, ns, ys, ms, shares, count, lesson.reach_x, lesson.reach_y)
    weight = count / count.sum()
    for turn in range(lesson.rounds):
        count[:] = 0.0
        _expect(xs, ns, ys, ms, shares, weight, count, lesson.reach_x, lesson.reach_y, lesson.doubt)
        if turn > 1:
            np.maximum(count - lesson.discount, 0.0, out=count)
        weight = soften(count, x, y)
    return Taught(x, y, count)
