"""Laws of merging and of replay, over random histories of one, two and three desks."""

from __future__ import annotations

from io import BytesIO
from itertools import permutations
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hudna.journal import ConflictResolved, EntryStruck, MemoryStore, Store, export_case, settle, verify_store
from tests.journal.cases import CODEC, Desk, Noted, Ruled, joined, opened

DESKS = 3
rulings = st.tuples(st.just("rule"), st.integers(0, 2), st.integers(0, 2), st.sampled_from(["violation", "none"]))
notes = st.tuples(st.just("note"), st.integers(0, 2), st.integers(0, 9), st.just(""))
strikes = st.tuples(st.just("strike"), st.integers(0, 2), st.integers(0, 30), st.just(""))
choices = st.tuples(st.just("resolve"), st.integers(0, 2), st.integers(0, 3), st.just(""))
takings = st.tuples(st.just("take"), st.integers(0, 2), st.integers(0, 2), st.just(""))
histories = st.lists(rulings | notes | strikes | choices | takings, max_size=14)
law = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def act(desks: list[Desk], what: str, who: int, number: int, outcome: str) -> None:
    desk = desks[who]
    if what == "rule":
        desk.record(Ruled(number, outcome))
    elif what == "note":
        desk.record(Noted(str(number)))
    elif what == "strike":
        entries = desk.journal.entries()
        desk.record(EntryStruck(entries[number % len(entries)].hash, "a mistake"))
    elif what == "resolve":
        for conflict in settle(desk.journal.entries()).conflicts[number : number + 1]:
            side = next(iter(conflict.sides.values()))
            desk.record(ConflictResolved(conflict.thing, side[0].hash, "seen"))
    elif number != who:
        desk.take(desks[number])


def lived(history: list[tuple[str, int, int, str]]) -> list[Desk]:
    first = opened()
    desks = [first, *(joined(first, number) for number in range(2, DESKS + 1))]
    for step in history:
        act(desks, *step)
    return desks


def text(store: Store) -> bytes:
    out = BytesIO()
    export_case(store, out, slips=True)
    return out.getvalue()


@law
@given(histories)
def test_copies_merged_in_any_order_are_one_case_with_the_same_conflicts_and_nothing_lost(history: Any) -> None:
    desks = lived(history)
    every = {entry.hash for desk in desks for entry in desk.journal.entries()}
    now = max(desk.now for desk in desks)
    found = []
    for order in permutations(desks):
        union = Desk(9, MemoryStore(), now)
        for desk in order:
            union.take(desk)
        found.append((text(union.store), settle(union.journal.entries())))
        assert {entry.hash for entry in union.journal.entries()} == every
        assert verify_store(union.store, now=now, codec=CODEC).findings == ()
    assert all(one == found[0] for one in found)
    before = text(union.store)
    for desk in desks:
        union.take(desk)
    assert text(union.store) == before


@law
@given(histories)
def test_two_that_take_from_each_other_come_to_the_same(history: Any) -> None:
    one, other, _ = lived(history)
    one.take(other)
    other.take(one)
    assert text(one.store) == text(other.store)
    assert settle(one.journal.entries()) == settle(other.journal.entries())


@law
@given(st.lists(rulings | notes | strikes, max_size=12))
def test_what_was_known_then_is_what_is_known_of_then_now(history: Any) -> None:
    desk = opened()
    known = [(desk.now, settle(desk.journal.entries()))]
    for what, _, number, outcome in history:
        act([desk], what, 0, number, outcome)
        known.append((desk.now, settle(desk.journal.entries())))
    for then, state in known:
        assert settle(desk.journal.entries(known_at=then)) == state
