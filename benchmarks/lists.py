"""Match two lists of people with known truth: Hudna beside Splink as it comes, and beside Splink with Hudna's keys.

Each method runs in a process of its own, so that its memory is its own. Lists are those of a folder (A_N.parquet,
B_N.parquet; person_id is the truth and is shown to nobody), or invented here. Told are F1, precision and recall of the
pairs called the same (all pairs of rows of one person are true, doubles too), recall by scripts, the queue for review,
and what it cost. Reading the lists is not counted.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks.machine import as_usual, machine
from benchmarks.measure import peak_bytes
from benchmarks.truth import told_of
from hudna.people import ListOfPeople, Rehearsal, access_list, match_lists, read_people, rehearse_lists, write_rehearsed

METHODS = ("hudna", "splink", "splink-keys")
DAY = dt.date(2026, 11, 29)
INVENTED: dict[str, Any] = {"shape": "parts", "related": 0.0, "without": [], "seed": 1}
Found = tuple[NDArray[Any], NDArray[Any], NDArray[np.uint8]]
"""Rows of A, rows of B, and what each pair is."""
SHOWN = ("f1", "precision", "recall", "wall_s", "cpu_s", "peak_gb")


@dataclass(frozen=True)
class Known:
    """A list as it was read, and who each of its rows is."""

    people: ListOfPeople
    person: NDArray[np.int64]


def main(arguments: list[str]) -> int:
    """Run every method asked for, each in its own process, and print a table and JSON lines."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks lists", description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--rows-b", type=int, default=0, help="rows of B, if not as many (invented lists only)")
    parser.add_argument("--data", type=Path, help="folder with A_N.parquet and B_N.parquet; else lists are invented")
    parser.add_argument("--shape", choices=("parts", "whole"), default="parts", help="of invented lists")
    parser.add_argument("--related", type=float, default=0.0, help="share of people listed with others of their family")
    parser.add_argument("--without", nargs="+", default=[], help="columns that both lists lack, such as place date")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument("--child", choices=METHODS, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.child:
        with tempfile.TemporaryDirectory() as folder:
            a, b = read_both(asked, Path(folder))
        print(json.dumps(_run(asked.child, a, b)))
        return 0
    print("\n".join(machine()))
    found = {method: _child(method, arguments) for method in asked.only}
    print(f"{'method':12}" + "".join(f"{name:>11}" for name in SHOWN))
    for method, figures in found.items():
        print(f"{method:12}" + "".join(f"{figures.get(name, float('nan')):11.4g}" for name in SHOWN))
    return 0


def _child(method: str, arguments: list[str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks", "lists", *arguments, "--child", method]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=as_usual(), check=False)
    if done.returncode:
        print(json.dumps({"method": method, "failed": done.returncode}), flush=True)
        return {}
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps({"method": method, **figures}), flush=True)
    return figures


def _run(method: str, a: Known, b: Known) -> dict[str, Any]:
    """What one method finds, and what it costs from the lists in memory to the pairs.

    What a first run compiles and loads is done before the clock starts, on a few invented people.
    """
    match = _with_hudna if method == "hudna" else _with_splink(with_keys=method == "splink-keys")
    with tempfile.TemporaryDirectory() as folder:
        few = read_both(argparse.Namespace(rows=1_000, rows_b=0, data=None, **INVENTED), Path(folder))
    match(*few)
    wall, cpu = time.perf_counter(), time.process_time()
    one, other, outcome = match(a, b)
    cost = {
        "wall_s": round(time.perf_counter() - wall, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
        "peak_gb": round(peak_bytes() / 1e9, 2),
    }
    names = [side.people.table["name"].to_pylist() for side in (a, b)]
    return {**told_of(a.person, b.person, names[0], names[1], one, other, outcome), **cost}


def _with_hudna(a: Known, b: Known) -> Found:
    pairs = match_lists(a.people, b.people).pairs
    return pairs.a, pairs.b, pairs.outcome


def _with_splink(*, with_keys: bool) -> Callable[[Known, Known], Found]:
    from benchmarks.peers.splink_lists import match_with_splink

    def match(a: Known, b: Known) -> Found:
        one, other, p = match_with_splink(a.people, b.people, with_keys=with_keys)
        return one, other, np.where(p >= 0.5, 2, 0).astype(np.uint8)

    return match


def read_both(asked: argparse.Namespace, folder: Path) -> tuple[Known, Known]:
    """Both lists, read as a user's files would be."""
    if not asked.data:
        wanted = Rehearsal(asked.rows, asked.rows_b, shape=asked.shape, related=asked.related)
        made = rehearse_lists(wanted, seed=asked.seed)
        lists = [
            side.drop_columns([name for name in asked.without if name in side.column_names])
            for side in (made.a, made.b)
        ]
        a, b, _ = write_rehearsed(replace(made, a=lists[0], b=lists[1]), folder)
        return _read(a, made.person_a), _read(b, made.person_b)
    sides = []
    for side in "AB":
        table = pq.read_table(asked.data / f"{side}_{asked.rows}.parquet")
        path = folder / f"{side}.parquet"
        pq.write_table(_without_ids(table), path)
        sides.append(_read(path, np.asarray(table["person_id"])))
    return sides[0], sides[1]


def _without_ids(table: pa.Table) -> pa.Table:
    return table.drop_columns(["rec_id", "person_id", "script"]).replace_schema_metadata(None)


def _read(path: Path, person: NDArray[np.int64]) -> Known:
    at = dt.datetime(DAY.year, DAY.month, DAY.day, tzinfo=dt.UTC)
    opened, _ = access_list(path, actor="benchmarks", purpose="measuring", at=at)
    people = read_people(opened, name=path.stem, latest=DAY).people
    return Known(people, person[np.asarray(people.table["row"]) - 1])
