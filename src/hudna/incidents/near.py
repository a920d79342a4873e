"""Which reports are near enough in space and time to be compared, and how each such pair compares.

Reports are put into bands of latitude, within a band in order of time. Each looks through the bands in its reach, from
where the one before it in its own band began to look, in steps that double. Reports that are precise to different
degrees stand in different groups, so that a province does not make the reach of a village wide. Those known to no place
or no month meet by their words or by saying the same of place, time, sides and deaths.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hudna.incidents.kernels import kernel
from hudna.incidents.levels import (
    BEYOND_KM,
    COPY,
    DAY,
    HOUR,
    KM_PER_DEGREE,
    PATTERNS,
    SIZES,
    km_between,
    km_squared,
    pattern,
    place_level,
    time_level,
)
from hudna.incidents.order import order_of
from hudna.incidents.reports import (
    AT_ONCE,
    DISTRICT_KM,
    PRECISE_KM,
    ROUGH_KM,
    SHORT,
    WEEK,
    Relations,
    Rows,
)

BAND = 0.1
"""Height of a band in degrees, about 11 km: the reach of two precise places."""
BANDS = int(180 / BAND) + 2
LATEST = 3 * DAY + 2 * HOUR
"""Two intervals may be this far apart, in minutes: outlets that date by the news of the day differ by a day or two."""
GROUPS = 12
CROWD = 64
"""So many reports that say the same of place, time, sides and deaths, or in the same words, are compared in pairs."""
Ints = NDArray[np.int64]


class Shelves(NamedTuple):
    """Where each band of each group begins; and by group, how far and how long its reports reach at most."""

    first: Ints
    radius: NDArray[np.float64]
    length: Ints


class Near(NamedTuple):
    """Pairs worth a link by themselves, with the bits that speak for it."""

    one: NDArray[np.int32]
    other: NDArray[np.int32]
    bits: NDArray[np.float32]


def shelve(given: Rows) -> tuple[Rows, Shelves, Ints]:
    """Reports in order of group, band and time, whatever order they were given in; and their places as given.

    Neighbours lie near each other in memory then, which is what the search through them lives by.
    """
    cell, begin = np.empty(len(given), np.int64), np.empty(len(given), np.int64)
    radius, longest = np.zeros(GROUPS + 1), np.zeros(GROUPS + 1, np.int64)
    for at in range(0, len(given), AT_ONCE):
        some = given[at : at + AT_ONCE]
        place = np.digitize(some["radius"], [PRECISE_KM, ROUGH_KM, DISTRICT_KM], right=True)
        length = some["end"].astype(np.int64) - some["begin"]
        time = np.digitize(length, [SHORT, WEEK], right=True)
        group = np.where(some["tier"] < 3, place * 3 + time, GROUPS)
        np.maximum.at(radius, group, some["radius"])
        np.maximum.at(longest, group, length)
        cell[at : at + AT_ONCE] = group * BANDS + ((some["lat"] + 90.0) / BAND).astype(np.int64)
        begin[at : at + AT_ONCE] = some["begin"]
    first = np.concatenate(([0], np.cumsum(np.bincount(cell, minlength=GROUPS * BANDS + 1)[: GROUPS * BANDS])))
    begin -= begin.min()
    by_key = order_of(given["key"])
    order = by_key[order_of((cell * (begin.max() + 1) + begin)[by_key])]
    return given.take(order), Shelves(first, radius[:GROUPS], longest[:GROUPS]), order


def tally(rows: Rows, r: Relations, shelves: Shelves, mask: int, shift: int = 0) -> tuple[Ints, NDArray[np.bool_]]:
    """How often each pattern is met among the pairs in reach, of reports whose key has none of the bits of ``mask``.

    ``shift``: instead, of each report with those that came so many minutes later, as if they had come at its time:
    pairs as near as those in reach, none of which can be one incident. Also which reports met another.
    """
    counts = np.zeros(PATTERNS, np.int64)
    nothing, met = np.zeros(0, np.float32), np.zeros(len(rows), np.bool_)
    _walk(rows, r, shelves, np.uint64(mask), shift, counts, met, nothing, nothing, 0.0, *_room(0))
    return counts, met


def pairs(rows: Rows, r: Relations, shelves: Shelves, bits: NDArray[np.float32], least: float) -> Near:
    """All pairs in reach whose bits are ``least`` or more, and copies."""
    size = max(1024, 4 * len(rows))
    counts, met = np.zeros(0, np.int64), np.zeros(0, np.bool_)
    most = bits.reshape(SIZES[0] * SIZES[1], -1).max(axis=1)
    while True:
        room = _room(size)
        found = _walk(rows, r, shelves, np.uint64(0), 0, counts, met, bits, most, least, *room)
        if found <= size:
            break
        size = found
    rest = _elsewhere(rows, r, bits, least)
    return Near(*(np.concatenate((part[:found], more)) for part, more in zip(room, rest, strict=True)))


def _room(size: int) -> Near:
    return Near(np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.float32))


def _elsewhere(rows: Rows, r: Relations, bits: NDArray[np.float32], least: float) -> Near:
    """Pairs with a report that is known to no place or month: the same words, or the same in all that it says."""
    vague = np.flatnonzero(rows["tier"] == 3)
    if not len(vague):
        return _room(0)
    whole = np.column_stack(
        (
            rows["area"][vague],
            rows["begin"][vague],
            rows["end"][vague],
            rows["who"][vague],
            rows["best"][vague],
            rows["lon"][vague] * 1e4,
            rows["lat"][vague] * 1e4,
        )
    ).astype(np.int64)
    _, same = np.unique(whole, axis=0, return_inverse=True)
    found = [_pairs_of(vague, same.reshape(-1), rows, vague_only=True)]
    with_text = np.flatnonzero((rows["words"] >= 4) & np.isin(rows["text"], rows["text"][vague]))
    found.append(_pairs_of(with_text, rows["text"][with_text], rows, vague_only=False))
    both = np.unique(np.concatenate(found), axis=0)
    kept, score = _weigh(rows, r, both, bits, least)
    return Near(both[kept, 0].astype(np.int32), both[kept, 1].astype(np.int32), score[kept])


def _pairs_of(some: Ints, group: NDArray[np.generic], rows: Rows, *, vague_only: bool) -> Ints:
    """Pairs within each group, one of them vague; of a crowd each with the next alone."""
    order = np.lexsort((rows["key"][some], group))
    some, group = some[order], group[order]
    found = []
    for step in range(1, CROWD):
        same = np.flatnonzero(group[step:] == group[:-step])
        if not len(same):
            break
        one, other = some[same], some[same + step]
        if not vague_only:
            fit = (rows["tier"][one] == 3) | (rows["tier"][other] == 3)
            one, other = one[fit], other[fit]
        found.append(np.column_stack((np.minimum(one, other), np.maximum(one, other))))
    return np.concatenate(found) if found else np.empty((0, 2), np.int64)


@kernel
def _weigh(
    rows: Rows, r: Relations, both: Ints, bits: NDArray[np.float32], least: float
) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    kept = np.zeros(len(both), np.bool_)
    score = np.zeros(len(both), np.float32)
    for k in range(len(both)):
        a, b = rows[both[k, 0]], rows[both[k, 1]]
        code = pattern(a, b, r, km_between(a, b), 0)
        score[k] = 30.0 if code == COPY else bits[code] if code >= 0 else -99.0
        apart = max(a.begin, b.begin) - min(a.end, b.end)
        kept[k] = score[k] >= least and apart <= LATEST
    return kept, score


@kernel
def not_before(rows: Rows, earliest: int, low: int, stop: int) -> int:
    """The first place from ``low`` on whose time is not before ``earliest``: steps that double, then halves."""
    step, high = 1, low
    while high < stop and rows[high].begin < earliest:
        low = high + 1
        high += step
        step *= 2
    high = min(high, stop)
    while low < high:
        middle = (low + high) // 2
        if rows[middle].begin < earliest:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def _walk(
    rows: Rows,
    r: Relations,
    shelves: Shelves,
    mask: np.uint64,
    shift: int,
    counts: Ints,
    met: NDArray[np.bool_],
    bits: NDArray[np.float32],
    most: NDArray[np.float32],
    least: float,
    one: NDArray[np.int32],
    other: NDArray[np.int32],
    score: NDArray[np.float32],
) -> int:
    """Go through all pairs in reach; count patterns where ``counts`` has room, else keep pairs and say how many.

    The coarser report of a pair looks for the finer: there are fewer of those, and their reach spans more bands.
    """
    found = 0
    first = shelves.first
    counting = len(counts) > 0
    reached, whose = first.copy(), np.full(len(first), -1)
    for g in range(GROUPS):
        for i in range(first[g * BANDS], first[(g + 1) * BANDS]):
            a = rows[i]
            if a.key & mask:
                continue
            begin, end = a.begin + shift, a.end + shift
            lat = a.lat + 90.0
            own = int(lat / BAND)
            shelf = g * BANDS + own
            for h in range(g + 1):
                if first[h * BANDS] == first[(h + 1) * BANDS]:
                    continue
                reach = a.radius + shelves.radius[h] + BEYOND_KM
                degrees = reach / KM_PER_DEGREE
                lowest = own if h == g else max(0, int((lat - degrees) / BAND))
                highest = min(BANDS - 1, int((lat + degrees) / BAND))
                earliest = begin - LATEST - shelves.length[h]
                for band in range(lowest, highest + 1):
                    there = h * BANDS + band
                    stop = first[there + 1]
                    if first[there] == stop:
                        continue
                    if there == shelf and shift == 0:
                        to = i + 1
                    else:
                        if whose[there] != shelf:
                            whose[there], reached[there] = shelf, first[there]
                        # Those of one shelf look in order of time: where the last began to look, the next goes on.
                        to = reached[there] = not_before(rows, earliest, reached[there], stop)
                    for j in range(to, stop):
                        b = rows[j]
                        if b.begin > end + LATEST:
                            break
                        squared, most_km = km_squared(a, b), a.radius + b.radius + BEYOND_KM
                        if squared > most_km * most_km or begin - b.end > LATEST:
                            continue
                        km = np.sqrt(squared)
                        if not counting:
                            near = place_level(a.radius, b.radius, False, km) * 10
                            if most[near + time_level(begin, end, b.begin, b.end)] < least:
                                continue  # whatever else it says
                        if shift > 0 and there == shelf and (a.key ^ b.key) & np.uint64(1):
                            continue  # of pairs in one cell, only every other order is met where nothing is shifted
                        code = pattern(a, b, r, km, shift)
                        if counting:
                            if a.sums or b.sums:
                                continue
                            if code >= 0:
                                counts[code] += 1
                                met[i] = True
                                met[j] = True
                            continue
                        worth = np.float32(30.0) if code == COPY else bits[code] if code >= 0 else np.float32(-99.0)
                        if worth >= least:
                            if found < len(one):
                                one[found], other[found], score[found] = i, j, worth
                            found += 1
    return found
