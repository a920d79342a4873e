"""A case in PostgreSQL, for a desk of several machines.

The case lives in a schema of its own, so that several cases share one database: ``hudna`` unless the address names
another, as in ``postgresql://desk@server/cases?schema=aleppo``. psycopg is only imported when a case is opened.
A server's own backups and archived write-ahead logs keep what was on a slip until they are thrown away.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from hudna.ground import Fault
from hudna.journal.faults import JOURNAL
from hudna.journal.model import FORMAT, Row
from hudna.journal.postgres_check import complaints
from hudna.journal.sql import SqlStore
from hudna.journal.store import Tail

if TYPE_CHECKING:
    import psycopg

SCHEMA = "hudna"
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_PATIENCE_S = 10
_WRITER = 0x4855444E
"""The first half of the advisory lock that the one writer holds; the second is the schema."""
_TO_WRITE = "BEGIN; SELECT pg_advisory_xact_lock({lock}, to_regnamespace('{schema}')::oid::integer)"
_TO_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1 FROM kept"
"""A transaction that only began has no instant yet."""
_TAILS = """
WITH RECURSIVE ends AS (
  (SELECT log, seq, hash, text FROM entries ORDER BY log DESC, seq DESC LIMIT 1)
  UNION ALL
  SELECT e.* FROM ends, LATERAL (
    SELECT log, seq, hash, text FROM entries WHERE log < ends.log ORDER BY log DESC, seq DESC LIMIT 1
  ) e
)
SELECT log, seq, hash, text FROM ends ORDER BY log
"""
_SESSION = (
    "SET synchronous_commit = on",
    "SET client_min_messages = warning",
    f"SET lock_timeout = '{_PATIENCE_S}s'",
    "SET statement_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a case is: what the server is reached by, the schema, and both without a password, for people."""

    server: str
    schema: str
    shown: str

    @classmethod
    def read(cls, url: str) -> Address:
        """Take an address apart. Raises server-missing for one that is none."""
        try:
            parts = urlsplit(url)
            place = f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"
        except ValueError:
            raise _no_address() from None
        if "@" in parts.path or "#" in url:  # a password cut in two
            raise _no_address()
        options = parse_qsl(parts.query, keep_blank_values=True)
        schema = next((value for name, value in options if name == "schema"), SCHEMA)
        shown = f"postgresql://{place}?schema={schema}"
        if not _NAME.fullmatch(schema) or schema.startswith("pg_"):
            remedy = "name it with small letters, digits and _."
            raise JOURNAL.fault("server-missing", f"“{schema}” cannot name a schema.", where=shown, remedy=remedy)
        rest = urlencode([(name, value) for name, value in options if name != "schema"])
        return cls(urlunsplit(parts._replace(query=rest)), schema, shown)


def _no_address() -> Fault:
    """Nothing of the address is said back: any part of it may be of the password."""
    remedy = "write postgresql://user@host:port/database; in a password / @ : # % are %2F %40 %3A %23 %25."
    return JOURNAL.fault("server-missing", "The address of the database cannot be read.", remedy=remedy)


class PostgresStore(SqlStore):
    """Keeps a case in a schema of a PostgreSQL database; waits for the server's disk on every commit."""

    def __init__(self, address: Address, *, read_only: bool) -> None:
        super().__init__(address.shown, read_only=read_only)
        self._address = address
        self._connection = self._connect()
        self._to_write = _TO_WRITE.format(lock=_WRITER, schema=address.schema)

    @classmethod
    def create(cls, url: str) -> PostgresStore:
        """Make an empty case. Raises server-missing, case-exists and case-unwritable."""
        store = cls(Address.read(url), read_only=False)
        try:
            store._make()
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def open(cls, url: str, *, read_only: bool = False) -> PostgresStore:
        """Open a case. Raises server-missing, case-missing, case-unreadable and journal-newer."""
        store = cls(Address.read(url), read_only=read_only)
        try:
            store._recognise()
        except BaseException:
            store.close()
            raise
        return store

    def _connect(self) -> psycopg.Connection[Any]:
        import psycopg

        logging.getLogger("psycopg").addHandler(logging.NullHandler())  # what it has to say, our faults say
        with self._faults():
            connection = psycopg.connect(self._address.server, autocommit=True, connect_timeout=_PATIENCE_S)
            only = "on" if self._read_only else "off"
            session = (
                *_SESSION,
                f"SET search_path = {self._address.schema}",
                f"SET default_transaction_read_only = {only}",
            )
            connection.execute("; ".join(session).encode())
            return connection

    def _make(self) -> None:
        schema = self._address.schema
        ((encoding,),) = self._ask("SHOW server_encoding")
        if encoding != "UTF8":
            remedy = "make a database with the encoding UTF8."
            raise JOURNAL.fault(
                "case-unwritable", f"The database is kept in {encoding}.", where=self._where, remedy=remedy
            )
        taken = "SELECT 1 FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace(?)"
        self._ask("BEGIN")
        try:
            self._ask("SELECT pg_advisory_xact_lock(?, 0)", (_WRITER,))
            if self._ask(taken, (schema,)):
                raise JOURNAL.fault("case-exists", f"The schema {schema} is taken.", where=self._where)
            if self._ask("SELECT to_regnamespace(?) IS NULL", (schema,)) == [(True,)]:
                self._ask(f"CREATE SCHEMA {schema}")
            with self._faults():
                self._connection.execute(script(schema).encode())
            self._ask("INSERT INTO kept (format) VALUES (?)", (FORMAT,))
            self._ask("COMMIT")
        except BaseException:
            self._undo()
            raise

    def _recognise(self) -> None:
        schema = self._address.schema
        if self._ask("SELECT to_regnamespace(?) IS NULL", (schema,)) == [(True,)]:
            what = f"The database has no schema {schema}."
            raise JOURNAL.fault("case-missing", what, where=self._where)
        there = self._ask("SELECT to_regclass(?) IS NOT NULL", (f"{schema}.kept",)) == [(True,)]
        versions = self._ask("SELECT format FROM kept") if there else []
        if len(versions) != 1:
            raise JOURNAL.fault("case-unreadable", f"The schema {schema} is not a case of Hudna.", where=self._where)
        if versions[0][0] > FORMAT:
            what = f"The case has format {versions[0][0]}; this Hudna knows {FORMAT}."
            raise JOURNAL.fault("journal-newer", what, where=self._where)
        if versions[0][0] < 1:
            raise JOURNAL.fault("case-unreadable", f"There is no format {versions[0][0]}.", where=self._where)

    def _live(self) -> psycopg.Connection[Any]:
        """The connection; a new one where the server went away between two steps."""
        if self._connection.closed:
            if self._writing or self._reading:
                raise JOURNAL.fault(
                    "server-missing", "The server went away; nothing of this step is recorded.", where=self._where
                )
            self._connection = self._connect()
        return self._connection

    def _ask(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._lock, self._faults(), self._live().cursor(binary=True) as cursor:
            cursor.execute(statement.replace("?", "%s").encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def _tell(self, statement: str, many: Sequence[Sequence[Any]]) -> None:
        with self._lock, self._faults(), self._live().cursor() as cursor:
            cursor.executemany(statement.replace("?", "%s").encode(), many)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        import psycopg

        try:
            yield
        except psycopg.Error as error:
            raise _fault(error, self._where) from None

    def _begin(self, *, write: bool) -> None:
        try:
            with self._lock, self._faults():
                self._live().execute((self._to_write if write else _TO_READ).encode())
        except BaseException:
            self._undo()
            raise

    def tails(self) -> Mapping[str, Tail]:
        """The end of every log, asked for at once: a way to the server and back is most of what a statement costs."""
        return {log: Tail(seq + 1, Row(log, seq, hash_, text)) for log, seq, hash_, text in self._ask(_TAILS)}

    def _commit(self) -> None:
        try:
            self._ask("COMMIT")
        except Fault as fault:
            if fault.code != "server-missing":
                raise
            what = "The server went away while it recorded: the step is there as a whole, or not at all."
            raise JOURNAL.fault("server-missing", what, where=self._where, remedy="look which, then go on.") from None

    def _undo(self) -> None:
        import psycopg

        with suppress(psycopg.Error):
            if not self._connection.closed:
                self._connection.execute(b"ROLLBACK")

    def _back(self) -> None:
        import psycopg

        with suppress(psycopg.Error):
            if not self._connection.closed:
                self._connection.execute(b"ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part")

    def _scrub(self) -> None:
        with suppress(Fault):
            self._ask("VACUUM (FULL) slips")

    def place(self) -> str:
        """What tells this copy from a copy of it: the cluster and its timeline, the database and the schema.

        A dump that was restored is another schema; a server restored to a point in time has another timeline.
        """
        schema = self._address.schema
        found = self._ask(
            "SELECT (SELECT system_identifier FROM pg_control_system())::text,"
            " (SELECT timeline_id FROM pg_control_checkpoint())::text,"
            " (SELECT oid FROM pg_database WHERE datname = current_database())::text,"
            " to_regnamespace(?)::oid::text",
            (schema,),
        )
        return "/".join(["postgres", *found[0]])

    def check(self) -> Sequence[str]:
        """What is wrong with the store, in words: tables, triggers, functions, and a server that can lose data."""
        try:
            with self.reading():
                self._ask("SET LOCAL search_path = ''")  # so that the server names things in full
                found = complaints(self._ask, self._address.schema, script(self._address.schema))
                self._ask(f"SET LOCAL search_path = {self._address.schema}")  # we may be inside another reading
                return [*found, *self._stray_heads()]
        except Fault as fault:
            return [fault.what]

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()


def script(schema: str) -> str:
    """What makes a case in this schema."""
    text = files("hudna.journal").joinpath("data", "postgres.sql").read_text(encoding="utf-8")
    return text.replace("{schema}", schema)


_MEANINGS = (
    ("23", "append-only", "Refused: {said}."),
    ("42501", "case-unwritable", "The server says: {said}."),
    ("25006", "case-unwritable", "The server only lets us read: {said}."),
    ("55P03", "case-unwritable", "Somebody else is writing."),
    ("53100", "case-unwritable", "The server's disk is full."),
    ("53", "server-missing", "The server has no room for us: {said}."),
    ("54", "case-unwritable", "Too large for the server: {said}."),
    ("57P", "server-missing", "The server went away: {said}."),
    ("08", "server-missing", "The server went away: {said}."),
    ("58", "case-unwritable", "The server's disk fails: {said}."),
    ("", "case-unreadable", "The server says: {said}."),
)
"""By the beginning of an SQLSTATE: the fault, and how it is said."""


def _fault(error: psycopg.Error, where: str) -> Fault:
    """What an error of psycopg or of the server means for the case."""
    import psycopg

    said = (str(error).strip().splitlines() or ["nothing"])[0].rstrip(".")
    if error.sqlstate is None and isinstance(error, psycopg.ProgrammingError):
        return _no_address()
    if error.sqlstate is None:
        return JOURNAL.fault("server-missing", f"The server does not answer: {said}.", where=where)
    for beginning, code, what in _MEANINGS:
        if error.sqlstate.startswith(beginning):
            remedy = "wait until the other is done, then try again." if beginning == "55P03" else ""
            return JOURNAL.fault(code, what.format(said=said.removeprefix("append-only: ")), where=where, remedy=remedy)
    raise AssertionError("unreachable")
