"""The outlines and lines of the examples: sound, as rough as they say, and like what others draw."""

import csv

import pytest
import shapely
from shapely.geometry import shape

from hudna.agreements import Loaded
from hudna.ground import read_geometry
from tests.examples.shipped import BORROWED, EXAMPLES, load, read_json

UCDP = BORROWED / "ucdp_syria_2016" / "ged_syria_2016.csv"
needs_ucdp = pytest.mark.skipif(not UCDP.exists(), reason="the UCDP file of Syria 2016 is not beside the project")


@pytest.fixture(scope="module")
def syria() -> Loaded:
    return load("syria")


@pytest.mark.parametrize("name", ["syria", "minsk"])
def test_every_outline_that_is_given_can_be_drawn_and_says_whose_it_is(name: str) -> None:
    areas = load(name).areas
    for area in areas.by_id.values():
        assert area.whose, area.id
        if area.shape is not None:
            assert areas.geometry(area.id).is_valid


def test_the_outline_of_syria_is_geojson_with_source_licence_and_date() -> None:
    (feature,) = read_json(EXAMPLES / "shared" / "syria.geojson")["features"]
    geometry = read_geometry(feature["geometry"])
    assert geometry.geom_type == "Polygon"
    assert 100 < shapely.get_num_coordinates(geometry) <= 400
    assert feature["properties"].keys() >= {"source", "licence", "date", "whose"}
    assert "Golan" in feature["properties"]["whose"]


def test_syria_is_found_by_the_name_each_source_uses(syria: Loaded) -> None:
    assert syria.areas.by_alias("ucdp", "Syria") == syria.areas.by_alias("acled", "Syria") == "syria"


def test_the_outline_of_syria_is_much_like_a_coarser_one(syria: Loaded) -> None:
    path = BORROWED / "natural_earth" / "countries_50m.geojson"
    if not path.exists():
        pytest.skip("the coarser outline is not beside the project")
    coarse = next(f for f in read_json(path)["features"] if "Syria" in f["properties"].values())
    ours, theirs = syria.areas.geometry("syria"), shape(coarse["geometry"])
    assert ours.intersection(theirs).area / ours.union(theirs).area > 0.98


@needs_ucdp
def test_events_of_syria_with_an_exact_place_lie_in_it(syria: Loaded) -> None:
    with UCDP.open(encoding="utf-8", newline="") as file:
        exact = [row for row in csv.DictReader(file) if row["where_prec"] == "1"]
    at = shapely.points([(float(row["longitude"]), float(row["latitude"])) for row in exact])
    outside = ~shapely.covers(syria.areas.geometry("syria"), at)
    assert outside.mean() < 0.005
    assert shapely.distance(syria.areas.geometry("syria"), at).max() < 0.012  # about 1.2 km


@needs_ucdp
def test_every_side_of_ucdp_is_in_the_register(syria: Loaded) -> None:
    with UCDP.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {name for row in rows for side in ("side_a", "side_b") for name in row[side].split(", ")}
    assert sorted(name for name in names if syria.parties.by_alias("ucdp", name) is None) == []


def test_one_armed_group_under_two_names_is_one_party(syria: Loaded) -> None:
    names = ("Jabhat al-Nusra", "Jabhat Fateh al-Sham", "جبهة النصرة")
    assert {syria.parties.by_alias("any", name) for name in names} == {"nusra"}


def test_the_two_lines_differ_most_around_debaltseve() -> None:
    areas = load("minsk").areas
    actual, earlier = areas.geometry("line-of-contact"), areas.geometry("line-of-september-2014")
    town = shapely.Point(38.41, 48.34)
    between = shapely.Polygon([*actual.coords, *reversed(earlier.coords)])
    assert between.buffer(0).covers(town)
    apart = shapely.distance(shapely.points(shapely.get_coordinates(earlier)), actual)
    farthest = shapely.get_coordinates(earlier)[apart.argmax()]
    assert shapely.Point(farthest).distance(town) < 0.35
    assert apart.max() > 0.15
    ring = areas.geometry("donetsk-luhansk-approximate")
    assert ring.covers(actual)
    assert ring.covers(earlier)


def test_the_city_of_aleppo_is_named_but_not_drawn(syria: Loaded) -> None:
    assert syria.areas.by_id["aleppo-city"].shape is None
    assert syria.areas.geometry("aleppo-city-approximate").covers(shapely.Point(37.16, 36.20))
