"""Permissions: with and without conditions, of some bans or all, in part of the ground or of the time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.monitoring.feeds import agreement, at, found, one


def under(clause: str = "attacks", **said: Any) -> dict[str, Any]:
    row = one(agreement("permissions"), clause, **{"side_a": "north", "side_b": "south", "directed": True} | said)
    assert row is not None
    return row


def test_a_permission_without_conditions_takes_its_share_away() -> None:
    row = under(act="force.fire.small-arms")
    assert (row["verdict"], row["p"], row["p_low"], row["p_high"]) == ("excepted", 0.0, 0.0, 0.0)
    assert row["excepted_by"] == "guards"
    assert "guards" in row["reasons"]


def test_it_covers_only_those_that_it_names() -> None:
    row = under(act="force.fire.small-arms", side_a="south", side_b="north")
    assert (row["verdict"], row["p"], row["excepted_by"]) == ("breach", 1.0, None)


def test_it_covers_only_the_acts_that_it_names() -> None:
    assert under(act="force.clash")["verdict"] == "breach"


def test_where_the_source_is_vague_about_the_act_it_covers_a_part() -> None:
    """“force.fire”: small arms are permitted, snipers in the city, a heavy machine gun is not."""
    row = under(act="force.fire", lon=40.0)
    assert row["p"] == pytest.approx(2 / 3, abs=1e-6)
    assert (row["verdict"], row["undecided"]) == ("unverifiable", "what")
    assert (row["p_low"], row["p_high"]) == (0.0, 1.0)


def test_one_with_conditions_leaves_open_whether_they_were_met() -> None:
    row = under(act="force.explosive.placed.landmine")
    assert (row["verdict"], row["undecided"]) == ("unverifiable", "what")
    assert (row["p"], row["p_low"], row["p_high"]) == (0.5, 0.0, 1.0)
    assert "Announced a day before" in row["reasons"]


def test_one_for_a_part_of_the_ground_covers_that_part() -> None:
    inside, outside = under(act="force.fire.sniper"), under(act="force.fire.sniper", lon=40.0)
    assert (inside["verdict"], inside["excepted_by"]) == ("excepted", "town")
    assert (outside["verdict"], outside["p"]) == ("breach", 1.0)
    edge = under(act="force.fire.sniper", lon=37.4, radius_km=5.0)
    assert edge["verdict"] == "unverifiable"
    assert edge["p"] == edge["p_low"] == edge["p_high"] == pytest.approx(0.5, abs=1e-3)


def test_one_for_a_part_of_the_time_covers_that_part() -> None:
    start = at("2020-03-19T22:00")
    within = under("flights", act="flight.manned", earliest=start)
    assert (within["verdict"], within["excepted_by"]) == ("excepted", "weekend")
    half = under("flights", act="flight.manned", earliest=start - timedelta(days=2), latest=start + timedelta(days=2))
    assert half["p"] == pytest.approx(0.5)
    assert under("flights", act="flight.manned", earliest=start - timedelta(days=1))["verdict"] == "breach"


def test_one_that_names_no_bans_excepts_from_all() -> None:
    row = under("flights", act="flight.unmanned")
    assert (row["verdict"], row["excepted_by"]) == ("excepted", "rescue")


def test_one_for_acts_that_hit_nobody_needs_no_target() -> None:
    row = under("flights", act="flight.unmanned", side_b=None)
    assert (row["verdict"], row["p"], row["p_high"], row["excepted_by"]) == ("excepted", 0.0, 0.0, "rescue")


def test_one_against_the_excluded_only_takes_nothing_from_what_is_protected() -> None:
    resolved = agreement("permissions")
    without = replace(resolved, terms=tuple(term for term in resolved.terms if term.clause != "outlaws"))
    for side_b in ("raiders;south", "south", "civilians", "?The Unheard", "armed-men", None):
        for side_a, directed in (("north", True), ("north", False), ("north;south", True)):
            said = {"side_a": side_a, "side_b": side_b, "directed": directed, "act": "force.clash"}
            with_it, alone = one(resolved, "attacks", **said), one(without, "attacks", **said)
            assert with_it is not None
            assert alone is not None
            assert with_it["p"] == alone["p"], said
            assert (with_it["verdict"], with_it["excepted_by"]) == (alone["verdict"], alone["excepted_by"]), said


def test_a_strike_on_the_excluded_alone_is_excepted_by_the_exclusion() -> None:
    row = under(side_b="raiders", act="force.explosive.air.air-strike")
    assert (row["verdict"], row["p"], row["excepted_by"]) == ("excepted", 0.0, "excluded")


def test_where_either_side_may_have_acted_only_the_permitted_one_is_taken_away() -> None:
    """A clash: what the North may do, the South may not; whoever did it, the bounds hold both."""
    row = under(act="force.fire.small-arms", directed=False)
    assert row["p"] == pytest.approx(0.5)
    assert (row["p_low"], row["p_high"]) == (0.0, 1.0)
    assert row["verdict"] == "unattributed"


def test_permissions_are_no_findings_of_their_own() -> None:
    acts = ("force.fire.small-arms", "flight.unmanned", "force.explosive.placed.landmine")
    rows = found(agreement("permissions"), *({"side_a": "north", "directed": True, "act": act} for act in acts))
    assert {row["clause"] for row in rows} <= {"attacks", "flights"}
