"""``hudna match``: two lists, whatever they are called and written in, to tables, figures and an exit status."""

import csv
import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hudna.house import open_case
from hudna.journal import Decision
from hudna.matching import judge
from hudna.people import FILES, access_list, list_of, read_people, row_marks, secret_of
from tests.cli.run import ROOT, Ran, done, hudna

LISTS = ROOT / "examples" / "lists"
ME = ("--as", "tracing-2", "--purpose", "Reconcile the lists")


@pytest.fixture(autouse=True)
def _nobody_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUDNA_BY", raising=False)


def match(out: Path, *arguments: object, a: Path = LISTS / "a.csv", b: Path = LISTS / "b.csv") -> Ran:
    return hudna("match", a, b, *ME, "--out", out, *arguments)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("match") / "out"
    assert match(folder).status == 1
    return folder


def table(out: Path, name: str) -> list[dict[str, str]]:
    with (out / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def truth() -> set[tuple[int, int]]:
    with (LISTS / "truth.csv").open(encoding="utf-8") as file:
        return {(int(row["a_row"]), int(row["b_row"])) for row in csv.DictReader(file)}


def pairs(out: Path, name: str) -> set[tuple[int, int]]:
    return {(int(row["a_row"]), int(row["b_row"])) for row in table(out, name)}


def plain(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_lists_are_matched_across_scripts_and_nobody_is_merged_wrongly(out: Path) -> None:
    same, review = pairs(out, "matched"), pairs(out, "review")
    assert same <= truth()
    assert len(same) >= 0.6 * len(truth())
    assert len(truth() - same - review) <= 0.2 * len(truth())


def test_every_row_of_either_list_is_in_one_state_and_the_figures_add_up(out: Path) -> None:
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    for side, rows in summary["rows"].items():
        assert rows["rows"] == rows["matched"] + rows["review"] + rows["only"] + rows["rejected"]
        assert rows["rows"] == summary["lists"][side]["rows"]
    assert (summary["rows"]["a"]["rows"], summary["rows"]["b"]["rows"]) == (41, 45)
    states = [pairs(out, "matched"), pairs(out, "review")]
    seen = {row for state in states for row, _ in state} | {int(row["row"]) for row in table(out, "only_in_a")}
    assert seen == set(range(1, 41))
    assert [row["code"] for row in table(out, "rejects")] == ["totals"]


def test_all_files_are_there_and_nobody_else_can_read_them(out: Path) -> None:
    names = {*(f"{name}.csv" for name in FILES), "match.xlsx", "summary.json", "weights.yaml", "looks.jsonl"}
    assert {path.name for path in out.iterdir()} == names
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}
    assert stat.S_IMODE(out.stat().st_mode) == 0o700


def test_the_workbook_holds_what_the_csv_files_hold(out: Path) -> None:
    book = openpyxl.load_workbook(out / "match.xlsx")
    for name, sheet in zip(FILES, book.worksheets, strict=True):
        assert sheet.max_row - 1 == len(table(out, name)), name


def test_a_look_is_written_down_with_office_purpose_and_hash_and_no_name(out: Path) -> None:
    looks = [json.loads(line) for line in (out / "looks.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(look["actor"], look["purpose"], look["file"]) for look in looks] == [
        ("tracing-2", "Reconcile the lists", "a.csv"),
        ("tracing-2", "Reconcile the lists", "b.csv"),
    ]


def test_figures_are_json_on_standard_output_and_hold_no_name(tmp_path: Path) -> None:
    ran = match(tmp_path / "out", "--format", "json", "--no-excel")
    assert ran.json == json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert not (tmp_path / "out" / "match.xlsx").exists()
    names = {row["a_name"] for row in table(tmp_path / "out", "matched")}
    assert names
    assert not any(name in ran.out + ran.err for name in names)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "list-access"),
        (("--as", "tracing-2"), "list-access"),
        (("--purpose", "x"), "list-access"),
        (("--as", "Walid Muallem", "--purpose", "x"), "list-access"),
    ],
)
def test_nobody_looks_without_an_office_and_a_purpose(tmp_path: Path, arguments: tuple[str, ...], code: str) -> None:
    hudna("match", LISTS / "a.csv", LISTS / "b.csv", "--out", tmp_path, *arguments).refused(code)


def test_columns_in_doubt_are_refused_with_a_mapping_file_that_can_be_edited(tmp_path: Path) -> None:
    a = plain(tmp_path / "a.csv", "Walid,Mohi,Muallem\nFatima,Khaled,Hasan\nAli,Omar,Said\n")
    ran = match(tmp_path / "out", "--format", "json", a=a)
    assert "[list-columns]" in ran.err
    assert ran.status == 2
    mapping = tmp_path / "out" / "mapping.yaml"
    text = mapping.read_text(encoding="utf-8")
    assert '"column 3"' in text
    mapping.write_text(text.replace('name: ["column 1"]', "name: [column 1, column 2, column 3]"), encoding="utf-8")
    again = match(tmp_path / "out", "--format", "json", "--map", mapping, a=a)
    assert again.json["lists"]["a"]["columns"]["name"] == ["column 1", "column 2", "column 3"]


def test_a_list_against_itself_is_one_person_in_each_row(tmp_path: Path) -> None:
    match(tmp_path / "out", a=LISTS / "b.csv")
    itself = {(row, row) for row in range(1, 46)}
    assert itself <= pairs(tmp_path / "out", "matched") | pairs(tmp_path / "out", "review")
    assert len(itself & pairs(tmp_path / "out", "matched")) >= 43


def test_all_rows_of_one_name_are_not_one_person(tmp_path: Path) -> None:
    a = plain(tmp_path / "a.csv", "id,full name\n" + "".join(f"{n},Ahmad Ali\n" for n in range(40)))
    b = plain(tmp_path / "b.csv", "id,full name\n" + "".join(f"{n},أحمد علي\n" for n in range(40)))
    match(tmp_path / "out", a=a, b=b)
    assert pairs(tmp_path / "out", "matched") == set()
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["rows"]["a"]["rows"] == 40


@pytest.mark.parametrize("content", ["", "id,full name\n", "\n\n"])
def test_an_empty_list_is_refused_in_one_line(tmp_path: Path, content: str) -> None:
    ran = match(tmp_path / "out", "--format", "json", a=plain(tmp_path / "a.csv", content))
    ran.refused("list-empty")


def test_a_pair_is_explained_in_text_json_and_a_picture(tmp_path: Path, out: Path) -> None:
    row = table(out, "matched")[0]
    picture = tmp_path / "pair.svg"
    text = match(tmp_path / "x", "--explain", row["a_row"], row["b_row"], "--svg", picture)
    assert text.status == 0
    assert "given name" in text.out
    assert picture.read_text(encoding="utf-8").lstrip().startswith("<svg")
    told: Any = match(tmp_path / "x", "--explain", row["a_row"], row["b_row"], "--format", "json").json
    assert told["outcome"] == "same"
    match(tmp_path / "x", "--explain", 999, 1, "--format", "json").refused("list-row")


def test_a_dearer_wrong_merge_merges_no_more_and_a_dearer_look_does_not_either(tmp_path: Path, out: Path) -> None:
    same = pairs(out, "matched")
    match(tmp_path / "one", "--wrong-merge", 200)
    match(tmp_path / "two", "--look", 0.5)
    assert pairs(tmp_path / "one", "matched") <= same
    assert pairs(tmp_path / "two", "matched") == same
    assert len(pairs(tmp_path / "two", "review")) <= len(pairs(out, "review"))


def test_weights_of_an_earlier_run_give_the_same_answers(tmp_path: Path, out: Path) -> None:
    match(tmp_path / "out", "--weights", out / "weights.yaml")
    assert pairs(tmp_path / "out", "matched") == pairs(out, "matched")


def test_a_case_of_the_alphabet_of_headers_is_told_on_standard_error(tmp_path: Path) -> None:
    ran = match(tmp_path / "out")
    assert "الاسم الرباعي" in ran.err
    assert "Full name" in ran.err


def test_invented_lists_can_be_made_and_matched(tmp_path: Path) -> None:
    made = hudna("match", "--rehearse", "60x90", "--seed", 3, "--out", tmp_path / "lists", "--format", "json")
    assert made.status == 0
    assert (made.json["a"], made.json["b"]) == (60, 90)
    ran = match(tmp_path / "out", "--format", "json", a=tmp_path / "lists" / "a.csv", b=tmp_path / "lists" / "b.csv")
    assert (ran.json["rows"]["a"]["rows"], ran.json["rows"]["b"]["rows"]) == (60, 90)
    hudna("match", "--rehearse", "many", "--out", tmp_path).refused("list-mapping")


def test_one_list_alone_is_refused(tmp_path: Path) -> None:
    hudna("match", LISTS / "a.csv", *ME, "--out", tmp_path).refused("list-missing")


def test_the_shipped_mapping_reads_the_lists_as_they_are_read_without_it(tmp_path: Path, out: Path) -> None:
    match(tmp_path / "out", "--map", LISTS / "mapping.yaml", "--no-excel")
    assert pairs(tmp_path / "out", "matched") == pairs(out, "matched")


def test_verdicts_filled_into_the_review_table_are_laid_over(tmp_path: Path) -> None:
    match(tmp_path / "one", "--wrong-merge", 1e6)
    review = table(tmp_path / "one", "review")
    review[0]["verdict"], review[1]["verdict"] = "same", "different"
    with (tmp_path / "review.csv").open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.DictWriter(file, list(review[0]))
        rows.writeheader()
        rows.writerows(review)
    match(tmp_path / "two", "--wrong-merge", 1e6, "--judgements", tmp_path / "review.csv")
    same, left = pairs(tmp_path / "two", "matched"), pairs(tmp_path / "two", "review")
    first, second = ((int(row["a_row"]), int(row["b_row"])) for row in review[:2])
    assert first in same
    assert second not in same | left
    by = {(int(row["a_row"]), int(row["b_row"])): row["decided_by"] for row in table(tmp_path / "two", "matched")}
    assert by[first] == "a person"
    assert set(by.values()) <= {"weights", "a person"}


def test_judgements_in_the_journal_of_a_case_are_laid_over_by_marks_of_rows(tmp_path: Path) -> None:
    match(tmp_path / "one", "--wrong-merge", 1e6)
    row = table(tmp_path / "one", "review")[0]
    where = tmp_path / "case.hudna"
    done("open", where, "--title", "Lists", "--zone", "Asia/Damascus", "--by", "mediator-1")
    with open_case(str(where)) as case:
        secret = secret_of(case.keyring.identity(passphrase=case.passphrase))
        marks = []
        for side, name in (("a", "missing-2014"), ("b", "held-2014")):
            opened, _ = access_list(LISTS / f"{side}.csv", actor="x-1", purpose="test", at=datetime.now(UTC))
            people = read_people(opened, name=name, latest=datetime.now(UTC).date()).people
            marks.append(row_marks(people, secret)[people.table["row"].to_pylist().index(int(row[f"{side}_row"]))])
        said = case.said("mediator-1", None, None, None)
        event = judge(*marks, "same", why="the sister said so")
        case.record(lambda state: [Decision(event, said.at)], said)
    match(tmp_path / "two", "--wrong-merge", 1e6, "--judgements", where, "--called", "missing-2014", "held-2014")
    assert (int(row["a_row"]), int(row["b_row"])) in pairs(tmp_path / "two", "matched")
    match(tmp_path / "three", "--wrong-merge", 1e6, "--judgements", where)
    assert (int(row["a_row"]), int(row["b_row"])) not in pairs(tmp_path / "three", "matched")


def test_a_list_of_rows_made_in_the_program_tells_what_it_has() -> None:
    assert list_of([{"name": "Ali Omar", "sex": "m"}]).has == {"row", "list", "name", "sex"}
