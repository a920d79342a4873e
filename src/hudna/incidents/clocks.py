"""Many times at once: what days, minutes and seconds mean on the clock of a zone.

Plain forms are computed as columns. The few others (offsets, parts of a second, 24:00, days on which clocks
change, what cannot be read) are asked one by one, so both ways must and do give the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.ground import Fault, when
from hudna.incidents.days import midnight
from hudna.incidents.rows import Bools

DAY_US, MINUTE_US, SECOND_US = 86_400_000_000, 60_000_000, 1_000_000
_PLAIN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?Z?)?$"
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<clock>\d{2}:\d{2}(?P<second>:\d{2})?)(?:\.(?P<part>\d{1,9}))?"
    r" ?(?P<offset>Z|[+-]\d{2}:?\d{2})?)?\Z"
)
UNREADABLE, SKIPPED = 1, 2
_PARTS = ((0, 4), (5, 7), (8, 10), (11, 13), (14, 16))
_EPOCH, _FIRST_DAY, _LAST_DAY = date(1970, 1, 1), date(2, 1, 1), date(9998, 12, 31)


@dataclass(frozen=True)
class Moments:
    """For each text the day, minute, second or microsecond it names, [begin, end), and what is wrong with it."""

    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    is_day: Bools
    flaw: NDArray[np.int8]


def moment(text: str, zone: str) -> tuple[int, int, bool]:
    """One text: begin, end, and is it a day. Raises a Fault or ValueError where it cannot be read."""
    match = _MOMENT.match(text)
    if not match:
        raise ValueError(text)
    wall = when.local_time(match["day"] + ("T" + match["clock"] if match["clock"] else ""))
    if not _FIRST_DAY <= wall.date() <= _LAST_DAY:
        raise ValueError(text)
    if not match["clock"]:
        return midnight(wall.date(), zone), midnight(wall.date() + timedelta(days=1), zone), True
    wall += timedelta(microseconds=int((match["part"] or "0")[:6].ljust(6, "0")))
    begin = when.microseconds(_aware(wall, match["offset"], zone))
    size = 1 if match["part"] else SECOND_US if match["second"] else MINUTE_US
    return begin, begin + size, False


def _aware(wall: datetime, offset: str | None, zone: str) -> datetime:
    if not offset:
        return when.at_zone(wall, zone)
    if offset == "Z":
        return wall.replace(tzinfo=UTC)
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return wall.replace(tzinfo=timezone(timedelta(minutes=minutes if offset[0] == "+" else -minutes)))


def moments(texts: tuple[str, ...], zone: str) -> Moments:
    """All texts, on the clock of one zone."""
    size = len(texts)
    found = Moments(
        np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.bool_), np.zeros(size, np.int8)
    )
    if not texts:
        return found
    column = pa.array(texts, pa.string())
    plain = pc.match_substring_regex(column, _PLAIN).to_numpy(zero_copy_only=False)
    plain[plain] = _plain(column.filter(pa.array(plain)), np.flatnonzero(plain), zone, found)
    for number in np.flatnonzero(~plain).tolist():
        try:
            found.begin[number], found.end[number], found.is_day[number] = moment(texts[number], zone)
        except Fault as fault:
            found.flaw[number] = SKIPPED if fault.code == "time-skipped" else UNREADABLE
        except (ValueError, OverflowError):
            found.flaw[number] = UNREADABLE
    return found


def _plain(column: pa.Array, at: NDArray[np.int64], zone: str, found: Moments) -> Bools:
    """Fill in the texts of plain form; returns for which of them that could be done."""
    length = pc.utf8_length(column).to_numpy()
    year, month, day, hour, minute = (_part(column, start, stop) for start, stop in _PARTS)
    second = np.where(length >= 19, _part(column, 17, 19), 0)
    months = (year - 1970) * 12 + month - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    size = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - first
    good = (year > 1) & (year < 9999) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= size)
    good &= (hour < 24) & (minute < 60) & (second < 60)
    number = np.where(good, first + day - 1, 0)
    days, which = np.unique(number, return_inverse=True)
    starts = np.array([midnight(_EPOCH + timedelta(days=n), zone) for n in [*days.tolist(), *(days + 1).tolist()]])
    start, next_start = starts[: len(days)][which], starts[len(days) :][which]
    is_day, is_utc = length == 10, (length == 17) | (length == 20)
    good &= is_day | is_utc | (next_start - start == DAY_US)
    base = np.where(is_utc, number * DAY_US, start)
    begin = base + ((hour * 60 + minute) * 60 + second) * SECOND_US
    end = np.where(is_day, next_start, begin + np.where(length >= 19, SECOND_US, MINUTE_US))
    found.begin[at[good]], found.end[at[good]], found.is_day[at[good]] = begin[good], end[good], is_day[good]
    return good


def _part(column: pa.Array, start: int, stop: int) -> NDArray[np.int64]:
    """The number that stands at fixed places of each text, 0 where it is too short."""
    text = pc.utf8_slice_codeunits(column, start, stop)
    text = pc.if_else(pc.equal(pc.utf8_length(text), stop - start), text, "0")
    found: NDArray[np.int64] = pc.cast(text, pa.int64()).to_numpy()
    return found
