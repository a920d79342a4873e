"""The share of a disc in a zone, on the ellipsoid: against geodesic circles, and by the laws that a share obeys."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from hudna.monitoring.disc import SMALL_KM, disc_shares
from hudna.monitoring.zones import pack_geometries
from tests.monitoring import geodesy
from tests.monitoring.worlds import star

SEEDS = st.integers(0, 2**32 - 1)
law = settings(deadline=None, derandomize=True, max_examples=60)


def shares(zones: list[BaseGeometry], lon: float, lat: float, km: float) -> np.ndarray:
    """The engine's share of one disc in each of some zones."""
    n, out = len(zones), np.empty(len(zones))
    number, full = np.arange(n, dtype=np.int32), np.ones(n)
    disc_shares(pack_geometries(zones), number, full * lon, full * lat, full * km, out)
    return out


def share(zone: BaseGeometry, lon: float, lat: float, km: float) -> float:
    return float(shares([zone], lon, lat, km)[0])


def tolerance(km: float) -> float:
    """Within 1e-3. A side is laid flat as chords of at most 0.1°, which lie up to 1.3 m beside it: for small discs
    (under a kilometre) that is more, and 1.3 m is less than anybody knows of where a zone ends."""
    return 1e-3 + 0.64 * 0.0013 / km


@pytest.mark.parametrize("km", [0.02, 0.1, 1.0, 5.0, 25.0, 100.0, 300.0])
@pytest.mark.parametrize("lat", [0.0, 34.0, 55.5, -58.0, 65.0, 75.0, 80.0, 85.0, -85.0, 88.5])
def test_agrees_with_a_geodesic_circle(lat: float, km: float) -> None:
    rng = np.random.default_rng(int(abs(lat) * 10 + km))
    seen = []
    for _ in range(8):
        lon = float(rng.uniform(-150, 150))
        away = km * rng.normal(size=2) / 2
        east = lon + away[0] / (111.2 * np.cos(np.radians(lat)))
        zone = star(rng, east, np.clip(lat + away[1] / 111.2, -89.5, 89.5), km * 2, int(rng.integers(3, 15)))
        exact = geodesy.disc_share(zone, lon, lat, km)
        assert share(zone, lon, lat, km) == pytest.approx(exact, abs=tolerance(km)), zone.wkt
        seen.append(exact)
    assert sum(0 < exact < 1 for exact in seen) >= 3


@pytest.mark.parametrize("lat", [55.0, 60.0, 65.0, 70.0, 75.0, 80.0, 85.0, -62.0, -84.0])
def test_a_hundred_kilometres_far_north_and_far_south(lat: float) -> None:
    """The discs that a rough scale of longitude gets wrong: zones at every side, of 100 km on the ground."""
    wide = 100 / (111.2 * np.cos(np.radians(lat)))
    for east, north in itertools.product((-1.2, -0.5, 0.0, 0.7, 1.5), (-1.2, -0.5, 0.0, 0.7, 1.5)):
        zone = shapely.box(
            20 + (east - 0.6) * wide, lat + north * 0.9 - 0.5, 20 + (east + 0.6) * wide, lat + north * 0.9
        )
        exact = geodesy.disc_share(zone, 20.0, lat, 100.0)
        assert share(zone, 20.0, lat, 100.0) == pytest.approx(exact, abs=1e-3)


@pytest.mark.parametrize("lat", [-17.0, 0.0, 51.5, 66.0, 71.0, 84.0])
@pytest.mark.parametrize("km", [5.0, 100.0])
def test_a_zone_split_at_180_degrees_is_like_one_elsewhere(lat: float, km: float) -> None:
    zone = star(np.random.default_rng(int(lat + 90)), 20.0, lat, 3 * km, 11)
    west = shapely.intersection(translate(zone, 160), shapely.box(100, -90, 180, 90))
    east = translate(shapely.intersection(translate(zone, 160), shapely.box(180, -90, 260, 90)), -360)
    split = shapely.union_all([west, east])
    for away in (-1.5, -0.3, -1e-9, 0.0, 1e-9, 0.4, 1.7):
        lon = 20.0 + away * km / 111.2
        there = lon + 160 if lon <= 20 else lon - 200
        # the cut adds corners on 180°, where a side is a chord of another length: up to 1.3 m of ground
        assert share(split, there, lat, km) == pytest.approx(share(zone, lon, lat, km), abs=0.64 * 0.0013 / km)


def test_180_degrees_east_is_180_degrees_west() -> None:
    fiji = shapely.multipolygons([shapely.box(176, -20, 180, -12), shapely.box(-180, -20, -175, -12)])
    for km in (0.0, 0.5, 25.0, 100.0):
        assert shares([fiji, fiji], 180.0, -16.0, km).tolist() == [1.0, 1.0]
        assert share(fiji, -180.0, -16.0, km) == 1.0
    assert share(fiji, 180.0, -12.0, 50.0) == pytest.approx(share(fiji, -180.0, -12.0, 50.0), abs=1e-12)


def cap(lat: float, west: float = -180.0, east: float = 180.0) -> BaseGeometry:
    """All ground beyond a parallel, up to the nearer pole."""
    south, north = sorted((lat, np.copysign(90.0, lat)))
    return shapely.box(west, south, east, north)


@pytest.mark.parametrize("lat", [90.0, 89.95, 89.5, 89.2])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_round_the_pole(lat: float, sign: float) -> None:
    lat *= sign
    assert share(cap(80 * sign), 33.0, lat, 100.0) == pytest.approx(1.0, abs=1e-9)
    assert share(cap(-80 * sign), 33.0, lat, 100.0) == 0.0
    assert share(shapely.box(-180, -90, 180, 90), 33.0, lat, 100.0) == pytest.approx(1.0, abs=1e-9)
    for zone in (
        cap(89.6 * sign),
        cap(89.2 * sign),
        cap(60 * sign, -40, 75),
        cap(60 * sign, 0, 20),
        cap(88 * sign, -90, 90),
    ):
        assert share(zone, 33.0, lat, 100.0) == pytest.approx(geodesy.disc_share(zone, 33.0, lat, 100.0), abs=1e-3)


@pytest.mark.parametrize("lat", [-70.0, 0.0, 5.0, 48.0, 59.9])
@pytest.mark.parametrize("lon", [-180.0, -170.3, -135.0, -20.1, 0.0, 20.0, 45.0, 110.7, 179.99])
def test_a_zone_wider_than_half_the_globe(lon: float, lat: float) -> None:
    """West and east of a place must not be mixed up on the far side of the globe."""
    globe, belt = shapely.box(-180, -90, 180, 90), shapely.box(-180, -60, 180, 60)
    holed = globe.difference(shapely.box(-179, -89, 179, 89))
    for km in (0.0, 1.0, 25.0, 100.0):
        inside = 1.0 if abs(lat) < 58 else geodesy.disc_share(belt, lon, lat, max(km, 0.1))
        assert share(globe, lon, lat, km) == pytest.approx(1.0, abs=1e-9)
        assert share(belt, lon, lat, km) == pytest.approx(inside, abs=tolerance(max(km, 0.1)))
        around = geodesy.disc_share(holed, lon, lat, max(km, 0.1)) if abs(lon) > 179 else 0.0
        assert share(holed, lon, lat, km) == pytest.approx(around, abs=tolerance(max(km, 0.1)))


def test_discs_at_the_limit_of_the_smallest_are_points() -> None:
    box = shapely.box(20, 30, 21, 31)
    inside, outside = 30 + 0.0001, 30 - 0.0001  # eleven metres
    assert share(box, 20.5, inside, SMALL_KM * 0.999) == 1.0
    assert share(box, 20.5, outside, SMALL_KM * 0.999) == 0.0
    for km in (SMALL_KM, 0.021, 0.05):
        for lat in (inside, outside):
            assert share(box, 20.0 + 1e-5, lat, km) == pytest.approx(
                geodesy.disc_share(box, 20.0 + 1e-5, lat, km), abs=tolerance(km)
            )
    assert share(box, 20.5, 30.5, SMALL_KM) == 1.0


@pytest.mark.parametrize("lat", [0.0, 35.0, 60.0, 84.0])
def test_a_zone_much_smaller_or_larger_than_the_disc(lat: float) -> None:
    small = star(np.random.default_rng(3), 20.2, lat + 0.1, 0.8, 9)
    ground = abs(geodesy.GEOD.geometry_area_perimeter(small)[0]) / 1e6
    assert share(small, 20.0, lat, 100.0) == pytest.approx(ground / (np.pi * 100**2), rel=2e-3)
    large = shapely.box(-30, max(lat - 50, -89), 70, min(lat + 50, 89))
    assert share(large, 20.0, lat, 100.0) == 1.0
    assert share(large, -100.0, lat, 100.0) == 0.0


@law
@given(SEEDS)
def test_zone_hole_and_what_is_left_add_up(seed: int) -> None:
    """In and out sum to one: a zone, and what of a box round the disc is not zone."""
    rng = np.random.default_rng(seed)
    lat, km = float(rng.uniform(-84, 84)), float(rng.choice([0.5, 5, 25, 100]))
    wide = 3 * km / (111.2 * np.cos(np.radians(lat)))
    frame = shapely.box(-wide, lat - 3 * km / 110, wide, lat + 3 * km / 110)
    zone = shapely.intersection(star(rng, wide * rng.normal() / 3, lat, km * 2, int(rng.integers(3, 20))), frame)
    if rng.random() < 0.5:
        zone = zone.difference(star(rng, 0.0, lat, km / 2, 8))
    if rng.random() < 0.5:
        zone = zone.union(star(rng, wide / 2, lat, km / 2, 8).intersection(frame))
    inside, outside, all_ = shares([zone, frame.difference(zone), frame], 0.0, lat, km)
    assert all_ == 1.0
    assert inside + outside == pytest.approx(1.0, abs=1e-9 + 0.64 * 0.0013 / km)
    assert 0.0 <= inside <= 1.0


def test_a_hole_and_parts_of_several() -> None:
    outer, hole = shapely.box(20, 50, 24, 54), shapely.box(21, 51, 23, 53)
    ring, other = outer.difference(hole), shapely.box(24.5, 50, 26, 54)
    assert share(ring, 22.0, 52.0, 10.0) == 0.0
    assert share(ring, 20.5, 52.0, 10.0) == 1.0
    assert share(ring, 21.0, 52.0, 10.0) == pytest.approx(0.5, abs=1e-3)
    parts = [ring, hole, other, outer, shapely.union_all([outer, other]), shapely.union_all([ring, other])]
    for lon in (20.0, 21.2, 22.9, 23.9, 24.3):
        in_ring, in_hole, in_other, in_outer, in_both, in_parts = shares(parts, lon, 52.0, 60.0)
        assert in_ring + in_hole == pytest.approx(in_outer, abs=1e-9)
        assert in_outer + in_other == pytest.approx(in_both, abs=1e-9)
        assert in_ring + in_other == pytest.approx(in_parts, abs=1e-9)


@pytest.mark.parametrize("lat", [0.0, 33.0, -61.0, 79.0])
@pytest.mark.parametrize("km", [0.02, 1.0, 25.0, 100.0])
def test_a_centre_on_a_corner_or_a_side(lat: float, km: float) -> None:
    box = shapely.box(20, lat, 20 + 6, lat + 3)
    places = [
        (20.0, lat),
        (26.0, lat),
        (20.0, lat + 3),
        (26.0, lat + 3),
        (20.0, lat + 1.5),
        (23.0, lat),
        (23.1, lat + 3),
    ]
    for lon, north in places:
        exact = geodesy.disc_share(box, lon, north, km)
        assert share(box, lon, north, km) == pytest.approx(exact, abs=tolerance(km))
    assert share(box, 20.0, lat + 1.5, km) == pytest.approx(0.5, abs=1e-3)
    slanted = shapely.polygons([(20, lat), (24, lat + 1), (23, lat + 3), (20, lat)])
    for lon, north in shapely.get_coordinates(slanted)[:3].tolist():
        exact = geodesy.disc_share(slanted, lon, north, km)
        assert share(slanted, lon, north, km) == pytest.approx(exact, abs=tolerance(km))


def test_a_point_on_a_common_side_is_in_one_zone_only() -> None:
    """Zones that lie side by side share no ground and leave none out."""
    tiles = [shapely.box(x, y, x + 1, y + 1) for x in range(20, 24) for y in range(30, 34)]
    for lon in np.arange(20.0, 24.0, 0.25).tolist():
        for lat in np.arange(30.0, 34.0, 0.25).tolist():
            assert shares(tiles, lon, lat, 0.0).sum() == 1.0


@law
@given(SEEDS, st.sampled_from([0.5, 5.0, 25.0, 100.0]), st.floats(0.01, 80.0))
def test_widening_a_zone_never_lowers_the_share(seed: int, km: float, by: float) -> None:
    """By a margin all round. The kernel's chords are at most 1.3 m beside the line, so 10 m of margin keep the order
    exact; 1e-9 is for rounding."""
    rng = np.random.default_rng(seed)
    lat = float(rng.uniform(-80, 80))
    zone = star(rng, 0.0, lat, 2 * km, int(rng.integers(3, 20)))
    stretch = 1 / np.cos(np.radians(lat))
    flat = shapely.transform(zone, lambda xy: xy * (1 / stretch, 1.0))
    wide = shapely.transform(flat.buffer(by / 111.2), lambda xy: np.clip(xy * (stretch, 1.0), (-180, -90), (180, 90)))
    lon = float(rng.normal() * km / 111.2 * stretch)
    narrow, wider = shares([zone, wide], lon, lat, km)
    assert wider >= narrow - 1e-9


@law
@given(SEEDS, st.sampled_from([0.5, 5.0, 25.0, 100.0]))
def test_adding_ground_with_a_common_side_never_lowers_the_share(seed: int, km: float) -> None:
    """Here sides are cut into other chords: within 1.3 m of ground along the outline in the disc."""
    rng = np.random.default_rng(seed)
    lat = float(rng.uniform(-80, 80))
    zone = star(rng, 0.0, lat, 2 * km, int(rng.integers(3, 20)))
    more = zone.union(star(rng, 0.3 * km / 111.2, lat, 2 * km, int(rng.integers(3, 20))))
    narrow, wider = shares([zone, more], 0.0, lat, km)
    assert wider >= narrow - 1e-6 - 0.64 * 0.0013 / km


def test_a_zone_given_clockwise_is_the_same_zone() -> None:
    ring = [(20, 50), (20, 53), (24, 53), (24, 50), (20, 50)]
    hole = [(21, 51), (22, 51), (22, 52), (21, 52), (21, 51)]
    ways = [shapely.Polygon(r, [h]) for r in (ring, ring[::-1]) for h in (hole, hole[::-1])]
    assert len(set(shares(ways, 21.1, 51.3, 40.0).round(12).tolist())) == 1
