"""Which places are one though they are spelt nothing alike: Aleppo and حلب, Damascus and Dimashq.

No gazetteer has every hamlet, so the lists themselves are asked: people who are surely the same by all other facts were
held, or died, in one place. Two names of places that meet in such pairs far more often than chance would have it are
one place *in these lists*; that is a level of its own, with a weight of its own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ONE_HERE, OTHER = 3, 4
LEAST = 3.0
"""So many pairs must show it."""
LIFT = 2.0
"""So many times more often than chance."""
SHARE = 0.12
"""Of the rarer place's pairs, so large a share at least."""


def learn_places(
    levels: NDArray[np.uint8], left: NDArray[np.int32], right: NDArray[np.int32], p: NDArray[np.float64]
) -> NDArray[np.uint8]:
    """The levels of places with those added that people who are the same show to be one.

    ``left``, ``right``: places of pairs (-1 unknown); ``p``: how likely the pair is the same, all but place considered.
    """
    n = len(levels)
    known = (left >= 0) & (right >= 0) & (left < n) & (right < n)
    one, other = np.minimum(left[known], right[known]), np.maximum(left[known], right[known])
    met = np.bincount(one.astype(np.int64) * n + other, p[known], minlength=n * n).reshape(n, n) if n else levels
    met = met + met.T
    total = met.sum()
    if not total:
        return levels
    rows = met.sum(axis=1)
    chance = np.outer(rows, rows) / total
    rarer = np.minimum.outer(rows, rows)
    is_one = (met >= LEAST) & (met >= LIFT * chance) & (met >= SHARE * rarer)
    found = levels.copy()
    found[is_one & (levels == OTHER)] = ONE_HERE
    return found
