"""Merge: the union of two copies, or a refusal that leaves both as they were."""

import dataclasses
from contextlib import suppress
from datetime import timedelta
from io import BytesIO

import pytest

from hudna.ground import Fault
from hudna.journal import (
    CaseOpened,
    Decision,
    Journal,
    MemoryStore,
    SlipWithdrawn,
    Store,
    export_case,
    fingerprint,
    merge,
    read_export,
    verify_store,
)
from hudna.journal.codec import Place
from tests.journal.cases import CODEC, NOON, Desk, Noted, Ruled, joined, opened, signer, slipped, small
from tests.journal.conftest import NewStore


def text(store: Store) -> bytes:
    out = BytesIO()
    export_case(store, out, slips=True)
    return out.getvalue()


def test_copies_come_to_the_same_in_every_store(new_store: NewStore) -> None:
    first = small(new_store())
    second = Desk(2, new_store(), first.now)
    second.take(first)
    second.record(Ruled(3, "violation"))
    first.record(Noted("meanwhile"))
    merged = merge(first.store, second.store, now=second.now)
    assert dict(merged.entries) == {"desk-2": 1}
    assert (merged.heads, merged.blobs, merged.left_out, dict(merged.unadmitted)) == (1, 0, (), {})
    second.take(first)
    assert text(first.store) == text(second.store)
    assert merge(first.store, second.store, now=second.now).is_nothing
    assert verify_store(first.store, now=second.now).is_sound


def test_an_exported_copy_merges_as_the_case_itself() -> None:
    first, other = small(), MemoryStore()
    merged = merge(other, read_export(BytesIO(text(first.store))), now=first.now)
    assert dict(merged.entries) == {"desk-1": 5, "desk-2": 3}
    assert merged.blobs == 1
    assert text(other) == text(first.store)


def refused(into: Desk, other: Store, now=None) -> Fault:  # type: ignore[no-untyped-def]
    before, theirs = text(into.store), text(other)
    with pytest.raises(Fault) as fault:
        merge(into.store, other, now=now or NOON + timedelta(days=1))
    assert (text(into.store), text(other)) == (before, theirs)
    return fault.value


def test_two_histories_of_one_log_are_refused_and_the_first_difference_is_named() -> None:
    one, two = small(), small()
    one.record(Noted("said here"), Noted("and here"))
    two.record(Noted("said here"), Noted("and there"), Noted("and more"))
    fault = refused(one, two.store)
    assert fault.code == "fork"
    assert "desk-1/6" in str(fault)


def test_a_copy_of_another_case_is_refused() -> None:
    desk = Desk(2)
    case = f"homs-{fingerprint(signer(2).key)}"
    journal = Journal(desk.store, CODEC, case=case, log="desk-2", signer=desk.signer)
    opening = CaseOpened(case, "Homs", "desk-2", desk.signer.key.hex(), "age1", "Asia/Damascus")
    journal.append([Decision(opening, NOON)], by="mediator-2", now=NOON)
    fault = refused(small(), desk.store)
    assert fault.code == "other-case"
    assert case in fault.what


def test_entries_of_the_future_are_refused() -> None:
    first = opened()
    second = joined(first, 2)
    second.tick(600)
    second.record(Noted("with a wrong clock"))
    fault = refused(first, second.store, now=first.now)
    assert fault.code == "from-the-future"
    assert "desk-2/1" in str(fault)


def test_altered_copies_are_refused() -> None:
    def flip(desk: Desk) -> str:
        rows = desk.store._rows["desk-1"]  # type: ignore[attr-defined]
        rows[2] = rows[2]._replace(text=rows[2].text.replace(b"mediator-1", b"mediator-2"))
        return "chain-broken"

    def forge(desk: Desk) -> str:
        heads = desk.store._heads["desk-1"]  # type: ignore[attr-defined]
        key, head = list(heads.items())[-1]
        heads[key] = dataclasses.replace(head, signature=bytes(64))
        return "head-forged"

    def swap(desk: Desk) -> str:
        blobs = desk.store._blobs  # type: ignore[attr-defined]
        blobs.update(dict.fromkeys(blobs, b"other"))
        return "blob-altered"

    for alter in (flip, forge, swap):
        other = small()
        code = alter(other)
        assert refused(small(), other.store).code == code


def test_what_no_head_covers_is_left_out_and_told() -> None:
    first, other = small(), small()
    last = other.store.tails()["desk-1"].last
    place = Place("desk-1", 5, last.hash.hex(), CODEC.read(last).seen)
    row = CODEC.write(Decision(Noted("put in by hand"), NOON), place, by="nobody", recorded=other.tick())
    other.store.add([row])
    merged = merge(first.store, other.store, now=other.now)
    assert merged.is_nothing
    assert [finding.entry for finding in merged.left_out] == ["desk-1/5"]


def test_a_log_that_nobody_admitted_is_taken_and_told() -> None:
    first = opened()
    stranger = joined(first, 3, admit=False)
    stranger.record(Ruled(1, "violation"))
    merged = merge(first.store, stranger.store, now=stranger.now)
    assert dict(merged.entries) == {"desk-3": 1}
    assert dict(merged.unadmitted) == {"desk-3": fingerprint(stranger.signer.key)}


def test_a_failure_in_the_middle_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    first, other = opened(), small()
    before = text(first.store)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(first.store, "put_blob", fail)
        with pytest.raises(OSError):
            merge(first.store, other.store, now=other.now)
    assert text(first.store) == before


def test_slips_come_along_and_one_that_a_desk_withdrew_does_not() -> None:
    first, other = small(), small()
    slipped(other, "ab", "cd", "ef")
    first.take(other)
    first.store._slips.clear()  # type: ignore[attr-defined]
    other.store._slips["ef"] = b"another"  # type: ignore[attr-defined]
    first.record(SlipWithdrawn("cd", "he asked for it"))
    merged = merge(first.store, other.store, now=first.now)
    assert (merged.slips, [finding.code for finding in merged.left_out]) == (1, ["slip-unfit"])
    assert [slip.name for slip in first.store.slips()] == ["ab"]


def test_a_journal_goes_on_after_what_it_wrote_was_undone() -> None:
    desk = small()
    before = len(desk.journal.entries())
    with suppress(KeyError), desk.store.writing():
        desk.record(Noted("lost"), Noted("as well"))
        raise KeyError
    assert len(desk.journal.entries()) == before
    desk.record(Noted("kept"))
    desk.record(Noted("kept too"))
    assert verify_store(desk.store, now=desk.now, codec=CODEC).findings == ()
