"""Findings on disk: as Parquet, as CSV for a spreadsheet, as GeoJSON for a map."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from hudna.ground import Fault
from hudna.monitoring import assess, write_findings
from tests.monitoring.feeds import Fed, agreement, table

NASTY = 'quote " comma , newline \n tab \t back \\ سلام'
SHOT: dict[str, Any] = {"side_a": "north", "side_b": "civilians", "directed": True}
ROWS = [
    SHOT | {"note": NASTY, "reported_by": "=HYPERLINK(1)"},
    SHOT | {"area": "city", "lon": None, "lat": None, "radius_km": None},
    SHOT | {"lon": 36.0, "radius_km": 25.0, "note": "+1", "incident_id": "@id"},
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "deep" / "er"
    paths, remarks = write_findings(assess(agreement("basic"), [Fed(table(ROWS))]).findings, out)
    assert remarks == []
    assert sorted(path.name for path in paths) == ["findings.csv", "findings.geojson", "findings.parquet"]
    return out


def test_parquet_holds_the_columns_that_others_rely_on(folder: Path) -> None:
    back = pq.read_table(folder / "findings.parquet")
    for name in ("incident_id", "clause", "verdict", "p", "p_what", "p_where", "p_when", "p_who", "reasons"):
        assert name in back.column_names
    assert back.num_rows == 6
    assert NASTY in back["note"].to_pylist()
    assert "@id" in back["incident_id"].to_pylist()


def test_a_spreadsheet_reads_the_csv_and_runs_no_formula(folder: Path) -> None:
    raw = (folder / "findings.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    with (folder / "findings.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 6
    assert NASTY in {row["note"] for row in rows}
    assert {row["reported_by"] for row in rows} == {"'=HYPERLINK(1)", ""}
    for row in rows:
        assert not any(value.startswith(("=", "+", "@")) for value in row.values())
        assert row["earliest"].endswith("Z")


def test_a_map_reads_the_geojson(folder: Path) -> None:
    whole = json.loads((folder / "findings.geojson").read_text(encoding="utf-8"))
    assert whole["type"] == "FeatureCollection"
    assert len(whole["features"]) == 6
    for feature in whole["features"]:
        properties = feature["properties"]
        if properties["area"]:
            assert feature["geometry"] is None
        else:
            assert feature["geometry"] == {"type": "Point", "coordinates": [properties["lon"], properties["lat"]]}
        assert isinstance(properties["p"], int | float)
        assert properties["verdict"] in ("breach", "unverifiable")


def test_no_findings_are_written_as_such(tmp_path: Path) -> None:
    write_findings(assess(agreement("basic"), []).findings, tmp_path)
    assert pq.read_table(tmp_path / "findings.parquet").num_rows == 0
    assert json.loads((tmp_path / "findings.geojson").read_text(encoding="utf-8"))["features"] == []
    assert len((tmp_path / "findings.csv").read_text(encoding="utf-8-sig").splitlines()) == 1


def test_a_place_that_cannot_be_written_to_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(Fault) as refused:
        write_findings(assess(agreement("basic"), []).findings, tmp_path / "taken" / "out")
    assert refused.value.code == "out-unwritable"
