"""From pairs to incidents: the surest pairs first, and no incident that holds two reports which cannot be one.

Two groups are joined where the bits of all pairs across them speak for it on average, and none of these pairs is apart.
What is known precisely is joined first; a report of a district or a week comes later and takes its place with one of
the groups that stand by then, but never joins two of them: so no report can glue together what it merely sums up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hudna.incidents.kernels import kernel
from hudna.incidents.levels import APART, COPY, km_between, pattern
from hudna.incidents.near import Near
from hudna.incidents.order import order_of
from hudna.incidents.reports import Relations, Rows

MOST_LOOKED_AT = 64
"""Of a large group so many reports are looked at when it is joined to another."""


def gather(rows: Rows, r: Relations, near: Near, bits: NDArray[np.float32], least: float) -> NDArray[np.int32]:
    """The group of every report, named by the first of its reports."""
    tiers = rows["tier"].copy()
    tier = np.maximum(tiers[near.one], tiers[near.other]).astype(np.uint64)
    score = np.clip((near.bits + 128.0) * 64.0, 0, 2**14 - 1).astype(np.uint64)
    tie = (rows["key"][near.one] + rows["key"][near.other]) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(18)
    rank = (tier << np.uint64(60)) | ((np.uint64(2**14 - 1) - score) << np.uint64(46)) | tie
    return np.asarray(_gather(rows, tiers, r, near.one, near.other, order_of(rank), bits, least), np.int32)


@kernel
def _find(root: NDArray[np.int32], row: int) -> int:
    while root[row] != row:
        root[row] = root[root[row]]
        row = root[row]
    return row


@kernel
def _may_join(
    rows: Rows,
    r: Relations,
    after: NDArray[np.int32],
    a: int,
    b: int,
    bits: NDArray[np.float32],
    least: float,
) -> bool:
    """Do the pairs across two groups speak for one incident on average, and none of them against it for good?"""
    total, count = 0.0, 0
    one = np.int64(a)
    for _ in range(MOST_LOOKED_AT):
        other = np.int64(b)
        for _ in range(MOST_LOOKED_AT):
            left, right = rows[one], rows[other]
            code = pattern(left, right, r, km_between(left, right), 0)
            if code == APART:
                return False
            total += 30.0 if code == COPY else bits[code]
            count += 1
            other = np.int64(after[other])
            if other == b:
                break
        one = np.int64(after[one])
        if one == a:
            break
    return total >= least * count


@kernel
def _gather(
    rows: Rows,
    tiers: NDArray[np.int8],
    r: Relations,
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    order: NDArray[np.int64],
    bits: NDArray[np.float32],
    least: float,
) -> NDArray[np.int32]:
    count = len(rows)
    root = np.arange(count).astype(np.int32)
    after = np.arange(count).astype(np.int32)
    core = tiers.copy()
    for k in order:
        i, j = left[k], right[k]
        a, b = _find(root, i), _find(root, j)
        if a == b:
            continue
        tier = max(tiers[i], tiers[j])
        if core[a] < tier and core[b] < tier:
            continue
        alone = after[a] == a and after[b] == b
        if not alone and not _may_join(rows, r, after, a, b, bits, least):
            continue
        if b < a:
            a, b = b, a
        root[b] = a
        after[a], after[b] = after[b], after[a]
        core[a] = min(core[a], core[b])
    for row in range(count):
        root[row] = _find(root, row)
    return root
