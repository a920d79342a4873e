"""How the loops of this room's fusing are compiled: once, kept on disk for as long as none of them changes."""

from __future__ import annotations

from pathlib import Path

from hudna.matching import compiler

HERE = Path(__file__).parent
SOURCES = tuple(
    HERE / name
    for name in (
        "first_free.py",
        "gather.py",
        "kernels.py",
        "levels.py",
        "merge.py",
        "near.py",
        "reports.py",
        "round_ups.py",
        "voices.py",
        "wording.py",
    )
)

kernel = compiler(SOURCES)
