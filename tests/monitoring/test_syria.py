"""The cessation of hostilities in Syria of 2016: by its text, and on the events of UCDP where they are at hand."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pyarrow.compute as pc
import pytest

from hudna.agreements import load_agreement
from hudna.incidents import open_feed
from hudna.monitoring import Assessment, assess
from tests.monitoring.feeds import DATA, EXAMPLES, agreement, at, found

START = at("2016-02-26T22:00")
DAMASCUS = {"lon": 36.3, "lat": 33.51}


def said(
    author: str | None, target: str | None, directed: bool = True, **more: Any
) -> list[tuple[str, str, str | None]]:
    """(clause, verdict, author) of every finding of an attack on 1 April 2016 in Damascus."""
    plain = {"earliest": at("2016-04-01T12:00"), "act": "force.explosive.indirect.mortar", **DAMASCUS}
    sides = {"side_a": author, "side_b": target, "directed": directed}
    rows = found(agreement("syria-2016"), plain | sides | more)
    return sorted((row["clause"], row["verdict"], row["author"]) for row in rows)


def verdicts(*sides: Any, **more: Any) -> set[str]:
    return {verdict for _, verdict, _ in said(*sides, **more)}


@pytest.mark.parametrize("excluded", ["islamic-state", "nusra", "etim"])
@pytest.mark.parametrize("directed", [True, False])
def test_what_is_done_by_or_to_the_excluded_is_no_breach(excluded: str, directed: bool) -> None:
    for party in ("syrian-government", "russia", "united-states", "jaysh-al-islam", "ypg"):
        assert verdicts(party, excluded, directed) <= {"excepted"}
        assert verdicts(excluded, party, directed) <= {"excepted"}
    assert verdicts(excluded, "civilians") == {"excepted"}


def test_a_clash_of_two_parties_that_accepted_is_unattributed_once_per_clause() -> None:
    assert said("syrian-government", "jaysh-al-islam", False) == [
        ("1(b)", "unattributed", None),
        ("2(b)", "unattributed", None),
    ]


def test_an_attack_by_one_that_accepted_is_a_breach_of_its_own_clause() -> None:
    assert said("syrian-government", "jaysh-al-islam") == [("2(b)", "breach", "syrian-government")]
    assert said("jaysh-al-islam", "syrian-government") == [("1(b)", "breach", "jaysh-al-islam")]


def test_an_attack_on_civilians_by_one_that_accepted_is_attributed() -> None:
    assert said("syrian-government", "civilians") == [("civilians", "breach", "syrian-government")]
    assert said("syrian-insurgents", "civilians") == [("civilians", "unattributed", None)]


def test_one_that_did_not_answer_is_not_bound() -> None:
    """Ahrar al-Sham was asked; what it accepted, or when, the co-chairs disagreed about."""
    assert said("ahrar-al-sham", "civilians") == []


def test_a_place_where_an_accepting_group_is_too_is_not_excepted_in_silence() -> None:
    alone, both = said("russia", "nusra"), said("russia", "nusra;jaysh-al-islam")
    assert {verdict for _, verdict, _ in alone} == {"excepted"}
    assert ("2(b)", "unverifiable", "russia") in both
    assert not any(verdict == "breach" for _, verdict, _ in both)


def test_it_begins_at_midnight_in_damascus() -> None:
    assert agreement("syria-2016").start == START
    sides = ("syrian-government", "civilians")
    assert said(*sides, earliest=START - timedelta(microseconds=1)) == []
    assert verdicts(*sides, earliest=START) == {"breach"}


@pytest.fixture(scope="module")
def events() -> dict[str, dict[str, str]]:
    path = DATA / "ged_syria_2016.csv"
    if not path.exists():
        pytest.skip("the UCDP extract of Syria 2016 is not at hand (../shared/data/ucdp_syria_2016)")
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row for row in csv.DictReader(lines)}


@pytest.fixture(scope="module")
def done(events: dict[str, dict[str, str]]) -> Assessment:
    loaded = load_agreement(EXAMPLES / "syria-2016" / "agreement.yaml")
    feed = open_feed(
        DATA / "ged_syria_2016.csv", loaded.parties, loaded.acts, loaded.areas, zone="Asia/Damascus", batch_rows=1000
    )
    return assess(agreement("syria-2016"), [feed])


@pytest.fixture(scope="module")
def rows(done: Assessment) -> list[dict[str, Any]]:
    return list(done.findings.to_pylist())


def test_every_event_is_read(done: Assessment, events: dict[str, dict[str, str]]) -> None:
    assert done.incidents == len(events) == 6170
    assert done.rejected == 0
    assert sum(done.by_verdict.values()) == done.findings.num_rows
    assert {row for clause in done.by_clause.values() for row in clause} == set(done.by_verdict)
    for verdict, number in done.by_verdict.items():
        assert sum(clause[verdict] for clause in done.by_clause.values()) == number


def test_findings_keep_the_ids_of_the_source(rows: list[dict[str, Any]], events: dict[str, dict[str, str]]) -> None:
    assert {row["incident_id"] for row in rows} <= events.keys()
    assert len({(row["incident_id"], row["clause"]) for row in rows}) == len(rows)


def test_the_government_against_the_islamic_state_is_never_a_breach(
    rows: list[dict[str, Any]], events: dict[str, dict[str, str]]
) -> None:
    sides = {"Government of Syria", "IS"}
    seen = [row for row in rows if {events[row["incident_id"]][s] for s in ("side_a", "side_b")} == sides]
    assert len(seen) > 500
    assert {row["verdict"] for row in seen} == {"excepted"}
    assert {row["p"] for row in seen} == {0.0}


def test_clashes_have_no_author(rows: list[dict[str, Any]], events: dict[str, dict[str, str]]) -> None:
    """State-based and non-state violence (types 1 and 2) have two sides and no direction."""
    clashes = [row for row in rows if events[row["incident_id"]]["type_of_violence"] in "12"]
    assert len(clashes) > 5000
    assert not [row for row in clashes if row["verdict"] == "breach" or row["author"]]


def test_one_sided_violence_by_a_bound_party_is_attributed_to_it(
    rows: list[dict[str, Any]], events: dict[str, dict[str, str]]
) -> None:
    one_sided = [row for row in rows if events[row["incident_id"]]["type_of_violence"] == "3"]
    by = {"Government of Syria": "syrian-government", "SDF": "sdf"}
    breaches = [row for row in one_sided if row["verdict"] == "breach"]
    assert breaches
    for row in one_sided:
        event = events[row["incident_id"]]
        sure = event["where_prec"] in "126" and min(row[f"p_{q}"] for q in ("what", "where", "when")) == 1.0
        if event["side_a"] in by and sure:
            assert (row["verdict"], row["author"], row["clause"]) == ("breach", by[event["side_a"]], "civilians")
        if event["side_a"] == "IS":
            assert row["verdict"] == "excepted"
        if event["side_a"] == "Syrian insurgents":
            assert row["verdict"] in ("unattributed", "unverifiable")


def test_events_whose_dates_straddle_the_start_count_by_their_share(
    rows: list[dict[str, Any]], events: dict[str, dict[str, str]]
) -> None:
    def day(text: str) -> datetime:
        return datetime.fromisoformat(text[:10])

    start, seen = datetime(2016, 2, 27), 0  # noqa: DTZ001  # local days, as the source has them
    for row in rows:
        event = events[row["incident_id"]]
        first, last = day(event["date_start"]), day(event["date_end"]) + timedelta(days=1)
        if event["date_prec"] in "12" and first < start < last and event["date_prec"] != "5":
            share = (last - start) / (last - first)
            assert 0 < row["p_when"] < 1
            assert row["p_when"] == pytest.approx(share, abs=0.02)
            seen += 1
        elif first >= start:
            assert row["p_when"] == 1.0
    assert seen


def test_the_whole_country_lies_fully_inside_and_a_province_at_the_border_partly(
    rows: list[dict[str, Any]], events: dict[str, dict[str, str]]
) -> None:
    shares = {prec: [r["p_where"] for r in rows if events[r["incident_id"]]["where_prec"] == prec] for prec in "123456"}
    assert set(shares["6"]) == {1.0}
    for prec in "45":
        assert any(0 < share < 1 for share in shares[prec])
        assert 1.0 in shares[prec]


def test_the_expected_number_lies_in_its_interval(done: Assessment) -> None:
    assert 0 <= done.expected.low <= done.expected.value <= done.expected.high <= done.expected.cases
    assert done.expected.decided <= done.expected.value
    assert done.expected.unit == "incident"
    assert sum(count.value for count in done.by_day.values()) == pytest.approx(done.expected.value, rel=1e-9)


def test_the_baseline_covers_as_many_days_as_what_is_set_beside_it(done: Assessment) -> None:
    assert done.baseline is not None
    assert done.matched is not None
    assert done.baseline.window.length == done.matched.window.length
    assert done.baseline.window.end == done.matched.window.start == START
    assert done.baseline.window.length == timedelta(days=57)
    assert len(done.baseline_by_day) == 57
    assert sum(count.value for count in done.baseline_by_day.values()) == pytest.approx(done.baseline.value, rel=1e-9)


def test_nothing_before_the_start_is_a_finding(done: Assessment) -> None:
    assert pc.min(done.findings["latest"]).as_py() > START
    assert pc.min(done.findings["p_when"]).as_py() > 0


def test_reasons_are_told_of_every_finding(done: Assessment) -> None:
    reasons = Counter(done.findings["reasons"].to_pylist())
    assert all(text.startswith("What: ") and "Where: " in text and "When: " in text for text in reasons)
    assert all("{" not in text for text in reasons)
