"""A case from complaint to reply: its stages, its clocks, what is refused, and what stands beside what."""

from __future__ import annotations

from typing import Any

import pytest

from hudna.ground import Fault
from hudna.journal import Codec, Journal, MemoryStore, Signer, settle
from hudna.monitoring import (
    CASE_EVENTS,
    FILINGS,
    MONITORING,
    CaseReopened,
    DayCounted,
    Docket,
    FindingTakenUp,
    ItemConfirmed,
    ItemDenied,
    LedgerFiled,
    OfWhich,
    Span,
    Spot,
    add_evidence,
    complain,
    deny,
    deny_access,
    fold_cases,
    inquire,
    join_cases,
    next_case,
    reopen,
    reply,
    rule,
    take_up,
    tell,
)
from tests.monitoring.docketed import (
    BY,
    DAY,
    HOUR,
    START,
    Record,
    complaint,
    evidence,
    inquired,
    keyed,
    received,
    refusal,
    ruled,
    ruling,
)


def test_a_case_goes_from_complaint_to_close() -> None:
    record, seen = received(), ["received"]

    def step(decisions: Any) -> None:
        seen.append(record.do(decisions)["d-1"].stage)

    step(inquire(record.docket, case="d-1", office="team-2", **BY))
    step(add_evidence(record.docket, evidence=evidence(), **BY))
    step(rule(record.docket, ruling=ruling(), **BY))
    step(tell(record.docket, case="d-1", party="north", through="liaison", **BY))
    step(tell(record.docket, case="d-1", party="south", through="liaison", **BY))
    step(reply(record.docket, case="d-1", party="south", words="It was another unit.", **BY))
    step(reply(record.docket, case="d-1", party="north", words="Noted.", **BY))
    assert seen == ["received", "inquiry", "evidence", "ruled", "ruled", "told", "replied", "closed"]
    assert len(record.docket["d-1"].history) == 8
    assert record.docket.void == []


def test_a_reply_closes_nothing_before_both_were_told() -> None:
    record = ruled()
    record.do(tell(record.docket, case="d-1", party="north", through="liaison", **BY))
    record.do(reply(record.docket, case="d-1", party="north", words="Noted.", **BY))
    assert record.docket["d-1"].stage == "ruled"
    assert "south" in refusal("party-untold", reply, record.docket, case="d-1", party="south", words="No.")
    record.do(tell(record.docket, case="d-1", party="south", through="liaison", **BY))
    assert record.docket["d-1"].stage == "replied"


def test_evidence_before_an_inquiry_waits_for_it() -> None:
    record = received()
    record.do(add_evidence(record.docket, evidence=evidence(), **BY))
    assert record.docket["d-1"].stage == "received"
    record.do(inquire(record.docket, case="d-1", office="team-2", **BY))
    assert record.docket["d-1"].stage == "evidence"


def test_another_office_takes_an_inquiry_over() -> None:
    record = inquired()
    record.do(inquire(record.docket, case="d-1", office="team-3", **BY))
    assert (record.docket["d-1"].office, record.docket["d-1"].stage) == ("team-3", "evidence")
    assert refusal("case-stage", inquire, record.docket, case="d-1", office="team-3")


@pytest.mark.parametrize(
    ("code", "said", "word"),
    [
        ("ruling-author", {"against": ""}, "names its author"),
        ("ruling-author", {"kind": "not attributable", "against": "south"}, "names no author"),
        ("ruling-author", {"kind": "no violation", "against": "south"}, "names no author"),
        ("ruling-unfounded", {"reasons": " "}, "without reasons"),
        ("ruling-unfounded", {"clause": ""}, "of a clause"),
        ("ruling-unfounded", {"kind": "insufficient access"}, "No denial or lack of access"),
        ("ruling-unfounded", {"attribution": "G7"}, "no grade"),
        ("words-name", {"reasons": "[[Somebody]] saw it."}, "double brackets"),
    ],
)
def test_a_ruling_rests_on_what_its_kind_needs(code: str, said: dict[str, Any], word: str) -> None:
    assert word in refusal(code, rule, inquired().docket, ruling=ruling(**said))


@pytest.mark.parametrize("kind", ["violation", "not attributable"])
def test_a_ruling_that_it_happened_needs_evidence(kind: str) -> None:
    record = received()
    record.do(inquire(record.docket, case="d-1", office="team-2", **BY))
    assert "Nothing is on record" in refusal("ruling-unfounded", rule, record.docket, ruling=ruling(kind=kind))
    record.do(rule(record.docket, ruling=ruling(kind="not verifiable"), **BY))
    assert record.docket["d-1"].stage == "ruled"


def test_a_denied_visit_is_what_insufficient_access_rests_on() -> None:
    record = received()
    record.do(inquire(record.docket, case="d-1", office="team-2", **BY))
    said = {"case": "d-1", "party": "south", "place": "the bridge", "words": "Turned back at the post."}
    record.do(deny_access(record.docket, **said, **BY))
    assert record.docket["d-1"].stage == "evidence"
    record.do(rule(record.docket, ruling=ruling(kind="insufficient access"), **BY))
    assert record.docket["d-1"].ruled == ruling(kind="insufficient access")


def test_evidence_that_had_no_access_is_lack_of_access() -> None:
    record = received()
    record.do(inquire(record.docket, case="d-1", office="team-2", **BY))
    record.do(add_evidence(record.docket, evidence=evidence(evidence="image", access="none"), **BY))
    record.do(rule(record.docket, ruling=ruling(kind="insufficient access"), **BY))
    assert record.docket["d-1"].stage == "ruled"


def test_nobody_rules_before_an_inquiry_or_twice_or_their_own_case() -> None:
    assert "no inquiry" in refusal("case-stage", rule, received().docket, ruling=ruling())
    assert "is ruled on (a/3)" in refusal("case-stage", rule, ruled().docket, ruling=ruling())
    for party in ("north", "south"):
        assert party in refusal("ruling-own-case", rule, inquired().docket, ruling=ruling(), by=party)


def test_a_step_is_never_older_than_the_one_before() -> None:
    assert "09:30" in refusal("case-order", rule, inquired().docket, ruling=ruling(), at=START + HOUR / 2)
    said = {"case": "d-1", "party": "north", "through": "liaison", "at": START}
    assert "before the ruling" in refusal("case-order", tell, ruled().docket, **said)


def test_a_party_that_the_case_does_not_concern_is_not_told_of_it() -> None:
    assert "not a party" in refusal("case-stage", tell, ruled().docket, case="d-1", party="west", through="liaison")
    assert "no ruling" in refusal("case-stage", tell, inquired().docket, case="d-1", party="north", through="liaison")


def test_an_author_who_was_not_complained_against_is_told_too() -> None:
    record = ruled(against="west")
    assert record.docket.concerned("d-1") == {"north", "south", "west"}


def test_a_reopened_case_keeps_the_old_ruling_and_tells_everybody_anew() -> None:
    record = ruled()
    for party in ("north", "south"):
        record.do(tell(record.docket, case="d-1", party=party, through="liaison", **BY))
    record.do(reopen(record.docket, case="d-1", why="A second crater.", **BY))
    file = record.docket["d-1"]
    assert (file.stage, file.ruled, len(file.rulings), file.told) == ("evidence", None, 1, {})
    record.do(rule(record.docket, ruling=ruling(kind="not attributable"), **BY))
    assert (record.docket["d-1"].stage, len(record.docket["d-1"].rulings)) == ("ruled", 2)
    assert "is open" in refusal("case-stage", reopen, inquired().docket, case="d-1", why="?")


def test_a_joined_case_stays_and_points_to_the_one_that_carries_it() -> None:
    record = received("d-1", "d-2", "d-3")
    record.do(join_cases(record.docket, case="d-2", into="d-1", why="One salvo.", **BY))
    record.do(join_cases(record.docket, case="d-1", into="d-3", why="One salvo.", **BY))
    docket = record.docket
    assert {file.case: file.stage for file in docket} == {"d-1": "joined", "d-2": "joined", "d-3": "received"}
    assert docket.carrier("d-2").case == "d-3"
    assert sum(docket.by_stage().values()) == len(docket) == 3
    assert "joined to itself" in refusal("case-stage", join_cases, docket, case="d-3", into="d-2", why="?")
    assert "carries it" in refusal("case-stage", rule, docket, ruling=ruling("d-2"))


def test_the_carrier_rests_on_what_was_found_in_the_cases_it_carries() -> None:
    record = received("d-1", "d-2")
    record.do(add_evidence(record.docket, evidence=evidence("d-2"), **BY))
    record.do(inquire(record.docket, case="d-1", office="team-2", **BY))
    record.do(join_cases(record.docket, case="d-2", into="d-1", why="One salvo.", **BY))
    assert record.docket["d-1"].stage == "evidence"
    record.do(rule(record.docket, ruling=ruling(), **BY))
    record.do(reopen(record.docket, case="d-2", why="Two salvos after all.", **BY))
    assert {file.case: file.stage for file in record.docket} == {"d-1": "ruled", "d-2": "received"}


def test_a_ruled_case_is_not_joined_away() -> None:
    record = ruled()
    record.do(complain(record.docket, complaint=complaint("d-2"), **BY))
    assert "would vanish" in refusal("case-stage", join_cases, record.docket, case="d-1", into="d-2", why="?")
    record.do(join_cases(record.docket, case="d-2", into="d-1", why="One salvo.", **BY))
    assert record.docket["d-2"].stage == "joined"


def test_a_denial_stands_beside_what_it_denies() -> None:
    record = ruled()
    found, verdict = record.entries[2], record.entries[3]
    for of in ("", found.hash, verdict.hash):
        record.do(deny(record.docket, case="d-1", party="south", words="Untrue.", of=of, **BY))
    file = record.docket["d-1"]
    assert [len(file.denials_of(of)) for of in ("", found.hash, verdict.hash)] == [1, 1, 1]
    assert file.stage == "ruled"
    said = {"case": "d-1", "party": "south", "words": "Untrue.", "of": "f" * 64}
    assert "no entry" in refusal("case-stage", deny, record.docket, **said)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"case": "a/b"}, "no name for a case"),
        ({"words": ""}, "of what"),
        ({"complainant": "south"}, "against itself"),
        ({"complainant": "hotline", "standing": "public", "against": ""}, "must be told"),
        ({"span": Span(START, START, "Asia/Damascus")}, "ended before it began"),
        ({"span": Span(START, START + HOUR, "Damascus")}, "name a place"),
        ({"spot": Spot()}, "neither a position nor an area"),
        ({"spot": Spot("37,2", "36.2")}, "not a longitude"),
        ({"spot": Spot("36.2", "137.2")}, "not a longitude"),
        ({"spot": Spot("37.2")}, "not a longitude"),
        ({"spot": Spot("37.2", "36.2", -1)}, "negative"),
    ],
)
def test_a_complaint_that_cannot_be_read_is_refused(said: dict[str, Any], word: str) -> None:
    assert word in refusal("complaint-unfit", complain, Docket(), complaint=complaint(**said))


def test_a_name_stands_for_one_case_only() -> None:
    assert "already" in refusal("case-taken", complain, received().docket, complaint=complaint())
    assert "d-7" in refusal("case-unknown", rule, received().docket, ruling=ruling("d-7"))
    with pytest.raises(Fault, match="d-7"):
        received().docket["d-7"]


def test_desks_that_are_cut_off_give_names_that_do_not_meet() -> None:
    docket = received("d-1", "d-9", "e-3", "d-x").docket
    assert [next_case(docket, prefix) for prefix in ("d", "e", "f")] == ["d-10", "e-4", "f-1"]


def test_a_finding_is_taken_up_with_those_whom_it_concerns() -> None:
    finding = FindingTakenUp("d-1", "UCDP 1", "attacks", "unattributed", "0.41", "ab" * 32, parties=("north", "south"))
    record = Record()
    record.do(take_up(record.docket, finding=finding, **BY))
    assert record.docket.concerned("d-1") == {"north", "south"}
    lonely = FindingTakenUp("d-2", "UCDP 1", "attacks", "unattributed", "0.41", "ab" * 32)
    assert "must be told" in refusal("complaint-unfit", take_up, record.docket, finding=lonely)


def test_the_docket_of_an_earlier_instant_has_what_was_true_by_then() -> None:
    record = ruled()
    assert fold_cases(record.entries, until=START + 2 * HOUR)["d-1"].stage == "evidence"


def test_an_entry_that_no_act_would_make_is_kept_with_its_reason() -> None:
    record = received()
    record.put(ruling())
    record.put(ruling("d-7"))
    record.put(complaint())
    record.put(CaseReopened("d-1", "?"))
    docket = record.docket
    assert [one.reason for one in docket.void] == [
        "Case d-1 has had no inquiry.",
        "No case “d-7” was received.",
        "There is a case “d-1” already.",
        "Case d-1 is open.",
    ]
    assert docket.by_stage()["received"] == len(docket) == 1


SAID: list[Any] = [
    complaint(span=Span(START, START + HOUR, "Asia/Damascus"), spot=Spot("37.16", "36.2", 500, "aleppo")),
    LedgerFiled("north", Span(START, START + DAY, "UTC"), 14, "ab" * 32, 14),
    DayCounted("south", Span(START, START + DAY, "UTC"), 38, None, (OfWhich("other", 36),)),
    ItemConfirmed("north", "south", "7"),
    ItemDenied("north", "south", "8", "Not us."),
]


@pytest.mark.parametrize("event", SAID, ids=lambda event: event.KIND)
def test_what_was_decided_is_read_from_the_journal_as_it_was_written(event: Any) -> None:
    journal = Journal(MemoryStore(), Codec([*CASE_EVENTS, *FILINGS]), case="c", log="a", signer=Signer.make())
    record = Record()
    decisions = complain(record.docket, complaint=complaint(), by="desk", at=START)
    entry = record.put(event)
    (first, second) = journal.append([*decisions, type(decisions[0])(event, START)], by="desk", now=START)
    assert journal.entries() == [first, second]
    assert second.event == entry.event
    assert second.about == event.about


def test_no_two_events_share_a_kind_and_every_kind_is_of_this_room() -> None:
    kinds = [event.KIND for event in (*CASE_EVENTS, *FILINGS)]  # type: ignore[attr-defined]
    assert len(set(kinds)) == len(kinds) == 16
    assert all(kind.startswith("monitoring.") for kind in kinds)


def test_two_desks_that_ruled_differently_are_in_conflict_and_evidence_is_not() -> None:
    common = inquired()
    one, other = Record("b"), Record("c")
    one.put(ruling(), START + DAY)
    other.put(ruling(kind="not attributable"), START + DAY)
    for desk in (one, other):
        desk.put(evidence(words=f"Seen by {desk.log}."), START + DAY)
    settled = settle(keyed(common, one, other))
    assert [conflict.thing for conflict in settled.conflicts] == ["case/d-1/ruling"]
    docket = fold_cases(settled.entries)
    assert (docket["d-1"].stage, len(docket["d-1"].evidence)) == ("evidence", 3)


def test_every_fault_says_what_to_do() -> None:
    assert all(remedy.endswith(".") for remedy in MONITORING.remedies.values())
