"""Withdrawal: weapons seen within their distance of a party's own line, from the day it was to be done by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from hudna.agreements import Resolved
from tests.monitoring.feeds import agreement, at, one
from tests.monitoring.geodesy import GEOD

DONE = at("2020-03-14T22:00")
GUN, GRAD, SMERCH = "artillery.tube.122mm", "artillery.rocket.grad", "artillery.rocket.smerch"


def seen(resolved: Resolved, party: str | None, weapon: str | None, **said: Any) -> dict[str, Any] | None:
    plain = {"act": "presence.weapon", "weapon": weapon, "side_a": party, "directed": True, "earliest": DONE}
    return one(resolved, **plain | said)


def east_of(lon: float, km: float) -> dict[str, float]:
    there = GEOD.fwd(lon, 35.0, 90.0, km * 1000)
    return {"lon": there[0], "lat": there[1]}


@pytest.mark.parametrize(("weapon", "km"), [(GUN, 25.0), (GRAD, 35.0), (SMERCH, 70.0)])
@pytest.mark.parametrize(("party", "line"), [("north", 38.0), ("south", 38.5)])
def test_a_kilometre_decides_from_the_own_line(party: str, line: float, weapon: str, km: float) -> None:
    near, far = (seen(agreement("pullback"), party, weapon, **east_of(line, km + by)) for by in (-1, 1))
    assert near is not None
    assert (near["verdict"], near["p"], near["author"], near["clause"]) == ("breach", 1.0, party, "guns")
    assert far is None


def test_each_side_is_held_to_its_own_line_only() -> None:
    """At 38.5° the North is 45 km from its line and the South stands on its own."""
    north, south = (seen(agreement("pullback"), party, GUN, lon=38.5, lat=35.0) for party in ("north", "south"))
    assert north is None
    assert south is not None
    assert south["verdict"] == "breach"


def test_nothing_is_due_before_the_fourteenth_day_is_over() -> None:
    before = seen(agreement("pullback"), "north", GUN, lon=38.0, lat=35.0, earliest=DONE - timedelta(microseconds=1))
    assert before is None
    assert seen(agreement("pullback"), "north", GUN, lon=38.0, lat=35.0) is not None


def test_a_day_over_the_date_counts_by_its_share_once() -> None:
    """Of the terms that hold at once, one stands for the clause; their shares are not added up."""
    span = {"earliest": DONE - timedelta(hours=16), "latest": DONE + timedelta(hours=8)}
    row = seen(agreement("pullback"), "north;south", None, lon=38.25, lat=35.0, act="presence.weapon", **span)
    assert row is not None
    assert row["p_when"] == pytest.approx(1 / 3)
    assert row["p_what"] <= 1.0
    both = seen(agreement("pullback"), "north;south", GUN, lon=38.25, lat=35.0, **span)
    assert both is not None
    assert both["p"] == pytest.approx(0.5 / 3)


def test_a_weapon_of_a_calibre_that_is_not_meant_may_stay() -> None:
    for weapon in ("artillery.tube.85mm", "armour.tank", "artillery.mortar.120mm"):
        assert seen(agreement("pullback"), "north", weapon, lon=38.0, lat=35.0) is None


def test_a_gun_of_unstated_calibre_may_be_meant() -> None:
    row = seen(agreement("pullback"), "north", "artillery.tube", lon=38.0, lat=35.0)
    assert row is not None
    assert row["p_what"] == pytest.approx(4 / 6, abs=1e-6)
    assert (row["verdict"], row["undecided"]) == ("unverifiable", "what")


def test_a_sighting_without_direction_names_no_author() -> None:
    row = seen(agreement("pullback"), "north", GUN, lon=38.0, lat=35.0, directed=False)
    assert row is not None
    assert (row["verdict"], row["author"]) == ("unattributed", None)
    assert row["p_low"] < row["p"] < row["p_high"] == 1.0


def test_a_sighting_near_the_limit_counts_by_its_share() -> None:
    row = seen(agreement("pullback"), "north", GUN, **east_of(38.0, 25.0), radius_km=5.0)
    assert row is not None
    assert row["p_where"] == pytest.approx(0.5, abs=0.02)


def test_an_exclusion_elsewhere_in_the_text_does_not_put_a_sighting_in_doubt() -> None:
    row = seen(agreement("pullback-and-exclusion"), "north", GUN, lon=38.0, lat=35.0)
    assert row is not None
    assert (row["verdict"], row["p"]) == ("breach", 1.0)


# Minsk, by the text of the package of measures


def distance_km(line: BaseGeometry, lon: float, lat: float) -> float:
    """The geodesic distance to the nearest of very many points of a line."""
    points = shapely.get_coordinates(shapely.segmentize(line, 0.002))
    n = len(points)
    _, _, metres = GEOD.inv(np.full(n, lon), np.full(n, lat), points[:, 0], points[:, 1])
    return float(metres.min()) / 1000


def away(line: BaseGeometry, km: float) -> dict[str, float]:
    """A place at a distance of a line: on the way west from its middle."""
    middle = shapely.line_interpolate_point(line, 0.5, normalized=True)
    near, far = 0.0, 400.0
    for _ in range(50):
        half = (near + far) / 2
        lon, lat, _ = GEOD.fwd(middle.x, middle.y, 270.0, half * 1000)
        near, far = (half, far) if distance_km(line, lon, lat) < km else (near, half)
    return {"lon": lon, "lat": lat}


MINSK_DONE = at("2015-02-28T22:00")
LINES = {"ukraine": "line-of-contact", "certain-areas": "line-of-september-2014"}


@pytest.mark.parametrize("party", LINES)
@pytest.mark.parametrize(("weapon", "km"), [(GUN, 25.0), (GRAD, 35.0), (SMERCH, 70.0)])
def test_minsk_a_kilometre_decides(party: str, weapon: str, km: float) -> None:
    minsk = agreement("minsk-2015")
    line = minsk.areas.geometry(LINES[party])
    near, far = away(line, km - 1), away(line, km + 1)
    caught = seen(minsk, party, weapon, **near, earliest=MINSK_DONE)
    assert caught is not None
    assert (caught["clause"], caught["verdict"], caught["author"]) == ("2", "breach", party)
    assert seen(minsk, party, weapon, **far, earliest=MINSK_DONE) is None
    assert seen(minsk, party, weapon, **near, earliest=MINSK_DONE - timedelta(microseconds=1)) is None
    assert seen(minsk, party, weapon, **near, earliest=at("2015-02-20T12:00")) is None


def test_minsk_each_side_answers_for_its_own_line() -> None:
    minsk = agreement("minsk-2015")
    contact, september = (minsk.areas.geometry(LINES[party]) for party in LINES)
    checked = 0
    for point in shapely.get_coordinates(shapely.segmentize(contact, 0.2)).tolist():
        lon, lat, _ = GEOD.fwd(*point, 300.0, 20_000)
        own, other = distance_km(contact, lon, lat), distance_km(september, lon, lat)
        if min(abs(own - 25), abs(other - 25)) < 0.5 or (own < 25) == (other < 25):
            continue
        for party, km in (("ukraine", own), ("certain-areas", other)):
            row = seen(minsk, party, GUN, lon=lon, lat=lat, earliest=MINSK_DONE)
            assert (row is not None) == (km < 25), (party, lon, lat, km)
        checked += 1
    assert checked, "the two lines are nowhere far enough apart to tell"
