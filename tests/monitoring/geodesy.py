"""The share of a disc in a zone by other means: a geodesic circle cut with the zone in an ellipsoidal plane."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely
from pyproj import Geod, Transformer
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

SIDES = 720  # the polygon is smaller than its circle by (2π/720)²/6, about 1 in 80,000
GEOD = Geod(ellps="WGS84")


@lru_cache(maxsize=4096)
def _plane(lon: float, lat: float) -> Transformer:
    """Lambert's azimuthal equal-area projection of the ellipsoid around a place, in kilometres."""
    plane = f"+proj=laea +lat_0={float(lat)!r} +lon_0={float(lon)!r} +ellps=WGS84 +units=km"
    return Transformer.from_crs("+proj=longlat +ellps=WGS84", plane, always_xy=True)


@lru_cache(maxsize=4096)
def circle(lon: float, lat: float, km: float) -> BaseGeometry:
    """All ground within ``km`` of a place by geodesics, in the plane around it."""
    azimuth = np.linspace(0.0, 360.0, SIDES, endpoint=False)
    east, north, _ = GEOD.fwd(np.full(SIDES, lon), np.full(SIDES, lat), azimuth, np.full(SIDES, km * 1000.0))
    return shapely.polygons(np.column_stack(_plane(lon, lat).transform(east, north)))


def _nearby(zone: BaseGeometry, lon: float, lat: float, km: float) -> list[BaseGeometry]:
    """The parts of a zone that the disc may meet, moved by whole turns to within 180° of its centre."""
    north = km / 110.0
    polar = abs(lat) + north >= 89.0
    east = 180.0 if polar else min(180.0, np.degrees(km / 6300.0) / np.cos(np.radians(abs(lat) + north)))
    window = shapely.box(lon - east, max(lat - north, -90.0), lon + east, min(lat + north, 90.0))
    parts = [shapely.intersection(translate(zone, turn), window) for turn in (-360.0, 0.0, 360.0)]
    pieces = [piece for part in parts for piece in shapely.get_parts(part)]
    return [piece for piece in pieces if shapely.get_dimensions(piece) == 2]


def disc_share(zone: BaseGeometry, lon: float, lat: float, km: float) -> float:
    """Which share of the disc lies in the zone, whose sides are straight in longitude and latitude."""
    disc = circle(lon, lat, km)
    there = _plane(lon, lat)
    inside = 0.0
    for piece in _nearby(zone, lon, lat, km):
        fine = shapely.segmentize(piece, 0.02)
        flat = shapely.transform(fine, lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1])))
        inside += shapely.intersection(shapely.make_valid(flat), disc).area
    return min(1.0, float(inside / disc.area))


def point_in(zone: BaseGeometry, lon: float, lat: float) -> bool:
    """Does the zone cover the place? 180° east is 180° west."""
    return bool(shapely.intersects_xy(zone, -180.0 if lon >= 180.0 else lon, lat))
