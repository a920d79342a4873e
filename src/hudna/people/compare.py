"""What two people on two lists have in common: a level for each part of the name, birth, sex, place, date, document.

Parts of a name are compared with the part of the same role; if that disagrees, other orders are tried (given name and
family name swapped, the family's first, a part left out), and the order found is a fact of its own. A part that one
side lacks says nothing. What agrees is weighed by how common it is in both lists, whatever the script.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hudna.matching import Pairs
from hudna.people.columns import ALIAS, FAMILY, FATHER, GIVEN, GRANDFATHER, MOTHER, Columns, Encoded
from hudna.people.facts import compare_facts
from hudna.people.kernels import kernel
from hudna.people.levels import ANOTHER, C_ALIAS, C_MOTHER, C_ORDER, COMPARISONS, HARDLY, NEARER, SLIP
from hudna.people.likeness import bits_of, grade, strange
from hudna.people.nearer import another_is_nearer
from hudna.people.rarity import Rarity
from hudna.people.slipped import keys_slip_apart, slip_apart

ORDERS = np.array(
    [
        (GIVEN, FATHER, GRANDFATHER, FAMILY),
        (FAMILY, FATHER, GRANDFATHER, GIVEN),
        (FATHER, GIVEN, GRANDFATHER, FAMILY),
        (GIVEN, FAMILY, GRANDFATHER, FATHER),
        (GIVEN, GRANDFATHER, FATHER, FAMILY),
        (GIVEN, FATHER, FAMILY, GRANDFATHER),
        (FATHER, FAMILY, GRANDFATHER, GIVEN),
        (FAMILY, GIVEN, GRANDFATHER, FATHER),
        (FAMILY, GIVEN, FATHER, GRANDFATHER),
        (FATHER, GRANDFATHER, FAMILY, GIVEN),
        (GIVEN, GRANDFATHER, FAMILY, FATHER),
        (GIVEN, FAMILY, FATHER, GRANDFATHER),
    ],
    np.int64,
)
"""Orders tried: which role of the one stands where the given, father's, grandfather's, family name of the other do."""
SWAPS = 6
"""Up to here in ``ORDERS`` only two have changed places."""
WORTH = np.array([0.0, 4.0, 3.0, 1.5, -1.0, -2.0, -2.5])
"""What a level of a part is worth in choosing the order; another than written must gain more, by two parts or more."""
GAIN = 3.0
LEVEL_BITS = 3
"""Bits of a memo's number that hold the level."""
PLACES = np.array([1000, 100, 10, 1])
"""Where the level of each role stands in a number that holds all four."""


@dataclass(frozen=True, slots=True)
class Memo:
    """Levels of token pairs that were compared before; the place of a pair is overwritten by another one's.

    A pair and its level are one number, written and read at once, so that threads can share a memo.
    """

    known: NDArray[np.int64]

    @classmethod
    def empty(cls, tokens: int) -> Memo:
        """As large as helps: a few hundred entries per token, at most four million."""
        size = 1 << int(np.clip(np.ceil(np.log2(max(tokens, 1) * 200)), 10, 22))
        return cls(np.full(size, -1, np.int64))


def compare_people(
    pairs: Pairs, encoded: Encoded, rarity: Rarity, sides: tuple[Columns, Columns], memo: Memo
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Levels of each pair (pairs x COMPARISONS), and bits for how rare what they agree in is."""
    levels = np.empty((len(pairs), len(COMPARISONS)), np.uint8)
    adjust = np.empty(len(pairs), np.float32)
    left, right = sides
    spelling = encoded.spelling
    _names(
        pairs.left, pairs.right, left.parts, right.parts, left.kunya, right.kunya, rarity.token_keys,
        spelling.kernel, spelling.own, rarity.nearer, memo.known, rarity.personal, rarity.family,
        levels, adjust,
    )  # fmt: skip
    compare_facts(
        pairs.left, pairs.right, left.birth_from, right.birth_from, left.birth_to, right.birth_to, left.age, right.age,
        left.sex, right.sex, left.place, right.place, rarity.place_levels, rarity.place, left.date, right.date,
        rarity.first_day, rarity.day, rarity.week, left.document, right.document, levels, adjust,
    )  # fmt: skip
    return levels, adjust


@kernel
def part_level(kern, own, near, i, j, way):  # type: ignore[no-untyped-def]
    """The level of two tokens."""
    if i == j:
        return 1
    level = grade(bits_of(kern, own, i, j, way))
    if level > SLIP and kern.scripts[i] == kern.scripts[j] and slip_apart(kern.letters[i], kern.letters[j]):
        level = SLIP
    elif level > HARDLY and keys_slip_apart(kern.keys[i], kern.keys[j]):
        level = HARDLY
    if level <= HARDLY and another_is_nearer(kern, own, near, i, j, way):
        return NEARER
    return level


@kernel(inline="always")
def _looked_up(known, tokens, i, j):  # type: ignore[no-untyped-def]
    """The level of two tokens if it is known, else 0; their pair as a number, and its place in the memo."""
    pair = np.int64(min(i, j)) * tokens + max(i, j)
    place = ((np.uint64(pair) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)) & np.uint64(len(known) - 1)
    found = known[place]
    level = found & (1 << LEVEL_BITS) - 1 if found >> LEVEL_BITS == pair else 0
    return np.uint8(level), pair, place


@kernel
def _level(kern, own, near, known, i, j, way):  # type: ignore[no-untyped-def]
    """The level of two tokens, 0 where there is none; looked up before it is worked out."""
    if i < 0 or j < 0:
        return np.uint8(0)
    if i == j:
        return np.uint8(1)
    level, pair, place = _looked_up(known, len(own), i, j)
    if not level:
        level = np.uint8(part_level(kern, own, near, np.int64(i), np.int64(j), way))
        known[place] = pair << LEVEL_BITS | np.int64(level)
    return level


@kernel(inline="always")
def _share_key(token_keys, i, j):  # type: ignore[no-untyped-def]
    a, b, c, d = token_keys[i, 0], token_keys[i, 1], token_keys[j, 0], token_keys[j, 1]
    return (a != 0 and a in (c, d)) or (b != 0 and b in (c, d))


@kernel(inline="always")
def _as_written(parts_a, parts_b, a, b, kern, own, near, known, way, table):  # type: ignore[no-untyped-def]
    """Levels of the parts of one role, into the diagonal of ``table``; what they are worth, and whether any clash."""
    worth, clash = 0.0, False
    for r in range(4):
        i, j = parts_a[a, r], parts_b[b, r]
        level = np.uint8(0) if i < 0 or j < 0 else np.uint8(1)
        if level == 1 and i != j:
            if strange(kern.sounds, i, j):
                level = np.uint8(ANOTHER)
            else:
                level, _, _ = _looked_up(known, len(own), i, j)  # a call that passes all the arrays takes longer
                level = level or _level(kern, own, near, known, i, j, way)
        table[r, r] = level
        worth += WORTH[level]
        if level > SLIP:
            clash = True
    return worth, clash


@kernel(inline="always")
def _crosswise(parts_a, parts_b, a, b, token_keys, kern, own, near, known, way, table):  # type: ignore[no-untyped-def]
    """Levels of parts in different roles. Does any agree?

    Those that share no key are other names, unless another part has changed its place: then a slip may hide the key.
    """
    some = False
    for r in range(4):
        i = parts_a[a, r]
        for s in range(4):
            if r == s:
                continue
            j = parts_b[b, s]
            table[r, s] = 0 if i < 0 or j < 0 else ANOTHER
            if i >= 0 and j >= 0 and _share_key(token_keys, i, j):
                table[r, s] = _level(kern, own, near, known, i, j, way)
                if table[r, s] <= SLIP:
                    some = True
    if some:
        for r in range(4):
            for s in range(4):
                i, j = parts_a[a, r], parts_b[b, s]
                if r != s and table[r, s] == ANOTHER and not strange(kern.sounds, i, j):
                    table[r, s] = _level(kern, own, near, known, i, j, way)
    return some


@kernel
def _pass_over(table):  # type: ignore[no-untyped-def]
    """Where a kunya stands for the given name, that it is another name says nothing."""
    for r in range(4):
        if table[0, r] > SLIP:
            table[0, r] = 0
        if table[r, 0] > SLIP:
            table[r, 0] = 0


@kernel
def _best_order(table, as_written, found):  # type: ignore[no-untyped-def]
    """The order that explains both names best, as its number in ``ORDERS``; the levels of the parts into ``found``.

    Two that have changed places both agree: of a father and his son only one name is where the other stands.

    Seen from the other name, parts have other roles. Of both views, and of orders that are worth the same, the one
    with the smallest levels is taken, whichever name comes first.
    """
    best, order, code = as_written, 0, 0
    for t in range(1, len(ORDERS)):
        worth, agree, mine, theirs, clash = -GAIN, 0, 0, 0, False
        for r in range(4):
            level = table[r, ORDERS[t, r]]
            worth += WORTH[level]
            agree += 1 <= level <= SLIP
            clash |= level > HARDLY and ORDERS[t, r] != r
            mine += level * PLACES[r]
            theirs += level * PLACES[ORDERS[t, r]]
        if agree < 2 or (clash and t < SWAPS) or worth < best or (worth == best and order == 0):
            continue
        this = (t >= SWAPS) * 10_000 + min(mine, theirs)
        if worth > best or this < code:
            best, order, code = worth, t, this
    for r in range(4):
        found[r] = table[r, r] if order == 0 else code // PLACES[r] % 10
    return order


@kernel
def _names(  # type: ignore[no-untyped-def]
    left,
    right,
    parts_a,
    parts_b,
    kunya_a,
    kunya_b,
    token_keys,
    kern,
    own,
    near,
    known,
    personal,
    family,
    levels,
    rare,
):
    way = np.zeros((kern.codes.shape[1] + 1, kern.codes.shape[1] + 1))
    table, found = np.zeros((4, 4), np.uint8), np.zeros(4, np.uint8)
    for k in range(len(left)):
        a, b = left[k], right[k]
        worth, clash = _as_written(parts_a, parts_b, a, b, kern, own, near, known, way, table)
        some = clash and _crosswise(parts_a, parts_b, a, b, token_keys, kern, own, near, known, way, table)
        if clash and kunya_a[a] != kunya_b[b]:
            _pass_over(table)
        order = 0
        for r in range(4):
            found[r] = table[r, r]
        if some:
            order = _best_order(table, worth, found)
        bits, told = 0.0, 0
        for r in range(4):
            s = ORDERS[order, r]
            levels[k, r] = found[r]
            told += found[r] > 0
            if 1 <= table[r, s] <= SLIP:
                common = family if r == 3 and s == 3 else personal
                bits -= max(common[parts_a[a, r]], common[parts_b[b, s]])
        levels[k, C_ORDER] = 0 if told < 2 else (1 if order == 0 else (2 if order < SWAPS else 3))
        for role, place in ((ALIAS, C_ALIAS), (MOTHER, C_MOTHER)):
            i, j = parts_a[a, role], parts_b[b, role]
            levels[k, place] = 0
            if i >= 0 and j >= 0:
                levels[k, place] = _level(kern, own, near, known, i, j, way)
        rare[k] = bits
