"""2,000 cities of unequal weight, on a band of the world that is land more often than not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CITIES = 2_000
CITY_EXPONENT = 0.776
"""Weight of the k-th city is k to the minus this: Zipf-like, tuned to the pair counts of README.md."""
KM_PER_DEGREE = 111.2
REGION_DEGREES = 2.0

LAND = np.array(
    [
        (-122, 26, -72, 52),
        (-104, 12, -84, 26),
        (-76, -38, -42, 6),
        (-8, 37, 40, 60),
        (-14, 5, 15, 34),
        (15, -33, 42, 30),
        (30, 13, 62, 42),
        (50, 36, 90, 56),
        (68, 9, 92, 33),
        (92, 21, 121, 48),
        (96, -9, 125, 20),
        (116, -38, 151, -16),
        (62, 52, 138, 65),
    ],
    dtype=np.float64,
)
"""Boxes (west, south, east, north) in degrees, away from the antimeridian, latitude −38 … 65."""


@dataclass(frozen=True)
class Cities:
    """All arrays have shape (CITIES,), degrees; `weight` sums to one and falls with the index."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    weight: NDArray[np.float64]
    district_lon: NDArray[np.float64]
    district_lat: NDArray[np.float64]

    def draw(self, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
        """Draw city numbers by weight, shape (count,)."""
        cumulative = np.cumsum(self.weight)
        drawn: NDArray[np.int64] = np.searchsorted(cumulative, rng.random(count) * cumulative[-1], side="right")
        drawn[drawn == len(cumulative)] -= 1
        return drawn


def degrees(
    km_east: NDArray[np.float64], km_north: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Turn an offset in kilometres at latitude `lat` into (degrees of longitude, degrees of latitude)."""
    return km_east / (KM_PER_DEGREE * np.cos(np.radians(lat))), km_north / KM_PER_DEGREE


def found_cities(seed: int) -> Cities:
    """Place the cities; each has one district point, up to some 30 km off, where vaguer reports are put."""
    rng = np.random.default_rng([seed, 1])
    area = (LAND[:, 2] - LAND[:, 0]) * (LAND[:, 3] - LAND[:, 1])
    box = LAND[rng.choice(len(LAND), CITIES, p=area / area.sum())]
    lon = rng.uniform(box[:, 0], box[:, 2])
    lat = rng.uniform(box[:, 1], box[:, 3])
    weight = np.arange(1, CITIES + 1, dtype=np.float64) ** -CITY_EXPONENT
    east, north = degrees(rng.normal(0, 15, CITIES), rng.normal(0, 15, CITIES), lat)
    return Cities(lon, lat, weight / weight.sum(), lon + east, lat + north)
