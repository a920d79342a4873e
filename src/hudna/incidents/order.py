"""Rows in the order of their values, by sorting values that carry their row in their last bits.

NumPy sorts numbers some seven times as fast as it sorts the places of numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def order_of(values: NDArray[np.integer]) -> NDArray[np.int64]:
    """The rows from the least value to the greatest, those of one value as they come (a stable argsort)."""
    if not len(values):
        return np.zeros(0, np.int64)
    above = values.astype(np.uint64) - values.min().astype(np.uint64)
    bits = np.uint64(len(values).bit_length())
    cut = np.uint64(max(0, int(above.max()).bit_length() + int(bits) - 64))
    sorted_ = ((above >> cut) << bits) | np.arange(len(values), dtype=np.uint64)
    sorted_.sort()
    rows: NDArray[np.int64] = (sorted_ & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    if cut:
        _by_what_was_cut(above, sorted_ >> bits, rows)
    return rows


def _by_what_was_cut(above: NDArray[np.uint64], kept: NDArray[np.uint64], rows: NDArray[np.int64]) -> None:
    """Put rows in order whose values are the same but for their last bits."""
    alike = np.concatenate(([False], kept[1:] == kept[:-1], [False]))
    tied = np.flatnonzero(alike[1:] | alike[:-1])
    run = np.cumsum(~alike[:-1])[tied]
    rows[tied] = rows[tied][np.lexsort((above[rows[tied]], run))]
