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
from typing import NamedTuple, TextIO

import numpy as np
from numpy.typing import NDArray

from hudna.people.script import ARABIC, CYRILLIC, LATIN
from hudna.people.teach import LONGEST, Groups, bare, soften

REACH = {LATIN: 3, ARABIC: 2, CYRILLIC: 2}
"""Letters in the longest group, by script."""

BETWEEN = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
"""Two scripts that a table is for, the lower number first; the place in this tuple is the table's number."""

CODES = "LAC"

STEP, MIDDLE = 0.16, 128
ODDS = np.where(np.arange(256) > 0, 2.0 ** ((np.arange(256) - MIDDLE) * STEP), 0.0).astype(np.float32)
"""The odds that a byte stands for: steps of 0.16 bits around even odds; 0 is never."""

Counts = Mapping[tuple[int, int], Mapping[tuple[str, str], float]]
Scale = Mapping[tuple[int, int], tuple[float, float]]


class Side(NamedTuple):
    """Of the groups of one script, as a table has them: share, chance of the letters, bits told, longest group."""

    share: NDArray[np.float64]
    chance: NDArray[np.float64]
    told: NDArray[np.float64]
    reach: int


@dataclass(frozen=True, slots=True)
class Letters:
    """The table made ready. ``odds[t][u, v]``: how much more often a unit is used than its letters meet by chance, as
    the place in ``ODDS`` (a byte, so that the tables stay in the processor's cache).

    ``chance[s][g]``: probability of the letters of group g of script s, one by one. ``share[t]``: of each group on
    either side. ``reach[t]``: letters of the longest group on either side. ``scale[t]``: slope and shift to bits.
    ``told[t]``: bits that a group of either side tells on average of what is written for it.
    """

    groups: tuple[Groups, Groups, Groups]
    chance: tuple[NDArray[np.float64], ...]
    odds: tuple[NDArray[np.uint8], ...]
    share: tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...]
    reach: NDArray[np.int64]
    scale: NDArray[np.float64]
    told: tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...]

    def side(self, script: int, other: int) -> Side:
        """What the table for two scripts says of the groups of the first by themselves."""
        table, at = between(script, other), int(script > other)
        share, told = self.share[table][at], self.told[table][at]
        return Side(share, self.chance[script], told, int(self.reach[table, at]))


def between(one: int, other: int) -> int:
    """The number of the table for two scripts."""
    return BETWEEN.index((min(one, other), max(one, other)))


def make(counts: Counts, scale: Scale) -> Letters:
    """Odds from counts."""
    used: list[set[str]] = [set(), set(), set()]
    for pair, units in counts.items():
        for one, other in units:
            used[pair[0]].add(one)
            used[pair[1]].add(other)
    for found in used:
        found |= {letter for name in found for letter in bare(name)}
    groups = tuple(_groups(used[s], s, counts) for s in (LATIN, ARABIC, CYRILLIC))
    chance = tuple(_chance(groups[s], s, counts) for s in (LATIN, ARABIC, CYRILLIC))
    odds, share, reach, told = [], [], [], []
    for pair in BETWEEN:
        x, y = (_short(groups[s]) if pair == (LATIN, LATIN) else groups[s] for s in pair)
        weight = _weights(counts.get(pair, {}), x, y)
        odds.append(_bytes(weight, chance[pair[0]][: len(x.names)], chance[pair[1]][: len(y.names)]))
        share.append((weight.sum(1, dtype=np.float64), weight.sum(0, dtype=np.float64)))
        told.append(_told(weight))
        reach.append([_longest(pair, counts, 0), _longest(pair, counts, 1)])
    scales = np.array([scale.get(pair, (1.0, 0.0)) for pair in BETWEEN])
    return Letters(
        (groups[0], groups[1], groups[2]), chance, tuple(odds), tuple(share), np.array(reach), scales, tuple(told)
    )


def _bytes(weight: NDArray[np.float32], x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The odds of each unit against its letters by chance, as places in ``ODDS``."""
    found = np.zeros(weight.shape, np.uint8)
    us, vs = weight.nonzero()
    steps = np.log2(weight[us, vs] / (x[us] * y[vs])) / STEP + MIDDLE
    found[us, vs] = np.clip(np.round(steps), 1, 255)
    return found


def _short(groups: Groups) -> Groups:
    """The groups of up to two letters, which are numbered first: Latin beside Latin needs no longer ones."""
    return Groups([name for name in groups.names if len(bare(name)) < REACH[LATIN]], REACH[LATIN] - 1)


def _told(weight: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean information of a group of either side about the other, in bits."""
    us, vs = weight.nonzero()
    used = weight[us, vs].astype(np.float64)
    x, y = np.bincount(us, used, weight.shape[0]), np.bincount(vs, used, weight.shape[1])
    bits = used * np.log2(used / (x[us] * y[vs]))
    return (
        np.bincount(us, bits, weight.shape[0]) / np.maximum(x, 1e-300),
        np.bincount(vs, bits, weight.shape[1]) / np.maximum(y, 1e-300),
    )


def _groups(names: set[str], script: int, counts: Counts) -> Groups:
    """Groups by use, so that what is read often lies together in the tables; those of three letters last."""
    use = dict.fromkeys(names - {""}, 0.0)
    for pair, units in counts.items():
        for unit, n in units.items():
            for side in (0, 1):
                if pair[side] == script and unit[side]:
                    use[unit[side]] += n
    return Groups(sorted(use, key=lambda name: (len(bare(name)) > 2, -use[name], name)), REACH[script])


def _longest(pair: tuple[int, int], counts: Counts, side: int) -> int:
    return max((len(bare(unit[side])) for unit in counts.get(pair, {})), default=1)


def _weights(units: Mapping[tuple[str, str], float], x: Groups, y: Groups) -> NDArray[np.float32]:
    count = np.zeros((len(x.names), len(y.names)), np.float32)
    if min(count.shape) < 2:
        return count
    for (a, b), n in units.items():
        count[x.number[a], y.number[b]] = n
    if not units:
        count[:, :] = 1.0
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


def write_scale(scale: Scale, out: TextIO, source: str) -> None:
    """Write slope and shift of each two scripts."""
    out.write("".join(f"# {line}\n" for line in source.splitlines()))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["scripts", "slope", "shift"])
    for (one, other), (slope, shift) in sorted(scale.items()):
        writer.writerow([CODES[one] + CODES[other], f"{slope:.3f}", f"{shift:.2f}"])


@cache
def shipped() -> Letters:
    """The table that comes with Hudna."""
    data = files("hudna.people") / "data"
    counts = read_counts((data / "letters.csv").read_text(encoding="utf-8").splitlines())
    return make(counts, read_scale((data / "scale.csv").read_text(encoding="utf-8").splitlines()))


def code(words: Iterable[str], begins: Iterable[int], groups: Groups) -> tuple[NDArray[np.int16], NDArray[np.int8]]:
    """Group numbers (words x LONGEST x 3) and lengths of words of one script, each beginning behind its article."""
    words = list(words)
    codes = [groups.of(word, begin) for word, begin in zip(words, begins, strict=True)]
    lengths = np.array([min(len(word), LONGEST) for word in words], np.int8)
    return (np.stack(codes) if codes else np.empty((0, LONGEST, 3), np.int16)), lengths
