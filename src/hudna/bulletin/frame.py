"""Frame: from longitude and latitude to the units of a drawing, and outlines small enough to draw.

Equirectangular with the cosine of the middle latitude: a kilometre is as long east as north there, which is true
enough for a country; the scale bar says for which latitude it holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, floor, log10, radians

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from hudna.monitoring import number_rows

WIDTH = 1000.0
LEAST_HEIGHT, MOST_HEIGHT = 440.0, 780.0
KM_PER_DEGREE = 111.2
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Frame:
    """The ground that is drawn (west, south, east, north), and how large."""

    west: float
    south: float
    east: float
    north: float
    squeeze: float
    scale: float

    @property
    def height(self) -> float:
        """Height in units; the width is always :data:`WIDTH`."""
        return round((self.north - self.south) * self.scale, 1)

    @property
    def unit_km(self) -> float:
        """How many kilometres one unit is."""
        return KM_PER_DEGREE / self.scale

    def place(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Positions in units from the upper left."""
        return (lon - self.west) * self.squeeze * self.scale, (self.north - lat) * self.scale

    def outline(self, geometry: BaseGeometry) -> BaseGeometry:
        """A geometry in units, cut to the frame and without detail that cannot be seen."""
        flat = shapely.force_2d(geometry)
        drawn = shapely.transform(flat, lambda xy: np.column_stack(self.place(xy[:, 0], xy[:, 1])))
        cut = shapely.clip_by_rect(drawn, -20, -20, WIDTH + 20, self.height + 20)
        return shapely.simplify(cut, 0.5, preserve_topology=False)

    def round_km(self) -> float:
        """The largest 1, 2 or 5 times a power of ten of kilometres within a quarter of the width."""
        most = WIDTH * self.unit_km / 4
        power = 10.0 ** floor(log10(most))
        return max(power * factor for factor in (1, 2, 5) if power * factor <= most)

    def round_degrees(self) -> float:
        """The step of the grid: about five lines across."""
        wanted = (self.east - self.west) / 5
        steps = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30)
        return next((step for step in steps if step >= wanted), 30.0)


def frame(bounds: Iterable[Bounds]) -> Frame | None:
    """The frame around all bounds with a margin, widened to a shape that fits a page; None if there are none."""
    every = [b for b in bounds if all(np.isfinite(b))]
    if not every:
        return None
    array = np.array(every)
    west, south = array[:, :2].min(axis=0)
    east, north = array[:, 2:].max(axis=0)
    squeeze = max(cos(radians((south + north) / 2)), 0.05)
    wide, tall = max((east - west) * squeeze, 0.02) * 1.08, max(north - south, 0.02) * 1.08
    tall = max(tall, wide * LEAST_HEIGHT / WIDTH)
    wide = max(wide, tall * WIDTH / MOST_HEIGHT)
    x, y = (west + east) / 2, (south + north) / 2
    half = wide / 2 / squeeze
    return Frame(
        float(x - half), float(y - tall / 2), float(x + half), float(y + tall / 2), squeeze, float(WIDTH / wide)
    )


def label_place(drawn: BaseGeometry, signs: int, taken: list[tuple[float, float, float]]) -> tuple[float, float] | None:
    """Where a name of so many signs stands on its outline: amid it, else in its upper or lower part; None: nowhere.

    ``taken`` holds the places of names so far (middle and half width) and is added to.
    """
    west, north, east, south = drawn.bounds
    third = (south - north) / 4
    half = 3.1 * signs + 4
    for top, bottom in ((north, south), (north, north + third), (south - third, south)):
        part = shapely.clip_by_rect(drawn, west, top, east, bottom)
        if part.is_empty:
            continue
        at = shapely.point_on_surface(part)
        if all(abs(at.y - y) > 15 or abs(at.x - x) > half + wide for x, y, wide in taken):
            taken.append((at.x, at.y, half))
            return round(at.x, 1), round(at.y, 1)
    return None


def path_of(geometry: BaseGeometry) -> str:
    """The SVG path of a polygon or line in units, one decimal place."""
    pieces = []
    for part in shapely.get_parts(geometry):
        if part.is_empty or shapely.get_dimensions(part) == 0:
            continue
        areal = shapely.get_dimensions(part) == 2
        for line in shapely.get_rings(part) if areal else [part]:
            points = np.round(shapely.get_coordinates(line), 1)
            pieces.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + ("Z" if areal else ""))
    return "".join(pieces)


def hexagons(
    x: NDArray[np.float64], y: NDArray[np.float64], size: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The cell of each point in a honeycomb of pointed cells with this radius, and the centre of each cell.

    Rounding of axial coordinates as in Red Blob Games, *Hexagonal Grids*: the largest error gives way.
    """
    q, r = (x * np.sqrt(3) / 3 - y / 3) / size, y * 2 / 3 / size
    cube = np.column_stack([q, -q - r, r])
    whole = np.round(cube)
    error = np.abs(whole - cube)
    worst = error.argmax(axis=1)
    rows = np.arange(len(whole))
    whole[rows, worst] -= whole.sum(axis=1)
    across, down = whole[:, 0].astype(np.int64), whole[:, 2].astype(np.int64)
    first, inverse, _ = distinct(across, down)
    across, down = across[first], down[first]
    return inverse, np.column_stack([size * np.sqrt(3) * (across + down / 2), size * 1.5 * down])


def distinct(*columns: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The distinct rows of columns of whole numbers, in order: (the first of each, which each row is, how many)."""
    which, first = number_rows(*columns)
    return first, which.astype(np.int64), np.bincount(which, minlength=len(first)).astype(np.int64)


def hexagon(x: float, y: float, size: float) -> str:
    """The path of one pointed cell."""
    wide, tall = size * 0.866, size / 2
    return (
        f"M{x:.1f} {y - size:.1f}l{wide:.1f} {tall:.1f}v{size:.1f}l{-wide:.1f} {tall:.1f}"
        f"l{-wide:.1f} {-tall:.1f}v{-size:.1f}Z"
    )
