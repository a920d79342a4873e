"""Whatever is recorded, in whatever order, with whatever interruptions: nobody counts wrongly, and nobody is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.exchange import (
    STATUSES,
    AnswersPassedOn,
    ExchangeFile,
    HandOverClosed,
    HandOverOpened,
    InterviewHeld,
    ListsReconciled,
    NameConsented,
    NamePublished,
    PersonTicked,
    Plan,
    PlanAgreed,
    PlanMade,
    RemainsExamined,
    StatusStated,
    TicksSettled,
    TickWithdrawn,
    actuals_of,
    check_plan,
    fold_exchanges,
    outcome_of,
    people_now,
    plan_exchange,
    release_of,
    unresolved,
)
from hudna.exchange.model import MAY_LEAVE, Person
from hudna.exchange.terms import Batches, Category, Place, Ratio, Terms, Who
from hudna.journal import Entry
from tests.exchange.ran import NORTH, NORTHERN, SOUTH, SOUTHERN, START, Run, X, digest, planned

EVERYBODY = [*NORTHERN[:3], SOUTHERN[0]]
PERSONS = st.sampled_from([*EVERYBODY, "p-000777"])
SIDES = st.sampled_from([NORTH, SOUTH, ""])
NUMBERS = st.integers(1, 3)
DEVICES = st.sampled_from(["d-1", "d-2"])
TICKS = st.sampled_from([str(number) for number in range(12)])
WHAT = st.sampled_from(
    ["handed-over", "received", "seen"] * 4 + ["boarded", "absent", "turned-back", "wrong-person", "died"]
)
TICKED = st.builds(
    lambda person, number, side, what, device, tick: PersonTicked(X, number, person, side, what, device, tick, ""),
    PERSONS, NUMBERS, SIDES, WHAT, DEVICES, TICKS,
)  # fmt: skip
CONFIRMED = st.builds(
    lambda person, number, speaker, tick: PersonTicked(
        X, number, person, speaker, _confirms(person, speaker), f"of-{speaker or 'n'}", f"{number}.{person}.{tick}", ""
    ),
    st.sampled_from(EVERYBODY), NUMBERS, SIDES, st.sampled_from(["0", "1"]),
)  # fmt: skip
WITHDRAWN = st.one_of(
    st.builds(lambda device, tick: TickWithdrawn(X, device, tick, "A slip."), DEVICES, TICKS),
    st.builds(
        lambda person, number, side: TickWithdrawn(X, f"of-{side or 'n'}", f"{number}.{person}.0", "A slip."),
        st.sampled_from(EVERYBODY), NUMBERS, SIDES,
    ),
)  # fmt: skip
SETTLED = st.builds(
    lambda n, person, is_out: TicksSettled(X, n, person, is_out, "Seen."), NUMBERS, PERSONS, st.booleans()
)
WHO = st.sampled_from(["person", "family"])
OTHERS = st.one_of(
    st.builds(lambda n: HandOverOpened(X, n), NUMBERS),
    st.builds(lambda n, how: HandOverClosed(X, n, how, "So."), NUMBERS, st.sampled_from(["complete", "stopped"])),
    st.builds(lambda p, is_it: RemainsExamined(X, p, is_it, "laboratory", "DNA"), PERSONS, st.booleans()),
    st.builds(lambda p, s, by: StatusStated(X, p, s, by, "Seen.", ""), PERSONS, st.sampled_from(STATUSES), SIDES),
    st.builds(lambda p: InterviewHeld(X, p, "[[slip:00aa]]"), PERSONS),
    st.builds(lambda to: AnswersPassedOn(X, to, "1-3"), SIDES),
    st.builds(lambda p, who, yes: NameConsented(X, p, who, yes, "Signed."), PERSONS, WHO, st.booleans()),
    st.builds(lambda p: NamePublished(X, p, "site"), PERSONS),
    st.builds(lambda side, yes: PlanAgreed(X, digest("plan-1"), side, yes), SIDES, st.booleans()),
    st.just(PlanMade(X, digest("plan-2"), digest("terms"), digest("plan-1"), 1, 1)),
    st.just(ListsReconciled(X, (digest("none"),), digest("r"), 0, 0, 0, "", {NORTH: "1-2"})),
)  # fmt: skip
STEP = st.tuples(
    st.one_of(CONFIRMED, CONFIRMED, CONFIRMED, TICKED, WITHDRAWN, SETTLED, OTHERS),
    st.integers(-60, 60),
    st.sampled_from(["office-1", "office-2"]),
)


def _confirms(person: str, speaker: str) -> Any:
    if not speaker:
        return "seen"
    return "handed-over" if (speaker == NORTH) == (person in NORTHERN) else "received"


BASE = planned()


def history(steps: Iterable[tuple[Any, int, str]]) -> list[Entry]:
    """What is recorded after a plan was agreed, past every act; the clocks of the telephones are wrong by an hour."""
    run = Run(after=BASE)
    run.before, run.log = [], "b"
    run.clock = BASE.clock
    for event, minutes, by in steps:
        run.put(event, run.clock + timedelta(minutes=minutes), by=by)
    return [*BASE.entries, *run.entries]


def file_of(entries: Iterable[Entry]) -> ExchangeFile:
    return fold_exchanges(entries)[X]


def confirmed_by_hand(file: ExchangeFile, entries: list[Entry], person: str, number: int) -> bool:
    """Is a release confirmed or settled? Said from the entries alone, without the code that is tried.

    What is asked is the least: that some instant there was at which three had confirmed it, or that it was settled.
    """
    here = [e.event for e in entries if getattr(e.event, "person", "") == person]
    if any(isinstance(one, TicksSettled) and one.released and one.hand_over == number for one in here):
        return True
    words = {(one.as_side, one.what) for one in here if isinstance(one, PersonTicked) and one.hand_over == number}
    giver, receiver = (NORTH, SOUTH) if person in NORTHERN else (SOUTH, NORTH)
    return {(giver, "handed-over"), (receiver, "received"), ("", "seen")} <= words


@given(st.lists(STEP, max_size=60))
@settings(max_examples=150, deadline=None)
def test_every_entry_has_effect_or_a_reason_why_not_and_nobody_disappears(steps: list[Any]) -> None:
    entries = history(steps)
    exchanges = fold_exchanges(entries)
    file = exchanges[X]
    assert len(file.history) + len(exchanges.void) == len(entries)
    assert all(one.reason for one in exchanges.void)
    assert sorted(file.people) == sorted([*NORTHERN, *SOUTHERN])
    there = sum(1 + len(tick.repeats) for ticks in file.devices.values() for tick in ticks)
    void = sum(isinstance(one.entry.event, PersonTicked) for one in exchanges.void)
    assert there + void == sum(isinstance(entry.event, PersonTicked) for entry in entries)
    persons = [Person(one, NORTH if one in NORTHERN else SOUTH) for one in file.people]
    assert [one.id for one in people_now(persons, file)] == [one.id for one in persons]


@given(st.lists(STEP, max_size=60))
@settings(max_examples=200, deadline=None)
def test_nobody_counts_who_was_not_confirmed_by_three_or_settled(steps: list[Any]) -> None:
    entries = history(steps)
    file = file_of(entries)
    actuals = actuals_of(file)
    for person, number in actuals.released.items():
        assert confirmed_by_hand(file, entries, person, number)
        found = outcome_of(file, number, file.person(person))
        assert found.course == "released"
        contrary = {w for words in found.said.values() for w in words} & {
            "absent",
            "turned-back",
            "wrong-person",
            "died",
        }
        assert found.settled or found.late or not contrary
    assert actuals.uncounted <= actuals.released.keys()


@given(st.lists(STEP, max_size=60), st.sets(st.sampled_from(EVERYBODY)))
@settings(max_examples=200, deadline=None)
def test_who_may_be_put_into_a_hand_over_is_in_no_other_that_did_not_truly_fail(
    steps: list[Any], refuse: set[str]
) -> None:
    file = file_of(history(steps))
    actuals = actuals_of(file)
    persons = [Person(one, NORTH if one in NORTHERN else SOUTH) for one in file.people]
    for one in people_now(persons, file, refuse=refuse):
        if one.status not in MAY_LEAVE or one.pending:
            continue
        person = file.person(one.id)
        assert one.id not in refuse
        assert one.id not in actuals.released
        assert unresolved(file, person) == ()
        for number in person.ticks:
            assert outcome_of(file, number, person).course in ("waiting", "stayed", "died") or person.examined
        counts = person.statement
        assert counts is None or counts.status in MAY_LEAVE


@given(
    st.lists(st.tuples(st.one_of(CONFIRMED, TICKED, WITHDRAWN), st.integers(0, 60), st.just("o")), max_size=40),
    st.randoms(),
)
@settings(max_examples=150, deadline=None)
def test_it_makes_no_difference_which_telephone_found_the_network_first(steps: list[Any], random: Any) -> None:
    entries = history(steps)
    mixed = entries[len(BASE.entries) :]
    random.shuffle(mixed)
    one, other = file_of(entries), file_of([*BASE.entries, *mixed])
    for name in EVERYBODY:
        for number in (1, 2, 3):
            assert outcome_of(one, number, one.person(name)) == outcome_of(other, number, other.person(name))
    assert actuals_of(one).released == actuals_of(other).released


@given(st.lists(STEP, max_size=40), st.sets(st.integers(0, 39)))
@settings(max_examples=100, deadline=None)
def test_what_is_sent_twice_counts_once(steps: list[Any], again: set[int]) -> None:
    entries = history(steps)
    ticks = [entry for entry in entries[len(BASE.entries) :] if isinstance(entry.event, PersonTicked)]
    twice = [
        replace(entry, seq=1000 + place, hash=digest(f"again {place}"), event=replace(entry.event, blind="77" * 16))
        for place, entry in enumerate(ticks)
        if place in again
    ]
    one, other = file_of(entries), file_of([*entries, *twice])
    for name in EVERYBODY:
        assert [outcome_of(one, n, one.person(name)).course for n in (1, 2, 3)] == [
            outcome_of(other, n, other.person(name)).course for n in (1, 2, 3)
        ]


@given(st.lists(STEP, max_size=60))
@settings(max_examples=100, deadline=None)
def test_a_second_release_stands_beside_the_first_and_never_in_its_place(steps: list[Any]) -> None:
    file = file_of(history(steps))
    for name in EVERYBODY:
        person = file.person(name)
        holds, twice = release_of(file, person)
        released = [
            n for n in sorted({*person.ticks, *person.settled}) if outcome_of(file, n, person).course == "released"
        ]
        assert len(released) == (holds is not None) + len(twice) or person.examined
        if not person.examined and released:
            assert holds is not None
            assert holds.hand_over == released[0]


@given(st.lists(STEP, max_size=60))
@settings(max_examples=100, deadline=None)
def test_no_name_is_published_but_by_two_offices_and_with_consent(steps: list[Any]) -> None:
    file = file_of(history(steps))
    for person in file.people.values():
        for said in person.published.values():
            assert person.consents_to_publication
            assert len({entry.by for entry in said}) >= 2


TERMS = Terms(
    (NORTH, SOUTH),
    "UTC",
    date(2025, 1, 19),
    Batches("batches", START),
    categories={"theirs": Category("theirs", (Who(held_by=SOUTH),)), "ours": Category("ours", (Who(held_by=NORTH),))},
    ratios=(Ratio("ratios/1", 1, "theirs", {"ours": 1}),),
    places=(Place("places/1", "bridge", 2),),
)


@given(st.lists(STEP, max_size=40), st.sets(st.sampled_from(EVERYBODY)))
@settings(max_examples=60, deadline=None)
def test_a_plan_made_after_any_stop_keeps_to_what_truly_happened(steps: list[Any], refuse: set[str]) -> None:
    file = file_of(history(steps))
    actuals = actuals_of(file)
    there = [Person(one, NORTH if one in NORTHERN else SOUTH) for one in file.people]
    people = people_now(there, file, refuse=refuse)
    plan = plan_exchange(TERMS, people, actuals=actuals)
    if not isinstance(plan, Plan):
        return
    leave = [one.person for one in plan.releases]
    assert len(set(leave)) == len(leave)
    assert not {*leave} & {*actuals.released, *refuse}
    assert all(not unresolved(file, file.person(one)) for one in leave)
    assert check_plan(TERMS, people, plan.hand_overs, plan.releases, actuals=actuals) == ()
    assert {*leave, *plan.left} == set(file.people)
