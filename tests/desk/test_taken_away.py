"""Lists taken away: each opens in a spreadsheet or a map, and holds what its page shows to that visitor and no more."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.desk.conftest import As, bring_in

THEN = "at=2014-02-08T00:00"


def rows(as_: As, role: str, address: str) -> list[dict[str, str]]:
    answer = as_(role).get(address)
    assert answer.status_code == 200, answer.content
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def features(as_: As, role: str, address: str) -> list[dict[str, object]]:
    return list(json.loads(b"".join(as_(role).get(address).streaming_content))["features"])


def test_findings_are_taken_away_as_they_were_chosen(as_: As) -> None:
    bring_in()
    found = rows(as_, "analyst", "/findings/export.csv?verdict=breach")
    assert {row["verdict"] for row in found} == {"breach"}
    assert len(features(as_, "analyst", "/findings/export.geojson?verdict=breach")) == len(found)
    assert rows(as_, "other", "/findings/export.csv") == []


def test_cases_are_taken_away_with_their_place_and_ruling(as_: As) -> None:
    (row,) = rows(as_, "monitor", f"/cases/export.csv?{THEN}")
    assert (row["case"], row["ruling"], row["occurrence"], row["attribution"]) == (
        "A-1",
        "not attributable",
        "B2",
        "F6",
    )
    assert "Invented" not in row["words"]
    (feature,) = features(as_, "monitor", f"/cases/export.geojson?{THEN}")
    assert feature["geometry"] == {"type": "Point", "coordinates": [37.1442, 36.2361]}


def test_ledgers_are_taken_away_side_by_side(as_: As) -> None:
    found = rows(as_, "mediator", f"/ledgers/export.csv?{THEN}")
    assert {(row["side"], row["count"]) for row in found} == {
        ("syrian-government", "3"),
        ("aleppo-opposition-forces", "2"),
    }
    assert rows(as_, "liaison", f"/ledgers/export.csv?{THEN}") == []


def test_the_journal_is_taken_away_as_far_as_it_is_seen(as_: As) -> None:
    whole, part = rows(as_, "mediator", "/journal/export.csv"), rows(as_, "other", "/journal/export.csv")
    assert 0 < len(part) < len(whole)
    assert not any("The lists of prisoners are exchanged" in row["event"] for row in part)
    assert any("The lists of prisoners are exchanged" in row["event"] for row in whole)


@pytest.mark.parametrize("name", ["findings", "cases", "ledgers", "journal"])
def test_an_administrator_takes_nothing_away(as_: As, name: str) -> None:
    assert as_("administrator").get(f"/{name}/export.csv").status_code == 403
