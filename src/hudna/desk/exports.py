"""Exports of incidents, written batch by batch while they are read: CSV for spreadsheets, GeoJSON for maps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from math import isfinite
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from hudna.desk.bulk import EXPORTED
from hudna.ground import spreadsheet

BOM = "\ufeff"
COLUMNS: tuple[str, ...] = tuple(EXPORTED.names)
_TO_A_SECOND = "%Y-%m-%dT%H:%M:%S"


def as_csv(batches: Iterable[pa.RecordBatch], columns: tuple[str, ...] = COLUMNS) -> Iterator[bytes]:
    """CSV with a byte-order mark, for spreadsheets: text between quotes, numbers without, nothing for what is unknown.

    Text that looks like a formula gets an apostrophe. Instants are ISO 8601 in UTC.
    """
    yield (BOM + ",".join(columns) + "\n").encode()
    for batch in batches:
        cells = pa.table({name: safe(batch[name]) for name in columns})
        out = pa.BufferOutputStream()
        csv.write_csv(cells, out, csv.WriteOptions(include_header=False, quoting_style="needed"))
        yield out.getvalue().to_pybytes()


def safe(column: pa.Array) -> pa.Array:
    """A column of which no spreadsheet takes a cell for a formula; numbers stay numbers."""
    kind = column.type
    if pa.types.is_timestamp(kind):
        told = pc.strftime(column, format=_TO_A_SECOND)
        return pc.binary_join_element_wise(pc.replace_substring_regex(told, r"\.0+$", ""), "Z", "")
    if pa.types.is_dictionary(kind):
        return pa.DictionaryArray.from_arrays(column.indices, safe(column.dictionary)).cast(pa.string())
    return spreadsheet.harmless(column)


def as_geojson(batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """A GeoJSON feature collection; an incident without a point is a feature without a geometry."""
    yield b'{"type": "FeatureCollection", "features": ['
    before = "\n"
    for batch in batches:
        lines = []
        for row in batch.to_pylist():
            lines.append(before + json.dumps(_feature(row), ensure_ascii=False))
            before = ",\n"
        yield "".join(lines).encode()
    yield b"\n]}\n"


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    lon, lat = row.pop("lon"), row.pop("lat")
    known = lon is not None and lat is not None and isfinite(lon) and isfinite(lat)
    point = {"type": "Point", "coordinates": [lon, lat]} if known else None
    told = {
        name: value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
        for name, value in row.items()
    }
    return {"type": "Feature", "geometry": point, "properties": told}
