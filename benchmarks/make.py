"""Write the synthetic data as plain Parquet: the same seed and sizes give the same rows on every machine."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import feed, terms
from benchmarks.places import found_cities
from benchmarks.trees import act_tree, party_tree

EDITION = 1
"""Raise when the generator changes, so that files of an older one are not taken for the new."""
SEED = 7
FOLDER = Path("out/bench")


@dataclass(frozen=True)
class Sizes:
    """Which set: how many incidents, how many clauses, and whether the clauses are the broad ones."""

    incidents: int
    clauses: int
    broad: bool = False

    def __str__(self) -> str:
        return f"{self.incidents:,} × {self.clauses:,}{' broad' if self.broad else ''}"


@dataclass(frozen=True)
class Files:
    """Where one set lies."""

    incidents: Path
    clauses: Path
    parties: Path
    acts: Path


def files(folder: Path, sizes: Sizes, seed: int = SEED) -> Files:
    """The paths of a set below `folder`, whether or not it has been made."""
    home = folder / f"edition-{EDITION}-seed-{seed}"
    kind = "broad" if sizes.broad else "clauses"
    return Files(
        home / f"incidents-{sizes.incidents}.parquet",
        home / f"{kind}-{sizes.clauses}.parquet",
        home / "parties.parquet",
        home / "acts.parquet",
    )


def make(folder: Path, sizes: Sizes, seed: int = SEED) -> Files:
    """Write what is missing of a set below `folder` and say where it lies."""
    paths = files(folder, sizes, seed)
    paths.acts.parent.mkdir(parents=True, exist_ok=True)
    trees = terms.Trees(party_tree(), act_tree())
    cities = found_cities(seed)
    if not paths.parties.exists():
        _write(paths.parties, trees.parties.table().schema, trees.parties.table().to_batches())
    if not paths.acts.exists():
        _write(paths.acts, trees.acts.table().schema, trees.acts.table().to_batches())
    if not paths.incidents.exists():
        rows = feed.incidents(sizes.incidents, seed, cities, trees.parties, trees.acts)
        _write(paths.incidents, feed.SCHEMA, rows)
    if not paths.clauses.exists():
        _write(paths.clauses, terms.SCHEMA, terms.clauses(sizes.clauses, seed, cities, trees, sizes.broad))
    return paths


def _write(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    """Write under another name first, so that a file that exists is a whole one."""
    started, rows = time.perf_counter(), 0
    partial = path.with_suffix(".partial")
    with pq.ParquetWriter(partial, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
            print(f"\r{path.name}: {rows:,} rows", end="", file=sys.stderr)
    os.replace(partial, path)
    size_mb = path.stat().st_size / 1e6
    print(
        f"\r{path.name}: {rows:,} rows, {size_mb:.1f} MB, {time.perf_counter() - started:.1f} s",
        file=sys.stderr,
    )


def main(arguments: list[str]) -> int:
    """Command line of `python -m benchmarks make`."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks make", description=__doc__)
    parser.add_argument("--incidents", type=int, nargs="+", default=[1_000_000], metavar="N")
    parser.add_argument("--clauses", type=int, nargs="+", default=[1_000, 20_000], metavar="N")
    parser.add_argument("--broad", action="store_true", help="the clauses that bind a fifth of all parties")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args(arguments)
    for incidents in options.incidents:
        for clauses in options.clauses:
            print(make(options.folder, Sizes(incidents, clauses, options.broad), options.seed).clauses.parent)
    return 0
