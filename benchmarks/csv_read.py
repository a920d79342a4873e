"""Write an ACLED-layout CSV and time reading it, by pyarrow, by DuckDB, and by a command of yours."""

from __future__ import annotations

import argparse
import importlib.util
import json
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.acled import lines
from benchmarks.csv_reader import READERS
from benchmarks.machine import as_usual, machine
from benchmarks.make import FOLDER, SEED
from benchmarks.table import memory, seconds

EDITION = 1
"""Raise when the rows change."""
TIMES, PLUS_S = 2.0, 6.0
"""What the command may take: so many times the mere reading, and so many CPU-seconds more."""


@dataclass(frozen=True)
class Cost:
    """Of one process: its own reading (None for a command of yours), and all of it from start to end."""

    name: str
    reading_cpu_s: float | None
    reading_wall_s: float | None
    cpu_s: float
    wall_s: float
    peak_bytes: int
    status: int


def write(folder: Path, rows: int, seed: int) -> Path:
    """Write the CSV if it is not there yet, and say where it lies."""
    path = folder / f"acled-edition-{EDITION}-seed-{seed}-{rows}.csv"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    partial, done = path.with_suffix(".partial"), 0
    with partial.open("wb") as file:
        for chunk in lines(rows, seed):
            done += file.write(chunk)
            print(f"\r{path.name}: {done / 1e6:,.0f} MB", end="", file=sys.stderr)
    partial.replace(path)
    print(file=sys.stderr)
    return path


def read(name: str, path: Path, room: Path) -> Cost:
    """Time one of the plain readers."""
    told = room / f"{name}.json"
    whole = _cost([sys.executable, "-m", "benchmarks.csv_reader", name, str(path), str(told)])
    reading = json.loads(told.read_text()) if told.exists() else {}
    return Cost(name, reading.get("cpu_s"), reading.get("wall_s"), **whole)


def command(line: str, path: Path, out: Path) -> Cost:
    """Time a command; `{csv}` and `{out}` in it stand for the file and for a folder it may write to."""
    words = [word.replace("{csv}", str(path)).replace("{out}", str(out)) for word in shlex.split(line)]
    return Cost(Path(words[0]).name, None, None, **_cost(words))


def _cost(words: list[str]) -> dict[str, Any]:
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.child", *words],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
        env=as_usual(),
    )
    cost: dict[str, Any] = json.loads(told.stdout)
    return cost


def table(costs: list[Cost], markdown: bool) -> str:
    """One line per process."""
    head = ("what", "reading CPU-s", "reading wall s", "process CPU-s", "process wall s", "peak RSS")
    found = [
        (
            one.name,
            "–" if one.reading_cpu_s is None else seconds(one.reading_cpu_s),
            "–" if one.reading_wall_s is None else seconds(one.reading_wall_s),
            seconds(one.cpu_s),
            seconds(one.wall_s),
            memory(one.peak_bytes) + (f" (exit status {one.status})" if one.status else ""),
        )
        for one in costs
    ]
    if markdown:
        return "\n".join("| " + " | ".join(row) + " |" for row in (head, ("---", *["--:"] * 5), *found))
    width = [max(len(row[column]) for row in (head, *found)) for column in range(len(head))]
    return "\n".join(
        "  ".join(
            [
                row[0].ljust(width[0]),
                *(cell.rjust(size) for cell, size in zip(row[1:], width[1:], strict=True)),
            ]
        )
        for row in (head, *found)
    )


def main(arguments: list[str]) -> int:
    """Command line of `python -m benchmarks csv-read`; 1 if something ended in error."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks csv-read", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument(
        "--run", metavar="COMMAND", help="also time this, for example 'hudna assess A {csv} --out {out}'"
    )
    parser.add_argument("--accept", type=int, nargs="+", default=[0, 1], help="exit statuses of COMMAND that are fine")
    parser.add_argument("--markdown", action="store_true", help="a table for the documentation")
    options = parser.parse_args(arguments)
    path = write(options.folder, options.rows, options.seed)
    print("\n".join(machine()))
    print(f"\n{options.rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB")
    costs = []
    with tempfile.TemporaryDirectory(prefix="hudna-bench-") as room:
        for name in READERS:
            if importlib.util.find_spec(name):
                costs.append(read(name, path, Path(room)))
            else:
                print(f"{name} is not installed")
        good = not any(one.status for one in costs)
        if options.run:
            costs.append(command(options.run, path, Path(room) / "out"))
            good = good and costs[-1].status in options.accept
    print(table(costs, options.markdown))
    if options.run:
        print(f"\nallowed for {costs[-1].name}: {TIMES:g} × reading + {PLUS_S:g} s, which is " + _allowed(costs[:-1]))
    return 0 if good else 1


def _allowed(readers: list[Cost]) -> str:
    bounds = [(one.name, one.reading_cpu_s) for one in readers if one.reading_cpu_s is not None]
    return ", ".join(f"{seconds(TIMES * cpu_s + PLUS_S)} CPU-s by {name}" for name, cpu_s in bounds)
