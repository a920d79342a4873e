"""When: named zones, changes of clocks, 24:00, durations and daily windows."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudna.ground import Fault, when

ZONES = ["UTC", "Asia/Damascus", "Asia/Beirut", "Europe/Kyiv", "America/Havana", "Pacific/Apia", "Australia/Lord_Howe"]
INSTANTS = st.datetimes(
    datetime.fromisoformat("1950-01-01"), datetime.fromisoformat("2037-12-31"), timezones=st.just(UTC)
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text + "+00:00")


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        ("2016-02-27T00:00", "Asia/Damascus", "2016-02-26T22:00"),
        ("2024-11-27T04:00", "Asia/Beirut", "2024-11-27T02:00"),
        ("2015-02-15T00:00", "Europe/Kyiv", "2015-02-14T22:00"),
        ("2020-07-27 00:01", "Europe/Kyiv", "2020-07-26T21:01"),
        ("2016-02-26T24:00", "Asia/Damascus", "2016-02-26T22:00"),
        ("2016-12-31T24:00:00", "UTC", "2017-01-01T00:00"),
        (" 2016-02-27 ", "UTC", "2016-02-27T00:00"),
        ("2016-10-27T23:30", "Asia/Damascus", "2016-10-27T20:30"),
    ],
)
def test_wall_clocks_become_instants(text: str, zone: str, instant: str) -> None:
    assert when.instant(text, zone) == utc(instant)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2016-02-30T00:00", "calendar-impossible"),
        ("2015-02-29", "calendar-impossible"),
        ("2016-02-27T24:01", "calendar-impossible"),
        ("2016-02-27T25:00", "calendar-impossible"),
        ("2016-13-01", "calendar-impossible"),
        ("0000-01-01", "calendar-impossible"),
        ("9999-12-31T24:00", "calendar-impossible"),
        ("0001-01-01T00:00", "calendar-impossible"),
        ("2016-03-25T00:30", "time-skipped"),
        ("2016-02-27T00:00Z", "time-unreadable"),
        ("2016-02-27T00:00+02:00", "time-unreadable"),
        ("27.2.2016", "time-unreadable"),
        ("2016-2-7", "time-unreadable"),
        ("", "time-unreadable"),
    ],
)
def test_what_no_clock_shows_is_refused(text: str, code: str) -> None:
    with pytest.raises(Fault) as refused:
        when.instant(text, "Asia/Damascus")
    assert refused.value.code == code


def test_a_skipped_time_is_leniently_the_time_after_the_gap() -> None:
    wall = datetime.fromisoformat("2016-03-25T00:30")
    assert when.at_zone(wall, "Asia/Damascus", lenient=True) == utc("2016-03-24T22:30")


@pytest.mark.parametrize(
    ("wall", "twice"),
    [("2016-10-27T23:30", True), ("2016-10-27T22:59", False), ("2016-10-28T00:00", False), ("2016-03-25T00:30", False)],
)
def test_times_that_came_twice_are_known(wall: str, twice: bool) -> None:
    assert when.is_ambiguous(datetime.fromisoformat(wall), "Asia/Damascus") is twice


@pytest.mark.parametrize(
    "name", ["EET", "+02:00", "Damascus", "Asia/Atlantis", "", "../etc/passwd", "Asia/", "/etc/localtime", "A/\x00"]
)
def test_a_zone_without_a_place_is_refused(name: str) -> None:
    with pytest.raises(Fault, match="zone-unknown"):
        when.zone(name)


@pytest.mark.parametrize(
    ("day", "hours"), [("2016-02-27", 24), ("2016-03-25", 23), ("2016-10-27", 25), ("2016-03-25T12:00", 23)]
)
def test_a_day_is_as_long_as_its_zone_makes_it(day: str, hours: int) -> None:
    interval = when.day(day, "Asia/Damascus")
    assert interval.latest - interval.earliest == timedelta(hours=hours)


def test_days_follow_each_other_without_gap_or_overlap() -> None:
    days = [when.day(f"2016-{month:02}-{day:02}", "Asia/Damascus") for month in (3, 10) for day in range(20, 31)]
    pairs = zip(days[:10] + days[11:-1], days[1:11] + days[12:], strict=True)
    assert all(one.latest == other.earliest for one, other in pairs)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("PT48H", when.Duration(seconds=172_800)),
        ("P14D", when.Duration(days=14)),
        ("P1Y2M", when.Duration(months=14)),
        ("P2W", when.Duration(days=14)),
        ("-P1DT1H", when.Duration(days=-1, seconds=-3600)),
    ],
)
def test_durations(text: str, duration: when.Duration) -> None:
    assert when.duration(text) == duration


@pytest.mark.parametrize("text", ["", "P", "PT", "48h", "P1.5D", "P1H", "PT1D", "P-1D", "P" + "9" * 5000 + "D"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(Fault, match="duration-unreadable"):
        when.duration(text)


@pytest.mark.parametrize(
    ("start", "by", "end"),
    [
        ("2016-03-24T10:00", "P1D", "2016-03-25T09:00"),
        ("2016-03-24T10:00", "PT24H", "2016-03-25T10:00"),
        ("2016-01-31T10:00", "P1M", "2016-02-29T10:00"),
        ("2015-01-31T10:00", "P1M", "2015-02-28T10:00"),
        ("2016-02-29T10:00", "P1Y", "2017-02-28T10:00"),
        ("2016-03-31T09:00", "-P1M", "2016-02-29T10:00"),
        ("2014-09-05T15:00", "PT48H", "2014-09-07T15:00"),
    ],
)
def test_days_are_of_the_wall_and_hours_elapse(start: str, by: str, end: str) -> None:
    assert when.shift(utc(start), when.duration(by), "Asia/Damascus") == utc(end)


@pytest.mark.parametrize("by", ["P9000Y", "-P3000Y", "P999999999D", "PT" + "9" * 12 + "S"])
def test_a_duration_out_of_the_calendar_is_refused(by: str) -> None:
    with pytest.raises(Fault, match="calendar-impossible"):
        when.shift(utc("2016-02-27T00:00"), when.duration(by), "UTC")


@given(instant=INSTANTS, zone=st.sampled_from(ZONES))
def test_an_instant_shown_on_the_wall_is_found_again(instant: datetime, zone: str) -> None:
    wall = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    found = when.at_zone(wall, zone)
    assert found == instant or (when.is_ambiguous(wall, zone) and found < instant)


@given(instant=INSTANTS)
def test_microseconds_go_there_and_back(instant: datetime) -> None:
    assert when.from_microseconds(when.microseconds(instant)) == instant


def test_a_naive_time_has_no_place() -> None:
    with pytest.raises(ValueError, match="naive"):
        when.microseconds(datetime.fromisoformat("2016-02-27T00:00"))


CLOCKS = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(start=INSTANTS, hours=st.integers(1, 24 * 40), opens=CLOCKS, closes=CLOCKS, zone=st.sampled_from(ZONES))
def test_daily_windows_and_their_complement_fill_the_period(
    start: datetime, hours: int, opens: time, closes: time, zone: str
) -> None:
    end = start + timedelta(hours=hours)
    windows = when.daily_windows(start, end, opens, closes, zone)
    assert all(start <= low < high <= end for low, high in windows)
    assert all(one[1] <= other[0] for one, other in pairwise(windows))
    if opens != closes:
        rest = when.daily_windows(start, end, closes, opens, zone)
        total = sum((high - low for low, high in windows + rest), timedelta())
        assert total == end - start


def test_a_night_window_on_the_night_of_the_change_is_an_hour_short() -> None:
    (window,) = when.daily_windows(utc("2016-03-24T12:00"), utc("2016-03-25T12:00"), time(22), time(6), "Asia/Damascus")
    assert window[1] - window[0] == timedelta(hours=7)
