"""GeoJSON: points with properties become incidents; other files end in one line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hudna.ground import Fault
from hudna.incidents import features
from tests.incidents.conftest import Read

PLAIN = {"earliest": "2016-02-27", "act": "force.clash", "side_a": ["front", "government"]}


def feature(number: int = 1, geometry: Any = "point", **properties: Any) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [36.5, 34.5, 700.0]}
    return {
        "type": "Feature",
        "geometry": point if geometry == "point" else geometry,
        "properties": {"incident_id": f"g{number}", **PLAIN, **properties},
    }


def collection(*members: Any, **more: Any) -> str:
    return json.dumps({"name": "x", "crs": {"a": [1, "]"]}, "features": list(members), **more}, indent=1)


def test_points_with_properties_are_incidents(read: Read) -> None:
    row = read(collection(feature(deaths_best=2, radius_km=3.5))).row
    assert (row["incident_id"], row["lon"], row["lat"], row["radius_km"]) == ("g1", 36.5, 34.5, 3.5)
    assert (row["side_a"], row["deaths_best"], row["source"]) == ("front;government", 2, "hudna")


def test_lines_are_those_where_the_feature_begins(read: Read) -> None:
    text = collection(feature(1), feature(2))
    starts = [n for n, line in enumerate(text.splitlines(), 1) if line == "  {"]
    assert [row["line"] for row in read(text).rows] == starts


def test_a_feature_id_stands_in_for_incident_id(read: Read) -> None:
    member = feature(earliest="2016-02-27")
    del member["properties"]["incident_id"]
    assert read(collection({**member, "id": 77})).row["incident_id"] == "77"


def test_features_one_a_line_are_read(read: Read) -> None:
    text = "\n".join(json.dumps(feature(n)) for n in range(1, 4))
    assert [row["line"] for row in read(text).rows] == [1, 2, 3]


def test_an_area_does_without_a_point(read: Read) -> None:
    assert read(collection(feature(geometry=None, area="old-town"))).row["area"] == "old-town"


@pytest.mark.parametrize(
    ("member", "code", "said"),
    [
        (feature(geometry={"type": "Polygon", "coordinates": []}), "feature", "its geometry is Polygon, not a Point"),
        (feature(geometry={"type": "Point", "coordinates": [1]}), "feature", "its point has no position"),
        (feature(geometry={"type": "Point", "coordinates": [36.5, float("nan")]}), "place-missing", "neither"),
        (feature(geometry={"type": "Point", "coordinates": [36.5, 91]}), "coordinate-range", "latitude 91"),
        (feature(geometry=None), "place-missing", "neither"),
        ("word", "feature", "it is not a Feature"),
        ({"type": "Feature", "properties": [1], "geometry": None}, "feature", "its properties are not an object"),
    ],
)
def test_what_is_no_point_is_a_reject(read: Read, member: Any, code: str, said: str) -> None:
    found = read(collection(feature(7), member))
    assert [reject.code for reject in found.feed.rejects] == [code]
    assert said in next(iter(found.feed.rejects)).words
    assert found.feed.count_read == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1, 2]", "not a GeoJSON FeatureCollection"),
        ('{"type": "Point", "coordinates": [1, 2]}', "no list of features"),
        ('{"features": [{"type": "Feature"', "Not JSON"),
        ('{"features": [1, 2', "ends within its list of features"),
        ('{"features": [\n1,\n2\n}', ":4: Not JSON"),
        ('{"features" 1}', "no value after"),
        ('{"features": []', "not closed"),
        ("{" * 3000, "not closed"),
        ('{"a":' + "[" * 100_000, "has no end|Not JSON"),
    ],
)
def test_what_is_no_collection_is_refused(read: Read, text: str, said: str) -> None:
    with pytest.raises(Fault, match=said) as refused:
        read(text)
    assert "\n" not in str(refused.value)
    assert refused.value.code == "feed-json"


def test_a_collection_of_nothing_has_no_rows(read: Read) -> None:
    found = read(collection())
    assert (found.rows, found.feed.remark) == ([], "The file has no rows.")


def test_properties_that_nobody_knows_are_refused(read: Read) -> None:
    with pytest.raises(Fault, match="feed-layout"):
        read(collection({"type": "Feature", "geometry": None, "properties": {"colour": "red"}}))


@pytest.mark.parametrize("size", [1, 7, 64])
def test_any_size_of_chunk_gives_the_same(read: Read, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    text = collection(feature(1, note='Ḥalab – حلب " ] }'), feature(2), {"type": "x"}, feature(3))
    whole = read(text)
    monkeypatch.setattr(features, "CHUNK_BYTES", size)
    parts = read(text)
    assert (parts.rows, parts.rejected) == (whole.rows, whole.rejected)


def test_bytes_that_are_not_utf8_are_refused_with_their_line(read: Read) -> None:
    with pytest.raises(Fault, match="feed-encoding"):
        read(collection(feature(note="x")).replace('"x"', '"é"').encode("cp1252"))
