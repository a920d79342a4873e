"""What the figures were measured on: processor, memory, system, and versions of what took part."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path

from benchmarks.peers.postgres import programs

LIBRARIES = ("numpy", "numba", "pyarrow", "shapely", "geopandas", "duckdb", "psycopg")


def as_usual() -> dict[str, str]:
    """The environment for a command that is timed: Python keeps what it compiled at the first start, as it does
    unless told otherwise."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def machine() -> list[str]:
    """A few lines for the head of a table."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return [
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}",
        f"load average at the start {load:.1f}",
        ", ".join([f"Python {platform.python_version()}", *_versions()]),
    ]


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _versions() -> list[str]:
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    folder = programs()
    if folder is not None:
        answer = subprocess.run([str(folder / "postgres"), "--version"], capture_output=True, text=True, check=False)
        found.append(answer.stdout.strip().replace("postgres (PostgreSQL)", "PostgreSQL"))
    return found
