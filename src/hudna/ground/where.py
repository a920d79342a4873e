"""Where: geometry in longitude and latitude (WGS 84), distances in kilometres on the ellipsoid."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer
from shapely.geometry import LineString, Point, shape
from shapely.geometry.base import BaseGeometry

from hudna.ground.fault import Fault, Mark
from hudna.ground.faults import GROUND

CHUNK_KM = 150.0
_WGS84 = Geod(ellps="WGS84")


def read_geometry(geojson: Any, *, where: Mark | str = "") -> BaseGeometry:
    """A Shapely geometry from a GeoJSON geometry (RFC 7946). Raises geometry-* faults.

    Nothing is repaired in silence: a ring that crosses itself, leaves the globe, is not closed or spans
    the antimeridian is refused.
    """
    try:
        open_ring = _open_ring(geojson)
        geometry = shape(geojson)
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
        shapely.errors.ShapelyError,
    ) as error:
        code = "geometry-not-closed" if "linearring" in str(error).lower() else "geometry-unreadable"
        raise GROUND.fault(code, f"The geometry cannot be read: {error}.", where=where) from None
    if open_ring:
        raise GROUND.fault("geometry-not-closed", "A ring does not end where it began.", where=where)
    return checked(geometry, where=where)


def _open_ring(geojson: Any) -> bool:
    """Has a ring fewer than four positions, or another end than beginning? (Shapely would close it in silence.)"""
    parts = [geojson, *(geojson.get("geometries") or ())]
    polygons = [part["coordinates"] for part in parts if part.get("type") == "Polygon"]
    polygons += [one for part in parts if part.get("type") == "MultiPolygon" for one in part["coordinates"]]
    return any(len(ring) < 4 or ring[0] != ring[-1] for polygon in polygons for ring in polygon)


def checked(geometry: BaseGeometry, *, where: Mark | str = "") -> BaseGeometry:
    """The geometry itself if it is sound; raises geometry-range, -empty, -crossing or -antimeridian."""
    coordinates = shapely.get_coordinates(geometry)
    if geometry.is_empty or not len(coordinates):
        raise GROUND.fault("geometry-empty", "The geometry is empty.", where=where)
    if not np.isfinite(coordinates).all() or (np.abs(coordinates) > (180.0, 90.0)).any():
        raise GROUND.fault("geometry-range", "A position is not on the globe.", where=where)
    parts = shapely.get_parts(geometry)
    areal = shapely.get_dimensions(parts) == 2
    for ring in shapely.get_rings(parts[areal]):
        _check_ring(ring, where)
    for line in parts[~areal]:
        _refuse_long_step(shapely.get_coordinates(line), where)
    if not geometry.is_valid:
        reason = shapely.is_valid_reason(geometry)
        raise GROUND.fault("geometry-crossing", f"The outline is not sound: {reason}.", where=where)
    return geometry


def _check_ring(ring: BaseGeometry, where: Mark | str) -> None:
    _refuse_long_step(shapely.get_coordinates(ring), where)
    if shapely.area(shapely.convex_hull(ring)) <= 1e-14:  # the hull: a ring crossing itself may sum up to none
        raise GROUND.fault("geometry-empty", "A ring encloses no ground.", where=where)


def _refuse_long_step(coordinates: NDArray[np.float64], where: Mark | str) -> None:
    if len(coordinates) > 1 and (np.abs(np.diff(coordinates[:, 0])) > 180.0).any():
        raise GROUND.fault("geometry-antimeridian", "A side leaps over the antimeridian.", where=where)


@cache
def _local(lon: float, lat: float) -> tuple[Transformer, Transformer]:
    plane = f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=km"
    there = Transformer.from_crs("EPSG:4326", plane, always_xy=True)
    back = Transformer.from_crs(plane, "EPSG:4326", always_xy=True)
    return there, back


def _reproject(geometry: BaseGeometry, transformer: Transformer) -> BaseGeometry:
    return shapely.transform(
        geometry, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])), include_z=False
    )


def _chunks(geometry: BaseGeometry) -> Iterable[BaseGeometry]:
    """Pieces at most about ``CHUNK_KM`` across, so that a plane around each is true to distance."""
    for part in shapely.get_parts(geometry):
        if shapely.get_dimensions(part) == 2:
            yield part
            continue
        line = shapely.segmentize(part, 0.05)
        xy = shapely.get_coordinates(line)
        if len(xy) < 2:
            yield Point(xy[0])
            continue
        step = 111.2 * np.hypot(np.diff(xy[:, 0]) * np.cos(np.radians(xy[:-1, 1])), np.diff(xy[:, 1]))
        block = (np.concatenate([[0.0], np.cumsum(step)]) // CHUNK_KM).astype(int)
        for number in range(block[-1] + 1):
            first = max(int(np.searchsorted(block, number)) - 1, 0)
            last = int(np.searchsorted(block, number, side="right"))
            piece = xy[first:last]
            yield LineString(piece) if len(piece) > 1 else Point(piece[0])


def buffer_km(geometry: BaseGeometry, km: float, *, where: Mark | str = "") -> BaseGeometry:
    """All ground within ``km`` of a point, line or region, measured on the WGS 84 ellipsoid.

    Each piece is widened in an azimuthal equidistant plane around itself: within 150 km of its centre that
    plane is true to better than 0.02 %. Negative ``km`` shrinks a region. Raises geometry-empty if nothing is
    left, geometry-antimeridian if the result would reach over 180°.
    """
    pieces = []
    for piece in _chunks(geometry):
        centre = shapely.centroid(piece)
        there, back = _local(round(centre.x, 3), round(centre.y, 3))
        if shapely.get_dimensions(piece) == 2:
            piece = shapely.segmentize(piece, 0.1)
        wide = shapely.buffer(_reproject(piece, there), km, quad_segs=48)
        pieces.append(_reproject(shapely.segmentize(wide, max(abs(km) / 4, 1.0)), back))
    return combined(shapely.union_all, [p for p in pieces if not p.is_empty], where=where)


def combined(
    operation: Callable[[list[BaseGeometry]], BaseGeometry], parts: list[BaseGeometry], *, where: Mark | str = ""
) -> BaseGeometry:
    """What Shapely makes of several shapes, checked; raises geometry-unreadable where it cannot, as at a pole."""
    try:
        return checked(operation(parts), where=where)
    except shapely.errors.GEOSException as error:
        raise GROUND.fault("geometry-unreadable", f"The shape cannot be drawn: {error}.", where=where) from None


def circle_km(lon: float, lat: float, km: float, *, where: Mark | str = "") -> BaseGeometry:
    """The disc of radius ``km`` around a position, as a polygon of 192 sides."""
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise GROUND.fault("geometry-range", f"({lon}, {lat}) is not on the globe.", where=where)
    return buffer_km(Point(lon, lat), km, where=where)


def equal_area(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry in Lambert's cylindrical equal-area plane (unit: square radians on the sphere)."""
    return shapely.transform(
        shapely.segmentize(geometry, 0.25),
        lambda xy: np.column_stack([np.radians(xy[:, 0]), np.sin(np.radians(xy[:, 1]))]),
    )


def share_of_region(region: BaseGeometry, zone: BaseGeometry) -> float:
    """Which share of the area of ``region`` lies in ``zone`` (0…1, by area on the sphere); of a line, of its length."""
    if not region.intersects(zone):
        return 0.0
    if zone.covers(region):
        return 1.0
    if shapely.get_dimensions(region) < 2:
        length = _WGS84.geometry_length(region)
        return min(1.0, _WGS84.geometry_length(region.intersection(zone)) / length) if length else 0.0
    whole = equal_area(region)
    return min(1.0, float(whole.intersection(equal_area(zone)).area) / float(whole.area))


__all__ = ["Fault", "buffer_km", "checked", "circle_km", "combined", "equal_area", "read_geometry", "share_of_region"]
