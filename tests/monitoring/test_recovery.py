"""Recovery: feeds made from a known truth and blurred as sources blur; the expected count must find the truth again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from hudna.monitoring import assess, assessor, interval
from tests.monitoring.feeds import Fed, agreement, at, incident, table
from tests.monitoring.geodesy import GEOD

START, END = at("2020-02-29T22:00"), at("2020-05-31T21:00")
FEEDS, EACH = 100, 200
HOURS = (END - START) / timedelta(hours=1)
Numbers = NDArray[np.float64]


class Truth(NamedTuple):
    """What happened: place, hours since the start, whether the North did it; and so whether it was a breach."""

    lon: Numbers
    lat: Numbers
    hour: Numbers
    north: NDArray[np.bool_]

    @property
    def breach(self) -> NDArray[np.bool_]:
        inside = (self.lon >= 36) & (self.lon < 42) & (self.lat >= 33) & (self.lat < 37)
        return inside & (self.hour >= 0) & (self.hour < HOURS) & self.north


def happen(rng: np.random.Generator, n: int) -> Truth:
    """Incidents spread evenly over the ground around the western border, and over the time around the start."""
    sine = rng.uniform(np.sin(np.radians(33.5)), np.sin(np.radians(36.5)), n)
    return Truth(
        rng.uniform(34.5, 37.5, n), np.degrees(np.arcsin(sine)), rng.uniform(-700, 700, n), rng.random(n) < 0.5
    )


def report(rng: np.random.Generator, truth: Truth, *, blur_author: bool) -> list[dict[str, Any]]:
    """The same as a source tells it: a disc and an interval in which the truth lies anywhere alike."""
    n = len(truth.lon)
    km = rng.choice([0.0, 5.0, 25.0, 60.0], n)
    lon, lat, _ = GEOD.fwd(truth.lon, truth.lat, rng.uniform(0, 360, n), km * np.sqrt(rng.random(n)) * 1000)
    length = rng.choice([1.0, 24.0, 168.0, 720.0], n)
    begins = truth.hour - length * rng.random(n)
    rows = []
    for k in range(n):
        author, other = ("north", "outsiders") if truth.north[k] else ("outsiders", "north")
        sides = (author, other, True) if not blur_author or rng.random() < 0.5 else (*sorted((author, other)), False)
        rows.append(
            incident(
                k,
                lon=float(lon[k]),
                lat=float(lat[k]),
                radius_km=float(km[k]),
                earliest=START + timedelta(hours=float(begins[k])),
                latest=START + timedelta(hours=float(begins[k] + length[k])),
                side_a=sides[0],
                side_b=sides[1],
                directed=sides[2],
            )
        )
    return rows


def simulate(seed: int, *, blur_author: bool) -> tuple[Numbers, Numbers, NDArray[np.int64]]:
    """Per feed: true breaches, expected value, and the interval (low, high)."""
    rng = np.random.default_rng(seed)
    truth = happen(rng, FEEDS * EACH)
    rows = report(rng, truth, blur_author=blur_author)
    findings = assessor(agreement("basic"))(table(rows))
    keep = np.array(findings["clause"].to_pylist()) == "attacks"
    feed = (findings["line"].to_numpy()[keep] - 2) // EACH
    p, low, high = (findings[name].to_numpy()[keep] for name in ("p", "p_low", "p_high"))
    value = np.bincount(feed, weights=p, minlength=FEEDS)
    bounds = np.array([interval(low[feed == k], high[feed == k]) for k in range(FEEDS)])
    return truth.breach.reshape(FEEDS, EACH).sum(axis=1).astype(float), value, bounds


def test_the_interval_covers_the_truth_at_its_stated_rate() -> None:
    """Place and time blurred, the author named: chance only, so close to 95 % and not far above."""
    truth, value, bounds = simulate(1, blur_author=False)
    covered = ((bounds[:, 0] <= truth) & (truth <= bounds[:, 1])).mean()
    assert 0.93 <= covered <= 0.995
    assert (bounds[:, 1] - bounds[:, 0]).mean() < 0.05 * EACH
    error = truth - value
    assert abs(error.mean()) < 4 * error.std() / np.sqrt(FEEDS)


def test_where_authors_are_not_named_it_still_covers_and_the_value_is_not_biased() -> None:
    truth, value, bounds = simulate(2, blur_author=True)
    covered = ((bounds[:, 0] <= truth) & (truth <= bounds[:, 1])).mean()
    assert covered >= 0.95
    error = truth - value
    assert abs(error.mean()) < 4 * error.std() / np.sqrt(FEEDS)


def test_probabilities_mean_what_they_say() -> None:
    """Of the findings at about p, a share of about p were breaches."""
    rng = np.random.default_rng(3)
    truth = happen(rng, 6000)
    findings = assessor(agreement("basic"))(table(report(rng, truth, blur_author=True)))
    keep = np.array(findings["clause"].to_pylist()) == "attacks"
    p, row = findings["p"].to_numpy()[keep], findings["line"].to_numpy()[keep] - 2
    hit = truth.breach[row]
    for low, high in ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 0.999)):
        some = (p > low) & (p <= high)
        assert some.sum() > 30
        spread = np.sqrt((p[some] * (1 - p[some])).sum()) / some.sum()
        assert hit[some].mean() == pytest.approx(p[some].mean(), abs=4 * spread)
    assert hit[p == 1.0].all()
    assert not truth.breach[np.setdiff1d(np.arange(6000), row)].any()


def test_the_assessment_of_a_whole_feed_says_the_same() -> None:
    rng = np.random.default_rng(4)
    truth = happen(rng, 400)
    done = assess(agreement("basic"), [Fed(table(report(rng, truth, blur_author=False)))])
    assert done.expected.low <= truth.breach.sum() <= done.expected.high
    assert done.baseline is not None
    assert done.matched is not None
    # as many happened before as after, and the North did as much of it
    assert done.baseline.low <= done.matched.high
    assert done.matched.low <= done.baseline.high
