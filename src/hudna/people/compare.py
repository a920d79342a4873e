"""What two people on two lists have in common: a level for each part of the name, birth, sex, place, date, document.

Parts of a name are compared with the part of the same role; if that disagrees, other orders are tried (given name and
family name swapped, the family's first, a part left out), and the order found is a fact of its own. A part that one
side lacks says nothing. What agrees is weighed by how common it is in both lists, whatever the script.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hudna.matching import SOURCES, Comparison, Pairs, compiler
from hudna.people.columns import ALIAS, FAMILY, FATHER, GIVEN, GRANDFATHER, MOTHER, UNKNOWN_DAY, Columns, Encoded
from hudna.people.likeness import STRANGE, bits_of, grade
from hudna.people.rarity import Rarity

HERE = Path(__file__).parent
kernel = compiler((*(HERE / name for name in ("compare.py", "likeness.py")), *SOURCES))

PART = ("unknown", "the same, in whatever script", "spelt alike", "alike but for a slip", "hardly alike", "another")
COMPARISONS: tuple[Comparison, ...] = (
    Comparison("given name", PART, "name"),
    Comparison("father's name", PART, "name"),
    Comparison("grandfather's name", PART, "name"),
    Comparison("family name", PART, "name"),
    Comparison("order of names", ("unknown", "as written", "two are swapped", "another order"), "name", (0, 1, 5, 6)),
    Comparison("kunya", PART),
    Comparison("mother's name", PART),
    Comparison(
        "birth",
        (
            "unknown",
            "born the same day",
            "born the same day but for a slip, or day and month swapped",
            "born in the same time, as far as it is known",
            "up to a year apart",
            "up to two years apart",
            "up to five years apart, or ten",
            "further apart",
        ),
    ),
    Comparison(
        "age", ("unknown, or told by birth", "the same", "a year apart", "up to five years apart", "further apart")
    ),
    Comparison("sex", ("unknown", "the same", "another")),
    Comparison("place", ("unknown", "the same", "spelt alike", "one in these lists", "another")),
    Comparison("date", ("unknown", "the same day", "up to a week apart", "up to a month apart", "further apart")),
    Comparison("document", ("unknown", "the same", "another")),
)
(
    C_GIVEN,
    C_FATHER,
    C_GRANDFATHER,
    C_FAMILY,
    C_ORDER,
    C_ALIAS,
    C_MOTHER,
    C_BIRTH,
    C_AGE,
    C_SEX,
    C_PLACE,
    C_DATE,
    C_DOC,
) = range(13)

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
WORTH = np.array([0.0, 4.0, 3.0, 1.5, -1.0, -2.5])
"""What a level of a part is worth in choosing the order; another than written must gain more, by two parts or more."""
GAIN = 3.0


@dataclass(frozen=True, slots=True)
class Memo:
    """Levels of token pairs that were compared before; the place of a pair is overwritten by another one's."""

    keys: NDArray[np.int64]
    levels: NDArray[np.uint8]

    @classmethod
    def empty(cls, tokens: int) -> Memo:
        """As large as helps: a few hundred entries per token, at most four million."""
        size = 1 << int(np.clip(np.ceil(np.log2(max(tokens, 1) * 200)), 10, 22))
        return cls(np.full(size, -1, np.int64), np.zeros(size, np.uint8))

    @classmethod
    def like(cls, other: Memo) -> Memo:
        """An empty one of the same size, for another thread."""
        return cls(np.full(len(other.keys), -1, np.int64), np.zeros(len(other.keys), np.uint8))


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
        spelling.kernel, spelling.own, memo.keys, memo.levels, rarity.personal, rarity.family, levels, adjust,
    )  # fmt: skip
    _facts(
        pairs.left, pairs.right, left.birth_from, right.birth_from, left.birth_to, right.birth_to, left.age, right.age,
        left.sex, right.sex, left.place, right.place, rarity.place_levels, rarity.place, left.date, right.date,
        rarity.first_day, rarity.day, rarity.week, left.document, right.document, levels, adjust,
    )  # fmt: skip
    return levels, adjust


@kernel
def part_level(kern, own, i, j, way):  # type: ignore[no-untyped-def]
    """The level of two tokens."""
    if i == j:
        return 1
    return grade(bits_of(kern, own, i, j, way))


@kernel(inline="always")
def _place(keys, tokens, i, j):  # type: ignore[no-untyped-def]
    """The number of a pair of tokens, and its place in the memo."""
    key = np.int64(min(i, j)) * tokens + max(i, j)
    return key, ((np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)) & np.uint64(len(keys) - 1)


@kernel
def _level(kern, own, keys, known, i, j, way):  # type: ignore[no-untyped-def]
    """The level of two tokens, 0 where there is none; looked up before it is worked out."""
    if i < 0 or j < 0:
        return np.uint8(0)
    if i == j:
        return np.uint8(1)
    key, place = _place(keys, len(own), i, j)
    if keys[place] != key:
        known[place] = part_level(kern, own, i, j, way)
        keys[place] = key
    return known[place]


@kernel(inline="always")
def _share_key(token_keys, i, j):  # type: ignore[no-untyped-def]
    a, b, c, d = token_keys[i, 0], token_keys[i, 1], token_keys[j, 0], token_keys[j, 1]
    return (a != 0 and a in (c, d)) or (b != 0 and b in (c, d))


@kernel
def _ones(bits):  # type: ignore[no-untyped-def]
    """How many bits are set."""
    bits = bits - ((bits >> 1) & 0x55555555)
    bits = (bits & 0x33333333) + ((bits >> 2) & 0x33333333)
    return (((bits + (bits >> 4)) & 0x0F0F0F0F) * 0x01010101 & 0xFFFFFFFF) >> 24


@kernel(inline="always")
def _strange(sounds, i, j):  # type: ignore[no-untyped-def]
    """Do two tokens sound too different to be looked at? (``likeness.strange``, without all its arrays.)"""
    return _ones(sounds[i, 0] & ~sounds[j, 1]) + _ones(sounds[j, 0] & ~sounds[i, 1]) >= STRANGE


@kernel(inline="always")
def _as_written(parts_a, parts_b, a, b, kern, own, keys, known, way, table):  # type: ignore[no-untyped-def]
    """Levels of the parts of one role, into the diagonal of ``table``; what they are worth, and whether any clash."""
    worth, clash = 0.0, False
    for r in range(4):
        i, j = parts_a[a, r], parts_b[b, r]
        level = np.uint8(0) if i < 0 or j < 0 else np.uint8(1)
        if level == 1 and i != j:
            if _strange(kern.sounds, i, j):
                level = np.uint8(5)
            else:
                key, place = _place(keys, len(own), i, j)
                level = known[place] if keys[place] == key else _level(kern, own, keys, known, i, j, way)
        table[r, r] = level
        worth += WORTH[level]
        if level > 3:
            clash = True
    return worth, clash


@kernel(inline="always")
def _crosswise(parts_a, parts_b, a, b, token_keys, kern, own, keys, known, way, table):  # type: ignore[no-untyped-def]
    """Levels of parts in different roles; those that share no key are other names. Does any agree?"""
    some = False
    for r in range(4):
        i = parts_a[a, r]
        for s in range(4):
            if r == s:
                continue
            j = parts_b[b, s]
            table[r, s] = 0 if i < 0 or j < 0 else 5
            if i >= 0 and j >= 0 and _share_key(token_keys, i, j):
                table[r, s] = _level(kern, own, keys, known, i, j, way)
                if table[r, s] <= 3:
                    some = True
    return some


@kernel
def _best_order(table, as_written):  # type: ignore[no-untyped-def]
    """The order that explains both names best, as its number in ``ORDERS``."""
    best, order = as_written, 0
    for t in range(1, len(ORDERS)):
        worth, agree = -GAIN, 0
        for r in range(4):
            level = table[r, ORDERS[t, r]]
            worth += WORTH[level]
            agree += 1 <= level <= 3
        if worth > best and agree >= 2:
            best, order = worth, t
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
    keys,
    known,
    personal,
    family,
    levels,
    rare,
):
    way = np.zeros((kern.codes.shape[1] + 1, kern.codes.shape[1] + 1))
    table = np.zeros((4, 4), np.uint8)
    for k in range(len(left)):
        a, b = left[k], right[k]
        worth, clash = _as_written(parts_a, parts_b, a, b, kern, own, keys, known, way, table)
        order = 0
        if clash and _crosswise(parts_a, parts_b, a, b, token_keys, kern, own, keys, known, way, table):
            order = _best_order(table, worth)
        bits, told = 0.0, 0
        for r in range(4):
            s = ORDERS[order, r]
            level = table[r, s]
            if level > 3 and (r == 0 or s == 0) and kunya_a[a] != kunya_b[b]:
                level = np.uint8(0)  # a kunya in place of the given name
            levels[k, r] = level
            told += level > 0
            if 1 <= level <= 3:
                common = family if r == 3 and s == 3 else personal
                bits -= max(common[parts_a[a, r]], common[parts_b[b, s]])
        levels[k, C_ORDER] = 0 if told < 2 else (1 if order == 0 else (2 if order < SWAPS else 3))
        for role, place in ((ALIAS, C_ALIAS), (MOTHER, C_MOTHER)):
            i, j = parts_a[a, role], parts_b[b, role]
            levels[k, place] = 0
            if i >= 0 and j >= 0:
                levels[k, place] = _level(kern, own, keys, known, i, j, way)
        rare[k] = bits


@kernel
def _birth(from_a, to_a, from_b, to_b):  # type: ignore[no-untyped-def]
    """The level of two intervals of days."""
    if from_a == UNKNOWN_DAY or from_b == UNKNOWN_DAY:
        return 0
    exact = from_a == to_a and from_b == to_b
    if exact:
        if from_a == from_b:
            return 1
        if _slip(from_a, from_b):
            return 2
    apart = max(from_a, from_b) - min(to_a, to_b)
    if not exact and apart <= 0:
        return 3
    if apart <= 365:
        return 4
    if apart <= 730:
        return 5
    if apart <= 1826 or abs(abs(from_a - from_b) - 3652) <= 1:
        return 6
    return 7


@kernel
def _date(day):  # type: ignore[no-untyped-def]
    """Year, month, day of a day since 1970 in the Gregorian calendar (Fliegel and Van Flandern 1968)."""
    t = np.int64(day) + 2440588 + 68569
    n = 4 * t // 146097
    t = t - (146097 * n + 3) // 4
    i = 4000 * (t + 1) // 1461001
    t = t - 1461 * i // 4 + 31
    j = 80 * t // 2447
    d = t - 2447 * j // 80
    t = j // 11
    return 100 * (n - 49) + i + t, j + 2 - 12 * t, d


@kernel
def _slip(one, other):  # type: ignore[no-untyped-def]
    """Do two days differ in one of year, month and day only, the year by one slip, or are day and month swapped?"""
    y, m, d = _date(one)
    v, n, e = _date(other)
    if y == v:
        return m == n or d == e or (m == e and d == n)
    if m != n or d != e:
        return False
    apart = abs(y - v)
    return apart == 1 or apart % 10 == 0 or y // 10 == v // 10


@kernel
def _facts(  # type: ignore[no-untyped-def]
    left, right, from_a, from_b, to_a, to_b, age_a, age_b, sex_a, sex_b, place_a, place_b, place_levels, place_common,
    date_a, date_b, first_day, day_common, week_common, doc_a, doc_b, levels, adjust,
):  # fmt: skip
    for k in range(len(left)):
        a, b = left[k], right[k]
        birth = _birth(from_a[a], to_a[a], from_b[b], to_b[b])
        levels[k, C_BIRTH] = birth
        levels[k, C_AGE] = 0
        if birth != 1 and birth != 3 and age_a[a] >= 0 and age_b[b] >= 0:  # else it says the same once more
            apart = abs(age_a[a] - age_b[b])
            levels[k, C_AGE] = 1 if apart == 0 else (2 if apart == 1 else (3 if apart <= 5 else 4))
        levels[k, C_SEX] = 0 if sex_a[a] < 0 or sex_b[b] < 0 else (1 if sex_a[a] == sex_b[b] else 2)
        p, q = place_a[a], place_b[b]
        level = 0
        if p >= 0 and q >= 0:
            level = 1 if p == q else (place_levels[p, q] if p < len(place_levels) and q < len(place_levels) else 4)
            if level < 4:
                adjust[k] -= max(place_common[p], place_common[q])
        levels[k, C_PLACE] = level
        levels[k, C_DATE] = 0
        if date_a[a] != UNKNOWN_DAY and date_b[b] != UNKNOWN_DAY:
            apart = abs(date_a[a] - date_b[b])
            levels[k, C_DATE] = 1 if apart == 0 else (2 if apart <= 7 else (3 if apart <= 31 else 4))
            if apart == 0:
                adjust[k] -= day_common[date_a[a] - first_day]
            elif apart <= 7:
                adjust[k] -= max(week_common[date_a[a] - first_day], week_common[date_b[b] - first_day])
        levels[k, C_DOC] = 0 if doc_a[a] < 0 or doc_b[b] < 0 else (1 if doc_a[a] == doc_b[b] else 2)
