"""UCDP GED: both column namings, precision codes, sides and who is an author."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.incidents.conftest import Read
from tests.incidents.layouts import UCDP_NOW, UCDP_OLD, table, ucdp


def test_a_plain_event_comes_whole(read: Read) -> None:
    row = read(ucdp()).row
    assert row | {"file": ""} == {
        "incident_id": "1",
        "source": "ucdp",
        "earliest": datetime(2016, 2, 25, 22, tzinfo=UTC),
        "latest": datetime(2016, 2, 26, 22, tzinfo=UTC),
        "zone": "Asia/Damascus",
        "when_class": "day",
        "lon": 36.5,
        "lat": 34.5,
        "radius_km": 2.0,
        "area": None,
        "where_class": "ucdp 1 (exact place)",
        "act": "force",
        "weapon": None,
        "side_a": "government",
        "side_b": "front",
        "directed": False,
        "deaths_low": 1,
        "deaths_best": 2,
        "deaths_high": 3,
        "reported_by": "Wire, quoting Police",
        "note": "Clash in the north",
        "file": "",
        "line": 2,
    }


@pytest.mark.parametrize("header", [UCDP_OLD, UCDP_NOW], ids=["old names", "names of today"])
def test_both_column_namings_give_the_same(read: Read, header: list[str]) -> None:
    assert (
        read(ucdp({}, {"type_of_violence": "3"}, header=header))
        .table.drop_columns("file")
        .equals(read(ucdp({}, {"type_of_violence": "3"})).table.drop_columns("file"))
    )


def test_global_releases_of_old_call_the_estimates_best_est(read: Read) -> None:
    header = [f"{name}_est" if name in ("low", "best", "high") else name for name in UCDP_OLD]
    assert read(ucdp().replace(",".join(UCDP_OLD), ",".join(header))).row["deaths_high"] == 3


def test_a_candidate_release_without_its_header_is_read_from_the_first_line(read: Read) -> None:
    rows = ucdp({}, {}, header=UCDP_NOW).split("\n", 1)[1]
    found = read(rows)
    assert [(row["incident_id"], row["line"]) for row in found.rows] == [("1", 1), ("2", 2)]


@pytest.mark.parametrize(
    ("code", "radius", "words"),
    [
        ("1", 2, "ucdp 1 (exact place)"),
        ("2", 25, "ucdp 2 (within 25 km)"),
        ("2.0", 25, "ucdp 2 (within 25 km)"),
        ("3", 50, "ucdp 3 (district)"),
        ("4", 100, "ucdp 4 (province)"),
        ("5", 50, "ucdp 5 (line or fuzzy area)"),
        ("7", 300, "ucdp 7 (sea or air space)"),
    ],
)
def test_where_prec_gives_the_radius(read: Read, code: str, radius: float, words: str) -> None:
    row = read(ucdp({"where_prec": code})).row
    assert (row["radius_km"], row["where_class"], row["area"]) == (radius, words, None)


@pytest.mark.parametrize("country", ["Examplia", "Examplia (Old Examplia)"])
def test_a_country_is_the_area_of_the_register(read: Read, country: str) -> None:
    row = read(ucdp({"where_prec": "6", "country": country, "latitude": "", "longitude": ""})).row
    assert (row["area"], row["radius_km"], row["lon"]) == ("examplia", None, None)
    assert row["where_class"] == "ucdp 6 (country)"


def test_a_country_that_no_register_has_is_a_wide_disc_and_counted(read: Read) -> None:
    found = read(ucdp({"where_prec": "6", "country": "Farland"}, {"where_prec": "6", "country": "Farland"}))
    assert found.rows[0]["radius_km"] == 300
    assert found.rows[0]["where_class"] == "ucdp 6 (country not in the areas file: disc of 300 km)"
    assert found.feed.unmapped_areas == {"Farland": 2}


@pytest.mark.parametrize(
    ("code", "start", "end", "days", "name"),
    [
        ("1", "2016-02-26", "2016-02-26", 1, "day"),
        ("2", "2016-02-26", "2016-02-29", 4, "days"),
        ("3", "2016-02-22", "2016-02-28", 7, "week"),
        ("4", "2016-02-01", "2016-02-29", 29, "month"),
        ("5", "2016-01-01", "2016-02-29", 60, "year"),
        ("1", "2016-02-26 00:00:00.000", "2016-02-26 00:00:00.000", 1, "day"),
    ],
)
def test_dates_run_to_the_end_of_the_last_day(
    read: Read, code: str, start: str, end: str, days: int, name: str
) -> None:
    row = read(ucdp({"date_prec": code, "date_start": start, "date_end": end})).row
    assert row["latest"] - row["earliest"] == timedelta(days=days)
    assert row["when_class"] == name


def test_dates_are_utc_days_where_no_zone_is_named(read: Read) -> None:
    row = read(ucdp(), zone=None).row
    assert (row["earliest"], row["zone"]) == (datetime(2016, 2, 26, tzinfo=UTC), "UTC")


@pytest.mark.parametrize(
    ("kind", "act", "directed"),
    [("1", "force", False), ("2", "force", False), ("3", "force.persons.killing", True)],
)
def test_only_one_sided_violence_has_an_author(read: Read, kind: str, act: str, directed: bool) -> None:
    row = read(ucdp({"type_of_violence": kind, "side_b": "Civilians"})).row
    assert (row["act"], row["directed"], row["side_a"], row["side_b"]) == (act, directed, "government", "civilians")


@pytest.mark.parametrize(
    ("text", "ids", "unknown"),
    [
        ("NF", "front", {}),
        ("NF, Brigade 9", "front;brigade", {}),
        ("League of North, South and East", "league", {}),
        ("NF, Riders, Brigade 9", "front;?Riders;brigade", {"Riders": 1}),
        ("Riders; and others", "?Riders, and others", {"Riders, and others": 1}),
        ("", None, {}),
    ],
)
def test_sides_may_name_several(read: Read, text: str, ids: str, unknown: dict[str, int]) -> None:
    found = read(ucdp({"side_b": text}))
    assert found.row["side_b"] == ids
    assert found.feed.unmapped_actors == unknown


@pytest.mark.parametrize(
    ("office", "original", "said"),
    [
        ("Wire", "Wire", "Wire"),
        ("Wire;Wire", "Wire", "Wire"),
        ("Wire;Radio", "Police", "Wire; Radio, quoting Police"),
        ("", "Police", "Police"),
        ("Wire", "", "Wire"),
        ("", "", None),
    ],
)
def test_reported_by_names_office_and_origin(read: Read, office: str, original: str, said: str | None) -> None:
    assert read(ucdp({"source_office": office, "source_original": original})).row["reported_by"] == said


def test_deaths_stay_as_the_source_has_them(read: Read) -> None:
    row = read(ucdp({"low": "5", "best": "7", "high": "6"})).row
    assert (row["deaths_low"], row["deaths_best"], row["deaths_high"]) == (5, 7, 6)


def test_a_kind_of_violence_that_is_not_mapped_has_no_act(read: Read) -> None:
    found = read(ucdp({"type_of_violence": "9"}))
    assert found.row["act"] is None
    assert found.feed.unmapped_acts == {"9": 1}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": ""}, "id-missing"),
        ({"where_prec": "8"}, "precision"),
        ({"where_prec": ""}, "precision"),
        ({"date_prec": "0"}, "precision"),
        ({"date_start": ""}, "date-missing"),
        ({"date_start": "26/02/2016"}, "date-unreadable"),
        ({"date_start": "2016-02-30"}, "date-unreadable"),
        ({"date_end": "2016-02-25"}, "interval-reversed"),
        ({"latitude": ""}, "place-missing"),
        ({"latitude": "", "longitude": "", "where_prec": "6", "country": "Farland"}, "place-missing"),
        ({"latitude": "NaN"}, "place-missing"),
        ({"latitude": "inf"}, "coordinate-range"),
        ({"latitude": "91"}, "coordinate-range"),
        ({"longitude": "36,5"}, "coordinate-unreadable"),
        ({"best": "-1"}, "deaths"),
        ({"best": "many"}, "deaths"),
        ({"best": "1.5"}, "deaths"),
    ],
)
def test_a_row_that_cannot_be_read_is_a_reject(read: Read, change: dict[str, Any], code: str) -> None:
    found = read(ucdp({}, change, {}))
    assert found.rejected == [(3, code)]
    assert found.feed.count_read == 2


def test_a_missing_column_refuses_the_file(read: Read) -> None:
    header = [name for name in UCDP_OLD if name != "date_start"]
    with pytest.raises(Exception, match=r"looks like ucdp, but has no column “date_start”.*\[feed-columns\]"):
        read(table(header, [{"id": "1"}]))
