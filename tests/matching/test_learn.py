"""Recovery: what was planted in the levels of pairs is found again, without labels."""

from __future__ import annotations

import numpy as np
import pytest

from hudna.matching import Comparison, Lookalikes, Patterns, Weights, batches, block, learn, merge, patterns
from tests.matching.worlds import COMPARISONS, START, world

M = ((0.85, 0.10, 0.05), (0.70, 0.30), (0.60, 0.25, 0.15), (0.9, 0.1), (0.8, 0.2))
U = ((0.005, 0.05, 0.945), (0.02, 0.98), (0.01, 0.06, 0.93), (0.1, 0.9), (0.5, 0.5))
SHOWN = tuple(Comparison(f"c{k}", ("unknown", *map(str, range(len(m))))) for k, m in enumerate(M))
GUESS = Weights(
    {one.name: (0.0, *([0.8] + [0.2 / (len(one) - 2)] * (len(one) - 2))) for one in SHOWN},
    {one.name: (0.0, *([0.1] + [0.9 / (len(one) - 2)] * (len(one) - 2))) for one in SHOWN},
    0.3,
)


def drawn(n: int, share: float, seed: int, unknown: float = 0.0) -> Patterns:
    """Levels of all pairs of two tables of ``n`` rows of which ``share`` have a partner."""
    rng = np.random.default_rng(seed)
    columns = []
    same = np.arange(n * n) < share * n
    for m, u in zip(M, U, strict=True):
        level = np.where(same, rng.choice(len(m), n * n, p=m), rng.choice(len(u), n * n, p=u)) + 1
        level[rng.random(n * n) < unknown] = 0
        columns.append(level.astype(np.uint8))
    return patterns(np.column_stack(columns))


@pytest.mark.parametrize("unknown", [0.0, 0.2])
def test_planted_shares_are_found_again(unknown: float) -> None:
    n = 1500
    seen = drawn(n, 0.8, 7, unknown)
    found = learn(SHOWN, seen, GUESS, n_left=n, n_right=n, random=seen, strength=0.02)
    for one, m, u in zip(SHOWN, M, U, strict=True):
        assert found.m[one.name][1:] == pytest.approx(m, abs=0.08), one.name
        assert found.u[one.name][1:] == pytest.approx(u, abs=0.01), one.name
    assert found.matches == pytest.approx(0.8, abs=0.1)


def test_what_depends_on_each_other_is_not_counted_twice() -> None:
    """Two copies of one fact would weigh double, each by itself; learnt together they weigh about as one."""
    n = 400
    rng = np.random.default_rng(3)
    same = np.arange(n * n) < 0.9 * n
    first = np.where(same, rng.choice(2, n * n, p=(0.9, 0.1)), rng.choice(2, n * n, p=(0.01, 0.99))) + 1
    third = np.where(same, rng.choice(2, n * n, p=(0.9, 0.1)), rng.choice(2, n * n, p=(0.01, 0.99))) + 1
    levels = np.column_stack([first, first, third]).astype(np.uint8)
    comparisons = tuple(Comparison(name, ("unknown", "same", "other"), "twins" * (name != "c")) for name in "abc")
    guess = Weights(dict.fromkeys("abc", (0.0, 0.9, 0.1)), dict.fromkeys("abc", (0.0, 0.01, 0.99)))
    seen = patterns(levels)
    found = learn(comparisons, seen, guess, n_left=n, n_right=n, random=seen)
    alone = float(found.bits(comparisons[0])[1])
    assert found.together is not None
    assert 2 * alone + found.together["twins"][(1, 1)] < alone + 2.5


def test_twenty_rows_keep_the_weights_that_they_were_given() -> None:
    made = world(20, 1)
    seen = merge([patterns(made.levels(pairs)) for pairs in batches(block(made.keys(), 20, 20))])
    found = learn(COMPARISONS, seen, START, n_left=20, n_right=20)
    for one in COMPARISONS:
        assert np.abs(found.bits(one) - START.bits(one)).max() < 1.0


def test_no_candidates_teach_nothing() -> None:
    nothing = patterns(np.empty((0, 3), np.uint8))
    assert learn(COMPARISONS, nothing, START, n_left=5, n_right=0) is START


def test_lookalikes_are_told_from_the_same_and_what_they_share_is_learnt() -> None:
    """Brothers taken together share family and day, and outnumber those who are one; still neither is the other."""
    n, rng = 900, np.random.default_rng(11)
    kind = np.full(n * n, 2)
    kind[: int(0.6 * n)], kind[int(0.6 * n) : int(2.6 * n)] = 0, 1
    shares = {  # of the same, of brothers, of others; level 1 agrees
        "given": ((0.9, 0.1), (0.02, 0.98), (0.03, 0.97)),
        "family": ((0.9, 0.1), (0.9, 0.1), (0.005, 0.995)),
        "day": ((0.9, 0.1), (0.7, 0.3), (0.002, 0.998)),
        "birth": ((0.85, 0.15), (0.05, 0.95), (0.02, 0.98)),
    }
    levels = np.empty((n * n, len(shares)), np.uint8)
    for place, of_kinds in enumerate(shares.values()):
        agree = np.array([of_kind[0] for of_kind in of_kinds])[kind]
        levels[:, place] = np.where(rng.random(n * n) < agree, 1, 2)
    comparisons = tuple(
        Comparison(name, ("unknown", "same", "other"), "name" * (name in ("given", "family"))) for name in shares
    )
    guess = Weights(
        dict.fromkeys(shares, (0.0, 0.85, 0.15)),
        dict.fromkeys(shares, (0.0, 0.02, 0.98)),
        0.5,
        None,
        Lookalikes("brothers", {"given": (0.0, 0.02, 0.98), "day": (0.1, 0.3, 0.7), "birth": (0.0, 0.1, 0.9)}, 1.0),
    )
    seen = patterns(levels)
    found = learn(comparisons, seen, guess, n_left=n, n_right=n, random=seen, strength=0.1)
    assert found.lookalikes is not None
    assert 1.2 < found.lookalikes.per_row < 2.1, "of two a row, those of another day are like strangers of one family"
    assert found.lookalikes.shares["given"] == (0.0, 0.02, 0.98), "their own names are what lookalikes are"
    assert found.lookalikes.shares["day"][1] > 0.65
    assert found.lookalikes.shares["birth"][1] == pytest.approx(0.05, abs=0.03)
    assert found.matches == pytest.approx(0.6, abs=0.05)
    assert found.m["given"][1] == pytest.approx(0.9, abs=0.05)
