"""An offer carried from the command line, on every kind of store, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import ALEPPO, SYRIA, Ran, done, hudna

OTHERS = "aleppo-opposition-forces"
MINSK = ALEPPO.parent / "minsk-2015"
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


@pytest.fixture(scope="module")
def offered(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A case with one offer, for whatever is refused: nothing more is ever recorded in it."""
    path, by = str(tmp_path_factory.mktemp("offered") / "aleppo.hudna"), ("--by", "mediator-1")
    done("open", path, "--zone", "Asia/Damascus", *by)
    done("offer", path, ALEPPO / "agreement.yaml", *OFFER, "--at", "2014-01-17", *by)
    return path


def dated(case: str, verb: str, *words: object, on: str, recorded: str | None = None) -> Ran:
    return hudna(verb, case, *words, "--at", on, "--recorded", recorded or on)


def opened(folder: Path, agreement: Path, zone: str, on: str, *words: str) -> str:
    """An exercise in which an agreement of the examples is offered."""
    path = str(folder / "case.hudna")
    done("open", path, "--zone", zone, "--exercise", "--recorded", on)
    assert dated(path, "offer", agreement, *words, on=on).status == 0
    return path


def who(case: str, *options: str) -> set[str]:
    (plan,) = hudna("status", case, "--format", "json", *options).json["plans"]
    return set(plan["bound"])


def test_a_minute_past_noon_is_too_late_on_whatever_clock_it_is_told(tmp_path: Path) -> None:
    case = opened(tmp_path, SYRIA / "agreement.yaml", "Asia/Damascus", "2016-02-22T20:00")
    assert dated(case, "accept", "--party", "russia", on="2016-02-26T12:00").status == 0
    late = dated(case, "accept", "--party", "hnc", on="2016-02-26T12:01")
    assert "1 minute after the deadline (2016-02-26 12:00 Asia/Damascus); it does not bind." in late.out
    moscow = ("--party", "syrian-government", "--zone", "Europe/Moscow")
    assert dated(case, "accept", *moscow, on="2016-02-26T13:00").status == 0
    assert dated(case, "accept", "--party", "ypg", "--zone", "Europe/Moscow", on="2016-02-26T13:01").status == 0
    assert not who(case, "--at", "2016-02-26T23:59")
    bound_now = who(case, "--at", "2016-02-27T00:00")
    assert bound_now >= {"russia", "syrian-government", "syrian-armed-forces"}, "who is commanded is bound, too"
    assert not bound_now & {"hnc", "ypg"}


def test_days_of_notice_are_days_of_the_place_and_hours_are_hours(tmp_path: Path) -> None:
    """In Kyiv the clocks went forward on 29 March 2015."""
    case = opened(tmp_path, MINSK / "agreement.yaml", "Europe/Kyiv", "2015-02-12T10:00")
    for party in ("ukraine", "certain-areas-donetsk"):
        assert dated(case, "accept", "--party", party, on="2015-02-12T12:00").status == 0
    days, hours = ("--party", "ukraine", "--notice", "P2D"), ("--party", "certain-areas-donetsk", "--notice", "PT48H")
    for words in (days, hours):
        assert dated(case, "withdraw", *words, on="2015-03-28T12:00").status == 0
    assert who(case, "--at", "2015-03-30T11:59") >= {"ukraine", "ukrainian-armed-forces", "certain-areas-donetsk"}
    assert who(case, "--at", "2015-03-30T12:00") == {"certain-areas-donetsk"}
    assert who(case, "--at", "2015-03-30T12:59") == {"certain-areas-donetsk"}
    assert who(case, "--at", "2015-03-30T13:00") == set()
    assert "ukraine" in who(case, "--at", "2015-04-01T00:00", "--known-at", "2015-03-28T11:59")


def test_an_assessment_asks_who_was_known_to_be_bound(tmp_path: Path) -> None:
    case = opened(tmp_path, MINSK / "agreement.yaml", "Europe/Kyiv", "2015-02-12T10:00")
    for party, hour in (("ukraine", "12"), ("certain-areas-donetsk", "13")):
        assert dated(case, "accept", "--party", party, on=f"2015-02-12T{hour}:00").status == 0
    words = ("assess", case, MINSK / "exercise.csv", "--format", "json", "--out", tmp_path / "o")
    counts = []
    for known in ([], ["--known-at", "2015-02-12T12:30"], ["--known-at", "2015-02-12T19:30", "--zone", "Asia/Tokyo"]):
        told = hudna(*words, *known).json["findings"]["by_verdict"]
        counts.append(told["breach"] + told["unattributed"])
    assert counts[0] > counts[1] == counts[2], "12:30 in Kyiv was 19:30 in Tokyo"
    hudna(*words, "--known-at", "2015-02-12T11:59").refused("nothing-to-assess")


def test_what_two_desks_answered_differently_binds_nobody_until_it_is_resolved(tmp_path: Path) -> None:
    case = opened(tmp_path, MINSK / "agreement.yaml", "Europe/Kyiv", "2015-02-12T10:00")
    done("equip", case, tmp_path / "stick", "--desk", "north")
    north, noon = str(tmp_path / "stick" / "north.hudna"), "2015-02-12T12:00"
    assert hudna("accept", case, "--party", "ukraine", "--at", noon).status == 0
    refused = hudna("refuse", north, "--party", "ukraine", "--at", noon, "--format", "json").json["entries"]
    assert hudna("merge", case, north).status == 1
    told = hudna("status", case, "--at", "2015-02-16T00:00")
    assert (told.status, "IN CONFLICT, neither has effect: plan/minsk-2015/1/ukraine/answer" in told.out) == (1, True)
    assert who(case, "--at", "2015-02-16T00:00") == set()
    hudna("accept", case, "--party", "ukraine").refused("in-conflict")
    thing = "plan/minsk-2015/1/ukraine/answer"
    done("resolve", case, thing, "--choose", refused[-1]["entry"], "--why", "Seen in writing")
    settled = done("status", case, "--at", "2015-02-16T00:00").out
    assert "refused on 2015-02-12 12:00 Europe/Kyiv" in settled
    assert "IN CONFLICT" not in settled


def test_a_renewal_moves_the_end_and_a_closed_version_takes_no_answer(tmp_path: Path) -> None:
    case = opened(tmp_path, ALEPPO / "rehearsal.yaml", "Asia/Damascus", "2014-01-22T10:00", "--from", OTHERS)
    assert dated(case, "accept", "--party", "syrian-government", on="2014-01-29T18:00").status == 0
    assert OTHERS not in who(case, "--at", "2014-03-02T00:00")
    assert dated(case, "renew", "2014-03-29T00:00", on="2014-02-20T12:00").status == 0
    assert OTHERS in who(case, "--at", "2014-03-02T00:00")
    assert OTHERS not in who(case, "--at", "2014-03-02T00:00", "--known-at", "2014-02-20T11:59")
    dated(case, "renew", "2014-03-20T00:00", on="2014-02-21T12:00").refused("renewal-unfit")
    assert dated(case, "withdraw", "--why", "A new text comes", on="2014-02-22T12:00").status == 0
    dated(case, "withdraw", on="2014-02-23T12:00").refused("withdrawal-empty")
    dated(case, "transmit", "--party", OTHERS, "--through", "x", on="2014-02-23T12:00").refused("offer-closed")
    assert OTHERS in who(case, "--at", "2014-02-24T00:00"), "who is bound stays bound"


def test_who_is_bound_is_the_first_thing_told(exercise: str) -> None:
    told = hudna("status", exercise, "--at", "2014-02-05T00:00").out
    assert f"Plan aleppo-2014: bound are {OTHERS} (version 2), syrian-government (version 2), and 4 through" in told
    assert "Plan aleppo-2014: nobody is bound" in hudna("status", exercise, "--at", "2014-01-18").out
    assert "2014-01-17 11:00 Asia/Damascus" in told, "a text without a zone is told on the clock of the case"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("accept", "--party", OTHERS, "--version", "7"), "version-unknown"),
        (("accept", "--party", OTHERS, "--plan", "homs"), "plan-unknown"),
        (("accept", "--party", "syrian-government"), "offer-own"),
        (("accept", "--party", "russia"), "not-invited"),
        (("accept", "--party", "nobody"), "party-unknown"),
        (("accept", "--party", OTHERS, "--at", "2014-01-16"), "offer-early"),
        (("accept", "--party", OTHERS, "--condition", "lists"), "condition-unfit"),
        (("accept", "--party", OTHERS, "--condition", "=Lists first"), "condition-unfit"),
        (("accept", "--party", OTHERS, "--condition", "a/b=Lists first"), "condition-unfit"),
        (("accept", "--party", OTHERS, "--condition", "a=x", "--condition", "a=y"), "condition-twice"),
        (("refuse", "--party", "russia"), "not-invited"),
        (("settle", "lists", "met", "--party", OTHERS), "condition-unknown"),
        (("settle", "lists", "done", "--party", OTHERS), "usage"),
        (("withdraw", "--party", OTHERS), "withdrawal-empty"),
        (("withdraw", "--party", OTHERS, "--notice", "3 days"), "duration-unreadable"),
        (("withdraw", "--party", OTHERS, "--notice", "-P3D"), "duration-unreadable"),
        (("withdraw", "--party", OTHERS, "--notice", "P9999Y"), "calendar-impossible"),
        (("handover", "--to", "Some Body"), "actor-missing"),
        (("transmit", "--party", "nobody", "--through", "x"), "party-unknown"),
        (("receive", "--party", "nobody"), "party-unknown"),
        (("counter", ALEPPO / "rehearsal.yaml", "--party", OTHERS, "--with-version", "1"), "version-taken"),
        (("counter", ALEPPO / "rehearsal.yaml", "--party", OTHERS, "--with-version", "B 2"), "name-unfit"),
        (("fix", "zero", "2014-02-10"), "moment-unknown"),
        (("fix", "entry-into-force", "2014-02-30"), "calendar-impossible"),
        (("renew", "2014-05-01"), "renewal-unfit"),
        (("offer", ALEPPO / "agreement.yaml", "--version", "1"), "version-taken"),
        (("offer", ALEPPO / "agreement.yaml", "--to", "Some Body"), "actor-missing"),
        (("offer", ALEPPO / "agreement.yaml", "--invite", "nobody"), "party-unknown"),
    ],
)
def test_a_deed_on_a_plan_that_cannot_be_is_refused(offered: str, words: tuple[object, ...], code: str) -> None:
    before = hudna("log", offered).out
    verb, *rest = words
    hudna(verb, offered, *rest).refused(code)
    assert hudna("log", offered).out == before


def test_words_that_would_move_the_cursor_are_shown_and_not_obeyed(case: str) -> None:
    done("offer", case, ALEPPO / "agreement.yaml", *OFFER)
    forged = "No\nhq-000000/9  2014-01-17 accepted\x1b[2J \u202eتم"
    done("refuse", case, "--party", OTHERS, "--why", forged, "--through", "<b>liaison</b>")
    for words in (("log",), ("status",)):
        out = done(words[0], case, *words[1:]).out
        assert not set("\x1b\u202e") & set(out)
        assert not any(line.startswith("hq-000000/9") for line in out.splitlines())
    assert "<b>liaison</b>" in done("log", case).out
    (entry,) = (one for one in done("log", case, "--format", "json").json if one["kind"] == "agreements.plan-refused")
    assert entry["event"]["why"] == forged, "the record has it as it was said"
