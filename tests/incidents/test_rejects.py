"""No row is ever dropped in silence: what is read and what is refused make up the file."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hudna.incidents import REASONS, Reject, Rejects
from tests.incidents.conftest import Read
from tests.incidents.layouts import acled, own, ucdp

GOOD = Path(__file__).parent / "good"
ODD = st.sampled_from(["", "x", "-1", "NaN", "1e9", "2016-02-31", "NF, NF;?", '"', "\x00", "91", "36,5", "6"])
COLUMNS = {
    own: ["incident_id", "earliest", "latest", "zone", "lon", "lat", "radius_km", "act", "author", "side_a", "area"],
    ucdp: [
        "id",
        "date_start",
        "date_prec",
        "where_prec",
        "latitude",
        "longitude",
        "best",
        "type_of_violence",
        "side_a",
    ],
    acled: ["event_id_cnty", "event_date", "time_precision", "geo_precision", "latitude", "fatalities", "actor1"],
}


@pytest.mark.parametrize("path", sorted(GOOD.glob("*.csv")), ids=lambda path: path.stem)
def test_the_rejects_of_a_file_are_as_pinned(read_file: Read, path: Path) -> None:
    rejects = sorted(read_file(path).feed.rejects, key=lambda reject: reject.line)
    said = [f"{reject.line} {reject.code} {reject.words}" for reject in rejects]
    assert said == path.with_suffix(".rejects").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("layout", COLUMNS, ids=lambda layout: layout.__name__)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_read_and_rejected_make_up_the_file(read: Read, layout: Any, data: st.DataObject) -> None:
    change = st.dictionaries(st.sampled_from(COLUMNS[layout]), ODD, max_size=3)
    changes = data.draw(st.lists(change, min_size=1, max_size=12))
    found = read(layout(*changes), batch_rows=data.draw(st.integers(1, 5)))
    rejected = list(found.feed.rejects)
    assert found.feed.count_read + found.feed.count_rejected == len(changes)
    assert found.feed.count_read == found.table.num_rows
    lines = [reject.line for reject in rejected] + found.table["line"].to_pylist()
    assert len(set(lines)) == len(changes)
    assert {reject.code for reject in rejected} <= set(REASONS)
    assert all(reject.raw and reject.words.startswith(REASONS[reject.code]) for reject in rejected)


def test_reading_twice_counts_once(read: Read) -> None:
    found = read(own({}, {"lat": "95"}))
    list(found.feed.batches())
    assert (found.feed.count_read, found.feed.count_rejected) == (1, 1)


@pytest.mark.parametrize("layout", [own, ucdp, acled], ids=["own", "ucdp", "acled"])
@pytest.mark.parametrize("batch_rows", [1, 2, 3, 7])
def test_the_size_of_batches_changes_nothing(read: Read, layout: Any, batch_rows: int) -> None:
    changes = [{}, {"latitude": "99", "lat": "99"} if layout is not own else {"lat": "99"}, {}, {}, {}, {}]
    changes = [{k: v for k, v in c.items() if layout is own or k != "lat"} for c in changes]
    whole, parts = read(layout(*changes)), read(layout(*changes), batch_rows=batch_rows)
    assert (whole.rows, whole.rejected) == (parts.rows, parts.rejected)


def test_a_spreadsheet_opens_the_rejects_as_they_are(tmp_path: Path) -> None:
    rejects = Rejects()
    rejects.add(Reject("f.csv", 3, "columns", "too few: ح", '=HYPERLINK("x"),\n2'))
    rejects.write(tmp_path / "rejects.csv")
    assert (tmp_path / "rejects.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["file", "line", "reason", "words", "row"],
        ["f.csv", "3", "columns", "too few: ح", '\'=HYPERLINK("x"),\n2'],
    ]


def test_rejects_beyond_memory_wait_on_disk_in_order() -> None:
    rejects = Rejects()
    for line in range(3000):
        rejects.add(Reject("f.csv", line, "quote", "w", "x" * 3000 + "\n\u2028"))
    assert len(rejects) == 3000
    assert [reject.line for reject in rejects] == list(range(3000))
    assert next(iter(rejects)).raw.endswith("\n\u2028")
    assert rejects.by_code == {"quote": 3000}
