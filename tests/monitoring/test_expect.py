"""The Poisson–binomial law and its interval: against every outcome, by its moments, and at size."""

from __future__ import annotations

import math
import time
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.monitoring import interval, poisson_binomial
from hudna.monitoring.expect import MOST_EXACT

CHANCES = st.one_of(st.floats(0, 1), st.sampled_from([0.0, 1.0, 0.5, 1e-12, 1 - 1e-12]))
law = settings(deadline=None, derandomize=True, max_examples=60)


def by_every_outcome(p: list[float]) -> list[float]:
    chance = [0.0] * (len(p) + 1)
    for outcome in product((0, 1), repeat=len(p)):
        chance[sum(outcome)] += math.prod(q if hit else 1 - q for q, hit in zip(p, outcome, strict=True))
    return chance


@law
@given(st.lists(CHANCES, max_size=9))
def test_every_outcome_gone_through(p: list[float]) -> None:
    assert poisson_binomial(np.array(p)) == pytest.approx(by_every_outcome(p), abs=1e-12)


def test_twelve_chances_gone_through() -> None:
    p = np.linspace(0.02, 0.97, 12).tolist()
    assert poisson_binomial(np.array(p)) == pytest.approx(by_every_outcome(p), abs=1e-13)


@law
@given(st.integers(0, 2**32 - 1), st.integers(0, 700))
def test_its_mean_and_variance_are_those_of_the_chances(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    p = rng.beta(0.4, 0.6, n)
    p[rng.random(n) < 0.2] = 1.0
    chance = poisson_binomial(p)
    k = np.arange(n + 1)
    assert len(chance) == n + 1
    assert (chance >= 0).all()
    assert chance.sum() == pytest.approx(1.0, abs=1e-12)
    mean = float((k * chance).sum())
    assert mean == pytest.approx(p.sum(), abs=1e-8 * max(1, n))
    assert float(((k - mean) ** 2 * chance).sum()) == pytest.approx((p * (1 - p)).sum(), abs=1e-6 * max(1, n))


@law
@given(st.lists(CHANCES, max_size=40), st.integers(0, 10))
def test_the_certain_and_the_impossible_shift_the_law(p: list[float], certain: int) -> None:
    alone, more = poisson_binomial(np.array(p)), poisson_binomial(np.array([*p, *[1.0] * certain, 0.0]))
    assert more[certain : certain + len(alone)] == pytest.approx(alone, abs=1e-12)
    assert more[:certain] == pytest.approx(0, abs=1e-12)


def test_all_certain_or_none() -> None:
    assert interval(np.ones(7), np.ones(7)) == (7, 7)
    assert interval(np.zeros(7), np.zeros(7)) == (0, 0)
    assert interval(np.zeros(0), np.zeros(0)) == (0, 0)
    assert interval(np.zeros(7), np.ones(7)) == (0, 7)


@law
@given(st.lists(st.tuples(CHANCES, CHANCES), min_size=1, max_size=60), st.data())
def test_the_interval_grows_with_every_chance(pairs: list[tuple[float, float]], data: st.DataObject) -> None:
    low, high = np.array([min(pair) for pair in pairs]), np.array([max(pair) for pair in pairs])
    lower, upper = interval(low, high)
    assert 0 <= lower <= upper <= len(pairs)
    at = data.draw(st.integers(0, len(pairs) - 1))
    raised, raised_high = low.copy(), high.copy()
    raised[at], raised_high[at] = 1.0, 1.0
    assert interval(raised, raised_high) >= (lower, upper)
    assert interval(raised, raised_high)[1] >= upper
    assert interval(low, high, level=0.5)[0] >= lower
    assert interval(low, high, level=0.5)[1] <= upper


def test_the_interval_holds_the_middle_of_the_law() -> None:
    """Under 2.5 % lies below it and under 2.5 % above it, and it is the narrowest such."""
    p = np.random.default_rng(5).random(300)
    lower, upper = interval(p, p)
    below = np.cumsum(poisson_binomial(p))
    assert below[lower - 1] < 0.025 <= below[lower]
    assert below[upper - 1] < 0.975 <= below[upper]


def test_fifty_thousand_chances_are_worked_out_soon() -> None:
    p = np.random.default_rng(1).random(50_000)
    begun = time.process_time()
    lower, upper = interval(p, p)
    assert time.process_time() - begun < 8
    spread = 1.96 * math.sqrt((p * (1 - p)).sum())
    assert lower == pytest.approx(p.sum() - spread, abs=2)
    assert upper == pytest.approx(p.sum() + spread, abs=2)


@pytest.mark.parametrize("p", [[0.5, 1.1], [-1e-9], [math.nan], [math.inf]])
def test_what_is_no_probability_is_refused(p: list[float]) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        poisson_binomial(np.array(p))


@pytest.mark.parametrize(("a", "b"), [(1.0, 1.0), (0.4, 0.6), (0.2, 4.0), (6.0, 0.3)])
def test_beyond_what_is_worked_out_exactly_the_quantiles_stay_within_one(a: float, b: float) -> None:
    p = np.random.default_rng(7).beta(a, b, MOST_EXACT + 5000)
    below = np.cumsum(poisson_binomial(p))
    exact = tuple(int(np.searchsorted(below, level)) for level in (0.025, 0.975))
    assert interval(p, p) == pytest.approx(exact, abs=1)
