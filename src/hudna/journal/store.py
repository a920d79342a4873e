"""What a journal asks of the place that keeps it. One suite of tests runs over every store.

A store is dumb on purpose: it keeps rows, signed heads, blobs (bulk data by hash), slips (encrypted names) and the
settings of this copy. It knows neither events nor keys. Rows and heads are append-only at the store itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from hudna.journal.model import Head, Row


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of a log: how many entries it has, and the last of them."""

    size: int
    last: Row


@dataclass(frozen=True, slots=True)
class Slip:
    """An encrypted slip: what is written on it can be read only with a key of the case; None once withdrawn."""

    name: str
    sealed: bytes | None


class Store(Protocol):
    """Where a case is kept. Every method raises the journal's faults, never a library's own error."""

    def writing(self) -> AbstractContextManager[None]:
        """One writer at a time, over all processes; what is written inside is durable when it ends, all or nothing.

        Entered again inside itself by the same thread it joins: the inner one is a part of the outer one, only the end
        of the outermost makes anything durable, and an error that leaves it undoes all. Reading is allowed inside.
        """

    def reading(self) -> AbstractContextManager[None]:
        """What is read inside is of one instant, whoever writes meanwhile."""

    def tails(self) -> Mapping[str, Tail]:
        """The end of every log, by log."""

    def add(self, rows: Sequence[Row]) -> None:
        """Append rows; inside :meth:`writing`. Raises append-only where a place is taken."""

    def rows(self, log: str, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        """The rows [start, stop) of a log in order."""

    def add_heads(self, heads: Sequence[Head]) -> None:
        """Keep signed heads; inside :meth:`writing`. One that is there already is left."""

    def heads(self, log: str) -> Iterator[Head]:
        """The heads of a log, by size and then by when they were signed."""

    def last_head(self, log: str) -> Head | None:
        """The head of the greatest size."""

    def put_blob(self, name: str, data: bytes) -> None:
        """Keep bulk data under its SHA-256 in hex; inside :meth:`writing`."""

    def blob(self, name: str) -> bytes | None:
        """Bulk data by its hash."""

    def blobs(self) -> Iterator[str]:
        """The names of all blobs, in order."""

    def put_slip(self, name: str, sealed: bytes) -> None:
        """Keep an encrypted slip; inside :meth:`writing`. A withdrawn one is not brought back."""

    def slip(self, name: str) -> Slip | None:
        """A slip by name."""

    def slips(self) -> Iterator[Slip]:
        """All slips, in order of name."""

    def erase_slip(self, name: str) -> None:
        """Destroy what a slip holds, for good; that it was there remains. Inside :meth:`writing`.

        One that is not here is marked as withdrawn all the same: it is not to come in later with another copy.
        """

    def settings(self) -> Mapping[str, str]:
        """What this copy knows of itself (case, format, own log); not part of the record."""

    def put_settings(self, settings: Mapping[str, str]) -> None:
        """Set some of the settings; inside :meth:`writing`."""

    def put_view(self, view: str, rows: Iterable[tuple[str, str]]) -> None:
        """Replace a read model: (key, JSON) pairs; inside :meth:`writing`."""

    def view(self, view: str) -> Mapping[str, str]:
        """A read model as it was put, in order of key; empty if there is none."""

    def views(self) -> Sequence[str]:
        """The names of the read models."""

    def drop_views(self) -> None:
        """Drop every read model; inside :meth:`writing`."""

    def place(self) -> str:
        """What tells this copy from a copy of it: file, inode and machine, or server and database."""

    def check(self) -> Sequence[str]:
        """What is wrong with the store itself (damaged pages, triggers that are missing), in words; empty: nothing."""

    def close(self) -> None:
        """Let go of it."""
