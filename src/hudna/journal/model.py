"""The nouns of the journal: entries, the rows that hold them, logs and their signed heads.

A *case* is one matter (a ceasefire from offer to proof). Every desk that works on it writes *logs* of its own, each a
chain of entries; the case is the union of its logs. An entry says what its author had seen of the other logs, so that
of any two entries it is known whether one could have known of the other. Two instants everywhere: ``at``, when a
thing was true, and ``recorded``, when it was written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, NamedTuple, Protocol, TypeVar

FORMAT = 1
"""The format of entries and stores that this Hudna writes; a higher one is refused (journal-newer)."""


class Event(Protocol):
    """What can be decided: a frozen dataclass in a room's ``events.py``, named in the past tense.

    Fields are str, bool, int, datetime (aware), another frozen dataclass of such fields, or a tuple, a mapping from
    str or an optional of these. Never a float (write a share as text) and never a person's name (write a slip).
    ``about`` names the one thing that is decided: two desks that decided differently on the same ``about`` without
    knowing of each other are in conflict. Empty: adding to a heap, never in conflict (evidence, a statement).
    """

    KIND: ClassVar[str]

    @property
    def about(self) -> str:
        """The one thing that is decided, as ``case/7/ruling``; empty where nothing is decided twice."""


E_co = TypeVar("E_co", bound=Event, covariant=True)


@dataclass(frozen=True, slots=True)
class Decision:
    """An event to be recorded: when it was true, and on whose behalf (a party, or nobody)."""

    event: Event
    at: datetime
    behalf: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """How much of another log an author had: its first ``size`` entries, the last of which has this hash."""

    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: who (``by``), when it was true and when it was recorded, on whose behalf, what.

    ``prev`` and ``hash`` are the Merkle leaf hashes (RFC 6962) of the entry before and of this one, in hex.
    ``by`` is an office or a code, never a person's name. ``seen``: other logs at the time of writing, by log.
    """

    log: str
    seq: int
    prev: str
    seen: Mapping[str, Seen]
    recorded: datetime
    at: datetime
    by: str
    behalf: str
    event: Event
    hash: str

    @property
    def ref(self) -> str:
        """How people refer to it: ``log/seq``."""
        return f"{self.log}/{self.seq}"

    @property
    def about(self) -> str:
        """The one thing that it decides; empty where it decides nothing that could be decided twice."""
        return self.event.about


class Row(NamedTuple):
    """An entry as it is kept: its place, its leaf hash (32 bytes) and its canonical text (UTF-8).

    A tuple, because a million of them are made to verify a large case.
    """

    log: str
    seq: int
    hash: bytes
    text: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """A signed statement: this log of this case has ``size`` entries, whose Merkle root is ``root``.

    ``root`` 32 bytes, ``key`` the raw Ed25519 public key (32 bytes), ``signature`` 64 bytes over the canonical text
    of all other fields. ``signed`` is when, by the signer's clock.
    """

    case: str
    log: str
    size: int
    root: bytes
    signed: datetime
    key: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Blob:
    """Bulk data that entries refer to by hash: ``name`` is the SHA-256 of ``data`` in hex."""

    name: str
    data: bytes
