"""Several processes on one case: nobody overtakes, a look is of one instant, and a copy is known for one."""

from __future__ import annotations

import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from hudna.ground import Fault
from hudna.journal import EVENTS, Codec, Decision, Journal, KeyAdmitted, PostgresStore, Signer, SqliteStore, open_store
from hudna.journal.keys import is_signed
from hudna.journal.merkle import root
from hudna.journal.tip import MOST_UNSIGNED
from tests.journal.processes import Child, in_child
from tests.journal.server import Server
from tests.journal.test_store_contract import row

NOON = datetime(2014, 1, 17, 12, tzinfo=UTC)
SIGNER = Signer.make()


def desk(where: str) -> Journal:
    return Journal(open_store(where), Codec(EVENTS), case="aleppo-1", log="a", signer=SIGNER)


def admit(key: str) -> Decision:
    return Decision(KeyAdmitted(key, "desk"), NOON)


def test_two_who_write_at_once_lose_nothing(where: str) -> None:
    open_store(where, create=True).close()
    rounds = 40

    def write(say: object) -> None:
        assert callable(say)
        journal = desk(where)
        for turn in range(rounds):
            entries = journal.append([admit(f"{os.getpid()}-{turn}")] * 3, by="desk", now=NOON)
            say(" ".join(entry.ref for entry in entries))

    children = [Child(write), Child(write)]
    told = [[child.line() for _ in range(rounds)] for child in children]
    for child in children:
        child.wait()
    refs = [ref for lines in told for line in lines for ref in line.split()]
    assert sorted(refs, key=lambda ref: int(ref[2:])) == [f"a/{seq}" for seq in range(2 * 3 * rounds)]
    for line in (line for lines in told for line in lines):
        first, *others = (int(ref[2:]) for ref in line.split())
        assert others == [first + 1, first + 2], "a step was broken into"
    store = open_store(where)
    rows = list(store.rows("a"))
    heads = list(store.heads("a"))
    sizes = [head.size for head in heads]
    assert all(size % 3 == 0 for size in sizes), "a head over half a step"
    assert all(more - less <= MOST_UNSIGNED + 3 for less, more in zip([0, *sizes], sizes, strict=False))
    assert len(rows) - sizes[-1] <= MOST_UNSIGNED
    assert all(is_signed(head) for head in heads)
    assert all(head.root == root(row.hash for row in rows[: head.size]) for head in heads)
    entries = desk(where).entries()
    assert [entry.prev for entry in entries] == ["", *(entry.hash for entry in entries[:-1])]
    store.close()


def test_who_decided_on_an_older_state_is_told(where: str) -> None:
    open_store(where, create=True).close()
    journal = desk(where)
    seen = journal.position()

    def meanwhile() -> str:
        desk(where).append([admit("other")], by="desk", now=NOON, expected=seen)
        return "recorded"

    assert in_child(meanwhile) == "recorded"
    with pytest.raises(Fault, match=r"\[journal-moved\]"):
        journal.append([admit("ours")], by="desk", now=NOON, expected=seen)
    assert len(journal.append([admit("ours")], by="desk", now=NOON, expected=journal.position())) == 1
    journal.store.close()


def test_what_is_read_is_of_one_instant(where: str) -> None:
    store = open_store(where, create=True)
    with store.writing():
        store.add([row("a", 0)])

    def meanwhile() -> str:
        other = open_store(where)
        with other.writing():
            other.add([row("a", 1), row("b", 0)])
            other.put_settings({"x": "1"})
            other.put_slip("s", b"sealed")
        other.close()
        return "recorded"

    with store.reading():
        assert in_child(meanwhile) == "recorded"
        assert {log: tail.size for log, tail in store.tails().items()} == {"a": 1}
        assert len(list(store.rows("a"))) == 1
        assert store.settings() == {}
        assert list(store.slips()) == []
    assert {log: tail.size for log, tail in store.tails().items()} == {"a": 2, "b": 1}
    assert store.settings() == {"x": "1"}
    store.close()


def test_nobody_writes_on_what_he_only_reads(where: str) -> None:
    store = open_store(where, create=True)
    with store.reading(), pytest.raises(RuntimeError, match="writing inside reading"):
        store.put_settings({"x": "1"})
    store.put_settings({"x": "1"})
    store.close()


def test_a_case_that_is_opened_again_is_in_the_same_place(where: str) -> None:
    store = open_store(where, create=True)
    place = store.place()
    with store.writing():
        store.add([row("a", 0)])
    store.close()
    again = open_store(where)
    assert again.place() == place
    assert in_child(lambda: open_store(where, read_only=True).place()) == place
    again.close()


def place(path: Path) -> str:
    store = SqliteStore.open(path)
    try:
        return store.place()
    finally:
        store.close()


def test_a_file_that_was_copied_or_restored_is_in_another_place(tmp_path: Path) -> None:
    original, backup = tmp_path / "case", tmp_path / "backup"
    SqliteStore.create(original).close()
    first = place(original)
    shutil.copy2(original, backup)
    assert place(backup) != first
    original.unlink()  # the next file of this folder may be given the number of the old one
    shutil.copy2(backup, original)
    assert place(original) not in (first, place(backup))
    third = place(original)
    original.rename(tmp_path / "moved")
    assert place(tmp_path / "moved") == third
    with sqlite3.connect(tmp_path / "moved") as connection:
        connection.execute("VACUUM INTO ?", (str(original),))
    assert place(original) != third


def test_a_schema_that_was_restored_is_in_another_place(postgres_server: Server, postgres_url: str) -> None:
    store = PostgresStore.create(postgres_url)
    first = store.place()
    store.close()
    schema = postgres_url.partition("?schema=")[2]
    with psycopg.connect(postgres_server.url) as raw:
        raw.execute(f"ALTER SCHEMA {schema} RENAME TO {schema}_kept".encode())
    assert PostgresStore.open(f"{postgres_url}_kept").place() == first
    assert PostgresStore.create(postgres_url).place() != first


def test_an_entry_is_read_as_it_was_recorded(where: str) -> None:
    open_store(where, create=True).close()
    journal = desk(where)
    recorded = journal.append([admit("k1"), admit("k2")], by="desk", now=NOON)
    recorded += journal.append([admit("k3")], by="desk", now=NOON + timedelta(minutes=1))
    assert desk(where).entries() == recorded
    assert desk(where).entries(known_at=NOON + timedelta(seconds=1)) == recorded[:2]
