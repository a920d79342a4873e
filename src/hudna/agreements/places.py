"""Places: the ground that a clause holds on, and what to call it."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from hudna.agreements.faults import AGREEMENTS
from hudna.agreements.model import Scope
from hudna.agreements.moments import Clock
from hudna.agreements.names import Path_
from hudna.ground import Areas, Fault, Mark, Shape, buffer_km


@dataclass(frozen=True, slots=True)
class Place:
    """Ground (or a line) and what to call it."""

    geometry: BaseGeometry
    name: str


class Ground:
    """Draws the zones and lines of one agreement; each shape of the scope once."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.loaded = clock.loaded
        self._scope: Place | Fault | None = None
        self._bands: dict[tuple[str, str, float], Place] = {}

    def zone(self, shape: Shape | None, path: Path_) -> Place:
        """The zone of a clause: its own, or the scope's. Raises zone-missing and what drawing raises."""
        if shape is not None:
            return self.drawn(shape, (*path, "zone"), areal=True)
        if self._scope is None:
            self._scope = self._draw_scope()
        if isinstance(self._scope, Fault):
            what = f"It names no zone of its own, and the scope gives none. {self._scope.what}"
            raise AGREEMENTS.fault("zone-missing", what, where=self.clock.place(path))
        return self._scope

    def check_scope(self) -> None:
        """Raise what stands in the way of drawing the zone of the scope, if it gives one."""
        found = self.clock.only(Scope)
        if found is not None and found[1].zone is not None:
            self.drawn(found[1].zone, ("clauses", found[0], "zone"), areal=True)

    def _draw_scope(self) -> Place | Fault:
        try:
            found = self.clock.only(Scope)
            if found is None:
                return AGREEMENTS.fault("zone-missing", "There is no scope clause.")
            number, scope = found
            if scope.zone is None:
                return AGREEMENTS.fault("zone-missing", f"Clause {scope.id} draws no boundary.")
            return self.drawn(scope.zone, ("clauses", number, "zone"), areal=True)
        except Fault as fault:
            return fault

    def drawn(self, shape: Shape, path: Path_, *, areal: bool = False) -> Place:
        """A shape with its name; ``areal``: it must cover ground (else zone-line)."""
        where = self.clock.place(path)
        place = self._draw(shape, where)
        if areal and int(shapely.get_dimensions(place.geometry)) < 2:
            what = f"{place.name[:1].upper()}{place.name[1:]} covers no ground."
            raise AGREEMENTS.fault("zone-line", what, where=where)
        return place

    def _draw(self, shape: Shape, where: Mark) -> Place:
        areas = self.loaded.areas
        return Place(areas.draw(shape, self.loaded.folder, where=where), shape_words(shape, areas))

    def lines(self, own: dict[str, Shape] | None, path: Path_) -> dict[str, tuple[Shape, Path_]]:
        """The line of each party: those of the clause, else those of the scope. Raises line-missing."""
        if own is not None:
            return {party: (shape, (*path, "lines", party)) for party, shape in own.items()}
        found = self.clock.only(Scope)
        if found is None or not found[1].lines:
            what = "Neither the clause nor the scope gives any party its line."
            raise AGREEMENTS.fault("line-missing", what, where=self.clock.place(path))
        number, scope = found
        return {party: (shape, ("clauses", number, "lines", party)) for party, shape in scope.lines.items()}

    def band(self, shape: Shape, path: Path_, km: float) -> Place:
        """All ground within ``km`` of a line, on both sides of it."""
        key = ("/".join(map(str, path)), shape.area or "", km)
        if key not in self._bands:
            line = self.drawn(shape, path)
            geometry = buffer_km(line.geometry, km, where=self.clock.place(path))
            self._bands[key] = Place(geometry, f"within {km:g} km of {line.name}")
        return self._bands[key]


def shape_words(shape: Shape, areas: Areas) -> str:
    """What to call a shape in English: the name of an area, or how it was drawn."""
    if shape.area is not None:
        area = areas.by_id.get(shape.area)
        return area.name.get("en") or next(iter(area.name.values())) if area else shape.area
    if shape.circle is not None:
        lon, lat = shape.circle.at
        return f"within {shape.circle.km:g} km of longitude {lon:g}, latitude {lat:g}"
    if shape.buffer is not None:
        inner = shape_words(shape.buffer.of, areas)
        if shape.buffer.km < 0:
            return f"{inner}, {-shape.buffer.km:g} km and more from its edge"
        return f"within {shape.buffer.km:g} km of {inner}"
    if shape.union is not None:
        return " and ".join(shape_words(part, areas) for part in shape.union)
    if shape.intersection is not None:
        return " within ".join(shape_words(part, areas) for part in shape.intersection)
    if shape.difference is not None:
        return " without ".join(shape_words(part, areas) for part in shape.difference)
    if shape.file is not None:
        return str(shape.file.feature) if shape.file.feature is not None else shape.file.path
    return "the line drawn" if shape.line is not None else "the outline drawn"
