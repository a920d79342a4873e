"""Incidents: where, when, what and who, made in chunks so that a smaller feed begins a larger one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from benchmarks.places import REGION_DEGREES, Cities, degrees
from benchmarks.trees import UPPER_ACTS, Tree

CHUNK = 250_000
FIRST_DAY = np.datetime64("2013-01-01", "us").astype(np.int64)
DAY_US = 86_400_000_000
DAYS = 4_383
"""Twelve years, 2013 to 2024."""

RADIUS_KM = np.array([0.0, 5.0, 25.0, 100.0])
RADIUS_SHARE = np.array([0.5, 0.25, 0.15, 0.1])
PRECISION_DAYS = np.array([1, 7, 31])
PRECISION_SHARE = np.array([0.8, 0.12, 0.08])
IMPRECISE_ACT = 0.08
UNKNOWN_AUTHOR = 0.10
UNKNOWN_TARGET = 0.30
LEVEL_SHARE = np.array([0.05, 0.15, 0.80])
"""How often a party of the top, middle and leaf level is named."""
SCATTER_KM = 10.0

WHEN = pa.timestamp("us", tz="UTC")
SCHEMA = pa.schema(
    [
        pa.field("incident_id", pa.string(), nullable=False),
        pa.field("lon", pa.float64(), nullable=False),
        pa.field("lat", pa.float64(), nullable=False),
        pa.field("radius_km", pa.float64(), nullable=False),
        pa.field("earliest", WHEN, nullable=False),
        pa.field("latest", WHEN, nullable=False),
        pa.field("act", pa.dictionary(pa.int16(), pa.string()), nullable=False),
        pa.field("author", pa.string()),
        pa.field("target", pa.string()),
    ]
)


def incidents(count: int, seed: int, cities: Cities, parties: Tree, acts: Tree) -> Iterator[pa.RecordBatch]:
    """Yield `count` incidents in batches of at most CHUNK rows; columns as in SCHEMA."""
    for chunk, first in enumerate(range(0, count, CHUNK)):
        rng = np.random.default_rng([seed, 2, chunk])
        whole = _chunk(rng, first, cities, parties, acts)
        yield whole.slice(0, min(CHUNK, count - first))


def _chunk(rng: np.random.Generator, first: int, cities: Cities, parties: Tree, acts: Tree) -> pa.RecordBatch:
    lon, lat, radius = _places(rng, cities)
    earliest = FIRST_DAY + DAY_US * rng.integers(0, DAYS, CHUNK)
    days = rng.choice(PRECISION_DAYS, CHUNK, p=PRECISION_SHARE)
    number = pc.utf8_lpad(pc.cast(pa.array(np.arange(first, first + CHUNK)), pa.string()), 8, "0")
    arrays = [
        pc.binary_join_element_wise("i", number, ""),
        pa.array(lon),
        pa.array(lat),
        pa.array(radius),
        pa.array(earliest).cast(WHEN),
        pa.array(earliest + DAY_US * days).cast(WHEN),
        _named(_acts(rng, acts), acts),
        _named(_parties(rng, parties, UNKNOWN_AUTHOR), parties).cast(pa.string()),
        _named(_parties(rng, parties, UNKNOWN_TARGET), parties).cast(pa.string()),
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _places(
    rng: np.random.Generator, cities: Cities
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Longitude, latitude, radius: exact ones scattered, vague ones on a point of city, district, region."""
    city = cities.draw(rng, CHUNK)
    vague = rng.choice(len(RADIUS_KM), CHUNK, p=RADIUS_SHARE)
    lon, lat = cities.lon[city], cities.lat[city]
    east, north = degrees(rng.normal(0, SCATTER_KM, CHUNK), rng.normal(0, SCATTER_KM, CHUNK), lat)
    region_lon = (np.floor(lon / REGION_DEGREES) + 0.5) * REGION_DEGREES
    region_lat = (np.floor(lat / REGION_DEGREES) + 0.5) * REGION_DEGREES
    where_lon = np.choose(vague, [lon + east, lon, cities.district_lon[city], region_lon])
    where_lat = np.choose(vague, [lat + north, lat, cities.district_lat[city], region_lat])
    return where_lon, where_lat, RADIUS_KM[vague]


def _acts(rng: np.random.Generator, acts: Tree) -> NDArray[np.int16]:
    """Codes of acts, the common ones far more often; a few only known by their upper node."""
    leaves = len(acts.ids) - UPPER_ACTS
    weight = 1.0 / (2 + np.arange(leaves) * 7 % leaves)
    leaf = UPPER_ACTS + rng.choice(leaves, CHUNK, p=weight / weight.sum())
    code = np.where(rng.random(CHUNK) < IMPRECISE_ACT, acts.parent[leaf], leaf)
    return code.astype(np.int16)


def _parties(rng: np.random.Generator, parties: Tree, unknown: float) -> NDArray[np.int16]:
    """Codes of parties, −1 for a share `unknown`."""
    level = parties.level()
    weight = (LEVEL_SHARE / np.bincount(level))[level]
    code = rng.choice(len(parties.ids), CHUNK, p=weight / weight.sum())
    return np.where(rng.random(CHUNK) < unknown, -1, code).astype(np.int16)


def _named(codes: NDArray[np.int16], tree: Tree) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), pa.array(tree.ids, pa.string()))
