"""Shelves: where documents lie, be it this machine's disk or a bundle of files that was handed over."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from hudna.ground.faults import GROUND

MOST_BYTES = 20_000_000


class Shelf(Protocol):
    """Where documents are found by their path."""

    def has(self, path: Path) -> bool:
        """Is there such a file?"""

    def read(self, path: Path) -> bytes:
        """All bytes of a small document; raises file-missing, file-unreadable, file-too-large, file-empty."""


class Disk:
    """The files of this machine."""

    def has(self, path: Path) -> bool:
        return os.path.exists(path)  # Path.exists raises for names that no disk takes

    def read(self, path: Path) -> bytes:
        return read_bytes(path)


DISK = Disk()


def read_bytes(path: Path) -> bytes:
    """All bytes of a small document; raises file-missing, file-unreadable, file-too-large, file-empty."""
    try:
        with path.open("rb") as file:  # the size told by the disk says nothing of a pipe or a device
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise GROUND.fault("file-missing", "There is no such file.", where=str(path)) from None
    except OSError as error:
        raise GROUND.fault("file-unreadable", f"{error.strerror}.", where=str(path)) from None
    if len(content) > MOST_BYTES:
        raise GROUND.fault("file-too-large", f"The document has over {MOST_BYTES:,} bytes.", where=str(path))
    if not content.strip():
        raise GROUND.fault("file-empty", "The file is empty.", where=str(path))
    return content
