"""Select: which rows of one import a query means, from the numbers alone; text is looked at last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.desk.bulk.nouns import VERDICTS, Query
from hudna.desk.bulk.reading import Reading, Rows, codes_where
from hudna.ground import covers

Mask = NDArray[np.bool_]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TEXT = ["incident_id", "note", "reported_by"]
_AT_ONCE = 1 << 16


def micros(instant: datetime) -> int:
    """Microseconds since 1970, exactly."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def instant_of(micros: int) -> datetime:
    """The instant so many microseconds after 1970."""
    return _EPOCH + timedelta(microseconds=micros)


def select(reading: Reading, query: Query) -> Rows:
    """The rows that the query means, in order of time."""
    if query.feed and query.feed != reading.feed.id:
        return np.empty(0, np.int32)
    first, last = _span(reading, query)
    here = slice(first, last)
    keep: Mask | None = None
    if query.since is not None:
        keep = reading.latest[here] > micros(query.since)
    for mask in (_within, _acts, _verdicts, _party):
        found = mask(reading, query, here)
        if found is not None:
            keep = found if keep is None else keep & found
    rows = np.arange(first, last, dtype=np.int32) if keep is None else (np.flatnonzero(keep) + first).astype(np.int32)
    return _worded(reading, query.text.strip(), rows) if query.text.strip() else rows


def _span(reading: Reading, query: Query) -> tuple[int, int]:
    """Rows that may overlap the window: all that begin before its end, from the first that reaches into it."""
    first, last = 0, len(reading)
    if query.until is not None:
        last = int(np.searchsorted(reading.earliest, micros(query.until), side="left"))
    if query.since is not None:
        first = int(np.searchsorted(reading.reach, micros(query.since), side="right"))
    return min(first, last), last


def _within(reading: Reading, query: Query, here: slice) -> Mask | None:
    if query.box is None:
        return None
    west, south, east, north = query.box
    lon, lat = reading.lon[here], reading.lat[here]
    if east - west >= 360:
        across = ~np.isnan(lon)
    elif west <= east:
        across = (lon >= west) & (lon <= east)
    else:
        across = (lon >= west) | (lon <= east)
    found: Mask = across & (lat >= south) & (lat <= north)
    return found


def _acts(reading: Reading, query: Query, here: slice) -> Mask | None:
    if not query.acts:
        return None
    wanted = codes_where(reading.incidents.words("act"), lambda act: any(covers(path, act) for path in query.acts))
    found: Mask = wanted[reading.act[here]]
    return found


def _verdicts(reading: Reading, query: Query, here: slice) -> Mask | None:
    if not query.verdicts:
        return None
    wanted = np.array([verdict in query.verdicts for verdict in VERDICTS], dtype=np.bool_)
    found: Mask = wanted[reading.verdict[here]]
    return found


def _party(reading: Reading, query: Query, here: slice) -> Mask | None:
    if not query.party:
        return None
    named = [
        codes_where(reading.incidents.words(side), lambda ids: query.party in ids.split(";"))
        for side in ("side_a", "side_b")
    ]
    found: Mask = named[0][reading.side_a[here]] | named[1][reading.side_b[here]]
    return found


def _worded(reading: Reading, text: str, rows: Rows) -> Rows:
    kept = [np.empty(0, np.int32)]
    for first in range(0, len(rows), _AT_ONCE):
        part = rows[first : first + _AT_ONCE]
        kept.append(part[_holds(reading.incidents.take(part, _TEXT), text)])
    return np.concatenate(kept)


def _holds(table: pa.Table, text: str) -> NDArray[np.bool_]:
    found = np.zeros(table.num_rows, dtype=np.bool_)
    for name in _TEXT:
        hit = pc.match_substring(table[name], text, ignore_case=True)
        found |= pc.fill_null(hit, False).to_numpy()
    return found
