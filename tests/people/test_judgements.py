"""Judgements come back from the review table, and never land on another row."""

import json
from pathlib import Path

import openpyxl
import pytest

from hudna.ground import Fault
from hudna.people.judgements import JudgedPair, read_judgements
from hudna.people.model import list_of

A = list_of([{"name": "وليد المعلم", "key": "7"}, {"name": "علي عمر", "key": "8"}], "A")
B = list_of([{"name": "Walid al-Moualem"}, {"name": "Ali Omar"}, {"name": "=Aly"}], "B")


def read(path: Path, text: str) -> list[JudgedPair]:
    path.write_text(text, encoding="utf-8")
    return read_judgements(path, A, B)


def test_verdicts_filled_into_the_review_table_are_read(tmp_path: Path) -> None:
    text = (
        "a_row,a_id,a_name,b_row,b_name,p,verdict,why\n"
        "1,7,وليد المعلم,1,Walid al-Moualem,0.6,same,mother agrees\n"
        "2,8,علي عمر,2,Ali Omar,0.5,لا,\n"
        "2,8,علي عمر,3,'=Aly,0.4,,\n"
        "1,7,وليد المعلم,2,Ali Omar,0.4,skip,\n"
    )
    assert read(tmp_path / "review.csv", text) == [
        JudgedPair(0, 0, "same", "", "mother agrees"),
        JudgedPair(1, 1, "different"),
    ]


def test_a_workbook_with_the_review_sheet_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Matched").append(["a_row", "b_row"])
    sheet = book.create_sheet("For review")
    for row in (["a_row", "b_row", "b_name", "verdict"], [2, 3, "=Aly", "Same"]):
        sheet.append(row)
    sheet["C2"].data_type = "s"
    book.save(tmp_path / "match.xlsx")
    assert read_judgements(tmp_path / "match.xlsx", A, B) == [JudgedPair(1, 2, "same")]


def test_lines_of_json_are_read_and_the_last_word_counts(tmp_path: Path) -> None:
    lines = [
        {"a_row": 1, "b_row": 1, "verdict": "different", "by": "tracing-1", "why": "too young"},
        {"a_row": 1, "b_row": 1, "verdict": "same", "by": "tracing-2", "why": "the age was a slip"},
    ]
    text = "\n".join(json.dumps(line) for line in lines)
    assert read(tmp_path / "j.jsonl", text) == [JudgedPair(0, 0, "same", "tracing-2", "the age was a slip")]


def test_a_row_that_has_moved_is_found_by_its_id(tmp_path: Path) -> None:
    assert read(tmp_path / "j.jsonl", '{"a_row": 5, "a_id": "8", "b_row": 2, "verdict": "same"}')[0].a == 1


@pytest.mark.parametrize(
    "text",
    [
        '{"a_row": 1, "b_row": 9, "verdict": "same"}',
        '{"a_row": 1, "a_name": "علي عمر", "b_row": 1, "verdict": "same"}',
        '{"a_row": 1, "a_id": "99", "b_row": 1, "verdict": "same"}',
        '{"a_row": "x", "b_row": 1, "verdict": "same"}',
        '{"a_row": 1, "b_row": 1, "verdict": "perhaps"}',
        "{not json",
        "a,b\n1,2\n",
    ],
)
def test_what_is_no_verdict_or_lands_on_another_row_is_refused_without_a_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(Fault) as caught:
        read(tmp_path / "j", text)
    assert caught.value.code == "list-judgement"
    assert "علي" not in str(caught.value)
