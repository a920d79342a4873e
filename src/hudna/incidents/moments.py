"""Times in Hudna's own columns: a day, a time on the wall clock of a zone, or a time with its offset."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.ground import Fault, when
from hudna.incidents.clocks import SKIPPED, UNREADABLE, Moments, moments
from hudna.incidents.draft import UTC_TIME, Draft
from hudna.incidents.rows import Bools, Words, encoded

CLASSES = ("instant", "day", "days", "week", "month", "year", "between")
INSTANT, DAY, BETWEEN = CLASSES.index("instant"), CLASSES.index("day"), CLASSES.index("between")
HINT = "write 2016-02-27, 2016-02-27T14:30, or 2016-02-27T14:30+02:00"
Times = tuple[NDArray[np.int64], NDArray[np.int64]]


def set_intervals(draft: Draft, zone: str) -> None:
    """Set earliest, latest, zone and when_class of a draft from its rows' columns of these names.

    ``latest`` given as a day means to the end of that day; as a time, up to that time; absent, to the end of the
    day, minute or second that ``earliest`` names.
    """
    rows = draft.rows
    zones = rows.words("zone")
    codes = np.where(zones.codes < 0, len(zones.values), zones.codes).astype(np.int32)
    names = [*zones.values, zone]
    draft.columns["zone"] = encoded(codes, names)
    draft.refuse(rows.column("earliest").is_null().to_numpy(zero_copy_only=False), "date-missing")
    draft.refuse(zones.mask(_is_no_zone), "zone-unknown", lambda row: f"“{zones.at(row)}”")
    times = _instants(rows.column("earliest"), rows.column("latest"))
    kind = np.full(len(rows), BETWEEN, np.int32)
    if times is None:
        times, kind = _each(draft, codes, names)
    draft.interval(*times)
    stated = rows.words("when_class")
    kind = np.where(stated.mask(lambda word: word in CLASSES), stated.codes + len(CLASSES), kind).astype(np.int32)
    draft.columns["when_class"] = encoded(kind, [*CLASSES, *stated.values])


def _is_no_zone(name: str) -> bool:
    try:
        when.zone(name)
    except Fault:
        return True
    return False


def _instants(earliest: pa.Array, latest: pa.Array) -> Times | None:
    """Both columns at once where all are full times with an offset, as Hudna itself writes them."""
    if earliest.null_count or latest.null_count or not (_says_zone(earliest) and _says_zone(latest)):
        return None
    try:
        first, last = (pc.cast(column, UTC_TIME).cast(pa.int64()).to_numpy() for column in (earliest, latest))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    return first, last


def _says_zone(column: pa.Array) -> bool:
    kind = column.type
    return kind.tz is not None if pa.types.is_timestamp(kind) else pa.types.is_string(kind)


def _each(draft: Draft, zone_codes: NDArray[np.int32], zones: list[str]) -> tuple[Times, NDArray[np.int32]]:
    """Times and class of every row, zone by zone."""
    size = len(draft.rows)
    earliest, latest = np.zeros(size, np.int64), np.ones(size, np.int64)
    kind, flaw = np.full(size, BETWEEN, np.int32), np.zeros(size, np.int8)
    for code, zone in enumerate(zones):
        here = (zone_codes == code) & draft.fine
        if not here.any():
            continue
        first, first_at = _of(draft.rows.words("earliest"), here, zone)
        last, last_at = _of(draft.rows.words("latest"), here, zone)
        earliest[here], latest[here], kind[here] = _intervals(first, first_at, last, last_at)
        flaw[here] = np.where(first.flaw[first_at], first.flaw[first_at], last.flaw[last_at])
    draft.refuse(flaw == UNREADABLE, "date-unreadable", HINT)
    draft.refuse(flaw == SKIPPED, "time-skipped", lambda row: f"in {zones[zone_codes[row]]}")
    return (earliest, latest), kind


def _of(words: Words, here: Bools, zone: str) -> tuple[Moments, NDArray[np.int64]]:
    """The moments of the words that these rows use, and where each row finds its own; the last one is empty."""
    used, at = np.unique(words.codes[here], return_inverse=True)
    found = moments(tuple(words.values[code] for code in used.tolist() if code >= 0), zone)
    shift = int(used[0] < 0) if len(used) else 0
    empty = Moments(*(np.append(part, np.zeros(1, part.dtype)) for part in vars(found).values()))
    return empty, at - shift


def _intervals(
    first: Moments, first_at: NDArray[np.int64], last: Moments, last_at: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    begin, day = first.begin[first_at], first.is_day[first_at]
    last_begin, last_day = last.begin[last_at], last.is_day[last_at]
    alone = last_at < 0
    end = np.where(alone, first.end[first_at], np.where(last_day, last.end[last_at], last_begin))
    one_day = day & (alone | (last_day & (begin == last_begin)))
    kind = np.where(one_day, DAY, np.where(alone, INSTANT, BETWEEN))
    return begin, end, kind.astype(np.int32)
