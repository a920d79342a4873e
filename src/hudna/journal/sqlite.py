"""A case in one SQLite file: nothing to install, and a copy of the file is a copy of the case."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import get_ident
from typing import Any

from hudna.ground import Fault
from hudna.journal.faults import JOURNAL
from hudna.journal.model import FORMAT, Row
from hudna.journal.place import place_of
from hudna.journal.sql import SqlStore
from hudna.journal.sqlite_file import MARK, SCHEMA, connect, is_pending, look_at, make, meaning, publish, wanted
from hudna.journal.store import Tail

_TABLES = ("entries", "heads", "blobs", "slips", "settings", "views", "view_rows")


class SqliteStore(SqlStore):
    """Keeps a case in one file (WAL, synchronous=FULL); beside it SQLite keeps ``-wal`` and ``-shm`` while it is open.

    A write-ahead log needs a file system that can share memory: a local disk or stick, not a network drive.
    """

    _IS_FRAGILE = False
    # A flipped bit can turn a column into another type, or into nothing: what is given is bytes all the same.
    _ROW = "coalesce(CAST(e.hash AS BLOB), x''), coalesce(CAST(e.text AS BLOB), x'')"

    def __init__(self, path: Path, connection: sqlite3.Connection, *, read_only: bool) -> None:
        super().__init__(str(path), read_only=read_only)
        self.path = path
        self._connection = connection
        self._ends: tuple[int, dict[str, Tail]] | None = None

    @classmethod
    def create(cls, path: Path | str) -> SqliteStore:
        """Make an empty case. Raises case-exists, and case-unwritable where nothing can be written.

        It is made under another name first, so that no half-made case is ever found under its own.
        """
        path = Path(path)
        if path.exists():
            raise JOURNAL.fault("case-exists", "There is a file of this name already.", where=str(path))
        making = path.with_name(f".{path.name}.{os.getpid()}.making")
        try:
            os.close(os.open(making, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            make(making)
            publish(making, path)
        except FileExistsError:
            raise JOURNAL.fault("case-exists", "There is a file of this name already.", where=str(path)) from None
        except OSError as error:
            raise JOURNAL.fault("case-unwritable", f"{error.strerror}.", where=str(path)) from None
        except sqlite3.Error as error:
            raise meaning(error, str(path)) from None
        finally:
            for rest in ("", "-wal", "-shm", "-journal"):
                Path(f"{making}{rest}").unlink(missing_ok=True)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path | str, *, read_only: bool = False) -> SqliteStore:
        """Open a case. Raises case-missing, case-unreadable and journal-newer; case-unwritable where it is not
        to be written; ``read_only`` works from such a medium, too.
        """
        path = Path(path)
        look_at(path)
        try:
            connection = connect(path, read_only=read_only)
        except sqlite3.Error as error:
            raise meaning(error, str(path)) from None
        except UnicodeDecodeError:
            raise JOURNAL.fault("case-unreadable", "The file is damaged.", where=str(path)) from None
        store = cls(path, connection, read_only=read_only)
        try:
            store._recognise()
        except BaseException:
            store.close()
            raise
        return store

    def _recognise(self) -> None:
        ((mark,),) = self._ask("PRAGMA application_id")
        ((version,),) = self._ask("PRAGMA user_version")
        if mark != MARK:
            raise JOURNAL.fault("case-unreadable", "This database is not a case of Hudna.", where=self._where)
        if version > FORMAT:
            what = f"The case has format {version}; this Hudna knows {FORMAT}."
            raise JOURNAL.fault("journal-newer", what, where=self._where)
        if version < 1:
            raise JOURNAL.fault("case-unreadable", f"There is no format {version}.", where=self._where)
        ((page,),) = self._ask("PRAGMA page_size")
        if self.path.stat().st_size % page and not is_pending(self.path):
            raise JOURNAL.fault("case-unreadable", "The file was cut off within a page.", where=self._where)
        there = {name for (name,) in self._ask("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if missing := [table for table in _TABLES if table not in there]:
            what = f"The case lacks its {' and '.join(missing)}."
            raise JOURNAL.fault("case-unreadable", what, where=self._where)
        if not self._read_only and not os.access(self.path, os.W_OK):
            what = "The file may only be read."
            raise JOURNAL.fault("case-unwritable", what, where=self._where)

    def _ask(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                self._still_one_step()
                return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise meaning(error, self._where) from None
        except UnicodeDecodeError:  # damage in a name, which SQLite quotes in what it says
            raise JOURNAL.fault("case-unreadable", "The file is damaged.", where=self._where) from None

    def _tell(self, statement: str, many: Sequence[Sequence[Any]]) -> None:
        try:
            with self._lock:
                self._still_one_step()
                self._connection.executemany(statement, many)
        except sqlite3.Error as error:
            raise meaning(error, self._where) from None

    def _still_one_step(self) -> None:
        """A full disk makes SQLite take back the whole step at once; what follows must not be written on its own."""
        if self._writing and not self._connection.in_transaction:
            raise JOURNAL.fault(
                "case-unwritable", "The step was taken back; none of it is recorded.", where=self._where
            )

    def tails(self) -> Mapping[str, Tail]:
        """The end of every log. A writer asks the tables only where another connection has written since."""
        if self._writer != get_ident():
            return super().tails()
        ((version,),) = self._ask("PRAGMA data_version")
        if self._ends is None or self._ends[0] != version:
            self._ends = (version, dict(super().tails()))
        return dict(sorted(self._ends[1].items()))

    def add(self, rows: Sequence[Row]) -> None:
        """Append rows, and remember the ends of their logs."""
        super().add(rows)
        if self._ends is not None:
            self._ends[1].update({row.log: Tail(row.seq + 1, row) for row in rows})

    def _begin(self, *, write: bool) -> None:
        self._ask("BEGIN IMMEDIATE" if write else "BEGIN")
        if not write:
            try:
                self._ask("SELECT 1 FROM sqlite_schema")  # a step that only began has no instant yet
            except Fault:
                self._undo()
                raise

    def _commit(self) -> None:
        self._ask("COMMIT")

    def _undo(self) -> None:
        self._ends = None
        with suppress(sqlite3.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def _back(self) -> None:
        self._ends = None
        with suppress(sqlite3.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK TO SAVEPOINT part")
                self._connection.execute("RELEASE SAVEPOINT part")

    def _scrub(self) -> None:
        with suppress(sqlite3.Error):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def place(self) -> str:
        """What tells this copy from a copy of it: machine, inode and birth of the file."""
        try:
            return place_of(self.path)
        except OSError as error:
            raise JOURNAL.fault("case-missing", f"The file is gone: {error.strerror}.", where=self._where) from None

    def check(self) -> Sequence[str]:
        """What is wrong with the file, in words: tables and triggers that are missing or changed, damaged pages."""
        try:
            return [*self._differences(), *self._damage(), *self._stray_heads()]
        except Fault as fault:
            return [fault.what]

    def _differences(self) -> list[str]:
        found = {(kind, name): text for kind, name, text in self._ask(SCHEMA)}
        should = wanted()
        missing = [f"the {kind} {name} is missing" for kind, name in should if (kind, name) not in found]
        more = [f"there is a {kind} {name} that is not ours" for kind, name in found if (kind, name) not in should]
        changed = [
            f"the {kind} {name} was changed"
            for (kind, name), text in found.items()
            if should.get((kind, name), text) != text
        ]
        return sorted(missing) + sorted(changed) + sorted(more)

    def _damage(self) -> list[str]:
        lines = [str(line) for (line,) in self._ask("PRAGMA integrity_check")]
        return [] if lines == ["ok"] else [f"the file is damaged: {line.strip()}" for line in lines]

    def close(self) -> None:
        """Let go of it. The last to close leaves one file with everything in it."""
        with suppress(sqlite3.Error):
            self._connection.close()
