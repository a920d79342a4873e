"""Compile a room's loops once and keep them on disk, for as long as none of the sources they are made of changes.

Numba's own cache looks only at the file of the function compiled: a kernel that calls another would go on with the old
one after that one's file was changed. So all kernels of a room share one folder, named by the digest of their sources.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal, Protocol, overload

import numba
from numba.core import config as _config

numba_config: Any = _config

HERE = Path(__file__).parent
NAMES = ("block.py", "cluster.py", "compare.py", "decide.py", "kernels.py", "learn.py", "weights.py")
SOURCES = tuple(HERE / name for name in NAMES)


class Decorator(Protocol):
    """What compiles a function: put on it as it is, or with ``inline``."""

    @overload
    def __call__(self, function: Callable[..., Any], /) -> Any: ...
    @overload
    def __call__(self, /, *, inline: Literal["never", "always"]) -> Callable[[Callable[..., Any]], Any]: ...


def compiler(sources: Iterable[Path]) -> Decorator:
    """A decorator that compiles with Numba, keeps the result by the digest of ``sources``, and lets threads go on.

    Put as ``@kernel(inline="always")``, the body goes into each caller: worth it where many arrays would be passed.
    """
    folder = numba_config.CACHE_DIR or _folder(tuple(sources))

    def kernel(function: Callable[..., Any] | None = None, /, *, inline: Literal["never", "always"] = "never") -> Any:
        if function is None:
            return lambda inner: kernel(inner, inline=inline)
        own = numba_config.CACHE_DIR
        numba_config.CACHE_DIR = folder
        try:
            return numba.njit(cache=bool(folder), nogil=True, error_model="numpy", inline=inline)(function)
        finally:
            numba_config.CACHE_DIR = own

    return kernel


def _folder(sources: tuple[Path, ...]) -> str:
    """Beside the sources where that may be written, else in the user's cache."""
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sources:
        digest.update(path.read_bytes())
    name = f"kernels-{digest.hexdigest()[:16]}"
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hudna"
    for parent in (sources[0].parent / "__pycache__", home):
        try:
            (parent / name).mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(parent / name, os.W_OK):
            return str(parent / name)
    return ""


kernel = compiler(SOURCES)
