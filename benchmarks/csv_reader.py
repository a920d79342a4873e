"""Merely read a CSV into memory, by pyarrow or DuckDB, and tell what the reading alone cost.

`python -m benchmarks.csv_reader pyarrow|duckdb FILE COST` writes JSON to COST: `cpu_s`, `wall_s`, `rows`;
importing the library is not counted.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.measure import Clock, Spent


def by_pyarrow(path: str) -> tuple[int, Spent]:
    """All columns, types inferred, as `pyarrow.csv.read_csv` does by default."""
    reader: Any = importlib.import_module("pyarrow.csv")
    clock = Clock()
    rows = reader.read_csv(path).num_rows
    return rows, clock.spent()


def by_duckdb(path: str) -> tuple[int, Spent]:
    """All columns, types inferred, into a table in memory."""
    database: Any = importlib.import_module("duckdb").connect()
    database.execute("SET enable_progress_bar = false")
    clock = Clock()
    database.execute("CREATE TABLE feed AS SELECT * FROM read_csv(?)", [path])
    spent = clock.spent()
    return database.execute("SELECT count(*) FROM feed").fetchone()[0], spent


READERS = {"pyarrow": by_pyarrow, "duckdb": by_duckdb}


def main(arguments: list[str]) -> int:
    """Read, and write what it cost."""
    reader, path, cost = arguments
    rows, spent = READERS[reader](path)
    Path(cost).write_text(json.dumps({"rows": rows, "cpu_s": spent.cpu_s, "wall_s": spent.wall_s}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
