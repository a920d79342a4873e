"""Precision: when and where an incident happened, as exactly as its source knows it and no more, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hudna.desk.bulk import FindingRow, Row
from hudna.desk.names import Names
from hudna.ground import when

MINUTE = timedelta(minutes=1)
Told = Row | FindingRow


@dataclass(frozen=True)
class Precise:
    """When, where and who, in words. ``how_when``, ``how_where``: how precisely the source knows it."""

    when: str
    how_when: str
    where: str
    how_where: str
    what: str
    who: str
    deaths: str


def precise(row: Told, names: Names, zone: str) -> Precise:
    """An incident in words, on the clock of ``zone``."""
    return Precise(
        when=names.digits(when_words(row.earliest, row.latest, zone, row.zone)),
        how_when=names.digits(_how_when(row, zone)),
        where=names.digits(_where(row, names)),
        how_where=names.digits(_how_where(row)),
        what=names.act(row.act) + (f" · {names.weapon(row.weapon)}" if row.weapon else ""),
        who=names.sides(row.side_a, row.side_b, row.directed),
        deaths=names.digits(_deaths(row)),
    )


def when_words(earliest: datetime, latest: datetime, zone: str, given: str) -> str:
    """When, in the shortest words that are true: whole days of either clock as days, else to the minute."""
    for clock in dict.fromkeys((zone, given)):
        first, last = (instant.astimezone(when.zone(clock)) for instant in (earliest, latest))
        if _is_midnight(first) and _is_midnight(last) and latest > earliest:
            begin, end = first.date(), (last - timedelta(days=1)).date()
            told = begin.isoformat() if begin == end else _("%(a)s to %(b)s") % {"a": begin, "b": end}
            return told if clock == zone else f"{told} ({clock})"
    first, last = (instant.astimezone(when.zone(zone)) for instant in (earliest, latest))
    begun = f"{first:%Y-%m-%d %H:%M}"
    if latest - earliest <= MINUTE:
        return begun
    end_text = f"{last:%H:%M}" if first.date() == last.date() else f"{last:%Y-%m-%d %H:%M}"
    return _("%(a)s to %(b)s") % {"a": begun, "b": end_text}


def position(lon: float, lat: float) -> str:
    """36.2012° N, 37.1612° E: about ten metres, latitude first."""
    north = f"{abs(lat):.4f}°\u00a0{'N' if lat >= 0 else 'S'}"
    return f"{north},\u00a0{abs(lon):.4f}°\u00a0{'E' if lon >= 0 else 'W'}"


def _how_when(row: Told, zone: str) -> str:
    """How precisely the time is known."""
    told = {
        "instant": _("the source tells the time of day"),
        "day": _("the source knows the day, not the hour"),
        "days": _("the source knows some days, not which of them"),
        "week": _("the source knows the week, not the day"),
        "month": _("the source knows the month, not the day"),
        "year": _("the source knows the year, not the day"),
        "between": _("it happened at some time between the two"),
    }.get(row.when_class, row.when_class)
    other = _("%(words)s; its clock is that of %(zone)s") % {"words": told, "zone": row.zone}
    return told if row.zone == zone else other


def _where(row: Told, names: Names) -> str:
    parts = [names.area(row.area)] if row.area else []
    if row.lon is not None and row.lat is not None:
        parts.append(position(row.lon, row.lat))
    return " · ".join(parts) or _("no place is told")


def _how_where(row: Told) -> str:
    """How precisely the place is known: in our words, then in the source's own."""
    if row.area:
        told = _("somewhere in this area")
        if row.lon is not None:
            told = _("somewhere in this area; the point is there for the map alone")
    elif row.lon is None:
        told = _("it cannot be put on the map")
    elif not row.radius_km:
        told = _("at the point itself")
    else:
        told = _("within %(km)s km of the point") % {"km": f"{row.radius_km:g}"}
    own = row.where_class.strip()
    return _("%(words)s (in the source's words: %(own)s)") % {"words": told, "own": own} if own else told


def _deaths(row: Told) -> str:
    """How many people were killed, as the source says; empty where it does not."""
    low, best, high = row.deaths_low, row.deaths_best, row.deaths_high
    first = next((count for count in (best, low, high) if count is not None), None)
    if first is None:
        return ""
    told = ngettext("%(n)s person killed", "%(n)s people killed", first) % {"n": first}
    if low is not None and high is not None and low != high:
        told += " " + _("(between %(low)s and %(high)s)") % {"low": low, "high": high}
    return told


def _is_midnight(moment: datetime) -> bool:
    return not (moment.hour or moment.minute or moment.second or moment.microsecond)
