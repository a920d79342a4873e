"""ACLED: sub-events, precision codes, and the author that its columns do not name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.incidents.conftest import Read
from tests.incidents.layouts import acled

ARMY = "Military Forces of Examplia (2000-)"
CIVILIANS = "Civilians (Examplia)"
PROTESTERS = "Protesters (Examplia)"


def test_a_plain_event_comes_whole(read: Read) -> None:
    row = read(acled()).row
    assert row | {"file": ""} == {
        "incident_id": "EXA1",
        "source": "acled",
        "earliest": datetime(2016, 2, 25, 22, tzinfo=UTC),
        "latest": datetime(2016, 2, 26, 22, tzinfo=UTC),
        "zone": "Asia/Damascus",
        "when_class": "day",
        "lon": 36.5,
        "lat": 34.5,
        "radius_km": 2.0,
        "area": None,
        "where_class": "acled 1 (town)",
        "act": "force.clash",
        "weapon": None,
        "side_a": "government",
        "side_b": "front",
        "directed": False,
        "deaths_low": None,
        "deaths_best": 2,
        "deaths_high": None,
        "reported_by": "Wire",
        "note": "On 26 February, a clash, in the north.",
        "file": "",
        "line": 2,
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_each_delimiter_gives_the_same(read: Read, delimiter: str) -> None:
    assert read(acled({}, {}, delimiter=delimiter)).rows == read(acled({}, {})).rows


@pytest.mark.parametrize(
    ("sub_event", "first", "second", "author", "target"),
    [
        ("Attack", ARMY, CIVILIANS, "government", "civilians"),
        ("Attack", CIVILIANS, ARMY, "government", "civilians"),
        ("Sexual violence", "NF", CIVILIANS, "front", "civilians"),
        ("Abduction/forced disappearance", "NF", CIVILIANS, "front", "civilians"),
        ("Excessive force against protesters", PROTESTERS, ARMY, "government", "protesters"),
        ("Air/drone strike", ARMY, CIVILIANS, "government", "civilians"),
        ("attack", ARMY, CIVILIANS, "government", "civilians"),
        ("Attack", "Unheard-of Band", CIVILIANS, "?Unheard-of Band", "civilians"),
    ],
)
def test_one_sided_violence_has_an_author_in_either_column(
    read: Read, sub_event: str, first: str, second: str, author: str, target: str
) -> None:
    row = read(acled({"sub_event_type": sub_event, "actor1": first, "actor2": second})).row
    assert (row["directed"], row["side_a"], row["side_b"]) == (True, author, target)


@pytest.mark.parametrize(
    ("sub_event", "first", "second"),
    [
        ("Armed clash", ARMY, "NF"),
        ("Armed clash", ARMY, CIVILIANS),
        ("Air/drone strike", ARMY, "NF"),
        ("Air/drone strike", ARMY, ""),
        ("Suicide bomb", "NF", ARMY),
        ("Attack", ARMY, "NF"),
        ("Attack", CIVILIANS, PROTESTERS),
        ("Mob violence", "Rioters (Examplia)", CIVILIANS),
        ("Peaceful protest", PROTESTERS, ""),
    ],
)
def test_otherwise_the_columns_have_no_direction(read: Read, sub_event: str, first: str, second: str) -> None:
    assert read(acled({"sub_event_type": sub_event, "actor1": first, "actor2": second})).row["directed"] is False


def test_associated_actors_are_not_read(read: Read) -> None:
    found = read(acled({"assoc_actor_1": "Somebody Else; Others"}))
    assert (found.row["side_a"], found.feed.unmapped_actors) == ("government", {})


@pytest.mark.parametrize(
    ("code", "date", "earliest", "latest", "name"),
    [
        ("1", "2016-02-26", (2016, 2, 25, 22), (2016, 2, 26, 22), "day"),
        ("1", "26 February 2016", (2016, 2, 25, 22), (2016, 2, 26, 22), "day"),
        ("1", "26-Feb-2016", (2016, 2, 25, 22), (2016, 2, 26, 22), "day"),
        ("2", "2016-02-26", (2016, 2, 22, 22), (2016, 2, 29, 22), "week"),
        ("3", "2016-02-15", (2016, 1, 31, 22), (2016, 2, 29, 22), "month"),
        ("3", "2016-12-15", (2016, 11, 30, 22), (2016, 12, 31, 22), "month"),
        ("1", "2016-03-25", (2016, 3, 24, 22), (2016, 3, 25, 21), "day"),
    ],
)
def test_time_precision_widens_the_interval(
    read: Read, code: str, date: str, earliest: tuple[int, ...], latest: tuple[int, ...], name: str
) -> None:
    row = read(acled({"time_precision": code, "event_date": date})).row
    assert row["earliest"] == datetime(*earliest, tzinfo=UTC)  # type: ignore[arg-type]
    assert row["latest"] == datetime(*latest, tzinfo=UTC)  # type: ignore[arg-type]
    assert row["when_class"] == name


@pytest.mark.parametrize(("code", "radius"), [("1", 2), ("2", 25), ("3", 100)])
def test_geo_precision_gives_the_radius(read: Read, code: str, radius: float) -> None:
    assert read(acled({"geo_precision": code})).row["radius_km"] == radius


def test_a_sub_event_that_is_not_mapped_is_counted_and_kept(read: Read) -> None:
    found = read(acled({"sub_event_type": "Laser show"}, {"sub_event_type": "Other"}))
    assert [row["act"] for row in found.rows] == [None, "peaceful.other"]
    assert found.feed.unmapped_acts == {"Laser show": 1}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"event_date": "02/26/2016"}, "date-unreadable"),
        ({"event_date": "26 Febtober 2016"}, "date-unreadable"),
        ({"event_date": ""}, "date-missing"),
        ({"time_precision": "4"}, "precision"),
        ({"geo_precision": ""}, "precision"),
        ({"fatalities": "-3"}, "deaths"),
        ({"latitude": "36.5", "longitude": ""}, "place-missing"),
        ({"event_id_cnty": "EXA1"}, "duplicate-id"),
    ],
)
def test_a_row_that_cannot_be_read_is_a_reject(read: Read, change: dict[str, Any], code: str) -> None:
    assert read(acled({}, change)).rejected == [(3, code)]


def test_notes_can_be_left_unread(read: Read) -> None:
    assert read(acled(), keep_notes=False).row["note"] is None
