"""What the stores in SQL have in common: their statements, and steps that are all or nothing.

The tables are the same in both databases (``data/sqlite.sql``, ``data/postgres.sql``), and so are the statements,
written with ``?`` for a value. A database adds how it is reached, what its errors mean and how it is checked.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from threading import RLock, get_ident
from typing import Any

from hudna.ground import Fault
from hudna.journal.codec import instant_text, read_instant
from hudna.journal.faults import JOURNAL
from hudna.journal.model import Head, Row
from hudna.journal.store import Slip, Tail

_CHUNK = 500
"""Rows fetched at a time: no statement stays open while the caller works on what it was given."""

_TAIL = "SELECT e.log, e.seq, {row} FROM entries e {before} ORDER BY e.log DESC, e.seq DESC LIMIT 1"
_ROWS = "SELECT e.log, e.seq, {row} FROM entries e WHERE e.log = ? AND e.seq >= ? AND e.seq < ? ORDER BY e.seq LIMIT ?"
_ADD = "INSERT INTO entries (log, seq, hash, text) VALUES (?, ?, ?, ?)"
_row: Callable[[tuple[Any, ...]], Row] = partial(tuple.__new__, Row)
"""A row of what a database gave: as ``Row._make``, in half the time."""
_HEAD = "SELECT matter, log, size, root, signed, signer, signature FROM heads WHERE log = ?"
_HEADS = f"{_HEAD} AND (size, signed, signature) > (?, ?, ?) ORDER BY size, signed, signature LIMIT ?"
_LAST_HEAD = f"{_HEAD} ORDER BY size DESC, signed DESC, signature DESC LIMIT 1"


class SqlStore(ABC):
    """Keeps a case in a database. Writing waits for the writer before; reading waits for nobody."""

    _ROW = "e.hash, e.text"
    _IS_FRAGILE = True
    """Does a single statement that is refused spoil the step that it is in?"""

    def __init__(self, where: str, *, read_only: bool) -> None:
        self._where = where
        self._read_only = read_only
        self._lock = RLock()
        self._writing = False
        self._writer = 0
        self._reading = False
        self._erased = False
        self._last_tail = _TAIL.format(row=self._ROW, before="")
        self._tail_before = _TAIL.format(row=self._ROW, before="WHERE e.log < ?")
        self._rows = _ROWS.format(row=self._ROW)

    @abstractmethod
    def _ask(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and give what it answers; raises faults only."""

    @abstractmethod
    def _tell(self, statement: str, many: Sequence[Sequence[Any]]) -> None:
        """Run one statement for each of many sets of values; raises faults only."""

    @abstractmethod
    def _begin(self, *, write: bool) -> None:
        """Begin a step as the only writer, or a look at one instant."""

    @abstractmethod
    def _commit(self) -> None:
        """End a step for good: durable when it returns."""

    @abstractmethod
    def _undo(self) -> None:
        """End a step or a look without effect; raises nothing."""

    @abstractmethod
    def _scrub(self) -> None:
        """After slips were erased: let the database give up what is left of them, as far as it can now."""

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One writer at a time, over all processes; what is written inside is durable when it ends, all or nothing.

        Inside itself it joins: only the end of the outermost makes anything durable.
        """
        with self._lock:
            if self._writing:
                yield
                return
            if self._read_only:
                what = "The case was opened for reading only."
                raise JOURNAL.fault("case-unwritable", what, where=self._where)
            if self._reading:
                raise RuntimeError("writing inside reading: what was read would not be what is written on")
            self._begin(write=True)
            self._writing, self._writer, self._erased = True, get_ident(), False
            try:
                yield
                self._commit()
            except BaseException:
                self._undo()
                raise
            finally:
                self._writing, self._writer = False, 0
            if self._erased:
                self._scrub()

    def _joined(self) -> AbstractContextManager[None]:
        """The step that this thread is in, or one of its own."""
        return nullcontext() if self._writer == get_ident() else self.writing()

    @contextmanager
    def _part(self) -> Iterator[None]:
        """A part of a step that leaves nothing where it is refused, and lets the rest go on."""
        self._ask("SAVEPOINT part")
        try:
            yield
        except BaseException:
            self._back()
            raise
        self._ask("RELEASE SAVEPOINT part")

    @abstractmethod
    def _back(self) -> None:
        """Take back the part of a step that was begun; raises nothing."""

    @contextmanager
    def reading(self) -> Iterator[None]:
        """What is read inside is of one instant, whoever writes meanwhile."""
        with self._lock:
            if self._writing or self._reading:
                yield
                return
            self._begin(write=False)
            self._reading = True
            try:
                yield
            finally:
                self._reading = False
                self._undo()

    def tails(self) -> Mapping[str, Tail]:
        tails: dict[str, Tail] = {}
        with nullcontext() if self._writer == get_ident() else self.reading():
            found = self._ask(self._last_tail)
            while found:
                ((log, seq, hash_, text),) = found
                self._check_seq(log, seq)
                tails[log] = Tail(seq + 1, Row(log, seq, hash_, text))
                found = self._ask(self._tail_before, (log,))
        return dict(reversed(tails.items()))

    def _check_seq(self, log: Any, seq: Any) -> None:
        """A flipped bit can turn a column into another type."""
        if type(log) is not str or type(seq) is not int:
            raise JOURNAL.fault("case-unreadable", f"An entry of the log {log} has no number.", where=self._where)

    def add(self, rows: Sequence[Row]) -> None:
        if len(rows) == 1 and self._writer == get_ident() and not self._IS_FRAGILE:
            self._ask(_ADD, rows[0])
            return
        with self._joined(), self._part():
            if len(rows) == 1:
                self._ask(_ADD, rows[0])
            else:
                self._tell(_ADD, rows)

    def rows(self, log: str, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        ((last,),) = self._ask("SELECT max(seq) FROM entries WHERE log = ?", (log,))
        self._check_seq(log, last or 0)
        end = -1 if last is None else last + 1
        end = end if stop is None else min(end, stop)
        while start < end:
            found = self._ask(self._rows, (log, start, end, _CHUNK))
            for _, seq, _, _ in found:
                if type(seq) is not int:
                    self._check_seq(log, seq)
            yield from map(_row, found)
            start = found[-1][1] + 1 if len(found) == _CHUNK else end

    def add_heads(self, heads: Sequence[Head]) -> None:
        there = "SELECT 1 FROM heads WHERE log = ? AND size = ? AND signature = ?"
        statement = (
            "INSERT INTO heads (matter, log, size, root, signed, signer, signature) VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        with self._joined():
            for head in heads:
                known = (head.log, head.size, head.signature)
                if self._IS_FRAGILE and self._ask(there, known):
                    continue
                signed = instant_text(head.signed)
                values = (head.case, head.log, head.size, head.root, signed, head.key, head.signature)
                try:
                    self._ask(statement, values)
                except Fault:  # a database that forgives is asked only where it refuses: most heads are new
                    if self._IS_FRAGILE or not self._ask(there, known):
                        raise

    def heads(self, log: str) -> Iterator[Head]:
        after: tuple[Any, ...] = (-1, "", b"")
        while found := self._ask(_HEADS, (log, *after, _CHUNK)):
            for values in found:
                yield self._head(values)
            _, _, size, _, signed, _, signature = found[-1]
            after = (size, signed, signature)

    def last_head(self, log: str) -> Head | None:
        found = self._ask(_LAST_HEAD, (log,))
        return self._head(found[0]) if found else None

    def _head(self, values: tuple[Any, ...]) -> Head:
        matter, log, size, root, signed, signer, signature = values
        try:
            if type(size) is not int or not all(type(one) is bytes for one in (root, signer, signature)):
                raise TypeError
            return Head(matter, log, size, root, read_instant(signed), signer, signature)
        except (TypeError, ValueError):
            what = f"The head of the first {size} entries of log {log} is damaged."
            raise JOURNAL.fault("case-unreadable", what, where=self._where) from None

    def _stray_heads(self) -> list[str]:
        """What is wrong with the heads, in words: heads of logs that have no entry."""
        stray = "SELECT DISTINCT log FROM heads h WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.log = h.log)"
        return [f"there is a head of a log {log} that has no entry" for (log,) in self._ask(f"{stray} ORDER BY log")]

    def put_blob(self, name: str, data: bytes) -> None:
        self._put("blobs", "data", name, data)

    def _put(self, table: str, column: str, name: str, data: bytes) -> None:
        with self.writing():
            if not self._ask(f"SELECT 1 FROM {table} WHERE name = ?", (name,)):
                self._ask(f"INSERT INTO {table} (name, {column}) VALUES (?, ?)", (name, data))

    def blob(self, name: str) -> bytes | None:
        found = self._ask("SELECT data FROM blobs WHERE name = ?", (name,))
        return found[0][0] if found else None

    def blobs(self) -> Iterator[str]:
        yield from (name for (name,) in self._ask("SELECT name FROM blobs ORDER BY name"))

    def put_slip(self, name: str, sealed: bytes) -> None:
        self._put("slips", "sealed", name, sealed)

    def slip(self, name: str) -> Slip | None:
        found = self._ask("SELECT name, sealed FROM slips WHERE name = ?", (name,))
        return Slip(*found[0]) if found else None

    def slips(self) -> Iterator[Slip]:
        yield from (Slip(*values) for values in self._ask("SELECT name, sealed FROM slips ORDER BY name"))

    def erase_slip(self, name: str) -> None:
        with self.writing():
            if self.slip(name) is None:
                self._ask("INSERT INTO slips (name, sealed) VALUES (?, NULL)", (name,))
            self._ask("UPDATE slips SET sealed = NULL WHERE name = ? AND sealed IS NOT NULL", (name,))
            self._erased = True

    def settings(self) -> Mapping[str, str]:
        return dict(self._ask("SELECT name, value FROM settings ORDER BY name"))

    def put_settings(self, settings: Mapping[str, str]) -> None:
        statement = (
            "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        )
        with self.writing():
            self._tell(statement, list(settings.items()))

    def put_view(self, view: str, rows: Iterable[tuple[str, str]]) -> None:
        kept = dict(rows)
        with self.writing():
            self._ask("INSERT INTO views (name) VALUES (?) ON CONFLICT (name) DO NOTHING", (view,))
            self._ask("DELETE FROM view_rows WHERE view = ?", (view,))
            statement = "INSERT INTO view_rows (view, name, value) VALUES (?, ?, ?)"
            self._tell(statement, [(view, name, kept[name]) for name in sorted(kept)])

    def view(self, view: str) -> Mapping[str, str]:
        return dict(self._ask("SELECT name, value FROM view_rows WHERE view = ? ORDER BY name", (view,)))

    def views(self) -> Sequence[str]:
        return [name for (name,) in self._ask("SELECT name FROM views ORDER BY name")]

    def drop_views(self) -> None:
        with self.writing():
            self._ask("DELETE FROM view_rows")
            self._ask("DELETE FROM views")
