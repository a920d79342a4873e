"""Exports of incidents, written batch by batch while they are read: CSV for spreadsheets, GeoJSON for maps."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from math import isfinite
from typing import Any

import pyarrow as pa

from hudna.desk.bulk import EXPORTED

BOM = "\ufeff"
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take text for a formula, at the beginning of a cell."""
COLUMNS: tuple[str, ...] = tuple(EXPORTED.names)


def as_csv(batches: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
    """CSV with a byte-order mark, for spreadsheets; text that looks like a formula gets an apostrophe."""
    yield (BOM + ",".join(COLUMNS) + "\r\n").encode()
    for batch in batches:
        text = StringIO()
        writer = csv.writer(text)
        writer.writerows(zip(*([cell(value) for value in batch[name].to_pylist()] for name in COLUMNS), strict=True))
        yield text.getvalue().encode()


def as_geojson(batches: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
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


def cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers, instants are ISO 8601 in UTC."""
    if isinstance(value, str) and value.startswith(RISKY):
        return f"'{value}"
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    lon, lat = row.pop("lon"), row.pop("lat")
    known = lon is not None and lat is not None and isfinite(lon) and isfinite(lat)
    point = {"type": "Point", "coordinates": [lon, lat]} if known else None
    told = {
        name: value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
        for name, value in row.items()
    }
    return {"type": "Feature", "geometry": point, "properties": told}
