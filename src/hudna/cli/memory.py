"""Memory: a command that runs once keeps what it has freed, to use it again."""

from __future__ import annotations

import ctypes
import sys

import pyarrow as pa

TRIM_THRESHOLD, TOP_PAD, MMAP_MAX = -1, -2, -4
"""Parameters of mallopt(3), GNU C library."""
EVER, STEP = 2**31 - 1, 64 << 20


def keep_memory() -> None:
    """Let the C library hand freed memory out again in place of giving it back, and Arrow ask the C library for it.

    A million rows go through large columns that live for a moment. Where each comes fresh from the system its pages are
    cleared first, which costs a sixth of the whole. Only for a process that ends when its work is done; on systems
    without the GNU C library nothing is changed.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return
    if set_option(MMAP_MAX, 0) and set_option(TRIM_THRESHOLD, EVER) and set_option(TOP_PAD, STEP):
        pa.set_memory_pool(pa.system_memory_pool())
