"""One set read back: the incidents and clauses as plain arrays, trees already expanded to equality.

This is the crisp question in numbers. An incident i and a clause c are a pair when the point lies in the
polygon (planar longitude and latitude), and `start[c] <= earliest[i] < end[c]`, and `act[i]` is in `acts` of
c, and `author[i]` is in `parties` of c. As the lists of c are expanded to everything below what the clause
names, the last two are plain equality, which is how an analyst would prepare them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks.make import Files, Sizes
from benchmarks.trees import Tree, tree_from_table


@dataclass(frozen=True)
class Lists:
    """A list of codes per clause: those of clause c are `codes[offsets[c]:offsets[c + 1]]`, rising."""

    offsets: NDArray[np.int64]
    codes: NDArray[np.int16]

    def owners(self) -> NDArray[np.int64]:
        """The clause of each code; same shape as `codes`."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    def mask(self, kinds: int) -> NDArray[np.bool_]:
        """`mask[c, code]`: the list of c holds the code; shape (clauses, kinds)."""
        held = np.zeros((len(self.offsets) - 1, kinds), dtype=np.bool_)
        held[self.owners(), self.codes] = True
        return held


@dataclass(frozen=True)
class Incidents:
    """Shape (n,) each: degrees, microseconds since 1970 UTC, codes into the trees; author −1 if unknown."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    earliest: NDArray[np.int64]
    act: NDArray[np.int16]
    author: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.lon)


@dataclass(frozen=True)
class Clauses:
    """Shape (n,) each: zones as WKB, microseconds since 1970 UTC; acts and parties with all below them."""

    wkb: NDArray[np.object_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    acts: Lists
    parties: Lists

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True)
class Data:
    """What a peer is given to load; `files` are for a peer that would rather read the Parquet itself."""

    sizes: Sizes
    files: Files
    parties: Tree
    acts: Tree
    incidents: Incidents
    clauses: Clauses


def read(files: Files, sizes: Sizes) -> Data:
    """Read a set that `make` has written."""
    parties = tree_from_table(pq.read_table(files.parties))
    acts = tree_from_table(pq.read_table(files.acts))
    columns = ["lon", "lat", "earliest", "act", "author"]
    feed = pq.read_table(files.incidents, columns=columns)
    incidents = Incidents(
        feed.column("lon").to_numpy(),
        feed.column("lat").to_numpy(),
        _microseconds(feed.column("earliest")),
        _codes(feed.column("act"), acts),
        _codes(feed.column("author"), parties),
    )
    terms = pq.read_table(files.clauses)
    clauses = Clauses(
        terms.column("wkb").to_numpy(),
        _microseconds(terms.column("start")),
        _microseconds(terms.column("end")),
        _expanded(terms.column("acts"), acts, whole=True),
        _expanded(terms.column("parties"), parties, whole=False),
    )
    return Data(sizes, files, parties, acts, incidents, clauses)


def _microseconds(column: pa.ChunkedArray) -> NDArray[np.int64]:
    values: NDArray[np.int64] = column.cast(pa.int64()).to_numpy()
    return values


def _codes(column: pa.ChunkedArray, tree: Tree) -> NDArray[np.int16]:
    """Codes of the names in a column, −1 for null; every name must be in the tree."""
    found = pc.index_in(column.cast(pa.string()), value_set=pa.array(tree.ids, pa.string()))
    if found.null_count != column.null_count:
        raise ValueError("a name in the data is in no tree: delete the folder and run make again")
    codes: NDArray[np.int16] = pc.fill_null(found, -1).to_numpy().astype(np.int16)
    return codes


def _expanded(column: pa.ChunkedArray, tree: Tree, *, whole: bool) -> Lists:
    """Lists of names as lists of codes with everything below each of them.

    ``whole``: a name all of whose kinds a list names is named by it (who bans each kind of shelling bans shelling;
    who binds each unit below a command does not bind the command).
    """
    lists = column.combine_chunks()
    offsets = lists.offsets.to_numpy().astype(np.int64)
    codes = _codes(pa.chunked_array([lists.flatten()]), tree)
    named = Lists(offsets - offsets[0], codes).mask(len(tree.ids))
    held = named.astype(np.float32) @ tree.reach().astype(np.float32) > 0
    if whole:
        leaves = ~np.isin(np.arange(len(tree.ids)), tree.parent)
        below = tree.reach()[:, leaves].astype(np.float32)
        held |= held[:, leaves].astype(np.float32) @ below.T == below.sum(axis=1)
    owner, inside = np.nonzero(held)
    ends = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(lists)))])
    return Lists(ends, inside.astype(np.int16))
