"""Small cases to try things on: a desk or several, one clock, events that are about something or about nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hudna.journal import (
    EVENTS,
    BulkImported,
    CaseOpened,
    Codec,
    Decision,
    Entry,
    Event,
    Journal,
    KeyAdmitted,
    LogBegun,
    MemoryStore,
    Signer,
    SlipWritten,
    Store,
    fingerprint,
    merge,
)

NOON = datetime(2014, 1, 17, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ruled:
    """A decision about one thing."""

    KIND: ClassVar[str] = "test.ruled"
    case: int
    outcome: str

    @property
    def about(self) -> str:
        return f"case/{self.case}"


@dataclass(frozen=True, slots=True)
class Noted:
    """Something added to a heap."""

    KIND: ClassVar[str] = "test.noted"
    words: str

    @property
    def about(self) -> str:
        return ""


CODEC = Codec((*EVENTS, Ruled, Noted))


def signer(number: int) -> Signer:
    """The same key whenever it is asked for."""
    return Signer(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))


CASE = f"aleppo-{fingerprint(signer(1).key)}"


def entropy(seed: str = "salt") -> Callable[[int], bytes]:
    """Bytes that look random, and are the same every time."""
    state = [seed.encode()]

    def draw(size: int) -> bytes:
        state[0] = sha256(state[0]).digest()
        return (state[0] * (size // 32 + 1))[:size]

    return draw


@dataclass
class Desk:
    """One desk: its copy of the case, its key and its log."""

    number: int
    store: Store = field(default_factory=MemoryStore)
    now: datetime = NOON

    def __post_init__(self) -> None:
        self.signer = signer(self.number)
        self.journal = Journal(self.store, CODEC, case=CASE, log=f"desk-{self.number}", signer=self.signer)

    def tick(self, minutes: int = 1) -> datetime:
        self.now += timedelta(minutes=minutes)
        return self.now

    def record(self, *events: Event, by: str = "") -> list[Entry]:
        decisions = [Decision(event, self.now) for event in events]
        return self.journal.append(decisions, by=by or f"mediator-{self.number}", now=self.tick())

    def take(self, other: Desk) -> None:
        """Merge what the other desk has."""
        self.now = max(self.now, other.now)
        merge(self.store, other.store, now=self.now)


def opened(store: Store | None = None, *, recipient: str = "age1") -> Desk:
    """A case that desk 1 has just opened."""
    desk = Desk(1, store or MemoryStore())
    desk.record(CaseOpened(CASE, "Aleppo", "desk-1", desk.signer.key.hex(), recipient, "Asia/Damascus"))
    return desk


def joined(first: Desk, number: int, store: Store | None = None, *, admit: bool = True) -> Desk:
    """Another desk that joins the case, and that the first one admits."""
    desk = Desk(number, store or MemoryStore(), first.now)
    if admit:
        first.record(KeyAdmitted(desk.signer.key.hex(), f"desk-{number}"))
    desk.take(first)
    desk.record(LogBegun(CASE, f"desk-{number}", desk.signer.key.hex(), "joined"))
    first.take(desk)
    return desk


def slipped(desk: Desk, *names: str, sealed: bytes = b"sealed") -> None:
    """Slips with nothing to read on them, that a desk wrote."""
    desk.record(*[SlipWritten(name, "00" * 32, "name", sha256(sealed).hexdigest()) for name in names])
    with desk.store.writing():
        for name in names:
            desk.store.put_slip(name, sealed)


def small(store: Store | None = None) -> Desk:
    """A case of two desks, three batches and one file."""
    first = opened(store)
    second = joined(first, 2)
    second.record(Noted("a convoy waits at the bridge"), Ruled(1, "no violation"))
    first.take(second)
    data = b"day,place\n2014-01-17,Aleppo\n"
    name = sha256(data).hexdigest()
    with first.store.writing():
        first.store.put_blob(name, data)
        first.record(BulkImported("days.csv", name, 1, "csv", name))
    first.record(Ruled(2, "violation"), Noted("القافلة تنتظر"))
    return first
