"""In an exchange a side sees what it gave and what was passed on to it, whatever was recorded."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from datetime import timedelta
from secrets import token_hex
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.desk.compartments import COMMON, MISSION, visible
from hudna.desk.compartments_of_exchange import BOTH
from hudna.desk.record import limited
from hudna.exchange import (
    EXCHANGE_EVENTS,
    STATUSES,
    AnswersPassedOn,
    CertificateIssued,
    ExchangeFile,
    InterviewHeld,
    ListHandedOver,
    ListsReconciled,
    MedicalChecked,
    NameConsented,
    NamePublished,
    PersonTicked,
    PlanAgreed,
    QuestionAnswered,
    QuestionAsked,
    RemainsExamined,
    StatusStated,
    TicksSettled,
    TickWithdrawn,
    as_ranges,
    known_people,
    of_ranges,
    outcome_of,
    release_of,
    status_of,
)
from hudna.house import codec, fold
from hudna.journal import CaseOpened, Decision, Entry, EntryStruck, Journal, MemoryStore, prove_entry, settle
from hudna.journal.codec import Place
from tests.desk.test_compartments import CASE, KEY
from tests.exchange.ran import (
    BLIND,
    MINUTE,
    NEUTRAL,
    NORTH,
    NORTHERN,
    ONLY_HELD,
    SOUTH,
    SOUTHERN,
    START,
    UNLISTED,
    Run,
    X,
    confirmed,
    digest,
    opened,
    ticked,
)
from tests.journal.cases import CASE as JOURNAL_CASE
from tests.journal.cases import signer

ONE = NORTHERN[0]
OF_THE_MISSION = (
    InterviewHeld, MedicalChecked, ListsReconciled, TicksSettled, CertificateIssued, NameConsented, NamePublished,
)  # fmt: skip


def running() -> Run:
    """A case with an exchange whose first hand-over has begun."""
    run = Run()
    run.put(CaseOpened(CASE, "T", "d", KEY, "r", "UTC"))
    return opened(run)


def sees(entries: list[Entry], side: str) -> list[Entry]:
    return visible(entries, frozenset({COMMON, side}))


def sight(entries: list[Entry], side: str) -> ExchangeFile:
    """The exchange as a liaison of this side has it."""
    whole, compartments = fold(entries), frozenset({COMMON, side})
    return limited(whole, visible(entries, compartments, whole), compartments).exchanges[X]


def test_each_side_sees_its_own_and_what_is_put_before_both() -> None:
    run = running()
    seen = {side: [entry.event.KIND.partition(".")[2] for entry in sees(run.entries, side)] for side in (NORTH, SOUTH)}
    both = ["exchange-opened", "list-committed", "seed-committed", "seed-revealed", "plan-made", "hand-over-opened"]
    for side, kinds in seen.items():
        assert [kinds.count(kind) for kind in both] == [1, 4, 2, 2, 1, 1]
        assert kinds.count("list-handed-over") == 2
        assert kinds.count("plan-agreed") == 1
        assert kinds.count("status-stated") == (len(NORTHERN) - 1 if side == NORTH else len(SOUTHERN))
        assert "lists-reconciled" not in kinds
    assert sees(run.entries, "west") == [run.entries[0]]


@pytest.mark.parametrize(
    "event",
    [
        InterviewHeld(X, ONE, "[[slip:00aa]]"),
        MedicalChecked(X, ONE, "[[slip:00aa]]"),
        TicksSettled(X, 1, ONE, False, "He would not go.", BLIND),
        CertificateIssued(X, ONE, "C-1", BLIND),
        NameConsented(X, ONE, "family", True, "Signed.", BLIND),
        StatusStated(X, ONE, "located", "", "A visit.", "", BLIND),
        ticked(ONE, "seen"),
    ],
)
def test_what_the_neutral_body_found_no_side_sees(event: Any) -> None:
    run = running()
    entry = run.put(event)
    assert entry in visible(run.entries, frozenset({MISSION}))
    assert all(entry not in sees(run.entries, side) for side in (NORTH, SOUTH))


def test_an_answer_is_seen_by_who_asked_once_it_is_passed_on_and_not_by_what_is_said_later() -> None:
    run = running()
    asked = run.put(QuestionAsked(X, "q-1", ONE, NORTH, "How is he?", None, SOUTH, BLIND))
    given_ = run.put(QuestionAnswered(X, "q-1", NORTH, "Well.", BLIND), by=NORTH)
    said = next(e for e in run.entries if isinstance(e.event, StatusStated) and e.event.person == ONE)
    assert asked in sees(run.entries, SOUTH)
    assert not {given_.hash, said.hash} & {entry.hash for entry in sees(run.entries, SOUTH)}
    assert sight(run.entries, SOUTH).person(ONE).statements == []
    run.put(AnswersPassedOn(X, SOUTH, as_ranges([ONE]), ("q-1",)))
    later = run.put(StatusStated(X, ONE, "said-dead", NORTH, "", "", BLIND), by=NORTH)
    assert {given_.hash, said.hash} <= {entry.hash for entry in sees(run.entries, SOUTH)}
    assert later not in sees(run.entries, SOUTH)
    assert status_of(sight(run.entries, SOUTH), sight(run.entries, SOUTH).person(ONE)) == "acknowledged"
    assert [e.event.words for e in sight(run.entries, SOUTH).questions["q-1"].answers] == ["Well."]  # type: ignore[attr-defined]


def test_passing_on_what_a_side_did_not_ask_for_passes_on_nothing() -> None:
    run = running()
    run.put(AnswersPassedOn(X, SOUTH, as_ranges([ONE, ONLY_HELD])))
    assert not any(isinstance(e.event, StatusStated) and e.event.by_side == NORTH for e in sees(run.entries, SOUTH))


def test_a_side_does_not_learn_whom_the_other_asks_for_or_holds() -> None:
    run = running()
    north, south = sight(run.entries, NORTH), sight(run.entries, SOUTH)
    assert set(north.people) == {*NORTHERN, *SOUTHERN} - {UNLISTED}
    assert set(south.people) == {*NORTHERN, *SOUTHERN} - {ONLY_HELD}
    assert all(not person.asked_by for person in north.people.values() if person.held_by == NORTH)
    assert all(not person.listed_by for person in south.people.values() if person.held_by == NORTH)
    run.put(QuestionAsked(X, "q-1", UNLISTED, NORTH, "Do you hold them?", None, SOUTH, BLIND))
    assert UNLISTED in sight(run.entries, NORTH).people


def test_a_tick_taken_back_lies_with_its_tick() -> None:
    run = running()
    mine = run.put(ticked(ONE, "absent", SOUTH), by=SOUTH)
    assert isinstance(mine.event, PersonTicked)
    back = run.put(TickWithdrawn(X, mine.event.device, mine.event.tick, "A slip.", BLIND), by=SOUTH)
    strange = run.put(
        PersonTicked(X, 1, ONE, NORTH, "boarded", mine.event.device, mine.event.tick, "", BLIND), by=NORTH
    )
    assert {mine.hash, back.hash} <= {entry.hash for entry in sees(run.entries, SOUTH)}
    assert not {mine.hash, back.hash} & {entry.hash for entry in sees(run.entries, NORTH)}
    assert strange in sees(run.entries, NORTH)


def test_both_sides_are_told_of_a_release_and_of_nothing_that_the_other_ticked() -> None:
    run = running()
    for tick in confirmed(ONE):
        run.put(tick, by=tick.as_side or NEUTRAL)
    for side, word in ((NORTH, "handed-over"), (SOUTH, "received")):
        seen = sight(run.entries, side)
        holds, _ = release_of(seen, seen.person(ONE))
        assert holds is not None
        assert holds.said == {side: (word,)}


@pytest.mark.parametrize("what", ["absent", "died", "wrong-person"])
def test_that_the_other_or_the_neutral_body_says_otherwise_is_told_as_not_confirmed(what: Any) -> None:
    run = running()
    run.put(ticked(ONE, "handed-over", NORTH), by=NORTH)
    plain = outcome_of(sight(run.entries, NORTH), 1, sight(run.entries, NORTH).person(ONE))
    run.put(ticked(ONE, what))
    run.put(ticked(ONE, what, SOUTH), by=SOUTH)
    seen = sight(run.entries, NORTH)
    assert outcome_of(seen, 1, seen.person(ONE)) == plain
    assert plain.course == "unconfirmed"


# Whatever was recorded

PERSONS = st.sampled_from([ONE, NORTHERN[1], ONLY_HELD, UNLISTED, SOUTHERN[0]])
SIDES = st.sampled_from([NORTH, SOUTH, "", "west", MISSION, COMMON])
WHAT = st.sampled_from(["handed-over", "received", "seen", "boarded", "absent", "died", "wrong-person"])
TICK = st.sampled_from(["1", "2", "3"])
STATED = st.sampled_from(["acknowledged", "denied", "located", "said-dead", "refuses"])
PRIVATE = st.one_of(
    st.builds(lambda p: InterviewHeld(X, p, "[[slip:00aa]]"), PERSONS),
    st.builds(lambda p: MedicalChecked(X, p, "[[slip:00aa]]"), PERSONS),
)
EVENTS = st.one_of(
    PRIVATE,
    st.builds(lambda p, s, by: StatusStated(X, p, s, by, "E", ""), PERSONS, STATED, SIDES),
    st.builds(lambda to, persons: AnswersPassedOn(X, to, as_ranges(persons), ("q-1",)), SIDES, st.sets(PERSONS)),
    st.builds(lambda p, to, asker: QuestionAsked(X, "q-1", p, to, "W", None, asker), PERSONS, SIDES, SIDES),
    st.builds(lambda side: QuestionAnswered(X, "q-1", side, "W"), SIDES),
    st.builds(lambda p, side, what, tick: PersonTicked(X, 1, p, side, what, "d", tick, ""), PERSONS, SIDES, WHAT, TICK),
    st.builds(lambda tick: TickWithdrawn(X, "d", tick, "W"), TICK),
    st.builds(lambda p, out: TicksSettled(X, 1, p, out, "W"), PERSONS, st.booleans()),
    st.builds(lambda p: RemainsExamined(X, p, False, "lab", "DNA"), PERSONS),
    st.builds(lambda p: NameConsented(X, p, "person", True, "E"), PERSONS),
    st.builds(lambda side: PlanAgreed(X, digest("plan-1"), side, False), SIDES),
)
STEP = st.tuples(
    st.sampled_from(["event"] * 8 + ["strike"]), EVENTS, st.integers(0, 60), st.sampled_from([NORTH, SOUTH, NEUTRAL])
)
BASE = running()


def history(steps: Iterable[tuple[str, Any, int, str]]) -> list[Entry]:
    run = Run()
    run.entries, run.clock = list(BASE.entries), BASE.clock
    for verb, event, pick, by in steps:
        if verb == "strike":
            event = EntryStruck(run.entries[-1 - pick % len(run.entries)].hash, "A mistake.")
        run.put(event, run.clock + timedelta(minutes=pick), by=by)
    return run.entries


def owner(event: Any) -> str | None:
    """Whose an entry is, that no other side may see by itself; None for what is before both or of the record."""
    match event:
        case ListHandedOver(side=side) | QuestionAnswered(side=side) | PlanAgreed(side=side):
            return side
        case StatusStated(by_side=side) | PersonTicked(as_side=side):
            return side or MISSION
        case AnswersPassedOn(to=side):
            return side
        case _:
            return MISSION if isinstance(event, OF_THE_MISSION) else None


def passed_on(entry: Entry, side: str, effective: list[Entry]) -> bool:
    """Was it passed on to a side by an entry with effect, after it was said?"""
    event = entry.event
    for place, one in enumerate(effective):
        if isinstance(one.event, AnswersPassedOn) and one.event.to == side and entry in effective[:place]:
            if isinstance(event, StatusStated) and event.person in of_ranges(one.event.persons):
                return event.person in NORTHERN if side == SOUTH else event.person in SOUTHERN
            if isinstance(event, QuestionAnswered) and event.question in one.event.questions:
                return True
    return False


@given(st.lists(STEP, max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_side_sees_an_entry_of_the_other_that_was_not_passed_on_to_it(steps: list[Any]) -> None:
    entries = history(steps)
    effective = list(settle(entries).entries)
    for side in (NORTH, SOUTH):
        for entry in sees(entries, side):
            whose = owner(entry.event)
            assert whose in (None, side) or passed_on(entry, side, effective), entry
            if isinstance(entry.event, EntryStruck):
                assert entry.event.entry in {one.hash for one in sees(entries, side)}


@given(st.lists(STEP, max_size=40))
@settings(max_examples=150, deadline=None)
def test_what_a_side_has_of_the_exchange_holds_nothing_of_the_other(steps: list[Any]) -> None:
    entries = history(steps)
    exchanges = fold(entries).exchanges
    if X not in exchanges:  # its opening was struck
        return
    whole = exchanges[X]
    for side in (NORTH, SOUTH):
        seen = {entry.hash for entry in sees(entries, side)}
        file = sight(entries, side)
        assert {entry.hash for entry in file.history} <= seen
        assert set(file.people) == known_people(whole, frozenset({side}))
        for person in file.people.values():
            kept_back = (person.interviews, person.medicals, person.certificates, person.consents, person.settled)
            assert not any(kept_back)
            assert person.publishing == {}
            assert all(entry.hash in seen for entry in (*person.history, *person.examined))
            assert all(one.entry.hash in seen for one in (*person.said, *person.passed_on.get(side, ())))
            assert {tick.event.as_side for ticks in person.ticks.values() for tick in ticks} <= {side}
            assert (person.asked_by | person.listed_by | set(person.passed_on)) <= {side}
            found = outcome_of(file, 1, person)
            assert set(found.said) <= {side}
            assert found.course not in ("died", "contradicted")
            assert (found.late, found.settled) == (False, False)
        for question in file.questions.values():
            answers = [*question.answers, *(one for passed in question.passed_on.values() for one in passed)]
            assert all(answer.hash in seen for answer in answers)


def told(file: ExchangeFile) -> Any:
    """All that a side has of people, but for where it stands in the record."""
    return {
        name: (
            [(one.status, one.by_side) for one in person.said],
            person.asked_by,
            person.listed_by,
            {number: (one.course, one.said, one.late) for number, one in (file.told or {}).get(name, {}).items()},
        )
        for name, person in file.people.items()
    }


@given(st.lists(STEP, max_size=30), st.lists(st.tuples(st.integers(0, 30), PRIVATE), max_size=6))
@settings(max_examples=100, deadline=None)
def test_an_interview_changes_nothing_in_what_a_side_has(steps: list[Any], private: list[Any]) -> None:
    """With the interviews left out, with them, and with others in their places: what a side has is the same."""
    steps = [step for step in steps if step[0] != "strike" and not isinstance(step[1], InterviewHeld | MedicalChecked)]
    more = list(steps)
    for place, event in private:
        more.insert(place % (len(more) + 1), ("event", event, 0, NEUTRAL))
    for side in (NORTH, SOUTH):
        without, within = sight(history(steps), side), sight(history(more), side)
        assert told(without) == told(within)


PRIVATE_KINDS = [kind for kind in EXCHANGE_EVENTS if kind not in BOTH]


@pytest.mark.parametrize("kind", PRIVATE_KINDS, ids=lambda kind: kind.KIND)
def test_an_entry_that_a_side_may_not_read_holds_something_random(kind: Any) -> None:
    """A side's proofs lead over the hashes of such entries."""
    assert {"blind", "on_slip", "salt"} & {field.name for field in fields(kind)}


@pytest.mark.parametrize("blind", ["", token_hex(16)], ids=["none", "drawn"])
def test_a_proof_of_a_sides_own_entry_tells_nothing_of_the_entry_beside_it(blind: str) -> None:
    """Whoever proves an entry has the hash of its neighbour, and can try all that it may say: nine statuses.

    Without a blind one of the nine is it, which shows that the trial is one.
    """
    store = MemoryStore()
    key = signer(1)
    journal = Journal(store, codec(), case=JOURNAL_CASE, log="desk-1", signer=key)
    said = [
        CaseOpened(JOURNAL_CASE, "T", "desk-1", key.key.hex(), "age1", "UTC"),
        StatusStated(X, ONE, "said-dead", NORTH, "", "", blind),
        StatusStated(X, SOUTHERN[0], "acknowledged", SOUTH, "", "", token_hex(16)),
        StatusStated(X, SOUTHERN[1], "acknowledged", SOUTH, "", "", token_hex(16)),
    ]
    times = [START + MINUTE * number for number in range(len(said))]
    for event, now in zip(said, times, strict=True):
        journal.append([Decision(event, now)], by=NEUTRAL, now=now)
    journal.sign(now=times[-1])
    proof = prove_entry(store, "desk-1/2")
    assert ONE.encode() not in proof
    assert b"said-dead" not in proof
    (theirs,) = store.rows("desk-1", 1, 2)
    (before,) = store.rows("desk-1", 0, 1)
    place = Place("desk-1", 1, before.hash.hex(), {})
    guesses = [Decision(StatusStated(X, ONE, status, NORTH, "", ""), times[1]) for status in STATUSES]
    tried = {codec().write(guess, place, by=NEUTRAL, recorded=times[1]).hash for guess in guesses}
    assert (theirs.hash in tried) is (blind == "")
    assert json.loads(proof)["entry"]["prev"] == theirs.hash.hex(), "the proof holds the hash that is tried"


def test_interviews_are_alike_whichever_way_they_went() -> None:
    """All that the entry says is of whom it was, and on which slip, whose name is drawn at random."""
    assert InterviewHeld.__match_args__ == ("exchange", "person", "on_slip")
    assert MedicalChecked.__match_args__ == ("exchange", "person", "on_slip")
