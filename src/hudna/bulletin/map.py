"""Map: the agreement's zones, and the incidents with how far off each may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from hudna.bulletin.drawing import GridLine, Map, Outline, ScaleBar
from hudna.bulletin.frame import WIDTH, Frame, frame, label_place, path_of
from hudna.bulletin.names import Names
from hudna.bulletin.page import FindingRow
from hudna.bulletin.places import Places
from hudna.bulletin.tally import Codes, Tally
from hudna.bulletin.wording import Wording, isolate
from hudna.ground import Fault
from hudna.monitoring import Assessment

MOST_ZONES, MOST_AREAS, MOST_NAMES = 300, 250, 14


@dataclass(frozen=True)
class MapSheet:
    """Draws the map of an assessment."""

    assessment: Assessment
    tally: Tally
    words: Wording
    names: Names

    @cached_property
    def _zones(self) -> list[tuple[str, BaseGeometry]]:
        """Each distinct zone once, the widest first so that none hides another."""
        found: dict[bytes, tuple[str, BaseGeometry]] = {}
        for term in self.assessment.resolved.terms:
            found.setdefault(shapely.to_wkb(term.zone), (term.zone_name, term.zone))
        return sorted(found.values(), key=lambda pair: -pair[1].area)

    @cached_property
    def _places(self) -> Places | None:
        """The incidents that have a position, on a frame around them and the zones; None where there is neither."""
        first = self.tally.firsts
        lon, lat = self.tally.numbers("lon")[first], self.tally.numbers("lat")[first]
        known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat)).astype(np.int64)
        lon, lat = lon[known], lat[known]
        bounds = [zone.bounds for _, zone in self._zones]
        if len(known):
            bounds.append((lon.min(), lat.min(), lon.max(), lat.max()))
        around = frame(bounds)
        return Places(self.tally, self.words, around, known, lon, lat) if around else None

    @property
    def _frame(self) -> Frame:
        assert self._places is not None
        return self._places.frame

    def keys(self) -> Codes:
        """The place on the map of each finding, by row; −1 for one without a position."""
        of_incident = np.full(len(self.tally.firsts), -1, dtype=np.int64)
        if self._places is not None:
            of_incident[self._places.known] = self._places.grouped[0]
        return of_incident[self.tally.incidents]

    def draw(self, rows: Iterable[FindingRow]) -> Map | None:
        """The map, its places tied to the rows that are shown; None where there is nothing to draw."""
        places = self._places
        if places is None:
            return None
        shown: dict[int, str] = {}
        for row in rows:
            shown.setdefault(row.key, row.row)
        say = self.words.say
        return Map(
            width=WIDTH,
            height=places.frame.height,
            title=say("map.title"),
            description=say("map.described", zones=self.words.number(len(self._zones)), n=len(places.known)),
            zones=self._drawn[0],
            areas=self._drawn[1],
            discs=places.discs(),
            places=places.marks(shown),
            points=places.points(shown),
            cells=places.cells(shown),
            levels=places.levels(),
            grid=self._grid(),
            scale=self._scale(),
            whose=self._whose(),
            notes=self._notes(places),
        )

    @cached_property
    def _areas(self) -> list[tuple[str, BaseGeometry]]:
        """Named areas of the shared files whose outline is seen and that are none of the zones."""
        here = shapely.box(self._frame.west, self._frame.south, self._frame.east, self._frame.north)
        zones = {shapely.to_wkb(zone) for _, zone in self._zones}
        areas = self.assessment.resolved.areas
        found: list[tuple[str, BaseGeometry]] = []
        for area in areas.by_id:
            try:
                geometry = areas.geometry(area)
            except Fault:
                continue
            seen = geometry.intersects(here) and not geometry.contains(here)
            if seen and shapely.to_wkb(geometry) not in zones:
                found.append((area, geometry))
        return sorted(found, key=lambda pair: -pair[1].area)[:MOST_AREAS]

    @cached_property
    def _drawn(self) -> tuple[tuple[Outline, ...], tuple[Outline, ...]]:
        """Outlines of zones and of areas; a name stands where it hides no other, or is left out."""
        taken: list[tuple[float, float, float]] = []
        zones = self._outlines(self._zones[:MOST_ZONES], taken)
        return zones, self._outlines(self._areas, taken)

    def _outlines(
        self, named: list[tuple[str, BaseGeometry]], taken: list[tuple[float, float, float]]
    ) -> tuple[Outline, ...]:
        found = []
        for number, (name, geometry) in enumerate(named):
            drawn = self._frame.outline(geometry)
            path = path_of(drawn)
            if path:
                text = isolate(self.names.area(name), 34) if number < MOST_NAMES else ""
                place = label_place(drawn, len(text), taken)
                found.append(Outline(path, text if place else "", *(place or (0.0, 0.0))))
        return tuple(found)

    def _grid(self) -> tuple[GridLine, ...]:
        here = self._frame
        step, say = here.round_degrees(), self.words.say
        places = 0 if step >= 1 else 1 if step >= 0.1 else 2
        lines = []
        for k in range(int(np.ceil(here.west / step)), int(np.floor(here.east / step)) + 1):
            x = round(float((k * step - here.west) * here.squeeze * here.scale), 1)
            text = say("compass.east" if k >= 0 else "compass.west", degrees=self.words.number(abs(k * step), places))
            lines.append(GridLine(f"M{x} 0V{here.height}", text, x, here.height, True))
        for k in range(int(np.ceil(here.south / step)), int(np.floor(here.north / step)) + 1):
            y = round(float((here.north - k * step) * here.scale), 1)
            text = say("compass.north" if k >= 0 else "compass.south", degrees=self.words.number(abs(k * step), places))
            lines.append(GridLine(f"M0 {y}H{WIDTH:g}", text, 0.0, y, False))
        return tuple(lines)

    def _scale(self) -> ScaleBar:
        km = self._frame.round_km()
        places = 0 if km >= 1 else 2
        return ScaleBar(round(km / self._frame.unit_km, 1), self.words.say("map.km", km=self.words.number(km, places)))

    def _whose(self) -> tuple[str, ...]:
        """By whose account outlines and names are as they are drawn."""
        areas = self.assessment.resolved.areas
        drawn = [self.names.area_id(name) for name, _ in (*self._zones, *self._areas)]
        by: dict[str, list[str]] = {}
        for name in dict.fromkeys(filter(None, drawn)):
            area = areas.by_id[name]
            whose = self.words.given(area.whose)[0] or area.source or ""
            if whose:
                by.setdefault(whose, []).append(self.names.area(name))
        return tuple(
            self.words.say("map.whose", names=self.words.listed(names, 5), whose=isolate(whose, 200))
            for whose, names in by.items()
        )

    def _notes(self, places: Places) -> tuple[str, ...]:
        say = self.words.say
        notes = [say("map.cells_note" if places.are_cells else "map.places_note")]
        without = len(self.tally.firsts) - len(places.known)
        if without:
            notes.append(say("map.without_place", n=without))
        if len(self._zones) > MOST_ZONES:
            notes.append(say("map.more_zones", n=len(self._zones) - MOST_ZONES))
        notes.append(say("map.borders"))
        return tuple(notes)
