"""When: instants and half-open intervals in UTC, each with the named zone it was given in.

No naive datetime leaves this module. Calendar arithmetic (days, weeks, months) is done on the wall
clock of the zone, clock arithmetic (hours, minutes, seconds) on elapsed time, as RFC 5545 §3.3.6 has it:
``P1D`` over a change of clocks is the same wall time next day, ``PT24H`` is 24 hours.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hudna.ground.fault import Mark
from hudna.ground.faults import GROUND

_LOCAL = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?\Z")
_DURATION = re.compile(
    r"(?P<sign>-)?P(?:(?P<years>\d{1,9})Y)?(?:(?P<months>\d{1,9})M)?(?:(?P<weeks>\d{1,9})W)?(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,12})M)?(?:(?P<seconds>\d{1,12})S)?)?\Z"
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Interval:
    """[earliest, latest) in UTC, and the zone it was given in; ``latest`` after ``earliest``."""

    earliest: datetime
    latest: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Duration:
    """An ISO 8601 duration: calendar part (months, days) and clock part (elapsed seconds)."""

    months: int = 0
    days: int = 0
    seconds: int = 0


@cache
def zone(name: str) -> ZoneInfo:
    """The named zone; raises zone-unknown. ``UTC`` is a name, ``+02:00`` and ``EET`` are not."""
    if "/" not in name and name != "UTC":
        raise GROUND.fault("zone-unknown", f"“{name}” does not name a place's clock.")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise GROUND.fault("zone-unknown", f"There is no time zone “{name}”.") from None


def local_time(text: str, *, where: Mark | str = "") -> datetime:
    """Wall clock time without its zone, to be given to :func:`at_zone`; ``24:00`` ends a day.

    Raises time-unreadable for another form, calendar-impossible for 30 February or 25:00.
    """
    match = _LOCAL.match(text.strip())
    if not match:
        raise GROUND.fault("time-unreadable", f"“{text}” is not a time.", where=where)
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        midnight = datetime(year, month, day)  # noqa: DTZ001  # a wall clock: its zone is applied next
        if (hour, minute, second) == (24, 0, 0):
            return midnight + timedelta(days=1)
        return midnight.replace(hour=hour, minute=minute, second=second)
    except (ValueError, OverflowError):
        raise GROUND.fault("calendar-impossible", f"There is no {text}.", where=where) from None


def at_zone(wall: datetime, zone_name: str, *, where: Mark | str = "", lenient: bool = False) -> datetime:
    """The UTC instant of a wall clock time in a named zone.

    Raises calendar-impossible at the ends of the calendar, time-skipped where clocks were put forward over it;
    with ``lenient`` the time after the gap is taken. A time that came twice is its first occurrence (see
    :func:`is_ambiguous`).
    """
    aware = wall.replace(tzinfo=zone(zone_name), fold=0)
    try:
        instant = aware.astimezone(UTC)
    except OverflowError:
        what = f"{wall:%Y-%m-%d %H:%M} in {zone_name} is out of the calendar."
        raise GROUND.fault("calendar-impossible", what, where=where) from None
    if not lenient and instant.astimezone(zone(zone_name)).replace(tzinfo=None) != wall:
        raise GROUND.fault("time-skipped", f"{wall:%Y-%m-%d %H:%M} did not happen in {zone_name}.", where=where)
    return instant


def is_ambiguous(wall: datetime, zone_name: str) -> bool:
    """Did the clock of the zone show this time twice (clocks put back)?"""
    aware = wall.replace(tzinfo=zone(zone_name), fold=0)
    return aware.utcoffset() > aware.replace(fold=1).utcoffset()  # type: ignore[operator]


def instant(text: str, zone_name: str, *, where: Mark | str = "") -> datetime:
    """UTC instant of ``text`` on the wall clock of ``zone_name``; raises as the two parts do."""
    return at_zone(local_time(text, where=where), zone_name, where=where)


def day(text: str, zone_name: str, *, days: int = 1, where: Mark | str = "") -> Interval:
    """The interval of ``days`` calendar days from ``text`` on in its zone (23 or 25 hours on change days)."""
    first = local_time(text[:10], where=where)
    start = at_zone(first, zone_name, lenient=True)
    return Interval(start, at_zone(first + timedelta(days=days), zone_name, lenient=True), zone_name)


def duration(text: str, *, where: Mark | str = "") -> Duration:
    """Parse an ISO 8601 duration; raises duration-unreadable."""
    match = _DURATION.match(text.strip())
    parts = {k: int(v) for k, v in match.groupdict().items() if v and k != "sign"} if match else {}
    if not match or not parts:
        raise GROUND.fault("duration-unreadable", f"“{text}” is not a duration.", where=where)
    sign = -1 if match["sign"] else 1
    return Duration(
        sign * (parts.get("years", 0) * 12 + parts.get("months", 0)),
        sign * (parts.get("weeks", 0) * 7 + parts.get("days", 0)),
        sign * (parts.get("hours", 0) * 3600 + parts.get("minutes", 0) * 60 + parts.get("seconds", 0)),
    )


def shift(start: datetime, by: Duration, zone_name: str) -> datetime:
    """``start`` moved by a duration: calendar part on the zone's wall clock, clock part as elapsed time.

    A month that has no such day ends on its last (31 January + P1M = 28 or 29 February).
    """
    try:
        if by.months or by.days:
            wall = start.astimezone(zone(zone_name)).replace(tzinfo=None)
            months = wall.year * 12 + wall.month - 1 + by.months
            year, month = divmod(months, 12)
            month += 1
            wall = wall.replace(year=year, month=month, day=min(wall.day, monthrange(year, month)[1]))
            start = at_zone(wall + timedelta(days=by.days), zone_name, lenient=True)
        return start + timedelta(seconds=by.seconds)
    except (ValueError, OverflowError):
        raise GROUND.fault("calendar-impossible", "The duration leads out of the calendar.") from None


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970-01-01T00:00Z; raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime has no place here")
    return (moment - EPOCH) // MICROSECOND


def from_microseconds(value: int) -> datetime:
    """The UTC instant of a count of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=int(value))


def daily_windows(
    start: datetime, end: datetime, opens: time, closes: time, zone_name: str
) -> list[tuple[datetime, datetime]]:
    """The parts of [start, end) between two wall clock times of each day of the zone.

    A window whose close is not after its opening runs over midnight. Change days make their window an hour
    shorter or longer, as the clock on the wall does.
    """
    windows: list[tuple[datetime, datetime]] = []
    here: date = start.astimezone(zone(zone_name)).date() - timedelta(days=1)
    last = end.astimezone(zone(zone_name)).date()
    while here <= last:
        closing_day = here if closes > opens else here + timedelta(days=1)
        opened = at_zone(datetime.combine(here, opens), zone_name, lenient=True)
        closed = at_zone(datetime.combine(closing_day, closes), zone_name, lenient=True)
        low, high = max(opened, start), min(closed, end)
        if low < high:
            windows.append((low, high))
        here += timedelta(days=1)
    return windows
