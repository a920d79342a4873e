"""Memory: a command that runs once keeps what it has freed, to use it again."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

TRIM_THRESHOLD, TOP_PAD, MMAP_MAX = -1, -2, -4
"""Parameters of mallopt(3), GNU C library."""
EVER, STEP = 2**31 - 1, 64 << 20


@contextmanager
def kept_memory() -> Iterator[None]:
    """Let this process keep what it frees, and meanwhile look for no garbage. For a process that soon ends.

    A million rows go through large columns that live for a moment. Where each comes fresh from the system its pages are
    cleared first, which costs a sixth of the whole. And whatever the libraries have loaded is gone through again and
    again for circles of dead objects, which costs a tenth; a feed leaves some hundred of them however long it is.
    """
    gc.freeze()
    gc.disable()
    if sys.platform.startswith("linux"):
        _keep_freed()
    try:
        yield
    finally:
        gc.enable()


def _keep_freed() -> None:
    """Let the C library hand freed memory out again, and Arrow ask it for memory; nothing without the GNU C library."""
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return
    if set_option(MMAP_MAX, 0) and set_option(TRIM_THRESHOLD, EVER) and set_option(TOP_PAD, STEP):
        pa.set_memory_pool(pa.system_memory_pool())
