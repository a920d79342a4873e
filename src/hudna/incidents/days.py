"""Dates as the sources write them, turned into intervals of a zone's own days."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from hudna.ground import when
from hudna.incidents.rows import Bools, Words

_NAMES = "january february march april may june july august september october november december"
MONTHS = {name[:size]: number for number, name in enumerate(_NAMES.split(), 1) for size in (3, len(name))}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]0{1,2}:00(?::00(?:\.0+)?)?Z?)?\Z")
_NAMED = re.compile(r"(\d{1,2})[ -]([A-Za-z]+)\.?,?[ -](\d{4})\Z")
HINT = "write 2016-02-27 (or 27 February 2016)"


@dataclass(frozen=True)
class Spans:
    """Per row, in microseconds of UTC, where the first day begins and the last one ends; and what is wrong."""

    earliest: NDArray[np.int64]
    latest: NDArray[np.int64]
    unreadable: Bools
    missing: Bools


@lru_cache(maxsize=20_000)
def read_day(text: str) -> date | None:
    """The day that a source's text names, or None. Midnight behind it is dropped; 3/4/2024 is not read."""
    match = _ISO.match(text)
    if match:
        year, month, day = map(int, match.groups())
    else:
        match = _NAMED.match(text)
        if not match or match[2].lower() not in MONTHS:
            return None
        day, month, year = int(match[1]), MONTHS[match[2].lower()], int(match[3])
    try:
        return date(year, month, day) if 1 < year < 9999 else None
    except ValueError:
        return None


@cache
def midnight(day: date, zone: str) -> int:
    """The instant a day begins in its zone: midnight, or where clocks were put forward over it, an hour later."""
    return when.microseconds(when.at_zone(datetime.combine(day, time()), zone, lenient=True))


def whole_days(first: Words, last: Words, zone: str, *, before: int = 0, after: int = 0) -> Spans:
    """From the beginning of ``first`` to the end of ``last``, widened by whole days."""
    begin, bad_begin = _column(first, lambda day: midnight(day - timedelta(days=before), zone))
    end, bad_end = _column(last, lambda day: midnight(day + timedelta(days=1 + after), zone))
    return Spans(begin, end, bad_begin | bad_end, (first.codes < 0) | (last.codes < 0))


def whole_months(day: Words, zone: str) -> Spans:
    """The calendar month of a day."""
    begin, bad = _column(day, lambda d: midnight(d.replace(day=1), zone))
    end, _ = _column(day, lambda d: midnight(_next_month(d), zone))
    return Spans(begin, end, bad, day.codes < 0)


def _next_month(day: date) -> date:
    return day.replace(day=1) + timedelta(days=monthrange(day.year, day.month)[1])


def _column(words: Words, make: Callable[[date], int]) -> tuple[NDArray[np.int64], Bools]:
    days = words.each(read_day, None)
    values = np.array([0 if day is None else make(day) for day in days], dtype=np.int64)
    unread = np.array([*(day is None for day in days[:-1]), False], dtype=np.bool_)
    return values[words.codes], unread[words.codes]
