"""One import as it lies on the shelf, mapped: its rows, its findings, and the numbers that queries look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hudna.desk.bulk.lay import BATCH
from hudna.desk.bulk.nouns import VERDICTS, FindingRow, Row

Rows = NDArray[np.int32]


@dataclass(frozen=True)
class Feed:
    """An import on the shelf: its id, name and compartment, and the folders of its reading and its assessment."""

    id: str
    name: str
    compartment: str
    reading: Path
    assessment: Path


class Table:
    """A file of many batches, mapped; rows are taken batch by batch and never the whole."""

    def __init__(self, path: Path) -> None:
        self._batches, self._schema = _batches(path)
        self.rows = sum(len(batch) for batch in self._batches)

    def take(self, rows: Rows, columns: list[str] | None = None) -> pa.Table:
        """Rows in the order given."""
        order = np.argsort(rows, kind="stable")
        sorted_ = rows[order]
        parts = []
        for number in np.unique(sorted_ // BATCH).tolist():
            first, last = np.searchsorted(sorted_, [number * BATCH, (number + 1) * BATCH])
            batch = self._batches[number]
            batch = batch.select(columns) if columns else batch
            parts.append(batch.take(pa.array(sorted_[first:last] - number * BATCH)))
        schema = self.schema(columns)
        table = pa.Table.from_batches(parts, schema)
        if np.array_equal(order, np.arange(len(order))):
            return table
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        return table.take(pa.array(back))

    def schema(self, columns: list[str] | None = None) -> pa.Schema:
        """The schema, of some columns or of all."""
        whole = self._schema
        return pa.schema([whole.field(name) for name in columns]) if columns else whole

    def batches(self) -> Iterator[pa.RecordBatch]:
        """All of it, batch by batch."""
        yield from self._batches

    def column(self, name: str) -> pa.ChunkedArray:
        """A whole column."""
        return pa.chunked_array([batch[name] for batch in self._batches], self._schema.field(name).type)

    def words(self, column: str) -> list[str]:
        """The words that a column knows, by their numbers."""
        if not self._batches:
            return []
        found: list[str] = self._batches[0][column].dictionary.to_pylist()
        return found


class Reading:
    """Incidents and findings of one import, and the numbers beside them."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.incidents = Table(feed.reading / "incidents.arrow")
        self.findings = Table(feed.assessment / "findings.arrow")
        index, marks = _numbers(feed.reading / "index.arrow"), _numbers(feed.assessment / "marks.arrow")
        self.earliest, self.latest, self.reach = index["earliest"], index["latest"], index["reach"]
        self.lon, self.lat, self.x, self.y = index["lon"], index["lat"], index["x"], index["y"]
        self.act, self.side_a, self.side_b = index["act"], index["side_a"], index["side_b"]
        self.verdict = _numbers(feed.assessment / "verdicts.arrow")["verdict"]
        self.finding_row, self.finding_verdict = marks["row"], marks["verdict"]
        self.finding_clause, self.finding_p = marks["clause"], marks["p"]

    def __len__(self) -> int:
        return len(self.earliest)

    def rows(self, rows: Rows) -> list[Row]:
        """These incidents, in the order given."""
        if not len(rows):
            return []
        verdicts = self.verdict[rows].tolist()
        made = []
        for row, verdict, cells in zip(rows.tolist(), verdicts, self.incidents.take(rows).to_pylist(), strict=True):
            told = VERDICTS[verdict] if verdict else ""
            made.append(Row(key=f"{self.feed.id}:{row}", feed=self.feed.id, verdict=told, **cells))
        return made

    def found(self, numbers: Rows) -> list[FindingRow]:
        """These findings, in the order given."""
        if not len(numbers):
            return []
        incident = self.finding_row[numbers].tolist()
        cells = self.findings.take(numbers).to_pylist()
        return [
            FindingRow(key=f"{self.feed.id}:{number}", feed=self.feed.id, row=f"{self.feed.id}:{row}", **cell)
            for number, row, cell in zip(numbers.tolist(), incident, cells, strict=True)
        ]

    def findings_of(self, row: int) -> list[FindingRow]:
        """The findings of an incident, the gravest first."""
        numbers = np.flatnonzero(self.finding_row == row).astype(np.int32)
        order = np.lexsort((-self.finding_p[numbers], self.finding_verdict[numbers]))
        return self.found(numbers[order])


def _batches(path: Path) -> tuple[list[pa.RecordBatch], pa.Schema]:
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as file:
        return [file.get_batch(number) for number in range(file.num_record_batches)], file.schema


def _numbers(path: Path) -> dict[str, NDArray[Any]]:
    (batch,), _ = _batches(path)
    return {name: batch[name].to_numpy(zero_copy_only=False) for name in batch.schema.names}


def codes_where(words: Iterable[str | None], wanted: Any) -> NDArray[np.bool_]:
    """For each word whether it is wanted; one more, False, at the end for −1 (no word)."""
    return np.array([*(word is not None and wanted(word) for word in words), False], dtype=np.bool_)
