"""Hudna's side of the join: a set of benchmark clauses compiled, its incidents encoded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks.make import Files
from benchmarks.trees import Tree, tree_from_table
from hudna.ground import Act, Acts, Mark
from hudna.monitoring import AreaShares, Batch, Compiled, assemble, encode
from hudna.monitoring.encode import grid_order
from hudna.monitoring.marks import packed
from hudna.monitoring.zones import pack

_WORD = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True)
class Side:
    """Compiled clauses and the incidents as Hudna's columns."""

    compiled: Compiled
    incidents: pa.Table


def taxonomy(tree: Tree) -> Acts:
    """The benchmark's acts as a taxonomy without weapons."""
    return Acts({name: Act(id=name, name={"en": name}) for name in tree.ids}, {}, dict.fromkeys(tree.ids, Mark()))


def compile_clauses(files: Files) -> Compiled:
    """Compile clauses from Parquet: zones from WKB, parties with all they command, acts with all below."""
    parties = tree_from_table(pq.read_table(files.parties))
    acts = tree_from_table(pq.read_table(files.acts))
    names = ["clause_id", "start", "end", "acts", "parties"]
    terms = pq.read_table(files.clauses, columns=names).combine_chunks()
    n = terms.num_rows
    reach = parties.reach()
    every_party = np.asarray(parties.ids, dtype=object)
    below = {name: frozenset(every_party[row]) for name, row in zip(parties.ids, reach, strict=True)}
    bound = [frozenset().union(*(below[party] for party in row)) for row in terms["parties"].to_pylist()]
    every = np.arange(n, dtype=np.int32)
    times = [terms[name].cast(pa.int64()).to_numpy() for name in ("start", "end")]
    return assemble(
        clauses=tuple(terms["clause_id"].cast(pa.string()).to_pylist()),
        zone=every,
        what=every,
        who=every,
        period_counts=np.ones(n, dtype=np.int64),
        periods=np.column_stack(times),
        states=[(names, (), (), None, False) for names in bound],
        act_sets=terms["acts"].to_pylist(),
        weapon_sets=[None] * n,
        parties=parties.ids,
        taxonomy=taxonomy(acts),
        zones=pack(_outlines(files)),
    )


def _outlines(files: Files) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.int64]]]:
    """The outlines of some clauses at a time: their WKB, and where in it each begins."""
    for batch in pq.ParquetFile(files.clauses).iter_batches(1000, columns=["wkb"]):
        _, offsets, data = batch["wkb"].buffers()
        where = np.frombuffer(offsets, dtype=np.int32)[batch["wkb"].offset :][: batch.num_rows + 1]
        yield np.frombuffer(data, dtype=np.uint8), where.astype(np.int64)


def read_incidents(files: Files) -> pa.Table:
    """The incidents in the columns of Hudna's schema that an assessment reads, and those it copies."""
    feed = pq.read_table(files.incidents).combine_chunks()
    n = feed.num_rows

    def word(value: str | None) -> pa.Array:
        text = pa.array([value], pa.string())
        return pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, dtype=np.int32)), text)

    def coded(name: str) -> pa.ChunkedArray:
        column = feed[name]
        return column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)

    columns = {
        "incident_id": feed["incident_id"],
        "source": word("bench"),
        "earliest": feed["earliest"],
        "latest": feed["latest"],
        "zone": word("UTC"),
        "when_class": word("days"),
        "lon": feed["lon"],
        "lat": feed["lat"],
        "radius_km": feed["radius_km"],
        "area": pa.nulls(n, _WORD),
        "where_class": word("disc"),
        "act": coded("act"),
        "weapon": pa.nulls(n, _WORD),
        "side_a": coded("author"),
        "side_b": coded("target"),
        "directed": pa.array(np.ones(n, dtype=np.bool_)),
        "deaths_low": pa.nulls(n, pa.int32()),
        "deaths_best": pa.nulls(n, pa.int32()),
        "deaths_high": pa.nulls(n, pa.int32()),
        "reported_by": pa.nulls(n, pa.string()),
        "note": pa.nulls(n, pa.string()),
        "file": word("bench"),
        "line": pa.array(np.arange(2, n + 2)),
    }
    return pa.table(columns)


def crisp(batch: Batch, compiled: Compiled) -> Batch:
    """The same incidents as points at their earliest instant, as the crisp question takes them.

    An author that is not known and a kind of act that is not precise equal nothing, so they are left out of the
    order and the bits, as an index over equal values leaves them out.
    """
    numbers = batch.numbers
    order = grid_order(numbers.lon, numbers.lat, numbers.earliest, compiled.grid.origin)
    known = np.diff(numbers.first_a)[numbers.profile[order]] > 0
    points = numbers._replace(
        radius=np.zeros_like(numbers.radius),
        latest=numbers.earliest + 1,
        order=np.empty(0, dtype=np.int64),
        points=order[known],
        deed_bits=packed(numbers.deed_share >= 1.0)[compiled.terms.what],
    )
    return Batch(points, batch.deeds, batch.profiles, batch.areas)


def in_grid(side: Side) -> NDArray[np.int64]:
    """The incidents' rows in the order of the grid."""
    numbers = encode(side.incidents, side.compiled, AreaShares(None)).numbers
    return grid_order(numbers.lon, numbers.lat, numbers.earliest, side.compiled.grid.origin)


def resident(side: Side, rows: NDArray[np.int64]) -> Batch:
    """The incidents encoded and kept in the order of these rows."""
    return encode(side.incidents.take(pa.array(rows)), side.compiled, AreaShares(None))
