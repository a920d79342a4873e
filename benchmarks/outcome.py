"""What came of a peer on a set, and running it under a time limit."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.peers import Peer
from benchmarks.trial import Task

LOAD_LIMIT_S = 1_800.0
GRACE_S = 15.0


@dataclass(frozen=True)
class Outcome:
    """What came of one peer on one set.

    `state` is done, missing, unfit, stopped or failed; the figures are of the cheapest run, if any ended.
    """

    name: str
    title: str
    state: str
    why: str = ""
    cpu_s: float = 0.0
    wall_s: float = 0.0
    peak_bytes: int = 0
    runs: int = 0
    answer: Path | None = None


def run(peer: Peer, task: Task) -> Outcome:
    """Run one peer in a child process; the child and what it started are ended if it takes too long."""
    start = Outcome(peer.name, peer.title, "failed", "ended without a word")
    why = peer.available()
    if why:
        return replace(start, state="missing", why=why)
    command = [sys.executable, "-m", "benchmarks.trial", task.text()]
    room = {**os.environ, "TMPDIR": str(Path(task.answer).parent)}
    child = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True, env=room)
    try:
        return _follow(child, task, start)
    finally:
        _end(child)


def _follow(child: subprocess.Popen[bytes], task: Task, start: Outcome) -> Outcome:
    best = start
    for told in _told(child, task.limit_s):
        state = told["state"]
        if state == "joined":
            seen = replace(best, runs=best.runs + 1, peak_bytes=told["peak_bytes"])
            cheaper = not best.runs or told["cpu_s"] < best.cpu_s
            best = replace(seen, cpu_s=told["cpu_s"], wall_s=told["wall_s"]) if cheaper else seen
        elif state == "done":
            return replace(best, state="done", why="", answer=Path(task.answer))
        elif state == "stopped":
            return replace(best, state="stopped", why=f"stopped at {task.limit_s:.0f} s")
        elif state != "loaded":
            return replace(best, state=state, why=told["why"])
    return best


def _told(child: subprocess.Popen[bytes], limit_s: float) -> Iterator[dict[str, Any]]:
    """What the child says; `stopped`, or `unfit` while loading, if it is silent for too long."""
    assert child.stdout is not None
    rest, loading = b"", True
    deadline = time.monotonic() + LOAD_LIMIT_S
    while True:
        ready, _, _ = select.select([child.stdout], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            why = f"not loaded after {LOAD_LIMIT_S:.0f} s"
            yield {"state": "unfit", "why": why} if loading else {"state": "stopped"}
            return
        received = os.read(child.stdout.fileno(), 65_536)
        if not received:
            return
        *lines, rest = (rest + received).split(b"\n")
        for line in lines:
            loading = False
            deadline = time.monotonic() + limit_s + GRACE_S
            yield json.loads(line)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Let it close what it opened; then, if need be, end its whole process group."""
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
    try:
        child.wait(timeout=2 * GRACE_S)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    if child.stdout:
        child.stdout.close()
