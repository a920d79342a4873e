"""Which reports are one incident: cases that an analyst would argue, laws, and known truth."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.incidents import FUSED, INCIDENTS, LINKS, fuse
from hudna.incidents.rehearse import NONE, PLAIN, STRONG, Noise, rehearse_reports
from tests.incidents.fusing import fused, groups, incident_of, measures, report, together

TEXT = "Mortar fire on the market of Tell Amal kills five people and wounds nine"


def test_two_sources_that_say_the_same_are_one_incident() -> None:
    done = fused([report("w1"), report("m1", source="monitor")])
    assert groups(done) == {frozenset({"w1", "m1"})}
    (row,) = done.incidents.to_pylist()
    assert (row["reports"], row["voices"], row["occurrence"]) == (2, 2, 2)
    assert row["incident_id"].startswith("fused-")
    assert row["reported_by"] == "monitor desk; wire desk"


def test_a_report_alone_is_an_incident_with_its_own_id_and_all_it_says() -> None:
    done = fused([report("w1", note="alone")])
    (row,) = done.incidents.to_pylist()
    assert {name: row[name] for name in INCIDENTS.names} == report("w1", note="alone") | {"deaths_low": None}
    assert (row["reports"], row["voices"], row["occurrence"], row["p"]) == (1, 1, 3, 1.0)
    assert done.links.to_pylist()[0]["reasons"] == "The only report."


@pytest.mark.parametrize(
    ("other", "one"),
    [
        pytest.param({"day": 1}, True, id="dated a day later"),
        pytest.param({"lon": 37.11, "lat": 36.21}, True, id="the next village point"),
        pytest.param({"lon": 37.3, "radius_km": 25.0}, True, id="known only to the district"),
        pytest.param({"act": "force.explosive"}, True, id="a more general act"),
        pytest.param({"deaths_best": 6}, True, id="one more dead"),
        pytest.param({"side_a": "party-b", "side_b": "party-a"}, True, id="sides the other way round"),
        pytest.param({"side_b": None, "note": None}, True, id="one side not told"),
        pytest.param({"day": 9}, False, id="nine days later"),
        pytest.param({"lon": 38.1}, False, id="ninety kilometres away"),
        pytest.param(
            {"act": "persons.arrest", "deaths_best": 0, "side_a": "party-c"}, False, id="another act by others"
        ),
        pytest.param({"deaths_best": 60, "side_a": "party-c", "side_b": "party-d"}, False, id="other sides, many dead"),
    ],
)
def test_what_makes_two_reports_one(other: dict[str, Any], one: bool) -> None:
    day = other.pop("day", 0)
    assert together(fused([report("w1"), report("m1", source="monitor", day=day, **other)]), "w1", "m1") is one


def test_rows_of_a_data_set_coded_event_by_event_are_never_one() -> None:
    rows = [report("u1", source="ucdp"), report("u2", source="ucdp"), report("w1")]
    assert not together(fused(rows, alone=[True, False]), "u1", "u2")


def test_what_one_text_was_split_into_stays_apart_and_the_same_row_twice_does_not() -> None:
    here, there = report("w1", note=TEXT), report("w2", note=TEXT, lat=36.22, deaths_best=4)
    assert not together(fused([here, there]), "w1", "w2")
    assert together(fused([here, report("w3", note=TEXT)]), "w1", "w3")


def test_an_incident_keeps_what_its_reports_disagree_in_side_by_side() -> None:
    done = fused([report("w1"), report("m1", source="monitor", deaths_best=9, day=1), report("d1", source="desk")])
    (row,) = done.incidents.to_pylist()
    assert (row["deaths_low"], row["deaths_best"], row["deaths_high"]) == (5, 5, 9)
    assert row["deaths_said"] == "5 (desk desk), 5 (wire desk), 9 (monitor desk)"
    assert row["disagree_in"] == "time; deaths"
    assert (row["latest"] - row["earliest"]).days == 2
    assert sorted(done.links["deaths_best"].to_pylist()) == [5, 5, 9]


def test_every_link_says_what_speaks_for_it_and_what_against() -> None:
    done = fused([report("w1"), report("m1", source="monitor", day=1)])
    for link in done.links.to_pylist():
        assert "the same place" in link["reasons"].partition("Against")[0]
        assert "the next day" in link["reasons"].partition("Against")[2]
        assert 0.5 <= link["p"] < 1
        assert link["closest"] in ("w1", "m1")


def test_the_more_precise_report_gives_the_place_and_the_more_specific_the_act() -> None:
    vague = {"radius_km": 25.0, "lon": 37.2, "act": "force.explosive"}
    (row,) = fused([report("w1", **vague), report("m1", source="monitor")]).incidents.to_pylist()
    assert (row["lon"], row["radius_km"], row["act"]) == (37.1, 2.0, "force.explosive.indirect.mortar")


def round_up(number: str, **said: Any) -> dict[str, Any]:
    base = {"radius_km": 50.0, "act": "force", "side_a": None, "side_b": None, "note": "Shelling across several areas"}
    return report(number, source="daily", **{**base, "deaths_best": 8, **said})


def test_a_round_up_is_linked_to_all_it_sums_up_and_joins_none_of_it() -> None:
    one, other = report("w1"), report("w2", lat=36.35, deaths_best=3)
    done = fused([one, other, round_up("s1")])
    assert groups(done) == {frozenset({"w1"}), frozenset({"w2"})}
    covered = [row for row in done.links.to_pylist() if row["kind"] == "round-up"]
    assert {(row["report_id"], row["incident_id"]) for row in covered} == {("s1", "w1"), ("s1", "w2")}
    assert done.incidents.num_rows == 2
    assert [row["deaths_best"] for row in done.incidents.to_pylist()] == [5, 3]


def test_a_wide_report_whose_deaths_do_not_add_up_stands_for_itself() -> None:
    one, other = report("w1"), report("w2", lat=36.35, deaths_best=3)
    done = fused([one, other, round_up("s1", deaths_best=40)])
    assert frozenset({"s1"}) in groups(done)


PLACES = st.sampled_from([(37.1, 36.2), (37.1, 36.21), (37.25, 36.2), (40.0, 34.0)])
REPORT = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["wire", "monitor", "desk"]),
        "place": PLACES,
        "day": st.integers(0, 3),
        "radius_km": st.sampled_from([0.0, 2.0, 25.0, 50.0]),
        "act": st.sampled_from([None, "force", "force.clash", "force.explosive.indirect.mortar"]),
        "side_a": st.sampled_from([None, "party-a", "party-b", "?somebody"]),
        "side_b": st.sampled_from([None, "party-b", "party-c"]),
        "deaths_best": st.sampled_from([None, 0, 1, 5, 6, 20]),
        "note": st.sampled_from([None, TEXT, "Five killed in a market", "Clashes across several areas"]),
    }
)
REPORTS = st.lists(REPORT, min_size=1, max_size=9)


def rows_of(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        report(
            f"r{n}",
            **{"lon": one["place"][0], "lat": one["place"][1], **{k: v for k, v in one.items() if k != "place"}},
        )
        for n, one in enumerate(made)
    ]


def plain(done: Any) -> tuple[Any, Any]:
    key = [("incident_id", "ascending")]
    links = done.links.sort_by([("report_id", "ascending"), *key]).drop_columns(["closest"]).to_pylist()
    return done.incidents.sort_by(key).to_pylist(), links


@settings(max_examples=60, deadline=None)
@given(made=REPORTS, order=st.randoms(use_true_random=False))
def test_the_answer_does_not_depend_on_the_order_of_rows_or_feeds(made: list[dict[str, Any]], order: Any) -> None:
    rows = rows_of(made)
    shuffled = rows.copy()
    order.shuffle(shuffled)
    assert plain(fused(rows)) == plain(fused(shuffled))


@settings(max_examples=60, deadline=None)
@given(made=REPORTS)
def test_an_unrelated_report_changes_no_other_incident(made: list[dict[str, Any]]) -> None:
    rows = rows_of(made)
    far = report("far", source="wire", lon=-70.0, lat=-20.0, day=900)
    before, after = plain(fused(rows)), plain(fused([*rows, far]))
    assert [row for row in after[0] if row["incident_id"] != "far"] == before[0]
    assert [row for row in after[1] if row["report_id"] != "far"] == before[1]


@settings(max_examples=60, deadline=None)
@given(made=REPORTS, which=st.integers(0, 8))
def test_a_copy_never_adds_a_voice(made: list[dict[str, Any]], which: int) -> None:
    made = [{**one, "note": TEXT} for one in made]
    rows = rows_of(made)
    first = fused(rows)
    copied = rows[which % len(rows)]
    again = fused([*rows, {**copied, "incident_id": "copy", "reported_by": "another paper", "source": "paper"}])
    voices = dict(zip(first.incidents["incident_id"].to_pylist(), first.incidents["voices"].to_pylist(), strict=True))
    after = dict(zip(again.incidents["incident_id"].to_pylist(), again.incidents["voices"].to_pylist(), strict=True))
    ids = [row["incident_id"] for row in rows]
    for number, was, now in zip(ids, incident_of(first, ids), incident_of(again, ids), strict=True):
        same = {r for r, i in zip(ids, incident_of(first, ids), strict=True) if i == was}
        if same == {r for r, i in zip(ids, incident_of(again, ids), strict=True) if i == now}:
            assert after[now] <= voices[was], number


@settings(max_examples=60, deadline=None)
@given(made=REPORTS, radius=st.sampled_from([25.0, 50.0, 100.0]), deaths=st.sampled_from([None, 0, 5, 6, 12, 40]))
def test_a_round_up_never_merges_two_incidents(made: list[dict[str, Any]], radius: float, deaths: int | None) -> None:
    rows = rows_of([{**one, "radius_km": 2.0} for one in made])
    before = groups(fused(rows))
    after = fused([*rows, round_up("sum", radius_km=radius, deaths_best=deaths)])
    assert {group - {"sum"} for group in groups(after)} - {frozenset()} == before


@settings(max_examples=60, deadline=None)
@given(made=REPORTS)
def test_every_report_is_linked_and_every_incident_has_one(made: list[dict[str, Any]]) -> None:
    done = fused(rows_of(made))
    assert done.incidents.schema == FUSED
    assert done.links.schema == LINKS
    assert set(done.links["report_id"].to_pylist()) == {f"r{n}" for n in range(len(made))}
    linked = done.links.filter(pa.compute.not_equal(done.links["kind"].cast(pa.string()), "round-up"))
    assert set(linked["incident_id"].to_pylist()) == set(done.incidents["incident_id"].to_pylist())
    assert sum(done.incidents["reports"].to_pylist()) == linked.num_rows


def test_no_report_gives_no_incident() -> None:
    done = fused([])
    assert (done.incidents.num_rows, done.links.num_rows) == (0, 0)


def rehearsed(noise: Noise, **how: Any) -> dict[str, float]:
    feeds = rehearse_reports(8_000, 11, noise=noise, cities=300, days=1500, **how)
    table = pa.concat_tables([feed.table for feed in feeds])
    truth = np.concatenate([feed.truth for feed in feeds])
    number = np.concatenate([np.full(len(feed.truth), n, np.int32) for n, feed in enumerate(feeds)])
    done = fuse(table, number, [feed.name for feed in feeds])
    assert done.worth.learnt
    ids = table["incident_id"].to_pylist()
    found = np.array(incident_of(done, ids))
    return measures(truth[truth >= 0], found[truth >= 0])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("noise", "least"), [(NONE, 0.98), (PLAIN, 0.97), (STRONG, 0.94)], ids=["none", "plain", "strong"]
)
def test_made_feeds_are_put_together_as_they_were_made(noise: Noise, least: float) -> None:
    assert rehearsed(noise)["b3"] >= least


@pytest.mark.slow
def test_round_ups_among_made_feeds_do_not_glue() -> None:
    assert rehearsed(PLAIN, round_ups=0.05)["precision"] >= 0.95
