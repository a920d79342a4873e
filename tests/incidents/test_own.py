"""Hudna's own columns: times, places, acts, weapons and sides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hudna.incidents import template_csv
from tests.incidents.conftest import Read
from tests.incidents.layouts import own, table


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("cells", "earliest", "latest", "name"),
    [
        ({"earliest": "2016-02-27"}, utc(2016, 2, 26, 22), utc(2016, 2, 27, 22), "day"),
        ({"earliest": "2016-02-27", "zone": "UTC"}, utc(2016, 2, 27), utc(2016, 2, 28), "day"),
        ({"earliest": "2016-02-27", "latest": "2016-02-27"}, utc(2016, 2, 26, 22), utc(2016, 2, 27, 22), "day"),
        ({"earliest": "2016-02-27", "latest": "2016-02-28"}, utc(2016, 2, 26, 22), utc(2016, 2, 28, 22), "between"),
        ({"earliest": "2016-02-27T14:30"}, utc(2016, 2, 27, 12, 30), utc(2016, 2, 27, 12, 31), "instant"),
        ({"earliest": "2016-02-27 14:30:05"}, utc(2016, 2, 27, 12, 30, 5), utc(2016, 2, 27, 12, 30, 6), "instant"),
        ({"earliest": "2016-02-27T14:30Z"}, utc(2016, 2, 27, 14, 30), utc(2016, 2, 27, 14, 31), "instant"),
        ({"earliest": "2016-02-27T14:30+0330"}, utc(2016, 2, 27, 11), utc(2016, 2, 27, 11, 1), "instant"),
        ({"earliest": "2016-02-26T24:00"}, utc(2016, 2, 26, 22), utc(2016, 2, 26, 22, 1), "instant"),
        (
            {"earliest": "2016-02-27T10:00", "latest": "2016-02-28"},
            utc(2016, 2, 27, 8),
            utc(2016, 2, 28, 22),
            "between",
        ),
        (
            {"earliest": "2016-02-27T10:00Z", "latest": "2016-02-27T11:00Z"},
            utc(2016, 2, 27, 10),
            utc(2016, 2, 27, 11),
            "between",
        ),
    ],
)
def test_times(read: Read, cells: dict[str, str], earliest: datetime, latest: datetime, name: str) -> None:
    row = read(own(cells)).row
    assert (row["earliest"], row["latest"], row["when_class"]) == (earliest, latest, name)


def test_a_day_on_which_clocks_change_has_its_own_length(read: Read) -> None:
    rows = read(own({"earliest": "2016-03-25"}, {"earliest": "2016-10-27"})).rows
    assert [row["latest"] - row["earliest"] for row in rows] == [timedelta(hours=23), timedelta(hours=25)]


def test_a_time_that_clocks_leapt_over_is_a_reject(read: Read) -> None:
    assert read(own({"earliest": "2016-03-25T00:30"})).rejected == [(2, "time-skipped")]


def test_a_time_that_came_twice_is_its_first_coming(read: Read) -> None:
    assert read(own({"earliest": "2016-10-27T23:30"})).row["earliest"] == utc(2016, 10, 27, 20, 30)


@pytest.mark.parametrize(
    ("cells", "place", "words"),
    [
        ({}, (36.5, 34.5, 0.0, None), "hudna (point)"),
        ({"radius_km": "7.5"}, (36.5, 34.5, 7.5, None), "hudna (radius)"),
        ({"area": "old-town", "radius_km": "3"}, (36.5, 34.5, None, "old-town"), "hudna (area)"),
        ({"area": "المدينة القديمة", "lon": "", "lat": ""}, (None, None, None, "old-town"), "hudna (area)"),
        ({"area": "Nowhere"}, (36.5, 34.5, 0.0, None), "hudna (point)"),
    ],
)
def test_places(read: Read, cells: dict[str, str], place: tuple[Any, ...], words: str) -> None:
    row = read(own(cells)).row
    assert (row["lon"], row["lat"], row["radius_km"], row["area"]) == place
    assert row["where_class"] == words


@pytest.mark.parametrize(
    ("cells", "sides", "directed"),
    [
        ({"author": "front", "target": "Civilians"}, ("front", "civilians"), True),
        ({"author": "NF; Brigade 9"}, ("front;brigade", None), True),
        ({"target": "civilians"}, (None, "civilians"), True),
        ({"side_a": "government", "side_b": "NF"}, ("government", "front"), False),
        ({"side_a": "?Riders", "side_b": "Riders"}, ("?Riders", "?Riders"), False),
        ({}, (None, None), False),
        ({"author": " ? "}, (None, None), False),
    ],
)
def test_sides(read: Read, cells: dict[str, str], sides: tuple[str | None, ...], directed: bool) -> None:
    row = read(own(cells)).row
    assert ((row["side_a"], row["side_b"]), row["directed"]) == (sides, directed)


def test_acts_and_weapons_are_known_by_path_and_by_name(read: Read) -> None:
    found = read(
        own(
            {"act": "force.explosive", "weapon": "Grad"},
            {"act": "Sniper fire", "weapon": "artillery.rocket.grad"},
            {"act": "قنص", "weapon": "catapult"},
            {"act": "", "weapon": ""},
            {"act": "stone throwing", "weapon": ""},
        )
    )
    assert [row["act"] for row in found.rows] == [
        "force.explosive",
        "force.fire.sniper",
        "force.fire.sniper",
        None,
        None,
    ]
    assert [row["weapon"] for row in found.rows][:3] == ["artillery.rocket.grad", "artillery.rocket.grad", None]
    assert found.feed.unmapped_acts == {"stone throwing": 1}
    assert found.feed.unmapped_weapons == {"catapult": 1}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"incident_id": ""}, "id-missing"),
        ({"earliest": ""}, "date-missing"),
        ({"earliest": "27.2.2016"}, "date-unreadable"),
        ({"earliest": "2016-02-27T25:00"}, "date-unreadable"),
        ({"earliest": "2016-02-27", "latest": "soon"}, "date-unreadable"),
        ({"earliest": "2016-02-27", "latest": "2016-02-26"}, "interval-reversed"),
        ({"earliest": "2016-02-27T10:00", "latest": "2016-02-27T10:00"}, "interval-reversed"),
        ({"zone": "EET"}, "zone-unknown"),
        ({"zone": "Asia/Atlantis", "earliest": "2016-02-27T10:00Z", "latest": "2016-02-27T11:00Z"}, "zone-unknown"),
        ({"lon": "", "lat": ""}, "place-missing"),
        ({"lon": "", "lat": "", "area": "Nowhere"}, "place-missing"),
        ({"lat": "north"}, "coordinate-unreadable"),
        ({"lon": "181"}, "coordinate-range"),
        ({"radius_km": "-1"}, "radius"),
        ({"radius_km": "wide"}, "radius"),
        ({"radius_km": "inf"}, "radius"),
        ({"author": "front", "side_a": "government"}, "sides-mixed"),
        ({"deaths_best": "-1"}, "deaths"),
        ({"line": "x"}, "line"),
    ],
)
def test_a_row_that_cannot_be_read_is_a_reject(read: Read, cells: dict[str, str], code: str) -> None:
    found = read(own(cells, {}))
    assert found.rejected == [(2, code)]
    assert found.feed.count_read == 1


def test_the_template_is_read_as_it_stands(read: Read) -> None:
    found = read(template_csv())
    assert (found.feed.count_read, found.feed.count_rejected) == (2, 0)
    assert found.feed.unmapped_acts + found.feed.unmapped_weapons == {}


def test_a_place_needs_columns(read: Read) -> None:
    with pytest.raises(Exception, match="no column “lon”, “lat”"):
        read(table(["incident_id", "earliest", "act"], []))


def test_a_hint_tells_of_swapped_coordinates_and_decimal_commas(read: Read) -> None:
    found = read(own({"lon": "34.5", "lat": "136.5"}, {"lat": "34,5"}))
    assert [reject.words for reject in found.feed.rejects] == [
        "a coordinate is not on the globe: longitude 34.5, latitude 136.5; the two look swapped",
        "a coordinate is not a number: lat “34,5”; write 34.5",
    ]
