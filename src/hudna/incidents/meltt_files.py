"""Data sets and taxonomies as the package MELTT has them, from CSV files.

A data set has the columns ``date``, ``latitude``, ``longitude``, ``enddate`` where it knows episodes, and one column
for each taxonomy; it is called by its column ``dataset``, or else as its file. A taxonomy has the columns
``data.source`` and ``base.categories``, then its levels from the finest up; it is called by the column that it is for,
with which the name of its file ends (``crash_taxonomies__color_tax.csv`` is for ``color_tax``).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from hudna.ground import Fault, Mark, read_bytes
from hudna.incidents.faults import INCIDENTS_FAULTS
from hudna.incidents.meltt import MISSING, EventSet, coded

NEEDED = ("date", "latitude", "longitude")
TAXONOMY = ("data.source", "base.categories")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
Table = list[dict[str, str]]


@dataclass(frozen=True)
class MelttSets:
    """Data sets with their taxonomies applied: ``depths`` of the taxonomies in the order of their names."""

    sets: tuple[EventSet, ...]
    taxonomies: tuple[str, ...]
    depths: tuple[int, ...]


@dataclass(frozen=True)
class _Taxonomy:
    name: str
    file: str
    levels: dict[tuple[str, str], list[str]]
    depth: int


def read_meltt(sets: Sequence[Path], taxonomies: Sequence[Path]) -> MelttSets:
    """Read data sets and taxonomies. Raises meltt-sets, meltt-columns, meltt-value, meltt-category, document faults."""
    if len(sets) < 2 or not taxonomies:
        raise _fault("meltt-sets", f"{len(sets)} data sets and {len(taxonomies)} taxonomies were given.")
    tables = [_table(path) for path in sets]
    for path, rows in zip(sets, tables, strict=True):
        if not rows:
            raise _fault("meltt-sets", "The data set has no rows.", path)
        missing = [name for name in NEEDED if name not in rows[0]]
        if missing:
            raise _fault("meltt-columns", f"There is no column “{'”, “'.join(missing)}”.", path, 1)
    kinds = [_taxonomy(path, [set(rows[0]) for rows in tables]) for path in taxonomies]
    names = [rows[0].get("dataset") or path.stem for path, rows in zip(sets, tables, strict=True)]
    words = [_levels(rows, name, path, kinds) for rows, name, path in zip(tables, names, sets, strict=True)]
    made = []
    for path, rows, name, levels in zip(sets, tables, names, coded(words), strict=True):
        day = [_day(row, "date", path, line) for line, row in enumerate(rows, 2)]
        end = [_day(row, "enddate" if row.get("enddate") else "date", path, line) for line, row in enumerate(rows, 2)]
        place = [
            [_degrees(row, kind, path, line) for kind in ("latitude", "longitude")] for line, row in enumerate(rows, 2)
        ]
        lat, lon = np.array(place, np.float64).T
        made.append(EventSet(name, np.array(day, np.int64), np.array(end, np.int64), lat, lon, levels))
    return MelttSets(tuple(made), tuple(kind.name for kind in kinds), tuple(kind.depth for kind in kinds))


def _fault(code: str, what: str, path: Path | str = "", line: int = 0) -> Fault:
    return INCIDENTS_FAULTS.fault(code, what, where=Mark(str(path), line))


def _table(path: Path) -> Table:
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _fault("feed-encoding", "The file is not UTF-8.", path) from None
    try:
        return [
            {str(key).strip(): (cell or "").strip() for key, cell in row.items() if isinstance(cell, str | None)}
            for row in csv.DictReader(text.splitlines(keepends=True), strict=True)
        ]
    except csv.Error as error:
        raise _fault("meltt-columns", f"This is no CSV: {error}.", path) from None


def _taxonomy(path: Path, columns: Sequence[set[str]]) -> _Taxonomy:
    """A taxonomy, for the column whose name the file's name ends with."""
    rows = _table(path)
    if not rows or not set(TAXONOMY) <= set(rows[0]):
        raise _fault("meltt-columns", "A taxonomy begins with the columns data.source and base.categories.", path, 1)
    fits = [name for name in set.intersection(*columns) if path.stem.endswith(name)]
    if not fits:
        raise _fault("meltt-columns", f"No column of every data set is one that “{path.stem}” ends with.", path)
    names = [name for name in rows[0] if name not in TAXONOMY]
    levels: dict[tuple[str, str], list[str]] = {}
    if not names:
        what = "A taxonomy has one level or more beside data.source and base.categories."
        raise _fault("meltt-columns", what, path, 1)
    words = [_as_read([row[name] for row in rows]) for name in names]
    for row, of_row in zip(rows, zip(*words, strict=True), strict=True):
        levels.setdefault((row[TAXONOMY[0]], row[TAXONOMY[1]]), list(of_row))
    return _Taxonomy(max(fits, key=len), str(path), levels, len(names))


def _as_read(words: Sequence[str]) -> list[str]:
    """The words of a level as R's ``read.csv`` takes them: ``NA`` is none; in a column of numbers 1 and 1.0 are one.

    That it takes a column of nothing but T and TRUE for truths is not repeated.
    """
    told = [word for word in words if word not in ("NA", "")]
    if not all(NUMBER.fullmatch(word) for word in told):
        return [MISSING if word == "NA" else word for word in words]
    return [MISSING if word in ("NA", "") else repr(float(word)) for word in words]


def _levels(rows: Table, name: str, path: Path, kinds: Sequence[_Taxonomy]) -> list[list[str]]:
    """Per level of every taxonomy a word per row."""
    found: list[list[str]] = []
    for kind in kinds:
        per_row = []
        for line, row in enumerate(rows, 2):
            levels = kind.levels.get((name, row[kind.name]))
            if levels is None:
                what = f"“{row[kind.name]}” of {name} is not in the taxonomy {Path(kind.file).name}."
                raise _fault("meltt-category", what, path, line)
            per_row.append(levels)
        found += [list(level) for level in zip(*per_row, strict=True)]
    return found


def _day(row: dict[str, str], name: str, path: Path, line: int) -> int:
    try:
        return date.fromisoformat(row[name][:10]).toordinal()
    except ValueError:
        raise _fault("meltt-value", f"“{row[name]}” in {name} is no day.", path, line) from None


def _degrees(row: dict[str, str], name: str, path: Path, line: int) -> float:
    try:
        degrees = float(row[name])
    except ValueError:
        degrees = float("nan")
    if not abs(degrees) <= (90 if name == "latitude" else 360):
        raise _fault("meltt-value", f"“{row[name]}” in {name} is no number of degrees.", path, line)
    return degrees
