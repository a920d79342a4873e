"""Nobody sees what lies in another party's compartment, whatever was recorded; and what is seen always folds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.agreements import (
    AcceptanceWithdrawn,
    Condition,
    ConditionSettled,
    MomentFixed,
    OfferWithdrawn,
    PlanAccepted,
    PlanCountered,
    PlanHandedOver,
    PlanOffered,
    PlanReceived,
    PlanRefused,
    PlanTransmitted,
    RenewalAgreed,
)
from hudna.bulletin import ReleaseAnswered, ReleaseAsked, fold_releases, is_guarded
from hudna.desk.compartments import COMMON, MISSION, audiences, visible
from hudna.desk.models import Account
from hudna.desk.record import NOT_SEEN, Sealed, cut, limited
from hudna.house import fold
from hudna.journal import CaseOpened, ConflictResolved, Entry, EntryStruck, LogBegun, SlipWritten, fingerprint, settle
from hudna.monitoring import (
    AccessDenied,
    CaseReopened,
    CasesJoined,
    ClocksSet,
    ComplaintReceived,
    DayCounted,
    DenialReceived,
    EvidenceAdded,
    FindingTakenUp,
    InquiryOpened,
    ItemConfirmed,
    LedgerFiled,
    PartyTold,
    ReplyReceived,
    Ruled,
    Span,
    overdue,
)
from tests.monitoring.docketed import DAY, HOUR, START, Record, complaint, ruling

NORTH, SOUTH = frozenset({COMMON, "north"}), frozenset({COMMON, "south"})
OBSERVER = frozenset({COMMON, MISSION})
WINDOW = Span(START, START + DAY, "UTC")
KEY, STRANGE = "ab" * 32, "cd" * 32
CASE = f"truce-{fingerprint(bytes.fromhex(KEY))}"


def opened(log: str = "a") -> Record:
    """A desk of the case."""
    record = Record(log)
    record.put(CaseOpened(CASE, "T", "d", KEY, "r", "UTC"))
    return record


def joined(log: str, key: str = KEY) -> Record:
    """A desk that began a log of its own and saw no other; under a key that the case trusts, or a stranger's."""
    record = Record(log)
    record.put(LogBegun(CASE, "e", key, "joined"))
    return record


def merged(*records: Record) -> list[Entry]:
    return sorted((e for r in records for e in r.entries), key=lambda entry: (entry.recorded, entry.log, entry.seq))


def seen_by(entries: list[Entry], compartments: frozenset[str] = NORTH) -> list[Any]:
    """The events that are seen, but for those of the record itself."""
    return [e.event for e in visible(entries, compartments) if not isinstance(e.event, CaseOpened | LogBegun)]


def offer(by: str = "south", version: str = "1") -> PlanOffered:
    return PlanOffered("p", version, "ab" * 32, by, "mediator", (), None, ())


def test_what_a_party_says_is_seen_by_that_party_and_the_mission_alone() -> None:
    record = opened()
    said = [
        complaint(complainant="south", against="north"),
        DenialReceived("d-1", "south", "Untrue."),
        offer(),
        PlanAccepted("p", "1", "south", "post", (Condition("c", "First the lists."),)),
        ConditionSettled("p", "1", "south", "c", "met"),
        PlanRefused("p", "1", "south", "post", "No."),
        PlanCountered("p", "1", "south", "post", "2", "cd" * 32),
        AcceptanceWithdrawn("p", "1", "south", "PT0S", "Enough."),
        PlanTransmitted("p", "1", "south", "post"),
        LedgerFiled("south", WINDOW, 1, "ab" * 32, 1),
        DayCounted("south", WINDOW, 3),
        ItemConfirmed("south", "north", "n-1"),
    ]
    for event in said:
        record.put(event)
    assert seen_by(record.entries, SOUTH) == said
    assert seen_by(record.entries, NORTH) == []
    assert seen_by(record.entries, OBSERVER) == []
    assert len(visible(record.entries, None)) == len(record.entries)


def test_what_the_mission_keeps_is_seen_by_observers_and_by_no_party() -> None:
    record = opened()
    record.put(complaint(standing="office", complainant="team-1"))
    record.put(InquiryOpened("d-1", "team-1"))
    record.put(EvidenceAdded("d-1", "crater", "One."))
    record.put(AccessDenied("d-1", "south", "bridge", "Turned back."))
    assert len(seen_by(record.entries, OBSERVER)) == 4
    assert seen_by(record.entries, NORTH) == seen_by(record.entries, SOUTH) == []


def test_an_offer_is_seen_once_it_was_sent_and_not_before() -> None:
    record = opened()
    record.put(offer())
    record.put(MomentFixed("p", "1", "signature", START, "UTC"))
    assert seen_by(record.entries) == []
    record.put(PlanTransmitted("p", "1", "north", "post"))
    assert [event.KIND for event in seen_by(record.entries)] == [
        "agreements.plan-offered",
        "agreements.moment-fixed",
        "agreements.plan-transmitted",
    ]
    record.put(OfferWithdrawn("p", "1", "Stale."))
    record.put(PlanAccepted("p", "1", "south", "post"))
    assert [event.KIND for event in seen_by(record.entries)][-1] == "agreements.offer-withdrawn"


def test_an_offer_of_its_own_under_the_same_number_shows_a_party_nobody_elses() -> None:
    """The second offer of a version is void; that it was made opens neither the first, nor what became of it."""
    record = opened()
    record.put(offer("south"))
    record.put(offer("north"))
    record.put(MomentFixed("p", "1", "signature", START, "UTC"))
    assert seen_by(record.entries, NORTH) == [offer("north")]
    assert seen_by(record.entries, SOUTH) == [offer("south"), MomentFixed("p", "1", "signature", START, "UTC")]
    record.put(PlanTransmitted("p", "1", "west", "post"))
    assert offer("north") not in seen_by(record.entries, frozenset({COMMON, "west"}))


def test_a_ruling_is_seen_with_what_it_is_about_by_who_was_told() -> None:
    record = opened()
    record.put(complaint(complainant="north", against="south"))
    record.put(InquiryOpened("d-1", "team"), START + HOUR)
    record.put(EvidenceAdded("d-1", "crater", "One."), START + HOUR)
    record.put(ruling("d-1", "no violation"), START + 2 * HOUR)
    assert seen_by(record.entries, SOUTH) == []
    record.put(PartyTold("d-1", "south", "post"), START + 3 * HOUR)
    kinds = [type(event) for event in seen_by(record.entries, SOUTH)]
    assert kinds == [ComplaintReceived, Ruled, PartyTold]


def test_telling_before_anything_was_ruled_shows_nothing() -> None:
    """Recorded past the acts, which refuse it: it is void, and opens no compartment."""
    record = opened()
    record.put(complaint(complainant="north", against="south"))
    record.put(PartyTold("d-1", "south", "post"), START + HOUR)
    assert [type(event) for event in seen_by(record.entries, SOUTH)] == [PartyTold]


def test_a_ruling_without_effect_is_shown_to_nobody_who_was_told() -> None:
    record = opened()
    record.put(complaint(complainant="north", against="south"))
    record.put(ruling("d-1", "no violation"), START + HOUR)  # no inquiry: void
    record.put(PartyTold("d-1", "south", "post"), START + 3 * HOUR)
    assert [type(event) for event in seen_by(record.entries, SOUTH)] == [PartyTold]


def test_a_release_that_was_struck_releases_nothing() -> None:
    record = opened()
    entry = record.put(DenialReceived("d-1", "south", "Untrue."))
    asked = record.put(ReleaseAsked("r1", (entry.hash,), ("north",), "They asked."))
    assert seen_by(record.entries) == [entry.event]
    record.put(EntryStruck(asked.hash, "The wrong party."))
    assert seen_by(record.entries) == []


@pytest.mark.parametrize("event", [PlanTransmitted("p", "1", "north", "post"), PlanReceived("p", "1", "north", "post")])
def test_what_was_sent_by_mistake_and_struck_is_not_seen(event: Any) -> None:
    record = opened()
    record.put(offer())
    sent = record.put(event)
    record.put(EntryStruck(sent.hash, "Never sent."))
    assert PlanOffered not in {type(one) for one in seen_by(record.entries)}


def test_a_strangers_log_opens_no_compartment() -> None:
    """Somebody merged a copy that was made up: its key was admitted by nobody."""
    ours, theirs = opened(), joined("z", STRANGE)
    secret = ours.put(complaint(complainant="south", against="north"))
    ours.put(InquiryOpened("d-1", "team"), START + HOUR)
    ours.put(ruling("d-1", "not verifiable"), START + 2 * HOUR)
    ours.put(offer())
    later = START + 2 * DAY
    theirs.put(ReleaseAsked("r1", (secret.hash,), ("north", COMMON), "Mine."), later)
    theirs.put(PartyTold("d-1", "north", "post"), later)
    theirs.put(PlanTransmitted("p", "1", "north", "post"), later)
    entries = merged(ours, theirs)
    assert {type(event) for event in seen_by(entries)} <= {PartyTold, PlanTransmitted}
    assert seen_by(entries, OBSERVER) == [
        event for event in seen_by(entries, None) if isinstance(event, InquiryOpened | Ruled | ReleaseAsked)
    ]


@pytest.mark.parametrize("name", ["", MISSION, COMMON])
def test_a_party_that_is_called_like_a_compartment_opens_none(name: str) -> None:
    record = opened()
    record.put(offer())
    said = [
        PlanTransmitted("p", "1", name, "post"),
        DenialReceived("d-1", name, "Untrue."),
        LedgerFiled(name, WINDOW, 1, "ab" * 32, 1),
        complaint(complainant=name),
    ]
    for event in said:
        record.put(event)
    secret = record.put(DenialReceived("d-1", "south", "Untrue."))
    record.put(ReleaseAsked("r1", (secret.hash,), (MISSION, ""), "x"))
    assert seen_by(record.entries, NORTH) == []
    assert secret.event not in seen_by(record.entries, OBSERVER)
    assert offer() not in seen_by(record.entries, OBSERVER)


@pytest.mark.parametrize("name", [MISSION, COMMON])
def test_no_account_is_a_liaison_of_a_compartment(name: str) -> None:
    with pytest.raises(ValidationError, match="compartment"):
        Account(username="liaison-9", role="liaison", party=name).clean()


def test_a_choice_between_decisions_is_seen_by_who_sees_them_all() -> None:
    one, other = opened("a"), joined("b")
    first = one.put(offer("south"))
    other.put(offer("north"))
    one.put(ConflictResolved("plan/p/1/offer", first.hash, "Theirs was first."), START + DAY)
    entries = merged(one, other)
    assert ConflictResolved not in {type(event) for event in seen_by(entries, NORTH)}
    assert ConflictResolved not in {type(event) for event in seen_by(entries, SOUTH)}


def test_what_is_in_conflict_with_something_not_seen_has_no_effect_for_who_sees_one_side() -> None:
    one, other = opened("a"), joined("b")
    one.put(offer("south"))
    one.put(offer("north", "9"))
    other.put(offer("north"))
    entries = merged(one, other)
    whole, seen = fold(entries), visible(entries, SOUTH)
    state = limited(whole, seen)
    assert "1" in fold(seen).consents.plans["p"]
    assert state.consents.plans == {}
    assert list(state.settled.set_aside.values()) == [NOT_SEEN]
    assert state.settled.conflicts == ()


def test_no_reason_why_something_is_void_names_what_is_not_seen() -> None:
    record = opened()
    record.put(complaint("d-1", complainant="north", against="south"))
    record.put(complaint("d-2", complainant="west", against="south"))
    record.put(CasesJoined("d-1", "d-2", "One event."), START + HOUR)
    record.put(ReplyReceived("d-1", "north", "What ruling?"), START + 2 * HOUR)
    whole = fold(record.entries)
    assert "d-2" in whole.docket.void[0].reason
    state = limited(whole, visible(record.entries, NORTH))
    assert [void.reason for void in state.docket.void] == [NOT_SEEN]
    file = state.docket["d-1"]
    assert (file.joined_to, file.joined, file.carries) == ("", None, [])
    assert state.docket.carrier("d-1") is file


# Whatever was recorded

PARTIES = st.sampled_from(["north", "south", "west", "", MISSION, COMMON])
CASES = st.sampled_from(["d-1", "d-2", "d-3"])
VERSIONS = st.sampled_from(["1", "2"])
WORDS = st.sampled_from(["Words.", "Told by [[slip:00aa]]."])


def _of(kind: type, *parts: Any) -> st.SearchStrategy[Any]:
    return st.builds(kind, *parts)


P = st.just("p")
POST = st.just("post")
EVENTS = st.one_of(
    _of(offer, PARTIES, VERSIONS),
    _of(PlanHandedOver, P, VERSIONS, st.just("m"), st.just(("x",))),
    _of(PlanTransmitted, P, VERSIONS, PARTIES, POST),
    _of(PlanReceived, P, VERSIONS, PARTIES, POST),
    _of(PlanAccepted, P, VERSIONS, PARTIES, POST),
    _of(PlanRefused, P, VERSIONS, PARTIES, POST),
    _of(PlanCountered, P, VERSIONS, PARTIES, POST, VERSIONS, st.just("ab" * 32)),
    _of(OfferWithdrawn, P, VERSIONS, WORDS),
    _of(MomentFixed, P, VERSIONS, st.just("signature"), st.just(START), st.just("UTC")),
    _of(RenewalAgreed, P, VERSIONS, st.just(START + 40 * DAY), st.just("UTC")),
    _of(ComplaintReceived, CASES, PARTIES, WORDS, st.sampled_from(["party", "party", "office", "public"]), PARTIES),
    _of(FindingTakenUp, CASES, POST, POST, POST, st.just("0.5"), st.just("ab" * 32), PARTIES),
    _of(InquiryOpened, CASES, st.sampled_from(["team-1", "team-2"])),
    _of(EvidenceAdded, CASES, st.just("crater"), WORDS),
    _of(DenialReceived, CASES, PARTIES, WORDS),
    _of(Ruled, CASES, st.sampled_from(["no violation", "not verifiable"]), WORDS),
    _of(PartyTold, CASES, PARTIES, POST),
    _of(ReplyReceived, CASES, PARTIES, WORDS),
    _of(CaseReopened, CASES, WORDS),
    _of(CasesJoined, CASES, CASES, WORDS),
    _of(ClocksSet, st.just({"received": "P1D"}), CASES),
    _of(LedgerFiled, PARTIES, st.just(WINDOW), st.just(1), st.just("ab" * 32), st.just(1)),
    _of(DayCounted, PARTIES, st.just(WINDOW), st.just(3)),
    _of(ItemConfirmed, PARTIES, PARTIES, st.just("i-1")),
    st.just(SlipWritten("00aa", "ab" * 32, "name")),
)
STEP = st.tuples(
    st.sampled_from(["event"] * 6 + ["strike", "choose", "release", "release", "answer"]),
    EVENTS,
    st.integers(0, 200),
    st.sampled_from(["a", "a", "b", "z"]),
    st.sampled_from(["first", "second"]),
    PARTIES,
)


def history(steps: Iterable[tuple[str, Any, int, str, str, str]]) -> list[Entry]:
    """Two desks of the case that did not see each other, and a stranger's; recorded past every act."""
    records = {"a": opened(), "b": joined("b"), "z": joined("z", STRANGE)}
    for number, (verb, event, pick, log, by, to) in enumerate(steps):
        before = merged(*records.values())
        target = before[pick % len(before)]
        if verb == "strike":
            event = EntryStruck(target.hash, "A mistake.")
        elif verb == "choose":
            event = ConflictResolved(target.about, target.hash, "So it is.")
        elif verb == "release":
            event = ReleaseAsked(f"r{pick % 4}", (target.hash,), (to,), "They asked.", bool(pick % 2))
        elif verb == "answer":
            event = ReleaseAnswered(f"r{pick % 4}", bool(pick % 3), "Seen.")
        records[log].put(event, START + timedelta(hours=number), by=by)
    return merged(*records.values())


def owner(event: Any) -> str:
    """Whose the entry is: said independently of the code that is tried."""
    match event:
        case ComplaintReceived(complainant=party, standing="party"):
            return party
        case PlanOffered(offered_by=party):
            return party
        case LedgerFiled(side=party) | DayCounted(side=party) | ItemConfirmed(side=party):
            return party
        case FindingTakenUp():
            return ""
        case _:
            return str(getattr(event, "party", ""))


def reached(entry: Entry, party: str, entries: list[Entry]) -> bool:
    """Was the entry put before a party, told to it or released to it, or to everybody, by an entry with effect?"""
    event: Any = entry.event
    effective = settle(entries).entries
    if fold_releases(effective).to().get(entry.hash, frozenset()) & {party, COMMON}:
        return True
    events = [one.event for one in effective]
    if isinstance(event, PlanOffered):
        sent = [e for e in events if isinstance(e, PlanTransmitted | PlanReceived) and e.party == party]
        return any((e.plan, e.version) == (event.plan, event.version) for e in sent)
    if isinstance(event, ComplaintReceived):
        return any(isinstance(e, PartyTold) and (e.case, e.party) == (event.case, party) for e in events)
    return False


@given(st.lists(STEP, max_size=40))
@settings(max_examples=200, deadline=None)
def test_no_liaison_sees_anothers_entry_that_was_not_put_before_told_or_released_to_it(steps: list[Any]) -> None:
    entries = history(steps)
    for party in ("north", "south"):
        seen = visible(entries, frozenset({COMMON, party}))
        for entry in seen:
            whose = owner(entry.event)
            assert whose in ("", party, MISSION, COMMON) or reached(entry, party, entries), entry
        hashes = {entry.hash for entry in seen}
        for entry in seen:
            if isinstance(entry.event, EntryStruck):
                released = reached(entry, party, entries)
                assert entry.event.entry in hashes or released, "a strike shows that there is something to strike"
    for entry in visible(entries, OBSERVER):
        assert owner(entry.event) in ("", MISSION, COMMON) or reached(entry, COMMON, entries), entry


@given(st.lists(STEP, max_size=40), st.data())
@settings(max_examples=150, deadline=None)
def test_what_is_seen_always_folds_and_names_nothing_that_is_not(steps: list[Any], data: st.DataObject) -> None:
    entries = history(steps)
    whole = fold(entries)
    part = data.draw(st.sets(st.sampled_from(entries).map(lambda entry: entry.hash)))
    for seen in (visible(entries, NORTH, whole), visible(entries, OBSERVER), [e for e in entries if e.hash in part]):
        fold(seen)
        state, hashes = limited(whole, seen), {entry.hash for entry in seen}
        assert {entry.hash for entry in state.settled.entries} <= hashes
        assert set(state.settled.set_aside) == set(whole.settled.set_aside) & hashes
        assert all(e.hash in hashes for c in state.settled.conflicts for side in c.sides.values() for e in side)
        for release in state.releases.by_name.values():
            assert release.asked.hash in hashes
        docket = cut(whole.docket_at(START + 9 * HOUR), frozenset(hashes))
        for one in (docket, state.docket):
            assert sum(one.by_stage().values()) == len(one)
            overdue(one, START + 100 * DAY)
            for file in one:
                assert {entry.hash for entry in [*file.history, *file.denials, *file.rulings, file.opened]} <= hashes
                assert one.carrier(file.case).case in one
                assert {other.case for other in one.whole(file.case)} <= set(one.files)
                one.concerned(file.case)


@given(st.lists(STEP, max_size=40))
@settings(max_examples=100, deadline=None)
def test_nothing_guarded_leaves_a_compartment_by_one_office(steps: list[Any]) -> None:
    entries = history(steps)
    offices = {(e.event.release, e.by) for e in entries if isinstance(e.event, ReleaseAnswered)}
    for entry, where in zip(entries, audiences(entries), strict=True):
        if is_guarded(entry) and "north" in where and owner(entry.event) == "south":
            asked = [e for e in entries if isinstance(e.event, ReleaseAsked) and entry.hash in e.event.entries]
            by_two = any((a.event.release, by) in offices for a in asked for by in ("first", "second") if by != a.by)  # type: ignore[attr-defined]
            assert by_two or reached_by_telling(entry, entries)


def reached_by_telling(entry: Entry, entries: list[Entry]) -> bool:
    """A complaint goes with the ruling on it, slip references and all; the names themselves stay on their slips."""
    event = entry.event
    return isinstance(event, ComplaintReceived) and any(
        isinstance(e.event, PartyTold) and e.event.case == event.case for e in entries
    )


def test_a_sealed_entry_tells_its_place_hash_and_time_and_nothing_else() -> None:
    assert list(Sealed.__dataclass_fields__) == ["ref", "hash", "recorded"]
