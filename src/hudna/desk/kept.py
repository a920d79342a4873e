"""What came of matching two lists, as the desk keeps it: rows, probabilities, reasons in words, and no names."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import numpy as np
import pyarrow as pa
from pyarrow import feather

from hudna.desk.place import Place
from hudna.people import ListOfPeople, MatchedLists, Nearest, Pairings

FILES = ("pairs", "doubles_a", "doubles_b")
_COLUMNS = ("a", "b", "outcome", "p", "weight", "judged")


@dataclass(frozen=True)
class Kept:
    """What came of a match, as it is kept: pairs with their reasons, and the nearest row of each. No names."""

    pairs: Pairings
    doubles_a: Pairings
    doubles_b: Pairings
    nearest_a: Nearest
    nearest_b: Nearest
    words: dict[str, list[tuple[str, str]]]
    """For each of FILES the reasons of its pairs, and the one fact that would change the answer."""


@dataclass(frozen=True)
class Shown:
    """A kept match with its lists at hand, to be written as tables."""

    a: ListOfPeople
    b: ListOfPeople
    kept: Kept

    @property
    def pairs(self) -> Pairings:
        return self.kept.pairs

    @property
    def doubles_a(self) -> Pairings:
        return self.kept.doubles_a

    @property
    def doubles_b(self) -> Pairings:
        return self.kept.doubles_b

    @property
    def nearest_a(self) -> Nearest:
        return self.kept.nearest_a

    @property
    def nearest_b(self) -> Nearest:
        return self.kept.nearest_b

    def reasons(self, pairs: Pairings, within: str = "") -> Sequence[tuple[str, str]]:
        """The reasons that were kept with each pair."""
        name = f"doubles_{within}" if within else "pairs"
        whole: Pairings = getattr(self.kept, name)
        known = {pair: place for place, pair in enumerate(zip(whole.a.tolist(), whole.b.tolist(), strict=True))}
        words = self.kept.words[name]
        return [words[known[pair]] for pair in zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)]


def folder_for(place: Place, match: UUID) -> Path:
    """Where a match is kept."""
    return place.matches / str(match)


def keep(folder: Path, matched: MatchedLists) -> None:
    """Write what came of a match, readable by its owner alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in FILES:
        pairs: Pairings = getattr(matched, name)
        words = matched.reasons(pairs, name.removeprefix("doubles_") if name != "pairs" else "")
        columns = {column: pa.array(getattr(pairs, column)) for column in _COLUMNS}
        columns["reasons"] = pa.array([reasons for reasons, _ in words], pa.string())
        columns["hinge"] = pa.array([hinge for _, hinge in words], pa.string())
        _write(folder / name, pa.table(columns))
    for name in ("nearest_a", "nearest_b"):
        nearest: Nearest = getattr(matched, name)
        _write(folder / name, pa.table({"row": nearest.row, "p": nearest.p}))


def _write(path: Path, table: pa.Table) -> None:
    part = path.with_suffix(".part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        feather.write_feather(table, file, compression="zstd")
    part.replace(path.with_suffix(".arrow"))


def kept(place: Place, match: UUID) -> Kept | None:
    """What came of a match; None where it was not made yet, or is not in this copy of the desk."""
    folder = folder_for(place, match)
    try:
        tables = {name: feather.read_table(folder / f"{name}.arrow") for name in (*FILES, "nearest_a", "nearest_b")}
    except FileNotFoundError:
        return None

    def pairings(name: str) -> Pairings:
        return Pairings(*(np.asarray(tables[name].column(column).to_numpy()) for column in _COLUMNS))

    def nearest(name: str) -> Nearest:
        return Nearest(*(np.asarray(tables[name].column(one).to_numpy()) for one in ("row", "p")))

    def words(name: str) -> list[tuple[str, str]]:
        return list(zip(*(tables[name].column(one).to_pylist() for one in ("reasons", "hinge")), strict=True))

    return Kept(
        pairings("pairs"),
        pairings("doubles_a"),
        pairings("doubles_b"),
        nearest("nearest_a"),
        nearest("nearest_b"),
        {name: words(name) for name in FILES},
    )
