"""The last day and week on Today: incidents by verdict, day by day and on the map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from hudna.desk.bulk import Day, Query
from hudna.desk.doorway import Door
from hudna.desk.names import Names, verdict_words
from hudna.desk.pages.mapped import MapPart, map_of, with_query
from hudna.desk.selection import ALL_VERDICTS, counted, kept_from, shelf_of
from hudna.ground import when

DAYS = 7
HIGH, WIDE, APART, LEAST = 100.0, 80.0, 100.0, 2.0


@dataclass(frozen=True)
class Piece:
    """One piece of a bar, as attributes of SVG: its verdict, and where it stands."""

    verdict: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Bar:
    """One local day: its incidents by verdict, as a bar and in words. ``partly``: the day is not over."""

    day: str
    label: str
    href: str
    n: int
    counts: tuple[tuple[str, str, int], ...]
    middle: str
    top: str
    pieces: tuple[Piece, ...]
    partly: bool


@dataclass(frozen=True)
class Week:
    """The last day (24 hours) and the last seven local days, up to the instant asked for."""

    day_since: datetime
    day_total: int
    day_counts: tuple[tuple[str, str, int], ...]
    week_since: datetime
    week_total: int
    week_counts: tuple[tuple[str, str, int], ...]
    bars: tuple[Bar, ...]
    wide: str
    most: int
    verdicts: tuple[tuple[str, str], ...]
    href: str
    map: MapPart | None


def week_of(door: Door, names: Names) -> Week | None:
    """What was reported of the last day and week; None where no feed was brought in that the visitor may see."""
    shelf = shelf_of(door)
    if not shelf.feeds:
        return None
    first = _days_before(door.at, door.zone, DAYS - 1)
    week = Query(since=first, until=door.at)
    day = replace(week, since=door.at - timedelta(days=1))
    kept = kept_from(door.request.GET)
    begins = first.astimezone(when.zone(door.zone)).date()
    address = urlencode({"from": begins.isoformat()})
    address = f"{address}&{kept}" if kept else address
    by_day = {one.start: one for one in shelf.days(week, door.zone)}
    days = [by_day.get(d, Day(d, 0, {})) for d in ((begins + timedelta(days=n)).isoformat() for n in range(DAYS))]
    most = max((one.n for one in days), default=0)
    week_counts = shelf.by_verdict(week)
    return Week(
        day_since=door.at - timedelta(days=1),
        day_total=shelf.count(day),
        day_counts=counted(shelf.by_verdict(day)),
        week_since=first,
        week_total=shelf.count(week),
        week_counts=counted(week_counts),
        bars=tuple(_bar(n, one, max(most, 1), kept, names) for n, one in enumerate(days)),
        wide=f"{DAYS * APART:g}",
        most=most,
        verdicts=tuple((one, verdict_words(one)) for one in ALL_VERDICTS),
        href=with_query(reverse("incidents"), address),
        map=map_of(door, address, names, query=week) if week_counts else None,
    )


def _days_before(at: datetime, zone: str, days: int) -> datetime:
    """The first instant of the local day so many days before that of ``at``."""
    return when.day((at.astimezone(when.zone(zone)).date() - timedelta(days=days)).isoformat(), zone).earliest


def _bar(number: int, day: Day, most: int, kept: str, names: Names) -> Bar:
    """A bar with its pieces from the bottom up, the gravest lowest."""
    x, y, pieces = number * APART + (APART - WIDE) / 2, HIGH, []
    for verdict in ALL_VERDICTS:
        if n := day.by_verdict.get(verdict, 0):
            height = max(HIGH * n / most, LEAST)
            y -= height
            pieces.append(Piece(verdict, f"{x:g}", f"{y:.1f}", f"{WIDE:g}", f"{height:.1f}"))
    address = f"from={day.start}&to={day.start}"
    return Bar(
        day=names.digits(day.start),
        label=names.digits(day.start[5:]),
        href=with_query(reverse("incidents"), f"{address}&{kept}" if kept else address),
        n=day.n,
        counts=counted(day.by_verdict),
        middle=f"{x + WIDE / 2:g}",
        top=f"{y - 4:.1f}",
        pieces=tuple(pieces),
        partly=number == DAYS - 1,
    )
