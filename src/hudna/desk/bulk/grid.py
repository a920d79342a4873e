"""Put rows together: on the map in cells of its own projection, and on the calendar in local days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from hudna.desk.bulk.nouns import VERDICTS, Cell, Day
from hudna.desk.bulk.reading import Reading, Rows
from hudna.desk.bulk.select import instant_of, micros
from hudna.ground import when

MOST_ZOOM = 22
CELLS_PER_TILE = 2
"""Cells beside each other in one tile of the map, as a power of two: four, each 64 pixels wide."""
EQUATOR_KM = 40_075.017
MOST_DENSE = 1 << 22
MOST_DAYS = 20_000

Part = tuple[Reading, Rows]


def cells(parts: Sequence[Part], zoom: int) -> list[Cell]:
    """The cells of the map at a zoom that hold any of the rows that have a point, the fullest first."""
    shift = 32 - min(max(zoom, 0), MOST_ZOOM) - CELLS_PER_TILE
    columns = [_columns(reading, rows) for reading, rows in parts]
    if not any(len(lon) for lon, *_ in columns):
        return []
    lon, lat, x, y, verdict = (np.concatenate([column[n] for column in columns]) for n in range(5))
    place, count = _places(x.astype(np.int64) >> shift, y.astype(np.int64) >> shift)
    n = np.bincount(place, minlength=count)
    middle_lon = np.bincount(place, lon, minlength=count) / np.maximum(n, 1)
    middle_lat = np.bincount(place, lat, minlength=count) / np.maximum(n, 1)
    width = len(VERDICTS)
    by = np.bincount(place * width + verdict, minlength=count * width).reshape(count, width)
    side_km = EQUATOR_KM / (1 << (32 - shift))
    full = np.flatnonzero(n)
    full = full[np.argsort(-n[full], kind="stable")]
    half = side_km * np.cos(np.radians(middle_lat[full])) / np.sqrt(2)
    told = zip(middle_lon[full], middle_lat[full], n[full], by[full], half, strict=True)
    return [Cell(float(a), float(b), int(c), by_verdict(d), float(e)) for a, b, c, d, e in told]


def _columns(reading: Reading, rows: Rows) -> tuple[NDArray[Any], ...]:
    rows = rows[~np.isnan(reading.lon[rows])]
    return (reading.lon[rows], reading.lat[rows], reading.x[rows], reading.y[rows], reading.verdict[rows])


def _places(x: NDArray[np.int64], y: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    """The number of each row's cell, and how many numbers there are; some of them may stand for no row."""
    x, y = x - x.min(), y - y.min()
    high = int(y.max()) + 1
    key = x * high + y
    most = (int(x.max()) + 1) * high
    if most <= max(MOST_DENSE // 16, min(MOST_DENSE, 4 * len(key))):
        return key, most
    known, place = np.unique(key, return_inverse=True)
    return place, len(known)


def by_verdict(counts: NDArray[np.int64] | Sequence[int]) -> dict[str, int]:
    """Counts by the number of the verdict as counts by its name; those of nothing are left out."""
    return {name: int(count) for name, count in zip(VERDICTS, counts, strict=True) if count}


def days(parts: Sequence[Part], span: tuple[datetime | None, datetime | None], zone: str, step: int) -> list[Day]:
    """Every local day from the first to the last, or every ``step`` days, with the incidents that began on it.

    ``span``: the window asked for, where one was; what began before it counts on its first day.
    """
    filled = [(reading, rows) for reading, rows in parts if len(rows)]
    if not filled:
        return []
    first = span[0] or instant_of(min(int(reading.earliest[rows[0]]) for reading, rows in filled))
    last = instant_of(max(int(reading.earliest[rows[-1]]) for reading, rows in filled)) + timedelta(microseconds=1)
    starts = _starts(first, max(span[1] or last, first), zone, max(step, 1))
    edges = np.array([micros(_midnight(start, zone)) for start in starts], dtype=np.int64)
    width = len(VERDICTS)
    counts = np.zeros(len(starts) * width, dtype=np.int64)
    for reading, rows in filled:
        number = np.maximum(np.searchsorted(edges, reading.earliest[rows], side="right") - 1, 0)
        counts += np.bincount(number * width + reading.verdict[rows], minlength=len(counts))
    table = counts.reshape(len(starts), width)
    return [Day(start.isoformat(), int(row.sum()), by_verdict(row)) for start, row in zip(starts, table, strict=True)]


def _starts(first: datetime, last: datetime, zone: str, step: int) -> list[date]:
    """The first days of the steps that cover [first, last); steps grow where there would be too many."""
    local = ZoneInfo(zone)
    begin = first.astimezone(local).date()
    end = (last - timedelta(microseconds=1)).astimezone(local).date()
    many = max((end - begin).days, 0) + 1
    step = max(step, -(-many // MOST_DAYS))
    return [begin + timedelta(days=number) for number in range(0, many, step)]


def _midnight(day: date, zone: str) -> datetime:
    """The first instant of a local day, also where clocks skip midnight."""
    return when.day(day.isoformat(), zone).earliest
