"""Which items of two ledgers may be one event, and how alike they are.

Two items may be one event if their times come within a tolerance of each other, if their places come within a tolerance
once each may lie anywhere in its radius, and if their acts are related in the taxonomy. Who did it plays no part: that
is what the sides disagree on. An item that is placed only by the name of an area is near to items of that area.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyproj import Geod

from hudna.ground import covers

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_DAY = 86_400_000_000
_LENGTHS = (_DAY, 7 * _DAY, 31 * _DAY)
_MOST_PAIRS = 2_000_000
_KM_PER_DEGREE = 110.5
_WGS84 = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far apart two accounts of one event may be, beyond what each leaves open itself.

    ``apart``: of time, ``km``: of place. ``levels``: acts are related if one is a kind of the other, or if they share
    this many levels of the taxonomy (2: shelling by mortar and by artillery, not shelling and arrest).
    """

    apart: timedelta = timedelta(hours=1)
    km: float = 2.0
    levels: int = 2


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of items that nearness looks at; times in µs, places in degrees and km (nan: not a point)."""

    earliest: Ints
    latest: Ints
    lon: Floats
    lat: Floats
    radius: Floats
    area: NDArray[np.int64]
    act: NDArray[np.int64]

    def take(self, rows: Ints) -> Columns:
        """The same columns for some rows."""
        return Columns(*(getattr(self, name)[rows] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Near:
    """Pairs of rows that may be one event: how far apart in time (µs) and place (km; nan: by name), how alike (0…1)."""

    first: Ints
    second: Ints
    gap: Ints
    km: Floats
    kin: Floats
    likeness: Floats


def columns_of(table: pa.Table, areas: list[str], acts: list[str]) -> Columns:
    """The columns of a table in the schema INCIDENTS or FINDINGS; areas and acts by their place in the lists."""
    lon, lat, radius = (_floats(table[name]) for name in ("lon", "lat", "radius_km"))
    area = _codes(table["area"], areas)
    named = (area >= 0) & np.isnan(radius)
    lon[named], lat[named] = np.nan, np.nan
    earliest, latest = (table[name].cast(pa.int64()).to_numpy() for name in ("earliest", "latest"))
    return Columns(earliest, latest, lon, lat, np.nan_to_num(radius), area, _codes(table["act"], acts))


def words_in(tables: list[pa.Table], column: str) -> list[str]:
    """Every word that stands in a column of any of the tables, in order."""
    return sorted({word for table in tables for word in _plain(table[column]).unique().to_pylist() if word})


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string())


def _floats(column: pa.ChunkedArray) -> Floats:
    return np.array(column.cast(pa.float64()).to_numpy(), dtype=np.float64)


def _codes(column: pa.ChunkedArray, words: list[str]) -> Ints:
    found = pc.index_in(_plain(column), pa.array(words, pa.string()))
    return np.asarray(pc.fill_null(found, -1).to_numpy(), dtype=np.int64)


def kinship(acts: list[str], levels: int) -> Floats:
    """How nearly related acts are: 1 the same, ¾ one a kind of the other, ½ sharing so many levels, else 0.

    The last row and column are those of an act that the source does not say: it may be any (½).
    """
    kin = np.full((len(acts) + 1, len(acts) + 1), 0.5)
    for row, one in enumerate(acts):
        for column, other in enumerate(acts):
            if one == other:
                kin[row, column] = 1.0
            elif covers(one, other) or covers(other, one):
                kin[row, column] = 0.75
            elif one.split(".")[:levels] != other.split(".")[:levels] or one.count(".") + 1 < levels:
                kin[row, column] = 0.0
    return kin


def near(first: Columns, second: Columns, kin: Floats, tolerance: Tolerance) -> Near:
    """Every pair of rows that may be one event."""
    found = [
        _judged(first, second, rows, others, kin, tolerance) for rows, others in _in_time(first, second, tolerance)
    ]
    if not found:
        none, empty = np.zeros(0, np.int64), np.zeros(0)
        return Near(none, none, none, empty, empty, empty)
    return Near(*(np.concatenate([getattr(part, name) for part in found]) for name in Near.__slots__))


def _in_time(first: Columns, second: Columns, tolerance: Tolerance) -> Iterator[tuple[Ints, Ints]]:
    """Pairs whose times come near enough to be looked at, some millions at a time.

    Items of the second ledger are sorted by their start, apart for each class of length, so that one that may have
    happened in any month does not make every pair a candidate.
    """
    slack = tolerance.apart // timedelta(microseconds=1)
    length = second.latest - second.earliest
    classes = np.searchsorted(_LENGTHS, length)
    for one in np.unique(classes):
        members = np.flatnonzero(classes == one)
        members = members[np.argsort(second.earliest[members], kind="stable")]
        starts, longest = second.earliest[members], int(length[members].max())
        low = np.searchsorted(starts, first.earliest - slack - longest, side="left")
        high = np.searchsorted(starts, first.latest + slack, side="right")
        many = high - low
        before = np.concatenate([[0], np.cumsum(many)])
        row = 0
        while row < len(many):
            stop = max(int(np.searchsorted(before, before[row] + _MOST_PAIRS, side="right")) - 1, row + 1)
            rows = np.repeat(np.arange(row, stop), many[row:stop])
            at = np.arange(len(rows)) - np.repeat(before[row:stop] - before[row], many[row:stop])
            if len(rows):
                yield rows, members[at + np.repeat(low[row:stop], many[row:stop])]
            row = stop


def _judged(first: Columns, second: Columns, rows: Ints, others: Ints, kin: Floats, tolerance: Tolerance) -> Near:
    """Of pairs near in time those that are also near in place and related in act, with their likeness."""
    slack = tolerance.apart // timedelta(microseconds=1)
    gap = np.maximum(second.earliest[others] - first.latest[rows], first.earliest[rows] - second.latest[others])
    alike = kin[first.act[rows], second.act[others]]
    fine = (gap <= slack) & (alike > 0)
    reach = first.radius[rows] + second.radius[others] + tolerance.km
    by_name = np.isnan(first.lon[rows]) | np.isnan(second.lon[others])
    same_area = (first.area[rows] == second.area[others]) & (first.area[rows] >= 0)
    with np.errstate(invalid="ignore"):
        fine &= np.where(by_name, same_area, np.abs(first.lat[rows] - second.lat[others]) * _KM_PER_DEGREE <= reach)
    rows, others, gap, alike, reach, by_name = (a[fine] for a in (rows, others, gap, alike, reach, by_name))
    km = np.full(len(rows), np.nan)
    point = ~by_name
    a, b = rows[point], others[point]
    km[point] = _WGS84.inv(first.lon[a], first.lat[a], second.lon[b], second.lat[b])[2] / 1000.0
    fine = by_name | (km <= reach)
    rows, others, gap, alike, reach, km = (a[fine] for a in (rows, others, gap, alike, reach, km))
    place = np.where(np.isnan(km), 0.5, km / np.maximum(reach, 1e-9))
    halves = (first.latest - first.earliest)[rows] + (second.latest - second.earliest)[others]
    middles = np.abs((first.earliest + first.latest)[rows] - (second.earliest + second.latest)[others])
    time = middles / (halves + 2.0 * max(slack, 1))
    likeness = 1.0 - (np.clip(time, 0, 1) + np.clip(place, 0, 1) + (1.0 - alike)) / 3.0
    return Near(rows, others, np.maximum(gap, 0), km, alike, np.clip(likeness, 0.001, 1.0))


def pair_off(pairs: Near, rows: int, columns: int) -> Ints:
    """Which pairs to keep so that each item stands in one at most and the sum of their likeness is greatest.

    A sparse linear assignment (Jonker and Volgenant): each row may also go to a column of its own, that is to nobody.
    """
    if not len(pairs.first):
        return np.zeros(0, np.int64)
    from scipy.sparse import csr_array  # SciPy is slow to load and seldom needed
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    nobody = np.arange(rows)
    weight = np.concatenate([2.0 - pairs.likeness, np.full(rows, 2.0)])
    at = (np.concatenate([pairs.first, nobody]), np.concatenate([pairs.second, columns + nobody]))
    row, column = min_weight_full_bipartite_matching(csr_array((weight, at), shape=(rows, columns + rows)))
    chosen = np.full(rows, -1)
    chosen[row] = column
    return np.flatnonzero(chosen[pairs.first] == pairs.second)
