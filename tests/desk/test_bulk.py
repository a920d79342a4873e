"""The shelf answers as a plain walk over the rows would."""

from __future__ import annotations

import csv
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from hudna.desk.bulk import EXPORTED, FindingRow, Query, Row, Shelf, shelf_for
from hudna.desk.models import Import
from hudna.ground import covers
from hudna.incidents import INCIDENTS
from hudna.monitoring import FINDINGS
from tests.cli.run import ALEPPO
from tests.desk.conftest import bring_in

MONTH = (datetime(2014, 1, 20, tzinfo=UTC), datetime(2014, 2, 5, tzinfo=UTC))
BOX = (37.1, 36.15, 37.2, 36.25)
QUERIES = [
    Query(),
    Query(since=MONTH[0]),
    Query(until=MONTH[0]),
    Query(since=MONTH[0], until=MONTH[1]),
    Query(box=BOX),
    Query(box=(BOX[2], BOX[1], BOX[0], BOX[3])),
    Query(acts=("force.explosive",)),
    Query(acts=("force.clash", "force.explosive.air")),
    Query(acts=("force.explos",)),
    Query(verdicts=("breach",)),
    Query(verdicts=("none", "excepted")),
    Query(party="syrian-government"),
    Query(party="syrian"),
    Query(text="MORTAR"),
    Query(text="exercise"),
    Query(text="AL-01"),
    Query(since=MONTH[0], until=MONTH[1], box=BOX, acts=("force",), party="syrian-government", text="tank"),
]


@pytest.fixture
def shelf(desk: Path) -> Shelf:
    bring_in()
    return shelf_for(None)


def meant(row: Row, query: Query) -> bool:
    """What a query means, said plainly."""
    if query.box:
        west, south, east, north = query.box
        if row.lon is None or row.lat is None or not south <= row.lat <= north:
            return False
        if not (west <= row.lon <= east if west <= east else row.lon >= west or row.lon <= east):
            return False
    sides = {*(row.side_a or "").split(";"), *(row.side_b or "").split(";")}
    words = " ".join(filter(None, (row.incident_id, row.note, row.reported_by))).lower()
    return (
        (query.since is None or row.latest > query.since)
        and (query.until is None or row.earliest < query.until)
        and (not query.acts or (row.act is not None and any(covers(act, row.act) for act in query.acts)))
        and (not query.verdicts or (row.verdict or "none") in query.verdicts)
        and (not query.party or query.party in sides)
        and query.text.lower() in words
    )


def all_rows(shelf: Shelf) -> list[Row]:
    return shelf.page(Query(), size=10_000, newest=False)[0]


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_means_the_rows_that_a_walk_over_all_would_find(shelf: Shelf, query: Query) -> None:
    expected = [row for row in all_rows(shelf) if meant(row, query)]
    assert shelf.page(query, size=10_000, newest=False)[0] == expected
    assert shelf.count(query) == len(expected)
    counts = shelf.by_verdict(query)
    assert sum(counts.values()) == len(expected)
    assert all(counts[v] == sum((row.verdict or "none") == v for row in expected) for v in counts)


def test_every_row_that_was_read_lies_there_with_every_column(shelf: Shelf) -> None:
    one = Import.objects.get()
    with (ALEPPO / "exercise.csv").open() as file:
        assert one.rows + one.rejected == len(list(csv.reader(file))) - 1
    rows = all_rows(shelf)
    assert len(rows) == one.rows == len({row.key for row in rows})
    assert {row.file for row in rows} == {"exercise.csv"}
    assert {field.name for field in fields(Row)} == {*INCIDENTS.names, "key", "feed", "verdict"}
    assert {field.name for field in fields(FindingRow)} == {*FINDINGS.names, "key", "feed", "row"}
    assert any(row.verdict for row in rows)


@pytest.mark.parametrize("newest", [True, False])
def test_pages_follow_each_other_without_gap_or_repetition(shelf: Shelf, newest: bool) -> None:
    bring_in(second_feed())
    shelf, seen, cursor = shelf_for(None), [], ""
    while True:
        rows, cursor = shelf.page(Query(), after=cursor, size=7, newest=newest)
        seen += rows
        if not cursor:
            break
    assert len(seen) == len({row.key for row in seen}) == shelf.count(Query())
    assert [row.earliest for row in seen] == sorted((row.earliest for row in seen), reverse=newest)
    assert {row.file for row in seen[:10]} == {"exercise.csv", "second.csv"}


def second_feed() -> Path:
    """The exercise once more, under other ids, as another file."""
    from django.conf import settings

    path = settings.PLACE.folder / "second.csv"
    path.write_text((ALEPPO / "exercise.csv").read_text().replace("EX-AL", "EX-BE"))
    return Path(path)


@pytest.mark.parametrize("cursor", ["x", "1.", "1.a:b", "99999999999999999999.x:1", "²", "-", "0.:-1"])
def test_a_cursor_that_nobody_gave_begins_at_the_beginning_or_the_end(shelf: Shelf, cursor: str) -> None:
    rows, _ = shelf.page(Query(), after=cursor)
    assert rows in (shelf.page(Query())[0], [])


@pytest.mark.parametrize("key", ["", ":", "x:1", "1", "{id}:", "{id}:-1", "{id}:34", "{id}:²", "{id}:99999999999999"])
def test_a_key_of_nothing_finds_nothing(shelf: Shelf, key: str) -> None:
    key = key.format(id=Import.objects.get().pk)
    assert shelf.one(key) is None
    assert shelf.finding(key + "9" if key.endswith("34") else key) is None
    assert shelf.findings_of(key) == []


def test_an_incident_and_its_findings_are_found_by_their_keys(shelf: Shelf) -> None:
    for row in all_rows(shelf):
        assert shelf.one(row.key) == row
        found = shelf.findings_of(row.key)
        assert bool(found) == bool(row.verdict)
        assert all(one.incident_id == row.incident_id and one.row == row.key for one in found)
        assert [shelf.finding(one.key) for one in found] == found
        assert not found or found[0].verdict == row.verdict


def test_findings_come_gravest_first_and_by_clause(shelf: Shelf) -> None:
    found, cursor = shelf.findings(Query(), size=1000)
    rank = {"breach": 0, "unattributed": 1, "unverifiable": 2, "excepted": 3}
    assert not cursor
    assert len(found) == shelf.count_findings(Query()) > 5
    assert [(rank[one.verdict], -one.p) for one in found] == sorted((rank[one.verdict], -one.p) for one in found)
    for clause, counts in shelf.clauses(Query()).items():
        of_clause, _ = shelf.findings(Query(), clause=clause, size=1000)
        assert len(of_clause) == sum(counts.values()) == sum(one.clause == clause for one in found)
    breaches, _ = shelf.findings(Query(), verdicts=("breach",), size=1000)
    assert breaches == [one for one in found if one.verdict == "breach"]
    newest, _ = shelf.findings(Query(), order="newest", size=1000)
    assert [one.earliest for one in newest] == sorted((one.earliest for one in newest), reverse=True)


def test_findings_are_paged(shelf: Shelf) -> None:
    seen, cursor = [], ""
    while True:
        found, cursor = shelf.findings(Query(box=BOX), after=cursor, size=3)
        seen += found
        if not cursor:
            break
    assert seen == shelf.findings(Query(box=BOX), size=1000)[0]


@pytest.mark.parametrize("zoom", [-3, 0, 5, 11, 14, 18, 40])
@pytest.mark.parametrize("query", [Query(), Query(verdicts=("breach",)), Query(box=(0, 0, 1, 1))])
def test_cells_hold_every_incident_that_has_a_point_once(shelf: Shelf, query: Query, zoom: int) -> None:
    rows = [row for row in all_rows(shelf) if meant(row, query) and row.lon is not None]
    cells = shelf.cells(query, zoom)
    assert sum(cell.n for cell in cells) == len(rows)
    assert all(sum(cell.by_verdict.values()) == cell.n for cell in cells)
    if zoom <= 0 and rows:
        assert len(cells) == 1
        assert cells[0].lon == pytest.approx(sum(row.lon or 0 for row in rows) / len(rows))


def test_days_count_where_an_incident_began_on_the_clock_of_the_zone(shelf: Shelf) -> None:
    zone = ZoneInfo("Asia/Damascus")
    days = {day.start: day for day in shelf.days(Query(), "Asia/Damascus")}
    for row in all_rows(shelf):
        assert days[row.earliest.astimezone(zone).date().isoformat()].by_verdict[row.verdict or "none"]
    assert sum(day.n for day in days.values()) == shelf.count(Query())
    starts = [datetime.fromisoformat(start) for start in days]
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(starts))


def test_a_window_shows_its_empty_days_and_what_reaches_into_it(shelf: Shelf) -> None:
    since = datetime(2014, 2, 3, tzinfo=ZoneInfo("Asia/Damascus"))
    query = Query(since=since, until=since + timedelta(days=40))
    days = shelf.days(query, "Asia/Damascus", 7)
    assert [day.start for day in days] == [
        "2014-02-03",
        "2014-02-10",
        "2014-02-17",
        "2014-02-24",
        "2014-03-03",
        "2014-03-10",
    ]
    assert sum(day.n for day in days) == shelf.count(query)


def test_an_export_has_every_row_in_order_of_time(shelf: Shelf) -> None:
    bring_in(second_feed())
    shelf = shelf_for(None)
    table = pa.Table.from_batches(shelf.table(Query(acts=("force.explosive",))), EXPORTED)
    rows = shelf.page(Query(acts=("force.explosive",)), size=1000, newest=False)[0]
    assert table["incident_id"].to_pylist() == [row.incident_id for row in rows]
    assert table["verdict"].to_pylist() == [row.verdict for row in rows]
    assert table["note"].to_pylist() == [row.note for row in rows]


def test_a_feed_alone_can_be_asked_for(shelf: Shelf) -> None:
    other = bring_in(second_feed())
    shelf = shelf_for(None)
    rows, _ = shelf.page(Query(feed=str(other.pk)), size=1000)
    assert {row.file for row in rows} == {"second.csv"}
    assert shelf.count(Query(feed="nobody")) == 0


def test_a_compartment_sees_its_own_imports_and_no_other(desk: Path) -> None:
    mine = bring_in(compartment="syrian-government")
    common = bring_in(second_feed(), compartment="common")
    parties = {frozenset({"common", "syrian-government"}): 2, frozenset({"common", "aleppo-opposition-forces"}): 1}
    for compartments, many in parties.items():
        assert len(shelf_for(compartments).feeds) == many
    assert shelf_for(frozenset()).count(Query()) == 0
    other = shelf_for(frozenset({"common", "aleppo-opposition-forces"}))
    assert other.one(f"{mine.pk}:0") is None
    assert other.one(f"{common.pk}:0") is not None
    assert other.count(Query(feed=str(mine.pk))) == 0


def test_what_came_in_later_was_not_known_then(shelf: Shelf) -> None:
    one = Import.objects.get()
    assert shelf_for(None, known_at=one.at).count(Query()) == one.rows
    assert shelf_for(None, known_at=one.at - timedelta(seconds=1)).count(Query()) == 0


def test_what_is_withdrawn_lies_there_no_more(shelf: Shelf) -> None:
    Import.objects.update(withdrawn=datetime.now(UTC))
    assert shelf_for(None).count(Query()) == 0


def test_a_shelf_without_anything_answers(desk: Path) -> None:
    shelf = shelf_for(None)
    assert (shelf.page(Query()), shelf.findings(Query())) == (([], ""), ([], ""))
    assert (shelf.cells(Query(), 3), shelf.days(Query(), "UTC"), shelf.by_verdict(Query())) == ([], [], {})
    assert (list(shelf.table(Query())), shelf.points(Query(), 5), shelf.words("act")) == ([], [], [])


def test_points_are_the_latest_that_have_one(shelf: Shelf) -> None:
    rows = [row for row in all_rows(shelf) if row.lon is not None][::-1]
    assert shelf.points(Query(), 5) == rows[:5]
    assert shelf.points(Query(), 10_000) == rows


def test_the_words_of_a_column_are_told(shelf: Shelf) -> None:
    rows = all_rows(shelf)
    assert set(shelf.words("act")) >= {row.act for row in rows if row.act}
    assert "syrian-government" in shelf.words("side_a")
    assert replace(Query(), text="x") != Query()
