"""The grid: which terms may apply in a square degree during 32 days.

A term is listed in every cell that its zone's box meets, for every bucket that its periods span; an incident looks
up the cells and buckets that its disc and interval meet and takes a term only in the first of those that the term
has too, so that nothing is met twice and nothing need be remembered. Terms that would fill very many cells are kept
in one short list that every incident looks through.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hudna.monitoring.kernels import kernel
from hudna.monitoring.marks import Marks

BUCKET = 32 * 86_400_000_000
MOST_BUCKETS = 1024
MOST_ENTRIES = 4096


class Grid(NamedTuple):
    """``slot[row * 360 + column]``: place of a cell, or -1; the terms of cell ``c`` in bucket ``b`` are
    ``term[start[c * buckets + b] : start[c * buckets + b + 1]]``. From ``term[start[-1]]`` on stand those kept out of
    the grid, and after them all ``n``. ``mark``: the mark of each entry of ``term``, read in the same order. ``low``:
    n × (row, column, bucket) where each term begins, ``high`` where it ends (inclusive). ``origin``: bucket 0 in µs.
    """

    slot: NDArray[np.int32]
    start: NDArray[np.int64]
    term: NDArray[np.int32]
    mark: Marks
    low: NDArray[np.int16]
    high: NDArray[np.int16]
    origin: int
    buckets: int


def build_grid(box: NDArray[np.float64], zone: NDArray[np.int32], span: NDArray[np.int64], mark: Marks) -> Grid:
    """Index terms by the box of their zone (degrees) and their span (µs, half-open), each with its mark.

    Terms with an empty span are left out.
    """
    held = span[:, 1] > span[:, 0]
    origin = int(span[held, 0].min()) if held.any() else 0
    last = min(int(span[held, 1].max()) - 1 if held.any() else 0, origin + MOST_BUCKETS * BUCKET - 1)
    buckets = max(1, (last - origin) // BUCKET + 1)
    low = np.zeros((len(zone), 3), dtype=np.int16)
    high = np.full((len(zone), 3), -1, dtype=np.int16)
    boxes = box[zone] if len(zone) else np.empty((0, 4))
    low[:, 0], high[:, 0] = _cells(boxes[:, 1], 90, 180), _cells(boxes[:, 3], 90, 180)
    low[:, 1], high[:, 1] = _cells(boxes[:, 0], 180, 360), _cells(boxes[:, 2], 180, 360)
    low[:, 2] = np.clip((span[:, 0] - origin) // BUCKET, 0, buckets - 1)
    high[:, 2] = np.clip((span[:, 1] - 1 - origin) // BUCKET, 0, buckets - 1)
    entries = (high.astype(np.int64) - low + 1).prod(axis=1)
    wide = (entries > MOST_ENTRIES) | (high[:, 1] - low[:, 1] > 180)
    in_grid = held & ~wide
    slot = np.full(180 * 360, -1, dtype=np.int32)
    slots = _number_cells(low, high, in_grid, slot)
    start = np.zeros(slots * buckets + 1, dtype=np.int64)
    _enter(low, high, in_grid, slot, buckets, start, np.empty(0, dtype=np.int32), False)
    np.cumsum(start, out=start)
    broad = np.flatnonzero(held & wide)
    term = np.empty(int(start[-1]) + len(broad) + len(zone), dtype=np.int32)
    _enter(low, high, in_grid, slot, buckets, start.copy(), term, True)
    term[start[-1] :] = np.concatenate((broad, np.arange(len(zone))))
    return Grid(slot, start, term, mark[term], low, high, origin, int(buckets))


def _cells(degrees: NDArray[np.float64], shift: int, count: int) -> NDArray[np.int16]:
    return np.clip(np.floor(degrees + shift), 0, count - 1).astype(np.int16)


@kernel
def _number_cells(low, high, held, slot):  # type: ignore[no-untyped-def]
    count = 0
    for i in range(len(held)):
        if held[i]:
            for row in range(low[i, 0], high[i, 0] + 1):
                for column in range(low[i, 1], high[i, 1] + 1):
                    if slot[row * 360 + column] < 0:
                        slot[row * 360 + column] = count
                        count += 1
    return count


@kernel
def _enter(low, high, held, slot, buckets, start, term, fill):  # type: ignore[no-untyped-def]
    """Count (into start[k + 1]) or list the terms of each cell and bucket."""
    for i in range(len(held)):
        if not held[i]:
            continue
        for row in range(low[i, 0], high[i, 0] + 1):
            for column in range(low[i, 1], high[i, 1] + 1):
                at = slot[row * 360 + column] * buckets
                for k in range(at + low[i, 2], at + high[i, 2] + 1):
                    if fill:
                        term[start[k]] = i
                        start[k] += 1
                    else:
                        start[k + 1] += 1
