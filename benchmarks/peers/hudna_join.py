"""Hudna itself: the crisp question put to the kernels that answer the full one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import Data
from benchmarks.peers import Pairs, Peer, missing


class HudnaJoin(Peer):
    """Grid, bit masks and slabs; incidents kept in the order of the grid."""

    name = "hudna"
    title = "Hudna, compiled kernels"

    def available(self) -> str | None:
        return missing("hudna", "numba")

    def load(self, data: Data) -> None:
        from benchmarks.hudna_side import Side, compile_clauses, crisp, in_grid, read_incidents, resident

        side = Side(compile_clauses(data.files), read_incidents(data.files))
        self._row: NDArray[np.int64] = in_grid(side)
        self._compiled = side.compiled
        self._batch = crisp(resident(side, self._row), side.compiled)
        self.join()

    def join(self) -> Pairs:
        from hudna.monitoring.judge import weighed_pairs

        incident, term, shares, _ = weighed_pairs(self._batch, self._compiled)
        what, where, when, who = shares.T[:4]
        sure = (what == 1.0) & (where == 1.0) & (when == 1.0) & (who == 1.0)
        return Pairs(self._row[incident[sure]], term[sure])


PEERS = (HudnaJoin(),)
