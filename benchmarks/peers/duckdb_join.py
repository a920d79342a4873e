"""DuckDB: equality on act, actor and bucket of time, then boxes, then Shapely's exact geometry on the rest.

DuckDB's spatial extension is a download at run time, so it is not counted on here. DuckDB's own choice of
join order takes the boxes first and is slower by two orders of magnitude, so the order is kept as written: a
hand-tuned peer.
"""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from benchmarks.data import Data, Lists
from benchmarks.peers import Pairs, Peer, Unfit, missing

BUCKET_US = 32 * 86_400_000_000
MOST_KEYS = 60_000_000
"""Rows of equality keys that are still reasonable to keep in a laptop's memory."""

Ints = NDArray[np.int64]

QUERY = """
SELECT i.incident, c.clause
FROM incidents i JOIN keys k ON i.key = k.key JOIN clauses c ON c.clause = k.clause
WHERE c.start_us <= i.earliest AND i.earliest < c.end_us
  AND i.lon BETWEEN c.west AND c.east AND i.lat BETWEEN c.south AND c.north
  AND i.act & c.acts <> 0
"""


def product(owner: Ints, key: Ints, kinds: int, codes: Lists) -> tuple[Ints, Ints]:
    """Combine each (clause, key) with every code of that clause: (clause, key · kinds + code) each."""
    size = np.diff(codes.offsets)[owner]
    row = np.repeat(np.arange(len(size)), size)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(size) - size, size)
    code = codes.codes[codes.offsets[owner[row]] + nth]
    return owner[row], key[row] * kinds + code


class DuckdbJoin(Peer):
    """One integer key per (act, actor, bucket), one row per clause and key it covers.

    With `by_act=False` the act is not in the key but a bit mask tested later, which bears broad clauses.
    """

    def __init__(self, by_act: bool) -> None:
        """Choose whether acts are joined by equality or tested by bits."""
        self.by_act = by_act
        self.name = "duckdb" if by_act else "duckdb-actor"
        keys = "act, actor, time bucket" if by_act else "actor, time bucket, bits of acts"
        self.title = f"DuckDB, equality on {keys}, then geometry"

    def available(self) -> str | None:
        """DuckDB is an ordinary package."""
        return missing("duckdb")

    def load(self, data: Data) -> None:
        """Write the table of keys and the boxes; parse and prepare the zones."""
        duckdb: Any = importlib.import_module("duckdb")
        self._data = data
        self._zones = shapely.from_wkb(data.clauses.wkb)
        shapely.prepare(self._zones)
        tables = {"keys": self._keys(), "incidents": self._incidents(), "clauses": self._clauses()}
        self._database = duckdb.connect()
        self._database.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
        self._database.execute("SET disabled_optimizers = 'join_order'")
        for name, table in tables.items():
            self._database.register("source", table)
            self._database.execute(f"CREATE TABLE {name} AS SELECT * FROM source ORDER BY 1")
            self._database.unregister("source")

    def join(self) -> Pairs:
        """The equality join in DuckDB, then points in polygons."""
        left = self._database.execute(QUERY).fetchnumpy()
        incident, clause = np.asarray(left["incident"]), np.asarray(left["clause"])
        rows = self._data.incidents
        keep = shapely.contains_xy(self._zones[clause], rows.lon[incident], rows.lat[incident])
        return Pairs(incident[keep], clause[keep])

    def close(self) -> None:
        """Let the database go."""
        if hasattr(self, "_database"):
            self._database.close()

    def _keys(self) -> pa.Table:
        clauses = self._data.clauses
        first, last = clauses.start // BUCKET_US, (clauses.end - 1) // BUCKET_US
        acts = np.diff(clauses.acts.offsets) if self.by_act else 1
        wanted = int(((last - first + 1) * acts * np.diff(clauses.parties.offsets)).sum())
        if wanted > MOST_KEYS:
            raise Unfit(f"needs {wanted / 1e6:,.0f} M rows of equality keys")
        self._first = int(first.min())
        owner = np.repeat(np.arange(len(clauses)), last - first + 1)
        nth = np.arange(len(owner)) - np.repeat(np.cumsum(last - first + 1) - (last - first + 1), last - first + 1)
        key = first[owner] + nth - self._first
        owner, key = product(owner, key, len(self._data.parties.ids), clauses.parties)
        if self.by_act:
            owner, key = product(owner, key, len(self._data.acts.ids), clauses.acts)
        return pa.table({"key": key, "clause": owner.astype(np.int32)})

    def _incidents(self) -> pa.Table:
        rows = self._data.incidents
        known = np.flatnonzero(rows.author >= 0)
        key = rows.earliest[known] // BUCKET_US - self._first
        key = key * len(self._data.parties.ids) + rows.author[known]
        if self.by_act:
            key = key * len(self._data.acts.ids) + rows.act[known]
        columns = {"earliest": rows.earliest[known], "lon": rows.lon[known], "lat": rows.lat[known]}
        bit = np.int64(1) << rows.act[known].astype(np.int64)
        return pa.table({"key": key, "incident": known.astype(np.int32), **columns, "act": bit})

    def _clauses(self) -> pa.Table:
        clauses = self._data.clauses
        box = shapely.bounds(self._zones)
        columns = {name: box[:, place] for place, name in enumerate(("west", "south", "east", "north"))}
        number = np.arange(len(box), dtype=np.int32)
        kinds = len(self._data.acts.ids)
        acts = clauses.acts.mask(kinds) @ (np.int64(1) << np.arange(kinds, dtype=np.int64))
        return pa.table({"clause": number, "start_us": clauses.start, "end_us": clauses.end, **columns, "acts": acts})


PEERS = (DuckdbJoin(by_act=True), DuckdbJoin(by_act=False))
