"""Releases: one office releases what names nobody; what holds a name or a list needs two."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudna.bulletin import (
    ReleaseAnswered,
    ReleaseAsked,
    Releases,
    answer_release,
    ask_release,
    fold_releases,
    is_guarded,
)
from hudna.ground import Fault
from hudna.journal import BulkImported, Entry, SlipWritten
from hudna.monitoring import DayCounted, DenialReceived, LedgerFiled, OfWhich, Span
from tests.monitoring.docketed import DAY, START, Record, complaint, evidence

WINDOW = Span(START, START + DAY, "UTC")
OPEN: list[Any] = [complaint(), DenialReceived("d-1", "south", "It was not us.")]
GUARDED: list[Any] = [
    complaint(words="Told by [[slip:00aa]]."),
    complaint(sources=("somebody", "[[slip:00aa]]")),
    evidence(held="[[slip:00aa]]"),
    DayCounted("south", WINDOW, 3, None, (OfWhich("[[slip:00aa]]", 1),)),
    LedgerFiled("south", WINDOW, 1, "ab" * 32, 1),
    BulkImported("feed.csv", "ab" * 32, 1, "own", "cd" * 32),
    SlipWritten("00aa", "ab" * 32, "name"),
]


def ask(record: Record, *entries: Entry, to: tuple[str, ...] = ("north",), by: str = "first") -> str:
    """Ask by the act, record it, and give the name of the release."""
    releases = fold_releases(record.entries)
    record.do(ask_release(releases, entries=entries, to=to, why="They asked.", at=START), by=by)
    return record.entries[-1].event.release  # type: ignore[attr-defined, no-any-return]


def answer(record: Record, release: str, *, granted: bool = True, by: str = "second") -> None:
    """Answer by the act, and record it."""
    releases = fold_releases(record.entries)
    decided = answer_release(releases, release=release, granted=granted, why="Seen.", by=by, at=START)
    record.do(decided, by=by)


def released(record: Record) -> dict[str, frozenset[str]]:
    return fold_releases(record.entries).to()


@pytest.mark.parametrize("event", OPEN, ids=lambda event: event.KIND)
def test_what_names_nobody_is_released_by_one_office(event: Any) -> None:
    record = Record()
    entry = record.put(event)
    ask(record, entry, to=("north", "common"))
    assert released(record) == {entry.hash: {"north", "common"}}
    assert fold_releases(record.entries).waiting() == ()


@pytest.mark.parametrize("event", GUARDED, ids=lambda event: event.KIND)
def test_a_name_or_a_list_needs_a_second_office(event: Any) -> None:
    record = Record()
    entry = record.put(event)
    release = ask(record, entry)
    assert is_guarded(entry)
    assert released(record) == {}
    assert [one.event.release for one in fold_releases(record.entries).waiting()] == [release]
    answer(record, release)
    assert released(record) == {entry.hash: {"north"}}
    assert fold_releases(record.entries).waiting() == ()


def test_one_guarded_entry_makes_the_whole_release_wait() -> None:
    record = Record()
    plain, named = record.put(OPEN[0]), record.put(GUARDED[0])
    ask(record, plain, named)
    assert released(record) == {}


def test_a_refusal_releases_nothing_and_is_the_end_of_it() -> None:
    record = Record()
    release = ask(record, record.put(GUARDED[0]))
    answer(record, release, granted=False)
    assert released(record) == {}
    with pytest.raises(Fault, match="waits for nobody") as refused:
        answer(record, release, by="third")
    assert refused.value.code == "release-settled"


def test_who_asked_is_never_the_second_office() -> None:
    record = Record()
    release = ask(record, record.put(GUARDED[0]), by="first")
    with pytest.raises(Fault) as refused:
        answer(record, release, by="first")
    assert refused.value.code == "release-own"
    record.put(ReleaseAnswered(release, True, "Recorded past the act."), by="first")
    releases = fold_releases(record.entries)
    assert releases.to() == {}
    assert [why for _, why in releases.void] == ["“first” asked for it and cannot be the second office"]


def test_nobody_answers_what_nobody_asked() -> None:
    with pytest.raises(Fault) as refused:
        answer_release(Releases(), release="r1", granted=True, why="", by="second", at=START)
    assert refused.value.code == "release-unknown"


@pytest.mark.parametrize(("to", "why"), [((), "x"), (("",), "x"), (("north",), "  ")])
def test_a_release_says_to_whom_and_why(to: tuple[str, ...], why: str) -> None:
    entry = Record().put(OPEN[0])
    with pytest.raises(Fault) as refused:
        ask_release(Releases(), entries=[entry], to=to, why=why, at=START)
    assert refused.value.code == "release-unfit"
    with pytest.raises(Fault, match="which entries"):
        ask_release(Releases(), entries=[], to=("north",), why="x", at=START)


def test_leaving_out_the_mark_releases_no_name() -> None:
    """A desk of another make, or of bad will, records the release without saying that it holds a name."""
    record = Record()
    entry = record.put(GUARDED[0])
    record.put(ReleaseAsked("r1", (entry.hash,), ("south",), "No reason.", guarded=False), by="first")
    assert released(record) == {}


def test_what_is_not_known_here_is_taken_for_guarded() -> None:
    record = Record()
    record.put(ReleaseAsked("r1", ("ff" * 32,), ("south",), "Not merged yet."), by="first")
    assert released(record) == {}


def test_a_second_office_may_be_asked_for_where_none_is_needed() -> None:
    record = Record()
    entry = record.put(OPEN[0])
    record.do(
        ask_release(Releases(), entries=[entry], to=["south"], why="Careful.", guarded=True, at=START), by="first"
    )
    assert released(record) == {}


def test_a_release_named_twice_counts_once() -> None:
    record = Record()
    entry = record.put(OPEN[0])
    record.put(ReleaseAsked("r1", (entry.hash,), ("north",), "One."))
    record.put(ReleaseAsked("r1", (entry.hash,), ("south",), "Two."))
    assert released(record) == {entry.hash: {"north"}}


STEP = st.tuples(
    st.sampled_from(["ask", "ask", "answer"]), st.integers(0, 20), st.sampled_from(["a", "b", "c"]), st.booleans()
)


@given(st.lists(st.sampled_from([*OPEN, *GUARDED]), min_size=1, max_size=4), st.lists(STEP, max_size=25))
def test_nothing_guarded_is_released_by_one_office(events: list[Any], steps: list[tuple[str, int, str, bool]]) -> None:
    """Whatever is recorded, past every act: behind each release of a name or a list stand two offices."""
    record = Record()
    subjects = [record.put(event) for event in events]
    for number, (verb, pick, by, flag) in enumerate(steps):
        at = START + timedelta(minutes=number)
        if verb == "ask":
            entry = subjects[pick % len(subjects)]
            record.put(ReleaseAsked(f"r{pick % 5}", (entry.hash,), ("north",), "x", flag), at, by=by)
        else:
            record.put(ReleaseAnswered(f"r{pick % 5}", flag, "x"), at, by=by)
    releases = fold_releases(record.entries)
    to = releases.to()
    for entry in subjects:
        if is_guarded(entry) and entry.hash in to:
            offices = {
                (asked.by, answered.by)
                for asked in record.entries
                if isinstance(asked.event, ReleaseAsked) and entry.hash in asked.event.entries
                for answered in record.entries
                if isinstance(answered.event, ReleaseAnswered)
                and answered.event.granted
                and answered.event.release == asked.event.release
                and answered.seq > asked.seq
            }
            assert any(first != second for first, second in offices)
    for release in releases.by_name.values():
        assert not (release.is_open and release.has_effect)


@given(st.lists(st.sampled_from([*OPEN, *GUARDED]), min_size=1, max_size=4), st.data())
def test_every_beginning_of_a_record_releases_no_more_than_the_whole(events: list[Any], data: st.DataObject) -> None:
    """A release is never taken back by a later entry of this room, so what was seen stays seen."""
    record = Record()
    for event in events:
        name = ask(record, record.put(event), by=data.draw(st.sampled_from(["a", "b"])))
        if fold_releases(record.entries).by_name[name].is_open and data.draw(st.booleans()):
            answer(record, name, granted=data.draw(st.booleans()), by="c")
    whole = released(record)
    for size in range(len(record.entries)):
        for entry, to in fold_releases(record.entries[:size]).to().items():
            assert to <= whole[entry]
