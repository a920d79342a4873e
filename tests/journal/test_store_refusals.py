"""What a store refuses: damaged files, newer formats, a full disk, a medium that is not written, a server that left."""

from __future__ import annotations

import os
import resource
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from hudna.ground import Fault
from hudna.journal import FORMAT, PostgresStore, SqliteStore, open_store
from tests.journal.processes import in_child
from tests.journal.server import Server
from tests.journal.test_store_contract import row


def filled(path: Path, rows: int = 200) -> bytes:
    store = SqliteStore.create(path)
    with store.writing():
        store.add([row("a", seq, b"x" * 300) for seq in range(rows)])
    store.close()
    return path.read_bytes()


BAD_FILES: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("empty", lambda whole: b"", "The file is empty."),
    ("text", lambda whole: b"Dear colleague,\n" * 100, "The file is not a case of Hudna."),
    ("short text", lambda whole: b"Dear", "The file is not a case of Hudna."),
    ("only the mark", lambda whole: whole[:16], "The file is not a case of Hudna."),
    ("one page", lambda whole: whole[:4096], "The file is damaged or was cut off."),
    ("half", lambda whole: whole[: len(whole) // 8192 * 4096], "The file is damaged or was cut off."),
    ("within a page", lambda whole: whole[:-100], "The file was cut off within a page."),
    (
        "a schema of noise",
        lambda whole: whole[:100] + b"\xff" * 3996 + whole[4096:],
        "The file is damaged or was cut off.",
    ),
]


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(("spoil", "said"), [pytest.param(*case[1:], id=case[0]) for case in BAD_FILES])
def test_a_file_that_is_no_whole_case_is_refused(
    tmp_path: Path, spoil: Callable[[bytes], bytes], said: str, read_only: bool
) -> None:
    path = tmp_path / "case"
    spoilt = spoil(filled(path))
    path.write_bytes(spoilt)
    with pytest.raises(Fault) as caught:
        SqliteStore.open(path, read_only=read_only)
    assert (caught.value.code, caught.value.what) == ("case-unreadable", said)
    assert path.read_bytes() == spoilt


def test_another_program_s_database_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "case") as other:
        other.execute("CREATE TABLE entries (x)")
    with pytest.raises(Fault, match=r"not a case of Hudna.*\[case-unreadable\]"):
        SqliteStore.open(tmp_path / "case")


def test_damage_within_the_file_is_said_by_check(tmp_path: Path) -> None:
    spoilt = bytearray(filled(tmp_path / "case"))
    spoilt[-4096:-3000] = b"\xff" * 1096
    (tmp_path / "case").write_bytes(spoilt)
    store = SqliteStore.open(tmp_path / "case")
    assert any("damaged" in line for line in store.check())
    store.close()


def test_a_missing_case_and_one_that_exists_are_refused(where: str) -> None:
    with pytest.raises(Fault, match=r"\[case-missing\]"):
        open_store(where)
    open_store(where, create=True).close()
    with pytest.raises(Fault, match=r"\[case-exists\]"):
        open_store(where, create=True)
    open_store(where).close()


def test_a_newer_format_is_refused_and_left_alone(where: str) -> None:
    open_store(where, create=True).close()
    if where.startswith("postgresql"):
        server, _, schema = where.partition("?schema=")
        with psycopg.connect(server) as raw:
            raw.execute(f"UPDATE {schema}.kept SET format = {FORMAT + 1}".encode())
    else:
        with sqlite3.connect(where) as file:
            file.execute(f"PRAGMA user_version = {FORMAT + 1}")
    for read_only in (False, True):
        with pytest.raises(Fault, match=rf"format {FORMAT + 1}; this Hudna knows {FORMAT}.*\[journal-newer\]"):
            open_store(where, read_only=read_only)


def test_who_only_reads_writes_nothing(where: str) -> None:
    store = open_store(where, create=True)
    with store.writing():
        store.add([row("a", 0)])
    reader = open_store(where, read_only=True)
    assert list(reader.rows("a")) == [row("a", 0)]
    assert list(reader.check()) == []
    for act in (lambda: reader.add([row("a", 1)]), lambda: reader.put_settings({"x": "1"}), reader.drop_views):
        with pytest.raises(Fault, match=r"for reading only.*\[case-unwritable\]"):
            act()
    with store.writing():
        store.add([row("a", 1)])
    assert reader.tails()["a"].size == 2
    reader.close()
    store.close()


def _without_rights() -> None:
    """Root may write everywhere: try it as somebody who may not."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


@pytest.fixture
def stick() -> Iterator[Path]:
    """A folder that cannot be written, with a case in it; outside pytest's own, which others may not enter."""
    with TemporaryDirectory(prefix="hudna-test-stick-") as folder:
        filled(Path(folder) / "case")
        (Path(folder) / "case").chmod(0o444)
        Path(folder).chmod(0o555)
        yield Path(folder)
        Path(folder).chmod(0o755)


def test_a_copy_on_a_medium_that_cannot_be_written_is_read(stick: Path) -> None:
    def read() -> str:
        _without_rights()
        store = SqliteStore.open(stick / "case", read_only=True)
        return f"{store.tails()['a'].size} {list(store.check())} {sorted(os.listdir(stick))}"

    def write() -> str:
        _without_rights()
        try:
            SqliteStore.open(stick / "case")
        except Fault as fault:
            return fault.code
        return "opened"

    def make() -> str:
        _without_rights()
        try:
            SqliteStore.create(stick / "another")
        except Fault as fault:
            return fault.code
        return "made"

    assert in_child(read) == "200 [] ['case']"
    assert in_child(write) == "case-unwritable"
    assert in_child(make) == "case-unwritable"


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "case"
    filled(path)
    room = path.stat().st_size + 40_000

    def fill_up() -> str:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        store, size, code = SqliteStore.open(path), 200, ""
        while not code:
            try:
                with store.writing():
                    store.add([row("a", size + n, b"y" * 900) for n in range(5)])
                size += 5
            except Fault as fault:
                code = fault.code
        return f"{code} {store.tails()['a'].size == size} {size}"

    code, is_whole, size = in_child(fill_up).split()
    assert (code, is_whole) == ("case-unwritable", "True")
    store = SqliteStore.open(path)
    assert store.tails()["a"].size == int(size) > 200
    assert list(store.check()) == []
    with store.writing():
        store.add([row("a", int(size))])
    store.close()


def test_after_the_database_took_a_step_back_nothing_more_of_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "case"
    filled(path)
    store = SqliteStore.open(path)
    ((pages,),) = store._ask("PRAGMA page_count")
    store._ask(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Fault, match=r"The disk is full.*\[case-unwritable\]"):
        store.put_blob("blob", bytes(200_000))
    with pytest.raises(Fault, match=r"none of it is recorded.*\[case-unwritable\]"), store.writing():  # noqa: PT012 - a step
        store.put_settings({"x": "1"})
        store._connection.execute("ROLLBACK")  # as SQLite does by itself on some errors
        store.put_settings({"y": "2"})
    assert store.settings() == {}
    assert list(store.blobs()) == []
    assert store.tails()["a"].size == 200
    store.close()


def test_a_case_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    def make() -> str:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        try:
            SqliteStore.create(tmp_path / "case")
        except Fault as fault:
            return fault.code
        return "made"

    assert in_child(make) == "case-unwritable"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"No such file or directory.*\[case-unwritable\]"):
        SqliteStore.create(tmp_path / "nowhere" / "case")


def test_a_second_writer_who_waits_in_vain_is_told(tmp_path: Path) -> None:
    store = SqliteStore.create(tmp_path / "case")
    other = SqliteStore.open(tmp_path / "case")
    other._ask("PRAGMA busy_timeout = 20")
    with store.writing(), pytest.raises(Fault, match=r"Somebody else is writing.*\[case-unwritable\]"):
        other.put_settings({"x": "1"})
    other.put_settings({"x": "1"})
    other.close()
    store.close()


def test_a_server_that_is_not_there_is_said_without_the_password() -> None:
    with pytest.raises(Fault, match=r"\[server-missing\]") as caught:
        PostgresStore.open("postgresql://keeper:secret@127.0.0.1:1/cases")
    assert "secret" not in str(caught.value)
    assert caught.value.where.file == "postgresql://127.0.0.1:1/cases?schema=hudna"


@pytest.mark.parametrize("schema", ["Aleppo", "a-b", "a;drop", "", "pg_temp", "é", "a" * 64])
def test_a_schema_is_named_plainly(schema: str) -> None:
    with pytest.raises(Fault, match=r"cannot name a schema.*\[server-missing\]"):
        PostgresStore.open(f"postgresql://127.0.0.1:1/cases?schema={schema}")


def test_a_schema_that_holds_something_else_is_no_case(postgres_server: Server, postgres_url: str) -> None:
    schema = postgres_url.partition("?schema=")[2]
    with psycopg.connect(postgres_server.url, autocommit=True) as raw:
        raw.execute(f"CREATE SCHEMA {schema}".encode())
        with pytest.raises(Fault, match=r"is not a case of Hudna.*\[case-unreadable\]"):
            PostgresStore.open(postgres_url)
        raw.execute(f"CREATE TABLE {schema}.other (x integer)".encode())
    with pytest.raises(Fault, match=r"is not a case of Hudna.*\[case-unreadable\]"):
        PostgresStore.open(postgres_url)
    with pytest.raises(Fault, match=r"is taken.*\[case-exists\]"):
        PostgresStore.create(postgres_url)


def test_a_server_that_goes_away_within_a_step_leaves_nothing_half_written(
    postgres_server: Server, postgres_url: str
) -> None:
    store = PostgresStore.create(postgres_url)
    with store.writing():
        store.add([row("a", 0)])
    with pytest.raises(Fault, match=r"\[server-missing\]"), store.writing():  # noqa: PT012 - the step is tested
        store.add([row("a", 1)])
        with psycopg.connect(postgres_server.url, autocommit=True) as other:
            ours = store._connection.info.backend_pid
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (ours,))
        store.put_settings({"x": "1"})
    assert store.tails()["a"].size == 1  # by a connection of its own accord
    assert store.settings() == {}
    with store.writing():
        store.add([row("a", 1)])
    store.close()


def test_who_may_only_insert_and_read_can_keep_a_case(postgres_server: Server, postgres_url: str) -> None:
    PostgresStore.create(postgres_url).close()
    schema = postgres_url.partition("?schema=")[2]
    with psycopg.connect(postgres_server.url, autocommit=True) as raw:
        raw.execute(
            f"CREATE ROLE {schema}_desk LOGIN; GRANT USAGE ON SCHEMA {schema} TO {schema}_desk;"
            f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA {schema} TO {schema}_desk".encode()
        )
    store = PostgresStore.open(postgres_url.replace("keeper@", f"{schema}_desk@"))
    with store.writing():
        store.add([row("a", 0)])
        store.put_blob("b", b"data")
    assert store.tails()["a"].size == 1
    with pytest.raises(Fault, match=r"permission denied.*\[case-unwritable\]"):
        store.put_settings({"x": "1"})
    store.close()
