"""What each answer to a plan is worth: a table of cases, one instant before and one after."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hudna.agreements import (
    AcceptanceWithdrawn,
    Condition,
    ConditionSettled,
    OfferWithdrawn,
    PlanAccepted,
    PlanCountered,
    PlanReceived,
    PlanRefused,
    PlanTransmitted,
    call_roll,
    fold_consent,
    from_consent,
    read_plan,
    resolve,
)
from tests.agreements.plans import PLAN, Case, instant, text

ASK = {"id": "yes", "kind": "acceptance", "invited": ["south", "league"], "deadline": "2016-02-26T12:00"}
NOON = "2016-02-26T10:00"  # 12:00 in Damascus
LATER = "2016-03-01"


def accepted(party: str, *conditions: str, version: str = "1") -> PlanAccepted:
    return PlanAccepted(PLAN, version, party, "by letter", tuple(Condition(c, "…") for c in conditions))


def refused(party: str, version: str = "1") -> PlanRefused:
    return PlanRefused(PLAN, version, party, "")


def settled(party: str, condition: str, how: Any = "met") -> ConditionSettled:
    return ConditionSettled(PLAN, "1", party, condition, how)


def withdrawn(party: str, notice: str = "PT0S") -> AcceptanceWithdrawn:
    return AcceptanceWithdrawn(PLAN, "1", party, notice, "")


def countered(party: str) -> PlanCountered:
    return PlanCountered(PLAN, "1", party, "", "2", "0" * 64)


def case(folder: Path, ask: dict[str, Any] = ASK, **more: Any) -> Case:
    found = Case()
    found.offered(text(folder, ask), **more)
    return found


@pytest.mark.parametrize(
    ("told", "bound", "why"),
    [
        ([(accepted("south"), NOON)], True, "accepted on 2016-02-26 12:00"),
        ([(accepted("south"), "2016-02-26T10:01")], False, "1 minute after the deadline (2016-02-26 12:00"),
        ([(accepted("south"), "2016-02-26T10:00:00.000001")], False, "after the deadline"),
        ([(refused("south"), "2016-02-22"), (accepted("south"), "2016-02-23")], True, "accepted on"),
        ([(accepted("south"), "2016-02-22"), (refused("south"), "2016-02-23")], True, "accepted on"),
        ([(accepted("south", "a"), "2016-02-22"), (refused("south"), "2016-02-23")], False, "refused on"),
        ([(accepted("south", "a"), "2016-02-22")], False, "on conditions that are open (a)"),
        ([(accepted("south", "a"), "2016-02-22"), (settled("south", "a"), NOON)], True, "settled on"),
        ([(accepted("south", "a"), "2016-02-22"), (settled("south", "a", "waived"), NOON)], True, "settled on"),
        ([(accepted("south", "a"), "2016-02-22"), (settled("south", "a"), "2016-02-26T10:01")], False, "1 minute"),
        ([(accepted("south", "a", "b"), "2016-02-22"), (settled("south", "a"), NOON)], False, "open (b)"),
        ([(accepted("south", "a"), "2016-02-22"), (settled("south", "a", "refused"), NOON)], False, "was refused"),
        ([(settled("south", "a"), "2016-02-21"), (accepted("south", "a"), "2016-02-22")], False, "open (a)"),
        ([(countered("league"), "2016-02-22"), (accepted("south"), "2016-02-23")], False, "had been countered"),
        ([(accepted("south"), "2016-02-22"), (countered("league"), "2016-02-23")], True, "accepted on"),
        ([(accepted("south"), "2016-02-22"), (countered("league"), "2016-02-22")], True, "accepted on"),
        ([(countered("south"), "2016-02-22"), (accepted("south"), "2016-02-23")], False, "had been countered"),
        ([(countered("black"), "2016-02-22"), (accepted("south"), "2016-02-23")], True, "accepted on"),
        ([(OfferWithdrawn(PLAN, "1", ""), "2016-02-22"), (accepted("south"), "2016-02-23")], False, "withdrawn on"),
        ([(accepted("south"), "2016-02-22"), (OfferWithdrawn(PLAN, "1", ""), "2016-02-23")], True, "accepted on"),
        ([(accepted("south"), "2016-02-22"), (withdrawn("south"), "2016-02-23")], False, "with effect from"),
        ([(accepted("south", "a"), "2016-02-22"), (withdrawn("south", "P9D"), "2016-02-23")], False, "withdrawn"),
        ([(accepted("south"), "2016-02-19")], False, "nobody has recorded that the offer reached it"),
        ([(PlanTransmitted(PLAN, "1", "south", "x"), "2016-02-21")], False, "was sent it on 2016-02-21"),
        ([(PlanReceived(PLAN, "1", "south", "x"), "2016-02-22")], False, "received it on 2016-02-22"),
        ([], False, "has not answered"),
    ],
)
def test_what_an_answer_is_worth(tmp_path: Path, told: list[Any], bound: bool, why: str) -> None:
    found = case(tmp_path)
    for event, at in told:
        found.say(event, at)
    assert ("south" in found.bound(LATER)) is bound
    assert why in found.words("south", LATER)
    assert not bound or found.bound(LATER)["north"] == "1"


def test_an_acceptance_recorded_late_but_given_in_time_binds_and_was_not_known_before(tmp_path: Path) -> None:
    found = case(tmp_path)
    found.say(accepted("south"), NOON, recorded="2016-03-02T09:00")
    assert "south" in found.bound(LATER)
    assert found.bound(LATER, known_at="2016-03-02T08:59") == {}
    assert "south" in found.bound(LATER, known_at="2016-03-02T09:00")
    assert found.bound("2016-02-26T21:59") == {}
    assert "enters into force on 2016-02-27 00:00" in found.words("south", NOON)


def test_an_offer_that_expires_before_the_deadline_has_its_own_last_instant(tmp_path: Path) -> None:
    found = case(tmp_path, expires=instant("2016-02-25"))
    found.say(accepted("south"), "2016-02-25T00:00")
    found.say(accepted("league"), "2016-02-25T00:01")
    assert "south" in found.bound(LATER)
    assert "1 minute after the expiry of the offer" in found.words("league", LATER)


@pytest.mark.parametrize(
    ("party", "accession", "at", "bound"),
    [
        ("south", "allowed", "2016-03-05", True),
        ("south", "closed", "2016-03-05", False),
        ("black", "allowed", "2016-02-22", True),
        ("black", None, "2016-02-22", False),
        ("hawks", None, "2016-02-22", True),
        ("proxy", None, "2016-02-22", False),
    ],
)
def test_who_may_answer_and_until_when(tmp_path: Path, party: str, accession: str | None, at: str, bound: bool) -> None:
    found = case(tmp_path, {**ASK, **({"accession": accession} if accession else {})})
    found.say(accepted(party), at)
    assert (party in found.bound("2016-03-09")) is bound
    start = max(instant(at), instant("2016-02-26T22:00"))
    assert party not in found.bound((start - timedelta(minutes=1)).replace(tzinfo=None).isoformat())


def test_a_proxy_is_bound_while_one_that_accepted_commands_it(tmp_path: Path) -> None:
    found = case(tmp_path)
    found.say(accepted("south"), NOON)
    assert "proxy" not in found.bound("2016-03-09T21:59")
    assert found.bound("2016-03-09T22:00")["proxy"] == "1"
    assert "bound through south" in found.words("proxy", "2016-03-10")


@pytest.mark.parametrize(
    ("notice", "asked", "end"),
    [
        ("PT0S", None, "2016-03-24T20:00"),
        ("P2D", None, "2016-03-26T19:00"),  # clocks went forward on 25 March: the same wall time, 47 hours later
        ("PT48H", None, "2016-03-26T20:00"),
        ("P1D", "P2D", "2016-03-26T19:00"),
        ("P3D", "P2D", "2016-03-27T19:00"),
    ],
)
def test_withdrawal_ends_the_consent_after_its_notice(tmp_path: Path, notice: str, asked: str | None, end: str) -> None:
    found = case(tmp_path, {**ASK, **({"notice": asked} if asked else {})})
    found.say(accepted("south"), NOON)
    found.say(withdrawn("south", notice), "2016-03-24T20:00")
    before = (instant(end) - timedelta(microseconds=1)).replace(tzinfo=None).isoformat()
    assert "south" in found.bound(before)
    assert "south" not in found.bound(end)


def test_a_withdrawal_is_revoked_by_accepting_again_before_it_takes_effect(tmp_path: Path) -> None:
    found = case(tmp_path)
    found.say(accepted("south"), NOON)
    found.say(withdrawn("south", "P2D"), "2016-03-02")
    found.say(accepted("south"), "2016-03-03")
    assert "south" in found.bound("2016-04-01")
    assert any("revoked" in void.why for void in read_plan(found.consents(), PLAN, found.texts).void)


def test_who_offered_is_bound_from_the_first_acceptance_of_another(tmp_path: Path) -> None:
    found = case(tmp_path, {**ASK, "accession": "allowed"})
    found.say(accepted("north"), "2016-02-21")
    assert found.bound(LATER) == {}
    assert "nobody has accepted" in found.words("north", LATER)
    found.say(accepted("south"), "2016-03-02T08:00")
    assert "north" not in found.bound("2016-03-02T07:59")
    assert found.bound("2016-03-02T08:00")["north"] == "1"


def test_a_mediators_own_proposal_binds_those_that_accept(tmp_path: Path) -> None:
    found = case(tmp_path, by="")
    found.say(accepted("south"), NOON)
    assert set(found.bound(LATER)) == {"south", "southern-rebels"}


def test_what_has_no_place_is_kept_with_its_reason(tmp_path: Path) -> None:
    found = case(tmp_path)
    found.say(accepted("south"), "2016-02-19")
    found.say(accepted("south", version="9"), "2016-02-21")
    found.say(accepted("nobody"), "2016-02-21")
    found.say(withdrawn("south"), "2016-02-21")
    found.offered(text(tmp_path, ASK), at="2016-02-22")
    told = [(void.said.ref, void.why) for void in read_plan(found.consents(), PLAN, found.texts).void]
    assert told == [
        ("a/5", "version 1 was offered before (a/0)"),
        ("a/1", "it is told of a time before version 1 was offered"),
        ("a/2", "nobody has offered version 9 of truce"),
        ("a/3", "the register has no party “nobody”"),
        ("a/4", "there was no acceptance to withdraw"),
    ]


def test_the_journal_replaces_every_answer_of_the_text(tmp_path: Path) -> None:
    found = case(tmp_path, {**ASK, "answers": [{"party": "league", "at": "2016-02-24"}]})
    found.say(accepted("south"), NOON)
    loaded = from_consent(found.consents(), PLAN, "1", found.texts)
    assert [answer.party for answer in loaded.agreement.by_id["yes"].answers] == ["south", "north"]  # type: ignore[union-attr]
    (_, now), *_ = call_roll(loaded).standings()
    assert now.bound == {"north", "north-guard", "south", "southern-rebels"}
    assert {term.clause for term in resolve(loaded).terms} == {"ban"}
    assert loaded.agreement.status == "signed"
    nobody = from_consent(fold_consent(found.entries[:1]), PLAN, "1", found.texts)
    assert nobody.agreement.status == "offered"
    assert resolve(nobody).left_out["ban"].code == "nobody-bound"
