"""A hand-over: nobody counts before three confirmations agree, nobody counts twice, and no tick is lost."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from hudna.exchange import (
    CertificateIssued,
    HandOverOpened,
    Made,
    PersonTicked,
    RemainsExamined,
    StatusStated,
    TicksSettled,
    TickWithdrawn,
    actuals_of,
    certify,
    close_hand_over,
    examine_remains,
    make_plan,
    open_hand_over,
    outcome_of,
    people_now,
    reconcile_lists,
    release_of,
    settle_ticks,
    state_status,
    take_ticks,
    tick,
    unresolved,
    withdraw_tick,
)
from hudna.exchange.model import Person
from hudna.ground import Fault
from tests.exchange.ran import (
    BLIND,
    HOUR,
    MINUTE,
    NEUTRAL,
    NORTH,
    NORTHERN,
    SOUTH,
    SOUTHERN,
    Run,
    X,
    begun,
    confirmed,
    digest,
    opened,
    people,
    plan,
    planned,
    register,
    ticked,
)

ONE, OTHER = NORTHERN[0], NORTHERN[1]


def course(run: Run, person: str = ONE, number: int = 1) -> str:
    return outcome_of(run.file, number, run.file.person(person)).course


def ticks(run: Run, *made: PersonTicked) -> None:
    for one in made:
        run.do(tick, ticked=one, by=one.as_side or NEUTRAL)


def settle(run: Run, person: str, released: bool, number: int = 1) -> None:
    run.do(settle_ticks, settled=TicksSettled(X, number, person, released, "Both were asked again.", BLIND))


def refused(code: str, run: Run, act: Any, **said: Any) -> str:
    before = len(run.entries)
    with pytest.raises(Fault) as fault:
        run.do(act, **said)
    assert fault.value.code == code, fault.value
    assert len(run.entries) == before
    return fault.value.what


# Three confirmations


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_three_who_agree_in_any_order_make_a_release(order: tuple[int, ...]) -> None:
    run = opened()
    three = confirmed(ONE)
    for place, number in enumerate(order):
        assert course(run) == ("waiting" if place == 0 else "unconfirmed")
        assert actuals_of(run.file).released == {}
        ticks(run, three[number])
    assert course(run) == "released"
    assert actuals_of(run.file).released == {ONE: 1}


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_two_of_three_count_for_nothing_and_the_person_waits(missing: int) -> None:
    run = opened()
    ticks(run, *(one for place, one in enumerate(confirmed(ONE)) if place != missing))
    assert course(run) == "unconfirmed"
    assert actuals_of(run.file).released == {}
    (now,) = people_now([Person(ONE, NORTH)], run.file)
    assert (now.status, now.pending) == ("acknowledged", True)


def test_the_giver_cannot_receive_nor_the_receiver_give() -> None:
    run = opened()
    ticks(run, ticked(ONE, "handed-over", SOUTH), ticked(ONE, "received", NORTH), ticked(ONE, "seen"))
    assert course(run) == "contradicted"


@pytest.mark.parametrize(("what", "side"), [("received", ""), ("handed-over", ""), ("seen", NORTH), ("lost", NORTH)])
def test_nobody_ticks_for_another(what: str, side: str) -> None:
    run = opened()
    refused("tick-unfit", run, tick, ticked=ticked(ONE, what, side))


# Contradictions


@pytest.mark.parametrize("against", ["absent", "turned-back", "wrong-person", "died"])
@pytest.mark.parametrize("side", [NORTH, SOUTH, ""])
def test_a_second_telephone_that_says_otherwise_is_kept_and_nothing_counts(against: str, side: str) -> None:
    run = opened()
    ticks(run, *confirmed(ONE), ticked(ONE, against, side, device="second"))
    found = outcome_of(run.file, 1, run.file.person(ONE))
    assert found.course == "contradicted"
    assert against in found.said[side]
    assert len(run.file.person(ONE).ticks[1]) == 4
    assert actuals_of(run.file).released == {}
    assert people_now([Person(ONE, NORTH)], run.file)[0].pending


@pytest.mark.parametrize("released", [True, False])
def test_what_contradicts_is_settled_by_the_neutral_body_and_by_no_side(released: bool) -> None:
    run = opened()
    ticks(run, *confirmed(ONE), ticked(ONE, "absent", SOUTH, device="second"))
    event = TicksSettled(X, 1, ONE, released, "Both were asked again.", BLIND)
    refused("settled-by-side", run, settle_ticks, settled=event, behalf=SOUTH)
    run.put(event, behalf=SOUTH, by=SOUTH)
    assert course(run) == "contradicted"
    settle(run, ONE, released)
    assert course(run) == ("released" if released else "stayed")
    assert (ONE in actuals_of(run.file).released) is released
    assert unresolved(run.file, run.file.person(ONE)) == ()


def test_a_tick_that_comes_in_after_it_was_settled_is_shown_and_changes_nothing() -> None:
    run = opened()
    ticks(run, ticked(ONE, "absent", SOUTH))
    settle(run, ONE, False)
    ticks(run, *confirmed(ONE))
    found = outcome_of(run.file, 1, run.file.person(ONE))
    assert (found.course, found.late) == ("stayed", True)
    assert people_now([Person(ONE, NORTH)], run.file)[0].pending
    settle(run, ONE, True)
    assert (course(run), outcome_of(run.file, 1, run.file.person(ONE)).late) == ("released", False)


def test_what_was_confirmed_when_the_hand_over_was_closed_is_not_undone_by_one_side() -> None:
    run = opened()
    ticks(run, *confirmed(ONE))
    run.do(close_hand_over, exchange=X, hand_over=1, how="complete", expected=[ONE])
    theirs = confirmed(ONE)[1]
    run.do(withdraw_tick, withdrawn=TickWithdrawn(X, theirs.device, theirs.tick, "He never came.", BLIND), by=SOUTH)
    found = outcome_of(run.file, 1, run.file.person(ONE))
    assert (found.course, found.late) == ("released", True)
    assert actuals_of(run.file).released == {ONE: 1}


def test_a_telephone_that_was_offline_when_the_hand_over_closed_still_contradicts_it() -> None:
    run = opened()
    ticks(run, *confirmed(ONE))
    seen = run.clock
    run.do(close_hand_over, exchange=X, hand_over=1, how="complete")
    run.put(ticked(ONE, "wrong-person", SOUTH, device="offline"), seen, by=SOUTH)
    assert course(run) == "contradicted"


# Once and twice


def test_a_tick_sent_twice_counts_once_and_both_are_kept() -> None:
    run = opened()
    ticks(run, *confirmed(ONE))
    again = confirmed(ONE)[0]
    assert run.do(tick, ticked=again, by=NORTH) == []
    run.put(PersonTicked(X, 1, ONE, NORTH, "handed-over", again.device, again.tick, "", "77" * 16), by=NORTH)
    run.put(replace(again, words="With [[slip:00aa]]."), by=NORTH)
    (theirs,) = [one for one in run.file.person(ONE).ticks[1] if one.event.as_side == NORTH]
    assert len(theirs.repeats) == 2
    assert actuals_of(run.file).released == {ONE: 1}


def test_one_number_of_a_device_for_two_things_is_two_ticks() -> None:
    run = opened()
    ticks(run, PersonTicked(X, 1, ONE, NORTH, "handed-over", "d", "7", "", BLIND))
    ticks(run, PersonTicked(X, 1, OTHER, NORTH, "handed-over", "d", "7", "", BLIND))
    assert [course(run, one) for one in (ONE, OTHER)] == ["unconfirmed", "unconfirmed"]
    assert len(run.file.devices["d", "7"]) == 2


def test_nobody_is_released_in_two_hand_overs() -> None:
    run = opened()
    ticks(run, *confirmed(ONE))
    run.do(close_hand_over, exchange=X, hand_over=1, how="complete")
    run.do(open_hand_over, exchange=X, hand_over=2)
    ticks(run, *confirmed(ONE, 2))
    person = run.file.person(ONE)
    holds, twice = release_of(run.file, person)
    assert holds is not None
    assert (holds.hand_over, [one.hand_over for one in twice]) == (1, [2])
    assert actuals_of(run.file).released == {ONE: 1}
    assert twice[0] in unresolved(run.file, person)
    refused("released-twice", run, settle_ticks, settled=TicksSettled(X, 2, ONE, True, "Seen.", BLIND))


def test_who_is_in_doubt_is_in_no_other_plan_until_it_truly_failed() -> None:
    run = opened()
    ticks(run, ticked(ONE, "boarded", NORTH), ticked(OTHER, "turned-back", NORTH), ticked(OTHER, "turned-back"))
    run.do(close_hand_over, exchange=X, hand_over=1, how="stopped", why="Shots at the bridge.")
    now = {one.id: one.pending for one in people_now([Person(one, NORTH) for one in NORTHERN[:3]], run.file)}
    assert now == {ONE: True, OTHER: False, NORTHERN[2]: False}
    settle(run, ONE, False)
    assert not people_now([Person(ONE, NORTH)], run.file)[0].pending


def test_whom_the_plan_has_in_a_hand_over_that_goes_on_is_in_no_other() -> None:
    run = opened()
    ticks(run, ticked(OTHER, "absent", NORTH), ticked(OTHER, "absent"))
    three = [Person(one, NORTH) for one in NORTHERN[:3]]
    now = people_now(three, run.file, in_hand=[ONE, OTHER])
    assert [one.pending for one in now] == [True, False, False]


# Wrong person, death


def test_a_wrong_person_is_no_release_of_the_one_expected() -> None:
    run = opened()
    ticks(run, ticked(ONE, "handed-over", NORTH), ticked(ONE, "wrong-person", SOUTH), ticked(ONE, "wrong-person"))
    assert course(run) == "contradicted"
    assert actuals_of(run.file).released == {}
    settle(run, ONE, False)
    ticks(run, *confirmed(OTHER))
    assert actuals_of(run.file).released == {OTHER: 1}


def test_who_died_on_the_way_is_neither_released_nor_put_into_a_plan_again() -> None:
    run = opened()
    ticks(run, ticked(ONE, "boarded", NORTH), ticked(ONE, "died"))
    assert course(run) == "died"
    (now,) = people_now([Person(ONE, NORTH)], run.file)
    assert now.status == "said-dead"
    assert actuals_of(run.file).released == {}


def test_a_side_alone_does_not_make_anybody_dead_for_the_one_who_holds_them() -> None:
    run = opened()
    ticks(run, ticked(ONE, "died", SOUTH))
    assert course(run) == "unconfirmed"
    (now,) = people_now([Person(ONE, NORTH)], run.file)
    assert (now.status, now.pending) == ("acknowledged", True)


# Withdrawn


def test_a_slip_of_the_thumb_is_taken_back_by_whoever_made_it_and_stays_on_record() -> None:
    run = opened()
    ticks(run, *confirmed(ONE), ticked(ONE, "absent", SOUTH, device="second"))
    wrong = TickWithdrawn(X, "second", f"{ONE}.1.absent", "The line below.", BLIND)
    refused("tick-unknown", run, withdraw_tick, withdrawn=wrong, by=NORTH)
    run.put(wrong, by=NORTH)
    assert course(run) == "contradicted"
    run.do(withdraw_tick, withdrawn=wrong, by=SOUTH)
    assert course(run) == "released"
    assert len(run.file.person(ONE).ticks[1]) == 4


def test_what_was_withdrawn_before_it_came_in_is_withdrawn() -> None:
    run = opened()
    run.put(TickWithdrawn(X, "second", f"{ONE}.1.absent", "The line below.", BLIND), by=SOUTH)
    ticks(run, *confirmed(ONE), ticked(ONE, "absent", SOUTH, device="second"))
    assert course(run) == "released"


def test_nobody_takes_back_a_tick_of_another_office_before_it_comes_in() -> None:
    run = opened()
    run.put(TickWithdrawn(X, "phone-of-south", f"{ONE}.1.received", "Not so.", BLIND), by=NORTH)
    ticks(run, *confirmed(ONE))
    assert course(run) == "released"


# Opening and closing


def test_no_hand_over_begins_before_both_sides_agree_or_while_another_goes_on() -> None:
    run = planned()
    run.do(open_hand_over, exchange=X, hand_over=1)
    refused("hand-over-order", run, open_hand_over, exchange=X, hand_over=2)
    run.do(close_hand_over, exchange=X, hand_over=1, how="stopped", why="Rain.")
    refused("hand-over-order", run, open_hand_over, exchange=X, hand_over=3)
    run.do(open_hand_over, exchange=X, hand_over=2)
    assert [one.at for one in actuals_of(run.file).hand_overs] == [
        one.at for one in run.entries if isinstance(one.event, HandOverOpened)
    ]


def test_a_new_plan_needs_agreement_of_its_own() -> None:
    run = planned()
    run.do(make_plan, exchange=X, document=digest("b"), agreement=digest("terms"), hand_overs=1, releases=2)
    refused("hand-over-order", run, open_hand_over, exchange=X, hand_over=1)


def test_a_hand_over_is_called_complete_only_with_everybody_released() -> None:
    run = opened()
    ticks(run, *confirmed(ONE))
    closing = {"exchange": X, "hand_over": 1, "how": "complete"}
    assert OTHER in refused("hand-over-open", run, close_hand_over, **closing, expected=[ONE, OTHER])
    ticks(run, ticked(OTHER, "boarded", NORTH))
    refused("hand-over-open", run, close_hand_over, **closing, expected=[ONE])
    refused("words-missing", run, close_hand_over, exchange=X, hand_over=1, how="in-part")


# Afterwards


def test_remains_of_somebody_else_are_uncounted_and_the_person_waits_to_be_named_again() -> None:
    run = opened()
    ticks(run, *confirmed(ONE))
    run.do(examine_remains, examined=RemainsExamined(X, ONE, False, "laboratory", "DNA"))
    assert (actuals_of(run.file).released, actuals_of(run.file).uncounted) == ({ONE: 1}, {ONE})
    run.do(state_status, stated=StatusStated(X, ONE, "acknowledged", NORTH, "", "Found.", BLIND))
    assert (actuals_of(run.file).released, actuals_of(run.file).uncounted) == ({}, frozenset())
    assert people_now([Person(ONE, NORTH, "released")], run.file)[0].status == "acknowledged"
    run.do(close_hand_over, exchange=X, hand_over=1, how="complete")
    plan(run, "plan-2")
    run.do(open_hand_over, exchange=X, hand_over=2)
    ticks(run, *confirmed(ONE, 2))
    assert (actuals_of(run.file).released, actuals_of(run.file).uncounted) == ({ONE: 2}, frozenset())


def test_an_examination_that_was_wrong_is_put_right_by_another() -> None:
    run = opened()
    ticks(run, *confirmed(ONE))
    run.do(examine_remains, examined=RemainsExamined(X, ONE, False, "laboratory", "DNA"))
    run.do(examine_remains, examined=RemainsExamined(X, ONE, True, "laboratory", "DNA, a second sample"))
    assert actuals_of(run.file).uncounted == frozenset()


def test_a_certificate_is_of_a_release_and_its_number_of_one_person() -> None:
    run = opened()
    refused("released-not", run, certify, certificate=CertificateIssued(X, ONE, "C-1", BLIND))
    ticks(run, *confirmed(ONE), *confirmed(OTHER))
    run.do(certify, certificate=CertificateIssued(X, ONE, "C-1", BLIND))
    refused("certificate-unfit", run, certify, certificate=CertificateIssued(X, OTHER, "C-1", BLIND))


# What a telephone sends


def test_of_four_hundred_ticked_on_two_telephones_nothing_is_lost_and_what_differs_is_shown() -> None:
    run = begun()
    held = people(*range(1, 401))
    run.do(reconcile_lists, **register(held={NORTH: held, SOUTH: []}, asked={SOUTH: held}, listed={NORTH: held}))
    plan(run, "plan-1")
    run.do(open_hand_over, exchange=X, hand_over=1)
    base = run.clock
    first = [Made(ticked(one, "received", SOUTH, device="phone-1"), base + MINUTE) for one in held]
    second = [
        Made(ticked(one, "absent" if number % 40 == 0 else "received", SOUTH, device="phone-2"), base + 2 * MINUTE)
        for number, one in enumerate(held)
    ]
    strange = Made(ticked("p-000999", "received", SOUTH, device="phone-2"), base)
    for sent in (first, [*second, strange, second[0]], first):
        taken = take_ticks(run.exchanges, made=sent, by=SOUTH)
        assert len(taken.decisions) + len(taken.repeated) + len(taken.refused) == len(sent)
        for one in taken.decisions:
            run.put(one.event, one.at, by=SOUTH, behalf=one.behalf)
    file = run.file
    assert sum(len(one.ticks[1]) for one in file.people.values()) == 800
    found = {one: outcome_of(file, 1, file.person(one)).course for one in held}
    assert [one for one, state in found.items() if state == "contradicted"] == held[::40]
    assert {state for one, state in found.items() if one not in held[::40]} == {"unconfirmed"}


def test_a_clock_that_is_wrong_loses_no_tick() -> None:
    run = opened()
    for number, one in enumerate(confirmed(SOUTHERN[0])):
        run.put(one, run.clock - number * 1000 * HOUR, by=one.as_side or NEUTRAL)
    assert course(run, SOUTHERN[0]) == "released"
