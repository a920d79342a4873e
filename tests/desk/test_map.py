"""The map: cells where incidents are many, points where they are few, and the ground beneath."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import shapely
from django.test import Client

from hudna.desk import mapdata
from hudna.desk.bulk import Query, shelf_for
from hudna.desk.names import Names
from hudna.desk.selection import ALL_VERDICTS, NOWHERE, box_of, meet
from hudna.ground import Fault
from tests.desk.conftest import As, bring_in
from tests.desk.test_incidents import own

ALL = "-180,-85,180,85"


def shown(client: Client, **query: str) -> dict[str, Any]:
    answer = client.get("/incidents/map.json", {"view": ALL, "zoom": "9"} | query)
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_few_incidents_are_points_that_say_how_far_off_they_may_be(as_: As) -> None:
    bring_in()
    found = shown(as_("mediator"), at="2014-02-05T00:00")
    points = {one[5]: one for one in found["points"]}
    assert found["total"] == len(points)
    _key, lon, lat, radius, verdict, _id, what, who = points["EX-AL-034"]
    assert (lon, lat, radius) == (37.068, 36.1919, 5)
    assert ALL_VERDICTS[verdict] == "unverifiable"
    assert "Armed clash" in what
    assert "Opposition forces in Aleppo" in who


def test_a_point_that_is_there_for_the_map_alone_has_no_circle(as_: As, tmp_path: Path) -> None:
    bring_in(own(tmp_path, "A-1,2014-02-01,,Asia/Damascus,37.1,36.2,,aleppo-city-approximate,,,,,,,,,,,"))
    found = shown(as_("mediator"))
    assert [one[3] for one in found["points"]] in ([], [-1])


def test_many_incidents_are_cells_that_sum_to_what_is_in_view(as_: As, tmp_path: Path) -> None:
    rows = [
        f"M-{n},2014-02-01,,Asia/Damascus,{36 + (n % 40) / 20},{35 + (n % 37) / 20},0,,force.fire,,,,,,,,,t,"
        for n in range(mapdata.FEW + 200)
    ]
    bring_in(own(tmp_path, *rows))
    client = as_("mediator")
    found = shown(client)
    assert found["total"] == mapdata.FEW + 200
    assert sum(cell[2] for cell in found["cells"]) == found["total"]
    assert all(sum(cell[3]) == cell[2] for cell in found["cells"])
    few = shown(client, view="36.0,35.0,36.2,36.9")
    assert 0 < few["total"] <= mapdata.FEW
    assert len(few["points"]) == few["total"]
    assert all(36.0 <= one[1] <= 36.2 for one in few["points"])


def test_the_selection_of_the_page_narrows_the_map(as_: As) -> None:
    bring_in()
    client = as_("mediator")
    assert {one[5] for one in shown(client, act="position", at="2014-02-05T00:00")["points"]} == {"EX-AL-013"}
    far = shown(client, box="37.1,36.2,37.2,36.3", view="10,10,11,11")
    assert far == {"total": 0, "points": []}


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("", None),
        ("36,35,38,37", (36, 35, 38, 37)),
        ("170,-10,190,10", (170, -10, -170, 10)),
        ("-400,-10,400,10", (-180, -10, 180, 10)),
        ("-180,-90,180,90", (-180, -90, 180, 90)),
        ("100,0,180,10", (100, 0, 180, 10)),
    ],
)
def test_what_a_map_shows_is_brought_onto_the_globe(text: str, box: tuple[float, ...] | None) -> None:
    assert box_of(text) == (box and pytest.approx(box))


@pytest.mark.parametrize("text", ["1,2", "1,2,3,4,5", "inf,0,1,1", "0,5,1,4", "x,0,1,1"])
def test_no_box_is_refused(text: str) -> None:
    with pytest.raises(Fault, match="filter-unfit"):
        box_of(text)


def test_boxes_meet_or_hold_nothing() -> None:
    assert meet((0, 0, 10, 10), (5, 5, 20, 20)) == (5, 5, 10, 10)
    assert meet((0, 0, 1, 1), (5, 0, 6, 1)) == NOWHERE
    assert meet(None, (5, 0, 6, 1)) == (5, 0, 6, 1)


def test_the_map_begins_around_all_but_what_lies_far_off(as_: As, tmp_path: Path) -> None:
    rows = [f"S-{n},2014-02-01,,Asia/Damascus,37.{n:03},36.2,0,,,,,,,,,,,t," for n in range(300)]
    bring_in(own(tmp_path, *rows, "FAR,2014-02-01,,Asia/Damascus,-170,-40,0,,,,,,,,,,,t,"))
    as_("mediator")
    west, south, east, north = mapdata.extent(shelf_for(None), Query(), ())
    assert 36.5 < west < 37.1
    assert 37.25 < east < 38
    assert 35.5 < south < 36.2 < north < 37


def test_with_nothing_reported_the_map_begins_at_the_agreement_or_at_the_world() -> None:
    nothing: Any = SimpleNamespace(cells=lambda query, zoom: [])
    zone = mapdata.Outline("z", "Z", shapely.box(37, 36, 38, 37), True, "")
    assert mapdata.extent(nothing, Query(), (zone,)) == (37, 36, 38, 37)
    assert mapdata.extent(nothing, Query(), ()) == mapdata.EVERYWHERE


def test_the_ground_is_land_and_the_agreements_own_areas_with_whose_they_are(as_: As) -> None:
    client = as_("mediator")
    answer = client.get("/incidents/ground.json", {"around": "37,36,37.4,36.4"})
    features = json.loads(answer.content)["features"]
    kinds = [one["properties"]["kind"] for one in features]
    assert kinds[0] == "land"
    assert "zone" in kinds
    land = shapely.from_geojson(json.dumps(features[0]["geometry"]))
    assert land.is_valid
    assert land.contains(shapely.Point(37.15, 36.2))
    assert not land.contains(shapely.Point(34.0, 34.5))  # the sea
    assert len(answer.content) < 100_000


def test_the_outline_of_land_names_its_source_and_draws_no_border() -> None:
    assert "Natural Earth" in mapdata.land_source()
    assert "no border is drawn" in mapdata.land_source()
    assert mapdata.land().is_valid


def test_a_visitor_sees_no_area_of_a_text_that_was_not_put_before_them(as_: As) -> None:
    """Before anybody was sent anything, a liaison's map has land alone."""
    early = as_("other").get("/incidents/ground.json", {"known_at": "2014-01-17T17:30"})
    assert [one["properties"]["kind"] for one in json.loads(early.content)["features"]] == ["land"]


def test_without_a_text_there_are_no_outlines() -> None:
    assert mapdata.outlines_of(Names((), "en")) == ()
