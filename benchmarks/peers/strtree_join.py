"""Shapely's STRtree, one per block of time, with the rest of the question as NumPy masks."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks.data import Data
from benchmarks.peers import Pairs, Peer

BLOCK_US = 32 * 86_400_000_000

Ints = NDArray[np.int64]


def blocks(data: Data) -> list[tuple[Ints, Ints]]:
    """Rows of (incidents in the block, clauses whose period touches it), for blocks of 32 days."""
    incidents, clauses = data.incidents, data.clauses
    of = incidents.earliest // BLOCK_US
    order = np.argsort(of, kind="stable")
    numbers, firsts = np.unique(of[order], return_index=True)
    rows = np.split(order, firsts[1:])
    found = []
    for number, inside in zip(numbers, rows, strict=True):
        from_us, to_us = number * BLOCK_US, (number + 1) * BLOCK_US
        found.append((inside, np.flatnonzero((clauses.start < to_us) & (clauses.end > from_us))))
    return found


class StrtreeJoin(Peer):
    """Trees of zones asked by points (`by_zone=False`), or trees of points asked by zones."""

    def __init__(self, by_zone: bool) -> None:
        """Choose which side the trees hold."""
        self.by_zone = by_zone
        self.name = "strtree-points" if by_zone else "strtree"
        self.title = "Shapely STRtree of points in time blocks" if by_zone else "Shapely STRtree in time blocks"

    def available(self) -> str | None:
        """Shapely is among Hudna's own needs."""
        return None

    def load(self, data: Data) -> None:
        """Parse and prepare the zones, make the points, and build one tree per block."""
        self._data = data
        self._zones = shapely.from_wkb(data.clauses.wkb)
        shapely.prepare(self._zones)
        points = shapely.points(data.incidents.lon, data.incidents.lat)
        self._acts = data.clauses.acts.mask(len(data.acts.ids))
        bound = data.clauses.parties.mask(len(data.parties.ids))
        self._bound = np.column_stack([bound, np.zeros(len(bound), dtype=np.bool_)])
        self._blocks = []
        for inside, alive in blocks(data):
            held, asked = (points[inside], self._zones[alive]) if self.by_zone else (self._zones[alive], points[inside])
            tree = shapely.STRtree(held)
            tree.query(asked[:1])
            self._blocks.append((tree, asked, inside, alive))

    def join(self) -> Pairs:
        """Boxes first, then time, act and author, then the exact geometry of what is left."""
        answers = [self._one(*block) for block in self._blocks]
        return Pairs(np.concatenate([a for a, _ in answers]), np.concatenate([b for _, b in answers]))

    def _one(self, tree: shapely.STRtree, asked: NDArray[np.object_], inside: Ints, alive: Ints) -> tuple[Ints, Ints]:
        rows, clauses = self._data.incidents, self._data.clauses
        asker, held = tree.query(asked)
        i, c = (inside[held], alive[asker]) if self.by_zone else (inside[asker], alive[held])
        keep = self._bound[c, rows.author[i]] & self._acts[c, rows.act[i]]
        i, c = i[keep], c[keep]
        keep = (clauses.start[c] <= rows.earliest[i]) & (rows.earliest[i] < clauses.end[c])
        i, c = i[keep], c[keep]
        keep = shapely.contains_xy(self._zones[c], rows.lon[i], rows.lat[i])
        return i[keep], c[keep]


PEERS = (StrtreeJoin(by_zone=False), StrtreeJoin(by_zone=True))
