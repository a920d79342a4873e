"""What stands after the last head: how little it may be, who signs for it and when, and that it is looked at first."""

from __future__ import annotations

import dataclasses
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.ground import Fault
from hudna.journal import (
    Decision,
    Head,
    Journal,
    KeyWithdrawn,
    MemoryStore,
    Report,
    Row,
    Signer,
    Store,
    backup,
    cover_logs,
    merge,
    prove_entry,
    restore,
    unsigned_logs,
    verify_store,
)
from hudna.journal.codec import Place
from hudna.journal.keys import is_signed
from hudna.journal.merkle import leaf, root
from hudna.journal.tip import LONGEST_UNSIGNED, MOST_UNSIGNED
from tests.journal.cases import CASE, CODEC, NOON, Desk, Noted, joined, opened, signer
from tests.journal.conftest import NewStore

LATER = NOON + timedelta(days=1)
SOON = timedelta(milliseconds=1)


def journal_of(desk: Desk, key: Signer | None = None) -> Journal:
    """Another opening of the same log, as after the process before it was killed."""
    return Journal(desk.store, CODEC, case=CASE, log=f"desk-{desk.number}", signer=key or desk.signer)


def note(journal: Journal, now: datetime, count: int = 1) -> None:
    journal.append([Decision(Noted("a convoy waits"), now)] * count, by="mediator-1", now=now)


def signed(desk: Desk) -> list[int]:
    return [head.size for head in desk.store.heads(f"desk-{desk.number}")]


def burst(desk: Desk, count: int) -> None:
    """Entries that come faster than a second, the first of them with a head, of a process that is then killed."""
    for _ in range(count):
        note(desk.journal, desk.now)
        desk.now += SOON


def left(store: Store | None = None, count: int = 3) -> Desk:
    """A case that ends with so many entries under no head."""
    desk = opened(store)
    burst(desk, count)
    assert desk.journal.unsigned == count
    return desk


def told(store: Store, **more: object) -> Report:
    return verify_store(store, now=LATER, codec=CODEC, **more)  # type: ignore[arg-type]


# When a head is signed


def test_entries_that_come_by_the_second_wait_for_the_head_of_their_interval(store: Store) -> None:
    desk = left(store, MOST_UNSIGNED)
    assert signed(desk) == [1]
    note(desk.journal, desk.now)
    assert signed(desk) == [1, MOST_UNSIGNED + 2]
    assert desk.journal.unsigned == 0
    burst(desk, 2 * (MOST_UNSIGNED + 1))
    assert signed(desk) == [1, 33, 65, 97]
    rows = list(store.rows("desk-1"))
    assert all(is_signed(head) for head in store.heads("desk-1"))
    assert all(head.root == root(row.hash for row in rows[: head.size]) for head in store.heads("desk-1"))
    assert told(store).findings == ()


def test_a_large_step_bears_its_own_head() -> None:
    desk = left()
    note(desk.journal, desk.now, MOST_UNSIGNED + 1)
    assert signed(desk) == [1, 4 + MOST_UNSIGNED + 1]


def test_what_people_decide_is_signed_with_its_own_step() -> None:
    desk = opened()
    for size in range(2, 6):
        desk.now += LONGEST_UNSIGNED
        note(desk.journal, desk.now)
        assert signed(desk)[-1] == size
    note(desk.journal, desk.now - timedelta(seconds=30))
    assert signed(desk)[-1] == 6, "the clock was set back: who knows how long ago the last head was"


def test_the_first_step_of_an_opening_is_signed_with_what_was_left_before(store: Store) -> None:
    desk = left(store)
    note(journal_of(desk), desk.now)
    assert signed(desk) == [1, 5]
    assert told(store).findings == ()


def test_who_ends_signs_what_is_left_and_nothing_else() -> None:
    desk = left()
    desk.journal.finish()
    assert signed(desk) == [1, 4]
    desk.journal.finish()
    journal_of(desk).finish()
    assert signed(desk) == [1, 4]
    last = desk.store.last_head("desk-1")
    assert last
    assert last.signed == desk.now - SOON, "by the instant of the last entry"


def test_a_journal_that_takes_up_another_log_signs_the_one_it_leaves() -> None:
    desk = left()
    desk.journal.take_up("desk-1", desk.signer)
    assert signed(desk) == [1]
    desk.journal.take_up("desk-1b", desk.signer)
    assert signed(desk) == [1, 4]


def test_a_head_is_signed_when_somebody_asks(store: Store) -> None:
    desk = left(store)
    other = journal_of(desk)
    assert other.unsigned == 0, "it has not looked yet"
    head = other.cover(now=desk.now)
    assert head
    assert (head.size, is_signed(head)) == (4, True)
    assert other.cover(now=desk.now) is None
    assert desk.journal.cover(now=desk.now) is None, "the other one's head counts here, too"
    assert desk.journal.sign(now=desk.now + SOON).size == 4
    assert signed(desk) == [1, 4, 4]
    assert told(store).findings == ()


def test_who_has_no_key_signs_nothing() -> None:
    for act in (Journal.sign, Journal.cover):
        with pytest.raises(Fault, match="key-lost"):
            act(Journal(left().store, CODEC, case=CASE), now=NOON)


def test_two_openings_that_write_in_turn_leave_no_more_than_one(store: Store) -> None:
    desk = opened(store)
    one, two = journal_of(desk), journal_of(desk)
    for turn in range(3 * MOST_UNSIGNED):
        desk.now += SOON
        note((one, two)[turn % 2], desk.now)
        assert desk.store.tails()["desk-1"].size - signed(desk)[-1] <= MOST_UNSIGNED
    gaps = [more - less for less, more in zip(signed(desk)[3:], signed(desk)[4:], strict=False)]
    assert gaps == [MOST_UNSIGNED + 1] * len(gaps) != []
    assert told(store).is_sound


def test_a_head_that_was_undone_with_its_step_does_not_count(store: Store) -> None:
    desk = left(store)
    for act in (desk.journal.sign, desk.journal.cover):
        with suppress(ZeroDivisionError), store.writing():
            act(now=desk.now)
            raise ZeroDivisionError
        assert signed(desk) == [1]
    assert desk.journal.cover(now=desk.now)
    assert signed(desk) == [1, 4]
    with suppress(ZeroDivisionError), store.writing():
        note(desk.journal, desk.now + timedelta(minutes=1))
        raise ZeroDivisionError
    note(desk.journal, desk.now)
    desk.journal.finish()
    assert signed(desk) == [1, 4, 5]
    assert told(store).findings == ()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["append", "append", "append", "kill", "undo", "finish", "sign"]),
            st.integers(1, 40),
            st.sampled_from([0, 1, 400, 999, 1000, 60_000]),
        ),
        max_size=40,
    )
)
def test_whatever_happens_no_more_is_left_than_verify_takes_for_a_desks_own(acts: list[tuple[str, int, int]]) -> None:
    desk = opened()
    for act, size, wait in acts:
        desk.now += timedelta(milliseconds=wait)
        if act == "kill":
            desk.journal = journal_of(desk)
        elif act == "undo":
            with suppress(ZeroDivisionError), desk.store.writing():
                note(desk.journal, desk.now, size)
                raise ZeroDivisionError
        elif act == "append":
            note(desk.journal, desk.now, size)
        else:
            desk.journal.finish() if act == "finish" else desk.journal.sign(now=desk.now)
        report = verify_store(desk.store, now=LATER)
        assert report.is_sound, (report.findings, act)
        assert report.logs[0].size - report.logs[0].signed <= MOST_UNSIGNED
    desk.journal.finish()
    journal_of(desk).cover(now=desk.now)
    assert verify_store(desk.store, now=LATER).findings == ()


# What verify says of it


def test_verify_says_in_words_what_no_signature_covers(store: Store) -> None:
    report = told(left(store).store)
    assert [(one.code, one.entry, one.is_grave) for one in report.findings] == [("entry-unsigned", "desk-1/1", False)]
    assert report.findings[0].what == "From here on 3 entries have no signed head over them yet."
    assert (report.is_sound, report.logs[0].size, report.logs[0].signed) == (True, 4, 1)
    assert report.proved[0].startswith("1 entry in 1 log:")
    assert any(words.startswith("3 entries at the end are not signed for yet") for words in report.proved)
    assert "from desk-1/1 on" in report.not_proved[0]
    assert "could have put others there or taken some away" in report.not_proved[0]
    journal_of(Desk(1, store)).cover(now=LATER)
    assert told(store).findings == ()
    assert not any("not signed for yet" in words for words in (*told(store).proved, *told(store).not_proved))


def put_by_hand(desk: Desk, recorded: list[datetime]) -> None:
    """Entries that fit the chain, put there by somebody who has no key."""
    for moment in recorded:
        last = desk.store.tails()["desk-1"].last
        place = Place("desk-1", last.seq + 1, last.hash.hex(), CODEC.read(last).seen)
        row = CODEC.write(Decision(Noted("put in by hand"), NOON), place, by="nobody", recorded=moment)
        with desk.store.writing():
            desk.store.add([row])


def test_more_than_a_desk_leaves_is_grave() -> None:
    desk = left(count=MOST_UNSIGNED)
    assert told(desk.store).is_sound
    put_by_hand(desk, [desk.now])
    report = told(desk.store)
    assert [(one.code, one.entry, one.is_grave) for one in report.findings] == [("entry-unsigned", "desk-1/1", True)]
    assert not report.is_sound
    assert report.proved == ()


def test_what_a_desk_would_have_signed_at_once_is_grave_where_it_is_not_signed() -> None:
    for wait, is_sound in ((timedelta(milliseconds=999), True), (timedelta(seconds=1.1), False)):
        desk = opened()
        put_by_hand(desk, [desk.now + wait])
        assert told(desk.store).is_sound is is_sound, wait
    headless = opened()
    headless.store._heads.clear()  # type: ignore[attr-defined]
    assert not told(headless.store).is_sound, "a desk signs its first step"


def test_a_head_that_was_taken_away_is_told() -> None:
    desk = opened()
    desk.record(Noted("a minute later"))
    heads = desk.store._heads["desk-1"]  # type: ignore[attr-defined]
    del heads[list(heads)[-1]]
    assert not told(desk.store).is_sound


def altered(desk: Desk, seq: int, **changes: object) -> Desk:
    rows: list[Row] = desk.store._rows["desk-1"]  # type: ignore[attr-defined]
    rows[seq] = rows[seq]._replace(**changes)  # type: ignore[arg-type]
    return desk


def test_a_flip_of_any_byte_after_the_last_head_is_found_and_its_entry_named() -> None:
    random = Random(6)
    rows = list(left().store.rows("desk-1"))
    for row in rows[1:]:
        for column in ("text", "hash"):
            for place in range(len(getattr(row, column))):
                data = bytearray(getattr(row, column))
                data[place] ^= 1 << random.randrange(8)
                report = told(altered(left(), row.seq, **{column: bytes(data)}).store)
                assert not report.is_sound
                assert report.first_bad == f"desk-1/{row.seq}", (column, place)


def test_an_entry_that_is_gone_or_written_anew_before_the_end_is_found() -> None:
    desk = left()
    del desk.store._rows["desk-1"][2]  # type: ignore[attr-defined]
    assert told(desk.store).first_bad == "desk-1/2"
    text = list(left().store.rows("desk-1"))[2].text.replace(b"waits", b"moves")
    assert told(altered(left(), 2, text=text, hash=leaf(text)).store).first_bad == "desk-1/2"


# Nobody signs for what does not fit


def test_what_was_altered_after_the_last_head_is_not_signed() -> None:
    row = list(left().store.rows("desk-1"))[2]
    text = row.text.replace(b"waits", b"moves")
    for changes in ({"text": text}, {"hash": bytes(32)}, {"text": text, "hash": leaf(text)}, {"text": b"{}"}):
        desk = altered(left(), 2, **changes)
        for act in (journal_of(desk).sign, journal_of(desk).cover):
            with pytest.raises(Fault, match=r"desk-1/[23].*\[chain-broken\]"):
                act(now=desk.now)
        with pytest.raises(Fault, match="chain-broken"):
            note(journal_of(desk), desk.now)
        assert signed(desk) == [1]
        assert desk.store.tails()["desk-1"].size == 4


def test_nobody_goes_on_over_less_or_else_than_he_signed() -> None:
    cut, changed = opened(), opened()
    for desk in (cut, changed):
        desk.record(Noted("one"))
        desk.record(Noted("two"))
    cut.store._rows["desk-1"].pop()  # type: ignore[attr-defined]
    altered(changed, 1, hash=bytes(32))
    for desk, words in ((cut, "It is missing: a head was signed over 3 entries"), (changed, "was signed over")):
        with pytest.raises(Fault, match=words):
            note(journal_of(desk), desk.now)
        assert signed(desk) == [1, 2, 3]


def test_a_head_that_another_key_put_over_it_covers_nothing() -> None:
    desk = left()
    hashes = [row.hash for row in desk.store.rows("desk-1")]
    good = desk.signer.sign(CASE, "desk-1", 4, root(hashes), desk.now)
    for forged in (
        signer(9).sign(CASE, "desk-1", 4, root(hashes), desk.now),
        dataclasses.replace(good, signature=bytes(64)),
        dataclasses.replace(good, case="other"),
    ):
        desk = left()
        with desk.store.writing():
            desk.store.add_heads([forged])
        report = told(desk.store)
        assert [one.code for one in report.findings if one.is_grave] == ["head-forged"]
        assert report.logs[0].signed == 1
        note(journal_of(desk), desk.now)
        last: Head | None = desk.store.last_head("desk-1")
        assert last
        assert (last.size, is_signed(last)) == (5, True)
        assert told(desk.store).logs[0].signed == 5


# Other copies


def test_what_is_not_signed_yet_is_not_taken_and_told_and_comes_with_its_head(new_store: NewStore) -> None:
    desk, other = left(new_store()), new_store()
    merged = merge(other, desk.store, now=desk.now)
    assert dict(merged.entries) == {"desk-1": 1}
    assert [(one.code, one.entry) for one in merged.left_out] == [("entry-unsigned", "desk-1/1")]
    assert told(other).findings == ()
    desk.journal.finish()
    assert dict(merge(other, desk.store, now=desk.now).entries) == {"desk-1": 3}
    assert told(other).findings == ()


def test_a_desk_that_cannot_sign_it_does_not_build_on_it() -> None:
    first = opened()
    second = joined(first, 2)
    burst(first, 3)
    copy = MemoryStore()
    backup(first.store, copy, now=first.now)
    desk = Desk(2, copy, first.now)
    desk.record(Noted("on a copy of a file that ends unsigned"))
    assert copy.tails()["desk-1"].size == 5
    assert desk.journal.entries()[-1].seen["desk-1"].size == 3
    merge(second.store, copy, now=desk.now)
    assert told(second.store).findings == ()
    first.journal.finish()
    merge(second.store, first.store, now=desk.now)
    assert told(second.store).findings == ()
    merge(copy, first.store, now=desk.now)
    desk.record(Noted("it is signed now"))
    assert desk.journal.entries()[-1].seen["desk-1"].size == 5
    assert told(copy).findings == ()


def test_a_backup_holds_it_and_says_so_and_who_has_the_key_signs_it(new_store: NewStore) -> None:
    desk, copy, again = left(new_store()), new_store(), new_store()
    for report in (backup(desk.store, copy, now=LATER), restore(copy, again, now=LATER)):
        assert report.is_sound
        assert [one.code for one in report.findings] == ["entry-unsigned"]
    with pytest.raises(Fault, match="entry-unsigned"):
        prove_entry(again, "desk-1/3")
    assert unsigned_logs(again) == ["desk-1"]
    elsewhere = Journal(again, CODEC, case=CASE)
    assert cover_logs(elsewhere, signer(2), now=LATER) == []
    assert cover_logs(elsewhere, desk.signer, now=LATER) == ["desk-1"]
    assert cover_logs(elsewhere, desk.signer, now=LATER) == unsigned_logs(again) == []
    assert told(again).findings == ()
    assert prove_entry(again, "desk-1/3")


def test_a_key_that_was_withdrawn_signs_nothing_more() -> None:
    first = opened()
    second = joined(first, 2)
    burst(second, 2)
    first.record(KeyWithdrawn(second.signer.key.hex(), first.now, "seized"))
    merge(second.store, first.store, now=first.now)
    assert cover_logs(second.journal, second.signer, now=first.now) == []
    assert unsigned_logs(second.store) == ["desk-2"]
