"""Zones packed for the kernels: what is refused, and that packing loses nothing."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from hudna.monitoring.zones import LONGEST_SIDE, Zones, pack, pack_geometries

HOLED = shapely.box(20, 30, 24, 33).difference(shapely.box(21, 31, 22, 32))
SHAPES = [
    shapely.box(20, 30, 21, 31),
    HOLED,
    shapely.multipolygons([HOLED, shapely.box(30, 30, 31, 31)]),
    shapely.polygons([(20, 30), (20, 33), (20.5, 31), (20, 30)]),
]


def as_bytes(shape: BaseGeometry, **how: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    blob = shapely.to_wkb(shape, **{"byte_order": 1, "output_dimension": 2} | how)
    return np.frombuffer(blob, dtype=np.uint8), np.array([0, len(blob)])


def rings(zones: Zones) -> list[NDArray[np.float64]]:
    """The rings of all zones, each without the mark at its end."""
    ends = np.flatnonzero(np.isnan(zones.vertex[:, 0]))
    return [part[:-1] for part in np.split(zones.vertex, ends + 1) if len(part) > 1]


@pytest.mark.parametrize("shape", SHAPES)
def test_packing_keeps_the_ground(shape: BaseGeometry) -> None:
    zones = pack_geometries([shape])
    assert tuple(zones.box[0]) == shape.bounds
    signed = 0.0
    for ring in rings(zones):
        assert (ring[0] == ring[-1]).all()
        assert np.abs(np.diff(ring, axis=0)).max() <= LONGEST_SIDE + 1e-9
        x, y = (ring - ring[0]).T
        signed += float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum()) / 2
    assert signed == pytest.approx(shape.area, abs=1e-9)


def test_every_side_is_listed_in_every_slab_that_it_meets() -> None:
    zones = pack_geometries(SHAPES)
    for z in range(len(SHAPES)):
        listed: set[int] = set()
        for s in range(int(zones.slabs[z])):
            at = int(zones.first[z]) + s
            sides = zones.side[zones.start[at] : zones.start[at + 1]]
            listed |= set(sides.tolist())
            south = zones.box[z, 1] + s / zones.per_degree[z]
            lats = np.sort(zones.vertex[np.stack([sides, sides + 1]), 1], axis=0)
            assert (lats[0] <= south + 1 / zones.per_degree[z] + 1e-9).all()
            assert (lats[1] >= south - 1e-9).all()
        whole = [v for v in range(len(zones.vertex) - 1) if not np.isnan(zones.vertex[v : v + 2]).any()]
        west, south, east, north = zones.box[z]
        own = [v for v in whole if v in listed]
        assert own, z
        assert west <= zones.vertex[own, 0].min() <= zones.vertex[own, 0].max() <= east
        assert south <= zones.vertex[own, 1].min() <= zones.vertex[own, 1].max() <= north


@pytest.mark.parametrize(
    ("shape", "how"),
    [
        (SHAPES[0], {"byte_order": 0}),
        (shapely.Point(20, 30), {}),
        (shapely.LineString([(20, 30), (21, 31)]), {}),
        (shapely.geometrycollections([SHAPES[0]]), {}),
        (shapely.force_3d(SHAPES[0], 5.0), {"output_dimension": 3}),
        (shapely.multipolygons([shapely.force_3d(SHAPES[0], 5.0)]), {"output_dimension": 3}),
    ],
)
def test_other_forms_are_refused(shape: BaseGeometry, how: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="little-endian"):
        pack([as_bytes(shape, **how)])


def test_no_zone_at_all() -> None:
    zones = pack_geometries([])
    assert len(zones.box) == len(zones.slabs) == 0
