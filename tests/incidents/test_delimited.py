"""Delimited text: records, lines, delimiters and damage, whatever the size of the blocks."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hudna.ground import Fault
from hudna.incidents import cells, delimited
from hudna.incidents.rejects import Reject
from hudna.incidents.sniff import head_of, header_of
from tests.incidents.conftest import Read
from tests.incidents.layouts import own

CELL = st.text(st.sampled_from('ab"\n\r,; \té–ح💥'), max_size=30)
TABLES = st.lists(st.tuples(CELL, CELL, CELL), max_size=12)


def read_back(
    path: Path, delimiter: str | None = None, batch_rows: int = 5, words: tuple[str, ...] = ()
) -> tuple[list[tuple[Any, ...]], list[Reject]]:
    """Line, cells and raw text of every record, and the rejects."""
    header = header_of(head_of(path), path, [frozenset({"x", "y", "note"})], delimiter)
    columns = {name: place for place, name in enumerate(header.names)}
    refused: list[Reject] = []
    found = []
    file = delimited.DelimitedFile(path, header, columns, batch_rows=batch_rows, words=words)
    for rows in file.batches(refused.append, None):
        columns_of = [rows.text(name).to_pylist() for name in header.names]
        found += [(int(rows.line[n]), *(column[n] for column in columns_of), rows.raw(n)) for n in range(len(rows))]
    return found, refused


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=TABLES,
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    end=st.sampled_from(["\n", "\r\n"]),
    closed=st.booleans(),
    block=st.sampled_from([64, 97, 1 << 20]),
    words=st.sampled_from([(), ("x",), ("x", "y")]),
    most=st.sampled_from([1, 4096]),
)
def test_what_a_csv_writer_writes_is_read_back_with_its_lines(
    tmp_path: Path,
    rows: list[tuple[str, ...]],
    delimiter: str,
    quoting: Any,
    end: str,
    closed: bool,
    block: int,
    words: tuple[str, ...],
    most: int,
) -> None:
    if quoting == csv.QUOTE_MINIMAL:  # the writer leaves a lone carriage return unquoted: no reader can tell it
        rows = [tuple(cell.replace("\r", "") for cell in row) for row in rows]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerow(["x", "y", "note"])
    expected = []
    for row in rows:
        line = text.getvalue().count("\n") + 1
        start = text.tell()
        writer.writerow(row)
        raw = text.getvalue()[start:].removesuffix(end)
        told = (row[0].strip(" \t") or None, row[1].strip(" \t") or None, row[2] or None)
        expected.append((line, *told, raw))
    path = tmp_path / "t.csv"
    path.write_bytes((text.getvalue() if closed else text.getvalue().removesuffix(end)).encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "BLOCK_BYTES", block)
        patch.setattr(cells, "MOST_WORDS", most)
        found, refused = read_back(path, delimiter, words=words)
    assert refused == []
    assert found == expected


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200) | st.text(st.sampled_from('a",\n\r'), max_size=60).map(str.encode), data=st.data())
def test_any_bytes_end_in_the_same_rows_and_rejects_for_any_block(
    tmp_path: Path, body: bytes, data: st.DataObject
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"x,y,note\n" + body)
    read: list[Any] = []
    for block in (1 << 20, data.draw(st.integers(200, 300))):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(delimited, "BLOCK_BYTES", block)
            patch.setattr(delimited, "RECORD_BYTES", 1 << 20)
            read.append(read_back(path, ",", data.draw(st.integers(1, 7))))
    assert read[0][0] == read[1][0]
    assert sorted(read[0][1], key=repr) == sorted(read[1][1], key=repr)


@pytest.mark.parametrize(
    ("body", "lines", "refused"),
    [
        ("a,b,c\n\n\nd,e,f", [2, 5], []),
        ('a,b,"c\nc\n\nc"\nd,e,f\n', [2, 6], []),
        ("a,b,c\r\nd,e,f\r\n", [2, 3], []),
        ("a,b,c\rd,e,f\r", [2, 3], []),
        ("a,b\nd,e,f\n", [3], [(2, "columns")]),
        ("a,b,c,d\nd,e,f\n", [3], [(2, "columns")]),
        ('a,b,"c"c\nd,e,f\n', [3], [(2, "quote")]),
        ('a,b,"c\nd,e,f\n', [], [(2, "quote")]),
        ('5" gun,b,c\nd,e,f\n', [2, 3], []),
        ("a\x00,b,c\nd,e,f\n", [3], [(2, "nul")]),
        (" \nd,e,f\n", [3], [(2, "columns")]),
        (",,\nd,e,f\n", [2, 3], []),
    ],
)
def test_lines_are_physical_and_broken_records_are_rejects(
    tmp_path: Path, body: str, lines: list[int], refused: list[tuple[int, str]]
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"x,y,note\n" + body.encode())
    found, rejects = read_back(path, ",")
    assert [row[0] for row in found] == lines
    assert [(reject.line, reject.code) for reject in rejects] == refused


@pytest.mark.parametrize("before", ["", "\ufeff", "\n\n", "sep=;\n", "\ufeffsep=;\r\n", '"sep=;"\n'])
def test_what_stands_before_the_header_is_passed_over(read: Read, before: str) -> None:
    row = read(before + own({"note": "a,b,c"}, delimiter=";")).row
    assert (row["note"], row["line"]) == ("a,b,c", 2 + before.count("\n"))


def test_sep_decides_between_delimiters(read: Read) -> None:
    assert read("sep=|\n" + own({}, delimiter="|")).row["side_a"] is None


def test_headers_may_be_quoted_in_capitals_and_hold_line_breaks(read: Read) -> None:
    header, row = own().split("\n", 1)
    quoted = ",".join(f'" {name.upper()} "' for name in header.split(",")) + ',"odd\nname"'
    assert read(f"{quoted}\n{row.strip()},x\n").row["line"] == 3


def test_a_single_row_in_another_encoding_is_a_reject(read: Read) -> None:
    text = own(*({"note": f"plain {n}"} for n in range(200)))
    found = read(text.encode().replace(b"plain 77", "Hôtel".encode("cp1252")))
    assert found.rejected == [(79, "encoding")]
    assert "Windows-1252" in next(iter(found.feed.rejects)).words
    assert found.feed.count_read == 199


def test_a_record_without_an_end_is_refused_with_its_line(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 1 << 12)
    monkeypatch.setattr(delimited, "RECORD_BYTES", 1 << 14)
    with pytest.raises(Fault, match=r":3: The record that begins here does not end .*\[feed-record-endless\]"):
        read(own({}) + 'a9,"' + "x" * 50_000)


def test_batches_are_never_longer_than_asked_for(registers: Any, tmp_path: Path) -> None:
    from hudna.incidents import open_feed

    path = tmp_path / "t.csv"
    path.write_text(own(*({} for _ in range(25))))
    feed = open_feed(path, *registers, batch_rows=10)
    assert [len(batch) for batch in feed.batches()] == [10, 10, 5]


def test_progress_is_told_in_bytes_up_to_the_end(registers: Any, tmp_path: Path) -> None:
    from hudna.incidents import open_feed

    path = tmp_path / "t.csv"
    path.write_text(own(*({} for _ in range(25))))
    told: list[tuple[int, int]] = []
    list(open_feed(path, *registers, batch_rows=10, progress=lambda *done: told.append(done)).batches())
    assert told == sorted(told)
    assert told[-1] == (path.stat().st_size,) * 2
