"""PostGIS: the query as one writes it over a GiST index on (geometry, time), and its order forced by hand.

Forced means: clause by clause, a B-tree on (author, act, time) that holds the point too, then boxes, then the
exact zones.
"""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks.data import Data, Lists
from benchmarks.peers import Pairs, Peer, Stopped, missing
from benchmarks.peers.postgres import Cluster, lacks

TABLES = """
CREATE EXTENSION postgis; CREATE EXTENSION btree_gist;
CREATE UNLOGGED TABLE given (incident int, lon float8, lat float8, us bigint, act int2, author int2);
CREATE UNLOGGED TABLE clauses (clause int PRIMARY KEY, zone geometry, box geometry, start_at timestamptz,
                               end_at timestamptz, acts int2[], parties int2[])
"""
INCIDENTS = """
CREATE UNLOGGED TABLE incidents AS
  SELECT incident, ST_MakePoint(lon, lat) AS place, to_timestamp(us / 1000000) AS earliest, act, author
  FROM given;
DROP TABLE given
"""
USUAL_INDEX = "CREATE INDEX ON incidents USING gist (place, earliest); CREATE INDEX ON clauses USING gist (zone)"
USUAL = """
SELECT i.incident, c.clause FROM clauses c JOIN incidents i
  ON ST_Contains(c.zone, i.place) AND i.earliest >= c.start_at AND i.earliest < c.end_at
WHERE i.act = ANY (c.acts) AND i.author = ANY (c.parties)
"""
FORCED_INDEX = "CREATE INDEX ON incidents (author, act, earliest) INCLUDE (incident, place)"
FORCED_SETTINGS = """
SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off; SET enable_bitmapscan = off
"""
FORCED = """
SELECT i.incident, c.clause FROM clauses c CROSS JOIN LATERAL (
  SELECT incident, place FROM incidents
  WHERE author = ANY (c.parties) AND act = ANY (c.acts) AND earliest >= c.start_at AND earliest < c.end_at
    AND place OPERATOR(@) c.box
  OFFSET 0) i
WHERE ST_Contains(c.zone, i.place)
"""
READY = """
VACUUM ANALYZE incidents; VACUUM ANALYZE clauses;
SELECT count(ST_NPoints(zone)) FROM clauses; SELECT count(ST_X(place)) FROM incidents
"""

ROW = np.dtype([("fields", ">i2"), ("size_a", ">i4"), ("incident", ">i4"), ("size_b", ">i4"), ("clause", ">i4")])
HEADER, TRAILER = 19, 2
"""PostgreSQL's binary COPY format: bytes before the first row and after the last."""


class PostgisJoin(Peer):
    """The planner's choice, one scan of the GiST index per clause; or (`forced`) one of the B-tree."""

    def __init__(self, forced: bool) -> None:
        """Choose who orders the join."""
        self.forced = forced
        self.name = "postgis-forced" if forced else "postgis"
        self.title = "PostGIS, join order forced by hand" if forced else "PostGIS, GiST(geometry, day)"
        self._limit_ms = 0

    def available(self) -> str | None:
        """It needs a PostgreSQL with PostGIS on this machine, and psycopg."""
        return missing("psycopg") or lacks("postgis") or lacks("btree_gist")

    def limit(self, seconds: float) -> None:
        """The server stops the query itself."""
        self._limit_ms = int(seconds * 1000)

    def load(self, data: Data) -> None:
        """Start a server, fill the tables, build the indexes and touch everything once."""
        psycopg: Any = importlib.import_module("psycopg")
        self._cancelled = psycopg.errors.QueryCanceled
        self._cluster = Cluster()
        self._client = psycopg.connect(self._cluster.address, autocommit=True)
        self._run(TABLES)
        self._fill(data)
        self._run(INCIDENTS)
        self._run(FORCED_INDEX if self.forced else USUAL_INDEX)
        self._run(READY)
        if self.forced:
            self._run(FORCED_SETTINGS)
        self._run(f"SET statement_timeout = {self._limit_ms}")

    def join(self) -> Pairs:
        """Run the query and read its rows in PostgreSQL's binary format."""
        query = FORCED if self.forced else USUAL
        try:
            with self._client.cursor().copy(f"COPY ({query}) TO STDOUT (FORMAT binary)") as rows:
                received = b"".join(rows)
        except self._cancelled as stop:
            raise Stopped from stop
        pairs = np.frombuffer(received[HEADER : len(received) - TRAILER], dtype=ROW)
        return Pairs(pairs["incident"].astype(np.int64), pairs["clause"].astype(np.int64))

    def outside_cpu_s(self) -> float:
        """The server's."""
        return self._cluster.cpu_s()

    def outside_peak_bytes(self) -> int:
        """The server's."""
        return self._cluster.peak_bytes()

    def close(self) -> None:
        """Stop the server and remove its files."""
        if hasattr(self, "_client"):
            self._client.close()
        if hasattr(self, "_cluster"):
            self._cluster.stop()

    def _run(self, statements: str) -> None:
        for statement in filter(None, (part.strip() for part in statements.split(";"))):
            self._client.execute(statement)

    def _fill(self, data: Data) -> None:
        rows, clauses = data.incidents, data.clauses
        columns: list[NDArray[Any]] = [
            np.arange(len(rows)),
            rows.lon,
            rows.lat,
            rows.earliest,
            rows.act,
            rows.author,
        ]
        with self._client.cursor().copy("COPY given FROM STDIN") as copy:
            for values in zip(*(column.tolist() for column in columns), strict=True):
                copy.write_row(values)
        boxes = shapely.to_wkb(shapely.envelope(shapely.from_wkb(clauses.wkb)), hex=True)
        acts, parties = _texts(clauses.acts), _texts(clauses.parties)
        start, end = _instants(clauses.start), _instants(clauses.end)
        with self._client.cursor().copy("COPY clauses FROM STDIN") as copy:
            for clause, wkb in enumerate(clauses.wkb):
                zone = (clause, wkb.hex(), boxes[clause])
                copy.write_row((*zone, start[clause], end[clause], acts[clause], parties[clause]))


def _texts(lists: Lists) -> list[str]:
    """Each list as PostgreSQL writes an array."""
    return ["{" + ",".join(map(str, part.tolist())) + "}" for part in np.split(lists.codes, lists.offsets[1:-1])]


def _instants(us: NDArray[np.int64]) -> list[str]:
    """Each instant as PostgreSQL reads a timestamptz."""
    return [f"{instant}+00" for instant in np.datetime_as_string(us.astype("datetime64[us]"))]


PEERS = (PostgisJoin(forced=False), PostgisJoin(forced=True))
