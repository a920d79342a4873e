"""Clauses: zone, period, acts and bound parties, made in chunks so that a smaller set begins a larger one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from benchmarks.feed import DAY_US, DAYS, FIRST_DAY, WHEN
from benchmarks.places import Cities
from benchmarks.trees import MIDDLES_PER_TOP, PARTIES, TOPS, UPPER_ACTS, Tree
from benchmarks.zones import zones

CHUNK = 1_000
LONGEST_DAYS = 365
MOST_ACTS = 8
MOST_PARTIES = 4
UPPER_ACT = 0.10
"""Share of selective clauses whose first act is an upper node, covering the five below it."""
BROAD_DAYS = (182, 366)
"""Length of a broad clause, days, half-open: half a year to a year."""

SCHEMA = pa.schema(
    [
        pa.field("clause_id", pa.string(), nullable=False),
        pa.field("wkb", pa.binary(), nullable=False),
        pa.field("start", WHEN, nullable=False),
        pa.field("end", WHEN, nullable=False),
        pa.field("acts", pa.list_(pa.string()), nullable=False),
        pa.field("parties", pa.list_(pa.string()), nullable=False),
    ]
)

Lists = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Offsets of shape (n + 1,) and the codes they cut up."""


@dataclass(frozen=True)
class Trees:
    """The two trees that clauses and incidents name."""

    parties: Tree
    acts: Tree


def clauses(count: int, seed: int, cities: Cities, trees: Trees, broad: bool) -> Iterator[pa.RecordBatch]:
    """Yield `count` clauses in batches of at most CHUNK rows; columns as in SCHEMA.

    Selective: 1–365 days, 1–8 acts of 25, 1–4 parties of 300, each covering what lies below it.
    Broad: 182–365 days, every act, one top command and five middle ones, which is a fifth of all parties.
    """
    for chunk, first in enumerate(range(0, count, CHUNK)):
        rng = np.random.default_rng([seed, 4 if broad else 3, chunk])
        yield _chunk(rng, first, cities, trees, broad).slice(0, min(CHUNK, count - first))


def _chunk(rng: np.random.Generator, first: int, cities: Cities, trees: Trees, broad: bool) -> pa.RecordBatch:
    city = cities.draw(rng, CHUNK)
    zone = zones(rng, cities.lon[city], cities.lat[city])
    days = rng.integers(*BROAD_DAYS, CHUNK) if broad else rng.integers(1, LONGEST_DAYS + 1, CHUNK)
    start = FIRST_DAY + 1_000_000 * rng.integers(0, DAYS * 86_400, CHUNK)
    acts = _all_acts() if broad else _some_acts(rng, trees.acts)
    parties = _a_fifth(rng) if broad else _some_of(rng, PARTIES, MOST_PARTIES)
    number = pc.utf8_lpad(pc.cast(pa.array(np.arange(first, first + CHUNK)), pa.string()), 6, "0")
    arrays = [
        pc.binary_join_element_wise("b" if broad else "c", number, ""),
        pa.array(shapely.to_wkb(zone, byte_order=1), pa.binary()),
        pa.array(start).cast(WHEN),
        pa.array(start + DAY_US * days).cast(WHEN),
        _named(acts, trees.acts),
        _named(parties, trees.parties),
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _some_of(rng: np.random.Generator, kinds: int, most: int) -> Lists:
    """For each clause 1 … `most` different codes below `kinds`."""
    size = rng.integers(1, most + 1, CHUNK)
    order = np.argsort(rng.random((CHUNK, kinds)), axis=1)[:, :most]
    return np.concatenate([[0], np.cumsum(size)]), order[np.arange(most) < size[:, None]]


def _some_acts(rng: np.random.Generator, acts: Tree) -> Lists:
    offsets, leaf = _some_of(rng, len(acts.ids) - UPPER_ACTS, MOST_ACTS)
    code = leaf + UPPER_ACTS
    raised = offsets[:-1][rng.random(CHUNK) < UPPER_ACT]
    code[raised] = acts.parent[code[raised]]
    return offsets, code


def _all_acts() -> Lists:
    return np.arange(CHUNK + 1) * UPPER_ACTS, np.tile(np.arange(UPPER_ACTS), CHUNK)


def _a_fifth(rng: np.random.Generator) -> Lists:
    """One top (30 parties) and five middles (29 parties) that belong to other tops."""
    middles = TOPS * MIDDLES_PER_TOP
    top = rng.integers(0, TOPS, CHUNK)
    luck = rng.random((CHUNK, middles))
    luck[np.arange(middles) // MIDDLES_PER_TOP == top[:, None]] = 2.0
    middle = np.argsort(luck, axis=1)[:, :5]
    return np.arange(CHUNK + 1) * 6, np.column_stack([top, TOPS + middle]).ravel()


def _named(lists: Lists, tree: Tree) -> pa.ListArray:
    offsets, codes = lists
    names = pa.array(np.array(tree.ids, dtype=object)[codes], pa.string())
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), names)
