"""How a hurried hand, a phone's keyboard or a scanner writes Arabic: hamza left out, dots lost.

The table is short because most of spelling is learnt from pairs; these habits are seldom seen in an encyclopaedia.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def _table() -> dict[str, dict[str, str]]:
    """By kind (habit, slip): what is written for a letter. A letter stands once in each kind."""
    path = files("hudna.people") / "data" / "slips.csv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    kinds: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(lines):
        kinds.setdefault(row["kind"], {})[row["letter"]] = row["written"]
    return kinds


def hurried(word: str) -> str:
    """The word as a hurried hand writes it: no hamza, ta marbuta without dots, alif maqsura dotted."""
    return word.translate({ord(letter): written for letter, written in _table()["habit"].items()})


def slipped(word: str, turn: int) -> str:
    """The word with one letter mistaken for its look-alike: the ``turn``-th letter that has one, counted round."""
    alike = _table()["slip"]
    places = [i for i, letter in enumerate(word) if letter in alike]
    if not places:
        return word
    at = places[turn % len(places)]
    return word[:at] + alike[word[at]] + word[at + 1 :]
