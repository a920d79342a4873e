"""How well and how fast are names compared across scripts, beside what an analyst would use instead?

One run, one machine, so that the ratios hold. Needs the public token and name files (see README); what is not there is
said and left out.
"""

from __future__ import annotations

import argparse
import csv
import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from anyascii import anyascii
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler, Levenshtein

from benchmarks.letters import read_rows
from hudna.people import Spelling, align, compare_names, keys, likeness
from hudna.people.likeness import GRADES
from hudna.people.script import fold
from hudna.people.slips import hurried

Ids = NDArray[np.int32]
TABLE = Path("tests/people/tables/arab_parts.csv")
KINDS = {"Person": "person", "LegalEntity": None}


def arab_parts() -> list[tuple[str, list[str]]]:
    """The hand-made table of Arab parts of names: Arabic, and ways in which it is met in Latin script."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [
        (row["arabic"], list(dict.fromkeys(word.replace("-", " ") for word in row["latin"].split())))
        for row in csv.DictReader(lines)
    ]


def recall(path: Path, queries: int) -> None:
    """Of each token in the other script, the likest romanised token among all of the file."""
    rows = read_rows(path)
    latin = sorted({row[0] for row in rows})
    right = defaultdict(set)
    for one, other, _ in rows:
        right[other].add(one)
    asked = random.Random(1).sample(rows, min(queries, len(rows)))
    spelling = Spelling.of([*latin, *(row[1] for row in asked)])
    tokens = spelling.ids[: len(latin), 0]
    plain = [anyascii(word).lower() for word in latin]

    def ours(at: int) -> int:
        query = np.full(len(latin), spelling.ids[len(latin) + at, 0], np.int32)
        return int(likeness(spelling, query, tokens).argmax())

    def theirs(scorer: Callable[..., float]) -> Callable[[int], int]:
        def best(at: int) -> int:
            return int(process.cdist([anyascii(asked[at][1]).lower()], plain, scorer=scorer)[0].argmax())

        return best

    print(
        f"\n{path.name}: {len(asked):,} tokens asked among {len(latin):,}; recall at 1: any right form, that very form"
    )
    for name, find in (
        ("hudna", ours),
        ("anyascii + Levenshtein", theirs(Levenshtein.normalized_similarity)),
        ("anyascii + Jaro-Winkler", theirs(JaroWinkler.similarity)),
    ):
        found = [latin[find(at)] for at in range(len(asked))]
        loose = sum(word in right[row[1]] for word, row in zip(found, asked, strict=True)) / len(asked)
        strict = sum(word == row[0] for word, row in zip(found, asked, strict=True)) / len(asked)
        print(f"  {name:24} {loose:.3f}  {strict:.3f}")
    _keys(rows)


def _keys(rows: Sequence[tuple[str, str, int]]) -> None:
    spelling = Spelling.of([word for row in rows for word in row[:2]])
    met = keys(spelling)
    sides = spelling.ids[0::2, 0], spelling.ids[1::2, 0]
    holds: dict[int, set[int]] = defaultdict(set)
    for token in set(sides[0].tolist()):
        for key in set(met[token].tolist()) - {0}:
            holds[key].add(token)
    others, together = [], 0
    for one, other in zip(*(side.tolist() for side in sides), strict=True):
        reached = set().union(*(holds[key] for key in set(met[other].tolist()) - {0}))
        together += one in reached
        others.append(len(reached - {one}))
    print(
        f"  keys: {together / len(rows):.3f} of true pairs share one; {np.mean(others):.1f} others do, of {len(rows):,}"
    )


def parts() -> None:
    """Recall on the table of Arab parts: each Latin spelling finds its Arabic form among all; and do the bits hold?"""
    table = arab_parts()
    spelt = [(word, at) for at, (_, words) in enumerate(table) for word in words]
    spelling = Spelling.of([*(arabic for arabic, _ in table), *(word for word, _ in spelt)])
    arabs, latins = spelling.ids[: len(table), 0], spelling.ids[len(table) :, 0]
    names = [hurried(fold(arabic).replace(" ", "")) for arabic, _ in table]
    name = np.unique([n[2:] if n[:2] == "ال" and len(n) > 4 else n for n in names], return_inverse=True)[1]
    meant = name[[at for _, at in spelt]]
    right = defaultdict(set)
    for token, of in zip(latins.tolist(), meant.tolist(), strict=True):
        right[token].add(of)
    across = np.stack([likeness(spelling, np.full(len(latins), token, np.int32), latins) for token in arabs])
    plain = [anyascii(arabic).lower().replace(" ", "") for arabic, _ in table]
    near = process.cdist([word.lower().replace(" ", "") for word, _ in spelt], plain, scorer=JaroWinkler.similarity)
    ours = np.mean([name[across[:, k].argmax()] in right[token] for k, token in enumerate(latins.tolist())])
    theirs = np.mean([name[near[k].argmax()] in right[token] for k, token in enumerate(latins.tolist())])
    print(f"\n{len(table)} Arab parts in {len(spelt):,} spellings: recall at 1  hudna {ours:.3f}  "
          f"anyascii + Jaro-Winkler {theirs:.3f}")  # fmt: skip
    within = np.stack([likeness(spelling, np.full(len(latins), token, np.int32), latins) for token in latins])
    equal = latins[:, None] == latins[None, :]
    same = np.array([[bool(right[a] & right[b]) for b in latins.tolist()] for a in latins.tolist()])
    to_arab = np.array([[of in right[b] for b in latins.tolist()] for of in name.tolist()])
    _bands("Arabic-Latin", across[to_arab], across[~to_arab])
    _bands("Latin-Latin", within[same & ~equal], within[~same])


def _bands(title: str, same: NDArray[np.float32], strangers: NDArray[np.float32]) -> None:
    """Bits as measured in bands of bits as said, and what part of each kind comes as far as each grade."""
    edges = [4, 6, 8, 10, 12, 40]
    shares = [np.histogram(kind, edges)[0] / len(kind) for kind in (same, strangers)]
    said = "  ".join(
        f"{low}-{high}: {np.log2(one / other):.1f}"
        for low, high, one, other in zip(edges, edges[1:], *shares, strict=False)
    )
    print(f"  {title}, bits said: measured  {said}")
    for grade in GRADES:
        print(
            f"    from {grade:3.0f} bits {(same >= grade).mean():.3f} of one name, "
            f"{(strangers >= grade).mean():.5f} of strangers"
        )


def speed(pairs: int) -> None:
    """Pairs of names of three or four parts a second, on one core; half of them are of one name."""
    table, chance = arab_parts(), np.random.default_rng(3)
    weight = 1.0 / np.arange(1, len(table) + 1)
    drawn = chance.choice(len(table), (20_000, 4), p=weight / weight.sum())
    long = chance.integers(3, 5, len(drawn))
    one = [" ".join(table[at][0] for at in row[:n]) for row, n in zip(drawn, long, strict=True)]
    other = [" ".join(table[at][1][chance.integers(len(table[at][1]))] for at in row[:n])
             for row, n in zip(drawn, long, strict=True)]  # fmt: skip
    begin = time.process_time()
    spelling = Spelling.of([*one, *other])
    read = time.process_time() - begin
    left = chance.integers(0, len(one), pairs)
    right = np.where(chance.random(pairs) < 0.5, left, chance.integers(0, len(one), pairs))
    align(spelling, left[:10], right[:10] + len(one))
    ours = _timed(lambda: align(spelling, left, right + len(one)))
    texts = [anyascii(one[i]).lower() for i in left], [anyascii(other[i]).lower() for i in right]
    print(
        f"\n{pairs:,} pairs of names, one core, CPU-seconds (names read once: {read / 2 / len(one) * 1e6:.0f} µs each)"
    )
    for name, spent in (
        ("hudna: parts aligned", ours),
        ("rapidfuzz token_sort_ratio", _timed(lambda: process.cpdist(*texts, scorer=fuzz.token_sort_ratio, workers=1))),
        ("rapidfuzz Jaro-Winkler", _timed(lambda: process.cpdist(*texts, scorer=JaroWinkler.similarity, workers=1))),
        (
            "the same, called pair by pair",
            _timed(lambda: [JaroWinkler.similarity(a, b) for a, b in zip(*texts, strict=True)]),
        ),
    ):
        print(f"  {name:30} {spent:6.2f}  {pairs / spent:12,.0f} a second  {spent / ours:5.2f} x")


def _timed(run: Callable[[], object]) -> float:
    """The least CPU time of three runs."""
    spent = []
    for _ in range(3):
        begin = time.process_time()
        run()
        spent.append(time.process_time() - begin)
    return min(spent)


def whole_names(folder: Path) -> None:
    """Pairs that others have judged, all kinds, beside their reference scores; and by halves."""
    with (folder / "opensanctions_logicv2_scores.csv").open(encoding="utf-8") as file:
        known = {(row["name1"], row["name2"]): row["predicted_match"] == "true" for row in csv.DictReader(file)}
    with (folder / "opensanctions_name_pairs.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    truth = [row["is_match"] == "true" for row in rows]
    ours = [compare_names(row["name1"], row["name2"], KINDS.get(row["schema"], "organisation")).same for row in rows]  # type: ignore[arg-type]
    theirs = [known.get((row["name1"], row["name2"]), False) for row in rows]
    print(f"\n{len(rows)} pairs of whole names: right, wrong, missed, F1")
    for part, places in (("all", slice(None)), ("first half", slice(0, None, 2)), ("other half", slice(1, None, 2))):
        for name, said in (("hudna", ours), ("reference scores", theirs)):
            right = sum(s and t for s, t in zip(said[places], truth[places], strict=True))
            wrong = sum(s and not t for s, t in zip(said[places], truth[places], strict=True))
            missed = sum(t and not s for s, t in zip(said[places], truth[places], strict=True))
            print(
                f"  {part:10} {name:18} {right:4} {wrong:4} {missed:4}  {2 * right / (2 * right + wrong + missed):.3f}"
            )


def main(arguments: Sequence[str]) -> int:
    """Run what there is data for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks names", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/names"), help="folder of the public files")
    parser.add_argument("--queries", type=int, default=2000, help="tokens asked of each file")
    parser.add_argument("--pairs", type=int, default=300_000, help="pairs of names for the speed")
    given = parser.parse_args(arguments)
    speed(given.pairs)
    parts()
    for name in ("wd_arabic_16.tsv", "wd_russian_16.tsv"):
        if (given.data / name).exists():
            recall(given.data / name, given.queries)
        else:
            print(f"{given.data / name} is not here; left out")
    if (given.data / "opensanctions_name_pairs.csv").exists():
        whole_names(given.data)
    return 0
