"""Complaints and findings from the command line: from what was alleged to what was ruled, and what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import ALEPPO, Ran, done, hudna

OTHERS, GOVERNMENT = "aleppo-opposition-forces", "syrian-government"
COMPLAINT = ("--from", OTHERS, "--against", GOVERNMENT, "--words", "Shells at a market")
CRATER = ("evidence", "A-1", "crater", "--words", "One crater", "--bearing", "supports")
VIOLATION = ("rule", "A-1", "violation", "--against", GOVERNMENT, "--clause", "ceasefire", "--reasons", "Seen")


def made(folder: Path) -> str:
    """An exercise with one plan and one complaint, A-1."""
    path, by = str(folder / "truce.hudna"), ("--by", "mediator-1")
    done("open", path, "--zone", "Asia/Damascus", "--exercise", "--recorded", "2014-01-17", *by)
    when = ("--at", "2014-01-17", "--recorded", "2014-01-17", *by)
    done("offer", path, ALEPPO / "agreement.yaml", "--from", GOVERNMENT, *when)
    did(path, "complain", *COMPLAINT, "--number", "A-1", *by, on="2014-02-03T09:00")
    return path


@pytest.fixture
def truce(tmp_path: Path) -> str:
    """A case of the test's own."""
    return made(tmp_path)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A case for whatever is refused: nothing is ever recorded in it."""
    return made(tmp_path_factory.mktemp("untouched"))


@pytest.fixture(scope="module")
def inquired(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same with an inquiry and evidence."""
    path = made(tmp_path_factory.mktemp("inquired"))
    course(path, *((*step, "--by", "mediator-1") for step in RULED[:2]))
    return path


def deed(case: str, verb: str, *words: object, on: str = "2014-02-10T09:00") -> Ran:
    return hudna(verb, case, *words, "--at", on, "--recorded", on)


def did(case: str, verb: str, *words: object, on: str = "2014-02-10T09:00") -> Ran:
    ran = deed(case, verb, *words, on=on)
    assert ran.status == 0, ran
    return ran


def course(case: str, *steps: tuple[object, ...]) -> None:
    """Steps an hour apart, from 4 February at eight on."""
    for number, (verb, *words) in enumerate(steps):
        did(case, str(verb), *words, on=f"2014-02-04T{8 + number:02}:00")


def stage(case: str, number: str = "A-1", *options: str) -> str:
    told = hudna("docket", case, number, "--at", "2014-02-05T00:00", *options, "--format", "json").json
    return str(told["stage"])


RULED = (("inquire", "A-1", "--office", "team-north"), CRATER, VIOLATION)
TOLD = tuple(("tell", "A-1", "--party", party, "--through", "liaison office") for party in (GOVERNMENT, OTHERS))


def test_a_complaint_goes_from_its_receipt_to_its_close_and_says_what_it_waits_for(truce: str) -> None:
    steps = [
        *RULED,
        *TOLD,
        ("reply", "A-1", "--party", GOVERNMENT, "--words", "We do not accept it"),
        ("reply", "A-1", "--party", OTHERS, "--words", "We note it"),
    ]
    waits = [
        "received|somebody who inquires (hudna inquire), due 2014-02-05 09:00",
        "inquiry|evidence, or word that access was denied, from team-north",
        "evidence|a ruling (hudna rule)",
        f"ruled|word of the ruling to {OTHERS}, {GOVERNMENT} (hudna tell)",
        f"ruled|word of the ruling to {OTHERS} (hudna tell)",
        f"told|a reply from {OTHERS}, {GOVERNMENT} (hudna reply)",
        f"replied|a reply from {OTHERS} (hudna reply)",
    ]
    for number, words in enumerate(waits):
        now, waited = words.split("|")
        told = done("docket", truce, "A-1", "--at", "2014-02-05T00:00").out
        assert f"Stage: {now} since" in told
        assert f"Waits for: {waited}" in told
        verb, *rest = steps[number]
        did(truce, str(verb), *rest, on=f"2014-02-04T{8 + number:02}:00")
    told = done("docket", truce, "A-1").out
    assert "Stage: closed" in told
    assert "Waits for" not in told
    assert "Ruling: violation. A ruling is what was decided, not what happened." in told
    assert "committed" not in told
    assert stage(truce, "A-1", "--known-at", "2014-02-04T09:59") == "evidence"


def test_the_docket_sums_and_says_what_is_overdue(truce: str) -> None:
    did(truce, "complain", "--from", GOVERNMENT, "--against", OTHERS, "--words", "قصف", on="2014-02-04T09:00")
    did(truce, "inquire", "A-1", "--office", "team-north", on="2014-02-04T09:00")
    early, late = (hudna("docket", truce, "--at", f"2014-02-{day}T10:00") for day in ("04", "20"))
    assert "2 received = 1 received + 1 inquiry" in early.out
    assert (early.status, "OVERDUE" in early.out) == (0, False)
    assert (late.status, late.out.count("OVERDUE since")) == (1, 2)
    assert hudna("status", truce, "--at", "2014-02-20T10:00").out.count("OVERDUE since") == 2
    assert hudna("docket", truce, "A-1", "--at", "2014-02-20T10:00").status == 1


def test_clocks_are_set_for_all_and_for_one(truce: str) -> None:
    did(truce, "clocks", "received=P1D", "inquiry=P7D", on="2014-02-03T10:00")
    assert hudna("docket", truce, "--at", "2014-02-04T09:01").status == 1
    did(truce, "clocks", "received=P5D", "--number", "A-1", on="2014-02-03T11:00")
    assert hudna("docket", truce, "--at", "2014-02-08T09:00").status == 0
    assert hudna("docket", truce, "--at", "2014-02-08T09:01").status == 1


def test_a_denial_stands_beside_what_it_denies(truce: str) -> None:
    did(truce, "inquire", "A-1", "--office", "team-north")
    verb, *words = CRATER
    (found,) = hudna(verb, truce, *words, "--format", "json").json["entries"]
    done("deny", truce, "A-1", "--party", GOVERNMENT, "--words", "Not a crater", "--of", found["entry"])
    done("deny", truce, "A-1", "--party", GOVERNMENT, "--words", "No shelling")
    told = hudna("docket", truce, "A-1", "--format", "json").json
    assert [one["said"]["words"] for one in told["evidence"][0]["denials"]] == ["Not a crater"]
    assert [one["said"]["words"] for one in told["denials"] or told["opened"]["denials"]] == ["No shelling"]
    assert f"denied by {GOVERNMENT}: Not a crater" in hudna("docket", truce, "A-1").out
    strange = done("log", truce, "--format", "json").json[0]["entry"]
    hudna("deny", truce, "A-1", "--party", GOVERNMENT, "--words", "No", "--of", strange).refused("case-stage")


def test_no_access_is_what_a_ruling_of_insufficient_access_rests_on(truce: str) -> None:
    did(truce, "inquire", "A-1")
    lacking = ("rule", "A-1", "insufficient access", "--reasons", "Turned back twice")
    deed(truce, *lacking).refused("ruling-unfounded")
    did(truce, "noaccess", "A-1", "--place", "Road block", "--words", "Turned back", "--party", GOVERNMENT)
    did(truce, *lacking)
    (line,) = done("ledger", truce, "--format", "json").json["rulings"]["lines"]
    assert (line["rulings"]["insufficient access"], line["complaints"]["open"]) == (1, 0)


def test_a_ruling_is_reopened_and_everybody_is_told_anew(truce: str) -> None:
    course(truce, *RULED, *TOLD, ("reopen", "A-1", "--why", "A witness came forward"))
    assert stage(truce) == "evidence"
    told = hudna("docket", truce, "A-1", "--format", "json").json
    assert [(one["said"]["ruling"], one["stands"]) for one in told["rulings"]] == [("violation", False)]
    assert told["told"] == {}
    deed(truce, "tell", "A-1", "--party", OTHERS, "--through", "x").refused("case-stage")


def test_two_complaints_of_one_event_end_in_one_ruling(truce: str) -> None:
    did(truce, "complain", *COMPLAINT, "--number", "A-2", on="2014-02-03T10:00")
    did(truce, "combine", "A-2", "A-1", "--why", "The same shell", on="2014-02-03T11:00")
    deed(truce, "inquire", "A-2").refused("case-stage")
    course(truce, *RULED)
    assert (stage(truce), stage(truce, "A-2")) == ("ruled", "joined")
    (line,) = done("ledger", truce, "--format", "json").json["rulings"]["lines"]
    assert (line["complaints"]["received"], line["complaints"]["joined"], line["rulings"]["violation"]) == (2, 1, 1)
    assert "Carries A-2" in hudna("docket", truce, "A-1").out
    did(truce, "reopen", "A-2", "--why", "Two shells after all")
    assert hudna("docket", truce, "A-2", "--format", "json").json["stage"] == "received"


def test_a_finding_of_an_assessment_is_taken_up(exercise: str, tmp_path: Path) -> None:
    out = tmp_path / "o"
    hudna("assess", exercise, ALEPPO / "exercise.csv", "--version", "2", "--out", out)
    findings = out / "findings.parquet"
    done("take", exercise, findings, "EX-AL-007", "ceasefire", "--number", "F-1", "--tell-also", OTHERS)
    told = hudna("docket", exercise, "F-1", "--format", "json").json
    assert (told["stage"], told["concerned"]) == ("received", [OTHERS, GOVERNMENT])
    assert float(told["opened"]["said"]["p"]) > 0
    hudna("take", exercise, findings, "EX-AL-007", "convoys").refused("finding-missing")
    hudna("take", exercise, findings, "nothing", "ceasefire").refused("finding-missing")
    hudna("take", exercise, ALEPPO / "exercise.csv", "EX-AL-007", "ceasefire").refused("finding-missing")
    hudna("take", exercise, tmp_path / "none", "EX-AL-007", "ceasefire").refused("finding-missing")


def test_two_desks_that_ruled_differently_are_in_conflict_until_it_is_resolved(truce: str, tmp_path: Path) -> None:
    course(truce, *RULED[:2])
    done("equip", truce, tmp_path / "stick", "--desk", "north")
    north = str(tmp_path / "stick" / "north.hudna")
    verb, *words = VIOLATION
    done(verb, truce, *words)
    done("rule", north, "A-1", "not attributable", "--reasons", "No direction")
    done("complain", north, *COMPLAINT)
    assert hudna("merge", truce, north).status == 1
    told = hudna("docket", truce)
    assert (told.status, "IN CONFLICT, neither side has effect: case/A-1/ruling" in told.out) == (1, True)
    assert "2 received = 1 received + 1 evidence" in told.out
    hudna("rule", truce, "A-1", "not verifiable", "--reasons", "x").refused("in-conflict")
    ours = next(one for one in done("log", truce, "--format", "json").json if one["kind"] == "monitoring.ruled")
    done("resolve", truce, "case/A-1/ruling", "--choose", ours["entry"], "--why", "The board sits here")
    assert "IN CONFLICT" not in hudna("docket", truce).out
    assert "Stage: ruled" in hudna("docket", truce, "A-1").out


def test_what_is_not_said_is_left_empty_and_what_is_said_is_kept(truce: str) -> None:
    words = "A <b>market</b> & more; سوق\u202e\x1b[2J " + "long " * 4000
    public = ("--from", "somebody at the market", "--standing", "public", "--tell-also", GOVERNMENT)
    did(truce, "complain", *public, "--words", words, "--number", "P-1")
    told = hudna("docket", truce, "P-1", "--format", "json").json
    assert told["opened"]["said"]["words"] == words
    assert told["concerned"] == [GOVERNMENT]
    shown = hudna("docket", truce, "P-1").out
    assert not set("\x1b\u202e") & set(shown)
    assert "<b>market</b> & more; سوق" in shown


def test_a_name_goes_on_a_slip_and_its_words_hold_the_number(truce: str) -> None:
    did(truce, "evidence", "A-1", "witness", "--words", "[[An Invented Witness]] saw it")
    told = hudna("docket", truce, "A-1").out
    assert "Invented" not in told
    assert "[[slip:" in told
    ran = deed(truce, "evidence", "A-1", "witness", "--words", "[[An Invented saw it")
    assert (ran.status, len(ran.err.splitlines())) == (2, 1)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("complain", "--from", OTHERS, "--against", GOVERNMENT, "--words", " "), "complaint-unfit"),
        (("complain", "--from", "office-1", "--standing", "office", "--words", "x"), "complaint-unfit"),
        (("complain", "--from", OTHERS, "--against", OTHERS, "--words", "x"), "complaint-unfit"),
        (("complain", "--from", "Some Body", "--against", OTHERS, "--words", "x"), "party-unknown"),
        (("complain", "--from", OTHERS, "--against", "goverment", "--words", "x"), "party-unknown"),
        (("complain", *COMPLAINT, "--tell-also", "nobody"), "party-unknown"),
        (("complain", *COMPLAINT, "--standing", "witness"), "usage"),
        (("complain", *COMPLAINT, "--number", "A-1"), "case-taken"),
        (("complain", *COMPLAINT, "--number", "../A"), "complaint-unfit"),
        (("complain", *COMPLAINT, "--clause", "nowhere"), "clause-unknown"),
        (("complain", *COMPLAINT, "--plan", "homs"), "version-unknown"),
        (("complain", *COMPLAINT, "--version", "9"), "version-unknown"),
        (("complain", *COMPLAINT, "--act", "force.nonsense"), "act-unknown"),
        (("complain", *COMPLAINT, "--area", "nowhere"), "area-unknown"),
        (("complain", *COMPLAINT, "--where", "abc"), "complaint-unfit"),
        (("complain", *COMPLAINT, "--where", "37.1,96.2"), "complaint-unfit"),
        (("complain", *COMPLAINT, "--radius-m", "50"), "complaint-unfit"),
        (("complain", *COMPLAINT, "--until", "2014-02-03"), "complaint-unfit"),
        (("complain", *COMPLAINT, "--when", "2014-02-05", "--until", "2014-02-03"), "complaint-unfit"),
        (("complain", *COMPLAINT, "--when", "2015-02-05"), "complaint-unfit"),
        (("inquire", "A-9"), "case-unknown"),
        (("inquire", "A-1", "--office", "Some Body"), "actor-missing"),
        (("evidence", "A-9", "image", "--words", "x"), "case-unknown"),
        (("evidence", "A-1", "photo", "--words", "x"), "usage"),
        (("evidence", "A-1", "image", "--words", ""), "words-missing"),
        (("evidence", "A-1", "image", "--words", "x", "--file", "nowhere.jpg"), "file-missing"),
        (("noaccess", "A-1", "--place", " ", "--words", "x"), "words-missing"),
        (("noaccess", "A-1", "--place", "x", "--words", "x", "--party", "nobody"), "party-unknown"),
        (("deny", "A-9", "--party", GOVERNMENT, "--words", "x"), "case-unknown"),
        (("deny", "A-1", "--party", GOVERNMENT, "--words", ""), "words-missing"),
        (("deny", "A-1", "--party", "", "--words", "x"), "words-missing"),
        (("deny", "A-1", "--party", GOVERNMENT, "--words", "x", "--of", "hq/3"), "entry-missing"),
        (("rule", "A-9", "not verifiable", "--reasons", "x"), "case-unknown"),
        (("rule", "A-1", "guilty", "--reasons", "x"), "usage"),
        (("rule", "A-1", "not verifiable", "--reasons", "x"), "case-stage"),
        (("tell", "A-1", "--party", GOVERNMENT, "--through", "x"), "case-stage"),
        (("reply", "A-1", "--party", GOVERNMENT, "--words", "x"), "party-untold"),
        (("reopen", "A-1", "--why", "x"), "case-stage"),
        (("combine", "A-1", "A-1", "--why", "x"), "case-stage"),
        (("combine", "A-1", "A-9", "--why", "x"), "case-unknown"),
        (("clocks", "received"), "clock-unfit"),
        (("clocks", "received=3 days"), "clock-unfit"),
        (("clocks", "closed=P1D"), "clock-unfit"),
        (("clocks", "inquiry=P1D", "--number", "A-9"), "case-unknown"),
    ],
)
def test_a_step_that_cannot_be_is_refused_and_nothing_is_recorded(
    untouched: str, words: tuple[str, ...], code: str
) -> None:
    before = done("log", untouched).out
    deed(untouched, *words).refused(code)
    assert done("log", untouched).out == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("rule", "A-1", "violation", "--reasons", "x"), "ruling-author"),
        (("rule", "A-1", "violation", "--reasons", "x", "--against", GOVERNMENT), "ruling-unfounded"),
        ((*VIOLATION[:-1], " "), "ruling-unfounded"),
        ((*VIOLATION, "--occurrence", "G7"), "ruling-unfounded"),
        ((*VIOLATION, "--by", GOVERNMENT), "ruling-own-case"),
        (("rule", "A-1", "violation", "--reasons", "x", "--against", GOVERNMENT, "--clause", "none"), "clause-unknown"),
        (
            ("rule", "A-1", "violation", "--reasons", "x", "--against", "nobody", "--clause", "ceasefire"),
            "party-unknown",
        ),
        (("rule", "A-1", "no violation", "--reasons", "x", "--against", GOVERNMENT), "ruling-author"),
        (("rule", "A-1", "insufficient access", "--reasons", "x"), "ruling-unfounded"),
    ],
)
def test_a_ruling_that_nothing_bears_is_refused(inquired: str, words: tuple[str, ...], code: str) -> None:
    deed(inquired, *words).refused(code)


def test_what_comes_too_early_or_to_a_stranger_is_refused_after_a_ruling(truce: str) -> None:
    course(truce, *RULED)
    party = ("A-1", "--party", GOVERNMENT)
    deed(truce, "tell", *party, "--through", "x", on="2014-02-04T09:30").refused("case-order")
    deed(truce, "tell", *party, "--through", "").refused("words-missing")
    deed(truce, "tell", "A-1", "--party", "russia", "--through", "x").refused("case-stage")
    deed(truce, "reply", *party, "--words", "x").refused("party-untold")
    did(truce, "tell", *party, "--through", "x")
    deed(truce, "reply", *party, "--words", " ").refused("words-missing")
    deed(truce, "reopen", "A-1", "--why", "").refused("words-missing")
    deed(truce, "inquire", "A-1", "--office", "team-2").refused("case-stage")
    deed(truce, *VIOLATION).refused("case-stage")
    hudna("docket", truce, "A-9").refused("case-unknown")


def test_an_empty_docket_says_what_to_do(case: str) -> None:
    assert done("docket", case).out == (
        "Nothing was received. hudna complain records a complaint, hudna take takes up a finding.\n"
    )
    hudna("docket", case, "A-1").refused("case-unknown")
    hudna("complain", case, "--from", "Some Body", "--against", "south", "--words", "x").refused("party-unknown")
    done("complain", case, "--from", "north", "--against", "south", "--words", "x")
