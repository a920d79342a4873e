"""Costs decide: what is called the same hangs on wrong merges and splits alone; rivals share, doubles are no rivals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.ground import Fault
from hudna.matching import REVIEW, SAME, Costs, Doubles, Pairs, alone, compete, decide, in_time, rivals

P = np.linspace(0, 1, 201)
COST = st.floats(0.01, 100)


@settings(deadline=None)
@given(COST, COST, COST, st.floats(1, 50))
def test_a_dearer_look_never_changes_what_is_called_the_same(split: float, more: float, look: float, up: float) -> None:
    merge = split + more
    before, after = decide(P, Costs(merge, split, look)), decide(P, Costs(merge, split, look * up))
    assert ((before == SAME) == (after == SAME)).all()
    assert ((after == REVIEW) <= (before == REVIEW)).all()


@settings(deadline=None)
@given(COST, COST, COST, st.floats(1, 50))
def test_a_dearer_wrong_merge_calls_fewer_the_same(split: float, more: float, look: float, up: float) -> None:
    merge = split + more
    before, after = decide(P, Costs(merge, split, look)), decide(P, Costs(merge * up, split, look))
    assert ((after == SAME) <= (before == SAME)).all()


@pytest.mark.parametrize("costs", [(1.0, 2.0, 0.1), (1.0, 0.0, 0.1), (1.0, 1.0, 0.0)])
def test_costs_that_no_decision_follows_from_are_refused(costs: tuple[float, float, float]) -> None:
    with pytest.raises(Fault, match="costs-unfit"):
        Costs(*costs)


def pairs(*rows: tuple[int, int]) -> Pairs:
    return Pairs(np.array([a for a, _ in rows], np.int32), np.array([b for _, b in rows], np.int32))


def test_two_equal_candidates_share_and_neither_is_called_the_same() -> None:
    p = compete(rivals(pairs((0, 0), (0, 1)), np.array([10.0, 10.0]), Doubles.none(1), Doubles.none(2)))
    assert p == pytest.approx([0.5, 0.5], abs=0.001)


def test_a_double_of_the_other_row_is_no_rival() -> None:
    doubles = Doubles.of(pairs((0, 1)), np.array([0.999]), 2)
    p = compete(rivals(pairs((0, 0), (0, 1)), np.array([10.0, 10.0]), Doubles.none(1), doubles))
    assert (p > 0.99).all()


def test_a_rival_of_either_row_counts() -> None:
    p = compete(rivals(pairs((0, 0), (1, 0)), np.array([10.0, 6.0]), Doubles.none(2), Doubles.none(1)))
    assert p == pytest.approx([16 / 17, 1 / 17], abs=0.001)


def test_where_most_have_a_partner_a_lone_candidate_is_likelier() -> None:
    one = pairs((0, 0))
    bits = np.array([0.0])
    few = compete(rivals(one, bits, Doubles.none(1), Doubles.none(1), alone(0.1, 100, 100)))
    many = compete(rivals(one, bits, Doubles.none(1), Doubles.none(1), alone(0.8, 100, 100)))
    assert few[0] == pytest.approx(1 / 1.81, abs=0.001)
    assert many[0] == pytest.approx(1 / 1.04, abs=0.001)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.floats(-10, 30)), max_size=20), st.randoms())
def test_order_of_pairs_and_of_tables_change_no_probability(rows: list[tuple[int, int, float]], random: object) -> None:
    known = list({(a, b): bits for a, b, bits in rows}.items())
    mixed = list(known)
    random.shuffle(mixed)  # type: ignore[attr-defined]

    def told(these: list[tuple[tuple[int, int], float]], turn: bool) -> dict[tuple[int, int], float]:
        keys = [(b, a) if turn else (a, b) for (a, b), _ in these]
        bits = np.array([bits for _, bits in these])
        p = compete(rivals(pairs(*keys), bits, Doubles.none(5), Doubles.none(5)))
        return {key: value for (key, _), value in zip(these, p.tolist(), strict=True)}

    first = told(known, False)
    for other in (told(mixed, False), told(known, True)):
        assert {key: pytest.approx(value, abs=1e-8) for key, value in first.items()} == other


def test_odds_that_both_are_true_speak_for_a_pair_but_never_beyond_its_own() -> None:
    found = rivals(pairs((0, 0), (0, 1)), np.array([20.0, 6.0]), Doubles.none(1), Doubles.none(2))
    assert found.strongest[0].tolist() == [1, 0]
    assert found.strongest[1].tolist() == [-1, -1]
    without, beside = compete(found), compete(found, np.array([0.0, 2.0**24]))
    assert without[1] < 0.001
    assert 0.9 < beside[1] <= 64 / 65
    assert beside[0] == without[0]


MANY = np.linspace(0.02, 0.94, 2_000)
APART = Pairs(np.arange(2_000, dtype=np.int32), np.arange(2_000, dtype=np.int32))


def test_time_for_looks_takes_the_likeliest_rows() -> None:
    costs = in_time(Costs(queue=0.3), APART, MANY, 2_000, 2_000)
    outcome = decide(MANY, costs)
    waiting = MANY[outcome == REVIEW]
    assert len(waiting) == 600  # a pair has two rows, and there are 4,000
    assert waiting.min() > MANY[outcome == 0].max()


def test_time_for_looks_never_changes_what_is_called_the_same() -> None:
    p = np.linspace(0.0, 1.0, 2_000)
    open_still = decide(p, Costs()) == REVIEW
    for share in (0.0, 0.1, 1.0):
        costs = in_time(Costs(queue=share), APART.take(open_still), p[open_still], 2_000, 2_000)
        assert ((decide(p, costs) == SAME) == (decide(p, Costs()) == SAME)).all()


def test_equal_pairs_are_left_out_together_and_short_tables_have_time() -> None:
    same_p = np.full(2_000, 0.5)
    assert (decide(same_p, in_time(Costs(queue=0.1), APART, same_p, 2_000, 2_000)) != REVIEW).all()
    few = APART.take(np.arange(250))
    assert in_time(Costs(queue=0.0), few, MANY[:250], 250, 250) == Costs(queue=0.0)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_queue_is_a_share(share: float) -> None:
    with pytest.raises(Fault, match="costs-unfit"):
        Costs(queue=share)
