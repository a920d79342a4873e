"""A mapping file makes incidents of any other table."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from jsonschema import Draft202012Validator

from hudna.ground import Fault
from hudna.incidents import MappingFile
from tests.incidents.conftest import Read

EXAMPLES = Path(__file__).parents[2] / "examples" / "mappings"
PLAIN = """\
hudna: mapping/1
name: field
timezone: Asia/Damascus
decimal: ","
columns:
  incident_id: {line: "row-"}
  earliest: {column: Day, format: "%d/%m/%Y"}
  lon: X
  lat: Y
  radius_km: {value: 0.5}
  act: {column: kind, values: {shots: force.fire.small-arms, "1": force.clash}, otherwise: force}
  side_a: {column: who, split: "+"}
"""
TABLE = "Day;X;Y;Kind;Who;extra\n27/02/2016;36,5;34,5;Shots;NF+Brigade 9;\n28/02/2016;36,5;34,5;noise;;\n"


@pytest.fixture
def mapping(tmp_path: Path) -> Any:
    def write(text: str) -> Path:
        path = tmp_path / "mapping.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_columns_values_dates_and_separators_are_mapped(read: Read, mapping: Any) -> None:
    rows = read(TABLE, mapping=mapping(PLAIN)).rows
    assert [row["incident_id"] for row in rows] == ["row-2", "row-3"]
    assert [row["act"] for row in rows] == ["force.fire.small-arms", "force"]
    assert [row["side_a"] for row in rows] == ["front;brigade", None]
    assert rows[0]["earliest"] == datetime(2016, 2, 26, 22, tzinfo=UTC)
    assert (rows[0]["lon"], rows[0]["radius_km"], rows[0]["source"], rows[0]["zone"]) == (
        36.5,
        0.5,
        "field",
        "Asia/Damascus",
    )


def test_a_mapping_reads_parquet_and_geojson_as_well(read: Read, mapping: Any, tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table({"Day": ["27/02/2016"], "X": [36.5], "Y": [34.5], "Kind": [1], "Who": ["NF"]}), path)
    row = read(path.read_bytes(), mapping=mapping(PLAIN)).row
    assert (row["act"], row["lon"], row["side_a"], row["line"]) == ("force.clash", 36.5, "front", 1)
    feature = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point", '
        '"coordinates": [36.5, 34.5]}, "properties": {"day": "27/02/2016", "kind": 1, "who": "NF"}}]}'
    )
    text = PLAIN.replace("lon: X", "lon: lon").replace("lat: Y", "lat: lat")
    assert read(feature, mapping=mapping(text)).row["act"] == "force.clash"


def test_a_date_in_another_form_is_a_reject(read: Read, mapping: Any) -> None:
    assert read(TABLE.replace("28/02", "02/28"), mapping=mapping(PLAIN)).rejected == [(3, "date-unreadable")]


def test_the_shipped_example_reads_its_table(read_file: Read) -> None:
    found = read_file(EXAMPLES / "damage-sites.csv", mapping=EXAMPLES / "damage-sites.yaml")
    assert found.rejected == []
    row = found.rows[0]
    assert row["when_class"] == "between"
    assert row["earliest"] < row["latest"]
    assert (row["source"], row["directed"]) == ("damage-sites", False)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("act: {", "acts: {"), "“acts” is not a key that stands here"),
        (("  lon: X\n", ""), "say where: lon and lat, or area"),
        (("{value: 0.5}", "{value: 0.5, column: r}"), "give exactly one of column, value and line"),
        (("Asia/Damascus", "Damascus"), "does not name a place's clock"),
        (("%d/%m/%Y", "%d/%d/%Y"), "%d/%d/%Y is not how dates are written"),
        (("%d/%m/%Y", "%Q"), "%Q is not how dates are written"),
        (("%d/%m/%Y", "%m/%Y"), "%m/%Y does not say year, month and day"),
        (("lon: X", "lon: Longitude"), "reads “longitude”, which is no column of this table"),
        (("mapping/1", "map/1"), "expected “hudna: mapping/1”"),
        (('  earliest: {column: Day, format: "%d/%m/%Y"}\n', ""), "“earliest” is missing"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(read: Read, mapping: Any, change: tuple[str, str], said: str) -> None:
    assert change[0] in PLAIN
    with pytest.raises(Fault, match=said):
        read(TABLE, mapping=mapping(PLAIN.replace(*change)))


@pytest.mark.parametrize("text", [(EXAMPLES / "damage-sites.yaml").read_text(encoding="utf-8"), PLAIN])
def test_the_schema_accepts_what_is_read(text: str) -> None:
    schema = MappingFile.model_json_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    found = Draft202012Validator(schema).iter_errors(yaml.safe_load(text))
    assert [error.message for error in found] == []


def test_the_schema_refuses_a_column_that_hudna_does_not_have() -> None:
    mapping = yaml.safe_load(PLAIN)
    mapping["columns"]["acts"] = "kind"
    assert not Draft202012Validator(MappingFile.model_json_schema()).is_valid(mapping)
