"""The full question: three-valued, with discs, intervals, the party tree, imprecise acts and unknown authors.

No peer answers it, so there is nothing to set beside it but Hudna's own crisp join and the growth with size.
``full`` times the join with four shares per finding from resident columns; ``one`` asks about one incident at a time;
``cold`` starts a process that reads Parquet, compiles, assesses batch by batch and writes the findings.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from benchmarks.hudna_side import Side, compile_clauses, in_grid, read_incidents, resident
from benchmarks.machine import as_usual, machine
from benchmarks.make import FOLDER, SEED, Sizes, make

BATCH_ROWS = 250_000


def _cpu(work: Callable[[], Any], runs: int = 3) -> tuple[float, Any]:
    """Least CPU-seconds of this process over some runs, and the last result."""
    least, result = float("inf"), None
    for _ in range(runs):
        begun = time.process_time()
        result = work()
        least = min(least, time.process_time() - begun)
    return least, result


def full(options: argparse.Namespace) -> None:
    """Time the full question for each size."""
    from hudna.monitoring import judge

    print(f"{'incidents':>10} {'clauses':>8} {'CPU-s':>8} {'findings':>9}")
    for clauses in options.clauses:
        for incidents in options.incidents:
            paths = make(options.folder, Sizes(incidents, clauses, options.broad), options.seed)
            compiled = compile_clauses(paths)
            side = Side(compiled, read_incidents(paths))
            batch = resident(side, in_grid(side))
            judge(batch, compiled)
            spent, found = _cpu(partial(judge, batch, compiled))
            print(f"{incidents:>10,} {clauses:>8,} {spent:>8.3f} {len(found.p):>9,}", flush=True)


def one(options: argparse.Namespace) -> None:
    """Ask about single incidents, with explanation, and why every other clause does not apply."""
    from hudna.monitoring import One, Resident

    paths = make(options.folder, Sizes(options.incidents[0], options.clauses[0], options.broad), options.seed)
    desk = Resident(compile_clauses(paths))
    names = ["lon", "lat", "radius_km", "earliest", "latest", "act", "side_a", "side_b"]
    rows = read_incidents(paths).slice(0, 20_000).select(names).to_pylist()
    asked = [
        One(
            lon=row["lon"],
            lat=row["lat"],
            radius_km=row["radius_km"],
            earliest=int(row["earliest"].timestamp() * 1e6),
            latest=int(row["latest"].timestamp() * 1e6),
            act=row["act"],
            side_a=(row["side_a"],) if row["side_a"] else (),
            side_b=(row["side_b"],) if row["side_b"] else (),
            directed=True,
        )
        for row in rows
    ]
    for title, ask in (("findings", desk.findings), ("why not", desk.why_not)):
        ask(asked[0])
        taken = []
        for incident in asked:
            begun = time.perf_counter_ns()
            ask(incident)
            taken.append(time.perf_counter_ns() - begun)
        p50, p90, p99 = np.percentile(np.array(taken) / 1000.0, (50, 90, 99))
        print(f"{title:9} p50 {p50:.1f} µs, p90 {p90:.1f} µs, p99 {p99:.1f} µs over {len(taken):,} incidents")


def _cold_child(incidents: str, clauses: str, parties: str, acts: str, out: str) -> None:
    from benchmarks.make import Files
    from hudna.monitoring import Assessor

    files = Files(Path(incidents), Path(clauses), Path(parties), Path(acts))
    engine = Assessor(compile_clauses(files))
    feed = read_incidents(files)
    writer = None
    for begin in range(0, feed.num_rows, BATCH_ROWS):
        found = engine(feed.slice(begin, BATCH_ROWS))
        if writer is None:
            writer = pq.ParquetWriter(out, found.schema, compression="zstd", compression_level=1)
        writer.write_table(found)
    if writer is not None:
        writer.close()


def cold(options: argparse.Namespace) -> None:
    """Run one process from Parquet to findings on disk and tell its CPU-seconds and peak memory."""
    for clauses in options.clauses:
        for incidents in options.incidents:
            files = make(options.folder, Sizes(incidents, clauses, options.broad), options.seed)
            with tempfile.TemporaryDirectory() as room:
                paths = [str(p) for p in (files.incidents, files.clauses, files.parties, files.acts)]
                out = str(Path(room) / "findings.parquet")
                command = [sys.executable, "-m", "benchmarks", "cold-child", *paths, out]
                subprocess.run(command, check=True, env=as_usual())  # compiles where that was not yet done
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                begun = time.perf_counter()
                subprocess.run(command, check=True, env=as_usual())
                wall = time.perf_counter() - begun
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                rows = pq.read_metadata(out).num_rows
            peak = after.ru_maxrss / 1e6
            print(
                f"{incidents:,} × {clauses:,}: {spent:.2f} CPU-s, {wall:.2f} s wall, {peak:.2f} GB, {rows:,} findings"
            )


def main(verb: str, arguments: Sequence[str]) -> int:
    """Command line of `python -m benchmarks full`, `one` and `cold`."""
    if verb == "cold-child":
        _cold_child(*arguments)
        return 0
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks {verb}", description=__doc__)
    parser.add_argument("--incidents", type=int, nargs="+", default=[1_000_000], metavar="N")
    parser.add_argument("--clauses", type=int, nargs="+", default=[20_000], metavar="N")
    parser.add_argument("--broad", action="store_true")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args(arguments)
    print(*machine(), sep="\n")
    {"full": full, "one": one, "cold": cold}[verb](options)
    return 0
