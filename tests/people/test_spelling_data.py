"""On public tokens and on a table of common Arab parts, the right spelling is found among all."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from hudna.people import Spelling, likeness
from hudna.people.likeness import GRADES
from hudna.people.script import fold, letters

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "data" / "names"


def table() -> list[tuple[str, list[str]]]:
    lines = [
        line for line in (HERE / "tables" / "arab_parts.csv").read_text(encoding="utf-8").splitlines() if line[0] != "#"
    ]
    return [(row["arabic"], row["latin"].split()) for row in csv.DictReader(lines)]


def test_common_arab_parts_find_their_arabic_form_among_all() -> None:
    parts = [(arab, [word.replace("-", " ") for word in words]) for arab, words in table()]
    spelt = [(word, at) for at, (_, words) in enumerate(parts) for word in dict.fromkeys(words)]
    spelling = Spelling.of([*(arab for arab, _ in parts), *(word for word, _ in spelt)])
    assert spelling.ids.shape[1] == 1
    arabs, latins = spelling.ids[: len(parts), 0], spelling.ids[len(parts) :, 0]
    scores = np.stack([likeness(spelling, np.full(len(latins), arab, np.int32), latins) for arab in arabs])
    right = defaultdict(set)
    for token, (_, at) in zip(latins.tolist(), spelt, strict=True):
        right[token].add(at)
    found = [scores[:, k].argmax() in right[token] for k, token in enumerate(latins.tolist())]
    assert np.mean(found) >= 0.95
    true = np.array([scores[at, k] for k, (_, at) in enumerate(spelt)])
    assert (true >= GRADES[1]).mean() >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("script", ["arabic", "russian"])
def test_tokens_kept_aside_find_their_romanised_form_among_all(script: str) -> None:
    path = SHARED / f"wd_{script}_16.tsv"
    if not path.exists():
        pytest.skip("the tokens of names are not here (../shared/data/names)")
    rows = [line.split("\t")[:2] for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [tuple(letters(fold(word.replace(" ", "")).replace(" ", "")) for word in row) for row in rows]
    pairs = [pair for pair in pairs if all(pair)]
    latin = sorted({one for one, _ in pairs})
    right = defaultdict(set)
    for one, other in pairs:
        right[other].add(one)
    asked = random.Random(7).sample(pairs, 300)
    spelling = Spelling.of([*latin, *(other for _, other in asked)])
    tokens = spelling.ids[: len(latin), 0]
    found = [
        latin[int(likeness(spelling, np.full(len(latin), query, np.int32), tokens).argmax())] in right[other]
        for query, (_, other) in zip(spelling.ids[len(latin) :, 0], asked, strict=True)
    ]
    assert np.mean(found) >= 0.85
