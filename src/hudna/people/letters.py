"""How the letters of one script are written in another: the table that was learnt, made ready for comparing.

``data/letters.csv`` holds expected counts of units (see ``teach``) for each two scripts; ``data/scale.csv`` turns the
logarithm of the odds into bits that hold: a pair of tokens with likeness b is 2**b times as frequent among spellings of
one name as among spellings of two.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from hudna.people.script import ARABIC, CYRILLIC, LATIN
from hudna.people.teach import LONGEST, Groups, bare, soften

REACH = {LATIN: 3, ARABIC: 2, CYRILLIC: 2}
"""Letters in the longest group, by script."""

BETWEEN = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
"""Two scripts that a table is for, the lower number first; the place in this tuple is the table's number."""

CODES = "LAC"

Counts = Mapping[tuple[int, int], Mapping[tuple[str, str], float]]
Scale = Mapping[tuple[int, int], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Letters:
    """The table made ready. ``odds[t][u, v]``: how much more often a unit is used than its letters meet by chance.

    ``chance[s][g]``: probability of the letters of group g of script s, one by one. ``share[t]``: of each group on
    either side. ``reach[t]``: letters of the longest group on either side. ``scale[t]``: slope and shift to bits.
    """

    groups: tuple[Groups, Groups, Groups]
    chance: tuple[NDArray[np.float64], ...]
    odds: tuple[NDArray[np.float32], ...]
    share: tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...]
    reach: NDArray[np.int64]
    scale: NDArray[np.float64]


def between(one: int, other: int) -> int:
    """The number of the table for two scripts."""
    return BETWEEN.index((min(one, other), max(one, other)))


def make(counts: Counts, scale: Scale) -> Letters:
    """Odds from counts."""
    used: list[set[str]] = [set(), set(), set()]
    for pair, units in counts.items():
        for x, y in units:
            used[pair[0]].add(x)
            used[pair[1]].add(y)
    for found in used:
        found |= {letter for name in found for letter in bare(name)}
    groups = tuple(
        Groups(sorted(used[s] - {""}, key=lambda g: (len(bare(g)), g)), REACH[s]) for s in (LATIN, ARABIC, CYRILLIC)
    )
    chance = tuple(_chance(groups[s], s, counts) for s in (LATIN, ARABIC, CYRILLIC))
    odds, share, reach = [], [], []
    for pair in BETWEEN:
        x, y = groups[pair[0]], groups[pair[1]]
        weight = _weights(counts.get(pair, {}), x, y)
        odds.append((weight / np.outer(chance[pair[0]], chance[pair[1]])).astype(np.float32))
        share.append((weight.sum(1), weight.sum(0)))
        reach.append([_longest(pair, counts, 0), _longest(pair, counts, 1)])
    scales = np.array([scale.get(pair, (1.0, 0.0)) for pair in BETWEEN])
    return Letters((groups[0], groups[1], groups[2]), chance, tuple(odds), tuple(share), np.array(reach), scales)


def _longest(pair: tuple[int, int], counts: Counts, side: int) -> int:
    return max((len(bare(unit[side])) for unit in counts.get(pair, {})), default=1)


def _weights(units: Mapping[tuple[str, str], float], x: Groups, y: Groups) -> NDArray[np.float64]:
    count = np.zeros((len(x.names), len(y.names)))
    for (a, b), n in units.items():
        count[x.number[a], y.number[b]] = n
    if not units:
        count[0, 1:] = count[1:, 0] = 1.0
    return soften(count, x, y)


def _chance(groups: Groups, script: int, counts: Counts) -> NDArray[np.float64]:
    """The probability of each group's letters, from how often the units of all tables use them."""
    letter: dict[str, float] = {}
    for pair, units in counts.items():
        for unit, n in units.items():
            for side in (0, 1):
                if pair[side] == script:
                    for c in bare(unit[side]):
                        letter[c] = letter.get(c, 0.0) + n
    whole = sum(letter.values()) + len(groups.names)
    return np.array([np.prod([(letter.get(c, 0.0) + 1.0) / whole for c in bare(g)]) for g in groups.names])


def read_counts(lines: Iterable[str]) -> Counts:
    """Counts from the lines of a table."""
    counts: dict[tuple[int, int], dict[tuple[str, str], float]] = {}
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        pair = CODES.index(row["scripts"][0]), CODES.index(row["scripts"][1])
        counts.setdefault(pair, {})[row["one"], row["other"]] = float(row["uses"])
    return counts


def write_counts(counts: Counts, out: TextIO, source: str) -> None:
    """Write a table, the frequent units first."""
    out.write("".join(f"# {line}\n" for line in source.splitlines()))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["scripts", "one", "other", "uses"])
    for pair in sorted(counts):
        code = CODES[pair[0]] + CODES[pair[1]]
        for (x, y), n in sorted(counts[pair].items(), key=lambda unit: (-round(unit[1], 1), unit[0])):
            if round(n, 1) > 0:
                writer.writerow([code, x, y, f"{n:.1f}"])


def read_scale(lines: Iterable[str]) -> Scale:
    """Slope and shift of each two scripts."""
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {
        (CODES.index(row["scripts"][0]), CODES.index(row["scripts"][1])): (float(row["slope"]), float(row["shift"]))
        for row in rows
    }


@cache
def shipped() -> Letters:
    """The table that comes with Hudna."""
    data = files("hudna.people") / "data"
    counts = read_counts((data / "letters.csv").read_text(encoding="utf-8").splitlines())
    return make(counts, read_scale((data / "scale.csv").read_text(encoding="utf-8").splitlines()))


def code(words: Iterable[str], groups: Groups) -> tuple[NDArray[np.int16], NDArray[np.int8]]:
    """Group numbers (words x LONGEST x 3) and lengths of words of one script."""
    words = list(words)
    codes = np.stack([groups.of(word) for word in words]) if words else np.empty((0, LONGEST, 3), np.int16)
    return codes, np.array([min(len(word), LONGEST) for word in words], np.int8)
