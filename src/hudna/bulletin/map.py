"""Map: the agreement's zones, and the incidents with how far off each may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from hudna.bulletin.drawing import Disc, GridLine, HexCell, Level, Map, Outline, Place, ScaleBar
from hudna.bulletin.findings import position
from hudna.bulletin.frame import WIDTH, Frame, frame, hexagon, hexagons, path_of
from hudna.bulletin.names import Names
from hudna.bulletin.page import FindingRow
from hudna.bulletin.tally import VERDICTS, Codes, Tally
from hudna.bulletin.wording import Wording, isolate
from hudna.ground import Fault
from hudna.monitoring import Assessment

MOST_PLACES, MOST_DISCS, MOST_ZONES, MOST_AREAS, MOST_NAMES = 700, 250, 300, 250, 14
CELL = 12.0
LEVELS = 5


@dataclass(frozen=True)
class _Group:
    """Incidents at one point or in one cell, by verdict."""

    key: int
    x: float
    y: float
    counts: Codes
    title: str


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
    def _lon_lat(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        first = self.tally.firsts
        return self.tally.numbers("lon")[first], self.tally.numbers("lat")[first]

    @cached_property
    def _known(self) -> Codes:
        """Incidents that have a position, by their place among the incidents."""
        lon, lat = self._lon_lat
        return np.flatnonzero(np.isfinite(lon) & np.isfinite(lat)).astype(np.int64)

    @cached_property
    def _frame(self) -> Frame | None:
        lon, lat = (column[self._known] for column in self._lon_lat)
        bounds = [zone.bounds for _, zone in self._zones]
        if len(lon):
            bounds.append((lon.min(), lat.min(), lon.max(), lat.max()))
        return frame(bounds)

    @cached_property
    def _grouped(self) -> tuple[Codes, NDArray[np.float64], bool]:
        """The group of each incident with a position, where each group stands, and whether groups are cells."""
        if self._frame is None or not len(self._known):
            return np.zeros(0, np.int64), np.zeros((0, 2)), False
        lon, lat = (column[self._known] for column in self._lon_lat)
        x, y = self._frame.place(lon, lat)
        points, inverse = np.unique(np.round(np.column_stack([x, y]), 1), axis=0, return_inverse=True)
        if len(points) <= MOST_PLACES:
            return inverse.reshape(-1).astype(np.int64), points.astype(np.float64), False
        group, centres = hexagons(x, y, CELL)
        return group, centres, True

    def keys(self) -> Codes:
        """The place on the map of each finding, by row; −1 for one without a position."""
        of_incident = np.full(len(self.tally.firsts), -1, dtype=np.int64)
        of_incident[self._known] = self._grouped[0]
        return of_incident[self.tally.incidents]

    def draw(self, rows: Iterable[FindingRow]) -> Map | None:
        """The map, its places tied to the rows that are shown; None where there is nothing to draw."""
        if self._frame is None:
            return None
        shown: dict[int, str] = {}
        for row in rows:
            shown.setdefault(row.key, row.row)
        groups, cells = self._groups(), self._grouped[2]
        say = self.words.say
        return Map(
            width=WIDTH,
            height=self._frame.height,
            title=say("map.title"),
            description=say("map.described", zones=self.words.number(len(self._zones)), n=len(self._known)),
            zones=self._outlines(self._zones[:MOST_ZONES]),
            areas=self._outlines(self._areas()),
            discs=() if cells else self._discs(),
            places=self._places(self._breaches() if cells else groups, shown),
            cells=self._cells(groups, shown) if cells else (),
            levels=self._levels(groups) if cells else (),
            grid=self._grid(),
            scale=self._scale(),
            whose=self._whose(),
            notes=self._notes(cells),
        )

    def _groups(self) -> list[_Group]:
        group, centres, cells = self._grouped
        counts = np.zeros((len(centres), len(VERDICTS)), dtype=np.int64)
        np.add.at(counts, (group, self.tally.gravest[self._known]), 1)
        lon, lat = (column[self._known] for column in self._lon_lat)
        first = np.full(len(centres), -1)
        first[group[::-1]] = np.arange(len(group) - 1, -1, -1)
        return [
            _Group(
                key,
                round(float(centres[key, 0]), 1),
                round(float(centres[key, 1]), 1),
                counts[key],
                self._title(counts[key], "" if cells else position(self.words, lon[at], lat[at])),
            )
            for key, at in enumerate(first.tolist())
        ]

    def _breaches(self) -> list[_Group]:
        """Breaches point by point, to stand on top of cells; none if they too would hide each other."""
        assert self._frame is not None
        breach = self.tally.gravest[self._known] == 0
        lon, lat = (column[self._known][breach] for column in self._lon_lat)
        x, y = self._frame.place(lon, lat)
        points, first, number = np.unique(
            np.round(np.column_stack([x, y]), 1), axis=0, return_index=True, return_counts=True
        )
        if len(points) > MOST_PLACES:
            return []
        cell = self._grouped[0][breach]
        found = []
        for k, at in enumerate(first.tolist()):
            counts = np.zeros(len(VERDICTS), dtype=np.int64)
            counts[0] = number[k]
            title = self._title(counts, position(self.words, lon[at], lat[at]))
            found.append(_Group(int(cell[at]), float(points[k, 0]), float(points[k, 1]), counts, title))
        return found

    def _title(self, counts: Codes, where: str) -> str:
        say, number = self.words.say, self.words.number
        parts = [
            say("map.part", verdict=say(f"verdicts.{v}"), n=int(n)) for v, n in zip(VERDICTS, counts, strict=True) if n
        ]
        key = "map.place" if where else "map.cell"
        return say(key, where=where, total=number(int(counts.sum())), parts=self.words.listed(parts))

    def _places(self, groups: list[_Group], shown: Mapping[int, str]) -> tuple[Place, ...]:
        """Few incidents are drawn over many, so that no place hides another wholly."""
        least = 6.0 if self._grouped[2] else 3.6
        ordered = sorted(groups, key=lambda g: -int(g.counts.sum()))
        return tuple(
            Place(
                g.x,
                g.y,
                round(min(least + 1.5 * sqrt(int(g.counts.sum()) - 1), 15.0), 1),
                VERDICTS[int(np.flatnonzero(g.counts)[0])].value,
                g.title,
                g.key,
                shown.get(g.key, ""),
            )
            for g in ordered
        )

    def _cells(self, groups: list[_Group], shown: Mapping[int, str]) -> tuple[HexCell, ...]:
        bounds = self._bounds(groups)
        return tuple(
            HexCell(
                hexagon(g.x, g.y, CELL - 0.6),
                1 + sum(int(g.counts.sum()) > bound for bound in bounds[:-1]),
                g.title,
                g.key,
                shown.get(g.key, ""),
            )
            for g in groups
        )

    def _levels(self, groups: list[_Group]) -> tuple[Level, ...]:
        bounds, low, levels = self._bounds(groups), 1, []
        for number, high in enumerate(bounds, start=1):
            text = self.words.number(low) if low >= high else self.words.range(low, high)
            levels.append(Level(number, text))
            low = high + 1
        return tuple(levels)

    def _bounds(self, groups: list[_Group]) -> list[int]:
        """Upper bounds of the shades, growing by a constant factor: a few, …, the most."""
        most = max(int(g.counts.sum()) for g in groups)
        bounds = {round(most ** (k / LEVELS)) for k in range(1, LEVELS + 1)}
        return sorted(bounds)

    def _discs(self) -> tuple[Disc, ...]:
        assert self._frame is not None
        lon, lat = (column[self._known] for column in self._lon_lat)
        radius = self.tally.numbers("radius_km")[self.tally.firsts][self._known]
        x, y = self._frame.place(lon, lat)
        every = np.round(np.column_stack([x, y, radius / self._frame.unit_km]), 1)
        every = np.unique(every[np.isfinite(radius) & (every[:, 2] > 4)], axis=0)
        widest = every[np.argsort(-every[:, 2], kind="stable")][:MOST_DISCS]
        return tuple(Disc(*(float(v) for v in row)) for row in widest)

    def _areas(self) -> list[tuple[str, BaseGeometry]]:
        """Named areas of the shared files that can be drawn and are none of the zones."""
        assert self._frame is not None
        here = shapely.box(self._frame.west, self._frame.south, self._frame.east, self._frame.north)
        zones = {shapely.to_wkb(zone) for _, zone in self._zones}
        areas = self.assessment.resolved.areas
        found: list[tuple[str, BaseGeometry]] = []
        for area in areas.by_id:
            try:
                geometry = areas.geometry(area)
            except Fault:
                continue
            if geometry.intersects(here) and shapely.to_wkb(geometry) not in zones:
                found.append((area, geometry))
        return sorted(found, key=lambda pair: -pair[1].area)[:MOST_AREAS]

    def _outlines(self, named: list[tuple[str, BaseGeometry]]) -> tuple[Outline, ...]:
        assert self._frame is not None
        found = []
        for number, (name, geometry) in enumerate(named):
            drawn = self._frame.outline(geometry)
            path = path_of(drawn)
            if not path:
                continue
            at = shapely.point_on_surface(drawn)
            text = isolate(self.names.area(name), 34) if number < MOST_NAMES else ""
            found.append(Outline(path, text, round(at.x, 1), round(at.y, 1)))
        return tuple(found)

    def _grid(self) -> tuple[GridLine, ...]:
        here = self._frame
        assert here is not None
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
        assert self._frame is not None
        km = self._frame.round_km()
        places = 0 if km >= 1 else 2
        return ScaleBar(round(km / self._frame.unit_km, 1), self.words.say("map.km", km=self.words.number(km, places)))

    def _whose(self) -> tuple[str, ...]:
        """By whose account outlines and names are as they are drawn."""
        areas = self.assessment.resolved.areas
        drawn = [self.names.area_id(name) for name, _ in (*self._zones, *self._areas())]
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

    def _notes(self, cells: bool) -> tuple[str, ...]:
        say = self.words.say
        notes = [say("map.cells_note") if cells else say("map.places_note")]
        without = len(self.tally.firsts) - len(self._known)
        if without:
            notes.append(say("map.without_place", n=without))
        if len(self._zones) > MOST_ZONES:
            notes.append(say("map.more_zones", n=len(self._zones) - MOST_ZONES))
        notes.append(say("map.borders"))
        return tuple(notes)
