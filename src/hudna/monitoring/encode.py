"""Turn a batch of incidents (Arrow) into the numbers that the kernels read, column by column."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.ground import Areas, Fault, Tree, covers, share_of_region
from hudna.monitoring.compile import Compiled
from hudna.monitoring.grid import BUCKET
from hudna.monitoring.marks import LOW, Marks, act_marks, packed
from hudna.monitoring.numbering import number_pairs
from hudna.monitoring.scan import Encoded

UNKNOWN_AREA = "area not in the register"


@dataclass(frozen=True)
class Profiles:
    """Who is named: side a, side b, and whether a acted against b; the sides as places among the names."""

    sides_a: list[str | None]
    sides_b: list[str | None]
    a: NDArray[np.int64]
    b: NDArray[np.int64]
    directed: NDArray[np.bool_]

    def __getitem__(self, number: int) -> tuple[str | None, str | None, bool]:
        return self.sides_a[self.a[number]], self.sides_b[self.b[number]], bool(self.directed[number])


@dataclass(frozen=True)
class Batch:
    """The numbers, and what the codes stand for: deeds (act, weapon), profiles (side a, side b, directed), areas."""

    numbers: Encoded
    deeds: tuple[tuple[str | None, str | None], ...]
    profiles: Profiles
    areas: tuple[str, ...]


@dataclass
class AreaShares:
    """Shares of named areas in the zones of the terms, worked out once and kept."""

    areas: Areas | None
    known: dict[str, NDArray[np.float64]] = field(default_factory=dict)

    def row(self, area: str, compiled: Compiled) -> NDArray[np.float64]:
        """Share of ``area`` in each zone; one half everywhere where no register draws the area (unknown)."""
        if area not in self.known:
            zones = compiled.geometries or ()
            try:
                if self.areas is None:
                    raise KeyError(area)
                region = self.areas.geometry(area)
                shares = np.array([1.0 if z is region else share_of_region(region, z) for z in zones])
            except (Fault, KeyError):
                shares = np.full(len(compiled.zones.slabs), 0.5)
            self.known[area] = shares
        return self.known[area]


def _codes(column: pa.ChunkedArray | pa.Array) -> tuple[NDArray[np.int32], list[str | None]]:
    """Numbers of the values of a column and the values; null is the number after the last."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    values = array.dictionary.to_pylist()
    codes = pc.fill_null(array.indices, len(values)).to_numpy(zero_copy_only=False).astype(np.int32)
    return codes, [*values, None]


def _floats(column: pa.ChunkedArray | pa.Array, fill: float) -> NDArray[np.float64]:
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return np.ascontiguousarray(pc.fill_null(array, fill).to_numpy(zero_copy_only=False), dtype=np.float64)


def _times(column: pa.ChunkedArray | pa.Array) -> NDArray[np.int64]:
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return np.ascontiguousarray(
        array.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()).to_numpy(zero_copy_only=False)
    )


def encode(incidents: pa.RecordBatch | pa.Table, compiled: Compiled, shares: AreaShares) -> Batch:
    """Encode incidents in the INCIDENTS schema. A place that is neither point nor area is an unknown area."""
    act, acts = _codes(incidents["act"])
    weapon, weapons = _codes(incidents["weapon"])
    deed, deed_keys = number_pairs(act, weapon, len(weapons))
    deeds = tuple((acts[k // len(weapons)], weapons[k % len(weapons)]) for k in deed_keys.tolist())
    profile, profiles = _profiles(incidents)
    area, names = _places(incidents)
    lon, lat = _floats(incidents["lon"], 0.0), _floats(incidents["lat"], 0.0)
    lon = np.where(lon >= 180.0, lon - 360.0, lon)
    earliest, latest = _times(incidents["earliest"]), _times(incidents["latest"])
    radius = _floats(incidents["radius_km"], 0.0)
    order = grid_order(lon, lat, earliest, compiled.grid.origin)
    at_point = ((radius == 0.0) & (area < 0))[order]
    first_a, a, who = _members(profiles.sides_a, profiles.a, compiled)
    first_b, b, others = _members(profiles.sides_b, profiles.b, compiled)
    who[~profiles.directed] |= others[~profiles.directed]
    share = deed_shares(deeds, compiled)
    zones = len(compiled.zones.slabs)
    table = [shares.row(name, compiled) for name in names]
    numbers = Encoded(
        lon=lon,
        lat=lat,
        radius=radius,
        earliest=earliest,
        latest=np.maximum(latest, earliest + 1),
        deed=deed,
        profile=profile,
        area=area,
        mark=_marks(deeds, compiled)[deed] | who[profile],
        order=order[~at_point],
        points=order[at_point],
        deed_bits=packed(share > 0.0)[compiled.terms.what],
        deed_share=share,
        first_a=first_a,
        a=a,
        first_b=first_b,
        b=b,
        directed=profiles.directed,
        area_share=np.array(table, dtype=np.float64).reshape(len(names), zones),
    )
    return Batch(numbers, deeds, profiles, tuple(names))


def _profiles(incidents: pa.RecordBatch | pa.Table) -> tuple[NDArray[np.int32], Profiles]:
    side_a, names_a = _codes(incidents["side_a"])
    side_b, names_b = _codes(incidents["side_b"])
    directed = pc.fill_null(incidents["directed"], False)
    if isinstance(directed, pa.ChunkedArray):
        directed = directed.combine_chunks()
    flag = directed.to_numpy(zero_copy_only=False).astype(np.int32)
    width = len(names_b) * 2
    number, keys = number_pairs(side_a, side_b * 2 + flag, width)
    return number, Profiles(names_a, names_b, keys // width, keys % width // 2, keys % 2 == 1)


def _places(incidents: pa.RecordBatch | pa.Table) -> tuple[NDArray[np.int32], list[str]]:
    """Number of the area each incident happened somewhere in, or -1 where it has a point."""
    codes, values = _codes(incidents["area"])
    names = [value for value in values if value is not None]
    area = np.where(codes < len(names), codes, -1).astype(np.int32)
    lon, lat = incidents["lon"], incidents["lat"]
    pointless = pc.or_(pc.is_null(lon, nan_is_null=True), pc.is_null(lat, nan_is_null=True))
    nowhere = np.asarray(pointless.to_numpy(zero_copy_only=False) if isinstance(pointless, pa.Array) else pointless)
    nowhere = nowhere.astype(np.bool_) & (area < 0)
    if nowhere.any():
        area[nowhere] = len(names)
        names.append(UNKNOWN_AREA)
    return area, names


def _members(
    names: list[str | None], side: NDArray[np.int64], compiled: Compiled
) -> tuple[NDArray[np.int64], NDArray[np.int32], Marks]:
    """The parties named on one side of each profile, whose name is ``names[side]``: (where each begins, the codes, the
    marks). Nobody named, or somebody whom no register knows, may be anybody.
    """
    code = compiled.party_code
    named = [[code.get(member, -1) for member in name.split(";")] if name else [] for name in names]
    length = np.array([len(members) for members in named], dtype=np.int64)
    every = np.array([member for members in named for member in members], dtype=np.int32)
    anybody = [not members or -1 in members for members in named]
    mark = np.zeros(len(named), dtype=np.uint64)
    np.bitwise_or.at(mark, np.repeat(np.arange(len(named)), length), np.uint64(1) << (every & 31).astype(np.uint64))
    mark[anybody] = LOW
    first = np.zeros(len(side) + 1, dtype=np.int64)
    np.cumsum(length[side], out=first[1:])
    shift = (np.cumsum(length) - length)[side] - first[:-1]
    return first, every[np.arange(first[-1]) + np.repeat(shift, length[side])], mark[side]


def deed_shares(deeds: tuple[tuple[str | None, str | None], ...], compiled: Compiled) -> NDArray[np.float64]:
    """Sets of acts × deeds: which share of the kinds that a deed may be is covered. See ``Tree.share``."""
    result = np.ones((len(compiled.act_leaves), len(deeds)))
    for column, (tree, rows) in enumerate(
        ((compiled.acts, compiled.act_leaves), (compiled.weapons, compiled.weapon_leaves))
    ):
        seen = [deed[column] for deed in deeds]
        distinct = sorted({path or "" for path in seen})
        masks = np.array([_leaves_below(path, tree) for path in distinct], dtype=np.bool_)
        if not len(distinct):
            continue
        # one column at a time, not as a product of matrices: that would wake threads which then spin for long
        hits = np.stack([np.count_nonzero(rows[:, mask], axis=1) for mask in masks], axis=1).astype(np.float32)
        share = hits / masks.sum(axis=1, dtype=np.float32)
        result *= share[:, [distinct.index(path or "") for path in seen]]
    return result


def _marks(deeds: tuple[tuple[str | None, str | None], ...], compiled: Compiled) -> Marks:
    """The marks of the acts that a deed may be."""
    paths = sorted({act or "" for act, _ in deeds})
    rows = np.array([_leaves_below(path, compiled.acts) for path in paths], dtype=np.bool_).reshape(
        len(paths), compiled.act_leaves.shape[1]
    )
    number = {path: k for k, path in enumerate(paths)}
    return act_marks(rows)[[number[act or ""] for act, _ in deeds]]


def _leaves_below(path: str, tree: Tree) -> list[bool]:
    while path and path not in tree.paths:
        path = path.rpartition(".")[0]
    return [covers(path, leaf) for leaf in tree.leaves] or [True]


def grid_order(
    lon: NDArray[np.float64], lat: NDArray[np.float64], earliest: NDArray[np.int64], origin: int
) -> NDArray[np.int64]:
    """Neighbours in space and time next to each other, so that the kernels find the grid warm."""
    cell = np.floor(np.nan_to_num(lat) + 90).astype(np.int64) * 360 + np.floor(np.nan_to_num(lon) + 180).astype(
        np.int64
    )
    return np.argsort(cell * 4096 + np.clip((earliest - origin) // BUCKET, 0, 4095), kind="stable")
