"""How two reports compare: place, time, act, sides, deaths, words and outlet, each in levels, as one number.

The words of the levels, and what each is worth before anything has been learnt, stand in ``data/fusing.yaml``. The
small functions take numbers or two records, never all the arrays: handing those on takes longer than what is done.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hudna.incidents.kernels import kernel
from hudna.incidents.reports import Relations
from hudna.incidents.wording import BINS, EMPTY

KM_PER_DEGREE = 111.195
SIZES = (9, 10, 6, 6, 9, 4, 5)
"""Levels of place, time, act, who, deaths, words, outlet; level 0 is unknown."""
PATTERNS = int(np.prod(SIZES))
COPY, APART = -1, -2
"""Instead of a pattern: the same row twice; two rows that cannot be one."""
DAY, HOUR = 1440, 60
SAME_KM, NEAR_KM, BEYOND_KM = 0.3, 3.0, 10.0
PRECISE, ROUGH = 5.0, 30.0
FEWEST_WORDS = 4
"""With fewer words two texts can be the same by chance."""


@kernel
def km_squared(a: Any, b: Any) -> float:
    """The square of the distance of two reports in kilometres, good to a percent or two up to some hundred of them."""
    x = abs(a.lon - b.lon)
    if x > 180.0:
        x = 360.0 - x
    y = a.lat - b.lat
    return float(KM_PER_DEGREE * KM_PER_DEGREE * (y * y + x * x * a.cos * b.cos))


@kernel
def km_between(a: Any, b: Any) -> float:
    """The distance of two reports in kilometres."""
    return float(np.sqrt(km_squared(a, b)))


@kernel
def place_level(radius_i: float, radius_j: float, same_area: bool, km: float) -> int:
    """How alike two places are."""
    if radius_i < 0.0 or radius_j < 0.0:
        return 2 if same_area else 0
    widest = max(radius_i, radius_j)
    if km <= SAME_KM:
        if radius_i != radius_j:
            return 3
        return 1 if widest <= PRECISE else 2
    if km <= NEAR_KM and widest <= PRECISE:
        return 4
    beyond = km - radius_i - radius_j
    if beyond <= 0.0:
        return 5 if widest <= ROUGH else 6
    return 7 if beyond <= BEYOND_KM else 8


@kernel
def time_level(begin_i: int, end_i: int, begin_j: int, end_j: int) -> int:
    """How alike two intervals are."""
    longest = max(end_i - begin_i, end_j - begin_j)
    apart = max(begin_i, begin_j) - min(end_i, end_j)
    if longest <= 2 * HOUR and abs(begin_i - begin_j) <= HOUR:
        return 1
    if apart < 0:
        if longest <= DAY + 2 * HOUR:
            return 2
        if begin_i == begin_j and end_i == end_j:
            return 3
        return 4 if longest <= 3 * DAY + 2 * HOUR else 5
    if apart <= 2 * HOUR:
        return 6
    if apart <= DAY + 2 * HOUR:
        return 7
    return 8 if apart <= 3 * DAY + 2 * HOUR else 9


@kernel
def _side(party: NDArray[np.int32], related: NDArray[np.bool_], i: int, to_i: int, j: int, to_j: int) -> int:
    """3 the same names, 2 some the same or one under the other, 1 one side says nobody, 0 others."""
    if i == to_i or j == to_j:
        return 1
    alike, near = 0, False
    for a in range(i, to_i):
        for b in range(j, to_j):
            alike += party[a] == party[b]
            near |= related[party[a], party[b]]
    if alike == to_i - i and alike == to_j - j:
        return 3
    return 2 if near else 0


@kernel
def _who_level(r: Relations, one: int, other: int) -> int:
    """Both sides against both, straight and crossed; the better of the two counts."""
    f, party, related = r.first, r.party, r.related
    a, b = 2 * one, 2 * one + 1
    half_told = (f[a] == f[a + 1]) != (f[b] == f[b + 1])
    best, level = -1, 5
    for crossed in range(2):
        p, q = 2 * other + crossed, 2 * other + 1 - crossed
        s = _side(party, related, f[a], f[a + 1], f[p], f[p + 1])
        t = _side(party, related, f[b], f[b + 1], f[q], f[q + 1])
        low, top = min(s, t), max(s, t)
        if low + 4 * top <= best:
            continue
        best = low + 4 * top
        if low == 3:
            level = 1
        elif low >= 1 and top >= 2:
            other_half_told = (f[p] == f[p + 1]) != (f[q] == f[q + 1])
            level = 2 if top == 3 and half_told and other_half_told else 3
        elif top >= 2:
            level = 4
        else:
            level = 0 if low == 1 else 5
    return level


@kernel
def _who(r: Relations, one: int, other: int) -> int:
    if one < 0 or other < 0:
        return 0
    if len(r.known) == 0:
        return int(_who_level(r, one, other))
    level = int(r.known[one, other])
    if level == 255:
        level = int(_who_level(r, one, other))
        r.known[one, other] = level
        r.known[other, one] = level
    return level


@kernel
def _deaths(low_i: int, one: int, high_i: int, low_j: int, other: int, high_j: int) -> int:
    if one < 0 or other < 0:
        return 0
    if one == other:
        if low_i != low_j or high_i != high_j:
            return 5
        if one == 0:
            return 4
        return 1 if one >= 10 else 2 if one >= 4 else 3
    less, more = min(one, other), max(one, other)
    if max(low_i, low_j) <= min(high_i, high_j) or more - less <= 1 or more <= 1.2 * less:
        return 6
    return 7 if more <= 2 * less or more - less <= 3 else 8


@kernel
def bins_alike(a: Any, b: Any) -> tuple[int, int]:
    """In how many bins of the sketches of two reports' words the same stands, and in how many anything does."""
    alike, any_ = 0, 0
    for bin_ in range(BINS):
        one, other = a.sketch[bin_], b.sketch[bin_]
        said = (one & other) != EMPTY
        any_ += said
        alike += said & (one == other)
    return alike, any_


@kernel
def _words(a: Any, b: Any) -> int:
    if a.text == 0 or b.text == 0:
        return 0
    if a.text == b.text:
        return 1
    alike, any_ = bins_alike(a, b)
    if 2 * alike >= any_:
        return 1
    return 2 if 6 * alike >= any_ else 3


@kernel(inline="always")
def pattern(a: Any, b: Any, r: Relations, km: float, shift: int) -> int:
    """The levels of two reports (records of ``ROW``) as one number, or COPY, or APART.

    Rows of a feed that was coded event by event are apart. So are two rows that one outlet's one text was split into;
    if they say the same in everything, they are one row twice. ``shift``: minutes by which the first is taken for later
    than it is.
    """
    outlet = 1
    same_area = a.area >= 0 and a.area == b.area
    if a.feed == b.feed:
        if r.alone[a.feed]:
            return APART
        outlet = 4 if a.outlet < 0 or b.outlet < 0 else 3 if a.outlet == b.outlet else 2
        if outlet == 3 and shift == 0 and a.text == b.text and a.words >= FEWEST_WORDS:
            alike = a.begin == b.begin and a.end == b.end and a.who == b.who and a.act == b.act
            number = a.low == b.low and a.best == b.best and a.high == b.high
            where = km <= SAME_KM and a.radius == b.radius and a.area == b.area
            return COPY if alike and number and where else APART
    act = 0 if a.act < 0 or b.act < 0 else int(r.acts[a.act, b.act])
    code = place_level(a.radius, b.radius, same_area, km)
    code = code * 10 + time_level(a.begin + shift, a.end + shift, b.begin, b.end)
    code = code * 6 + act
    code = code * 6 + _who(r, a.who, b.who)
    code = code * 9 + _deaths(a.low, a.best, a.high, b.low, b.best, b.high)
    code = code * 4 + _words(a, b)
    return int(code * 5 + outlet)
