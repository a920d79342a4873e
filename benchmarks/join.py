"""Ask every installed peer the crisp question, compare the answers, and print what each one cost."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import machine
from benchmarks.make import FOLDER, SEED, Sizes, make
from benchmarks.outcome import Outcome, run
from benchmarks.peers import Peer, absent, chosen
from benchmarks.table import markdown, rows, text
from benchmarks.trial import Task

LIMIT_S = 400.0
RUNS = 5


def compare(outcomes: Sequence[Outcome]) -> tuple[dict[str, str], bool]:
    """What each answer is worth, by name, and whether all that there are agree.

    The measure is the first peer that ended and is not Hudna; Hudna itself only where it is alone.
    """
    ended = [one for one in outcomes if one.answer is not None]
    if not ended:
        return {}, True
    others = [one for one in ended if one.name != "hudna"]
    measure = _pairs((others or ended)[0])
    verdicts, same = {}, True
    for one in ended:
        pairs = _pairs(one)
        double = len(pairs) - len(np.unique(pairs))
        lacking = len(np.setdiff1d(measure, pairs))
        surplus = len(np.setdiff1d(pairs, measure))
        wrong = [(double, "twice"), (lacking, "lacking"), (surplus, "too many")]
        said = ", ".join(f"{count:,} {word}" for count, word in wrong if count)
        verdicts[one.name] = f"{len(pairs):,} pairs" + (f": DIFFERS, {said}" if said else "")
        same = same and not said
    return verdicts, same


def _pairs(one: Outcome) -> NDArray[np.int64]:
    assert one.answer is not None
    pairs: NDArray[np.int64] = np.load(one.answer)
    return pairs


def one_set(peers: Sequence[Peer], sizes: Sizes, options: argparse.Namespace) -> bool:
    """Run the peers on one set and print its table; returns whether nothing failed and all answers agree."""
    make(options.folder, sizes, options.seed)
    with tempfile.TemporaryDirectory(prefix="hudna-bench-") as room:
        Path(room).chmod(0o711)
        outcomes = []
        for peer in peers:
            print(f"{sizes}: {peer.title} …", file=sys.stderr, flush=True)
            task = Task(
                peer=peer.name,
                folder=str(options.folder),
                incidents=sizes.incidents,
                clauses=sizes.clauses,
                broad=sizes.broad,
                seed=options.seed,
                runs=options.runs,
                limit_s=options.limit,
                answer=str(Path(room) / f"{peer.name}.npy"),
            )
            outcomes.append(run(peer, task))
            print(f"  {outcomes[-1].state} {outcomes[-1].why}", file=sys.stderr, flush=True)
        verdicts, same = compare(outcomes)
    draw = markdown if options.markdown else text
    print(draw(sizes, rows(outcomes, verdicts)))
    unable = [f"{one.title} ({one.why})" for one in outcomes if one.state == "missing"]
    unable += [f"{module} (there is no such file yet)" for module in absent()]
    if unable:
        print("\nNot run: " + "; ".join(unable) + ".")
    return same and not any(one.state == "failed" for one in outcomes)


def main(arguments: list[str]) -> int:
    """Command line of `python -m benchmarks join`; 0 all agree, 1 they differ or one failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks join", description=__doc__)
    parser.add_argument("--incidents", type=int, nargs="+", default=[1_000_000], metavar="N")
    parser.add_argument("--clauses", type=int, nargs="+", default=[20_000], metavar="N")
    parser.add_argument("--broad", action="store_true", help="the clauses that bind a fifth of all parties")
    parser.add_argument("--only", nargs="+", default=[], metavar="PEER", help="names of peers; default: all installed")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the data lie or are made")
    parser.add_argument("--limit", type=float, default=LIMIT_S, help="seconds of wall time for one join")
    parser.add_argument("--runs", type=int, default=RUNS, help="the cheapest of so many joins counts")
    parser.add_argument("--markdown", action="store_true", help="tables for the documentation")
    options = parser.parse_args(arguments)
    peers = chosen(options.only)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    lead = "- " if options.markdown else ""
    print("\n".join(lead + line for line in machine()))
    sets = [Sizes(incidents, clauses, options.broad) for incidents in options.incidents for clauses in options.clauses]
    good = [one_set(peers, sizes, options) for sizes in sets]
    return 0 if all(good) else 1
