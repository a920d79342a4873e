"""Areas: drawn from polygons, lines, circles, buffers, files and each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hudna.ground import Areas, Fault, load_areas

SQUARE = "{polygon: [[36, 34], [37, 34], [37, 35], [36, 35]]}"
RIGHT = "{polygon: [[36.5, 34], [38, 34], [38, 35], [36.5, 35]]}"


@pytest.fixture
def areas(tmp_path: Path) -> Any:
    def write_and_load(**shapes: str) -> Areas:
        entries = "".join(f"  - {{id: {n}, name: {{en: Area {n}}}, shape: {s}}}\n" for n, s in shapes.items())
        (tmp_path / "areas.yaml").write_text(f"hudna: areas/1\nareas:\n{entries}", encoding="utf-8")
        return load_areas([tmp_path / "areas.yaml"])

    return write_and_load


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        (SQUARE, 1),
        ("{area: square}", 1),
        ("square", 1),
        (f"{{union: [square, {RIGHT}]}}", 2),
        (f"{{intersection: [square, {RIGHT}]}}", 0.5),
        (f"{{difference: [square, {RIGHT}]}}", 0.5),
        ("{geojson: {type: Polygon, coordinates: [[[0, 0], [2, 0], [2, 1], [0, 1], [0, 0]]]}}", 2),
        ("{file: {path: two.geojson, feature: b}}", 4),
        ("{file: {path: two.geojson, feature: 7}}", 1),
        ("{file: {path: two.geojson}}", 5),
    ],
)
def test_shapes_are_drawn(areas: Any, tmp_path: Path, shape: str, size: float) -> None:
    def feature(name: Any, x: float, side: float) -> dict[str, Any]:
        ring = [[x, 0], [x + side, 0], [x + side, side], [x, side], [x, 0]]
        return {"type": "Feature", "properties": {"id": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}

    members = [feature(7, 0, 1), feature("b", 5, 2)]
    (tmp_path / "two.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": members}))
    assert areas(square=SQUARE, wanted=shape).geometry("wanted").area == pytest.approx(size)


def test_circles_and_buffers_are_measured_in_kilometres(areas: Any) -> None:
    found = areas(spot="{circle: {at: [36, 34], km: 10}}", strip="{buffer: {of: {line: [[36, 34], [36, 35]]}, km: 10}}")
    west, _, east, _ = found.geometry("spot").bounds
    assert (east - west) * 92.4 == pytest.approx(20, rel=0.01)
    assert found.geometry("strip").contains(found.geometry("spot").centroid)


def test_an_intersection_that_only_touches_keeps_its_ground(areas: Any) -> None:
    shape = f"{{intersection: [{SQUARE}, {{union: [{RIGHT}, {{polygon: [[35, 35], [36, 35], [36, 36], [35, 36]]}}]}}]}}"
    assert areas(wanted=shape).geometry("wanted").geom_type == "Polygon"


@pytest.mark.parametrize(
    ("shapes", "code"),
    [
        ({"a": "{area: b}", "b": "{union: [{area: a}]}"}, "area-circle"),
        ({"a": "{buffer: {of: a, km: 1}}"}, "area-circle"),
        ({"a": "{area: nowhere}"}, "area-unknown"),
        ({"a": "{polygon: [[0, 0], [1, 1], [1, 0], [0, 1]]}"}, "geometry-crossing"),
        ({"a": "{polygon: [[0, 0], [1, 1], [2, 2]]}"}, "geometry-empty"),
        ({"a": "{polygon: [[179, 0], [-179, 0], [-179, 1]]}"}, "geometry-antimeridian"),
        ({"a": "{circle: {at: [180, 0], km: 5}}"}, "geometry-antimeridian"),
        ({"a": f"{{buffer: {{of: {SQUARE}, km: -100}}}}"}, "geometry-empty"),
        ({"a": f"{{difference: [{SQUARE}, {SQUARE}]}}"}, "geometry-empty"),
        ({"a": "{file: {path: none.geojson}}"}, "file-missing"),
        ({"a": "{file: {path: areas.yaml}}"}, "geometry-unreadable"),
        ({"a": "{geojson: {type: Feature}}"}, "geometry-unreadable"),
        ({"a": "{geojson: {type: FeatureCollection}}"}, "geometry-empty"),
    ],
)
def test_a_shape_that_cannot_be_drawn_is_refused_with_its_line(areas: Any, shapes: dict[str, str], code: str) -> None:
    found = areas(**shapes)
    with pytest.raises(Fault) as refused:
        found.geometry("a")
    assert refused.value.code == code
    assert refused.value.where.file


@pytest.mark.parametrize(
    "shape",
    [
        "{}",
        "{polygon: [[0, 0], [1, 1]]}",
        "{polygon: [[0, 0], [1, 1], [91, 100]]}",
        "{circle: {at: [0, 0], km: 0}}",
        "{circle: {at: [0, 0], km: .nan}}",
        "{line: [[0, 0], [1, 1]], polygon: [[0, 0], [1, 1], [1, 0]]}",
        "{union: []}",
        "{polygon: null}",
        "{oval: 3}",
        "[1, 2]",
    ],
)
def test_a_shape_is_said_in_exactly_one_way(areas: Any, shape: str) -> None:
    with pytest.raises(Fault, match=r"areas.yaml:3.*document-shape"):
        areas(a=shape)


def test_an_area_may_be_named_without_an_outline(areas: Any) -> None:
    found = areas(a="null")
    assert "a" in found
    with pytest.raises(Fault, match=r"outline is not given.*geometry-empty"):
        found.geometry("a")


def test_names_are_those_of_the_source_then_of_any(tmp_path: Path) -> None:
    path = tmp_path / "areas.yaml"
    path.write_text(
        "hudna: areas/1\nareas:\n"
        "  - {id: aleppo, name: {en: Aleppo, ar: حلب}, aliases: {ucdp: [Aleppo town], any: [Halab]}}\n",
        encoding="utf-8",
    )
    found = load_areas([path])
    names = [("ucdp", "aleppo TOWN"), ("acled", "Aleppo town"), ("acled", "halab"), ("acled", "حلب"), ("x", "Aleppo")]
    assert [found.by_alias(*name) for name in names] == ["aleppo", None, "aleppo", "aleppo", "aleppo"]


def test_an_area_of_two_entries_is_refused(tmp_path: Path) -> None:
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text("hudna: areas/1\nareas: [{id: a, name: {en: A}}]\n", encoding="utf-8")
    with pytest.raises(Fault, match=r"two.yaml:2: .*area-twice"):
        load_areas([tmp_path / "one.yaml", tmp_path / "two.yaml"])
