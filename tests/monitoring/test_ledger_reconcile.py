"""Two ledgers of items and the neutral one: what is matched and why, mirrored, nothing twice, every line adds up."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.ground import Fault
from hudna.monitoring import (
    RECONCILED,
    CasesJoined,
    FindingTakenUp,
    Reconciliation,
    SideItems,
    Span,
    Spot,
    Tolerance,
    case_items,
    reconcile,
    within,
)
from tests.monitoring.docketed import HOUR, Record, complaint
from tests.monitoring.feeds import agreement, assessor, at, incident, table

NOON = at("2020-03-15T12:00")
MINUTE = timedelta(minutes=1)


def item(name: str, **said: Any) -> dict[str, Any]:
    """An item of a ledger: mortar fire at noon in the city, for an hour, within a kilometre."""
    plain = {"incident_id": name, "earliest": NOON, "latest": NOON + HOUR, "act": "force.explosive.indirect.mortar"}
    return plain | {"lon": 37.2, "lat": 36.2, "radius_km": 1.0} | said


def held(*rows: dict[str, Any]) -> pa.Table:
    return table(rows) if rows else table([{}]).slice(0, 0)


def between(ours: list[dict[str, Any]], theirs: list[dict[str, Any]], *neutral: dict[str, Any]) -> Reconciliation:
    return reconcile(SideItems("north", held(*ours)), SideItems("south", held(*theirs)), held(*neutral))


def status(done: Reconciliation) -> dict[str, int]:
    words = done.rows["status"].to_pylist()
    return {word: words.count(word) for word in sorted(set(words))}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "The times meet, the places are 0.0 km apart, the act is force.explosive.indirect.mortar."),
        ({"earliest": NOON + HOUR, "latest": NOON + 2 * HOUR}, "The times meet, "),
        ({"earliest": NOON + 105 * MINUTE, "latest": NOON + 3 * HOUR}, "The times are 45 min apart, "),
        ({"earliest": NOON + 2 * HOUR + MINUTE, "latest": NOON + 3 * HOUR}, None),
        ({"lat": 36.23}, "the places are 3.3 km apart"),
        ({"lat": 36.23, "radius_km": 0.0}, None),
        ({"lat": 36.25}, None),
        ({"act": "force.explosive"}, "force.explosive.indirect.mortar is a kind of force.explosive."),
        (
            {"act": "force.explosive.indirect.rocket"},
            "the acts are related (force.explosive.indirect.mortar, force.exp",
        ),
        ({"act": "force.fire.sniper"}, None),
        ({"act": "persons.arrest"}, None),
        ({"act": None}, "the act is not said by all."),
        ({"lon": None, "lat": None, "radius_km": None, "area": "aleppo"}, None),
    ],
)
def test_what_may_be_one_event_is_matched_with_a_reason(said: dict[str, Any], words: str | None) -> None:
    done = between([item("n1")], [item("s1", **said)])
    if words is None:
        assert status(done) == {"only ours": 1, "only theirs": 1}
        assert set(done.rows["reason"].to_pylist()) == {
            "The other side's ledger has no item near enough in time, place and act."
        }
    else:
        assert status(done) == {"matched": 1}
        assert words in done.rows["reason"][0].as_py()
        assert 0 < done.rows["likeness"][0].as_py() <= 1


def test_items_of_one_area_are_near_by_its_name() -> None:
    place = {"lon": None, "lat": None, "radius_km": None}
    done = between([item("n1", area="aleppo", **place)], [item("s1", area="aleppo", **place), item("s2", area="idlib")])
    assert status(done) == {"matched": 1, "only theirs": 1}
    assert "both are placed in the same area" in " ".join(done.rows["reason"].to_pylist())


def test_a_wider_tolerance_matches_more() -> None:
    sides = SideItems("north", held(item("n1"))), SideItems("south", held(item("s1", lat=36.4)))
    assert reconcile(*sides).matched == 0
    assert reconcile(*sides, tolerance=Tolerance(km=30)).matched == 1


def test_the_most_alike_are_matched_and_what_is_left_says_why() -> None:
    done = between([item("n1"), item("n2", lat=36.21)], [item("s1")])
    rows = {row["ours"]: row for row in done.rows.to_pylist()}
    assert (rows["n1"]["theirs"], rows["n2"]["theirs"]) == ("s1", None)
    assert rows["n2"]["reason"] == "What is near enough in the other side's ledger is more like another item."


def test_the_neutral_ledger_stands_beside_both() -> None:
    done = between([item("n1"), item("n2", lat=38)], [item("s1")], item("x1"), item("x2", lat=38), item("x3", lat=40))
    rows = {(row["ours"], row["theirs"]): row for row in done.rows.to_pylist()}
    assert rows["n1", "s1"]["neutral"] == "x1"
    assert rows["n2", None]["neutral"] == "x2"
    assert rows["n2", None]["neutral_reason"].startswith("The times meet")
    assert rows[None, None]["reason"] == "Neither side's ledger has an item near enough in time, place and act."
    assert (done.ours.in_neutral, done.theirs.in_neutral, done.only_neutral, done.events) == (2, 1, 1, 3)


def test_findings_on_one_incident_are_one_neutral_item() -> None:
    shot = {"side_a": "north", "side_b": "civilians", "directed": True, "act": "force.explosive.indirect.mortar"}
    findings = assessor(agreement("basic"))(table([incident(0, **shot, lat=35.2)]))
    assert len(findings) > 1
    ours = SideItems(
        "north", held(item("n1", earliest=at("2020-03-15T10:00"), latest=at("2020-03-15T11:00"), lat=35.2))
    )
    done = reconcile(ours, SideItems("south", held()), findings)
    assert (done.neutral, done.events, done.ours.in_neutral) == (1, 1, 1)


def test_what_the_other_side_answers_stands_with_each_item() -> None:
    ours = SideItems(
        "north",
        held(*(item(f"n{n}", lat=30 + n) for n in range(4))),
        {"n0": "confirmed", "n1": "denied", "n7": "denied"},
        9,
    )
    done = reconcile(ours, SideItems("south", held()))
    assert (done.ours.confirmed, done.ours.denied, done.ours.unanswered, done.ours.stated) == (1, 1, 2, 9)
    assert done.ours.astray == ("n7",)
    assert [row["ours_answer"] for row in done.rows.to_pylist()].count("no answer") == 2


def test_complaints_of_a_docket_are_neutral_items_once_each() -> None:
    record = Record()
    span, act = Span(NOON, NOON + HOUR, "Asia/Damascus"), "force.explosive.indirect.mortar"
    for case, spot in (("d-1", Spot("37.2", "36.2", 1000)), ("d-2", Spot(area="aleppo")), ("d-3", None)):
        record.put(complaint(case, span=span, spot=spot, act=act), NOON + HOUR)
    record.put(complaint("d-4"), NOON + HOUR)
    record.put(CasesJoined("d-3", "d-1", "One salvo."), NOON + HOUR)
    record.put(FindingTakenUp("d-5", "i", "attacks", "breach", "0.99", "ab" * 32, "south"), NOON + HOUR)
    items = case_items(record.docket)
    assert items["incident_id"].to_pylist() == ["d-1", "d-2"]
    done = reconcile(SideItems("north", held(item("n1"))), SideItems("south", held()), items)
    assert (done.ours.in_neutral, done.only_neutral) == (1, 1)


def test_only_what_may_have_happened_in_a_window_belongs_to_it() -> None:
    window = Span(NOON, NOON + 2 * HOUR, "Asia/Damascus")
    items = held(
        item("before", earliest=NOON - HOUR, latest=NOON),
        item("reaches in", earliest=NOON - HOUR, latest=NOON + MINUTE),
        item("inside"),
        item("whole day", earliest=NOON - 12 * HOUR, latest=NOON + 12 * HOUR),
        item("after", earliest=NOON + 2 * HOUR, latest=NOON + 3 * HOUR),
    )
    assert within(items, window)["incident_id"].to_pylist() == ["reaches in", "inside", "whole day"]


def test_one_side_twice_and_an_item_twice_are_refused() -> None:
    with pytest.raises(Fault, match="Both ledgers are of “north”"):
        reconcile(SideItems("north", held()), SideItems("north", held()))
    with pytest.raises(Fault, match="“n1” more than once") as refused:
        between([item("n1"), item("n1", lat=38)], [])
    assert refused.value.code == "ledger-twice"


ACTS = ["force.explosive.indirect.mortar", "force.explosive.indirect", "force.explosive.air.air-strike", "force", None]


@st.composite
def ledger(draw: st.DrawFn, name: str) -> list[dict[str, Any]]:
    """Items close enough to each other for many to be near, with ties."""
    found = []
    for number in range(draw(st.integers(0, 7))):
        earliest = NOON + draw(st.integers(0, 4)) * 30 * MINUTE
        latest = earliest + draw(st.sampled_from([MINUTE, HOUR, 30 * HOUR, 900 * HOUR]))
        said = {"earliest": earliest, "latest": latest, "act": draw(st.sampled_from(ACTS))}
        said |= {"lat": 36.2 + 0.01 * draw(st.integers(0, 4)), "radius_km": float(draw(st.integers(0, 2)))}
        if draw(st.integers(0, 5)) == 0:
            said |= {"lon": None, "lat": None, "radius_km": None, "area": draw(st.sampled_from(["aleppo", "idlib"]))}
        found.append(item(f"{name}{number}", **said))
    return found


THREE = st.tuples(ledger("n"), ledger("s"), ledger("x"))
ANSWERS = st.dictionaries(st.sampled_from(["n0", "n1", "s0", "s1"]), st.sampled_from(["confirmed", "denied"]))


def both(three: tuple[list[dict[str, Any]], ...], answers: Any) -> tuple[SideItems, SideItems, pa.Table]:
    north, south, neutral = (held(*rows) for rows in three)
    return SideItems("north", north, answers, 5), SideItems("south", south, answers), neutral


@given(THREE, ANSWERS)
@settings(max_examples=80, deadline=None)
def test_swapping_the_sides_mirrors_the_result(three: tuple[list[dict[str, Any]], ...], answers: Any) -> None:
    north, south, neutral = both(three, answers)
    here, there = reconcile(north, south, neutral), reconcile(south, north, neutral)
    assert there == here.mirrored()
    assert there.mirrored() == here
    assert here.rows["reason"].to_pylist() == there.rows["reason"].to_pylist()


@given(THREE, ANSWERS)
@settings(max_examples=80, deadline=None)
def test_nothing_is_counted_twice_and_every_line_adds_up(three: tuple[list[dict[str, Any]], ...], answers: Any) -> None:
    done = reconcile(*both(three, answers))
    assert done.rows.schema == RECONCILED
    for name, rows in zip(("ours", "theirs", "neutral"), three, strict=True):
        listed = [one for one in done.rows[name].to_pylist() if one is not None]
        assert sorted(listed) == sorted(row["incident_id"] for row in rows)
    for line in (done.ours, done.theirs):
        assert line.items == line.matched + line.only == line.confirmed + line.denied + line.unanswered
        assert line.in_neutral <= done.neutral
    assert done.ours.matched == done.theirs.matched == done.matched
    assert done.events == done.matched + done.ours.only + done.theirs.only + done.only_neutral
    assert max(done.ours.items, done.theirs.items, done.neutral) <= done.events


@given(THREE, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_rows_plays_no_part(three: tuple[list[dict[str, Any]], ...], order: Any) -> None:
    shuffled = tuple(order.sample(rows, len(rows)) for rows in three)
    first, second = (reconcile(*both(rows, {})) for rows in (three, shuffled))
    assert first == second


@given(ledger("n"), ledger("s"))
@settings(max_examples=60, deadline=None)
def test_no_other_pairing_is_more_alike_in_all(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> None:
    """Against every way of pairing at most four items with at most four."""
    ours, theirs = ours[:4], theirs[:4]
    alike = {}
    for one in ours:
        for other in theirs:
            (row, *more) = between([one], [other]).rows.to_pylist()
            if not more:
                alike[one["incident_id"], other["incident_id"]] = row["likeness"]
    best = 0.0
    names = [row["incident_id"] for row in theirs]
    for choice in permutations([*names, *[None] * len(ours)], len(ours)):
        best = max(best, sum(alike.get((o["incident_id"], s), 0.0) for o, s in zip(ours, choice, strict=True) if s))
    found = between(ours, theirs).rows["likeness"].to_pylist()
    assert sum(one or 0.0 for one in found) == pytest.approx(best)


def test_thousands_of_items_over_a_year_are_reconciled() -> None:
    """Every second item of one ledger stands in the other, a little off; the rest is far from everything."""
    rng = np.random.default_rng(3)
    minutes, lat = np.sort(rng.integers(0, 366 * 24 * 60, 1500)), rng.uniform(33, 37, 1500)
    ours = [
        item(f"n{n}", earliest=NOON + int(m) * MINUTE, latest=NOON + int(m + 30) * MINUTE, lat=float(lat[n]))
        for n, m in enumerate(minutes)
    ]
    theirs = [row | {"incident_id": f"s{row['incident_id']}", "lat": row["lat"] + 0.005} for row in ours[::2]]
    theirs += [row | {"incident_id": f"t{row['incident_id']}", "lon": 40.0} for row in ours[1::2]]
    done = between(ours, theirs)
    assert (done.matched, done.ours.only, done.theirs.only) == (750, 750, 750)
    pairs = [(row["ours"], row["theirs"]) for row in done.rows.to_pylist() if row["status"] == "matched"]
    assert all(theirs == f"s{ours}" for ours, theirs in pairs)
