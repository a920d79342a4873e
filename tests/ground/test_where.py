"""Where: sound geometry only, and distances as on the ellipsoid."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from hudna.ground import Fault, buffer_km, checked, circle_km, equal_area, read_geometry, share_of_region

GEOD = Geod(ellps="WGS84")


def polygon(*ring: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(ring)]}


@pytest.mark.parametrize(
    ("geojson", "code"),
    [
        (polygon((0, 0), (1, 1), (1, 0), (0, 1), (0, 0)), "geometry-crossing"),
        (polygon((0, 0), (2, 0), (2, 2), (0, 2), (1, 0), (0, 0)), "geometry-crossing"),
        (polygon((0, 0), (1, 0), (1, 1), (0, 1)), "geometry-not-closed"),
        (polygon((0, 0), (1, 0), (0, 0)), "geometry-not-closed"),
        (polygon((0, 0), (1, 1), (2, 2), (0, 0)), "geometry-empty"),
        (polygon((5, 5), (5, 5), (5, 5), (5, 5)), "geometry-empty"),
        (polygon((179, 0), (-179, 0), (-179, 1), (179, 1), (179, 0)), "geometry-antimeridian"),
        (polygon((0, 0), (0, 91), (1, 91), (0, 0)), "geometry-range"),
        (polygon((0, 0), (181, 0), (1, 1), (0, 0)), "geometry-range"),
        (polygon((0, 0), (float("nan"), 0), (1, 1), (0, 0)), "geometry-range"),
        (polygon((0, 0), (float("inf"), 0), (1, 1), (0, 0)), "geometry-range"),
        ({"type": "LineString", "coordinates": [[170, 0], [-170, 0]]}, "geometry-antimeridian"),
        ({"type": "LineString", "coordinates": [[1, 1]]}, "geometry-unreadable"),
        ({"type": "Polygon", "coordinates": []}, "geometry-empty"),
        ({"type": "Cube", "coordinates": [1]}, "geometry-unreadable"),
        ({"type": "Polygon"}, "geometry-unreadable"),
        ({"type": "Polygon", "coordinates": "x"}, "geometry-unreadable"),
        ({}, "geometry-unreadable"),
        ("word", "geometry-unreadable"),
        (None, "geometry-unreadable"),
        ([1, 2], "geometry-unreadable"),
    ],
)
def test_what_is_not_sound_is_refused(geojson: Any, code: str) -> None:
    with pytest.raises(Fault) as refused:
        read_geometry(geojson, where="a.geojson")
    assert refused.value.code == code
    assert str(refused.value.where) == "a.geojson"


def test_a_zone_split_at_the_antimeridian_is_sound() -> None:
    parts = [polygon((179, 0), (180, 0), (180, 1), (179, 1), (179, 0))["coordinates"]]
    parts.append(polygon((-180, 0), (-179, 0), (-179, 1), (-180, 1), (-180, 0))["coordinates"])
    assert read_geometry({"type": "MultiPolygon", "coordinates": parts}).area == 2


def test_holes_are_kept() -> None:
    outer, inner = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]
    assert read_geometry({"type": "Polygon", "coordinates": [outer, inner]}).area == 15


@pytest.mark.parametrize("lat", [0, 33.5, 48, 60, 70, -70, 85])
@pytest.mark.parametrize("km", [0.5, 25, 100, 300])
def test_a_circle_has_its_radius_on_the_ellipsoid(lat: float, km: float) -> None:
    rim = shapely.get_coordinates(circle_km(36.5, lat, km))
    distance = GEOD.inv(np.full(len(rim), 36.5), np.full(len(rim), lat), rim[:, 0], rim[:, 1])[2] / 1000
    assert distance == pytest.approx(np.full(len(rim), km), rel=1e-3)


@pytest.mark.parametrize("lat", [33.5, 60])
@pytest.mark.parametrize("km", [25, 70])
def test_a_buffer_round_a_long_line_keeps_its_distance(lat: float, km: float) -> None:
    line = LineString([(30, lat), (36, lat + 2), (42, lat - 1)])
    zone = buffer_km(line, km)
    dense = shapely.get_coordinates(shapely.segmentize(line, 0.01))
    for lon, at in shapely.get_coordinates(zone.exterior)[::25]:
        distance = GEOD.inv(np.full(len(dense), lon), np.full(len(dense), at), dense[:, 0], dense[:, 1])[2].min() / 1000
        assert distance == pytest.approx(km, rel=4e-3)


def test_a_buffer_round_a_region_reaches_out_and_in() -> None:
    region = box(36, 34, 37, 35)
    wide, narrow = buffer_km(region, 10), buffer_km(region, -10)
    assert wide.contains(region)
    assert region.contains(narrow)
    north = GEOD.inv(36.5, 35, 36.5, wide.bounds[3])[2] / 1000
    assert north == pytest.approx(10, rel=0.02)


def test_a_region_shrunk_to_nothing_is_refused() -> None:
    with pytest.raises(Fault, match="geometry-empty"):
        buffer_km(box(36, 34, 36.1, 34.1), -50)


@pytest.mark.parametrize(
    ("lon", "lat", "code"), [(179.9, 0, "antimeridian"), (-180, 60, "antimeridian"), (0, 91, "range")]
)
def test_a_circle_off_the_map_is_refused(lon: float, lat: float, code: str) -> None:
    with pytest.raises(Fault, match=f"geometry-{code}"):
        circle_km(lon, lat, 50)


@given(lon=st.floats(-170, 170), lat=st.floats(-75, 75), km=st.floats(1, 200), more=st.floats(1, 200))
@settings(max_examples=40, deadline=None)
def test_a_wider_circle_holds_the_narrower(lon: float, lat: float, km: float, more: float) -> None:
    assert shapely.covers(circle_km(lon, lat, km + more), circle_km(lon, lat, km))


BOXES = st.builds(
    lambda lon, lat, wide, high: box(lon, lat, lon + wide, lat + high),
    *(st.floats(0, 10), st.floats(0, 60), st.floats(0.1, 5), st.floats(0.1, 5)),
)


@given(region=BOXES, zone=BOXES)
@settings(deadline=None)
def test_shares_inside_and_outside_sum_to_one(region: BaseGeometry, zone: BaseGeometry) -> None:
    outside = box(-20, -20, 40, 89).difference(zone)
    assert share_of_region(region, zone) + share_of_region(region, outside) == pytest.approx(1, abs=1e-6)


@given(region=BOXES, zone=BOXES, more=BOXES)
@settings(deadline=None)
def test_widening_a_zone_never_lowers_a_share(region: BaseGeometry, zone: BaseGeometry, more: BaseGeometry) -> None:
    assert share_of_region(region, zone) <= share_of_region(region, zone.union(more)) + 1e-9


def test_shares_are_of_area_on_the_sphere() -> None:
    """Of the ground between the equator and 60°, that below 30° is 0.5 / 0.866."""
    share = share_of_region(box(0, 0, 10, 60), box(-1, -1, 11, 30))
    assert share == pytest.approx(np.sin(np.radians(30)) / np.sin(np.radians(60)), rel=1e-6)


def test_equal_areas_are_as_on_the_ellipsoid() -> None:
    one, other = box(0, 0, 1, 1), box(0, 60, 1, 61)
    on_ellipsoid = abs(GEOD.geometry_area_perimeter(other)[0] / GEOD.geometry_area_perimeter(one)[0])
    assert equal_area(other).area / equal_area(one).area == pytest.approx(on_ellipsoid, rel=0.02)


def test_a_point_and_a_line_are_sound() -> None:
    assert checked(Point(1, 2)) == Point(1, 2)
    assert checked(LineString([(0, 0), (1, 1)])).length > 1


def test_a_ring_inside_a_collection_is_checked_too() -> None:
    bow = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    with pytest.raises(Fault, match="geometry-crossing"):
        checked(shapely.GeometryCollection([Point(0, 0), bow]))
