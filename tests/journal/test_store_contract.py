"""One suite over every store: memory, SQLite, PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from hudna.ground import Fault
from hudna.journal import Head, MemoryStore, Row, Slip, Store, Tail

NOON = datetime(2014, 1, 17, 12, tzinfo=UTC)


def row(log: str, seq: int, text: bytes = b"") -> Row:
    text = text or f"{log} {seq} حلب".encode()
    return Row(log, seq, sha256(text).digest(), text)


def head(log: str, size: int, *, minutes: int = 0, mark: bytes = b"s") -> Head:
    return Head("aleppo-1", log, size, b"r" * 32, NOON + timedelta(minutes=minutes), b"k" * 32, (mark * 64)[:64])


def test_an_empty_store_holds_nothing(store: Store) -> None:
    assert store.tails() == {}
    assert list(store.rows("a")) == list(store.heads("a")) == list(store.blobs()) == list(store.slips()) == []
    assert store.last_head("a") is store.blob("x") is store.slip("x") is None
    assert (store.settings(), store.view("v"), store.views()) == ({}, {}, [])
    assert list(store.check()) == []


def test_rows_come_back_as_they_were_added_in_order(store: Store) -> None:
    rows = [row("b", seq) for seq in range(5)] + [row("a", 0, b'\xff\x00 not text "?" %s')]
    with store.writing():
        store.add(rows[:3])
        store.add(rows[3:])
    assert list(store.rows("b")) == rows[:5]
    assert list(store.rows("b", 1, 3)) == rows[1:3]
    assert list(store.rows("b", 3, 99)) == rows[3:5]
    assert list(store.rows("b", 7)) == []
    assert list(store.rows("a")) == rows[5:]
    assert list(store.tails().items()) == [("a", Tail(1, rows[5])), ("b", Tail(5, rows[4]))]


def test_more_rows_than_are_fetched_at_once_come_back_whole(store: Store) -> None:
    rows = [row("a", seq) for seq in range(4001)]
    with store.writing():
        store.add(rows)
        store.add_heads([head("a", 1, minutes=n, mark=b"%08d" % n) for n in range(2001)])
    assert list(store.rows("a")) == rows
    assert list(store.rows("a", 1999, 4000)) == rows[1999:4000]
    assert len({each.signed for each in store.heads("a")}) == 2001


def test_rows_that_are_added_while_they_are_read_are_for_the_next_reader(store: Store) -> None:
    with store.writing():
        store.add([row("a", 0), row("a", 1)])
    reader = store.rows("a")
    first = next(reader)
    with store.writing():
        store.add([row("a", 2)])
    assert [first, *reader][:2] == [row("a", 0), row("a", 1)]
    assert len(list(store.rows("a"))) == 3


@pytest.mark.parametrize("seq", [0, 1, 3, 10**12, -1])
def test_a_row_that_does_not_follow_is_refused(store: Store, seq: int) -> None:
    with store.writing():
        store.add([row("a", 0), row("a", 1)])
    with pytest.raises(Fault, match=r"\[append-only\]"), store.writing():
        store.add([row("a", seq)])
    assert list(store.rows("a")) == [row("a", 0), row("a", 1)]


def test_a_log_begins_with_nought(store: Store) -> None:
    with pytest.raises(Fault, match=r"\[append-only\]"), store.writing():
        store.add([row("a", 1)])
    assert store.tails() == {}


def test_a_step_that_fails_leaves_nothing_of_itself(store: Store) -> None:
    with store.writing():
        store.add([row("a", 0)])
        store.put_slip("s", b"sealed")
        store.put_settings({"log": "a"})
        store.put_view("v", [("k", "1")])
    with pytest.raises(ZeroDivisionError), store.writing():  # noqa: PT012 - the step is what is tested
        store.add([row("a", 1), row("b", 0)])
        store.add_heads([head("a", 2)])
        store.put_blob("x", b"data")
        store.put_slip("t", b"sealed")
        store.erase_slip("s")
        store.put_settings({"log": "b", "more": "1"})
        store.put_view("v", [("k", "2")])
        store.put_view("w", [])
        raise ZeroDivisionError
    assert list(store.tails()) == ["a"]
    assert store.tails()["a"].size == 1
    assert (list(store.heads("a")), list(store.blobs())) == ([], [])
    assert list(store.slips()) == [Slip("s", b"sealed")]
    assert (store.settings(), store.view("v"), store.views()) == ({"log": "a"}, {"k": "1"}, ["v"])


def test_a_step_inside_a_step_is_part_of_it(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing():  # noqa: PT012 - the step is what is tested
        with store.writing():
            store.add([row("a", 0)])
        raise ZeroDivisionError
    assert store.tails() == {}


def test_rows_that_are_refused_leave_the_rest_of_the_step(store: Store) -> None:
    with store.writing():
        store.add([row("a", 0)])
        with pytest.raises(Fault, match="append-only"):
            store.add([row("a", 1), row("a", 7)])
        store.add([row("a", 1)])
        with store.reading():
            assert store.tails()["a"].size == 2
    assert store.tails()["a"].size == 2


def test_heads_come_by_size_and_time_and_once(store: Store) -> None:
    heads = [head("a", 9), head("a", 3, minutes=5, mark=b"2"), head("a", 3, mark=b"1"), head("b", 1)]
    with store.writing():
        store.add_heads(heads)
        store.add_heads(heads[:2])
    assert list(store.heads("a")) == [heads[2], heads[1], heads[0]]
    assert list(store.heads("b")) == [heads[3]]
    assert store.last_head("a") == heads[0]
    with store.writing():
        store.add_heads([head("a", 9, minutes=1, mark=b"3")])
    assert store.last_head("a") == head("a", 9, minutes=1, mark=b"3")


def test_a_blob_stays_what_it_was(store: Store) -> None:
    with store.writing():
        store.put_blob("b", b"\x00\xff" * 100_000)
        store.put_blob("a", b"")
        store.put_blob("b", b"other")
    assert store.blob("b") == b"\x00\xff" * 100_000
    assert store.blob("a") == b""
    assert list(store.blobs()) == ["a", "b"]


def test_a_withdrawn_slip_is_not_brought_back(store: Store) -> None:
    with store.writing():
        store.put_slip("b", b"sealed")
        store.put_slip("a", b"sealed too")
        store.put_slip("a", b"another")
    assert list(store.slips()) == [Slip("a", b"sealed too"), Slip("b", b"sealed")]
    for _ in range(2):
        with store.writing():
            store.erase_slip("b")
            store.erase_slip("never-seen")
    with store.writing():
        store.put_slip("b", b"sealed")
        store.put_slip("never-seen", b"late")
    assert store.slip("b") == Slip("b", None)
    assert store.slip("never-seen") == Slip("never-seen", None)
    assert store.slip("a") == Slip("a", b"sealed too")


def test_settings_are_set_one_by_one(store: Store) -> None:
    with store.writing():
        store.put_settings({"case": "aleppo", "log": "a"})
        store.put_settings({"log": "ب"})
        store.put_settings({})
    assert store.settings() == {"case": "aleppo", "log": "ب"}


def test_read_models_are_replaced_and_dropped(store: Store) -> None:
    with store.writing():
        store.put_view("v", [("b", "1"), ("a", "2"), ("b", "3")])
        store.put_view("empty", iter(()))
    assert list(store.view("v").items()) == [("a", "2"), ("b", "3")]
    assert list(store.views()) == ["empty", "v"]
    with store.writing():
        store.put_view("v", [("c", "{}")])
    assert store.view("v") == {"c": "{}"}
    with store.writing():
        store.drop_views()
    assert list(store.views()) == []
    assert store.view("v") == {}


def test_two_stores_are_two_places(store: Store, new_store: object) -> None:
    assert callable(new_store)
    assert store.place() == store.place()
    assert store.place() != new_store().place()


def test_reading_holds_inside_reading(store: Store) -> None:
    with store.writing():
        store.add([row("a", 0)])
    with store.reading(), store.reading():
        assert store.tails()["a"].size == 1
    with store.writing():
        store.add([row("a", 1)])


def test_a_case_can_be_closed_twice(new_store: object) -> None:
    assert callable(new_store)
    store = new_store()
    store.close()
    store.close()


def test_memory_is_what_it_is_compared_with() -> None:
    assert list(MemoryStore().check()) == []
