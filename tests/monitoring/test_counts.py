"""Counts: what may be compared, what is counted once, and how days, parties, areas and the baseline add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hudna.ground import Fault, when
from hudna.monitoring import Count, Exposure, Window, assess, compare, count, read_exposure
from tests.monitoring.feeds import Fed, agreement, assessed, at, table

START = at("2020-02-29T22:00")
DAY = timedelta(days=1)
SHOT: dict[str, Any] = {"side_a": "north", "side_b": "south", "directed": True}
WEEK = Window(START, START + 7 * DAY, "Asia/Damascus")


def counted(p: list[float], **said: Any) -> Count:
    chances = np.array(p)
    return count(chances, chances, chances, 0, said.pop("window", WEEK), **said)


def test_counts_of_one_unit_and_length_are_compared() -> None:
    later = Window(START + 30 * DAY, START + 37 * DAY, "Asia/Damascus")
    both = compare(counted([0.5, 1.0, 1.0]), counted([1.0], window=later))
    assert (both.difference, both.ratio, both.rates) == (1.5, 2.5, None)
    assert both.overlap is False
    assert compare(counted([1.0]), counted([])).ratio is None


@pytest.mark.parametrize(
    ("other", "word"),
    [
        ({"unit": "observed item"}, "units"),
        ({"unit": "complaint"}, "units"),
        ({"window": Window(START, START + 8 * DAY, "Asia/Damascus")}, "windows"),
        ({"exposure": Exposure(10.0)}, "exposure"),
    ],
)
def test_counts_that_do_not_share_unit_window_and_exposure_are_refused(other: dict[str, Any], word: str) -> None:
    with pytest.raises(Fault, match=word) as refused:
        compare(counted([1.0]), counted([1.0], **other))
    assert refused.value.code == "count-mismatch"
    with pytest.raises(Fault):
        compare(counted([1.0], **other), counted([1.0]))


def test_a_week_with_a_change_of_clocks_is_not_as_long_as_another() -> None:
    change = Window(at("2020-03-22T22:00"), at("2020-03-29T21:00"), "Asia/Damascus")
    with pytest.raises(Fault):
        compare(counted([1.0]), counted([1.0], window=change))


def test_rates_are_per_hour_watched() -> None:
    both = compare(counted([1.0, 1.0], exposure=Exposure(20.0)), counted([1.0], exposure=Exposure(5.0)))
    assert both.rates == (0.1, 0.2)
    assert compare(counted([1.0], exposure=Exposure(0.0)), counted([1.0], exposure=Exposure(5.0))).rates is None


def test_exposure_is_read_by_day_and_summed_over_the_window(tmp_path: Path) -> None:
    path = tmp_path / "exposure.csv"
    path.write_text("date,hours_watched,hours_denied\n2020-03-01,8,2\n2020-03-02,6,\n2020-02-28,24,0\n", "utf-8")
    by_day = read_exposure(path)
    assert by_day[date(2020, 3, 1)] == Exposure(8.0, 2.0)
    rows = [SHOT | {"earliest": START + hours * timedelta(hours=1)} for hours in (1, 30)]
    done = assess(agreement("basic"), [Fed(table(rows))], exposure=by_day)
    assert done.expected.exposure == Exposure(14.0, 2.0)
    assert done.by_day["2020-03-01"].exposure == Exposure(8.0, 2.0)
    assert assess(agreement("basic"), [Fed(table(rows))]).expected.exposure is None


@pytest.mark.parametrize(
    "text",
    [
        "date,hours\n2020-03-01,8\n",
        "date,hours_watched\nyesterday,8\n",
        "date,hours_watched\n2020-03-01,eight\n",
        "date,hours_watched\n2020-03-01,-1\n",
        "date,hours_watched\n2020-03-01,nan\n",
        "date,hours_watched\n2020-03-01,8\n2020-03-01,8\n",
        "date,hours_watched\n2020-03-01\n",
        "",
    ],
)
def test_exposure_that_cannot_be_read_is_refused_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "exposure.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Fault) as refused:
        read_exposure(path)
    assert refused.value.code in ("exposure-unreadable", "file-empty")


def test_an_incident_under_two_clauses_counts_once() -> None:
    done = assessed(agreement("basic"), [SHOT | {"side_b": "civilians"}] * 4)
    assert done.by_verdict["breach"] == 8
    assert done.touched == 4
    assert (done.expected.value, done.expected.low, done.expected.high, done.expected.decided) == (4.0, 4, 4, 4)
    assert {name: done.expected_by_clause[name].value for name in ("attacks", "civilians")} == {
        "attacks": 4.0,
        "civilians": 4.0,
    }
    assert done.incidents_by_verdict["breach"] == 4


def test_a_clash_counts_half_for_each_and_once_in_all() -> None:
    done = assessed(agreement("basic"), [SHOT | {"directed": False}] * 10)
    assert {name: number.value for name, number in done.expected_by_party.items()} == {"north": 5.0, "south": 5.0}
    assert (done.expected.value, done.expected.low, done.expected.high) == (10.0, 10, 10)
    assert done.expected.decided == 0
    for number in done.expected_by_party.values():
        assert (number.low, number.high) == (0, 10)


def test_bounds_cover_chance_and_what_is_not_known() -> None:
    """Each of ten is hit or miss at 0.5, and of ten more the author is not known."""
    done = assessed(agreement("basic"), [SHOT | {"lon": 36.0, "radius_km": 5.0}] * 10 + [SHOT | {"side_a": None}] * 10)
    assert done.expected.value == pytest.approx(10.0, abs=0.02)
    assert done.expected.low == pytest.approx(2, abs=1)
    assert done.expected.high == pytest.approx(18, abs=1)


def test_days_add_up_to_the_whole() -> None:
    rng = np.random.default_rng(2)
    rows = []
    for _ in range(300):
        begun = START + timedelta(hours=float(rng.uniform(-40, 24 * 60)))
        rows.append(
            SHOT | {"earliest": begun, "latest": begun + timedelta(hours=float(rng.choice([1, 24, 24 * 7, 24 * 31])))}
        )
    done = assessed(agreement("basic"), rows)
    assert sum(number.value for number in done.by_day.values()) == pytest.approx(done.expected.value, rel=1e-9)
    assert list(done.by_day) == sorted(done.by_day)
    first, last = (when.instant(day, "Asia/Damascus") for day in (min(done.by_day), max(done.by_day)))
    assert first <= done.window.start < first + DAY
    assert last < done.window.end <= last + DAY
    short = done.by_day["2020-03-27"].window  # clocks went forward at the day's first instant
    assert short.length == timedelta(hours=23)


def test_a_day_known_to_the_day_falls_on_that_local_day() -> None:
    day = when.day("2020-03-10", "Asia/Damascus")
    done = assessed(agreement("basic"), [SHOT | {"earliest": day.earliest, "latest": day.latest}] * 3)
    assert {name: number.value for name, number in done.by_day.items() if number.value} == {"2020-03-10": 3.0}
    assert done.by_day["2020-03-10"].decided == 3


def test_the_baseline_has_the_length_of_what_is_set_beside_it() -> None:
    """Twenty days before, ninety after: twenty on either side."""
    rows = [SHOT | {"earliest": START + (k + 0.5) * DAY} for k in range(-20, 90)]
    done = assessed(agreement("basic"), rows)
    assert done.baseline is not None
    assert done.matched is not None
    assert done.baseline.window.length == done.matched.window.length == 19 * DAY
    assert (done.baseline.value, done.matched.value) == (19.0, 19.0)
    assert (done.baseline.decided, done.baseline.unit) == (19, "incident")
    assert compare(done.baseline, done.matched).difference == 0.0
    assert sum(number.value for number in done.baseline_by_day.values()) == pytest.approx(19.0)
    assert len(done.baseline_by_day) == 19


def test_the_baseline_asks_who_would_have_been_in_breach() -> None:
    rows = [
        SHOT | {"side_a": name, "earliest": START + (k + 0.5) * DAY}
        for k in range(-8, 8)
        for name in ("north", "outsiders")
    ]
    done = assessed(agreement("basic"), rows)
    assert done.baseline is not None
    assert done.baseline.value == 7.0


def test_without_incidents_before_the_start_there_is_no_baseline() -> None:
    done = assessed(agreement("basic"), [SHOT | {"earliest": START + k * DAY} for k in range(5)])
    assert (done.baseline, done.matched, done.baseline_by_day) == (None, None, {})


def test_an_interval_over_the_start_is_not_counted_on_both_sides() -> None:
    """Ten incidents, each as likely before as after: five are expected on either side."""
    around = {"earliest": START - DAY, "latest": START + DAY}
    rows = [SHOT | around] * 10 + [SHOT | {"side_b": "raiders", "earliest": START + d * DAY} for d in (-5, 5)]
    done = assessed(agreement("basic"), rows)
    assert done.baseline is not None
    assert done.matched is not None
    assert done.matched.value == pytest.approx(5.0)
    assert done.baseline.value == pytest.approx(5.0)


def test_areas_count_by_the_share_of_the_place_in_them() -> None:
    rows = [SHOT] * 4 + [SHOT | {"lon": 41.0}] * 2 + [SHOT | {"lon": 39.0, "radius_km": 25.0}]
    done = assessed(agreement("basic"), rows)
    areas = {name: number.value for name, number in done.expected_by_area.items()}
    assert areas["country"] == pytest.approx(7.0)
    assert areas["west"] == pytest.approx(4.5, abs=1e-3)
    assert areas["city"] == pytest.approx(4.0)
    assert areas["abroad"] == 0.0
    assert "front" not in areas
    assert "nobody-drew-it" not in areas


def test_what_is_in_the_zone_is_in_the_area_that_is_the_zone() -> None:
    """Half a disc is in the country: 0.5 expected in breach, and all of that in the country."""
    done = assessed(agreement("basic"), [SHOT | {"lon": 36.0, "radius_km": 25.0}])
    assert done.expected.value == pytest.approx(0.5, abs=1e-3)
    assert done.expected_by_area["country"].value == pytest.approx(done.expected.value, abs=1e-6)


def test_somewhere_in_a_part_is_somewhere_in_the_whole() -> None:
    done = assessed(agreement("basic"), [SHOT | {"area": "city", "lon": None, "lat": None}])
    areas = {name: number.value for name, number in done.expected_by_area.items()}
    assert areas["city"] == 1.0
    assert areas["west"] == areas["country"] == pytest.approx(1.0)


def test_permissions_cannot_be_breached() -> None:
    done = assessed(agreement("permissions"), [SHOT])
    assert {name for name, number in done.expected_by_clause.items() if number.value} == {"attacks"}


def test_what_is_excepted_does_not_widen_the_interval() -> None:
    rows = [SHOT | {"act": "force.fire.small-arms"}] * 50 + [SHOT | {"side_b": "raiders", "act": "force.clash"}] * 50
    done = assessed(agreement("permissions"), rows)
    assert done.by_verdict["excepted"] == 100
    assert (done.expected.value, done.expected.low, done.expected.high) == (0.0, 0, 0)


def test_two_accessions_in_one_interval_do_not_count_an_incident_twice() -> None:
    rose = {"side_a": "rose", "side_b": "south", "directed": False}
    joined = at("2020-03-09T22:00")
    done = assessed(agreement("basic"), [rose | {"earliest": joined - DAY, "latest": joined + DAY}])
    assert done.expected.cases == 1
    assert 0.5 < done.expected.value < 1.0


def test_counts_of_another_window_are_not_those_of_the_agreement() -> None:
    basic = agreement("basic")
    over = replace(basic, end=START + 10 * DAY, terms=basic.terms)
    rows = [SHOT | {"earliest": START + k * DAY} for k in range(40)]
    assert assessed(over, rows).window.end == START + 10 * DAY
    assert assessed(replace(basic, end=None), rows).window.end == START + 39 * DAY + timedelta(microseconds=1)


def test_it_makes_no_odds_whether_one_clause_or_two_hold_the_two_sides() -> None:
    """Of a clash of two bound parties one surely was in breach, under its own clause or under one for both."""
    basic = agreement("basic")
    clash = [SHOT | {"directed": False}] * 10
    joint = assessed(basic, clash).expected
    terms = [term for term in basic.terms if term.clause == "attacks"]
    own = [
        replace(t, clause=f"by-{p}", bound=frozenset({p}), doubtful=frozenset())
        for t in terms
        for p in ("north", "south")
    ]
    apart = assessed(replace(basic, terms=tuple(sorted(own, key=lambda t: t.clause))), clash).expected
    assert (joint.value, joint.low, joint.high) == (10.0, 10, 10)
    assert (apart.value, apart.low, apart.high) == (10.0, 10, 10)


def test_a_day_that_the_exposure_does_not_list_leaves_the_whole_unknown() -> None:
    rows = [SHOT | {"earliest": START + hours * timedelta(hours=1)} for hours in (1, 30, 60)]
    known = {date(2020, 3, 1): Exposure(8.0), date(2020, 3, 2): Exposure(0.0)}
    done = assess(agreement("basic"), [Fed(table(rows))], exposure=known)
    assert done.expected.exposure is None
    assert done.by_day["2020-03-02"].exposure == Exposure(0.0)
    assert done.by_day["2020-03-03"].exposure is None


def test_what_lies_in_the_window_is_counted_whatever_it_was() -> None:
    around = {"earliest": START - DAY, "latest": START + DAY}
    rows = [SHOT, SHOT | around, {"act": "peaceful.protest"}, SHOT | {"earliest": START - DAY}]
    done = assessed(agreement("basic"), rows)
    assert (done.incidents, done.in_window, done.touched) == (4, 3, 2)


def test_an_area_outside_the_zone_has_no_part_in_what_is_in_it() -> None:
    """A disc between the country and its neighbour: what was in breach was in the country, hence not abroad."""
    done = assessed(agreement("basic"), [SHOT | {"lon": 42.5, "radius_km": 100.0}])
    assert done.expected_by_area["country"].value == pytest.approx(done.expected.value)
    assert done.expected_by_area["abroad"].value == 0.0
