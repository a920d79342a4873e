"""What can be decided about the record itself. None of it is ever in conflict: see ``settle``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """A case was opened: the first entry of its first log. The key in it is the one that the case trusts."""

    KIND: ClassVar[str] = "journal.case-opened"
    case: str
    title: str
    desk: str
    key: str
    recipient: str
    """Public age key to which slips are encrypted."""
    zone: str
    exercise: bool = False

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class LogBegun:
    """A desk began another log: a copy, a restored backup, a new key or a second desk. Its first entry.

    ``after``: the log that it carries on, with the number of its entries at that point; empty for a desk that joins.
    """

    KIND: ClassVar[str] = "journal.log-begun"
    case: str
    desk: str
    key: str
    why: Literal["copied", "joined", "new-key"]
    after: str = ""

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class KeyAdmitted:
    """The logs that this key signs belong to the case from now on."""

    KIND: ClassVar[str] = "journal.key-admitted"
    key: str
    desk: str

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class KeyWithdrawn:
    """What this key signs from ``since`` on is not trusted: it was lost, seized or copied."""

    KIND: ClassVar[str] = "journal.key-withdrawn"
    key: str
    since: datetime
    why: str

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class SlipWritten:
    """A slip was written. ``commitment``: HMAC-SHA-256 of what is on it under a salt that lies on the slip, in hex.

    ``sealed``: SHA-256 of the slip as it is kept, in hex. It tells nothing of what is on it, as sealing draws a new
    key each time, and lets anybody see that the slip is the one that was written.
    """

    KIND: ClassVar[str] = "journal.slip-written"
    slip: str
    commitment: str
    holds: Literal["name", "text", "file"]
    sealed: str = ""

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class SlipRead:
    """Somebody opened slips, for a purpose."""

    KIND: ClassVar[str] = "journal.slip-read"
    slips: tuple[str, ...]
    purpose: str

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class SlipWithdrawn:
    """A slip was destroyed; the commitment stays."""

    KIND: ClassVar[str] = "journal.slip-withdrawn"
    slip: str
    why: str

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class BulkImported:
    """A file came in: its hash, its rows, what read it, and the Merkle root over its rows (hex)."""

    KIND: ClassVar[str] = "journal.bulk-imported"
    name: str
    sha256: str
    rows: int
    reader: str
    root: str

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class EntryStruck:
    """An entry was a mistake of the desk: from now on it has no effect. It stays in the record."""

    KIND: ClassVar[str] = "journal.entry-struck"
    entry: str
    """Hash of the entry, in hex."""
    why: str

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class ConflictResolved:
    """Of decisions made on both sides without knowing of each other, a named person chose which stands.

    ``thing``: what was decided (``about`` of the entries); ``chosen``: hash of an entry of the log that stands.
    """

    KIND: ClassVar[str] = "journal.conflict-resolved"
    thing: str
    chosen: str
    why: str

    @property
    def about(self) -> str:
        return ""


EVENTS: tuple[type, ...] = (
    CaseOpened,
    LogBegun,
    KeyAdmitted,
    KeyWithdrawn,
    SlipWritten,
    SlipRead,
    SlipWithdrawn,
    BulkImported,
    EntryStruck,
    ConflictResolved,
)
