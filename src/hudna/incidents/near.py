"""Which reports are near enough in space and time to be compared, and how each such pair compares.

Reports are put into bands of latitude, within a band in order of time; from each report the bands in its reach are
entered by binary search. Reports that are precise to different degrees stand in different groups, so that a province
does not make the reach of a village wide. Those known to no place or no month meet by their words or by saying the
same of place, time, sides and deaths.
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
    km_apart,
    km_between,
    pattern,
    place_level,
    time_level,
)
from hudna.incidents.reports import DISTRICT_KM, PRECISE_KM, ROUGH_KM, SHORT, WEEK, Columns, Relations

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


def shelve(c: Columns) -> tuple[Columns, Shelves, Ints]:
    """Reports in order of group, band and time, whatever order they were given in; and their places as given.

    Neighbours lie near each other in memory then, which is what the search through them lives by.
    """
    place = np.digitize(c.radius, [PRECISE_KM, ROUGH_KM, DISTRICT_KM], right=True)
    length = c.end.astype(np.int64) - c.begin
    time = np.digitize(length, [SHORT, WEEK], right=True)
    group = np.where(c.tier < 3, place * 3 + time, GROUPS)
    band = ((c.lat + 90.0) / BAND).astype(np.int64)
    cell = group * BANDS + band
    by_key = np.argsort(c.key, kind="stable")
    order = by_key[np.argsort(((cell << 32) + c.begin.astype(np.int64) + 2**31)[by_key], kind="stable")]
    first = np.searchsorted(cell[order], np.arange(GROUPS * BANDS + 1))
    inside = group < GROUPS
    radius, longest = np.zeros(GROUPS), np.zeros(GROUPS, np.int64)
    np.maximum.at(radius, group[inside], c.radius[inside])
    np.maximum.at(longest, group[inside], length[inside])
    return Columns._make(column[order] for column in c), Shelves(first, radius, longest), order


def tally(c: Columns, r: Relations, shelves: Shelves, mask: int, shift: int = 0) -> tuple[Ints, NDArray[np.bool_]]:
    """How often each pattern is met among the pairs in reach, of reports whose key has none of the bits of ``mask``.

    ``shift``: instead, of each report with those that came so many minutes later, as if they had come at its time:
    pairs as near as those in reach, none of which can be one incident. Also which reports met another.
    """
    counts = np.zeros(PATTERNS, np.int64)
    nothing, met = np.zeros(0, np.float32), np.zeros(len(c.lon), np.bool_)
    _walk(c, r, shelves, np.uint64(mask), shift, counts, met, nothing, nothing, 0.0, *_room(0))
    return counts, met


def pairs(c: Columns, r: Relations, shelves: Shelves, bits: NDArray[np.float32], least: float) -> Near:
    """All pairs in reach whose bits are ``least`` or more, and copies."""
    size = max(1024, 4 * len(c.lon))
    counts, met = np.zeros(0, np.int64), np.zeros(0, np.bool_)
    most = bits.reshape(SIZES[0] * SIZES[1], -1).max(axis=1)
    while True:
        room = _room(size)
        found = _walk(c, r, shelves, np.uint64(0), 0, counts, met, bits, most, least, *room)
        if found <= size:
            break
        size = found
    rest = _elsewhere(c, r, bits, least)
    return Near(*(np.concatenate((part[:found], more)) for part, more in zip(room, rest, strict=True)))


def _room(size: int) -> Near:
    return Near(np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.float32))


def _elsewhere(c: Columns, r: Relations, bits: NDArray[np.float32], least: float) -> Near:
    """Pairs with a report that is known to no place or month: the same words, or the same in all that it says."""
    vague = np.flatnonzero(c.tier == 3)
    if not len(vague):
        return _room(0)
    whole = np.column_stack(
        (
            c.area[vague],
            c.begin[vague],
            c.end[vague],
            c.who[vague],
            c.best[vague],
            c.lon[vague] * 1e4,
            c.lat[vague] * 1e4,
        )
    ).astype(np.int64)
    _, same = np.unique(whole, axis=0, return_inverse=True)
    found = [_pairs_of(vague, same.reshape(-1), c, vague_only=True)]
    with_text = np.flatnonzero((c.words >= 4) & np.isin(c.text, c.text[vague]))
    found.append(_pairs_of(with_text, c.text[with_text], c, vague_only=False))
    both = np.unique(np.concatenate(found), axis=0)
    kept, score = _weigh(c, r, both, bits, least)
    return Near(both[kept, 0].astype(np.int32), both[kept, 1].astype(np.int32), score[kept])


def _pairs_of(rows: Ints, group: NDArray[np.generic], c: Columns, *, vague_only: bool) -> Ints:
    """Pairs within each group, one of them vague; of a crowd each with the next alone."""
    order = np.lexsort((c.key[rows], group))
    rows, group = rows[order], group[order]
    found = []
    for step in range(1, CROWD):
        same = np.flatnonzero(group[step:] == group[:-step])
        if not len(same):
            break
        one, other = rows[same], rows[same + step]
        if not vague_only:
            fit = (c.tier[one] == 3) | (c.tier[other] == 3)
            one, other = one[fit], other[fit]
        found.append(np.column_stack((np.minimum(one, other), np.maximum(one, other))))
    return np.concatenate(found) if found else np.empty((0, 2), np.int64)


@kernel
def _weigh(
    c: Columns, r: Relations, both: Ints, bits: NDArray[np.float32], least: float
) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    kept = np.zeros(len(both), np.bool_)
    score = np.zeros(len(both), np.float32)
    for k in range(len(both)):
        i, j = both[k, 0], both[k, 1]
        code = pattern(c, r, i, j, km_between(c, i, j), 0)
        score[k] = 30.0 if code == COPY else bits[code] if code >= 0 else -99.0
        apart = max(c.begin[i], c.begin[j]) - min(c.end[i], c.end[j])
        kept[k] = score[k] >= least and apart <= LATEST
    return kept, score


@kernel
def _walk(
    c: Columns,
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
    for g in range(GROUPS):
        for i in range(first[g * BANDS], first[(g + 1) * BANDS]):
            if c.key[i] & mask:
                continue
            begin, end = c.begin[i] + shift, c.end[i] + shift
            lon_i, lat_i, cos_i, radius_i = c.lon[i], c.lat[i], c.cos[i], c.radius[i]
            lat = lat_i + 90.0
            own = int(lat / BAND)
            for h in range(g + 1):
                if first[h * BANDS] == first[(h + 1) * BANDS]:
                    continue
                reach = radius_i + shelves.radius[h] + BEYOND_KM
                degrees = reach / KM_PER_DEGREE
                lowest = own if h == g else max(0, int((lat - degrees) / BAND))
                highest = min(BANDS - 1, int((lat + degrees) / BAND))
                earliest = begin - LATEST - shelves.length[h]
                for band in range(lowest, highest + 1):
                    stop = first[h * BANDS + band + 1]
                    if first[h * BANDS + band] == stop:
                        continue
                    if h == g and band == own and shift == 0:
                        to = i + 1
                    else:
                        to = first[h * BANDS + band]
                        above = stop
                        while to < above:
                            middle = (to + above) // 2
                            if c.begin[middle] < earliest:
                                to = middle + 1
                            else:
                                above = middle
                    for j in range(to, stop):
                        if c.begin[j] > end + LATEST:
                            break
                        if begin - c.end[j] > LATEST or abs(lat_i - c.lat[j]) > degrees:
                            continue
                        km = km_apart(lon_i, lat_i, cos_i, c.lon[j], c.lat[j], c.cos[j])
                        if km > radius_i + c.radius[j] + BEYOND_KM:
                            continue
                        if not counting:
                            near = place_level(radius_i, c.radius[j], False, km) * 10
                            if most[near + time_level(begin, end, c.begin[j], c.end[j])] < least:
                                continue  # whatever else it says
                        if shift > 0 and h == g and band == own and (c.key[i] ^ c.key[j]) & np.uint64(1):
                            continue  # of pairs in one cell, only every other order is met where nothing is shifted
                        code = pattern(c, r, i, j, km, shift)
                        if counting:
                            if c.sums[i] or c.sums[j]:
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
