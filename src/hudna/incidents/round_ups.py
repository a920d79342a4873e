"""Round-ups: a report that says itself that it sums up several incidents is linked to each of them, and joins none.

It must be wider than what it covers (a district, a week), say so in words, and its deaths must be theirs together, or
not told. What it was taken for a report of by likeness alone it is taken out of. A row of a feed that was coded event
by event is no round-up, nor is a row of a text that was already split into several rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hudna.incidents.fusing_table import fusing
from hudna.incidents.kernels import kernel
from hudna.incidents.levels import km_between, pattern
from hudna.incidents.near import BAND, BANDS, GROUPS, Shelves, not_before
from hudna.incidents.reports import Relations, Rows

NEAR_ENOUGH = 0.25
"""The deaths of a round-up and of what it covers may differ by this share."""


def round_ups(
    rows: Rows, r: Relations, shelves: Shelves, group: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Pairs of a round-up and the group it covers, and the groups without them.

    Groups of wide reports alone go with it: all of them sum up the same.
    """
    wide = np.flatnonzero(rows["sums"] & ~r.coded[rows["feed"]])
    wide = wide[~_is_split(rows, wide)]
    most = fusing().round_up.most
    covered = np.full((len(wide), most), -1, np.int32)
    _cover(rows, r, shelves, wide, group, covered)
    report, place = np.nonzero(covered >= 0)
    core = np.full(len(group), 127, np.int8)
    np.minimum.at(core, group, rows["tier"])
    found, own = wide[report], group.copy()
    out = np.unique(found[core[group[found]] < rows["tier"][found]])
    own[out] = len(group) + np.arange(len(out))
    return found, covered[report, place], own


def _is_split(rows: Rows, wide: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Does another row of the same feed and outlet have the same text?"""
    key = (
        rows["text"]
        ^ (rows["feed"].astype(np.uint64) << np.uint64(40))
        ^ (rows["outlet"].astype(np.uint64) << np.uint64(20))
    )
    told, times = np.unique(key, return_counts=True)
    return np.asarray(times[np.searchsorted(told, key[wide])] > 1, np.bool_)


@kernel
def _cover(
    rows: Rows,
    r: Relations,
    shelves: Shelves,
    wide: NDArray[np.int64],
    group: NDArray[np.int32],
    covered: NDArray[np.int32],
) -> None:
    first, most = shelves.first, covered.shape[1]
    deaths = np.zeros(most, np.int64)
    for w in range(len(wide)):
        a = rows[wide[w]]
        count, too_many = 0, False
        for h in range(GROUPS):
            if first[h * BANDS] == first[(h + 1) * BANDS]:
                continue
            degrees = (a.radius + shelves.radius[h]) / 111.195
            lowest = max(0, int((a.lat + 90.0 - degrees) / BAND))
            highest = min(BANDS - 1, int((a.lat + 90.0 + degrees) / BAND))
            for band in range(lowest, highest + 1):
                at = first[h * BANDS + band]
                stop = first[h * BANDS + band + 1]
                at = not_before(rows, a.begin - shelves.length[h], at, stop)
                while at < stop and rows[at].begin < a.end:
                    b = rows[at]
                    of = group[at]
                    at += 1
                    if b.tier >= a.tier or not _may_cover(a, b, r):
                        continue
                    place = 0
                    while place < count and covered[w, place] != of:
                        place += 1
                    if place == most:
                        too_many = True
                        continue
                    if place == count:
                        covered[w, place], deaths[place] = of, 0
                        count += 1
                    deaths[place] = max(deaths[place], b.best)
        if too_many or count < 2 or not _adds_up(a.best, deaths[:count].sum()):
            covered[w, :] = -1


@kernel
def _may_cover(a: Any, b: Any, r: Relations) -> bool:
    """Does the place and time of ``b`` lie within those of ``a``, and do act and sides not speak against it?"""
    km = km_between(a, b)
    if km > a.radius or b.begin < a.begin or b.end > a.end:
        return False
    code = pattern(a, b, r, km, 0)
    if code < 0:
        return False
    code //= 9 * 4 * 5
    return bool(code % 6 < 4 and (code // 6) % 6 < 5)


@kernel
def _adds_up(said: int, together: int) -> bool:
    return bool(said < 0 or abs(said - together) <= NEAR_ENOUGH * max(said, together))
