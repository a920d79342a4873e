"""Incidents as a list, one by one, and taken away."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pyarrow as pa
import pyogrio
import pytest
from django.test import Client

from hudna.desk.exports import BOM, COLUMNS, as_csv, as_geojson, safe
from hudna.desk.models import Import
from tests.desk.conftest import As, bring_in

THEN = {"at": "2014-02-05T00:00"}
HEADER = (
    "incident_id,earliest,latest,zone,lon,lat,radius_km,area,act,weapon,author,target,side_a,side_b,"
    "deaths_low,deaths_best,deaths_high,reported_by,note\n"
)


def text_of(client: Client, path: str, query: dict[str, str] | None = None, status: int = 200) -> str:
    answer = client.get(path, query or {})
    assert answer.status_code == status, answer.content.decode()[-600:]
    return answer.content.decode()


def streamed(client: Client, path: str, query: dict[str, str] | None = None) -> str:
    answer = client.get(path, query or {})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def table_of(text: str) -> list[dict[str, str]]:
    assert text.startswith(BOM)
    return list(csv.DictReader(StringIO(text.removeprefix(BOM))))


def ids(text: str) -> list[str]:
    return re.findall(r"<bdi>(EX-AL-\d+)</bdi>", text)


def own(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "feed.csv"
    path.write_text(HEADER + "".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def test_before_a_feed_came_in_the_page_says_what_to_do(as_: As) -> None:
    assert "/imports/" in text_of(as_("mediator"), "/incidents/", THEN)
    seen_only = text_of(as_("observer"), "/incidents/", THEN)
    assert "No feed was brought in yet" in seen_only
    assert 'href="/imports/"' not in seen_only


def test_the_list_says_unit_window_and_exposure_and_counts_each_once(as_: As) -> None:
    bring_in()
    text = text_of(as_("monitor"), "/incidents/", THEN)
    shown = ids(text)
    assert f"<b>{len(shown)}</b>" in text
    assert len(set(shown)) == len(shown)
    (told,) = re.findall(r'<p class="sum">.*?</p>', text)
    counts = [int(n) for n in re.findall(r">(\d+) [a-z]", told)]
    assert sum(counts) == len(shown)
    assert "Hours watched: not known" in text
    assert "Asia/Damascus" in text


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"from": "2014-02-02", "to": "2014-02-03"}, {"EX-AL-007", "EX-AL-013", "EX-AL-034"}),
        ({"act": "position"}, {"EX-AL-013"}),
        ({"verdict": "breach"}, {"EX-AL-007", "EX-AL-012", "EX-AL-013"}),
        ({"party": "humanitarian"}, {"EX-AL-006", "EX-AL-012", "EX-AL-019"}),
        ({"q": "al-013"}, {"EX-AL-013"}),
        ({"box": "37.14,36.23,37.145,36.24", "from": "2014-02-01"}, {"EX-AL-007"}),
    ],
)
def test_a_selection_is_an_address_that_can_be_kept(as_: As, query: dict[str, str], holds: set[str]) -> None:
    bring_in()
    client = as_("mediator")
    assert set(ids(text_of(client, "/incidents/", THEN | query))) == holds
    rows = table_of(streamed(client, "/incidents/export.csv", THEN | query))
    assert {row["incident_id"] for row in rows} == holds


def test_as_of_an_instant_nothing_later_is_shown_and_as_known_no_later_feed(as_: As) -> None:
    bring_in()
    client = as_("mediator")
    assert "EX-AL-013" not in text_of(client, "/incidents/", {"at": "2014-02-03T00:00"})
    assert "No feed was brought in yet" in text_of(client, "/incidents/", THEN | {"known_at": "2014-02-05T00:00"})


@pytest.mark.parametrize(
    "query",
    [
        {"box": "1,2,3"},
        {"box": "a,b,c,d"},
        {"box": "nan,0,1,1"},
        {"verdict": "guilty"},
        {"feed": "../../etc"},
        {"from": "yesterday"},
    ],
)
def test_a_selection_that_cannot_be_read_is_refused_in_words(as_: As, query: dict[str, str]) -> None:
    text = text_of(as_("mediator"), "/incidents/", query, status=422)
    assert "filter-unfit" in text or "time-unreadable" in text


def test_pages_of_the_list_hold_every_incident_once(as_: As, tmp_path: Path) -> None:
    rows = [
        f"N-{n:03},2014-02-{1 + n % 3:02},,Asia/Damascus,37.1{n % 10},36.2,0,,force.fire,,,,,,,,,t," for n in range(120)
    ]
    bring_in(own(tmp_path, *rows))
    client, found, address = as_("mediator"), [], "/incidents/"
    for _page in range(4):
        text = text_of(client, address)
        found += re.findall(r"<bdi>(N-\d+)</bdi>", text)
        following = re.search(r'href="([^"]+)#table" rel="next"', text)
        if following is None:
            break
        address = following[1].replace("&amp;", "&")
    assert sorted(found) == [f"N-{n:03}" for n in range(120)]


def test_one_incident_is_told_as_precisely_as_its_source_knows_it(as_: As) -> None:
    bring_in()
    client = as_("mediator")
    listing = text_of(client, "/incidents/", THEN | {"q": "EX-AL-034"})
    way = re.findall(r'href="(/incidents/[0-9a-f-]{36}/\d+/\?[^"]*)"', listing)[0]
    text = text_of(client, way.replace("&amp;", "&"))
    assert "Invented for exercise: an exchange of fire" in text
    assert "it happened at some time between the two" in text
    assert "within 5 km of the point" in text
    assert "exercise.csv" in text
    assert re.search(r'href="/findings/[0-9a-f-]{36}/\d+/', text)


def test_another_compartment_is_as_if_it_were_not_there(as_: As) -> None:
    """A feed of one party: the other finds nothing of it by list, map, export, search or by guessing its id."""
    one = bring_in(compartment="syrian-government")
    mine, other = as_("liaison"), as_("other")
    assert "EX-AL-007" in text_of(mine, "/incidents/", THEN)
    for path, query in (
        ("/incidents/", THEN),
        ("/incidents/", THEN | {"q": "mortar"}),
        ("/incidents/", THEN | {"feed": str(one.id)}),
        ("/incidents/map.json", {"view": "-180,-85,180,85", "zoom": "9"}),
    ):
        assert "EX-AL" not in text_of(other, path, query)
    assert "EX-AL" not in streamed(other, "/incidents/export.csv")
    assert "EX-AL" not in streamed(other, "/incidents/export.geojson")
    there = other.get(f"/incidents/{one.id}/0/")
    nowhere = other.get("/incidents/00000000-0000-0000-0000-000000000000/0/")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert _without_forms(there.content) == _without_forms(nowhere.content)
    assert mine.get(f"/incidents/{one.id}/0/").status_code == 200
    assert mine.get(f"/incidents/{one.id}/999/").status_code == 404


def _without_forms(content: bytes) -> str:
    """A page without what differs from answer to answer: its tokens, and its own address."""
    text = re.sub(r'"[A-Za-z0-9]{64}"', "", content.decode())
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text)


def test_an_administrator_reads_no_incident(as_: As) -> None:
    bring_in()
    for path in ("/incidents/", "/incidents/map.json", "/incidents/ground.json", "/incidents/export.csv"):
        assert as_("administrator").get(path).status_code == 403


def test_words_of_a_feed_are_text_and_never_markup(as_: As, tmp_path: Path) -> None:
    bring_in(own(tmp_path, 'X-1,2014-02-01,,Asia/Damascus,37.1,36.2,0,,,,,,,,,,,<b>me</b>,"<script>x</script>"'))
    client = as_("mediator")
    one = Import.objects.get()
    for path in ("/incidents/", f"/incidents/{one.id}/0/"):
        text = text_of(client, path)
        assert "<script>x" not in text
        assert "<b>me" not in text
    assert "&lt;script&gt;x" in text


def test_a_cell_that_looks_like_a_formula_is_neutralised_and_numbers_stay_numbers(as_: As, tmp_path: Path) -> None:
    bring_in(own(tmp_path, "=2+3,2014-02-01,,Asia/Damascus,-37.1,36.2,0,,force.fire,,,,,,,,,@who,+note"))
    (row,) = table_of(streamed(as_("mediator"), "/incidents/export.csv"))
    assert (row["incident_id"], row["reported_by"], row["note"]) == ("'=2+3", "'@who", "'+note")
    assert float(row["lon"]) == -37.1
    assert row["earliest"] == "2014-01-31T22:00:00Z"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠1"])
def test_every_beginning_of_a_formula_gets_an_apostrophe(text: str) -> None:
    """Also where the words of a column are kept once, and numbered."""
    plain = pa.array([text, None, "a=1"])
    for column in (plain, plain.dictionary_encode()):
        assert safe(column).to_pylist() == [f"'{text}", None, "a=1"]
    assert safe(pa.array([-1.5])).to_pylist() == [-1.5]


def test_an_instant_is_written_as_exactly_as_it_is_known() -> None:
    times = pa.array(
        [datetime(2014, 2, 1, 9, 30, 5, 250, UTC), datetime(2014, 2, 1, tzinfo=UTC)], pa.timestamp("us", "UTC")
    )
    assert safe(times).to_pylist() == ["2014-02-01T09:30:05.000250Z", "2014-02-01T00:00:00Z"]


def test_geojson_has_a_feature_for_each_and_none_without_a_point_has_a_geometry(as_: As) -> None:
    bring_in()
    client = as_("mediator")
    told = json.loads(streamed(client, "/incidents/export.geojson"))
    rows = table_of(streamed(client, "/incidents/export.csv"))
    assert told["type"] == "FeatureCollection"
    assert [one["properties"]["incident_id"] for one in told["features"]] == [row["incident_id"] for row in rows]
    for one, row in zip(told["features"], rows, strict=True):
        assert (one["geometry"] is None) == (row["lon"] == "")
        if one["geometry"]:
            assert one["geometry"]["coordinates"] == [float(row["lon"]), float(row["lat"])]


def test_geojson_opens_in_what_reads_it_for_maps(as_: As, tmp_path: Path) -> None:
    bring_in()
    path = tmp_path / "incidents.geojson"
    path.write_text(streamed(as_("mediator"), "/incidents/export.geojson"), encoding="utf-8")
    told = pyogrio.read_info(path)
    assert told["features"] == Import.objects.get().rows
    assert told["crs"] == "EPSG:4326"
    assert told["geometry_type"] == "Point"


def test_nothing_selected_is_still_a_whole_file() -> None:
    assert b"".join(as_csv(iter(()))).decode() == BOM + ",".join(COLUMNS) + "\n"
    assert json.loads(b"".join(as_geojson(iter(()))))["features"] == []
