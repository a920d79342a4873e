"""One peer on one set, in a process of its own; tells the parent what happens as lines of JSON.

States told, in order: `loaded`; `joined` once per run; `done`. Instead of what is left: `unfit`, `stopped` or
`failed`, with `why`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

import numpy as np

from benchmarks.data import Data, read
from benchmarks.make import Sizes, files
from benchmarks.measure import Clock, peak_bytes
from benchmarks.peers import Pairs, Peer, Stopped, Unfit, chosen

ENOUGH_S = 10.0
"""A peer is not run again once its joins have taken this long together."""


@dataclass(frozen=True)
class Task:
    """What a trial is told; `answer` is where the pairs go, as sorted numbers incident · clauses + clause."""

    peer: str
    folder: str
    incidents: int
    clauses: int
    broad: bool
    seed: int
    runs: int
    limit_s: float
    answer: str

    def sizes(self) -> Sizes:
        """Which set."""
        return Sizes(self.incidents, self.clauses, self.broad)

    def text(self) -> str:
        """For the command line of the child."""
        return json.dumps(asdict(self))


def _try(task: Task, tell: TextIO) -> None:
    (peer,) = chosen([task.peer])
    try:
        _measure(task, peer, tell)
    except Unfit as unfit:
        _say(tell, state="unfit", why=str(unfit))
    except Stopped:
        _say(tell, state="stopped", why="")
    except Exception as error:
        traceback.print_exc()
        _say(tell, state="failed", why=f"{type(error).__name__}: {error}".splitlines()[0])
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        peer.close()


def _measure(task: Task, peer: Peer, tell: TextIO) -> None:
    data = read(files(Path(task.folder), task.sizes(), task.seed), task.sizes())
    peer.limit(task.limit_s)
    peer.load(data)
    _say(tell, state="loaded")
    total = 0.0
    for run in range(task.runs):
        clock = Clock(peer.outside_cpu_s)
        pairs = peer.join()
        spent = clock.spent()
        if spent.wall_s > task.limit_s:
            raise Stopped
        if run == 0:
            _keep(task, data, pairs)
        peak = peak_bytes() + peer.outside_peak_bytes()
        _say(tell, state="joined", cpu_s=spent.cpu_s, wall_s=spent.wall_s, peak_bytes=peak)
        total += spent.wall_s
        if total > ENOUGH_S:
            break
    _say(tell, state="done")


def _keep(task: Task, data: Data, pairs: Pairs) -> None:
    keys = pairs.incident.astype(np.int64) * len(data.clauses) + pairs.clause.astype(np.int64)
    np.save(task.answer, np.sort(keys))


def _say(tell: TextIO, **what: object) -> None:
    tell.write(json.dumps(what) + "\n")
    tell.flush()


def _quit(*_: object) -> None:
    raise SystemExit(3)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _quit)
    private = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _try(Task(**json.loads(sys.argv[1])), private)
