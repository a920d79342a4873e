"""The file of a case in SQLite: making it, looking at it, connecting to it, and what its errors mean."""

from __future__ import annotations

import os
import sqlite3
from functools import cache
from importlib.resources import files
from pathlib import Path
from stat import S_ISREG
from urllib.parse import quote

from hudna.ground import Fault
from hudna.journal.faults import JOURNAL
from hudna.journal.model import FORMAT

MARK = 0x4855444E
"""``HUDN``: the application id in the head of the file, by which a case is told from other databases."""
_PATIENCE_S = 10.0
_PRAGMAS = (
    "synchronous = FULL",
    "fullfsync = ON",
    "checkpoint_fullfsync = ON",
    "foreign_keys = OFF",
    "recursive_triggers = ON",
    "secure_delete = ON",
    "trusted_schema = OFF",
    "cell_size_check = ON",
)
"""Wait for the disk on every commit; delete triggers fire for what a replacing insert removes; an erased slip is
overwritten; a file from elsewhere runs no function that can do harm."""

SCHEMA = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"


def _script() -> str:
    return files("hudna.journal").joinpath("data", "sqlite.sql").read_text(encoding="utf-8")


@cache
def wanted() -> dict[tuple[str, str], str]:
    """By kind and name, the tables and triggers of a case as SQLite keeps their text."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(_script())
        return {(kind, name): text for kind, name, text in connection.execute(SCHEMA)}
    finally:
        connection.close()


def make(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        connection.execute("PRAGMA synchronous = FULL")
        connection.executescript(
            f"BEGIN; PRAGMA application_id = {MARK}; PRAGMA user_version = {FORMAT}; {_script()} COMMIT;"
        )
    finally:
        connection.close()


def publish(making: Path, path: Path) -> None:
    """Give a file its name, unless another has it; durable when it returns. Raises FileExistsError, OSError."""
    try:
        os.link(making, path)
    except FileExistsError:
        raise
    except OSError:  # FAT knows no links
        if path.exists():
            raise FileExistsError from None
        making.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def look_at(path: Path) -> None:
    """Refuse what is no file, before SQLite takes an empty one for an empty database.

    It is not opened: closing it again would give up the locks of every other store on it in this process.
    """
    where = str(path)
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise JOURNAL.fault("case-missing", "There is no such case.", where=where) from None
    except OSError as error:
        raise JOURNAL.fault("case-unreadable", f"{error.strerror}.", where=where) from None
    if not S_ISREG(found.st_mode) or not os.access(path, os.R_OK):
        raise JOURNAL.fault("case-unreadable", "It is not a file, or you may not read it.", where=where)
    if not found.st_size:
        raise JOURNAL.fault("case-unreadable", "The file is empty.", where=where)


def is_pending(path: Path) -> bool:
    """Is there something in the write-ahead log beside the file?"""
    try:
        return Path(f"{path}-wal").stat().st_size > 0
    except OSError:
        return False


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Connect; on a medium that cannot be written, SQLite is told that nobody changes the file."""
    modes = (
        ["mode=ro", "mode=ro&immutable=1"]
        if read_only and not is_pending(path)
        else ["mode=ro" if read_only else "mode=rw"]
    )
    for mode in modes:
        address = f"file:{quote(str(path.absolute()))}?{mode}"
        connection = sqlite3.connect(
            address, uri=True, isolation_level=None, timeout=_PATIENCE_S, check_same_thread=False
        )
        try:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("SELECT 1 FROM sqlite_schema").fetchall()
            return connection
        except sqlite3.Error as error:
            connection.close()
            if mode == modes[-1] or _name(error) not in (
                "SQLITE_CANTOPEN",
                "SQLITE_READONLY_CANTINIT",
                "SQLITE_READONLY_DIRECTORY",
            ):
                raise
    raise AssertionError("unreachable")


def _name(error: sqlite3.Error) -> str:
    return getattr(error, "sqlite_errorname", "")


def meaning(error: sqlite3.Error, where: str) -> Fault:
    """What an error of SQLite means for the case."""
    name = _name(error)
    said = f"SQLite says: {error}."
    if name.startswith("SQLITE_CONSTRAINT"):
        return JOURNAL.fault("append-only", f"{str(error).removeprefix('append-only: ').capitalize()}.", where=where)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        remedy = "wait until the other is done, then try again."
        return JOURNAL.fault("case-unwritable", "Somebody else is writing.", where=where, remedy=remedy)
    if name == "SQLITE_FULL":
        return JOURNAL.fault("case-unwritable", "The disk is full.", where=where)
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH", "SQLITE_TOOBIG")):
        return JOURNAL.fault("case-unwritable", said, where=where)
    if name.startswith("SQLITE_IOERR") and "READ" not in name:
        return JOURNAL.fault("case-unwritable", said, where=where)
    if name.startswith("SQLITE_CORRUPT"):
        return JOURNAL.fault("case-unreadable", "The file is damaged or was cut off.", where=where)
    if name == "SQLITE_NOTADB":
        return JOURNAL.fault("case-unreadable", "The file is not a case of Hudna.", where=where)
    return JOURNAL.fault("case-unreadable", said, where=where)
