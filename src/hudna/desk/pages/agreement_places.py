"""The areas of a text: a small map drawn on the server, and the same as a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from hudna.agreements import Agreement, Loaded
from hudna.desk.pages.agreement_terms import Terms, word
from hudna.ground import Fault, Plain, Shape, equal_area

WIDE = 640.0
HIGHEST = 640.0
MARGIN = 24.0
EARTH_KM = 6371.0088
FINEST = 1.0
"""Corners nearer than so many units of the drawing are one."""
STEPS_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class Place:
    """An area or a line that clauses name. ``path``: SVG, empty where nobody has said where it ends."""

    number: int
    name: str
    clauses: tuple[str, ...]
    whose: str
    km2: float | None
    path: str
    is_line: bool
    x: float
    y: float
    fault: str


@dataclass(frozen=True)
class Drawing:
    """The map: its size, its places, and a bar of so many kilometres."""

    width: float
    height: float
    places: tuple[Place, ...]
    bar: float
    bar_km: float

    @property
    def is_drawn(self) -> bool:
        """Is there anything on it?"""
        return any(place.path for place in self.places)


def draw(loaded: Loaded) -> Drawing:
    """Every area that the clauses name or draw."""
    terms, found = Terms(loaded), _shapes(loaded.agreement)
    outlines: list[tuple[str, tuple[str, ...], str, BaseGeometry | None, str]] = []
    for shape, clauses in found:
        area = loaded.areas.by_id.get(shape.area or "")
        try:
            drawn, fault = loaded.areas.draw(shape, loaded.folder), ""
        except Fault as error:
            drawn, fault = None, error.what
        outlines.append((terms.shape(shape), clauses, word(area.whose) if area else "", drawn, fault))
    known = [geometry for *_, geometry, _ in outlines if geometry is not None and not geometry.is_empty]
    if not known:
        places = [Place(n, *row[:3], None, "", False, 0, 0, row[4]) for n, row in enumerate(outlines, start=1)]
        return Drawing(0, 0, tuple(places), 0, 0)
    sheet = _Sheet.of(known)
    places = [_place(sheet, n, *row) for n, row in enumerate(outlines, start=1)]
    bar_km = max((km for km in STEPS_KM if km * sheet.per_km <= WIDE / 3), default=STEPS_KM[0])
    return Drawing(sheet.width, sheet.height, tuple(places), round(bar_km * sheet.per_km, 1), bar_km)


def _shapes(agreement: Agreement) -> list[tuple[Shape, tuple[str, ...]]]:
    """Every shape of the clauses, each once, with the clauses that use it."""
    by_words: dict[str, tuple[Shape, list[str]]] = {}
    for clause in agreement.clauses:
        for shape in _within(clause):
            clauses = by_words.setdefault(shape.model_dump_json(), (shape, []))[1]
            if clause.id not in clauses:
                clauses.append(clause.id)
    return [(shape, tuple(clauses)) for shape, clauses in by_words.values()]


def _within(value: Any) -> Iterator[Shape]:
    if isinstance(value, Shape):
        yield value
    elif isinstance(value, Plain):
        for name in type(value).model_fields:
            yield from _within(getattr(value, name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _within(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _within(one)


@dataclass(frozen=True)
class _Sheet:
    """Puts longitude and latitude on paper: straight on, shrunk in longitude by the latitude of the middle."""

    west: float
    north: float
    x_per_degree: float
    y_per_degree: float
    width: float
    height: float

    @property
    def per_km(self) -> float:
        """Units of the drawing for a kilometre."""
        return self.y_per_degree / 111.2

    @staticmethod
    def of(geometries: list[BaseGeometry]) -> _Sheet:
        """A sheet on which all of these lie."""
        west, south, east, north = shapely.total_bounds(geometries).tolist()
        shrink = max(cos(radians((south + north) / 2)), 0.05)
        across, down = max((east - west) * shrink, 1e-4), max(north - south, 1e-4)
        scale = min((WIDE - 2 * MARGIN) / across, (HIGHEST - 2 * MARGIN) / down)
        left = west - (WIDE - across * scale) / 2 / (scale * shrink)
        height = round(down * scale + 2 * MARGIN, 1)
        return _Sheet(left, north + MARGIN / scale, scale * shrink, scale, WIDE, height)

    def lay(self, geometry: BaseGeometry) -> BaseGeometry:
        """The same on paper, without corners that nobody could see."""

        def move(points: Any) -> Any:
            points = points.copy()
            points[:, 0] = (points[:, 0] - self.west) * self.x_per_degree
            points[:, 1] = (self.north - points[:, 1]) * self.y_per_degree
            return points

        return shapely.transform(geometry, move).simplify(FINEST)


def _place(
    sheet: _Sheet, number: int, name: str, clauses: tuple[str, ...], whose: str, drawn: BaseGeometry | None, fault: str
) -> Place:
    if drawn is None or drawn.is_empty:
        return Place(number, name, clauses, whose, None, "", False, 0, 0, fault)
    paper = sheet.lay(drawn)
    line = int(shapely.get_dimensions(drawn)) < 2
    middle = paper.interpolate(0.5, normalized=True) if line and hasattr(paper, "interpolate") else None
    spot = middle if middle is not None else paper.representative_point()
    km2 = None if line else float(equal_area(drawn).area) * EARTH_KM**2
    return Place(number, name, clauses, whose, km2, _path(paper), line, round(spot.x, 1), round(spot.y, 1), fault)


def _path(geometry: BaseGeometry) -> str:
    """The outline as the ``d`` of an SVG path."""
    parts: list[str] = []
    for part in getattr(geometry, "geoms", [geometry]):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            points = [f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring).tolist()]
            if len(points) > 1:
                parts.append("M" + "L".join(points) + ("Z" if part.geom_type == "Polygon" else ""))
    return "".join(parts)
