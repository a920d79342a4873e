"""Work that compiled loops do on a few threads at once: they let go of the interpreter."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

THREADS = max(1, min(os.cpu_count() or 1, 4))


def on_threads(work: Callable[[A], B], shares: Sequence[A]) -> list[B]:
    """What comes of each share, in their order; the first error is raised."""
    if len(shares) < 2:
        return [work(share) for share in shares]
    with ThreadPoolExecutor(len(shares)) as pool:
        return list(pool.map(work, shares))
