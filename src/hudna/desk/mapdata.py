"""What the map shows: land, the agreement's own areas, and incidents as cells or as points."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from hudna.agreements import Loaded
from hudna.desk.bulk import Cell, Query, Row, Shelf
from hudna.desk.names import Names
from hudna.desk.precision import precise
from hudna.desk.selection import ALL_VERDICTS, NONE, Box
from hudna.ground import Fault

FEW = 400
"""Up to so many incidents in view are points; more are cells."""
NEAR = 10.0
"""Degrees around what is shown within which the outline of land keeps all its detail."""
COARSE = 0.4
MOST_AREAS, MOST_NAMED = 250, 14
EVERYWHERE: Box = (-180.0, -60.0, 180.0, 75.0)
EXTENT_ZOOM, OUTLYING, ZONE_TIMES = 7, 0.01, 4.0


@dataclass(frozen=True)
class Outline:
    """A named outline of the agreement: ``zone`` if a clause speaks of it, else one that the files hold."""

    id: str
    name: str
    geometry: BaseGeometry
    zone: bool
    whose: str


def in_view(shelf: Shelf, query: Query, zoom: int, names: Names, zone: str) -> dict[str, Any]:
    """The incidents of a view: points where they are few, else cells. Verdicts are numbers in ALL_VERDICTS."""
    cells = shelf.cells(query, zoom)
    total = sum(cell.n for cell in cells)
    if total <= FEW:
        return {"total": total, "points": [as_point(row, names, zone) for row in shelf.points(query, FEW)]}
    return {"total": total, "cells": [_as_cell(cell) for cell in cells]}


def as_point(row: Row, names: Names, zone: str) -> list[Any]:
    """One incident: its key, where, how far off it may be (0: not at all; −1: not told), its verdict, what and when."""
    told = precise(row, names, zone)
    radius = -1 if row.radius_km is None or row.area else row.radius_km
    place = ALL_VERDICTS.index(row.verdict or NONE)
    assert row.lon is not None
    assert row.lat is not None
    lon, lat = round(row.lon, 5), round(row.lat, 5)
    return [row.key, lon, lat, radius, place, row.incident_id, f"{told.when} · {told.what}", told.who]


def _as_cell(cell: Cell) -> list[Any]:
    counts = [cell.by_verdict.get(one, 0) for one in ALL_VERDICTS]
    return [round(cell.lon, 4), round(cell.lat, 4), cell.n, counts, round(cell.radius_km, 3)]


def extent(shelf: Shelf, query: Query, outlines: tuple[Outline, ...]) -> Box:
    """Where the map begins: around all incidents but the few that lie far off, or the agreement's zones, or the world.

    At most one in a hundred is left outside at each side; zooming out shows them.
    """
    cells = shelf.cells(query, EXTENT_ZOOM)
    if cells:
        n = np.array([cell.n for cell in cells], dtype=np.float64)
        west, east = _middle(np.array([cell.lon for cell in cells]), n)
        south, north = _middle(np.array([cell.lat for cell in cells]), n)
        return _around(west, south, east, north, outlines)
    zones = [one.geometry for one in outlines if one.zone] or [one.geometry for one in outlines]
    return tuple(shapely.union_all(zones).bounds) if zones else EVERYWHERE


def _around(west: float, south: float, east: float, north: float, outlines: tuple[Outline, ...]) -> Box:
    """A box with some room around it, and with the zones in it that are not much wider than itself."""
    wide = max(0.05, 0.1 * (east - west), 0.1 * (north - south))
    here = shapely.box(west - wide, south - wide, east + wide, north + wide)
    most = ZONE_TIMES * max(east - west, north - south, 2 * wide)
    for one in outlines:
        w, s, e, n = one.geometry.bounds
        if one.zone and max(e - w, n - s) <= most and here.intersects(one.geometry):
            west, south, east, north = min(west, w), min(south, s), max(east, e), max(north, n)
    return west - wide, max(south - wide, -85.0), east + wide, min(north + wide, 85.0)


def _middle(values: Any, n: Any) -> tuple[float, float]:
    """The span of values that leaves out at most OUTLYING of the weight at either end."""
    order = np.argsort(values)
    share = np.cumsum(n[order]) / n.sum()
    first = int(np.searchsorted(share, OUTLYING))
    last = min(int(np.searchsorted(share, 1 - OUTLYING)), len(order) - 1)
    return float(values[order[first]]), float(values[order[last]])


def outlines_of(names: Names) -> tuple[Outline, ...]:
    """The areas of the texts that have an outline, the widest first so that none hides another."""
    found: dict[str, Outline] = {}
    for text in names.texts:
        spoken = _spoken_of(text)
        for name, area in text.areas.by_id.items():
            try:
                geometry = text.areas.geometry(name)
            except Fault:
                continue  # named, and nobody has said where it ends: the linter tells
            whose = names.words(area.whose)[0] or area.source or ""
            zone = name in spoken or (name in found and found[name].zone)
            found[name] = Outline(name, names.area(name), geometry, zone, whose)
        for number, (clause, geometry) in enumerate(_drawn_in(text)):
            found[f"{clause}/{number}"] = Outline(clause, clause, geometry, True, "")
    return tuple(sorted(found.values(), key=lambda one: -one.geometry.area)[:MOST_AREAS])


def _spoken_of(text: Loaded) -> frozenset[str]:
    """The areas that clauses of a text name."""
    return frozenset(shape["area"] for _, shape in _shapes(text) if isinstance(shape.get("area"), str))


def _drawn_in(text: Loaded) -> Iterator[tuple[str, BaseGeometry]]:
    """What clauses draw themselves, with the clause."""
    from hudna.ground import Shape

    for clause, shape in _shapes(text):
        if "area" not in shape:
            try:
                yield clause, text.areas.draw(Shape.model_validate(shape), text.folder)
            except Fault:
                continue


def _shapes(text: Loaded) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every zone and line of the clauses, as it is said."""
    for clause in text.agreement.clauses:
        said = clause.model_dump(mode="json", exclude_unset=True)
        lines = said.get("lines") or {}
        for shape in (said.get("zone"), *lines.values()):
            if isinstance(shape, dict) and shape:
                yield clause.id, shape


@cache
def land() -> BaseGeometry:
    """Land, by Natural Earth (public domain): see the properties in the file."""
    return shapely.from_geojson(json.dumps(_land()["geometry"]))


def land_source() -> str:
    """Where the outline of land comes from, and by whose account it is so."""
    told = _land()["properties"]
    return f"{told['source']}; {told['whose']}"


@cache
def _land() -> dict[str, Any]:
    text = (files("hudna.desk") / "data" / "land.geojson").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def ground(around: Box) -> str:
    """Land as GeoJSON: in full around what is shown, and coarse beyond."""
    here = shapely.box(around[0] - NEAR, around[1] - NEAR, around[2] + NEAR, around[3] + NEAR)
    near = shapely.intersection(land(), here)
    beyond = shapely.simplify(shapely.difference(land(), here), COARSE)
    rough = [part for part in shapely.get_parts(beyond) if part.area > COARSE**2]
    return str(shapely.to_geojson(shapely.set_precision(shapely.union_all([near, *rough]), 0.01)))


def features(outlines: tuple[Outline, ...], around: Box) -> dict[str, Any]:
    """Land and the agreement's areas, for the map to draw."""
    shown = [
        {
            "type": "Feature",
            "properties": {"kind": "zone" if one.zone else "area", "name": one.name if n < MOST_NAMED else ""},
            "geometry": json.loads(shapely.to_geojson(shapely.set_precision(one.geometry, 1e-4))),
        }
        for n, one in enumerate(outlines)
    ]
    rounded = tuple(round(edge) for edge in around)
    under = {"type": "Feature", "properties": {"kind": "land", "name": ""}, "geometry": json.loads(ground(rounded))}
    return {"type": "FeatureCollection", "features": [under, *shown]}


def whose(outlines: tuple[Outline, ...]) -> tuple[tuple[str, str], ...]:
    """By whose account outlines and names are as they are drawn: names, account."""
    by: dict[str, list[str]] = {}
    for one in outlines:
        if one.whose:
            by.setdefault(one.whose, []).append(one.name)
    return tuple((", ".join(names[:5]) + (" …" if len(names) > 5 else ""), account) for account, names in by.items())
