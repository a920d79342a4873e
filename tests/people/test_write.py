"""What is handed over: every row in one table, both lists side by side, guarded, and never a formula."""

import datetime as dt
import io
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.csv as pc_csv
import pytest
from python_calamine import CalamineWorkbook

from hudna.ground import Fault
from hudna.people import workbook
from hudna.people.grid import Reject
from hudna.people.headers import Header
from hudna.people.layout import Layout
from hudna.people.matched import counts_of
from hudna.people.model import ListOfPeople, Nearest, Pairings, list_of
from hudna.people.read import ReadList, Unread
from hudna.people.table import Table, write_csv
from hudna.people.workbook import write_workbook
from hudna.people.write import FILES, guarded_file, make_guarded_folder, tables_of, write_tables


def pairings(*rows: tuple[int, int, int, float]) -> Pairings:
    a, b, outcome, p = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [], [])
    return Pairings(
        np.array(a, np.int64),
        np.array(b, np.int64),
        np.array(outcome, np.uint8),
        np.array(p, np.float64),
        np.zeros(len(a)),
        np.zeros(len(a), np.bool_),
    )


@dataclass(frozen=True)
class Made:
    """A match as somebody made it up."""

    a: ListOfPeople
    b: ListOfPeople
    pairs: Pairings
    doubles_a: Pairings
    doubles_b: Pairings
    nearest_a: Nearest
    nearest_b: Nearest

    def reasons(self, pairs: Pairings, within: str = "") -> Sequence[tuple[str, str]]:
        return [("given name: spelt alike (+9.1)", "the year of birth")] * len(pairs)


A = list_of(
    [
        {
            "name": "وليد المعلم",
            "key": "7",
            "birth_from": dt.date(1941, 7, 17),
            "birth_to": dt.date(1941, 7, 17),
            "birth_text": "17/7/1941",
            "sex": "m",
        },
        {"name": "=cmd|' /C calc'!A0", "key": "-8", "extra": '{"phone": "1"}'},
        {"name": "علي عمر", "age": 35, "birth_from": dt.date(1977, 5, 7), "birth_to": dt.date(1978, 5, 6)},
    ],
    "A",
)
B = list_of(
    [{"name": "Walid al-Moualem", "key": "x1"}, {"name": "Ali Omar"}, {"name": "Aly Omer"}, {"name": "@SUM"}], "B"
)
MADE = Made(
    A,
    B,
    pairings((0, 0, 2, 0.99999), (2, 1, 1, 0.6), (2, 2, 1, 0.4)),
    pairings(),
    pairings((1, 2, 1, 0.5)),
    Nearest(np.array([0, -1, 1]), np.array([0.9, 0.0, 0.6])),
    Nearest(np.array([0, 2, 2, 1]), np.array([0.9, 0.6, 0.4, 0.001])),
)


def as_read(people: ListOfPeople, rejects: tuple[Reject, ...] = (), unread: tuple[Unread, ...] = ()) -> ReadList:
    return ReadList(people, Layout(Header(0, 0, ()), {}, {}), rejects, unread, ())


READ_A = as_read(
    A, (Reject(9, "totals", "the row is a total", "Total | 3"),), (Unread(3, "birth", "date-unreadable", "soon"),)
)


def tables() -> Mapping[str, Table]:
    return {table.name: table for table in tables_of(MADE, READ_A, as_read(B))}


def rows(table: Table) -> list[dict[str, Any]]:
    return list(pa.table(dict(table.columns)).to_pylist())


def test_there_is_one_table_for_each_answer_in_the_order_told() -> None:
    assert tuple(tables()) == FILES


def test_a_pair_shows_both_rows_side_by_side_with_numbers_ids_and_reasons() -> None:
    (row,) = rows(tables()["matched"])
    assert (row["a_row"], row["a_id"], row["a_name"]) == (1, "7", "وليد المعلم")
    assert (row["b_row"], row["b_id"], row["b_name"]) == (1, "x1", "Walid al-Moualem")
    assert row["a_birth"] == "17/7/1941"
    assert row["reasons"] == "given name: spelt alike (+9.1)"
    assert row["p"] == 0.9999, "nothing is certain"
    assert "would_change_it" not in row


def test_a_pair_for_review_names_the_fact_that_would_change_it() -> None:
    assert [(row["a_row"], row["b_row"]) for row in rows(tables()["review"])] == [(3, 2), (3, 3)]
    assert rows(tables()["review"])[0]["would_change_it"] == "the year of birth"
    assert rows(tables()["review"])[0]["a_birth"] == "1977-05-07/1978-05-06"


def test_a_row_without_a_counterpart_shows_the_nearest_of_the_other_list_and_its_own_columns() -> None:
    (only,) = rows(tables()["only_in_a"])
    assert (only["row"], only["nearest_row"], only["nearest_p"], only["other_columns"]) == (
        2,
        None,
        None,
        '{"phone": "1"}',
    )
    (other,) = rows(tables()["only_in_b"])
    assert (other["row"], other["nearest_row"]) == (4, 2)


def test_columns_that_neither_list_has_are_left_out() -> None:
    assert not {"a_mother", "b_mother", "a_document"} & set(tables()["matched"].columns)


def test_doubles_rejects_and_cells_that_were_not_read_have_their_tables() -> None:
    (double,) = rows(tables()["doubles_in_b"])
    assert (double["row"], double["other_row"], double["outcome"]) == (2, 3, "review")
    assert len(tables()["doubles_in_a"]) == 0
    assert rows(tables()["rejects"])[0] == {
        "list": "A",
        "line": 9,
        "code": "totals",
        "reason": "the row is a total",
        "cells": "Total | 3",
    }
    assert rows(tables()["unread_cells"])[0]["reason"] == "this is no date that can be read"


def test_the_rows_of_a_list_add_up() -> None:
    assert counts_of(MADE, "a", 1) == {"rows": 4, "matched": 1, "review": 1, "only": 1, "rejected": 1}
    assert counts_of(MADE, "b", 0) == {"rows": 4, "matched": 1, "review": 2, "only": 1, "rejected": 0}


def test_csv_opens_in_a_spreadsheet_and_nothing_in_it_acts(tmp_path: Path) -> None:
    written, _ = write_tables(list(tables().values()), tmp_path)
    data = (tmp_path / "only_in_a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    read = pc_csv.read_csv(io.BytesIO(data)).to_pylist()
    assert (read[0]["name"], read[0]["id"]) == ("'=cmd|' /C calc'!A0", "'-8")
    assert {path.name for path in written} == {"match.xlsx", *(f"{name}.csv" for name in FILES)}


@pytest.mark.parametrize("text", ["=1+1", "+963", "-1", "@SUM", "\tx", "\rx"])
def test_what_a_spreadsheet_would_take_for_a_formula_gets_an_apostrophe(text: str) -> None:
    out = io.BytesIO()
    write_csv(Table("t", "T", {"cell": pa.array([text, "a=b", None]), "number": pa.array([-1, 2, 3])}), out)
    lines = out.getvalue().decode("utf-8-sig").split("\n")
    assert f"'{text}" in out.getvalue().decode("utf-8-sig")
    assert '"a=b",2' in lines


def test_the_workbook_holds_every_table_as_text_with_header_filters_and_direction(tmp_path: Path) -> None:
    write_tables(list(tables().values()), tmp_path)
    book = openpyxl.load_workbook(tmp_path / "match.xlsx")
    assert book.sheetnames == [
        "Matched",
        "For review",
        "Only in A",
        "Only in B",
        "Doubles in A",
        "Doubles in B",
        "Rejects",
        "Cells not read",
    ]
    only = book["Only in A"]
    cell = next(cell for cell in only[2] if cell.value == "=cmd|' /C calc'!A0")
    assert cell.data_type in ("s", "inlineStr")
    assert (only.freeze_panes, only["A1"].font.bold) == ("A2", True)
    assert only.auto_filter.ref.startswith("A1:")
    assert only.column_dimensions["D"].width > 6
    assert book["Only in B"].sheet_view.rightToLeft is not True
    assert (
        CalamineWorkbook.from_path(str(tmp_path / "match.xlsx")).get_sheet_by_name("Matched").to_python()[1][0] == 1.0
    )


def test_a_sheet_of_names_in_arabic_script_reads_from_right_to_left(tmp_path: Path) -> None:
    names = pa.array(["وليد المعلم", "علي عمر", "Ali"])
    out = io.BytesIO()
    write_workbook(
        [Table("a", "A", {"name": names}, ("name",)), Table("b", "B", {"name": pa.array(["Ali"])}, ("name",))], out
    )
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    assert [sheet.sheet_view.rightToLeft for sheet in book] == [True, None]


def test_signs_that_xml_does_not_have_and_endless_text_do_not_break_the_workbook() -> None:
    cells = pa.array(["<&>\"'", "a\x01b", "x" * 40_000, "  blanks  ", None])
    out = io.BytesIO()
    write_workbook([Table("a", "A [*]: ?", {"cell & <head>": cells})], out)
    (sheet,) = openpyxl.load_workbook(io.BytesIO(out.getvalue())).worksheets
    values = [sheet.cell(row, 1).value for row in range(1, 7)]
    assert values[:3] == ["cell & <head>", "<&>\"'", "ab"]
    assert (len(str(values[3])), values[4]) == (32_767, "  blanks  ")


def test_what_a_sheet_cannot_hold_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    out = io.BytesIO()
    (told,) = write_workbook([Table("a", "A", {"cell": pa.array(["1", "2", "3", "4"])})], out)
    assert "2 more are in a.csv" in told
    assert openpyxl.load_workbook(io.BytesIO(out.getvalue())).worksheets[0].max_row == 3


def test_files_with_names_can_be_read_by_their_owner_alone(tmp_path: Path) -> None:
    make_guarded_folder(tmp_path / "out")
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    written, _ = write_tables(list(tables().values()), tmp_path / "out")
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for attempt in (
        lambda: make_guarded_folder(tmp_path / "file" / "out"),
        lambda: guarded_file(tmp_path / "none" / "a").__enter__(),
    ):
        with pytest.raises(Fault) as caught:
            attempt()
        assert caught.value.code == "list-output"
