"""GeoPandas as most analysts use it: a spatial join first, then filters on the columns."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import shapely

from benchmarks.data import Data
from benchmarks.peers import Pairs, Peer, missing

SLICE = 100_000
"""Incidents joined at a time: without slices the spatial join alone would not fit a laptop's memory."""


class GeopandasJoin(Peer):
    """`geopandas.sjoin` of points within zones, then period, act and author."""

    name = "geopandas"
    title = "GeoPandas sjoin, then filters"

    def available(self) -> str | None:
        """GeoPandas is an extra."""
        return missing("geopandas", "pandas")

    def load(self, data: Data) -> None:
        """Make both frames with their spatial indexes, and the lists of acts and parties as look-up masks."""
        geopandas: Any = importlib.import_module("geopandas")
        rows, clauses = data.incidents, data.clauses
        self._sjoin = geopandas.sjoin
        self._acts = clauses.acts.mask(len(data.acts.ids))
        bound = clauses.parties.mask(len(data.parties.ids))
        self._bound = np.column_stack([bound, np.zeros(len(bound), dtype=np.bool_)])
        points = geopandas.GeoDataFrame(
            {
                "incident": np.arange(len(rows)),
                "earliest": rows.earliest,
                "act": rows.act,
                "author": rows.author,
            },
            geometry=geopandas.points_from_xy(rows.lon, rows.lat),
        )
        self._slices = [points.iloc[first : first + SLICE] for first in range(0, len(points), SLICE)]
        self._zones = geopandas.GeoDataFrame(
            {"clause": np.arange(len(clauses)), "start": clauses.start, "end": clauses.end},
            geometry=shapely.from_wkb(clauses.wkb),
        )
        for frame in (*self._slices, self._zones):
            frame.sindex.query(frame.geometry.iloc[:1])

    def join(self) -> Pairs:
        """One slice of incidents after the other."""
        answers = [self._one(points) for points in self._slices]
        return Pairs(np.concatenate([a for a, _ in answers]), np.concatenate([b for _, b in answers]))

    def _one(self, points: Any) -> tuple[Any, Any]:
        both = self._sjoin(points, self._zones, how="inner", predicate="within")
        both = both[(both["start"] <= both["earliest"]) & (both["earliest"] < both["end"])]
        clause = both["clause"].to_numpy()
        keep = self._acts[clause, both["act"].to_numpy()] & self._bound[clause, both["author"].to_numpy()]
        return both["incident"].to_numpy()[keep], clause[keep]


PEERS = (GeopandasJoin(),)
