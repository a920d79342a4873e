"""Incidents written by Hudna are read back as they were: as CSV, and as Parquet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hudna.incidents import INCIDENTS, write_csv, write_incidents
from tests.incidents.conftest import Read
from tests.incidents.layouts import acled, own, ucdp

LETTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])
LINE = st.text(LETTERS, min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)
NOTE = st.text(LETTERS | st.sampled_from('\n\r\t",; '), min_size=1, max_size=30)
NAMES = st.lists(st.sampled_from(["front", "government", "civilians", "?Riders", "?Kurds, and others"]), unique=True)
WHEN = st.timedeltas(timedelta(0), timedelta(days=70_000)).map(datetime(1900, 1, 1, tzinfo=UTC).__add__)
DEATHS = st.none() | st.integers(0, 2**31 - 1)


@st.composite
def incident(draw: st.DrawFn) -> dict[str, Any]:
    """One incident as a reader yields it."""
    sides = {side: ";".join(draw(NAMES)) or None for side in ("side_a", "side_b")}
    area = draw(st.none() | st.sampled_from(["examplia", "old-town"]))
    pointless = area is not None and draw(st.booleans())
    earliest = draw(WHEN)
    return {
        "source": draw(LINE),
        "earliest": earliest,
        "latest": earliest + draw(st.timedeltas(timedelta(microseconds=1), timedelta(days=9999))),
        "zone": draw(st.sampled_from(["UTC", "Asia/Damascus"])),
        "when_class": draw(st.sampled_from(["instant", "day", "days", "week", "month", "year", "between"])),
        "lon": None if pointless else draw(st.floats(-180, 180)),
        "lat": None if pointless else draw(st.floats(-90, 90)),
        "radius_km": None if area else draw(st.floats(0, 20_000)),
        "area": area,
        "where_class": draw(LINE),
        "act": draw(st.none() | st.sampled_from(["force", "force.explosive.air.barrel-bomb"])),
        "weapon": draw(st.none() | st.just("artillery.rocket.grad")),
        **sides,
        "directed": any(sides.values()) and draw(st.booleans()),
        **{f"deaths_{name}": draw(DEATHS) for name in ("low", "best", "high")},
        "reported_by": draw(st.none() | LINE),
        "note": draw(st.none() | NOTE),
        "file": draw(LINE),
        "line": draw(st.integers(1, 2**40)),
    }


@st.composite
def batches(draw: st.DrawFn) -> list[pa.RecordBatch]:
    """Incidents in one or two batches, each with dictionaries of its own."""
    rows = draw(st.lists(incident(), min_size=1, max_size=8))
    ids = draw(st.lists(LINE, min_size=len(rows), max_size=len(rows), unique=True))
    rows = [{"incident_id": name, **row} for name, row in zip(ids, rows, strict=True)]
    cut = draw(st.integers(0, len(rows) - 1))
    return [pa.RecordBatch.from_pylist(part, INCIDENTS) for part in (rows[:cut], rows[cut:]) if part]


@pytest.mark.parametrize(("write", "name"), [(write_csv, "t.csv"), (write_incidents, "t.parquet")])
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_batches=batches())
def test_what_is_written_is_read_back(
    read_file: Read, tmp_path: Path, write: Any, name: str, given_batches: list[pa.RecordBatch]
) -> None:
    path = tmp_path / name
    count = write(given_batches, path)
    found = read_file(path)
    assert list(found.feed.rejects) == []
    assert found.rows == [row for batch in given_batches for row in batch.to_pylist()]
    assert count == found.feed.count_read


@pytest.mark.parametrize("text", [ucdp({}, {"type_of_violence": "3", "where_prec": "6"}), acled({}, {}), own({}, {})])
@pytest.mark.parametrize(("write", "name"), [(write_csv, "t.csv"), (write_incidents, "t.parquet")])
def test_what_a_reader_yields_is_read_back(
    read: Read, read_file: Read, tmp_path: Path, text: str, write: Any, name: str
) -> None:
    first = read(text)
    write(first.table.to_batches(), tmp_path / name)
    assert read_file(tmp_path / name).rows == first.rows


def test_parquet_of_another_hand_may_name_days_and_local_times(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    table = pa.table(
        {
            "incident_id": ["a", "b"],
            "earliest": pa.array(np.array(["2016-02-27T00:00", "2016-02-27T10:30"], "datetime64[ns]")),
            "latest": pa.array(np.array(["2016-02-28T00:00", "2016-02-27T11:00"], "datetime64[ns]")),
            "lon": [36.5, 36.5],
            "lat": [34.5, float("nan")],
            "act": ["force", "force"],
            "deaths_best": [-1, 2],
        }
    )
    pq.write_table(table, path)
    found = read(path.read_bytes())
    assert found.rejected == [(1, "deaths"), (2, "place-missing")]
    pq.write_table(table.set_column(6, "deaths_best", pa.array([1, 2])), path)
    assert read(path.read_bytes()).row["earliest"] == datetime(2016, 2, 26, 22, tzinfo=UTC)


def test_a_file_that_is_not_written_whole_does_not_appear(tmp_path: Path) -> None:
    def broken() -> Any:
        yield from ()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_incidents(broken(), tmp_path / "t.parquet")
    assert list(tmp_path.iterdir()) == []
