"""Where: points, discs, named areas and none at all, under a clause that holds in one country."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import shapely

from tests.monitoring import geodesy
from tests.monitoring.feeds import agreement, one

SHOT: dict[str, Any] = {"side_a": "north", "side_b": "south", "directed": True}


def where(**place: Any) -> tuple[float, str | None]:
    """(p_where, verdict), or (0, None) where the incident is outside."""
    row = one(agreement("basic"), "attacks", **SHOT, **place)
    return (row["p_where"], row["verdict"]) if row else (0.0, None)


def test_a_point_lies_in_or_out() -> None:
    assert where(lon=37.0, lat=34.0) == (1.0, "breach")
    assert where(lon=35.9, lat=34.0) == (0.0, None)


def test_a_whole_country_lies_fully_in_it() -> None:
    assert where(area="country", lon=None, lat=None, radius_km=None) == (1.0, "breach")
    assert where(area="country", lon=12.0, lat=45.0, radius_km=None) == (1.0, "breach"), "its point is for display"


def test_a_part_of_the_country_lies_fully_in_it_and_another_country_not() -> None:
    assert where(area="west", lon=None, lat=None)[0] == 1.0
    assert where(area="abroad", lon=None, lat=None) == (0.0, None)


@pytest.mark.parametrize("place", [{"area": "nobody-drew-it"}, {"area": "never-heard-of"}, {"lon": None, "lat": None}])
def test_a_place_that_nobody_can_draw_is_not_decided(place: dict[str, Any]) -> None:
    assert where(**{"lon": None, "lat": None, **place}) == (0.5, "unverifiable")


def test_a_disc_near_the_border_lies_partly_in_the_country() -> None:
    share, verdict = where(lon=36.1, lat=35.0, radius_km=25.0)
    zone = agreement("basic").terms[0].zone
    assert share == pytest.approx(geodesy.disc_share(zone, 36.1, 35.0, 25.0), abs=1e-3)
    assert 0.5 < share < 0.95
    assert verdict == "unverifiable"


def test_a_disc_that_the_border_hardly_touches_counts_as_inside() -> None:
    """From 95 % on a question counts as decided."""
    share, verdict = where(lon=36.26, lat=35.0, radius_km=25.0)
    assert 0.95 < share < 1.0
    assert verdict == "breach"


def test_a_disc_well_inside_is_inside_exactly() -> None:
    assert where(lon=39.0, lat=35.0, radius_km=100.0) == (1.0, "breach")


def test_a_disc_abroad_with_a_foot_in_the_country_is_kept() -> None:
    share, verdict = where(lon=35.8, lat=35.0, radius_km=25.0)
    assert 0 < share < 0.5
    assert verdict == "unverifiable"


def test_a_whole_country_is_partly_in_a_clause_for_a_part_of_it() -> None:
    basic = agreement("basic")
    west = basic.areas.geometry("west")
    resolved = replace(basic, terms=tuple(replace(term, zone=west) for term in basic.terms))
    row = one(resolved, "attacks", **SHOT, area="country", lon=None, lat=None)
    assert row is not None
    assert row["p_where"] == pytest.approx(0.5, abs=1e-9)
    assert row["verdict"] == "unverifiable"


def test_somewhere_along_a_line_that_lies_in_the_zone_is_in_it() -> None:
    """Sources speak of “along the front”, or of a road; it has no area, but it lies somewhere."""
    assert where(area="front", lon=None, lat=None)[0] == 1.0


def test_a_line_that_leaves_the_zone_is_in_it_by_its_length() -> None:
    basic = agreement("basic")
    south = shapely.box(36, 33, 42, 34.5)
    resolved = replace(basic, terms=tuple(replace(term, zone=south) for term in basic.terms))
    row = one(resolved, "attacks", **SHOT, area="front", lon=None, lat=None)
    assert row is not None
    assert row["p_where"] == pytest.approx(0.25, abs=1e-3)
