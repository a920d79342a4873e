"""Numbering: distinct rows of columns of codes get numbers, so that what depends on them is worked out only once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def number_pairs(left: NDArray[Any], right: NDArray[Any], width: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Number pairs of codes: (number per row, the distinct keys ``left * width + right``, in order).

    By a table of all keys that may be, where that is not too long, and else by hashing; only distinct keys are sorted.
    """
    key = left.astype(np.int64) * width + right
    top = int(key.max()) + 1 if len(key) else 0
    if top <= max(4_000_000, 4 * len(key)):
        seen = np.zeros(top, dtype=np.bool_)
        seen[key] = True
        distinct = np.flatnonzero(seen)
        number = np.empty(top, dtype=np.int32)
        number[distinct] = np.arange(len(distinct), dtype=np.int32)
        return number[key], distinct.astype(np.int64)
    encoded = pa.array(key).dictionary_encode()
    found = encoded.dictionary.to_numpy()
    order = np.argsort(found)
    number = np.empty(len(order), dtype=np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    return number[encoded.indices.to_numpy()], found[order]


def number_rows(*columns: NDArray[Any]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Number the distinct rows of columns of whole numbers, in order: (number of each row, a row that has each)."""
    n = len(columns[0])
    number = np.zeros(n, dtype=np.int32)
    for column in columns:
        low, high = int(column.min(initial=0)), int(column.max(initial=0))
        number, _ = number_pairs(number, column.astype(np.int64) - low, high - low + 1)
    first = np.zeros(int(number.max(initial=-1)) + 1, dtype=np.int64)
    first[number[::-1]] = np.arange(n - 1, -1, -1)
    return number, first
