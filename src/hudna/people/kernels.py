"""How the loops of this room are compiled: once, and kept on disk until one of the sources they are made of changes.

Only what ``teach`` learns tables with is apart, as all of it stands in that file. What is asked of every pair is put
``inline``: handing on all arrays would take longer than the answer.
"""

from __future__ import annotations

from pathlib import Path

from hudna.matching import SOURCES, compiler

HERE = Path(__file__).parent
NAMES = (
    "alignment.py",
    "blocking.py",
    "columns.py",
    "compare.py",
    "facts.py",
    "kernels.py",
    "keys.py",
    "letters.py",
    "levels.py",
    "likeness.py",
    "nearer.py",
    "pairing.py",
    "slipped.py",
)

kernel = compiler((*(HERE / name for name in NAMES), *SOURCES))
