"""Which ids have been read: 64-bit hashes with the line of the first, about sixteen bytes a row.

Two different ids share a hash once in some 400,000 feeds of ten million rows; then the second is refused
wrongly, but never in silence.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hudna.incidents.scan import compiled

FIRST_SLOTS, GROWTH, FULLEST = 1 << 12, 1.5, 0.85


class Seen:
    """An open-addressing table from the hash of an id to the line where it was read first."""

    def __init__(self) -> None:
        self.count = 0
        self._keys = np.zeros(FIRST_SLOTS, np.uint64)
        self._lines = np.zeros(FIRST_SLOTS, np.uint32)

    def first_lines(self, ids: pa.StringArray, lines: NDArray[np.int64]) -> NDArray[np.int64]:
        """Remember the ids; per row 0, or the line where the id stood before (null ids are passed over)."""
        need = (self.count + len(ids)) / FULLEST
        if need > len(self._keys):
            size = int(max(need, len(self._keys) * GROWTH))
            keys, places = np.zeros(size, np.uint64), np.zeros(size, np.uint32)
            _move(self._keys, self._lines, keys, places)
            self._keys, self._lines = keys, places
        ids = ids.fill_null("") if ids.null_count else ids
        _, offsets, data = ids.buffers()
        start = np.frombuffer(offsets, np.int32)[ids.offset : ids.offset + len(ids) + 1]
        content = np.frombuffer(data, np.uint8) if data else np.zeros(0, np.uint8)
        earlier = np.zeros(len(ids), np.int64)
        self.count += _take(start, content, lines, self._keys, self._lines, earlier)
        return earlier


@compiled
def _slot(keys: NDArray[np.uint64], key: np.uint64) -> np.int64:
    """Where a key is, or the empty slot where it goes."""
    at = np.int64(key % np.uint64(keys.shape[0]))
    while keys[at] != 0 and keys[at] != key:
        at = np.int64(0) if at + 1 == keys.shape[0] else np.int64(at + 1)
    return at


@compiled
def _move(
    keys: NDArray[np.uint64], lines: NDArray[np.uint32], to_keys: NDArray[np.uint64], to_lines: NDArray[np.uint32]
) -> None:
    for i in range(keys.shape[0]):
        if keys[i] != 0:
            at = _slot(to_keys, keys[i])
            to_keys[at], to_lines[at] = keys[i], lines[i]


@compiled
def _take(
    start: NDArray[np.int32],
    content: NDArray[np.uint8],
    lines: NDArray[np.int64],
    keys: NDArray[np.uint64],
    places: NDArray[np.uint32],
    earlier: NDArray[np.int64],
) -> int:
    """FNV-1a with a final mix (Fowler, Noll, Vo; Appleby's fmix64); 0 is kept for empty slots."""
    fresh = 0
    for row in range(earlier.shape[0]):
        if start[row] == start[row + 1]:
            continue
        key = np.uint64(0xCBF29CE484222325)
        for i in range(start[row], start[row + 1]):
            key = (key ^ np.uint64(content[i])) * np.uint64(0x100000001B3)
        key = (key ^ (key >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
        key = (key ^ (key >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
        key ^= key >> np.uint64(33)
        if key == 0:
            key = np.uint64(1)
        at = _slot(keys, key)
        if keys[at] == key:
            earlier[row] = places[at]
        else:
            keys[at], places[at] = key, lines[row]
            fresh += 1
    return fresh
