"""Learn how letters are written across scripts, and write the tables that the room ``people`` ships.

From pairs of a romanised token and the same token in Arabic or Cyrillic script (TAB-separated: token, letters of the
other script parted by blanks, count). Tokens of one script are learnt from those that share a spelling in another. The
same files give the same tables, byte for byte.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import numpy as np
from anyascii import anyascii
from numpy.typing import NDArray

from hudna.people.letters import CODES, make, write_counts, write_scale
from hudna.people.script import ARABIC, CYRILLIC, LATIN, fold, letters, script_of
from hudna.people.slips import hurried, slipped
from hudna.people.spelling import Spelling, raw_likeness
from hudna.people.teach import Groups, Lesson, bare, teach

Row = tuple[str, str, int]
Pair = tuple[str, str, float]
Counts = dict[tuple[int, int], dict[tuple[str, str], float]]

SOURCE = """How often a group of letters is written for a group of letters of another script (see teach.py).
scripts: L Latin, A Arabic, C Cyrillic. ^ begins a name, $ ends it. Learnt by `python -m benchmarks letters` from
names of people in Wikidata (CC0 1.0), tokens of labels in two scripts, 64 % split, as taken in November 2026."""

SCALE_SOURCE = """Bits of likeness = slope x log2 of the odds + shift, for each two scripts (L Latin, A Arabic,
C Cyrillic). Found by `python -m benchmarks letters` on every tenth row, kept aside, of what letters.csv is from."""

PARTS_SOURCE = """Parts of names that are common, per million parts of names in their script, in Wikidata (CC0 1.0),
November 2026; written by `python -m benchmarks letters` from the same tokens as letters.csv."""

OFTEN, COMMON = 8, 60.0
"""Times that a part must be counted, and per million parts, to be called common."""

STRANGERS, FEW = 3_000_000, 100
"""Pairs of tokens drawn to see how like strangers are; pairs of one name too few for a scale of their own, so that the
one of the Arabic script beside itself stands in."""

DOUBTFUL = (-30.0, 12.0)
"""Odds (log2) between which both strangers and pairs of one name are met, so that a line can be fitted."""

Floats = NDArray[np.float64]

LESSON = Lesson()
ALIKE = replace(LESSON, reach_x=2, reach_y=2)

ARABS_OWN = frozenset("عحصضطظقثذخء")
"""Letters that Arabic hardly uses to write a foreign name: a token with one is an Arab's name, and counts threefold."""

UNCHANGED = 0.2
"""Weight of a token beside itself among pairs of one script: equal tokens are known without a table."""

DETOUR, LEAST = 0.25, 1.0
"""Share of the uses learnt that units by way of Arabic are given, and the least use that is kept."""

AT_THE_ENDS = 0.06
"""Share of the uses of a unit inside names that it is given at their beginning, and at their end."""

TRIED = 10
"""Every tenth row is kept aside to find the scale."""


def read_rows(path: Path) -> list[Row]:
    """(romanised token, token in the other script, count), folded; rows that hold no letters are left out."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        latin, other, count = line.split("\t")
        one, two = (letters(fold(text.replace(" ", "")).replace(" ", "")) for text in (latin, other))
        if one and two and script_of(one) == LATIN and script_of(two) != LATIN:
            rows.append((one, two, int(count)))
    return rows


def plain(latin: str) -> str:
    """Without accents and apostrophes: what a keyboard has."""
    return anyascii(latin).replace("'", "").lower()


def meet(groups: Iterable[Iterable[str]], widest: int = 12) -> list[Pair]:
    """Every two spellings of a group, in both orders; a large group counts no more than a small one of its words."""
    pairs: list[Pair] = []
    for group in groups:
        forms = sorted(set(group))[:widest]
        pairs += [(a, b, 1.0 / (len(forms) - 1)) for a in forms for b in forms if a != b]
    return pairs


def _by(rows: Iterable[Row], key: int, value: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[str(row[key])].append(str(row[value]))
    return found


def _own(arabic: str) -> float:
    return 1.0 if ARABS_OWN.isdisjoint(arabic) else 3.0


def lessons(arabic: Sequence[Row], russian: Sequence[Row]) -> dict[tuple[int, int], list[Pair]]:
    """The pairs to learn from, for each two scripts."""
    arabs, slavs = _by(arabic, 1, 0), _by(russian, 1, 0)
    to_arab, to_slav = {plain(r[0]): r[1] for r in arabic}, {plain(r[0]): r[1] for r in russian}
    latin = [(a, b, w * _own(arab)) for arab, forms in arabs.items() for a, b, w in meet([forms])]
    latin += meet(slavs.values())
    latin += [(a, b, 1.0) for r in (*arabic, *russian) if (a := r[0]) != (b := plain(a)) and b]
    latin += [(b, a, w) for a, b, w in latin[-1:0:-1] if b == plain(a) and a != b]
    arab = meet({to_arab[p] for word in group if (p := plain(word)) in to_arab} for group in slavs.values())
    slav = meet({to_slav[p] for word in group if (p := plain(word)) in to_slav} for group in arabs.values())
    by_plain = defaultdict(set)
    for word, other, _ in arabic:
        by_plain[plain(word)].add(other)
    arab += meet(by_plain.values())
    forms = sorted({r[1] for r in arabic})
    for turn, word in enumerate(forms):
        for other, share in ((hurried(word), 0.5), (slipped(word, turn), 0.05), (word, UNCHANGED)):
            arab += [(word, other, share), (other, word, share)]
    slav += [(word, word, UNCHANGED) for word in sorted({r[1] for r in russian})]
    latin += [(word, word, UNCHANGED) for word in sorted({r[0] for r in (*arabic, *russian)})]
    across = [(a, c, 1.0) for p, a in to_arab.items() if (c := to_slav.get(p))]
    return {
        (0, 0): latin,
        (0, 1): [(r[0], f, w * _own(r[1])) for r in arabic for f, w in ((r[1], 1.0), (hurried(r[1]), 0.3))],
        (0, 2): [(r[0], r[1], 1.0) for r in russian],
        (1, 1): arab,
        (1, 2): across + [(hurried(a), c, 0.3) for a, c, _ in across],
        (2, 2): slav,
    }


def learn(arabic: Sequence[Row], russian: Sequence[Row]) -> Counts:
    """The tables of all six pairs of scripts."""
    rows = (*arabic, *russian)
    groups = {
        LATIN: Groups.seen([r[0] for r in rows], 3, LESSON.often),
        ARABIC: Groups.seen([f for r in arabic for f in (r[1], hurried(r[1]))], 2, LESSON.often),
        CYRILLIC: Groups.seen([r[1] for r in russian], 2, LESSON.often),
    }
    short = Groups([g for g in groups[LATIN].names if len(bare(g)) <= 2], 2)
    counts: Counts = {}
    for pair, examples in lessons(arabic, russian).items():
        x, y = (short, short) if pair == (0, 0) else (groups[pair[0]], groups[pair[1]])
        taught = teach(examples, LESSON if pair[0] != pair[1] and pair[0] == LATIN else ALIKE, x, y)
        count = (taught.count + taught.count.T) / 2 if pair[0] == pair[1] else taught.count
        us, vs = count.nonzero()
        counts[pair] = {(x.names[u], y.names[v]): float(count[u, v]) for u, v in zip(us, vs, strict=True)}
        print(CODES[pair[0]] + CODES[pair[1]], len(examples), "pairs,", len(us), "units", flush=True)
    for units in counts.values():
        _at_the_ends(units)
    return _with_detours(counts)


def _at_the_ends(units: dict[tuple[str, str], float]) -> None:
    """What is written inside a name may be written at its beginning and end too, if seldom: ou is و there as well."""
    held = [{unit[side] for unit in units} for side in (0, 1)]
    plain = [(unit, n) for unit, n in units.items() if unit == (bare(unit[0]), bare(unit[1])) and all(unit)]
    for (one, other), n in plain:
        for begin, end in (("^", ""), ("", "$")):
            marked = begin + one + end, begin + other + end
            unit = tuple(m if m in held[side] else bare(m) for side, m in enumerate(marked))
            if unit != (one, other) and n * AT_THE_ENDS >= LEAST:
                units[unit[0], unit[1]] = units.get((unit[0], unit[1]), 0.0) + n * AT_THE_ENDS


def _with_detours(counts: Counts) -> Counts:
    """Units that two habits have through Arabic are added: ou is و, and و is в, so that ou may be в."""
    latin = counts[0, 1]
    back = {(arab, word): n for (word, arab), n in latin.items()}
    for pair, onward in (((0, 0), back), ((0, 2), counts[1, 2])):
        whole = DETOUR * sum(counts[pair].values())
        through = compose(latin, onward)
        scale = whole / sum(through.values())
        for unit, n in through.items():
            if n * scale >= LEAST and (pair != (0, 0) or max(len(bare(group)) for group in unit) <= ALIKE.reach_x):
                counts[pair][unit] = counts[pair].get(unit, 0.0) + n * scale
    return counts


def compose(there: dict[tuple[str, str], float], onward: dict[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """Uses of units by way of a third script: what is written for the same letters of it."""
    ways: dict[str, list[tuple[str, float]]] = defaultdict(list)
    held: dict[str, float] = defaultdict(float)
    for (middle, last), n in onward.items():
        if middle:
            ways[middle].append((last, n))
            held[middle] += n
    found: dict[tuple[str, str], float] = defaultdict(float)
    for (first, middle), n in there.items():
        for last, m in ways.get(middle, ()):
            if first or last:
                found[first, last] += n * m / held[middle]
    return found


def find_scale(arabic: Sequence[Row], russian: Sequence[Row]) -> dict[tuple[int, int], tuple[float, float]]:
    """Slope and shift that make the odds hold on rows kept aside: pairs of one name against pairs of any two."""
    kept = [rows[::TRIED] for rows in (arabic, russian)]
    rest = [[row for i, row in enumerate(rows) if i % TRIED] for rows in (arabic, russian)]
    rough = make(learn(rest[0], rest[1]), {})
    chance = np.random.default_rng(0)
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for pair, examples in lessons(kept[0], kept[1]).items():
        alike = [(a, b) for a, b, _ in examples if a != b]
        spelling = Spelling.of([word for two in alike for word in two], rough)
        one, other = spelling.ids[0::2, 0], spelling.ids[1::2, 0]
        strange = np.stack([chance.choice(one, STRANGERS), chance.choice(other, STRANGERS)])
        known = np.isin(strange[0].astype(np.int64) << 32 | strange[1], one.astype(np.int64) << 32 | other)
        strange = strange[:, ~known & (strange[0] != strange[1])]
        same, different = raw_likeness(spelling, one, other), raw_likeness(spelling, *strange)
        found[pair] = logistic(same, different) if len(same) >= FEW else found[1, 1]
        print(CODES[pair[0]] + CODES[pair[1]], len(same), "pairs kept aside:", found[pair], flush=True)
    return found


def logistic(same: Floats, different: Floats) -> tuple[float, float]:
    """Slope and shift of bits by logistic regression, where both kinds are met; both kinds weigh the same."""
    kinds = [kind[(kind > DOUBTFUL[0]) & (kind < DOUBTFUL[1])] for kind in (same, different)]
    x, y = np.concatenate(kinds), np.repeat([1.0, 0.0], [len(kind) for kind in kinds])
    w = np.repeat([1.0 / len(same), 1.0 / len(different)], [len(kind) for kind in kinds])
    w /= w.sum()
    theta, design = np.array([0.2, 0.0]), np.stack([x, np.ones_like(x)])
    for _ in range(100):
        p = 1.0 / (1.0 + np.exp(-np.clip(theta @ design, -30.0, 30.0)))
        step = np.linalg.solve((design * (w * p * (1 - p))) @ design.T + 1e-9 * np.eye(2), design @ (w * (y - p)))
        theta = theta + step / max(1.0, np.abs(step).max())
    return float(theta[0] / np.log(2)), float(theta[1] / np.log(2))


def count_parts(arabic: Sequence[Row], russian: Sequence[Row]) -> dict[str, float]:
    """Tokens that occur often, per million tokens of their script."""
    scripts = [
        [(r[0], r[2]) for r in (*arabic, *russian)],
        [(r[1], r[2]) for r in arabic],
        [(r[1], r[2]) for r in russian],
    ]
    found: dict[str, float] = {}
    for rows in scripts:
        count: dict[str, int] = defaultdict(int)
        for word, n in rows:
            count[word] += n
        whole = sum(count.values())
        found.update({word: 1e6 * n / whole for word, n in count.items() if n >= OFTEN and 1e6 * n / whole >= COMMON})
    return found


def write_parts(parts: dict[str, float], out: TextIO) -> None:
    """Write the common tokens, the most common first."""
    out.write("".join(f"# {line}\n" for line in PARTS_SOURCE.splitlines()))
    out.write("part,count\n")
    out.writelines(
        f"{word},{n:.0f}\n" for word, n in sorted(parts.items(), key=lambda part: (-round(part[1]), part[0]))
    )


def main(arguments: Sequence[str]) -> int:
    """Learn and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks letters", description=__doc__)
    parser.add_argument("names", type=Path, help="folder with wd_arabic_64.tsv and wd_russian_64.tsv")
    parser.add_argument("--out", type=Path, default=Path("src/hudna/people/data"), help="folder to write into")
    given = parser.parse_args(arguments)
    arabic, russian = (read_rows(given.names / f"wd_{name}_64.tsv") for name in ("arabic", "russian"))
    scale = find_scale(arabic, russian)
    with (given.out / "scale.csv").open("w", encoding="utf-8") as out:
        write_scale(scale, out, SCALE_SOURCE)
    with (given.out / "letters.csv").open("w", encoding="utf-8") as out:
        write_counts(learn(arabic, russian), out, SOURCE)
    with (given.out / "common_parts.csv").open("w", encoding="utf-8") as out:
        write_parts(count_parts(arabic, russian), out)
    return 0
