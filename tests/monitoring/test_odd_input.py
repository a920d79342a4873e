"""Input at the edge of sense: no crash, nothing dropped in silence, a sane answer."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely

from hudna.ground import Fault
from hudna.incidents import INCIDENTS
from hudna.monitoring import FINDINGS, AreaShares, assess, assessor, compile_terms, encode, judge
from tests.monitoring.feeds import Fed, agreement, assessed, at, found, table

START = at("2020-02-29T22:00")
SHOT: dict[str, Any] = {"side_a": "north", "side_b": "civilians", "directed": True}


def p_where(**place: Any) -> float | None:
    rows = [row for row in found(agreement("basic"), SHOT | place) if row["clause"] == "civilians"]
    return rows[0]["p_where"] if rows else None


@pytest.mark.parametrize("place", [{"lon": math.nan}, {"lat": math.nan}, {"lon": math.nan, "lat": math.nan}])
def test_a_place_that_is_no_number_is_not_known(place: dict[str, float]) -> None:
    assert p_where(**place) == 0.5


@pytest.mark.filterwarnings("ignore:invalid value encountered in cast")
@pytest.mark.parametrize("name", ["lon", "lat"])
@pytest.mark.parametrize("value", [math.inf, -math.inf, 1e300, 91.0, -91.0, 400.0])
@pytest.mark.parametrize("radius", [0.0, 25.0])
def test_a_place_off_the_globe_does_no_harm(name: str, value: float, radius: float) -> None:
    """The readers refuse such rows; should one come through, the others are assessed all the same."""
    rows = found(agreement("basic"), SHOT | {name: value, "radius_km": radius}, SHOT | {"incident_id": "fine"})
    assert [row["verdict"] for row in rows if row["incident_id"] == "fine"] == ["breach", "breach"]
    assert all(0.0 <= row["p"] <= 1.0 for row in rows)


@pytest.mark.parametrize("radius", [None, math.nan, -5.0, 0.0, 1e-300, 2500.0, 30_000.0, math.inf])
def test_any_radius_gives_a_share(radius: float | None) -> None:
    share = p_where(radius_km=radius)
    assert share is None or 0.0 <= share <= 1.0
    if radius in (None, 0.0, 1e-300):
        assert share == 1.0


def test_an_interval_without_length_or_turned_round_is_an_instant() -> None:
    for length in (timedelta(), timedelta(hours=-5)):
        for begun, inside in ((START, True), (START - timedelta(microseconds=1), False)):
            rows = found(agreement("basic"), SHOT | {"earliest": begun, "latest": begun + length})
            assert [row["p_when"] for row in rows] == [1.0] * (2 * inside)


@pytest.mark.parametrize("years", [(1, 2), (1500, 9999), (1969, 2300)])
def test_intervals_of_centuries(years: tuple[int, int]) -> None:
    rows = found(
        agreement("basic"), SHOT | {"earliest": at(f"{years[0]:04}-06-01"), "latest": at(f"{years[1]:04}-06-01")}
    )
    assert all(0.0 < row["p_when"] < 0.01 for row in rows)
    assert len(rows) == (2 if years[1] > 2020 else 0)


def test_an_empty_batch_gives_no_findings_in_the_schema() -> None:
    findings = assessor(agreement("basic"))(INCIDENTS.empty_table())
    assert (findings.num_rows, findings.schema) == (0, FINDINGS)


@pytest.mark.parametrize(
    "feeds", [[], [Fed(INCIDENTS.empty_table())], [Fed(table([SHOT])), Fed(INCIDENTS.empty_table())]]
)
def test_feeds_without_incidents(feeds: Sequence[Fed]) -> None:
    done = assess(agreement("basic"), feeds)
    assert done.incidents == sum(feed.count_read for feed in feeds)
    assert done.findings.schema == FINDINGS
    assert sum(done.by_verdict.values()) == done.findings.num_rows == 2 * done.incidents
    assert done.expected.value == done.touched == done.incidents
    assert done.baseline is None


def test_a_feed_that_touches_nothing() -> None:
    done = assessed(
        agreement("basic"), [SHOT | {"lon": 3.0}, SHOT | {"act": "peaceful.protest"}, SHOT | {"side_a": "outsiders"}]
    )
    assert (done.incidents, done.touched, done.findings.num_rows) == (3, 0, 0)
    assert (done.expected.value, done.expected.low, done.expected.high) == (0.0, 0, 0)
    assert set(done.by_verdict.values()) == {0}


def test_a_feed_that_ends_before_the_start() -> None:
    rows = [SHOT | {"earliest": START - timedelta(days=k + 1)} for k in range(10)]
    done = assessed(agreement("basic"), rows)
    assert done.findings.num_rows == 0
    assert done.window.start == START < done.window.end
    assert done.baseline is None or done.baseline.window.length == done.matched.window.length  # type: ignore[union-attr]


def test_an_agreement_without_terms_is_refused_in_one_line() -> None:
    with pytest.raises(Fault) as refused:
        assess(replace(agreement("basic"), terms=()), [Fed(table([SHOT]))])
    assert refused.value.code == "nothing-to-assess"
    assert "\n" not in str(refused.value)


def test_nulls_in_every_column_that_may_be_null() -> None:
    row = dict.fromkeys(("lon", "lat", "radius_km", "area", "act", "weapon", "side_a", "side_b"))
    rows = found(agreement("basic"), row | {"directed": False})
    assert {(row["verdict"], row["clause"]) for row in rows} == {
        ("unverifiable", "attacks"),
        ("unverifiable", "civilians"),
    }
    for finding in rows:
        assert 0 < finding["p"] < 0.1
        assert (finding["p_low"], finding["p_high"]) == (0.0, 0.5)


def test_an_act_or_a_weapon_of_no_taxonomy() -> None:
    """The readers leave such cells empty; here what stands above it in the path is all that is known."""
    for act in ("force.never-heard-of", "force.clash.of.titans", "unheard-of", ""):
        rows = found(agreement("basic"), SHOT | {"act": act, "weapon": "catapult"})
        assert all(0.0 < row["p_what"] <= 1.0 for row in rows)
    assert [row["p_what"] for row in found(agreement("basic"), SHOT | {"act": "force.clash.of.titans"})] == [1.0, 1.0]


def test_a_party_named_twice_on_a_side_and_on_both_sides() -> None:
    for sides in (("north;north", "south"), ("north", "north"), ("north;south", "south;north")):
        rows = found(agreement("basic"), {"side_a": sides[0], "side_b": sides[1], "directed": False})
        assert {row["verdict"] for row in rows} == {"unattributed"}
        assert {row["p"] for row in rows} == {1.0}


def test_words_as_plain_text_instead_of_codes() -> None:
    """A table read from Parquet may hold plain strings where the schema has dictionaries."""
    coded = table([SHOT] * 3)
    words = [pa.string() if pa.types.is_dictionary(field.type) else field.type for field in INCIDENTS]
    plain = coded.cast(pa.schema([pa.field(f.name, kind) for f, kind in zip(INCIDENTS, words, strict=True)]))
    engine = assessor(agreement("basic"))
    assert engine(plain).to_pylist() == engine(coded).to_pylist()
    chunked = pa.concat_tables([coded.slice(0, 1), table([SHOT | {"side_a": "south"}]), coded.slice(1)])
    assert engine(chunked)["author"].to_pylist() == ["north"] * 2 + ["south"] * 2 + ["north"] * 4


def test_zones_of_hardly_any_ground() -> None:
    basic = agreement("basic")
    speck = shapely.box(37.2 - 1e-7, 35.2 - 1e-7, 37.2 + 1e-7, 35.2 + 1e-7)
    needle = shapely.box(36.0, 35.2, 41.0, 35.2 + 1e-9)
    for zone in (speck, needle):
        resolved = replace(basic, terms=tuple(replace(term, zone=zone) for term in basic.terms))
        for radius in (0.0, 0.02, 5.0, 100.0):
            rows = found(resolved, SHOT | {"radius_km": radius})
            assert all(0.0 < row["p_where"] <= 1.0 for row in rows)
            assert radius or len(rows) == 2


def test_a_hundred_thousand_incidents_at_one_place() -> None:
    one = table([SHOT | {"radius_km": 25.0, "lon": 36.0}])
    many = pa.concat_tables([one] * 100_000).combine_chunks()
    many = many.set_column(0, INCIDENTS.field("incident_id"), pa.array([f"n{k}" for k in range(100_000)]))
    many = many.set_column(many.num_columns - 1, INCIDENTS.field("line"), pa.array(np.arange(100_000) + 2))
    begun = time.process_time()
    done = assess(agreement("basic"), [Fed(many, 25_000)])
    assert time.process_time() - begun < 30
    assert (done.incidents, done.touched, done.findings.num_rows) == (100_000, 100_000, 200_000)
    assert done.expected.value == pytest.approx(100_000 * done.findings["p"][0].as_py())
    assert done.expected.low < done.expected.value < done.expected.high
    assert done.expected.high - done.expected.low == pytest.approx(2 * 1.96 * math.sqrt(25_000), rel=0.02)


def test_more_pairs_than_one_buffer_holds() -> None:
    """The scan stops for want of room and goes on; nothing is lost between two rounds."""
    basic = agreement("basic")
    term = next(t for t in basic.terms if t.clause == "attacks")
    resolved = replace(basic, terms=tuple(replace(term, clause=f"c{k}") for k in range(300)))
    compiled = compile_terms(resolved)
    rows = table([SHOT | {"earliest": START + timedelta(hours=k)} for k in range(200)] * 5)
    judged = judge(encode(rows, compiled, AreaShares(None)), compiled)
    assert len(judged.p) == 300 * 5 * 200
    keys = judged.incident * 300 + judged.term
    assert len(np.unique(keys)) == len(keys)


def test_text_with_every_kind_of_sign_in_it() -> None:
    said = {"note": 'quote " newline \n semicolon ; =cmd()', "reported_by": "شاهد", "side_b": "?A; B “C” 0.5"}
    rows = found(agreement("basic"), SHOT | said)
    assert all(row["note"] == said["note"] for row in rows)
    done = assessed(agreement("basic"), [SHOT | {"side_a": "?Odd name 0.5", "side_b": "civilians"}])
    assert done.expected.value == pytest.approx(0.5)
    assert set(done.expected_by_party) == {"?Odd name 0.5"}
