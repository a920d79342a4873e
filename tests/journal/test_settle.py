"""Settle: what has effect, what is in conflict until somebody chooses, and what was set aside and why."""

from datetime import timedelta

from hudna.journal import (
    ConflictResolved,
    EntryStruck,
    KeyAdmitted,
    KeyWithdrawn,
    Settled,
    keys_of,
    settle,
)
from tests.journal.cases import NOON, Desk, Noted, Ruled, joined, opened, signer


def settled(desk: Desk) -> Settled:
    return settle(desk.journal.entries())


def outcomes(desk: Desk) -> list[str]:
    return [entry.event.outcome for entry in settled(desk).entries if isinstance(entry.event, Ruled)]


def apart() -> tuple[Desk, Desk]:
    """Two desks that ruled differently on one case, and then met."""
    first = opened()
    second = joined(first, 2)
    first.record(Ruled(7, "violation"))
    second.record(Ruled(7, "no violation"))
    meet(first, second)
    return first, second


def meet(*desks: Desk) -> None:
    for _ in range(2):
        for one in desks:
            for other in desks:
                if one is not other:
                    one.take(other)


def test_one_desk_may_decide_again_and_the_last_word_counts() -> None:
    desk = opened()
    desk.record(Ruled(7, "violation"), Ruled(7, "no violation"))
    assert outcomes(desk) == ["violation", "no violation"]
    assert settled(desk).conflicts == ()


def test_a_desk_that_knew_of_the_other_corrects_it_without_conflict() -> None:
    first = opened()
    second = joined(first, 2)
    first.record(Ruled(7, "violation"))
    second.take(first)
    second.record(Ruled(7, "no violation"))
    first.take(second)
    assert outcomes(first) == ["violation", "no violation"]
    assert settled(first).conflicts == ()


def test_decisions_that_could_not_know_of_each_other_are_in_conflict_and_have_no_effect() -> None:
    first, second = apart()
    for desk in (first, second):
        (conflict,) = settled(desk).conflicts
        assert conflict.thing == "case/7"
        assert {log: [e.event.outcome for e in side] for log, side in conflict.sides.items()} == {  # type: ignore[attr-defined]
            "desk-1": ["violation"],
            "desk-2": ["no violation"],
        }
        assert outcomes(desk) == []
        reasons = set(settled(desk).set_aside.values())
        assert reasons == {"in conflict with what another desk decided on case/7"}


def test_the_same_decision_on_both_sides_counts_once() -> None:
    first = opened()
    second = joined(first, 2)
    first.now = second.now = max(first.now, second.now)
    first.record(Ruled(7, "violation"))
    second.record(Ruled(7, "violation"))
    meet(first, second)
    assert outcomes(first) == outcomes(second) == ["violation"]
    assert settled(first).conflicts == ()
    (reason,) = settled(first).set_aside.values()
    assert reason.startswith("repeats desk-")


def test_what_adds_to_a_heap_is_never_in_conflict() -> None:
    first = opened()
    second = joined(first, 2)
    first.record(Noted("a"))
    second.record(Noted("b"))
    meet(first, second)
    assert settled(first).conflicts == ()
    assert settled(first).set_aside == {}


def resolve(desk: Desk, outcome: str) -> None:
    chosen = next(e for e in desk.journal.entries() if isinstance(e.event, Ruled) and e.event.outcome == outcome)
    desk.record(ConflictResolved("case/7", chosen.hash, "we spoke"))


def test_somebody_who_saw_both_chooses() -> None:
    first, second = apart()
    resolve(second, "no violation")
    meet(first, second)
    assert outcomes(first) == ["no violation"]
    assert settled(first).conflicts == ()
    (reason,) = settled(first).set_aside.values()
    assert reason.startswith("mediator-2 resolved the conflict for another decision (desk-2/")


def test_two_choices_that_did_not_see_each_other_leave_it_open_until_a_third() -> None:
    first, second = apart()
    resolve(first, "violation")
    resolve(second, "no violation")
    meet(first, second)
    assert len(settled(first).conflicts) == 1
    assert outcomes(first) == []
    resolve(first, "violation")
    meet(first, second)
    assert settled(second).conflicts == ()
    assert outcomes(second) == ["violation"]


def test_a_choice_made_before_all_was_seen_does_not_count() -> None:
    first = opened()
    second, third = joined(first, 2), joined(first, 3)
    first.record(Ruled(7, "violation"))
    second.record(Ruled(7, "no violation"))
    third.record(Ruled(7, "not verifiable"))
    first.take(second)
    resolve(first, "violation")
    assert outcomes(first) == ["violation"]
    first.take(third)
    assert outcomes(first) == []
    assert len(settled(first).conflicts) == 1


def test_a_struck_entry_has_no_effect_and_a_struck_strike_neither() -> None:
    desk = opened()
    (ruled,) = desk.record(Ruled(7, "violation"))
    (strike,) = desk.record(EntryStruck(ruled.hash, "the wrong case"))
    assert outcomes(desk) == []
    assert settled(desk).set_aside[ruled.hash] == f"struck by mediator-1 ({strike.ref}): the wrong case"
    desk.record(EntryStruck(strike.hash, "it was the right one"))
    assert outcomes(desk) == ["violation"]


def test_striking_one_side_ends_a_conflict() -> None:
    first, second = apart()
    mine = next(e for e in first.journal.entries() if isinstance(e.event, Ruled) and e.log == "desk-1")
    first.record(EntryStruck(mine.hash, "withdrawn by its author"))
    second.take(first)
    assert outcomes(second) == ["no violation"]
    assert settled(second).conflicts == ()


def test_a_stranger_has_no_effect_until_somebody_admits_it() -> None:
    first = opened()
    stranger = joined(first, 3, admit=False)
    stranger.record(Ruled(7, "violation"), KeyAdmitted(stranger.signer.key.hex(), "itself"))
    first.take(stranger)
    assert outcomes(first) == []
    assert "nobody admitted the key of log desk-3" in settled(first).set_aside.values()
    first.record(KeyAdmitted(stranger.signer.key.hex(), "desk-3"))
    assert outcomes(first) == ["violation"]


def test_a_stranger_can_strike_admit_and_withdraw_nothing() -> None:
    first = opened()
    first.record(Ruled(7, "violation"))
    stranger = joined(first, 3, admit=False)
    ruled = next(e for e in first.journal.entries() if isinstance(e.event, Ruled))
    stranger.record(EntryStruck(ruled.hash, "malice"), KeyWithdrawn(first.signer.key.hex(), first.now, "malice"))
    first.take(stranger)
    assert outcomes(first) == ["violation"]
    keys = keys_of(first.journal.entries())
    assert keys.withdrawn == {}
    assert keys.trusted == {first.signer.key.hex()}


def test_a_withdrawn_key_counts_up_to_that_instant() -> None:
    first = opened()
    second = joined(first, 2)
    second.record(Ruled(7, "violation"))
    lost = second.now + timedelta(seconds=30)
    second.record(Ruled(8, "violation"))
    first.take(second)
    first.record(KeyWithdrawn(second.signer.key.hex(), lost, "the laptop was seized"))
    assert [e.event.case for e in settled(first).entries if isinstance(e.event, Ruled)] == [7]
    assert "the key of log desk-2 was withdrawn before" in settled(first).set_aside.values()


def test_what_a_withdrawn_key_says_of_keys_counts_no_more() -> None:
    first = opened()
    second = joined(first, 2)
    first.record(KeyWithdrawn(second.signer.key.hex(), first.now + timedelta(minutes=1), "seized"))
    second.now = first.now + timedelta(hours=1)
    second.record(KeyAdmitted(signer(3).key.hex(), "desk-3"))
    second.record(KeyWithdrawn(first.signer.key.hex(), NOON, "malice"))
    first.take(second)
    keys = keys_of(first.journal.entries())
    assert signer(3).key.hex() not in keys.trusted
    assert set(keys.withdrawn) == {second.signer.key.hex()}


def test_of_two_keys_that_withdraw_each_other_the_nearer_to_the_first_counts() -> None:
    first = opened()
    second, third = joined(first, 2), joined(first, 3)
    second.record(KeyWithdrawn(first.signer.key.hex(), NOON, "malice"))
    first.record(KeyWithdrawn(second.signer.key.hex(), NOON, "seized"))
    second.record(KeyWithdrawn(third.signer.key.hex(), NOON, "malice"))
    first.take(second)
    assert set(keys_of(first.journal.entries()).withdrawn) == {second.signer.key.hex()}
    equal = opened()
    one, other = joined(equal, 2), joined(equal, 3)
    one.record(KeyWithdrawn(other.signer.key.hex(), NOON, "seized"))
    other.record(KeyWithdrawn(one.signer.key.hex(), NOON, "seized"))
    equal.take(one)
    equal.take(other)
    assert len(keys_of(equal.journal.entries()).withdrawn) == 2
