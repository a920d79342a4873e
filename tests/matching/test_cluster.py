"""Clusters: what is the same is put together, and never two who cannot be one."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.matching import Apart, Pairs, cluster

EDGES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25)


def pairs(rows: list[tuple[int, int]]) -> Pairs:
    return Pairs(np.array([a for a, _ in rows], np.int32), np.array([b for _, b in rows], np.int32))


def groups(of: np.ndarray) -> list[set[int]]:  # type: ignore[type-arg]
    return [set(np.flatnonzero(of == one).tolist()) for one in np.unique(of)]


def test_a_chain_is_one_cluster() -> None:
    of, joined = cluster(5, pairs([(0, 1), (1, 2), (3, 4)]), np.ones(3))
    assert groups(of) == [{0, 1, 2}, {3, 4}]
    assert joined.all()


def test_the_less_sure_pair_gives_way() -> None:
    """0 and 1 are of a list without doubles; both would be the same as 2."""
    apart = Apart(single=np.array([0, 0, -1], np.int32))
    of, joined = cluster(3, pairs([(0, 2), (1, 2)]), np.array([0.97, 0.99]), apart)
    assert groups(of) == [{0}, {1, 2}]
    assert joined.tolist() == [False, True]


def test_marks_bounds_and_judgements_keep_apart() -> None:
    chain, p = pairs([(0, 1), (1, 2)]), np.array([0.9, 0.8])
    by_mark = Apart(mark=np.array([0, -1, 1], np.int32))
    by_birth = Apart(earliest=np.array([0, 0, 9000], np.int32), latest=np.array([0, 10000, 9000], np.int32), slack=365)
    by_word = Apart(pairs=pairs([(2, 0)]))
    for apart in (by_mark, by_birth, by_word):
        of, joined = cluster(3, chain, p, apart)
        assert groups(of) == [{0, 1}, {2}]
        assert joined.tolist() == [True, False]


@settings(deadline=None)
@given(EDGES, EDGES, st.lists(st.integers(-1, 1), min_size=10, max_size=10), st.integers(0, 99))
def test_no_cluster_ever_holds_two_who_cannot_be_one(
    edges: list[tuple[int, int]], apart: list[tuple[int, int]], single: list[int], seed: int
) -> None:
    p = np.random.default_rng(seed).random(len(edges))
    forbidden = [(a, b) for a, b in apart if a != b]
    of, joined = cluster(10, pairs(edges), p, Apart(single=np.array(single, np.int32), pairs=pairs(forbidden)))
    assert all(of[a] != of[b] for a, b in forbidden)
    for group in groups(of):
        kinds = [single[row] for row in group if single[row] >= 0]
        assert len(kinds) == len(set(kinds))
    assert all((of[a] == of[b]) == bool(yes) for (a, b), yes in zip(edges, joined, strict=True))


@settings(deadline=None)
@given(EDGES, st.randoms())
def test_the_order_of_pairs_changes_no_cluster(edges: list[tuple[int, int]], random: object) -> None:
    mixed = list(edges)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = (cluster(10, pairs(these), np.ones(len(these)))[0] for these in (edges, mixed))
    assert (one == other).all()
