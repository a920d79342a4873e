"""CPU-seconds, wall time and peak memory of this process, its children, and servers it talks to."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Spent:
    """What a piece of work cost: seconds of all processors together, and seconds by the clock on the wall."""

    cpu_s: float
    wall_s: float


class Clock:
    """Started when made; `outside` tells CPU-seconds that the system does not count for this process."""

    def __init__(self, outside: Callable[[], float] = lambda: 0.0) -> None:
        """Start."""
        self._outside = outside
        self._cpu_s = self._cpu()
        self._wall_s = time.perf_counter()

    def spent(self) -> Spent:
        """What has been spent since the start."""
        wall_s = time.perf_counter() - self._wall_s
        return Spent(self._cpu() - self._cpu_s, wall_s)

    def _cpu(self) -> float:
        times = os.times()
        return time.process_time() + times.children_user + times.children_system + self._outside()


def peak_bytes() -> int:
    """Peak resident memory of this process alone, from its start."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
