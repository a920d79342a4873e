"""``hudna plan``: an agreement and lists to a plan in numbers, a workbook with names, and a page for each reader."""

from __future__ import annotations

import csv
import json
import re
import stat
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from hudna.exchange import PlanDocument, draw, seed_of
from tests.cli.run import Ran, hudna

HERE = Path(__file__).parent / "exchange"
GOVERNMENT, OPPOSITION = "syrian-government", "aleppo-opposition-forces"
WANTED = (HERE / "wanted-government.csv", HERE / "wanted-opposition.csv")
HELD = (
    "--held",
    f"{OPPOSITION}={HERE / 'held-opposition.csv'}",
    "--held",
    f"{GOVERNMENT}={HERE / 'held-government.csv'}",
)
ME = ("--as", "mediator-1", "--purpose", "Plan the exchange", "--no-pdf")
MARKS = dict.fromkeys(map(ord, "\u2068\u2069"))
HALVES = ("--seed-halves", "ab" * 32, "cd" * 32)


@pytest.fixture(autouse=True)
def _nobody_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUDNA_BY", raising=False)
    monkeypatch.delenv("HUDNA_PURPOSE", raising=False)


def plan(out: Path, *arguments: object, agreement: Path = HERE / "truce.yaml", lists: tuple[Path, ...] = WANTED) -> Ran:
    return hudna("plan", agreement, *lists, *ME, "--out", out, *arguments)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plan") / "out"
    ran = hudna("plan", HERE / "truce.yaml", *WANTED, *HELD, *ME[:4], *HALVES, "--lang", "en", "--lang", "ar",
                "--lang", "fr", "--out", folder)  # fmt: skip
    assert ran.status == 1, ran
    return folder


def names() -> dict[str, list[str]]:
    """The names on each list, by file."""
    found = {}
    for path in sorted(HERE.glob("*.csv")):
        with path.open(encoding="utf-8") as file:
            found[path.stem] = [row[1] for row in list(csv.reader(file))[1:]]
    return found


def document(out: Path) -> Any:
    return json.loads((out / "plan.json").read_text(encoding="utf-8"))


def truce(folder: Path, *changes: tuple[str, str]) -> Path:
    """The agreement with some words of it replaced."""
    text = (HERE / "truce.yaml").read_text(encoding="utf-8")
    for old, new in (("../../../examples", str(HERE.parents[2] / "examples")), *changes):
        assert old in text
        text = text.replace(old, new)
    path = folder / "truce.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def table(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


# What is written


def test_all_files_are_there_and_nobody_else_can_read_them(out: Path) -> None:
    readers = ("neutral", GOVERNMENT, OPPOSITION)
    pages = {
        f"plan-{reader}{mark}.{kind}" for reader in readers for mark in ("", "-ar", "-fr") for kind in ("html", "pdf")
    }
    assert {path.name for path in out.iterdir()} == {*pages, "plan.json", "plan.xlsx", "register.json", "looks.jsonl"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}
    assert stat.S_IMODE(out.stat().st_mode) == 0o700


def test_the_plan_keeps_to_its_schema_and_everybody_is_in_it_once(out: Path) -> None:
    told = document(out)
    jsonschema.validate(told, PlanDocument.model_json_schema())
    leave = [one["person"] for batch in told["hand_overs"] for one in batch["releases"]]
    assert sorted([*leave, *told["left"]]) == [f"p-{number:06d}" for number in range(1, 16)]
    assert told["left"]["p-000004"] == "said-dead"


def test_two_prisoners_leave_for_each_civilian_and_never_more_than_three_stand_out(out: Path) -> None:
    told = document(out)
    accounts = [account for batch in told["hand_overs"] for account in batch["accounts"]]
    assert [account["balance"] for account in told["hand_overs"][-1]["accounts"]] == ["0"]
    assert accounts[-1] == {
        "term": "article-6/ratios/1", "category": "prisoners", "debtor": GOVERNMENT, "creditor": OPPOSITION,
        "owed": "8", "paid": 8, "balance": "0",
    }  # fmt: skip
    assert all(abs(int(account["balance"])) <= 3 for account in accounts)


def test_the_lot_is_that_of_the_seed_of_both_halves_in_the_order_of_the_sides(out: Path) -> None:
    told = document(out)
    assert told["lot"]["seed"] == seed_of("ab" * 32, "cd" * 32)
    stay = [person for person, reason in told["left"].items() if reason == "not-owed"]
    alike = [f"p-{number:06d}" for number in range(6, 16) if number != 8]
    assert sorted(stay) == sorted(draw(told["lot"]["seed"], alike)[-2:])


def test_no_name_is_in_what_is_printed_nor_in_what_may_be_sent(out: Path, tmp_path: Path) -> None:
    printed = plan(tmp_path / "o", *HELD)
    told = [printed.out, printed.err, plan(tmp_path / "o", *HELD, "--format", "json").out]
    told += [(out / name).read_text(encoding="utf-8") for name in ("plan.json", "register.json", "looks.jsonl")]
    for text in told:
        assert not [name for of in names().values() for name in of if name in text]


def test_a_side_sees_the_names_of_its_own_lists_and_no_other(out: Path) -> None:
    own = {"government": GOVERNMENT, "opposition": OPPOSITION}
    for short, side in own.items():
        for mark in ("", "-ar", "-fr"):
            page = (out / f"plan-{side}{mark}.html").read_text(encoding="utf-8")
            for of, those in names().items():
                shown = [name for name in those if name in page]
                assert shown == (those if of.endswith(short) else []), (side, of)


def test_the_neutral_body_sees_both_spellings_of_everybody(out: Path) -> None:
    page = (out / "plan-neutral.html").read_text(encoding="utf-8")
    assert all(name in page for of in names().values() for name in of)


def test_a_look_at_every_list_is_written_down(out: Path) -> None:
    looks = [json.loads(line) for line in (out / "looks.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sorted(look["file"] for look in looks) == sorted(path.name for path in HERE.glob("*.csv"))
    assert {(look["actor"], look["purpose"]) for look in looks} == {("mediator-1", "Plan the exchange")}


def test_the_pages_fetch_nothing(out: Path) -> None:
    for path in out.glob("*.html"):
        assert not re.findall(r'(?:src|href)="(?!#)[^"]*"', path.read_text(encoding="utf-8")), path.name


def sheet(out: Path, title: str) -> list[dict[str, Any]]:
    rows = list(openpyxl.load_workbook(out / "plan.xlsx")[title].iter_rows(values_only=True))
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


def test_the_workbook_accounts_for_every_row_of_every_list(out: Path) -> None:
    rows = sheet(out, "Every name")
    assert sorted(row["name"] for row in rows) == sorted(name for of in names().values() for name in of)
    told = document(out)
    at = {one["person"]: batch["number"] for batch in told["hand_overs"] for one in batch["releases"]}
    for row in rows:
        assert row["hand_over"] == at.get(row["person"])
        assert (row["otherwise"] is None) == (row["person"] in at)
    assert len(sheet(out, "Who leaves")) == len(at)
    assert sum(row["people"] for row in sheet(out, "By place")) == len(at)


def test_the_workbook_says_what_is_asked_about_whom(out: Path) -> None:
    (asked,) = {(row["people"], row["what is asked"]) for row in sheet(out, "Questions")}
    assert asked == ("p-000004", "Said to be dead: is the body held, and what proves it?")
    assert {row["name"] for row in sheet(out, "Questions")} == {
        "خالد إبراهيم مصطفى النجار",
        "Khalid Ibrahim Mustafa al-Najjar",
    }


# What is said


def test_without_answers_all_who_are_asked_for_may_leave_and_that_is_said(tmp_path: Path) -> None:
    ran = plan(tmp_path / "o")
    assert ran.status == 1
    assert "No answers were handed in" in ran.out
    told = document(tmp_path / "o")
    assert told["answered"] is False
    assert told["left"] == {}
    assert "No answers were handed in" in (tmp_path / "o" / "plan-neutral.html").read_text(encoding="utf-8")


def test_it_is_said_whose_list_is_whose(tmp_path: Path) -> None:
    ran = plan(tmp_path / "o")
    assert f"Whom {GOVERNMENT} asks for: wanted-government.csv, 5 rows." in ran.out
    assert f"Whom {OPPOSITION} asks for: wanted-opposition.csv, 10 rows." in ran.out
    turned = (f"{OPPOSITION}={WANTED[1]}", f"{GOVERNMENT}={WANTED[0]}")
    again = plan(tmp_path / "p", "--wanted", turned[0], "--wanted", turned[1], lists=())
    assert document(tmp_path / "p")["hand_overs"] == document(tmp_path / "o")["hand_overs"], again.err


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        plan(tmp_path / name, *HELD, *HALVES)
    for name in ("plan.json", "register.json", "plan-neutral.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_pages_of_an_earlier_run_do_not_stay_beside_a_new_plan(tmp_path: Path) -> None:
    plan(tmp_path / "o", *HELD, "--lang", "fr", "--lang", "ar")
    other = table(tmp_path / "o" / "plan-notes.html", "mine")
    plan(tmp_path / "o", *HELD, "--lang", "en")
    pages = {path.name for path in (tmp_path / "o").glob("*.html")}
    assert pages == {other.name, *(f"plan-{reader}.html" for reader in ("neutral", GOVERNMENT, OPPOSITION))}


def test_with_very_many_people_pdf_files_are_written_only_when_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hudna.cli import plan_written

    monkeypatch.setattr(plan_written, "MOST_ON_PAPER", 5)
    said = ("plan", HERE / "truce.yaml", *WANTED, *ME[:4], "--lang", "en", "--out", tmp_path / "o")
    assert "PDF files are left out" in hudna(*said).out
    assert not list((tmp_path / "o").glob("*.pdf"))
    assert "PDF files are left out" not in hudna(*said, "--pdf").out
    assert len(list((tmp_path / "o").glob("*.pdf"))) == 3


def test_json_is_the_document_and_nothing_else(tmp_path: Path) -> None:
    ran = plan(tmp_path / "o", *HELD, "--format", "json")
    assert ran.json == document(tmp_path / "o")
    assert ran.err == ""


def test_terms_that_cannot_stand_together_are_named_with_their_words(tmp_path: Path) -> None:
    ran = plan(tmp_path / "o", *HELD, agreement=truce(tmp_path, ("seats: 4, care: 2", "seats: 0")))
    assert ran.status == 1
    assert "No schedule keeps all terms." in ran.out
    told = document(tmp_path / "o")
    assert "article-6/places/1" in told["impossible"]["conflict"]
    assert all(f"  {term}: For each civilian" in ran.out for term in told["impossible"]["conflict"])
    assert [row["term"] for row in sheet(tmp_path / "o", "Cannot stand together")] == told["impossible"]["conflict"]
    assert "Cannot stand together" not in ran.err


# Other uses


def test_a_place_is_explained_by_number_and_without_a_name(tmp_path: Path) -> None:
    ran = plan(tmp_path / "o", *HELD, "--explain", "p-000004")
    assert (ran.status, ran.out.splitlines()[0]) == (0, "p-000004 is in no hand-over.")
    assert "said to be dead" in ran.out
    assert not [name for of in names().values() for name in of if name in ran.out + ran.err]
    found = plan(tmp_path / "o", *HELD, "--explain", "p-000006", "--format", "json").json
    assert found["person"] == "p-000006"
    plan(tmp_path / "o", *HELD, "--explain", "p-000099", "--format", "json").refused("person-unknown")


def test_the_plan_itself_stands_up_to_the_check(out: Path, tmp_path: Path) -> None:
    ran = plan(tmp_path / "o", *HELD, "--check", out / "plan.json")
    assert (ran.status, ran.out) == (0, "Every term is kept after every hand-over.\n")


def test_a_schedule_made_by_hand_is_told_what_goes_against_which_term(tmp_path: Path) -> None:
    rows = ("p-000001,1,crossing", "p-000004,1,crossing", "p-000006,2,nowhere")
    ran = plan(tmp_path / "o", *HELD, "--check", table(tmp_path / "s.csv", "person,hand_over,place", *rows))
    assert ran.status == 1
    told = {line.partition(" ")[0].rstrip(",") for line in ran.out.splitlines()}
    assert {"not-eligible", "ratio", "places"} <= told
    asked = plan(tmp_path / "o", *HELD, "--check", tmp_path / "s.csv", "--format", "json").json
    assert {"p-000004"} in [set(one["people"]) for one in asked["breaches"] if one["guarantee"] == "not-eligible"]


def test_after_a_stop_the_plan_goes_on_from_what_truly_happened(tmp_path: Path) -> None:
    happened = table(tmp_path / "a.csv", "person,hand_over", "p-000001,1", "p-000002,1", "p-000006,1")
    plan(tmp_path / "o", *HELD, "--replan", happened)
    told = document(tmp_path / "o")
    assert told["hand_overs"][0]["number"] == 2
    leave = {one["person"] for batch in told["hand_overs"] for one in batch["releases"]}
    assert not leave & {"p-000001", "p-000002", "p-000006"}
    assert told["hand_overs"][-1]["accounts"][0]["balance"] == "0"
    assert told["left"]["p-000001"] == "released"
    page = (tmp_path / "o" / "plan-neutral.html").read_text(encoding="utf-8")
    assert "Released already" in page


def test_numbers_stay_when_a_list_comes_in_a_new_version(tmp_path: Path) -> None:
    plan(tmp_path / "o", *HELD)
    rows = (HERE / "wanted-government.csv").read_text(encoding="utf-8").splitlines()
    longer = table(tmp_path / "second.csv", rows[0], "G-0,نبيل حسان عزمي شكري,ذكر,1981-02-03,", *rows[1:])
    ran = plan(
        tmp_path / "p", *HELD, "--wanted", f"{GOVERNMENT}={longer}", "--register", tmp_path / "o" / "register.json"
    )
    assert "version 2: second.csv, 6 rows." in ran.out
    persons = {row["name"]: row["person"] for row in sheet(tmp_path / "p", "Every name")}
    before = {row["name"]: row["person"] for row in sheet(tmp_path / "o", "Every name")}
    assert {name: persons[name] for name in before} == before
    assert persons["نبيل حسان عزمي شكري"] not in before.values()


ALEPPO = HERE.parents[2] / "examples" / "aleppo-2014"
BOTH = tuple(ALEPPO / "lists" / f"wanted-by-{side}.csv" for side in ("government", "opposition"))


def test_a_verdict_on_a_question_of_two_rows_joins_them_or_settles_that_they_are_two(tmp_path: Path) -> None:
    def run(name: str, *arguments: object) -> Any:
        plan(tmp_path / name, *arguments, "--lang", "en", agreement=ALEPPO / "exchange.yaml", lists=BOTH)
        return document(tmp_path / name)

    before = run("o")
    rows = sheet(tmp_path / "o", "Questions")
    doubles = [row["question"] for row in rows if row["what is asked"] == "Is this row the same person twice?"]
    question = next(one for one in doubles if doubles.count(one) == 2)
    for verdict, fewer in (("same", 1), ("different", 0)):
        table(tmp_path / "v.csv", "question,name,verdict", f"{question},,{verdict}", f"{question},,", "q-0,,")
        given = ("--judgements", tmp_path / "v.csv", "--register", tmp_path / "o" / "register.json")
        after = run(verdict, *given)
        assert after["people"] == before["people"] - fewer
        assert question not in {row["question"] for row in sheet(tmp_path / verdict, "Questions")}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (("name,verdict", "x,same"), "no column question"),
        (("question,verdict", "q-1,perhaps"), "same or different"),
        (("question,verdict", "q-1,same"), "no such question"),
    ],
)
def test_verdicts_that_say_nothing_are_refused(tmp_path: Path, out: Path, rows: tuple[str, ...], told: str) -> None:
    given = ("--judgements", table(tmp_path / "v.csv", *rows), "--format", "json")
    plan(tmp_path / "o", *HELD, *given).refused("verdicts-unreadable")
    ran = plan(tmp_path / "o", *HELD, *given, "--register", out / "register.json").refused("verdicts-unreadable")
    assert told in ran.err


def test_what_may_come_to_be_owed_is_told_while_a_question_is_open(out: Path) -> None:
    told = {(one["term"], one["least"], one["most"]) for one in document(out)["ranges"] if one["debtor"] == GOVERNMENT}
    assert told == {("article-6/ratios/1", "8", "10"), ("", "8", "10")}
    assert "between 8 and 10 people" in (out / "plan-neutral.html").read_text(encoding="utf-8").translate(MARKS)


# What is refused


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--held", "somebody=x.csv"), "side-unknown"),
        (("--held", "x.csv"), "side-unknown"),
        (("--held", f"{GOVERNMENT}=missing.csv"), "list-missing"),
        (("--held", f"{GOVERNMENT}={WANTED[0]}"), "list-twice"),
        (("--seed-halves", "ab", "cd"), "seed-other"),
        (("--replan", "missing.csv"), "file-missing"),
        (("--check", str(WANTED[0])), "schedule-unreadable"),
        (("--register", str(HERE / "truce.yaml")), "register-unreadable"),
        (("--map", "other.csv=x.yaml"), "list-mapping"),
        (("--start", "soon"), "time-unreadable"),
        (("--lang", "tlh"), "usage"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(tmp_path: Path, arguments: tuple[str, ...], code: str) -> None:
    plan(tmp_path / "o", *arguments, "--format", "json").refused(code)


def test_lists_are_needed_and_each_must_be_somebodys(tmp_path: Path) -> None:
    plan(tmp_path / "o", lists=WANTED[:1]).refused("lists-needed")
    plan(tmp_path / "o", lists=(*WANTED, HERE / "held-opposition.csv")).refused("lists-needed")


@pytest.mark.parametrize("left_out", [("--as", "mediator-1"), ("--purpose", "Plan the exchange")])
def test_nobody_opens_a_list_without_saying_who_and_what_for(tmp_path: Path, left_out: tuple[str, str]) -> None:
    said = [word for word in ME if word not in left_out]
    hudna("plan", HERE / "truce.yaml", *WANTED, *said, "--out", tmp_path / "o").refused("list-access")


def test_an_agreement_without_an_exchange_is_refused(tmp_path: Path) -> None:
    text = truce(tmp_path).read_text(encoding="utf-8").partition("  - id: article-6")[0]
    bare = table(tmp_path / "bare.yaml", text)
    plan(tmp_path / "o", agreement=bare).refused("terms-missing")


def test_columns_in_doubt_are_refused_with_a_mapping_to_edit(tmp_path: Path) -> None:
    odd = table(tmp_path / "odd.csv", "a,b", "Walid Yusuf,Hasan Amin", "Samir Hanna,Jurj Saleh", "Amina Ali,Nada Omar")
    ran = plan(tmp_path / "o", "--format", "json", lists=(odd, WANTED[1])).refused("list-columns")
    assert "--map odd.csv=" in ran.err
