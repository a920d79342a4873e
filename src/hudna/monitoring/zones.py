"""Zones packed for the kernels: closed rings of vertices, and their sides listed by slabs of latitude.

Zones arrive as well-known binary (OGC 06-103r4, polygons and multipolygons in two dimensions). Rings are turned
so that outlines run counter-clockwise and holes clockwise, and sides longer than ``LONGEST_SIDE`` degrees are
divided, so that a side is as good as straight in the plane around any place it touches. A polygon wider than
180° of longitude is the caller's to split.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from hudna.monitoring.kernels import kernel

LONGEST_SIDE = 0.1


class Zones(NamedTuple):
    """``n`` zones. Side ``e`` runs from vertex ``e`` to ``e + 1`` (rings are closed).

    ``box``: n × (west, south, east, north) in degrees. ``vertex``: v × (lon, lat). The sides that meet slab ``s``
    of zone ``z`` are ``side[start[first[z] + s] : start[first[z] + s + 1]]``; a slab is ``1 / per_degree[z]`` degrees
    of latitude high and the zone has ``slabs[z]`` of them, counted from its south.
    """

    box: NDArray[np.float64]
    vertex: NDArray[np.float64]
    first: NDArray[np.int64]
    slabs: NDArray[np.int64]
    per_degree: NDArray[np.float64]
    start: NDArray[np.int64]
    side: NDArray[np.int32]


def pack_geometries(geometries: list[BaseGeometry]) -> Zones:
    """Pack Shapely polygons and multipolygons (sound, not wider than 180°)."""
    split = [_narrow(geometry) for geometry in geometries]
    blobs = shapely.to_wkb(np.asarray(split, dtype=object), byte_order=1, output_dimension=2)
    offsets = np.zeros(len(blobs) + 1, dtype=np.int64)
    np.cumsum([len(blob) for blob in blobs], out=offsets[1:])
    return pack([(np.frombuffer(b"".join(blobs) or b"\0", dtype=np.uint8), offsets)])


def _narrow(geometry: BaseGeometry) -> BaseGeometry:
    """Parts over 90° wide are cut along meridians, so that west and east of a place stay clear."""
    west, _, east, _ = geometry.bounds
    if east - west <= 90:
        return geometry
    strips = [shapely.box(w, -90, w + 45, 90) for w in range(-180, 180, 45)]
    cut = shapely.intersection(geometry, np.asarray(strips, dtype=object))
    polygons = [p for p in shapely.get_parts(shapely.get_parts(cut)) if shapely.get_dimensions(p) == 2]
    return shapely.multipolygons(polygons)


def pack(parts: Iterable[tuple[NDArray[np.uint8], NDArray[np.int64]]]) -> Zones:
    """Pack zones given as little-endian WKB: in each part zone ``i`` is ``blob[offsets[i]:offsets[i + 1]]``.

    Parts may come from a file one after the other: none is looked at again. Raises ValueError for another byte order,
    geometry type or dimension.
    """
    vertex = np.empty((0, 2))
    every = [np.zeros(1, dtype=np.int64)]
    for blob, offsets in parts:
        begin = len(vertex)
        ends = np.empty(len(offsets) - 1, dtype=np.int64)
        count = _parse(blob, offsets, vertex, ends, begin, False)
        if count < 0:
            raise ValueError("zones must be little-endian WKB polygons or multipolygons in two dimensions")
        vertex.resize((count, 2), refcheck=False)  # in place: memory touched for the first time is slow
        _parse(blob, offsets, vertex, ends, begin, True)
        every.append(ends)
    ends = np.concatenate(every)
    box, slabs, per_degree = _boxes(vertex, ends)
    first = np.zeros(len(slabs), dtype=np.int64)
    np.cumsum(slabs[:-1], out=first[1:])
    start = np.zeros(int(slabs.sum()) + 1, dtype=np.int64)
    _slab(vertex, ends, box, first, slabs, per_degree, start, np.empty(0, dtype=np.int32), False)
    np.cumsum(start, out=start)
    side = np.empty(int(start[-1]), dtype=np.int32)
    _slab(vertex, ends, box, first, slabs, per_degree, start.copy(), side, True)
    return Zones(box, vertex, first, slabs, per_degree, start, side)


@kernel
def _uint32(blob, at):  # type: ignore[no-untyped-def]
    return (
        np.int64(blob[at])
        | (np.int64(blob[at + 1]) << 8)
        | (np.int64(blob[at + 2]) << 16)
        | (np.int64(blob[at + 3]) << 24)
    )


@kernel
def _ring(xy, hole, vertex, count, fill):  # type: ignore[no-untyped-def]
    """Write one ring (turned and divided) at ``count``; a NaN vertex ends it. Returns the new count."""
    n = len(xy) // 2
    area = 0.0
    for i in range(n - 1):
        area += (xy[2 * i] - xy[0]) * (xy[2 * i + 3] - xy[1]) - (xy[2 * i + 2] - xy[0]) * (xy[2 * i + 1] - xy[1])
    backward = (area < 0) != hole
    for i in range(n - 1):
        a = n - 1 - i if backward else i
        b = a - 1 if backward else a + 1
        lon, lat = xy[2 * a], xy[2 * a + 1]
        east, north = xy[2 * b] - lon, xy[2 * b + 1] - lat
        length = max(abs(east), abs(north))
        pieces = 1 if length <= LONGEST_SIDE else int(np.ceil(length / LONGEST_SIDE - 1e-9))
        if fill:
            for k in range(pieces):
                vertex[count + k, 0] = lon + east * k / pieces
                vertex[count + k, 1] = lat + north * k / pieces
        count += pieces
    if fill:
        last = 0 if backward else n - 1
        vertex[count, 0], vertex[count, 1] = xy[2 * last], xy[2 * last + 1]
        vertex[count + 1, 0] = np.nan
        vertex[count + 1, 1] = np.nan
    return count + 2


@kernel
def _parse(blob, offsets, vertex, ends, count, fill):  # type: ignore[no-untyped-def]
    """Walk the WKB; count the vertices on from ``count``, or fill them in. Rings are ended by a NaN vertex; zone ``z``
    ends at ``ends[z]``. -1: not readable."""
    for z in range(len(offsets) - 1):
        at = offsets[z]
        polygons = 1
        if blob[at] != 1:
            return -1
        kind = _uint32(blob, at + 1)
        if kind == 6:
            polygons = _uint32(blob, at + 5)
            at += 9
        elif kind != 3:
            return -1
        for _ in range(polygons):
            if blob[at] != 1 or _uint32(blob, at + 1) != 3:
                return -1
            rings = _uint32(blob, at + 5)
            at += 9
            for r in range(rings):
                n = _uint32(blob, at)
                xy = blob[at + 4 : at + 4 + 16 * n].copy().view(np.float64)
                at += 4 + 16 * n
                count = _ring(xy, r > 0, vertex, count, fill)
        ends[z] = count
    return count


@kernel
def _boxes(vertex, ends):  # type: ignore[no-untyped-def]
    n = len(ends) - 1
    box = np.empty((n, 4))
    slabs = np.empty(n, dtype=np.int64)
    per_degree = np.empty(n)
    for z in range(n):
        west, south, east, north, climb = 1e9, 1e9, -1e9, -1e9, 0.0
        for v in range(ends[z], ends[z + 1]):
            lon, lat = vertex[v, 0], vertex[v, 1]
            if lon == lon:
                west, east = min(west, lon), max(east, lon)
                south, north = min(south, lat), max(north, lat)
                if v + 1 < ends[z + 1] and vertex[v + 1, 1] == vertex[v + 1, 1]:
                    climb += abs(vertex[v + 1, 1] - lat)
        box[z, 0], box[z, 1], box[z, 2], box[z, 3] = west, south, east, north
        # a parallel meets about climb / height sides: a jagged outline gets fewer slabs, or each side would be in many
        sides, height = ends[z + 1] - ends[z], max(north - south, 1e-12)
        slabs[z] = max(1, min(sides // 2, int(2.0 * sides * height / max(climb, height))))
        per_degree[z] = slabs[z] / height
    return box, slabs, per_degree


@kernel
def _slab(vertex, ends, box, first, slabs, per_degree, start, side, fill):  # type: ignore[no-untyped-def]
    """Count (into start[k + 1]) or list the sides that meet each slab."""
    for z in range(len(ends) - 1):
        for v in range(ends[z], ends[z + 1] - 1):
            a, b = vertex[v, 1], vertex[v + 1, 1]
            if not (a == a and b == b):
                continue
            low = min(max(int((min(a, b) - box[z, 1]) * per_degree[z]), 0), slabs[z] - 1)
            high = min(max(int((max(a, b) - box[z, 1]) * per_degree[z]), 0), slabs[z] - 1)
            for s in range(first[z] + low, first[z] + high + 1):
                if fill:
                    side[start[s]] = v
                    start[s] += 1
                else:
                    start[s + 1] += 1
