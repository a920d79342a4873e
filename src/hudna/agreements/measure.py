"""Measure: how two times, texts or grounds differ, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from difflib import SequenceMatcher

import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from hudna.ground import buffer_km

_NAMES = (
    "ar Arabic, en English, es Spanish, fa Persian, fr French, he Hebrew, ku Kurdish, ru Russian, so Somali, "
    "sw Swahili, ti Tigrinya, tr Turkish, uk Ukrainian, zh Chinese"
)
LANGUAGES = dict(entry.split(" ") for entry in _NAMES.split(", "))
SAME_GROUND_KM2 = 0.001
LINE_MOVED_KM = 0.01
FEW_HOURS = timedelta(hours=72)
_GEOD = Geod(ellps="WGS84")


def span_words(span: timedelta) -> str:
    """A length of time: in hours up to three days (48 hours), else in days, hours, minutes and seconds."""
    seconds = int(abs(span).total_seconds())
    if abs(span) <= FEW_HOURS and seconds % 3600 == 0:
        return _counted(seconds // 3600, "hour")
    days, seconds = divmod(seconds, 86_400)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    parts = ((days, "day"), (hours, "hour"), (minutes, "minute"), (seconds, "second"))
    return " ".join(_counted(count, unit) for count, unit in parts if count) or "0 seconds"


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"


def area_km2(geometry: BaseGeometry) -> float:
    """The area of a region on the WGS 84 ellipsoid, in square kilometres; lines and points have none."""
    parts = shapely.get_parts(geometry)
    regions = parts[shapely.get_dimensions(parts) == 2]
    return sum(abs(_GEOD.geometry_area_perimeter(shapely.orient_polygons(p))[0]) for p in regions) / 1e6


def length_km(geometry: BaseGeometry) -> float:
    """The length of a line on the WGS 84 ellipsoid, in kilometres."""
    return float(_GEOD.geometry_length(geometry)) / 1000 if not geometry.is_empty else 0.0


def ground_words(old: BaseGeometry, new: BaseGeometry) -> str | None:
    """How ground changed: “grows by 12 % (adds 340 km²)”; None if it is the same ground."""
    if old.equals_exact(new):
        return None
    if 2 not in (shapely.get_dimensions(old), shapely.get_dimensions(new)):
        return _line_words(old, new)
    added, lost = area_km2(shapely.difference(new, old)), area_km2(shapely.difference(old, new))
    if added < SAME_GROUND_KM2 and lost < SAME_GROUND_KM2:
        return None
    before = area_km2(old)
    share = 100 * (added - lost) / before if before else float("inf")
    parts = [f"adds {_km2(added)}"] if added >= SAME_GROUND_KM2 else []
    parts += [f"loses {_km2(lost)}"] if lost >= SAME_GROUND_KM2 else []
    if abs(share) < 0.05:
        return f"moves, with the same size ({', '.join(parts)})"
    percent = f"{abs(share):.0f}" if abs(share) >= 10 else f"{abs(share):.1f}"
    return f"{'grows' if share > 0 else 'shrinks'} by {percent} % ({', '.join(parts)})"


def _line_words(old: BaseGeometry, new: BaseGeometry) -> str | None:
    if old.equals(new):
        return None
    moved = length_km(shapely.difference(new, buffer_km(old, LINE_MOVED_KM)))
    gone = length_km(shapely.difference(old, buffer_km(new, LINE_MOVED_KM)))
    if max(moved, gone) < LINE_MOVED_KM:
        return None
    lengths = f"{length_km(old):.1f} km long before, {length_km(new):.1f} km now"
    return f"is redrawn ({moved:.1f} km of it run elsewhere; {lengths})"


def _km2(area: float) -> str:
    return f"{area:,.0f} km²" if area >= 10 else f"{area:.2g} km²"


def reworded(old: str, new: str) -> str:
    """What became of a text: the words struck, added or replaced; the whole text where little of it is left."""
    before, after = old.split(), new.split()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < 0.5:
        return f"“{old}” becomes “{new}”"
    said: list[str] = []
    for action, i, j, k, m in matcher.get_opcodes():
        struck, added = " ".join(before[i:j]), " ".join(after[k:m])
        if action == "replace":
            said.append(f"“{struck}” becomes “{added}”")
        elif action == "delete":
            said.append(f"“{struck}” is struck")
        elif action == "insert":
            place = f"after “{' '.join(before[max(i - 3, 0) : i])}”" if i else "at the beginning"
            said.append(f"“{added}” is added {place}")
    return ", ".join(said) or "only the spacing changes"


def language_words(code: str) -> str:
    """A language in English."""
    return LANGUAGES.get(code, code)


def listed(names: Iterable[str]) -> str:
    """Names in a row: a, b and c."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
