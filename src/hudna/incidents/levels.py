"""How two reports compare: place, time, act, sides, deaths, words and outlet, each in levels, as one number.

The words of the levels, and what each is worth before anything has been learnt, stand in ``data/fusing.yaml``.
"""

from __future__ import annotations

import numpy as np

from hudna.incidents.kernels import kernel
from hudna.incidents.reports import Columns, Relations

KM_PER_DEGREE = 111.195
SIZES = (9, 10, 6, 6, 9, 4, 5)
"""Levels of place, time, act, who, deaths, words, outlet; level 0 is unknown."""
PATTERNS = int(np.prod(SIZES))
COPY, APART = -1, -2
"""Instead of a pattern: the same row twice; two rows that cannot be one."""
DAY, HOUR = 1440, 60
NEAR_KM, BEYOND_KM = 3.0, 10.0


@kernel
def km_between(c: Columns, i: int, j: int) -> float:
    """Distance in kilometres, good to a percent up to some hundred kilometres."""
    lon = abs(c.lon[i] - c.lon[j])
    if lon > 180.0:
        lon = 360.0 - lon
    lat = c.lat[i] - c.lat[j]
    return KM_PER_DEGREE * np.sqrt(lat * lat + lon * lon * c.cos[i] * c.cos[j])


@kernel
def _place(c: Columns, i: int, j: int, km: float) -> int:
    if c.radius[i] < 0.0 or c.radius[j] < 0.0:
        return 2 if c.area[i] >= 0 and c.area[i] == c.area[j] else 0
    widest = max(c.radius[i], c.radius[j])
    if km <= 0.3:
        if c.radius[i] != c.radius[j]:
            return 3
        return 1 if widest <= 5.0 else 2
    if km <= NEAR_KM and widest <= 5.0:
        return 4
    beyond = km - c.radius[i] - c.radius[j]
    if beyond <= 0.0:
        return 5 if widest <= 30.0 else 6
    return 7 if beyond <= BEYOND_KM else 8


@kernel
def _time(c: Columns, i: int, j: int, shift: int) -> int:
    begin_i, end_i, begin_j, end_j = c.begin[i] + shift, c.end[i] + shift, c.begin[j], c.end[j]
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
def _side(r: Relations, first_i: int, last_i: int, first_j: int, last_j: int) -> int:
    """3 the same names, 2 some the same or one under the other, 1 one side says nobody, 0 others."""
    count_i, count_j = last_i - first_i, last_j - first_j
    if count_i == 0 or count_j == 0:
        return 1
    alike, related = 0, False
    for a in range(first_i, last_i):
        for b in range(first_j, last_j):
            alike += r.party[a] == r.party[b]
            related |= r.related[r.party[a], r.party[b]]
    if alike == count_i and alike == count_j:
        return 3
    return 2 if alike or related else 0


@kernel
def _who_level(r: Relations, one: int, other: int) -> int:
    f = r.first
    a, b, x, y = 2 * one, 2 * one + 1, 2 * other, 2 * other + 1
    best, level = -1, 5
    for crossed in range(2):
        p, q = (x, y) if crossed == 0 else (y, x)
        s = _side(r, f[a], f[a + 1], f[p], f[p + 1])
        t = _side(r, f[b], f[b + 1], f[q], f[q + 1])
        low, top = min(s, t), max(s, t)
        if low + 4 * top > best or (low + 4 * top == best and crossed == 0):
            best = low + 4 * top
            if low == 3:
                level = 1
            elif top == 3 and low == 1:
                nobody = (f[a] == f[a + 1] or f[b] == f[b + 1]) and (f[x] == f[x + 1] or f[y] == f[y + 1])
                level = 2 if nobody else 3
            elif top >= 2 and low >= 1:
                level = 3
            elif top >= 2:
                level = 4
            elif low == 1:
                level = 0
            else:
                level = 5
    return level


@kernel
def _who(c: Columns, r: Relations, i: int, j: int) -> int:
    one, other = c.who[i], c.who[j]
    if one < 0 or other < 0:
        return 0
    if len(r.known) == 0:
        return _who_level(r, one, other)
    level = r.known[one, other]
    if level == 255:
        level = np.uint8(_who_level(r, one, other))
        r.known[one, other] = level
        r.known[other, one] = level
    return level


@kernel
def _deaths(c: Columns, i: int, j: int) -> int:
    one, other = c.best[i], c.best[j]
    if one < 0 or other < 0:
        return 0
    if one == other:
        if c.low[i] != c.low[j] or c.high[i] != c.high[j]:
            return 5
        if one == 0:
            return 4
        return 1 if one >= 10 else 2 if one >= 4 else 3
    less, more = min(one, other), max(one, other)
    overlap = max(c.low[i], c.low[j]) <= min(c.high[i], c.high[j])
    if overlap or more - less <= 1 or more <= 1.2 * less:
        return 6
    return 7 if more <= 2 * less or more - less <= 3 else 8


@kernel
def _words(c: Columns, i: int, j: int) -> int:
    if c.text[i] == 0 or c.text[j] == 0:
        return 0
    if c.text[i] == c.text[j]:
        return 1
    alike, any_ = 0, 0
    for bin_ in range(c.sketch.shape[1]):
        one, other = c.sketch[i, bin_], c.sketch[j, bin_]
        if one != 0xFFFF or other != 0xFFFF:
            any_ += 1
            alike += one == other
    if 2 * alike >= any_:
        return 1
    return 2 if 6 * alike >= any_ else 3


@kernel
def _outlet(c: Columns, i: int, j: int) -> int:
    if c.feed[i] != c.feed[j]:
        return 1
    if c.outlet[i] < 0 or c.outlet[j] < 0:
        return 4
    return 3 if c.outlet[i] == c.outlet[j] else 2


@kernel
def pattern(c: Columns, r: Relations, i: int, j: int, km: float, shift: int) -> int:
    """The levels of a pair as one number, or COPY, or APART.

    Rows of a feed that was coded event by event are apart. So are two rows that one outlet's one text was split into;
    if they say the same in everything, they are one row twice. ``shift``: minutes by which the first is taken for later than it is.
    """
    same_feed = c.feed[i] == c.feed[j]
    if same_feed and r.alone[c.feed[i]]:
        return APART
    if shift == 0 and same_feed and c.outlet[i] >= 0 and c.outlet[i] == c.outlet[j] and c.text[i] == c.text[j] and c.words[i] >= 4:
        alike = c.begin[i] == c.begin[j] and c.end[i] == c.end[j] and c.who[i] == c.who[j] and c.act[i] == c.act[j]
        number = c.low[i] == c.low[j] and c.best[i] == c.best[j] and c.high[i] == c.high[j]
        where = km <= 0.3 and c.radius[i] == c.radius[j] and c.area[i] == c.area[j]
        return COPY if alike and number and where else APART
    act = 0 if c.act[i] < 0 or c.act[j] < 0 else r.acts[c.act[i], c.act[j]]
    code = _place(c, i, j, km)
    code = code * 10 + _time(c, i, j, shift)
    code = code * 6 + act
    code = code * 6 + _who(c, r, i, j)
    code = code * 9 + _deaths(c, i, j)
    code = code * 4 + _words(c, i, j)
    return code * 5 + _outlet(c, i, j)
