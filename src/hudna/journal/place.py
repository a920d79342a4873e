"""What tells a file from a copy of it.

A copy or a restored backup is another file: another inode, born at another instant. The inode alone is not enough, as
a file system gives the number of a removed file to the next one; nor is the name, as a file may be moved. On file
systems without lasting inodes (FAT) a file can look like a copy of itself, which costs a new log and loses nothing.
"""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

_MACHINE = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_AT_FDCWD = -100
_BIRTH = 0x800
"""STATX_BTIME: statx(2) gives the mask of what it knows first, and the birth at byte 80."""


def place_of(path: Path) -> str:
    """Machine, inode and birth of a file, as one word; raises OSError."""
    return f"file/{_machine()}/{os.stat(path).st_ino:x}/{_birth(path)}"


def _machine() -> str:
    for file in _MACHINE:
        try:
            if found := file.read_text(encoding="ascii").strip():
                return found
        except (OSError, ValueError):
            continue
    return "" if sys.platform == "linux" else platform.node()


def _birth(path: Path) -> str:
    """When the file was made, in nanoseconds; empty where the system does not say."""
    born = getattr(os.stat(path), "st_birthtime", None)
    if born is not None:
        return f"{born!r}"
    import ctypes

    statx = getattr(ctypes.CDLL(None), "statx", None)
    answer = ctypes.create_string_buffer(256)
    if statx is None or statx(_AT_FDCWD, os.fsencode(path), 0, _BIRTH, answer) != 0:
        return ""
    known = int.from_bytes(answer.raw[:4], sys.byteorder)
    seconds = int.from_bytes(answer.raw[80:88], sys.byteorder, signed=True)
    return f"{seconds}.{int.from_bytes(answer.raw[88:92], sys.byteorder):09}" if known & _BIRTH else ""
