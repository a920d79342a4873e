"""Marks: 64 bits that tell at a glance that a term cannot concern an incident.

The low half stands for parties, the high half for kinds of act, each number folded to one of 32 bits. A term may
concern an incident only where their marks share a bit in both halves; whether it does is asked after that.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Marks = NDArray[np.uint64]
LOW = np.uint64(0xFFFFFFFF)
HIGH = np.uint64(0xFFFFFFFF00000000)
_HALF = np.uint64(32)


def packed(rows: NDArray[np.bool_]) -> Marks:
    """Rows of yes and no as bits: n × words."""
    words = max(1, (rows.shape[1] + 63) // 64)
    wide = np.zeros((rows.shape[0], words * 64), dtype=np.bool_)
    wide[:, : rows.shape[1]] = rows
    return np.packbits(wide, axis=1, bitorder="little").view(np.uint64)


def party_marks(bits: Marks) -> Marks:
    """The low half, from rows of party bits. A row of nobody may still concern somebody who is not known."""
    folded = _folded(bits)
    folded[folded == 0] = LOW
    return folded


def act_marks(leaves: NDArray[np.bool_]) -> Marks:
    """The high half, from rows of the leaves of the taxonomy."""
    return _folded(packed(leaves)) << _HALF


def _folded(bits: Marks) -> Marks:
    every: Marks = np.bitwise_or.reduce(bits, axis=1)
    return (every | every >> _HALF) & LOW
