"""The stories of Aleppo 2014, replayed: who is bound at one instant as known at another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import ALEPPO, done, hudna

GOVERNMENT, OTHERS = "syrian-government", "aleppo-opposition-forces"


def bound(case: str, at: str, known_at: str | None = None) -> set[str]:
    options = ["--known-at", known_at] if known_at else []
    told = hudna("status", case, "--at", at, *options, "--format", "json").json
    return {party for plan in told["plans"] for party in plan["bound"]} & {GOVERNMENT, OTHERS}


def test_what_was_reported_of_17_january_binds_nobody(tmp_path: Path) -> None:
    case = str(tmp_path / "case.hudna")
    done("replay", ALEPPO / "story.yaml", case)
    told = hudna("status", case, "--at", "2014-01-18T00:00", "--format", "json").json
    (plan,) = told["plans"]
    assert told["exercise"] is True
    (version,) = plan["versions"]
    assert (version["version"], version["offered_by"], version["is_open"]) == ("1", GOVERNMENT, True)
    for at in ("2014-01-17T12:00", "2014-01-18T00:00", "2016-01-01T00:00", "2026-01-01T00:00"):
        assert bound(case, at) == set()
    offer = next(one for one in hudna("log", case, "--format", "json").json if one["kind"] == "agreements.plan-offered")
    assert offer["event"]["may_serve"] == ["other cities"]
    before = hudna("status", case, "--at", "2014-01-18", "--known-at", "2014-01-17T16:59", "--format", "json")
    assert before.json["plans"] == []


@pytest.mark.parametrize(
    ("at", "known_at", "who"),
    [
        ("2014-01-31T23:59", None, set()),  # the text enters into force on 1 February
        ("2014-02-01T00:00", None, {GOVERNMENT, OTHERS}),
        ("2014-02-05T00:00", "2014-01-30T18:00", set()),  # accepted on the 29th, recorded on the 31st
        ("2014-02-05T00:00", "2014-01-31T09:05", set()),  # its condition was recorded five minutes later
        ("2014-02-05T00:00", "2014-01-31T09:10", {GOVERNMENT, OTHERS}),
        ("2014-02-13T11:59", None, {GOVERNMENT, OTHERS}),  # notice of three days, given on the 10th at noon
        ("2014-02-13T12:00", None, {GOVERNMENT}),
        ("2014-03-01T00:00", None, set()),  # after 28 days it ends
    ],
)
def test_the_exercise_binds_whom_its_journal_says(exercise: str, at: str, known_at: str | None, who: set[str]) -> None:
    assert bound(exercise, at, known_at) == who


def test_the_complaint_of_the_exercise_is_ruled_on(exercise: str) -> None:
    told = hudna("docket", exercise, "A-1", "--at", "2014-02-07T00:00", "--format", "json").json
    assert told["stage"] == "told"
    assert [ruling["said"]["ruling"] for ruling in told["rulings"]] == ["not attributable"]
    assert [denial["said"]["party"] for denial in told["denials"] or told["opened"]["denials"]] == [GOVERNMENT]
    early = hudna("docket", exercise, "--at", "2014-02-05T00:00", "--format", "json").json
    assert early["stages"]["evidence"] == early["received"] == 1
    late = hudna("docket", exercise, "--at", "2015-01-01T00:00", "--format", "json")
    assert late.status == 1
    assert [one["case"] for one in late.json["overdue"]] == ["A-1"]


def test_the_ledgers_of_the_exercise_stand_side_by_side(exercise: str) -> None:
    (joint,) = done("ledger", exercise, "--format", "json").json["counts"]
    assert {joint[side]["side"]: joint[side]["count"] for side in ("first", "second")} == {GOVERNMENT: 3, OTHERS: 2}
    assert (joint["low"], joint["high"]) == (3, 5)
    assert "From 3 to 5 events together" in done("ledger", exercise).out


@pytest.mark.parametrize(
    ("deed", "message"),
    [
        ("{do: march, at: 2014-01-17}", "There is no verb “march” that records."),
        ("{do: offer, at: 2014-01-17, agreement: a.yaml, colour: red}", "hudna offer knows no “colour”."),
        ("{do: accept, at: 2014-01-17}", "hudna accept needs “party”."),
    ],
)
def test_a_story_that_cannot_be_told_is_refused_at_its_line(tmp_path: Path, deed: str, message: str) -> None:
    story = tmp_path / "story.yaml"
    story.write_text(f"hudna: story/1\ntitle: x\nzone: UTC\nby: m-1\ndeeds:\n  - {deed}\n", encoding="utf-8")
    ran = hudna("replay", story, tmp_path / "c.hudna").refused("story-deed")
    assert f"story.yaml:6: {message}" in ran.err
    assert not (tmp_path / "c.hudna").exists()
