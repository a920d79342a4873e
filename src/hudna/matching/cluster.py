"""Who is one, when pairs are put together: clusters that never hold two who cannot be one.

Pairs are joined from the surest down. A join is refused where the joined cluster would hold two rows of a list known to
be without doubles, two different known marks (sex), two intervals (of birth) that are too far apart, or two rows that
somebody judged to be different. What was refused is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from hudna.matching.kernels import kernel
from hudna.matching.model import Bool, Float64, Int32, Int64, Pairs


@dataclass(frozen=True, slots=True)
class Apart:
    """What keeps rows apart. Rows of all tables are numbered through.

    ``single``: the number of the list of each row if that list has no doubles, else -1. ``mark``: a code that must not
    differ (-1: unknown). ``earliest``, ``latest``: bounds that must come within ``slack`` of each other (days).
    ``pairs``: judged different.
    """

    single: Int32 | None = None
    mark: Int32 | None = None
    earliest: Int32 | None = None
    latest: Int32 | None = None
    slack: int = 0
    pairs: Pairs = field(default_factory=lambda: Pairs(np.empty(0, np.int32), np.empty(0, np.int32)))


def cluster(n: int, pairs: Pairs, p: Float64, apart: Apart | None = None) -> tuple[Int32, Bool]:
    """The cluster of each of ``n`` rows (named by its smallest row), and which pairs were put together.

    A pair whose rows a surer one had joined already counts as put together.
    """
    apart = apart or Apart()
    order = np.lexsort((pairs.right, pairs.left, -p))
    key = np.sort(
        np.concatenate(
            [
                np.minimum(apart.pairs.left, apart.pairs.right).astype(np.int64) * n
                + np.maximum(apart.pairs.left, apart.pairs.right)
            ]
        )
    )
    unknown = np.full(n, -1, np.int32)
    low = np.full(n, np.iinfo(np.int32).min, np.int32)
    high = np.full(n, np.iinfo(np.int32).max, np.int32)
    return _join(  # type: ignore[no-any-return]
        n,
        pairs.left[order],
        pairs.right[order],
        order,
        unknown if apart.single is None else apart.single,
        (unknown if apart.mark is None else apart.mark).copy(),
        (low if apart.earliest is None else apart.earliest).astype(np.int64),
        (high if apart.latest is None else apart.latest).astype(np.int64),
        apart.slack,
        key,
    )


@kernel
def _join(
    n: int,
    left: Int32,
    right: Int32,
    order: Int64,
    single: Int32,
    mark: Int32,
    earliest: Int64,
    latest: Int64,
    slack: int,
    judged: Int64,
) -> tuple[Int32, Bool]:
    """Union–find; the rows of a cluster are also a ring (``after``), so that they can be listed."""
    root = np.arange(n).astype(np.int32)
    after = np.arange(n).astype(np.int32)
    joined = np.zeros(len(left), np.bool_)
    for k in range(len(left)):
        a, b = _find(root, left[k]), _find(root, right[k])
        if a != b:
            if mark[a] >= 0 and mark[b] >= 0 and mark[a] != mark[b]:
                continue
            if max(earliest[a], earliest[b]) - min(latest[a], latest[b]) > slack:
                continue
            if _kept_apart(after, a, b, single, judged, n):
                continue
            if b < a:
                a, b = b, a
            root[b] = a
            after[a], after[b] = after[b], after[a]
            mark[a] = max(mark[a], mark[b])
            earliest[a], latest[a] = max(earliest[a], earliest[b]), min(latest[a], latest[b])
        joined[order[k]] = True
    for row in range(n):
        root[row] = _find(root, row)
    return root, joined


@kernel
def _find(root: Int32, row: int) -> int:
    while root[row] != row:
        root[row] = root[root[row]]
        row = root[row]
    return row


@kernel
def _kept_apart(after: Int32, a: int, b: int, single: Int32, judged: Int64, n: int) -> bool:
    """Would the two clusters together hold two rows of one list without doubles, or two judged different?"""
    one = a
    while True:
        other = b
        while True:
            if single[one] >= 0 and single[one] == single[other]:
                return True
            if len(judged):
                key = np.int64(min(one, other)) * n + max(one, other)
                place = np.searchsorted(judged, key)
                if place < len(judged) and judged[place] == key:
                    return True
            other = after[other]
            if other == b:
                break
        one = after[one]
        if one == a:
            break
    return False
