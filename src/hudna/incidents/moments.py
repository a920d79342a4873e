"""Times in Hudna's own columns: a day, a time on the wall clock of a zone, or a time with its offset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.ground import Fault, when
from hudna.incidents.days import midnight
from hudna.incidents.draft import UTC_TIME, Draft
from hudna.incidents.rows import Words, encoded

_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<clock>\d{2}:\d{2}(?P<second>:\d{2})?)(?:\.(?P<part>\d{1,9}))?"
    r" ?(?P<offset>Z|[+-]\d{2}:?\d{2})?)?\Z"
)
CLASSES = ("instant", "day", "days", "week", "month", "year", "between")
HINT = "write 2016-02-27, 2016-02-27T14:30, or 2016-02-27T14:30+02:00"
Read = tuple[int, int, str] | str
"""Earliest, latest (microseconds), class; or the reason why not."""


@dataclass(frozen=True)
class _Moment:
    begin: int
    end: int
    is_day: bool


def _moment(text: str, zone: str) -> _Moment:
    """What a text says: the day, minute, second or microsecond it names. Raises a Fault of the ground."""
    match = _MOMENT.match(text)
    if not match:
        raise ValueError(text)
    wall = when.local_time(match["day"] + ("T" + match["clock"] if match["clock"] else ""))
    if not match["clock"]:
        return _Moment(midnight(wall.date(), zone), midnight(wall.date() + timedelta(days=1), zone), True)
    size = 60_000_000 if not match["second"] else 1_000_000
    wall += timedelta(microseconds=int((match["part"] or "0")[:6].ljust(6, "0")))
    begin = when.microseconds(_aware(wall, match["offset"], zone))
    return _Moment(begin, begin + (1 if match["part"] else size), False)


def _aware(wall: datetime, offset: str | None, zone: str) -> datetime:
    if not offset:
        return when.at_zone(wall, zone)
    if offset == "Z":
        return wall.replace(tzinfo=UTC)
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return wall.replace(tzinfo=timezone(timedelta(minutes=minutes if offset[0] == "+" else -minutes)))


def read_interval(earliest: str, latest: str | None, zone: str) -> Read:
    """The interval from the beginning of ``earliest`` to ``latest``.

    ``latest`` given as a day means to the end of that day; as a time, up to that time; absent, to the end of the
    day, minute or second that ``earliest`` names.
    """
    try:
        first = _moment(earliest, zone)
        last = _moment(latest, zone) if latest else first
    except (Fault, ValueError, OverflowError):
        return "date-unreadable"
    if not latest:
        return first.begin, first.end, "day" if first.is_day else "instant"
    same_day = first.is_day and last.is_day and first == last
    return first.begin, last.end if last.is_day else last.begin, "day" if same_day else "between"


def set_intervals(draft: Draft, zone: str) -> None:
    """Set earliest, latest, zone and when_class of a draft from its rows' columns of these names."""
    rows = draft.rows
    zones = rows.words("zone")
    codes = np.where(zones.codes < 0, len(zones.values), zones.codes).astype(np.int32)
    draft.columns["zone"] = encoded(codes, [*zones.values, zone])
    stated = rows.words("when_class")
    draft.refuse(rows.column("earliest").is_null().to_numpy(zero_copy_only=False), "date-missing")
    quick = _instants(rows.column("earliest"), rows.column("latest"))
    _refuse_zones(draft, zones)
    if quick:
        draft.interval(*quick)
        codes = np.zeros(len(rows), np.int32)
        derived: list[str] = ["between"]
    else:
        codes, derived = _each(draft, zones, zone)
    codes = np.where(stated.mask(lambda word: word in CLASSES), stated.codes + len(derived), codes)
    draft.columns["when_class"] = encoded(codes.astype(np.int32), [*derived, *stated.values])


def _instants(earliest: pa.Array, latest: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
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


def _refuse_zones(draft: Draft, zones: Words) -> None:
    def unknown(name: str) -> bool:
        try:
            when.zone(name)
        except Fault:
            return True
        return False

    draft.refuse(zones.mask(unknown), "zone-unknown", lambda row: f"“{zones.values[zones.codes[row]]}”")


def _each(draft: Draft, zones: Words, zone: str) -> tuple[NDArray[np.int32], list[str]]:
    first, last = draft.rows.words("earliest"), draft.rows.words("latest")
    width = len(last.values) + 1, len(zones.values) + 1
    key = (first.codes + 1).astype(np.int64) * width[0] + last.codes + 1
    keys, at = np.unique(key * width[1] + zones.codes + 1, return_inverse=True)
    found: list[Read] = []
    for number in keys.tolist():
        rest, which_zone = divmod(number, width[1])
        begin, end = divmod(rest, width[0])
        name = zones.values[which_zone - 1] if which_zone else zone
        until = last.values[end - 1] if end else None
        found.append(read_interval(first.values[begin - 1], until, name) if begin else "date-missing")
    draft.refuse(np.array([read == "date-unreadable" for read in found], np.bool_)[at], "date-unreadable", HINT)
    good: list[tuple[int, int, str]] = [(0, 1, "day") if isinstance(read, str) else read for read in found]
    table = np.array([read[:2] for read in good], np.int64).reshape(-1, 2)
    draft.interval(table[at, 0], table[at, 1])
    return np.array([CLASSES.index(read[2]) for read in good], np.int32)[at], list(CLASSES)
