"""Zones: wobbly star-shaped rings of 20–2,000 vertices, some with a hole, some in parts, all valid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Geometries = NDArray[np.object_]

FEWEST_VERTICES, MOST_VERTICES = 20, 2_000
SMALLEST, LARGEST = 0.1, 2.0
"""Mean diameter of a zone, degrees."""
HOLED = 0.15
MULTIPART = 0.10
WAVES = np.array([2, 3, 5, 9])
WAVE_HEIGHT = np.array([0.12, 0.08, 0.05, 0.03])
ROUGHNESS = 0.01
DEEPEST = 1 - float(WAVE_HEIGHT.sum()) - ROUGHNESS
HIGHEST = 1 + float(WAVE_HEIGHT.sum()) + ROUGHNESS
"""A ring keeps between DEEPEST and HIGHEST times its mean radius from its centre."""


@dataclass(frozen=True)
class Discs:
    """Rings wanted: centre and mean radius in degrees, vertices without the closing one; shape (n,) each."""

    lon: Floats
    lat: Floats
    radius: Floats
    vertices: Ints


def zones(rng: np.random.Generator, lon: Floats, lat: Floats) -> Geometries:
    """One zone around each centre, as shapely Polygons and MultiPolygons; shape (n,)."""
    count = len(lon)
    spread = rng.random(count)
    radius = 0.5 * SMALLEST * (LARGEST / SMALLEST) ** spread
    vertices = np.exp(rng.uniform(np.log(FEWEST_VERTICES), np.log(MOST_VERTICES), count)).astype(np.int64)
    kind = rng.random(count)
    holed = kind < HOLED
    parted = kind > 1 - MULTIPART
    vertices[holed | parted] = np.maximum(vertices[holed | parted], 40)
    disc = Discs(lon, lat, radius, vertices)
    zone = np.empty(count, dtype=object)
    plain = ~holed & ~parted
    zone[plain] = _polygons(rng, _some(disc, plain), None)
    zone[holed] = _polygons(rng, *_with_hole(rng, _some(disc, holed)))
    zone[parted] = _multipolygons(rng, _some(disc, parted))
    return zone


def _some(disc: Discs, mask: NDArray[np.bool_]) -> Discs:
    return Discs(disc.lon[mask], disc.lat[mask], disc.radius[mask], disc.vertices[mask])


def _with_hole(rng: np.random.Generator, disc: Discs) -> tuple[Discs, Discs]:
    """Split the vertices three to one between the shell and an off-centre hole that stays inside it."""
    inner = disc.vertices // 4
    angle = rng.uniform(0, 2 * np.pi, len(inner))
    off = 0.4 * DEEPEST * disc.radius
    hole = Discs(disc.lon + off * np.cos(angle), disc.lat + off * np.sin(angle), 0.3 * DEEPEST * disc.radius, inner)
    return Discs(disc.lon, disc.lat, disc.radius, disc.vertices - inner), hole


def _polygons(rng: np.random.Generator, shell: Discs, hole: Discs | None) -> Geometries:
    coords, ring_ends = _rings(rng, shell)
    rings = np.arange(len(shell.lon) + 1)
    made: Geometries
    if hole is None:
        made = shapely.from_ragged_array(shapely.GeometryType.POLYGON, coords, (ring_ends, rings))
        return made
    inner, inner_ends = _rings(rng, hole)
    sizes = np.column_stack([np.diff(ring_ends), np.diff(inner_ends)]).ravel()
    both = np.empty((len(coords) + len(inner), 2))
    owner = np.repeat(np.arange(len(sizes)) % 2, sizes)
    both[owner == 0], both[owner == 1] = coords, inner
    made = shapely.from_ragged_array(shapely.GeometryType.POLYGON, both, (_ends(sizes), rings * 2))
    return made


def _multipolygons(rng: np.random.Generator, disc: Discs) -> Geometries:
    """Two parts, or three with one on each side of the first; the vertices are shared equally."""
    count = len(disc.lon)
    parts = rng.integers(2, 4, count)
    zone = np.repeat(np.arange(count), parts)
    first = np.repeat(_ends(parts)[:-1], parts)
    nth = np.arange(len(zone)) - first
    smaller = np.where(nth == 0, 1.0, rng.uniform(0.4, 0.8, len(zone)))
    radius = disc.radius[zone] * smaller
    angle = rng.uniform(0, 2 * np.pi, count)[zone] + np.pi * nth
    off = np.where(nth == 0, 0.0, 1.02 * HIGHEST * (disc.radius[zone] + radius))
    part = Discs(
        disc.lon[zone] + off * np.cos(angle),
        disc.lat[zone] + off * np.sin(angle),
        radius,
        np.maximum(disc.vertices[zone] // parts[zone], 8),
    )
    coords, ring_ends = _rings(rng, part)
    offsets = (ring_ends, np.arange(len(zone) + 1), _ends(parts))
    made: Geometries = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, coords, offsets)
    return made


def _rings(rng: np.random.Generator, disc: Discs) -> tuple[Floats, Ints]:
    """Closed rings; coordinates of shape (sum of vertices + 1, 2) and where each ring ends, shape (n + 1,).

    Star-shaped about the centre: angles rise strictly, so a ring cannot cross itself.
    """
    count, sizes = len(disc.lon), disc.vertices + 1
    ends = _ends(sizes)
    ring = np.repeat(np.arange(count), sizes)
    step = np.arange(len(ring)) - ends[ring]
    angle = 2 * np.pi * (step + rng.uniform(-0.4, 0.4, len(ring))) / disc.vertices[ring]
    phase = rng.uniform(0, 2 * np.pi, (count, len(WAVES)))
    reach = 1 + rng.uniform(-ROUGHNESS, ROUGHNESS, len(ring))
    for wave, (times, height) in enumerate(zip(WAVES, WAVE_HEIGHT, strict=True)):
        reach += height * np.cos(times * angle + phase[ring, wave])
    reach *= disc.radius[ring]
    coords = np.column_stack([disc.lon[ring] + reach * np.cos(angle), disc.lat[ring] + reach * np.sin(angle)])
    coords[ends[1:] - 1] = coords[ends[:-1]]
    return coords, ends


def _ends(sizes: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(sizes)])
