"""Learn the weights that the room ``people`` ships, from invented lists of both shapes, with families, and write them.

Of each comparison the mean over the lists that tell something of it; what no invented list has (documents, mothers'
names, kunyas beside names) is kept as it was set by hand.
"""

from __future__ import annotations

import argparse
import tempfile
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.lists import read_both
from hudna.matching import Weights
from hudna.people import match_lists, shipped_weights

WHERE = Path(__file__).parent.parent / "src" / "hudna" / "people" / "data" / "weights.yaml"
HEAD = """# How often each level is met among pairs that are one person (m) and among pairs that are not (u); see
# docs/explanation/matching.md. Learnt by `python -m benchmarks list-weights` from invented lists, November 2026. Set by
# hand: what these lists do not have (document, mother's name, kunya), what brothers and sisters share, and u of places
# and dates, which lie closer together in a war than where they are invented.
"""
BY_HAND = ("place", "date")
LEAST = 0.004
"""No level is rarer than this among pairs that are the same: real lists have errors that nobody thought of."""
RELATED = 0.4
"""Share of the people who are listed with others of their family."""
TOLD = 0.9
"""A comparison is learnt from lists of which less than this share says nothing of it."""


def main(arguments: list[str]) -> int:
    """Match invented lists of both shapes and write the mean of what was learnt."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks list-weights", description=__doc__)
    parser.add_argument("--rows", type=int, default=30_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--out", type=Path, default=WHERE)
    asked = parser.parse_args(arguments)
    learnt = []
    for shape in ("parts", "whole"):
        for seed in asked.seeds:
            made = Namespace(rows=asked.rows, rows_b=0, shape=shape, seed=seed, data=None, related=RELATED, without=[])
            with tempfile.TemporaryDirectory() as folder:
                a, b = read_both(made, Path(folder))
            learnt.append(match_lists(a.people, b.people).weights)
    asked.out.write_text(HEAD + mean(learnt, shipped_weights()).to_yaml(), encoding="utf-8")
    return 0


def mean(learnt: list[Weights], before: Weights) -> Weights:
    """The mean of each share; levels together are left out, they are of the lists at hand."""
    tables = []
    for which in ("m", "u"):
        table = {}
        for name, old in getattr(before, which).items():
            told = [getattr(one, which)[name] for one in learnt if one.m[name][0] < TOLD]
            by_hand = which == "u" and (name in BY_HAND or sum(old) > 2)
            shares = np.mean(told, axis=0) if told and not by_hand else np.array(old)
            if which == "m":
                shares[1:] = np.maximum(shares[1:], LEAST)
            table[name] = tuple(shares.tolist())
        tables.append(table)
    return replace(before, m=tables[0], u=tables[1], together=None)


if __name__ == "__main__":
    raise SystemExit(main([]))
