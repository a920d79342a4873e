"""When: half-open ends, intervals that straddle them, hours of the day over a change of clocks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hudna.ground import when
from tests.monitoring.feeds import agreement, at, one

TICK = timedelta(microseconds=1)
SHOT = {"side_a": "north", "side_b": "south", "directed": True}
START, END = at("2020-02-29T22:00"), at("2020-05-31T21:00")


def share(start: datetime, end: datetime | None = None) -> tuple[float, str | None]:
    row = one(agreement("basic"), "attacks", **SHOT, earliest=start, latest=end)
    return (row["p_when"], row["verdict"]) if row else (0.0, None)


def test_midnight_in_damascus_is_two_hours_earlier_in_utc_in_winter_and_three_in_summer() -> None:
    basic = agreement("basic")
    assert (basic.start, basic.end) == (START, END)


def test_it_holds_from_the_very_start_to_just_before_the_end() -> None:
    assert share(START) == (1.0, "breach")
    assert share(START - TICK) == (0.0, None)
    assert share(END - TICK) == (1.0, "breach")
    assert share(END) == (0.0, None)


def test_an_interval_that_ends_as_it_starts_or_starts_as_it_ends_is_outside() -> None:
    assert share(START - timedelta(days=1), START) == (0.0, None)
    assert share(END, END + timedelta(days=1)) == (0.0, None)


@pytest.mark.parametrize(("before", "after"), [(1, 1), (1, 3), (23, 1), (5, 19)])
def test_an_interval_over_the_start_counts_by_its_share(before: int, after: int) -> None:
    got, verdict = share(START - timedelta(hours=before), START + timedelta(hours=after))
    assert got == pytest.approx(after / (before + after), abs=1e-12)
    assert verdict == "unverifiable"
    row = one(
        agreement("basic"),
        "attacks",
        **SHOT,
        earliest=START - timedelta(hours=before),
        latest=START + timedelta(hours=after),
    )
    assert row is not None
    assert row["undecided"] == "when"
    assert row["p"] == row["p_low"] == row["p_high"] == pytest.approx(got)


def test_a_year_that_holds_the_whole_of_it() -> None:
    got, _ = share(at("2020-01-01T00:00"), at("2021-01-01T00:00"))
    assert got == pytest.approx((END - START) / timedelta(days=366), abs=1e-12)


def test_an_interval_over_a_change_of_who_is_bound_counts_by_its_share() -> None:
    """Rose joins the League on 10 March, 00:00 in Damascus."""
    joined = at("2020-03-09T22:00")
    said = {"side_a": "rose", "side_b": "south", "directed": True}
    row = one(
        agreement("basic"), "attacks", **said, earliest=joined - timedelta(hours=6), latest=joined + timedelta(hours=18)
    )
    assert row is not None
    assert row["p"] == pytest.approx(0.75)
    other = one(
        agreement("basic"), "attacks", **SHOT, earliest=joined - timedelta(hours=6), latest=joined + timedelta(hours=18)
    )
    assert other is not None
    assert (other["p"], other["p_when"], other["verdict"]) == (1.0, 1.0, "breach")


def flight(local: str, minutes: float = 0.0, act: str = "flight.manned") -> float:
    start = when.instant(local, "Europe/Kyiv")
    row = one(
        agreement("hours"),
        side_a="north",
        directed=True,
        act=act,
        earliest=start,
        latest=start + timedelta(minutes=minutes) if minutes else None,
    )
    return row["p_when"] if row else 0.0


def test_nights_from_22_to_06_run_over_midnight() -> None:
    inside = ["2015-04-10T22:00", "2015-04-11T00:00", "2015-04-11T05:59", "2015-03-20T00:00"]
    outside = ["2015-04-10T21:59", "2015-04-11T06:00", "2015-04-11T12:00"]
    assert [flight(local) for local in inside] == [1.0] * 4
    assert [flight(local) for local in outside] == [0.0] * 3


def test_a_day_has_eight_hours_of_night_in_it() -> None:
    assert flight("2015-04-10T00:00", 24 * 60) == pytest.approx(8 / 24)


def test_the_night_that_clocks_go_forward_is_an_hour_shorter() -> None:
    """29 March 2015 in Kyiv: 03:00 is 04:00; the day has 23 hours, its night 22:00 to 06:00 seven."""
    assert flight("2015-03-28T22:00", 7 * 60) == 1.0
    assert flight("2015-03-28T22:00", 8 * 60) == pytest.approx(7 / 8)
    assert flight("2015-03-29T02:00", 60, "works.repair") == 1.0
    assert flight("2015-03-29T04:00", 60, "works.repair") == 1.0
    assert flight("2015-03-29T02:00", 180, "works.repair") == pytest.approx(2 / 3)


def test_the_night_that_clocks_go_back_is_an_hour_longer() -> None:
    """25 October 2015 in Kyiv: 04:00 is 03:00 again; 02:00 to 05:00 lasts four hours."""
    assert flight("2015-10-25T02:00", 240, "works.repair") == 1.0
    assert flight("2015-10-25T02:00", 300, "works.repair") == pytest.approx(4 / 5)
    assert flight("2015-10-24T22:00", 9 * 60) == 1.0


def test_hours_of_the_day_add_up_over_weeks() -> None:
    start, end = at("2015-03-19T22:00"), at("2015-11-19T22:00")
    row = one(agreement("hours"), side_a="north", directed=True, act="flight", earliest=start, latest=end)
    assert row is not None
    nights = 245 * 8 + 1 - 1  # an hour less in March, one more in October
    assert row["p_when"] == pytest.approx(nights / ((end - start) / timedelta(hours=1)), abs=1e-9)
