"""What the reports of one incident say together: interval, place, act, sides and deaths, and where they disagree."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hudna.incidents.kernels import kernel
from hudna.incidents.levels import APART, COPY, km_between, pattern
from hudna.incidents.reports import Relations, Rows

MOST_BESIDE = 64
"""Each report of a crowd is held against so many others."""
TIME, PLACE, ACT, WHO, DEATHS = 1, 2, 4, 8, 16
"""Bits of what reports of one incident disagree in."""
SURE = 30.0
FEW = 16
"""Up to so many numbers are put in order one by one: calling a sort takes longer."""


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
    rows: Rows,
    r: Relations,
    first: NDArray[np.int64],
    member: NDArray[np.int64],
    bits: NDArray[np.float32],
    beside: Beside,
    disagree: NDArray[np.uint8],
) -> None:
    """Hold every report against the others of its incident (``member[first[k]:first[k + 1]]``), of a crowd some."""
    best = np.full(len(rows), -1e9, np.float32)
    for k in range(len(first) - 1):
        size = first[k + 1] - first[k]
        if size == 1:
            continue
        for at in range(first[k], first[k + 1]):
            i = member[at]
            for to in range(first[k], min(at, first[k] + MOST_BESIDE)):
                j = member[to]
                a, b = rows[i], rows[j]
                code = pattern(a, b, r, km_between(a, b), 0)
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
    rows: Rows,
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
    most = 1
    for k in range(len(first) - 1):
        most = max(most, first[k + 1] - first[k])
    room = np.empty(most, np.int32)
    for k in range(len(first) - 1):
        members = member[first[k] : first[k + 1]]
        said = room[: len(members)]
        speaker = members[0]
        into.name[k] = np.uint64(0)
        for i in members:
            key = rows[i].key
            into.name[k] += key * np.uint64(0x9E3779B97F4A7C15) ^ (key >> np.uint64(29))
            if _more_precise(rows[i], rows[speaker]):
                speaker = i
        into.speaker[k] = speaker
        into.radius[k], into.act[k], into.who[k] = rows[speaker].radius, rows[speaker].act, speaker
        if len(members) == 1:
            continue
        into.begin[k], into.end[k] = _merge_time(rows, members)
        if rows[speaker].radius >= 0.0:
            into.radius[k] = _widened(rows, members, speaker)
        into.low[k], into.best[k], into.high[k] = _merge_deaths(rows, members, said)
        for n in range(len(members)):
            said[n] = rows[members[n]].act
        into.act[k] = _most_said(said, act_depth, act_rank, into.disagree[k] & ACT == 0)
        for n in range(len(members)):
            said[n] = rows[members[n]].who
        code = _most_said(said, who_named, who_rank, True)
        for i in members:
            if rows[i].who == code and (directed[i] > directed[into.who[k]] or rows[into.who[k]].who != code):
                into.who[k] = i


@kernel
def _more_precise(a: Any, b: Any) -> bool:
    if a.tier != b.tier:
        return bool(a.tier < b.tier)
    if a.radius != b.radius:
        return bool(0.0 <= a.radius < b.radius)
    long_a, long_b = a.end - a.begin, b.end - b.begin
    if long_a != long_b:
        return bool(long_a < long_b)
    return bool(a.key < b.key)


@kernel
def _merge_time(rows: Rows, members: NDArray[np.int64]) -> tuple[int, int]:
    """What all intervals share; where they share nothing, all of the shortest ones."""
    latest, earliest, shortest = -(2**31), 2**31 - 1, 2**31 - 1
    for i in members:
        latest, earliest = max(latest, rows[i].begin), min(earliest, rows[i].end)
        shortest = min(shortest, rows[i].end - rows[i].begin)
    if latest < earliest:
        return latest, earliest
    first, last = 2**31 - 1, -(2**31)
    for i in members:
        if rows[i].end - rows[i].begin == shortest:
            first, last = min(first, rows[i].begin), max(last, rows[i].end)
    return first, last


@kernel
def _widened(rows: Rows, members: NDArray[np.int64], speaker: int) -> float:
    """The radius of the most precise disc, widened to hold the points of all that are as precise."""
    radius = rows[speaker].radius
    for i in members:
        if 0.0 <= rows[i].radius <= max(5.0, rows[speaker].radius):
            radius = max(radius, km_between(rows[speaker], rows[i]))
    return float(radius)


@kernel
def _merge_deaths(rows: Rows, members: NDArray[np.int64], said: NDArray[np.int32]) -> tuple[int, int, int]:
    """The least and the most that anybody says, and of the best estimates the middle one (the lower of two)."""
    count, least, most = 0, 2**31 - 1, -1
    for i in members:
        if rows[i].best >= 0:
            said[count] = rows[i].best
            count += 1
            least, most = min(least, rows[i].low), max(most, rows[i].high)
    if not count:
        return -1, -1, -1
    return least, _middle(said[:count]), most


@kernel
def _middle(numbers: NDArray[np.int32]) -> int:
    """The middle one, of two the lower; the numbers are put in order."""
    if len(numbers) > FEW:
        numbers.sort()
    else:
        for n in range(1, len(numbers)):
            one, at = numbers[n], n
            while at > 0 and numbers[at - 1] > one:
                numbers[at] = numbers[at - 1]
                at -= 1
            numbers[at] = one
    return int(numbers[(len(numbers) - 1) // 2])


@kernel
def _most_said(code: NDArray[np.int32], says: NDArray[np.int32], rank: NDArray[np.int32], fullest: bool) -> int:
    """The code that says most (``fullest``), then the one said most often, then by rank; −1 where nobody says any."""
    best, best_says, best_count = -1, -1, 0
    for one in code:
        if one < 0 or one == best:
            continue
        count = 0
        for other in code:
            count += other == one
        full = says[one] if fullest else 0
        better = full > best_says or (full == best_says and count > best_count)
        tie = full == best_says and count == best_count and best >= 0 and rank[one] < rank[best]
        if better or tie:
            best, best_says, best_count = int(one), full, count
    return best
