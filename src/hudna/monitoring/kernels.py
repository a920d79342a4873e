"""Compile a function once and keep it on disk, for as long as no kernel's source changes.

Numba's own cache looks only at the file of the function compiled: a kernel that calls another would go on with the old
one after that one's file was changed. So all kernels share one folder, named by the digest of all their sources.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numba
from numba.core import config as _config

numba_config: Any = _config

HERE = Path(__file__).parent
SOURCES = (
    "compile.py",
    "disc.py",
    "expect.py",
    "grid.py",
    "kernels.py",
    "marks.py",
    "points.py",
    "resident.py",
    "scan.py",
    "zones.py",
)


def _folder() -> str:
    """Beside the sources where that may be written, else in the user's cache."""
    digest = hashlib.sha256(numba.__version__.encode())
    for name in SOURCES:
        digest.update((HERE / name).read_bytes())
    name = f"kernels-{digest.hexdigest()[:16]}"
    beside = HERE / "__pycache__"
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hudna"
    for parent in (beside, home):
        try:
            (parent / name).mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(parent / name, os.W_OK):
            return str(parent / name)
    return ""


FOLDER = numba_config.CACHE_DIR or _folder()


def kernel(function: Callable[..., Any] | None = None, *, inline: Literal["never", "always"] = "never") -> Any:
    """Compile ``function`` with Numba when it is first called, without checks for division by zero."""
    if function is None:
        return lambda inner: kernel(inner, inline=inline)
    own = numba_config.CACHE_DIR
    numba_config.CACHE_DIR = FOLDER
    try:
        return numba.njit(cache=bool(FOLDER), inline=inline, error_model="numpy")(function)
    finally:
        numba_config.CACHE_DIR = own
