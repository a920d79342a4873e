"""What is written down at the end: one's own rows as they stand, what is said of each, and why."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from hudna.people.blind_shared import SHARED_COLUMNS, Written, as_csv, shared_rows, write_shared
from tests.people.blinded import Person, list_of, played

OURS: list[Person] = [
    ("Walid Omar Haddad", 1969),
    ("Rana Fuad Nasser", 1988),
    ("Rana Fuad Nasser", 1988),
    ("Samir Hadi Barakat", 1975),
    ("Nabil", 1990),
]
THEIRS: list[Person] = [("وليد عمر حداد", 1969), ("Rana Fuad Nasser", 1988), ("Samir Barakat", 1976), ("Huda", 1980)]


def told(rows: list[tuple[str, ...]]) -> list[dict[str, str]]:
    return [dict(zip(SHARED_COLUMNS, row, strict=True)) for row in rows]


def test_a_firm_key_of_one_row_alone_is_the_same_and_all_else_is_for_review() -> None:
    one, _, ours, _ = played(list_of(OURS), list_of(THEIRS), "tolerant")
    rows = told(shared_rows(one.people, ours))
    assert [(row["row"], row["answer"]) for row in rows] == [
        ("1", "same"),
        ("2", "review"),
        ("3", "review"),
        ("4", "review"),
    ]
    assert rows[1]["because"].endswith("2 rows of this list are alike in it")
    assert rows[3]["because"] == "the first and last part of the name, and the year of birth within one"


def test_each_side_writes_its_own_spelling() -> None:
    one, two, ours, theirs = played(list_of(OURS), list_of(THEIRS), "tolerant")
    assert told(shared_rows(one.people, ours))[0]["name"] == "Walid Omar Haddad"
    assert told(shared_rows(two.people, theirs))[0]["name"] == "وليد عمر حداد"


def test_both_sides_can_speak_of_a_person_by_the_first_mark() -> None:
    one, two, ours, theirs = played(list_of(OURS), list_of(THEIRS), "tolerant")
    marks = {row["name"]: row["mark"] for row in told(shared_rows(one.people, ours))}
    others = {row["name"]: row["mark"] for row in told(shared_rows(two.people, theirs))}
    assert marks["Walid Omar Haddad"] == others["وليد عمر حداد"]
    assert marks["Samir Hadi Barakat"] == others["Samir Barakat"]


def test_rows_that_could_not_be_compared_are_told(tmp_path: Path) -> None:
    one, two, ours, theirs = played(list_of(OURS), list_of(THEIRS[:3]), "tolerant")
    assert write_shared(tmp_path / "ours", one.people, ours) == Written(1, 3, 1)
    assert write_shared(tmp_path / "theirs", two.people, theirs) == Written(2, 1, 0)
    text = (tmp_path / "ours" / "not-compared.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines() == ["row,key,name,birth", "5,,Nabil,"]
    assert [path.name for path in (tmp_path / "theirs").iterdir()] == ["shared.csv"]


def test_a_cell_that_a_spreadsheet_would_run_stays_text() -> None:
    text = as_csv(("name",), [("=HYPERLINK(1)",), ("@x",), ("سمير",)]).decode("utf-8-sig")
    assert [row for (row,) in csv.reader(io.StringIO(text))] == ["name", "'=HYPERLINK(1)", "'@x", "سمير"]
