"""Learn how letters are written across scripts, and write the tables that the room ``people`` ships.

From pairs of a romanised token and the same token in Arabic or Cyrillic script (TAB-separated: token, letters of the
other script parted by blanks, count). Tokens of one script are learnt from those that share a spelling in another. The
same files give the same tables, byte for byte.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from anyascii import anyascii

from hudna.people.letters import BETWEEN, CODES, write_counts
from hudna.people.script import ARABIC, CYRILLIC, LATIN, fold, letters, script_of
from hudna.people.slips import hurried, slipped
from hudna.people.teach import Groups, Lesson, bare, teach

Row = tuple[str, str, int]
Pair = tuple[str, str, float]
Counts = dict[tuple[int, int], dict[tuple[str, str], float]]

SOURCE = """How often a group of letters is written for a group of letters of another script (see teach.py).
scripts: L Latin, A Arabic, C Cyrillic. ^ begins a name, $ ends it. Learnt by `python -m benchmarks letters` from
names of people in Wikidata (CC0 1.0), tokens of labels in two scripts, 64 % split, as taken in November 2026."""

ACROSS, ALIKE = Lesson(), Lesson(reach_x=2, reach_y=2)


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


def lessons(arabic: Sequence[Row], russian: Sequence[Row]) -> dict[tuple[int, int], list[Pair]]:
    """The pairs to learn from, for each two scripts."""
    arabs, slavs = _by(arabic, 1, 0), _by(russian, 1, 0)
    to_arab, to_slav = {plain(r[0]): r[1] for r in arabic}, {plain(r[0]): r[1] for r in russian}
    latin = meet([*arabs.values(), *slavs.values()])
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
        for other, share in ((hurried(word), 0.5), (slipped(word, turn), 0.05), (word, 1.0)):
            arab += [(word, other, share), (other, word, share)]
    slav += [(word, word, 1.0) for word in sorted({r[1] for r in russian})]
    latin += [(word, word, 1.0) for word in sorted({r[0] for r in (*arabic, *russian)})]
    across = [(a, c, 1.0) for p, a in to_arab.items() if (c := to_slav.get(p))]
    return {
        (0, 0): latin,
        (0, 1): [(r[0], f, w) for r in arabic for f, w in ((r[1], 1.0), (hurried(r[1]), 0.3))],
        (0, 2): [(r[0], r[1], 1.0) for r in russian],
        (1, 1): arab,
        (1, 2): across + [(hurried(a), c, 0.3) for a, c, _ in across],
        (2, 2): slav,
    }


def learn(arabic: Sequence[Row], russian: Sequence[Row]) -> Counts:
    """The tables of all six pairs of scripts."""
    rows = (*arabic, *russian)
    groups = {
        LATIN: Groups.seen([r[0] for r in rows], 3, 20),
        ARABIC: Groups.seen([f for r in arabic for f in (r[1], hurried(r[1]))], 2, 20),
        CYRILLIC: Groups.seen([r[1] for r in russian], 2, 20),
    }
    short = Groups([g for g in groups[LATIN].names if len(bare(g)) <= 2], 2)
    counts: Counts = {}
    for pair, examples in lessons(arabic, russian).items():
        x, y = (short, short) if pair == (0, 0) else (groups[pair[0]], groups[pair[1]])
        taught = teach(examples, ACROSS if pair[0] != pair[1] and pair[0] == LATIN else ALIKE, x, y)
        count = (taught.count + taught.count.T) / 2 if pair[0] == pair[1] else taught.count
        us, vs = count.nonzero()
        counts[pair] = {(x.names[u], y.names[v]): float(count[u, v]) for u, v in zip(us, vs, strict=True)}
        print(CODES[pair[0]] + CODES[pair[1]], len(examples), "pairs,", len(us), "units", flush=True)
    return counts


def main(arguments: Sequence[str]) -> int:
    """Learn and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks letters", description=__doc__)
    parser.add_argument("names", type=Path, help="folder with wd_arabic_64.tsv and wd_russian_64.tsv")
    parser.add_argument("--out", type=Path, default=Path("src/hudna/people/data"), help="folder to write into")
    given = parser.parse_args(arguments)
    counts = learn(read_rows(given.names / "wd_arabic_64.tsv"), read_rows(given.names / "wd_russian_64.tsv"))
    with (given.out / "letters.csv").open("w", encoding="utf-8") as out:
        write_counts(counts, out, SOURCE)
    assert set(counts) <= set(BETWEEN)
    return 0
