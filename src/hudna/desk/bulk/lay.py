"""Lay tables on the shelf: in order of time, in one file to be mapped, with the columns that queries ask beside them.

``incidents.arrow`` and ``findings.arrow`` hold every column, in batches of :data:`BATCH` rows. What queries look at
lies in ``index.arrow`` (of incidents), ``verdicts.arrow`` (the gravest verdict of each incident) and ``marks.arrow``
(of findings), each one batch of plain numbers, so that NumPy reads them where they lie.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.desk.bulk.nouns import VERDICTS
from hudna.incidents import INCIDENTS
from hudna.monitoring import FINDINGS

BATCH = 1 << 16
WORLD = float(1 << 32)
MOST_LAT = 85.0511
"""Where the map's projection ends."""


def lay_incidents(batches: Iterable[pa.RecordBatch], folder: Path) -> int:
    """Write incidents in order of ``earliest`` into ``folder``; returns how many. Equal times stay in their order."""
    table = pa.Table.from_batches(list(batches), INCIDENTS).unify_dictionaries()
    order = np.argsort(_micros(table["earliest"]), kind="stable")
    _write(table, order, folder / "incidents.arrow")
    _write_index(table, order, folder / "index.arrow")
    return int(table.num_rows)


def lay_findings(findings: pa.Table, folder: Path, ids: pa.ChunkedArray) -> None:
    """Write findings, and the gravest verdict of every incident, beside incidents that have these ids in this order."""
    findings = findings.unify_dictionaries()
    row = pc.index_in(findings["incident_id"], value_set=ids.combine_chunks()).to_numpy()
    verdict = _numbers(findings["verdict"], VERDICTS)
    grave = np.full(len(ids), len(VERDICTS), dtype=np.int8)
    np.minimum.at(grave, row, verdict)
    grave[grave == len(VERDICTS)] = 0
    _write(findings, None, folder / "findings.arrow")
    _write_numbers({"verdict": grave}, folder / "verdicts.arrow")
    marks = {"row": row.astype(np.int32), "verdict": verdict, "clause": _codes(findings["clause"])}
    _write_numbers({**marks, "p": findings["p"].to_numpy()}, folder / "marks.arrow")


def lay_no_findings(folder: Path, rows: int) -> None:
    """Write that nothing was assessed."""
    lay_findings(FINDINGS.empty_table(), folder, pa.chunked_array([pa.nulls(rows, pa.string())]))


def _write(table: pa.Table, order: NDArray[np.int64] | None, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
        for first in range(0, table.num_rows, BATCH):
            part = table.slice(first, BATCH) if order is None else table.take(pa.array(order[first : first + BATCH]))
            writer.write_table(part.combine_chunks())


def _write_index(table: pa.Table, order: NDArray[np.int64], path: Path) -> None:
    earliest, latest = (_micros(table[name])[order] for name in ("earliest", "latest"))
    lon, lat = (table[name].to_numpy()[order] for name in ("lon", "lat"))
    columns: dict[str, NDArray[Any]] = {
        "earliest": earliest,
        "latest": latest,
        "reach": np.maximum.accumulate(latest) if len(latest) else latest,
        "lon": lon,
        "lat": lat,
        "x": _world((lon + 180.0) / 360.0),
        "y": _world(_mercator(lat)),
        **{name: _codes(table[name])[order] for name in ("act", "side_a", "side_b")},
    }
    _write_numbers(columns, path)


def _write_numbers(columns: dict[str, NDArray[Any]], path: Path) -> None:
    batch = pa.record_batch([pa.array(column, from_pandas=False) for column in columns.values()], names=list(columns))
    with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, batch.schema) as writer:
        writer.write_batch(batch)


def _micros(column: pa.ChunkedArray) -> NDArray[np.int64]:
    found: NDArray[np.int64] = column.cast(pa.int64()).to_numpy()
    return found


def _codes(column: pa.ChunkedArray) -> NDArray[np.int32]:
    """Numbers of the words of a column whose dictionaries are one; −1 where there is none."""
    parts = [chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in column.chunks]
    return np.concatenate([np.empty(0, np.int32), *parts]).astype(np.int32)


def _numbers(column: pa.ChunkedArray, words: tuple[str, ...]) -> NDArray[np.int8]:
    """The places of the words of a column in a list."""
    found: NDArray[np.int8] = (
        pc.index_in(column.cast(pa.string()), value_set=pa.array(words)).to_numpy().astype(np.int8)
    )
    return found


def _mercator(lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """The map's own north–south, from 0 (north) to 1 (south)."""
    sine = np.sin(np.radians(np.clip(lat, -MOST_LAT, MOST_LAT)))
    found: NDArray[np.float64] = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    return found


def _world(share: NDArray[np.float64]) -> NDArray[np.uint32]:
    """A place on the map in 2³² steps; 0 where there is none."""
    return np.clip(np.nan_to_num(share) * WORLD, 0, WORLD - 1).astype(np.uint32)
