"""A file that came in: kept under its hash, with the root of a Merkle tree over its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from hudna.journal import merkle_leaf, merkle_root

PIECE = 1 << 16
Progress = Callable[[int, int], None]


def root_of(path: Path, progress: Progress, *, binary: bool) -> str:
    """The root (RFC 6962, hex) over the lines of a text, each with its end, or over pieces of 64 KiB.

    A line that is longer than a piece counts as several; the pieces of a binary file all are 64 KiB but the last.
    """
    total = path.stat().st_size
    return merkle_root(merkle_leaf(piece) for piece in _pieces(path, total, progress, binary=binary)).hex()


def _pieces(path: Path, total: int, progress: Progress, *, binary: bool) -> Iterator[bytes]:
    done = 0
    with path.open("rb", buffering=1 << 20) as file:
        while piece := file.read(PIECE) if binary else file.readline(PIECE):
            done += len(piece)
            yield piece
            if not done & 0x3FF:
                progress(done, total)
