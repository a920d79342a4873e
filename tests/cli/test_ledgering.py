"""Ledgers from the command line: filed, counted, answered, and set side by side so that nothing counts twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.run import ALEPPO, Ran, done, hudna

OTHERS, GOVERNMENT = "aleppo-opposition-forces", "syrian-government"
HEADER = "incident_id,earliest,latest,lon,lat,radius_km,act\n"
MORTAR = "force.explosive.indirect.mortar"


def made(folder: Path) -> str:
    """An exercise with one plan, whose registers name the parties."""
    path, by = str(folder / "truce.hudna"), ("--by", "mediator-1")
    done("open", path, "--zone", "Asia/Damascus", "--exercise", "--recorded", "2014-01-17", *by)
    when = ("--at", "2014-01-17", "--recorded", "2014-01-17", *by)
    done("offer", path, ALEPPO / "agreement.yaml", "--from", GOVERNMENT, *when)
    return path


@pytest.fixture
def truce(tmp_path: Path) -> str:
    """A case of the test's own."""
    return made(tmp_path)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A case with one ledger, for whatever is refused: nothing more is ever recorded in it."""
    folder = tmp_path_factory.mktemp("untouched")
    path, by = made(folder), ("--by", "mediator-1")
    ledger = ledger_of(folder, item("g1", "2014-02-03T10:00"))
    assert deed(path, "file", ledger, "--side", GOVERNMENT, "--from", "2014-02-03", *by).status == 0
    return path


def deed(case: str, verb: str, *words: object, on: str = "2014-02-10T09:00") -> Ran:
    return hudna(verb, case, *words, "--at", on, "--recorded", on)


def ledger_of(folder: Path, *rows: str, name: str = "ledger.csv", head: str = HEADER) -> Path:
    path = folder / name
    path.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def item(name: str, time: str, act: str = MORTAR, lon: str = "37.15") -> str:
    return f"{name},{time},,{lon},36.20,1,{act}"


def three_ledgers(case: str, folder: Path) -> None:
    """A day on which the two sides share one event of three, and a complaint tells of one of them."""
    mine = ledger_of(folder, item("g1", "2014-02-03T10:00"), item("g2", "2014-02-03T16:00"), name="g.csv")
    theirs = ledger_of(folder, item("o1", "2014-02-03T10:20"), name="o.csv")
    assert deed(case, "file", mine, "--side", GOVERNMENT, "--from", "2014-02-03", "--count", "5").status == 0
    assert deed(case, "file", theirs, "--side", OTHERS, "--from", "2014-02-03").status == 0
    spot = ("--where", "37.15,36.20", "--radius-m", "500", "--act", MORTAR)
    about = ("complain", "--from", OTHERS, "--against", GOVERNMENT, "--words", "Shells")
    for day in ("2014-02-03T10:10", "2014-02-05T10:00"):
        verb, *words = about
        assert deed(case, verb, *words, "--when", day, "--until", day[:-1] + "5", *spot).status == 0


def test_three_ledgers_stand_side_by_side_and_each_event_counts_once(truce: str, tmp_path: Path) -> None:
    three_ledgers(truce, tmp_path)
    assert deed(truce, "confirm", "g1", "--side", OTHERS, "--of", GOVERNMENT).status == 0
    assert deed(truce, "dispute", "g2", "--side", OTHERS, "--of", GOVERNMENT, "--words", "Not ours").status == 0
    told = done("ledger", truce, "--format", "json").json
    (pair,) = told["ledgers"]
    assert (pair["events"], pair["matched"], pair["only_neutral"], pair["neutral"]) == (2, 1, 0, 1)
    ours, theirs = pair["ours"], pair["theirs"]
    assert (ours["side"], ours["items"], ours["confirmed"], ours["unanswered"]) == (OTHERS, 1, 0, 1)
    assert (theirs["stated"], theirs["items"], theirs["confirmed"], theirs["denied"]) == (5, 2, 1, 1)
    assert told["alone"] == []
    words = done("ledger", truce).out
    assert "2 events together, each counted once." in words
    assert f"{OTHERS} o1 (no answer) = {GOVERNMENT} g1 (confirmed)" in words
    assert f"{GOVERNMENT} g2 (denied): " in words
    assert "committed" not in words


def test_as_known_before_an_answer_it_was_not_known(truce: str, tmp_path: Path) -> None:
    three_ledgers(truce, tmp_path)
    deed(truce, "confirm", "g1", "--side", OTHERS, "--of", GOVERNMENT, on="2014-02-12T09:00")
    for words, confirmed in (([], 1), (["--known-at", "2014-02-12T08:59"], 0), (["--at", "2014-02-12T08:59"], 0)):
        (pair,) = done("ledger", truce, *words, "--format", "json").json["ledgers"]
        assert pair["theirs"]["confirmed"] == confirmed, words


def test_items_numbered_anew_every_day_are_answered_day_by_day(truce: str, tmp_path: Path) -> None:
    for day in ("2014-02-03", "2014-02-04"):
        path = ledger_of(tmp_path, item("1", f"{day}T10:00"), name=f"{day}.csv")
        for side in (GOVERNMENT, OTHERS):
            assert deed(truce, "file", path, "--side", side, "--from", day).status == 0
    words = ("1", "--side", OTHERS, "--of", GOVERNMENT)
    assert "--from" in deed(truce, "confirm", *words).refused("item-unknown").err
    assert deed(truce, "confirm", *words, "--from", "2014-02-04").status == 0
    deed(truce, "confirm", *words, "--from", "2014-02-05").refused("ledger-missing")
    pairs = done("ledger", truce, "--format", "json").json["ledgers"]
    assert [pair["theirs"]["confirmed"] for pair in pairs] == [0, 1]


def test_a_ledger_is_read_on_the_clock_on_which_it_was_filed(truce: str, tmp_path: Path) -> None:
    path = ledger_of(tmp_path, item("g1", "2014-02-03T23:30"))
    for side in (GOVERNMENT, OTHERS):
        assert deed(truce, "file", path, "--side", side, "--from", "2014-02-03").status == 0
    for zone in ("Asia/Damascus", "America/Los_Angeles"):
        (pair,) = done("ledger", truce, "--zone", zone, "--format", "json").json["ledgers"]
        assert pair["rows"][0]["earliest"] == "2014-02-03T21:30:00.000000Z"


def test_what_cannot_be_set_side_by_side_is_told(truce: str, tmp_path: Path) -> None:
    path = ledger_of(tmp_path, item("g1", "2014-02-03T10:00"))
    assert deed(truce, "file", path, "--side", GOVERNMENT, "--from", "2014-02-03").status == 0
    words = ("--side", OTHERS, "--from", "2014-02-03", "--unit", "observed item")
    assert deed(truce, "file", path, *words).status == 0
    told = done("ledger", truce)
    assert "observed items for 2014-02-03; no other side gave any for that window in that unit" in told.out
    assert "together" not in told.out
    plain = done("ledger", truce, "--format", "json").json
    assert [one["side"] for one in plain["alone"]] == [GOVERNMENT, OTHERS]
    assert (plain["ledgers"], plain["counts"]) == ([], [])


def test_the_day_of_december_2020_is_told_as_each_side_gave_it(tmp_path: Path) -> None:
    case = str(tmp_path / "syria.hudna")
    done("open", case, "--zone", "Asia/Damascus")
    day = ("--from", "2020-12-24")
    done("count", case, "38", "--side", "russia", *day, "--of-which", "syrian-side=36")
    done("count", case, "4", "--side", "turkey", *day, "--confirmed", "0")
    (joint,) = done("ledger", case, "--format", "json").json["counts"]
    assert (joint["first"]["count"], joint["first"]["confirmed"]) == (38, None)
    assert joint["first"]["of_which"] == [{"whose": "syrian-side", "count": 36}]
    assert (joint["second"]["count"], joint["second"]["confirmed"]) == (4, 0)
    assert (joint["low"], joint["high"]) == (38, 42)
    words = done("ledger", case).out
    assert "syrian-side 36" in words
    assert "From 38 to 42 events together" in words


def test_a_count_given_again_takes_the_place_of_the_first_which_stays_in_the_record(truce: str) -> None:
    for number in ("3", "4"):
        assert deed(truce, "count", number, "--side", GOVERNMENT, "--from", "2014-02-03").status == 0
    (alone,) = done("ledger", truce, "--format", "json").json["alone"]
    assert alone["count"] == 4
    assert done("log", truce, "--grep", "day counted").out.count("day counted") == 2


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [
        ("", "feed-empty", "empty"),
        ("a,b\n1,2\n", "feed-layout", "no source that is known"),
        (HEADER + item("1", "2014-02-33T10:00"), "ledger-unfit", "on line 2"),
        (HEADER + item("1", "2014-02-03T10:00") + "\n" + item("1", "2014-02-03T11:00"), "ledger-unfit", "on line 3"),
        (HEADER + item("1", "2014-03-03T10:00"), "ledger-unfit", "“1”"),
        (HEADER + "\x1b[2Jbad,when,,,,,", "ledger-unfit", "line 2"),
    ],
)
def test_a_ledger_that_cannot_be_read_is_refused_whole(
    untouched: str, tmp_path: Path, content: str, code: str, word: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(content, encoding="utf-8")
    before = done("log", untouched).out
    ran = deed(untouched, "file", path, "--side", GOVERNMENT, "--from", "2014-02-03").refused(code)
    assert word in ran.err
    assert "\x1b" not in ran.err
    assert done("log", untouched).out == before


def test_a_ledger_with_a_byte_order_mark_in_arabic_and_of_nothing_is_taken(truce: str, tmp_path: Path) -> None:
    bom = ledger_of(tmp_path, item("حادث ١", "2014-02-03T10:00"), head="\ufeff" + HEADER, name="bom.csv")
    assert deed(truce, "file", bom, "--side", GOVERNMENT, "--from", "2014-02-03").status == 0
    assert deed(truce, "file", ledger_of(tmp_path), "--side", OTHERS, "--from", "2014-02-03").status == 0
    assert deed(truce, "confirm", "حادث ١", "--side", OTHERS, "--of", GOVERNMENT).status == 0
    assert f"{GOVERNMENT} حادث ١ (confirmed)" in done("ledger", truce).out


def test_points_as_geojson_are_a_ledger_too(truce: str, tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [37.15, 36.2]}
    said = {"incident_id": "p1", "earliest": "2014-02-03T10:00", "act": MORTAR}
    path = tmp_path / "ledger.geojson"
    feature = {"type": "Feature", "geometry": point, "properties": said}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    for side in (GOVERNMENT, OTHERS):
        assert deed(truce, "file", path, "--side", side, "--from", "2014-02-03").status == 0
    (pair,) = done("ledger", truce, "--format", "json").json["ledgers"]
    assert pair["matched"] == 1


def test_words_of_no_register_are_kept_and_told(truce: str, tmp_path: Path) -> None:
    path = ledger_of(tmp_path, item("g1", "2014-02-03T10:00", "force.nonsense"))
    ran = deed(truce, "file", path, "--side", GOVERNMENT, "--from", "2014-02-03")
    assert (ran.status, "force.nonsense" in ran.err) == (0, True)


def test_a_hundred_thousand_items_are_filed_and_told(truce: str, tmp_path: Path) -> None:
    rows = [item(str(n), f"2014-02-03T{n % 24:02}:{n % 60:02}", lon=f"37.{n % 90:02}") for n in range(100_000)]
    path = ledger_of(tmp_path, *rows)
    assert deed(truce, "file", path, "--side", GOVERNMENT, "--from", "2014-02-03").status == 0
    few = ledger_of(tmp_path, item("o1", "2014-02-03T10:20"), name="few.csv")
    assert deed(truce, "file", few, "--side", OTHERS, "--from", "2014-02-03").status == 0
    told = done("ledger", truce).out
    assert "100000 events together" in told
    assert "and 99960 more (--format json lists all)" in told


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("count", "3", "--side", GOVERNMENT, "--from", "2014-02-03", "--confirmed", "4"), "ledger-unfit"),
        (("count", "3", "--side", GOVERNMENT, "--from", "2014-02-03", "--of-which", "2"), "ledger-unfit"),
        (("count", "3", "--side", GOVERNMENT, "--from", "2014-02-03", "--of-which", "x=y"), "number-unreadable"),
        (("count", "3", "--side", GOVERNMENT, "--from", "2014-02-03", "--until", "2014-02-01"), "ledger-unfit"),
        (("count", "3", "--side", GOVERNMENT, "--from", "2014-02-11"), "ledger-unfit"),
        (("count", "3", "--side", GOVERNMENT, "--from", "3 February"), "time-unreadable"),
        (("count", "3", "--side", GOVERNMENT, "--from", "2014-02-03", "--unit", "shell"), "usage"),
        (("count", "-3", "--side", GOVERNMENT, "--from", "2014-02-03"), "usage"),
        (("count", "3", "--side", "goverment", "--from", "2014-02-03"), "party-unknown"),
        (("file", "nowhere.csv", "--side", GOVERNMENT, "--from", "2014-02-03"), "feed-missing"),
        (("confirm", "g1", "--side", GOVERNMENT, "--of", OTHERS), "ledger-missing"),
        (("confirm", "g1", "--side", GOVERNMENT, "--of", GOVERNMENT), "ledger-own"),
        (("confirm", "g9", "--side", OTHERS, "--of", GOVERNMENT), "item-unknown"),
        (("dispute", "", "--side", OTHERS, "--of", GOVERNMENT), "ledger-unfit"),
    ],
)
def test_a_filing_or_an_answer_that_cannot_be_is_refused(untouched: str, words: tuple[str, ...], code: str) -> None:
    before = done("log", untouched).out
    deed(untouched, *words).refused(code)
    assert done("log", untouched).out == before


def test_a_day_on_which_the_clocks_skip_midnight_is_a_day(truce: str) -> None:
    """In Damascus 28 March 2014 began at 01:00."""
    ran = deed(truce, "count", "3", "--side", GOVERNMENT, "--from", "2014-03-28", on="2014-04-01T09:00")
    assert ran.status == 0, ran.err
    (alone,) = done("ledger", truce, "--format", "json").json["alone"]
    assert alone["window"]["earliest"] == "2014-03-27T22:00:00.000000Z"
    assert alone["window"]["latest"] == "2014-03-28T21:00:00.000000Z"


@pytest.mark.parametrize(
    ("words", "received"),
    [
        ([], 2),
        (["--from", "2014-02-10", "--until", "2014-02-10"], 2),
        (["--from", "2014-02-11"], 0),
        (["--at", "2014-02-09"], 0),
    ],
)
def test_complaints_are_counted_from_day_to_day(truce: str, tmp_path: Path, words: list[str], received: int) -> None:
    three_ledgers(truce, tmp_path)
    lines = done("ledger", truce, *words, "--format", "json").json["rulings"]["lines"]
    assert sum(line["complaints"]["received"] for line in lines) == received
    hudna("ledger", truce, "--from", "2014-02-10", "--until", "2014-02-09").refused("span-empty")


def test_ledgers_of_a_case_in_which_nobody_filed_say_what_to_do(case: str) -> None:
    assert done("ledger", case).out.startswith("No side filed a ledger. hudna file files one")
