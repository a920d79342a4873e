"""What answers the crisp question, and how each such peer is asked.

A module of this folder that is named in MODULES holds `PEERS`, a tuple of objects with the protocol `Peer`.
It must import without its heavy library: a peer says in `available` that something is missing, and imports it
in `load`. `python -m benchmarks join` runs them; the ratio is to the peer called `hudna`.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import Data

MODULES = ("hudna_join", "strtree_join", "geopandas_join", "duckdb_join", "postgis_join")


@dataclass(frozen=True)
class Pairs:
    """The answer: row numbers, from 0, of incident and clause; same shape (n,), any order, no pair twice."""

    incident: NDArray[np.integer]
    clause: NDArray[np.integer]


class Stopped(Exception):
    """A peer gave up on the join at its own time limit."""


class Unfit(Exception):
    """A peer cannot take this set at all; the message says why."""


class Peer(Protocol):
    """One way to answer. Derive from this class: the methods after `join` then need no writing.

    Each peer runs in a process of its own, in this order: `available`, `limit`, `load` once, `join` one or
    more times, `close`. The clock runs during `join` only: what an analyst would keep resident (indexes,
    parsed zones, expanded lists, compiled code) is made in `load`, and `join` starts from it and ends with
    the pairs in this process's memory.
    """

    name: str
    """Short, unique, without blanks; what `--only` takes."""
    title: str
    """How the tables call it."""

    def available(self) -> str | None:
        """None if the peer can run here, else what is missing, as a phrase for the user."""
        ...

    def load(self, data: Data) -> None:
        """Make resident whatever the join needs. Not timed. May raise `Unfit`."""
        ...

    def join(self) -> Pairs:
        """Answer the crisp question. Timed. May raise `Stopped`."""
        ...

    def limit(self, seconds: float) -> None:
        """Told before `load`: the wall time a join may take; the process is ended soon after it anyway."""
        return

    def outside_cpu_s(self) -> float:
        """CPU-seconds so far of servers that are not this process's children; only differences are used."""
        return 0.0

    def outside_peak_bytes(self) -> int:
        """Peak resident memory of such servers."""
        return 0

    def close(self) -> None:
        """Stop whatever `load` started."""
        return


def absent() -> list[str]:
    """Names in MODULES for which there is no file yet."""
    return [name for name in MODULES if importlib.util.find_spec(f"{__name__}.{name}") is None]


def peers() -> list[Peer]:
    """All peers that there are, Hudna first, whether or not they can run here."""
    found: list[Peer] = []
    for name in MODULES:
        if name not in absent():
            found.extend(importlib.import_module(f"{__name__}.{name}").PEERS)
    return found


def missing(*modules: str) -> str | None:
    """What `available` answers for a peer that needs these Python modules."""
    absent = [name for name in modules if importlib.util.find_spec(name) is None]
    return f"Python package {', '.join(absent)} is not installed" if absent else None


def chosen(names: Sequence[str]) -> list[Peer]:
    """The peers of these names, or all of them where none is named; raises SystemExit for an unknown name."""
    all_of_them = peers()
    unknown = set(names) - {peer.name for peer in all_of_them}
    if unknown:
        known = ", ".join(peer.name for peer in all_of_them)
        raise SystemExit(f"no peer called {', '.join(sorted(unknown))}; there are {known}")
    return [peer for peer in all_of_them if not names or peer.name in names]
