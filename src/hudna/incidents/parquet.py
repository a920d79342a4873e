"""Read and write Parquet: Hudna's own schema, or any other table with known or mapped columns."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hudna.incidents.delimited import Progress
from hudna.incidents.model import INCIDENTS
from hudna.incidents.rejects import Reject
from hudna.incidents.rows import Rows
from hudna.incidents.sniff import fault


def names_in(path: Path) -> list[str]:
    """The names of the columns as the file has them. Raises feed-parquet."""
    try:
        return list(pq.ParquetFile(path).schema_arrow.names)
    except (pa.ArrowException, OSError) as error:
        raise fault("feed-parquet", f"Not readable as Parquet: {_first(error)}.", path) from None


def batches(
    path: Path,
    columns: Mapping[str, int],
    batch_rows: int,
    refuse: Callable[[Reject], None],
    progress: Progress | None,
) -> Iterator[Rows]:
    """The rows of the columns asked for (name → place); a row's line is its number, counted from 1."""
    total = path.stat().st_size
    try:
        file = pq.ParquetFile(path)
        rows, count = 0, file.metadata.num_rows
        names = [file.schema_arrow.names[place] for place in columns.values()]
        for batch in file.iter_batches(batch_rows, columns=names):
            batch.validate(full=True)
            cells = {name: batch.column(old) for name, old in zip(columns, names, strict=True)}
            line = np.arange(rows + 1, rows + len(batch) + 1, dtype=np.int64)
            rows += len(batch)
            yield Rows({name: _plain(name, cell, path) for name, cell in cells.items()}, line, _raw(batch))
            if progress:
                progress(total * rows // max(count, 1), total)
    except (pa.ArrowException, OSError) as error:
        raise fault("feed-parquet", f"Not readable as Parquet: {_first(error)}.", path) from None


def _raw(batch: pa.RecordBatch) -> Callable[[int], str]:
    return lambda row: json.dumps(batch.slice(row, 1).to_pylist()[0], ensure_ascii=False, default=str)


def _plain(name: str, column: pa.Array, path: Path) -> pa.Array:
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        raise fault("feed-columns", f"The column “{name}” holds {column.type}, not plain values.", path)
    return column


def _first(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")


def write_incidents(incidents: Iterable[pa.RecordBatch], path: Path | str) -> int:
    """Write incidents as Parquet, to be read again quickly; returns how many. The file appears when it is whole."""
    path, rows = Path(path), 0
    part = path.with_name(f"{path.name}.part")
    try:
        with pq.ParquetWriter(part, INCIDENTS, compression="zstd") as writer:
            for batch in incidents:
                writer.write_batch(batch)
                rows += len(batch)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return rows
