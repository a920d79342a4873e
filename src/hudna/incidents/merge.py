"""What the reports of one incident say together: interval, place, act, sides and deaths, and where they disagree."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hudna.incidents.kernels import kernel
from hudna.incidents.levels import APART, COPY, km_apart, km_between, pattern
from hudna.incidents.reports import Columns, Relations

MOST_BESIDE = 64
"""Each report of a crowd is held against so many others."""
TIME, PLACE, ACT, WHO, DEATHS = 1, 2, 4, 8, 16
"""Bits of what reports of one incident disagree in."""
SURE = 30.0


class Merged(NamedTuple):
    """Per incident. ``speaker``: its most precise report; ``who``: the report whose sides hold; ``act``: a code."""

    speaker: NDArray[np.int64]
    begin: NDArray[np.int32]
    end: NDArray[np.int32]
    radius: NDArray[np.float64]
    act: NDArray[np.int32]
    who: NDArray[np.int64]
    low: NDArray[np.int32]
    best: NDArray[np.int32]
    high: NDArray[np.int32]
    disagree: NDArray[np.uint8]
    name: NDArray[np.uint64]


class Beside(NamedTuple):
    """Per report: the report of its incident that it is most like, their pattern, and its bits with all on average."""

    closest: NDArray[np.int32]
    pattern: NDArray[np.int32]
    bits: NDArray[np.float32]


def empty_merged(count: int) -> Merged:
    """Room for so many incidents."""

    def room() -> NDArray[np.int32]:
        return np.full(count, -1, np.int32)

    return Merged(
        np.zeros(count, np.int64),
        room(),
        room(),
        np.zeros(count),
        room(),
        np.zeros(count, np.int64),
        room(),
        room(),
        room(),
        np.zeros(count, np.uint8),
        np.zeros(count, np.uint64),
    )


@kernel
def hold_beside(
    c: Columns,
    r: Relations,
    first: NDArray[np.int64],
    member: NDArray[np.int64],
    bits: NDArray[np.float32],
    beside: Beside,
    disagree: NDArray[np.uint8],
) -> None:
    """Hold every report against the others of its incident (``member[first[k]:first[k + 1]]``), of a crowd some."""
    best = np.full(len(c.lon), -1e9, np.float32)
    for k in range(len(first) - 1):
        size = first[k + 1] - first[k]
        if size == 1:
            continue
        for at in range(first[k], first[k + 1]):
            i = member[at]
            for to in range(first[k], min(at, first[k] + MOST_BESIDE)):
                j = member[to]
                code = pattern(c, r, i, j, km_between(c, i, j), 0)
                worth = SURE if code == COPY else -SURE if code == APART else float(bits[code])
                for one, other in ((i, j), (j, i)):
                    beside.bits[one] += worth
                    if worth > best[one]:
                        best[one] = worth
                        beside.closest[one], beside.pattern[one] = other, code
                if code >= 0:
                    disagree[k] |= _disagree(code)
        for at in range(first[k], first[k + 1]):
            held = size - 1 if at < first[k] + MOST_BESIDE else MOST_BESIDE
            beside.bits[member[at]] /= held


@kernel
def _disagree(code: int) -> int:
    code //= 20
    deaths, code = code % 9, code // 9
    who, code = code % 6, code // 6
    act, code = code % 6, code // 6
    time, place = code % 10, code // 10
    found = TIME if time >= 6 else 0
    found |= PLACE if place >= 7 else 0
    found |= ACT if act == 5 else 0
    found |= WHO if who >= 4 else 0
    return found | (DEATHS if deaths >= 6 else 0)


@kernel
def merge(
    c: Columns,
    first: NDArray[np.int64],
    member: NDArray[np.int64],
    act_depth: NDArray[np.int32],
    act_rank: NDArray[np.int32],
    who_named: NDArray[np.int32],
    who_rank: NDArray[np.int32],
    directed: NDArray[np.bool_],
    into: Merged,
) -> None:
    """Merge the reports of each incident; what they disagree in must be known already."""
    for k in range(len(first) - 1):
        a, b = first[k], first[k + 1]
        speaker = member[a]
        into.name[k] = np.uint64(0)
        for at in range(a, b):
            i = member[at]
            into.name[k] += c.key[i] * np.uint64(0x9E3779B97F4A7C15) ^ (c.key[i] >> np.uint64(29))
            if _more_precise(c, i, speaker):
                speaker = i
        into.speaker[k] = speaker
        into.radius[k], into.act[k], into.who[k] = c.radius[speaker], c.act[speaker], speaker
        if b - a == 1:
            continue
        members = member[a:b]
        into.begin[k], into.end[k] = _merge_time(c.begin, c.end, members)
        if c.radius[speaker] >= 0.0:
            into.radius[k] = _widened(c, members, speaker)
        into.low[k], into.best[k], into.high[k] = _merge_deaths(c.low, c.best, c.high, members)
        deepest = into.disagree[k] & ACT == 0
        into.act[k] = _most_said(c.act, members, act_depth, act_rank, deepest)
        code = _most_said(c.who, members, who_named, who_rank, True)
        for i in members:
            if c.who[i] == code and (directed[i] > directed[into.who[k]] or c.who[into.who[k]] != code):
                into.who[k] = i


@kernel
def _more_precise(c: Columns, i: int, j: int) -> bool:
    if c.tier[i] != c.tier[j]:
        return bool(c.tier[i] < c.tier[j])
    if c.radius[i] != c.radius[j]:
        return bool(0.0 <= c.radius[i] < c.radius[j])
    long_i, long_j = c.end[i] - c.begin[i], c.end[j] - c.begin[j]
    if long_i != long_j:
        return bool(long_i < long_j)
    return bool(c.key[i] < c.key[j])


@kernel
def _merge_time(begin: NDArray[np.int32], end: NDArray[np.int32], members: NDArray[np.int64]) -> tuple[int, int]:
    """What all intervals share; where they share nothing, all of the shortest ones."""
    latest, earliest, shortest = -(2**31), 2**31 - 1, 2**31 - 1
    for i in members:
        latest, earliest = max(latest, begin[i]), min(earliest, end[i])
        shortest = min(shortest, end[i] - begin[i])
    if latest < earliest:
        return latest, earliest
    first, last = 2**31 - 1, -(2**31)
    for i in members:
        if end[i] - begin[i] == shortest:
            first, last = min(first, begin[i]), max(last, end[i])
    return first, last


@kernel
def _widened(c: Columns, members: NDArray[np.int64], speaker: int) -> float:
    """The radius of the most precise disc, widened to hold the points of all that are as precise."""
    radius = c.radius[speaker]
    for i in members:
        if 0.0 <= c.radius[i] <= max(5.0, c.radius[speaker]):
            km = km_apart(c.lon[speaker], c.lat[speaker], c.cos[speaker], c.lon[i], c.lat[i], c.cos[i])
            radius = max(radius, km)
    return float(radius)


@kernel
def _merge_deaths(
    low: NDArray[np.int32], best: NDArray[np.int32], high: NDArray[np.int32], members: NDArray[np.int64]
) -> tuple[int, int, int]:
    """The least and the most that anybody says, and of the best estimates the middle one (the lower of two)."""
    said = np.empty(len(members), np.int32)
    count, least, most = 0, 2**31 - 1, -1
    for i in members:
        if best[i] >= 0:
            said[count] = best[i]
            count += 1
            least, most = min(least, low[i]), max(most, high[i])
    if not count:
        return -1, -1, -1
    return least, int(np.sort(said[:count])[(count - 1) // 2]), most


@kernel
def _most_said(
    code: NDArray[np.int32], members: NDArray[np.int64], says: NDArray[np.int32], rank: NDArray[np.int32], fullest: bool
) -> int:
    """The code that says most (``fullest``), then the one said most often, then by rank; −1 where nobody says any."""
    best, best_says, best_count = -1, -1, 0
    for i in members:
        one = int(code[i])
        if one < 0 or one == best:
            continue
        count = 0
        for j in members:
            count += code[j] == one
        full = says[one] if fullest else 0
        better = full > best_says or (full == best_says and count > best_count)
        tie = full == best_says and count == best_count and best >= 0 and rank[one] < rank[best]
        if better or tie:
            best, best_says, best_count = one, full, count
    return best
