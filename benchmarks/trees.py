"""The two trees of the benchmark: parties (who commands whom) and acts (what is a kind of what)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

TOPS = 10
MIDDLES_PER_TOP = 5
PARTIES = 300
UPPER_ACTS = 5
LEAVES_PER_UPPER = 5


@dataclass(frozen=True)
class Tree:
    """Nodes by code 0…n−1; `parent[code]` is the code above it, −1 at a root; parents come first."""

    ids: tuple[str, ...]
    parent: NDArray[np.int16]

    def level(self) -> NDArray[np.int16]:
        """Depth of each node, 0 at a root; shape (n,)."""
        depth = np.zeros(len(self.ids), dtype=np.int16)
        for code, above in enumerate(self.parent):
            depth[code] = 0 if above < 0 else depth[above] + 1
        return depth

    def reach(self) -> NDArray[np.bool_]:
        """`reach[a, b]`: b is a itself or lies below it; shape (n, n)."""
        covers = np.eye(len(self.ids), dtype=np.bool_)
        for code, above in enumerate(self.parent):
            if above >= 0:
                covers[:, code] |= covers[:, above]
        return covers

    def table(self) -> pa.Table:
        """Columns id and parent (null at a root), in code order."""
        parents = [None if above < 0 else self.ids[above] for above in self.parent]
        return pa.table({"id": pa.array(self.ids, pa.string()), "parent": pa.array(parents, pa.string())})


def tree_from_table(table: pa.Table) -> Tree:
    """Read back what `Tree.table` wrote."""
    ids = tuple(table.column("id").to_pylist())
    code = {name: number for number, name in enumerate(ids)}
    parents = [-1 if above is None else code[above] for above in table.column("parent").to_pylist()]
    return Tree(ids, np.array(parents, dtype=np.int16))


def party_tree() -> Tree:
    """300 parties on three levels: 10 tops, 50 middles (five each), 240 leaves spread over the middles."""
    middles = TOPS * MIDDLES_PER_TOP
    leaves = PARTIES - TOPS - middles
    parent = [-1] * TOPS
    parent += [middle // MIDDLES_PER_TOP for middle in range(middles)]
    parent += [TOPS + leaf % middles for leaf in range(leaves)]
    return Tree(tuple(f"p{code:03d}" for code in range(PARTIES)), np.array(parent, dtype=np.int16))


def act_tree() -> Tree:
    """25 acts ``force.a.01`` … ``force.e.25`` below five upper nodes ``force.a`` … ``force.e``."""
    uppers = [f"force.{letter}" for letter in "abcde"[:UPPER_ACTS]]
    leaves = UPPER_ACTS * LEAVES_PER_UPPER
    parent = [-1] * UPPER_ACTS + [leaf // LEAVES_PER_UPPER for leaf in range(leaves)]
    names = [f"{uppers[leaf // LEAVES_PER_UPPER]}.{leaf + 1:02d}" for leaf in range(leaves)]
    return Tree(tuple(uppers + names), np.array(parent, dtype=np.int16))
