"""An offer carried from the command line, on every kind of store, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import ALEPPO, done, hudna

OTHERS = "aleppo-opposition-forces"
OFFER = ("--from", "syrian-government", "--to", "mediator-1")


def bound(case: str, *options: str) -> dict[str, str]:
    (plan,) = hudna("status", case, "--format", "json", *options).json["plans"]
    return {party: version for party, version in plan["bound"].items() if party in ("syrian-government", OTHERS)}


def test_an_offer_is_carried_and_accepted(where: str) -> None:
    first = "2014-01-17T14:00"
    done("open", where, "--zone", "Asia/Damascus", "--exercise", "--name", "aleppo", "--recorded", first)
    done("offer", where, ALEPPO / "agreement.yaml", *OFFER, "--at", first, "--recorded", first)

    def deed(recorded: str, *words: object) -> None:
        verb, *rest = words
        done(verb, where, *rest, "--at", recorded, "--recorded", recorded)

    deed("2014-01-17T15:00", "handover", "--to", "russia", "--ask", "Name the zero hour")
    deed("2014-01-18T09:00", "transmit", "--party", OTHERS, "--through", "liaison office")
    deed("2014-01-18T12:00", "receive", "--party", OTHERS)
    assert bound(where, "--at", "2014-01-19T00:00") == {}
    deed("2014-01-20T12:00", "accept", "--party", OTHERS, "--condition", "lists=Lists first")
    deed("2014-01-21T12:00", "settle", "lists", "met", "--party", OTHERS)
    deed("2014-01-22T12:00", "fix", "entry-into-force", "2014-01-25T00:00")
    both = {"syrian-government": "1", OTHERS: "1"}
    assert bound(where, "--at", "2014-01-24T23:59") == {}
    assert bound(where, "--at", "2014-01-25T00:00") == both
    assert bound(where, "--at", "2014-01-25T00:00", "--known-at", "2014-01-22T11:59") == {}
    deed("2014-01-26T06:00", "withdraw", "--party", OTHERS, "--notice", "PT48H", "--why", "Fighting")
    assert bound(where, "--at", "2014-01-28T05:59") == both
    assert OTHERS not in bound(where, "--at", "2014-01-28T06:00")
    assert done("verify", where).out.count("SOUND.") == 1


def test_what_an_answer_means_is_told(case: str) -> None:
    done("offer", case, ALEPPO / "agreement.yaml", *OFFER)
    told = done("accept", case, "--party", OTHERS, "--condition", "lists=Lists first")
    assert "on conditions that are open (lists); it does not bind" in told.out
    plain = done("settle", case, "lists", "waived", "--party", OTHERS, "--format", "json").json
    assert [entry["kind"] for entry in plain["entries"]] == ["agreements.condition-settled"]
    assert "binds once the agreement enters into force" in plain["means"][0]


def test_a_counter_offer_closes_the_version(case: str) -> None:
    done("offer", case, ALEPPO / "agreement.yaml", *OFFER)
    done("counter", case, ALEPPO / "rehearsal.yaml", "--party", OTHERS, "--to", "mediator-1")
    (plan,) = hudna("status", case, "--format", "json").json["plans"]
    assert [(one["version"], one["is_open"]) for one in plan["versions"]] == [("1", False), ("2", True)]
    hudna("transmit", case, "--party", OTHERS, "--through", "x").refused("plan-unsaid")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("accept", "--party", OTHERS), "plan-unsaid"),
        (("offer", "nowhere.yaml"), "file-missing"),
        (("offer", ALEPPO / "exercise.csv"), "document-kind"),
        (("offer", ALEPPO / "agreement.yaml", "--from", "nobody"), "party-unknown"),
        (("offer", ALEPPO / "agreement.yaml", "--by", "Some Body"), "actor-missing"),
        (("offer", ALEPPO / "agreement.yaml", "--zone", "EET"), "zone-unknown"),
        (("offer", ALEPPO / "agreement.yaml", "--at", "yesterday"), "time-unreadable"),
        (("offer", ALEPPO / "agreement.yaml", "--at", "2999-01-01"), "from-the-future"),
        (("offer", ALEPPO / "agreement.yaml", "--recorded", "2014-01-17"), "not-an-exercise"),
        (("offer", ALEPPO / "agreement.yaml", "--at", "2014-01-17", "--expires", "2014-01-16"), "offer-expired"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_recorded(case: str, words: tuple[object, ...], code: str) -> None:
    before = hudna("log", case, "--format", "json").out
    verb, *rest = words
    ran = hudna(verb, case, *rest)
    assert (ran.status, len(ran.err.splitlines())) == (2, 1), ran
    assert f"[{code}]" in ran.err or code == "document-kind", ran.err
    assert hudna("log", case, "--format", "json").out == before


def test_a_case_that_is_not_there_is_told(tmp_path: Path) -> None:
    hudna("status", tmp_path / "none.hudna").refused("case-missing")
    (tmp_path / "text.hudna").write_text("no database", encoding="utf-8")
    hudna("status", tmp_path / "text.hudna").refused("case-unreadable")
    hudna("open", tmp_path / "text.hudna").refused("case-exists")


def test_an_assessment_takes_the_consent_of_the_case_alone(exercise: str, tmp_path: Path) -> None:
    words = ("assess", exercise, ALEPPO / "exercise.csv", "--version", "2", "--format", "json", "--out", tmp_path / "o")
    told = hudna(*words).json
    assert told["findings"]["by_verdict"]["breach"] > 0
    hudna(*words, "--known-at", "2014-01-30T18:00").refused("nothing-to-assess")
    hudna("assess", exercise, ALEPPO / "exercise.csv", "--out", tmp_path / "o").refused("plan-unsaid")
