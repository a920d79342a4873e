"""Raw SQL against the triggers of both databases, and what check() says once somebody has taken them off."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hudna.journal import PostgresStore, SqliteStore, Store
from tests.journal.server import Server
from tests.journal.test_store_contract import head, row


def fill(store: Store) -> None:
    with store.writing():
        store.add([row("a", seq) for seq in range(3)])
        store.add_heads([head("a", 3)])
        store.put_blob("blob", b"data")
        store.put_slip("kept", b"sealed")
        store.put_slip("gone", b"sealed")
        store.erase_slip("gone")


def everything(store: Store) -> list[object]:
    blobs = [(name, store.blob(name)) for name in store.blobs()]
    return [list(store.rows("a")), list(store.rows("b")), list(store.heads("a")), blobs, list(store.slips())]


REFUSED_BY_BOTH = [
    "UPDATE entries SET text = text",
    "UPDATE entries SET seq = seq + 10",
    "UPDATE entries SET log = 'b'",
    "DELETE FROM entries",
    "DELETE FROM entries WHERE seq = 2",
    "INSERT INTO entries (log, seq, hash, text) SELECT log, seq, hash, 'x' FROM entries WHERE seq = 1"
    " ON CONFLICT (log, seq) DO UPDATE SET text = excluded.text",
    "INSERT INTO entries (log, seq, hash, text) SELECT log, 5, hash, text FROM entries WHERE seq = 1",
    "INSERT INTO entries (log, seq, hash, text) SELECT log, -1, hash, text FROM entries WHERE seq = 1",
    "INSERT INTO entries (log, seq, hash, text) SELECT 'b', 1, hash, text FROM entries WHERE seq = 1",
    "INSERT INTO entries (log, seq, hash, text) SELECT log, 3, 'short', text FROM entries WHERE seq = 1",
    "UPDATE heads SET size = 2",
    "UPDATE heads SET signature = signature",
    "DELETE FROM heads",
    "INSERT INTO heads SELECT * FROM heads",
    "INSERT INTO heads (log, size, signed, signature, root, signer, matter)"
    " SELECT log, size, '2030', signature, root, signer, matter FROM heads",
    "UPDATE blobs SET data = 'x'",
    "UPDATE blobs SET name = 'x'",
    "DELETE FROM blobs",
    "INSERT INTO blobs (name, data) VALUES ('blob', 'x')",
    "INSERT INTO blobs (name, data) VALUES ('blob', 'x') ON CONFLICT (name) DO UPDATE SET data = excluded.data",
    "UPDATE slips SET sealed = 'x' WHERE name = 'kept'",
    "UPDATE slips SET sealed = 'x' WHERE name = 'gone'",
    "UPDATE slips SET sealed = NULL WHERE name = 'gone'",
    "UPDATE slips SET name = 'x', sealed = NULL WHERE name = 'kept'",
    "DELETE FROM slips",
    "INSERT INTO slips (name, sealed) VALUES ('gone', 'x')",
    "INSERT INTO slips (name, sealed) VALUES ('gone', 'x') ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed",
]

REFUSED_BY_SQLITE = [
    *(
        f"{verb} INTO entries (log, seq, hash, text) SELECT log, seq, hash, x'00' FROM entries WHERE seq = {seq}"
        for verb in ("REPLACE", "INSERT OR REPLACE", "INSERT OR IGNORE", "INSERT OR FAIL")
        for seq in (0, 2)
    ),
    "UPDATE OR REPLACE entries SET seq = 1 WHERE seq = 2",
    "UPDATE OR IGNORE entries SET seq = 7 WHERE seq = 2",
    "INSERT INTO entries (log, seq, hash, text) VALUES ('a', NULL, zeroblob(32), x'00')",
    "INSERT INTO entries (log, seq, hash, text) VALUES ('a', 3.5, zeroblob(32), x'00')",
    "INSERT INTO entries (log, seq, hash, text) VALUES ('a', 'x', zeroblob(32), x'00')",
    "INSERT INTO entries (log, seq, hash, text) VALUES ('a', 3, zeroblob(32), 'not bytes')",
    "REPLACE INTO heads SELECT * FROM heads",
    "REPLACE INTO blobs (name, data) VALUES ('blob', x'00')",
    "REPLACE INTO slips (name, sealed) VALUES ('gone', x'00')",
    "REPLACE INTO slips (name, sealed) VALUES ('kept', NULL)",
]

REFUSED_BY_POSTGRES = [
    "TRUNCATE entries",
    "TRUNCATE heads",
    "TRUNCATE blobs",
    "TRUNCATE slips",
    "TRUNCATE entries, heads, blobs, slips CASCADE",
    "UPDATE ONLY entries SET text = ''",
    "SET session_replication_role = replica; DELETE FROM entries",
    "SET session_replication_role = replica; UPDATE heads SET size = 2",
    "WITH gone AS (DELETE FROM entries RETURNING *) SELECT count(*) FROM gone",
    "MERGE INTO entries e USING (VALUES ('a')) v(log) ON e.log = v.log WHEN MATCHED THEN DELETE",
    "COPY entries FROM PROGRAM 'printf ''a\\t9\\t\\\\\\\\x00\\t\\\\\\\\x00\\n'''",
]


@pytest.mark.parametrize("statement", REFUSED_BY_BOTH + REFUSED_BY_SQLITE)
@pytest.mark.parametrize("recursive", ["OFF", "ON"])
def test_sqlite_refuses_what_would_change_the_record(tmp_path: Path, statement: str, recursive: str) -> None:
    store = SqliteStore.create(tmp_path / "case")
    fill(store)
    before = everything(store)
    raw = sqlite3.connect(tmp_path / "case", isolation_level=None)
    raw.execute(f"PRAGMA recursive_triggers = {recursive}")
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(statement)
    raw.close()
    assert everything(store) == before
    assert list(store.check()) == []
    store.close()


@pytest.fixture(scope="module")
def filled(postgres_server: Server) -> Iterator[tuple[PostgresStore, psycopg.Connection]]:
    """A case that every statement is tried on: none may change it."""
    store = PostgresStore.create(f"{postgres_server.url}?schema=append_only")
    fill(store)
    with psycopg.connect(postgres_server.url, autocommit=True, options="-c search_path=append_only") as raw:
        yield store, raw
    store.close()


@pytest.mark.parametrize("statement", REFUSED_BY_BOTH + REFUSED_BY_POSTGRES)
def test_postgres_refuses_what_would_change_the_record(
    filled: tuple[PostgresStore, psycopg.Connection], statement: str
) -> None:
    store, raw = filled
    before = everything(store)
    with pytest.raises(psycopg.IntegrityError):
        raw.execute(statement.encode())
    raw.execute("RESET session_replication_role")
    assert everything(store) == before
    assert list(store.check()) == []


def test_a_slip_may_lose_what_is_on_it_in_raw_sql_too(where: str) -> None:
    store = (PostgresStore if where.startswith("postgresql") else SqliteStore).create(where)
    fill(store)
    if isinstance(store, SqliteStore):
        with sqlite3.connect(where) as raw:
            raw.execute("UPDATE slips SET sealed = NULL WHERE name = 'kept'")
    else:
        server, _, schema = where.partition("?schema=")
        with psycopg.connect(server) as connection:
            connection.execute(f"UPDATE {schema}.slips SET sealed = NULL WHERE name = 'kept'".encode())
    slip = store.slip("kept")
    assert slip
    assert slip.sealed is None
    store.close()


def test_what_was_on_a_withdrawn_slip_is_not_left_in_the_file(tmp_path: Path) -> None:
    secret = b"the name of a witness" * 3
    store = SqliteStore.create(tmp_path / "case")
    with store.writing():
        store.put_slip("s", secret)
    assert any(secret in part.read_bytes() for part in tmp_path.iterdir())
    with store.writing():
        store.erase_slip("s")
    assert not any(secret in part.read_bytes() for part in tmp_path.iterdir())
    store.close()


TAMPERED_SQLITE = [
    ("DROP TRIGGER entries_changed", "the trigger entries_changed is missing"),
    ("DROP TRIGGER slips_removed", "the trigger slips_removed is missing"),
    (
        "DROP TRIGGER heads_changed; CREATE TRIGGER heads_changed BEFORE UPDATE ON heads WHEN 0 BEGIN SELECT 1; END",
        "the trigger heads_changed was changed",
    ),
    (
        "CREATE TRIGGER ours AFTER INSERT ON settings BEGIN DELETE FROM views; END",
        "there is a trigger ours that is not ours",
    ),
    ("CREATE TABLE more (x)", "there is a table more that is not ours"),
]


@pytest.mark.parametrize(("statements", "said"), TAMPERED_SQLITE)
def test_sqlite_says_what_somebody_did_to_the_schema(tmp_path: Path, statements: str, said: str) -> None:
    store = SqliteStore.create(tmp_path / "case")
    with sqlite3.connect(tmp_path / "case") as raw:
        raw.executescript(statements)
    assert list(store.check()) == [said]
    store.close()


TAMPERED_POSTGRES = [
    ("DROP TRIGGER entries_changed ON entries", "the trigger entries_changed is missing"),
    ("ALTER TABLE heads DISABLE TRIGGER heads_changed", "the trigger heads_changed was changed"),
    ("ALTER TABLE heads ENABLE TRIGGER heads_emptied", "the trigger heads_emptied was changed"),
    (
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$",
        "the function refuse was changed",
    ),
    (
        "CREATE TRIGGER more BEFORE INSERT ON slips FOR EACH ROW EXECUTE FUNCTION refuse()",
        "there is a trigger more that is not ours",
    ),
    (
        "CREATE RULE r AS ON DELETE TO views DO INSTEAD NOTHING",
        "views has rules or policies, or is no plain lasting table",
    ),
    ("ALTER TABLE entries SET UNLOGGED", "entries has rules or policies, or is no plain lasting table"),
    ("ALTER TABLE entries DROP CONSTRAINT entries_pkey", "the constraint entries_pkey of entries is missing"),
    ("ALTER TABLE entries ALTER text DROP NOT NULL", "the column entries.text was changed"),
    ("ALTER TABLE blobs ADD more text", "there is a column blobs.more that is not ours"),
]


@pytest.mark.parametrize(("statements", "said"), TAMPERED_POSTGRES)
def test_postgres_says_what_somebody_did_to_the_schema(postgres_url: str, statements: str, said: str) -> None:
    store = PostgresStore.create(postgres_url)
    server, _, schema = postgres_url.partition("?schema=")
    with psycopg.connect(server, options=f"-c search_path={schema}") as raw:
        raw.execute(statements.encode())
    assert said in store.check()
    store.close()
