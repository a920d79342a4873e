"""Which parts of two names agree, how far, and how much that is worth.

Two parts agree when they are equal, spelt alike by the habit of two writers, one slip apart, a short form of each other
or an initial; what is written as two here may be one there. The likest are paired first, whatever the order.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np

from hudna.people.keys import skeleton
from hudna.people.letters import shipped
from hudna.people.likeness import GRADES
from hudna.people.particles import SON, Token
from hudna.people.script import script_of
from hudna.people.spelling import Spelling, likeness

MOST_PARTS = 24
"""Parts of a name that are compared; longer ones are no names."""

LEAST_WORTH, MOST_WORTH, WEAK_WORTH = 2.0, 9.0, 1.0
"""Bits that a part is worth at least and at most when it agrees; a weak word of a firm."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Parts that agree: how many of the name, bits, a reason in words, whether one is an initial only."""

    parts: int
    bits: float
    reason: str
    initial: bool = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """Pairs of parts, what is left over on either side, and whether a son here is the father there."""

    pairs: tuple[Pair, ...]
    left_one: tuple[str, ...]
    left_other: tuple[str, ...]
    turned: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts to be compared, and which of them say little."""

    tokens: tuple[Token, ...]
    weak: frozenset[str] = frozenset()

    @classmethod
    def of(cls, tokens: Iterable[Token]) -> Parts:
        """Parts of a person's name."""
        return cls(tuple(tokens))

    @classmethod
    def of_words(cls, words: Iterable[str], weak: frozenset[str]) -> Parts:
        """Words of a firm's name."""
        return cls(tuple(Token(word) for word in words), weak)


@cache
def _common() -> dict[str, float]:
    """Each common part, per million parts of its script."""
    path = files("hudna.people") / "data" / "common_parts.csv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {row["part"]: float(row["count"]) for row in csv.DictReader(lines)}


@cache
def _nicknames() -> dict[str, frozenset[int]]:
    path = files("hudna.people") / "data" / "nicknames.csv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")][1:]
    groups: dict[str, set[int]] = {}
    for number, line in enumerate(lines):
        for name in line.split():
            groups.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in groups.items()}


def rarity(token: Token, own: float) -> float:
    """Bits that agreement on a part is worth: how rare it is where it is common, how rare its letters are else."""
    counts = _common()
    held = max(counts.get(token.text, 0.0), counts.get(token.text[token.passed :], 0.0))
    bits = math.log2(1e6 / held) - 2.0 if held else own
    return min(MOST_WORTH, max(LEAST_WORTH, bits))


def slips(one: str, other: str) -> int:
    """Letters lost, gained, mistaken or swapped with the next (optimal string alignment)."""
    before, last = list[int](), list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        now = [i]
        for j, b in enumerate(other, 1):
            best = min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            now.append(best)
        before, last = last, now
    return last[-1]


def _a_slip(one: str, other: str) -> bool:
    """One slip in four letters or more, two in seven or more, of one script."""
    long = max(len(one), len(other))
    if long < 4 or script_of(one) != script_of(other) or abs(len(one) - len(other)) > 2:
        return False
    return slips(one, other) <= (1 if long < 7 else 2)


def _judge(a: Token, b: Token, bits: float, worth: float, initials: bool) -> Pair | None:
    """How two parts agree, if they do. What is only spelt alike must have a key, and so its consonants, in common."""
    if a.text == b.text:
        return Pair(1, worth, f"{a.text} is in both")
    if initials and 1 in (len(a.text), len(b.text)):
        if a.text[0] == b.text[0]:
            return Pair(1, 1.0, f"{a.text} and {b.text} may be one: an initial", initial=True)
        return None
    if initials and _nicknames().get(a.text, frozenset()) & _nicknames().get(b.text, frozenset()):
        return Pair(1, 0.8 * worth, f"{a.text} and {b.text} are forms of one name")
    if bits >= GRADES[0]:
        return Pair(1, 0.9 * worth, f"{a.text} and {b.text} spell one name")
    if _a_slip(a.text, b.text):
        return Pair(1, 0.8 * worth, f"{a.text} and {b.text} are a slip apart")
    if bits >= GRADES[1] and set(skeleton(a.text, a.passed)) & set(skeleton(b.text, b.passed)):
        return Pair(1, 0.5 * worth, f"{a.text} and {b.text} may spell one name")
    return None


def agree(one: Parts, other: Parts, *, initials: bool) -> Agreement:
    """Pair the parts of two names."""
    a, b = one.tokens[:MOST_PARTS], other.tokens[:MOST_PARTS]
    spelling = Spelling.of_tokens([a, b, *_doubles(a), *_doubles(b)], shipped())
    ids = [row[row >= 0] for row in spelling.ids]
    own = spelling.own
    weak = one.weak | other.weak
    table = likeness(spelling, np.repeat(ids[0], len(ids[1])), np.tile(ids[1], len(ids[0]))).reshape(len(a), len(b))
    judged: list[tuple[float, int, tuple[int, ...], tuple[int, ...], Pair]] = []
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            worth = WEAK_WORTH if weak & {x.text, y.text} else min(rarity(x, own[ids[0][i]]), rarity(y, own[ids[1][j]]))
            if pair := _judge(x, y, float(table[i, j]), worth, initials):
                judged.append((-pair.bits, abs(i - j), (i,), (j,), pair))
    judged += _glued(a, b, spelling, ids)
    judged.sort(key=lambda found: found[:4])
    left_a, left_b, pairs, sons = set(range(len(a))), set(range(len(b))), [], set()
    for _, _, mine, theirs, pair in judged:
        if left_a.issuperset(mine) and left_b.issuperset(theirs):
            left_a -= set(mine)
            left_b -= set(theirs)
            pairs.append(pair)
            sons.add((bool(a[mine[0]].flags & SON), bool(b[theirs[0]].flags & SON)))
    left = tuple(a[i].text for i in sorted(left_a)), tuple(b[j].text for j in sorted(left_b))
    return Agreement(tuple(pairs), *left, {(True, False), (False, True)} <= sons)


def _doubles(tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    return [(Token(x.text + y.text, x.passed, x.flags),) for x, y in pairwise(tokens)]


def _as_long(one: str, other: str) -> bool:
    """Whether two spellings of one script are nearly the same letters; of two scripts, they may be anything."""
    return script_of(one) != script_of(other) or slips(one, other) <= max(1, len(one) // 6)


def _glued(
    a: Sequence[Token], b: Sequence[Token], spelling: Spelling, ids: Sequence[np.ndarray]
) -> list[tuple[float, int, tuple[int, ...], tuple[int, ...], Pair]]:
    """Two parts of one name that are one part of the other."""
    found = []
    for turned, (two, single, offset) in enumerate(((a, b, 2), (b, a, 1 + len(a)))):
        for i in range(len(two) - 1):
            joined = ids[offset + i][0]
            for j, token in enumerate(single):
                alone = ids[1 - turned][j]
                bits = float(likeness(spelling, np.array([joined]), np.array([alone]))[0])
                both = two[i].text + two[i + 1].text
                if min(len(two[i].text), len(two[i + 1].text)) < 3 and both != token.text:
                    continue
                if (bits >= GRADES[0] and slips(both, token.text) <= len(both) // 2) or _a_slip(both, token.text):
                    worth = min(MOST_WORTH, rarity(two[i], 9.0) + rarity(two[i + 1], 9.0))
                    pair = Pair(2, worth, f"{two[i].text} {two[i + 1].text} is {token.text}")
                    mine, theirs = (i, i + 1), (j,)
                    found.append((-worth - 5.0, 0, *((theirs, mine) if turned else (mine, theirs)), pair))
    return found
