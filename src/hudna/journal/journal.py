"""Append to a case and read it: decisions in, entries out, a signed head over every batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from hudna.journal.codec import Codec, envelope, read_instant
from hudna.journal.faults import JOURNAL
from hudna.journal.keys import Signer
from hudna.journal.merkle import Frontier, leaf
from hudna.journal.model import Decision, Entry, Head, Seen
from hudna.journal.order import in_order
from hudna.journal.store import Store, Tail

SKEW = timedelta(minutes=2)
"""A clock may be this much behind the last entry (it was set right): the entry then counts as one tick later."""
AHEAD = timedelta(minutes=5)
"""An entry may be this much ahead of our clock before it counts as coming from the future."""
_TICK = timedelta(microseconds=1)

Position = Mapping[str, int]
"""How many entries of each log there are: which state of the case somebody decided on."""


class _Grown(NamedTuple):
    """The tree as we left it, the leaf hash of the last entry in it and when that was recorded.

    What we wrote may have been undone since: it counts only where the last entry of the log is that very one.
    """

    log: str
    frontier: Frontier
    last: bytes
    recorded: datetime | None


class Journal:
    """One copy of a case, and the log that this desk writes in it.

    ``log``: the log to append to; None for one who only reads. Every call of :meth:`append` is one durable step:
    all its entries and the signed head over them are there when it returns, or none is.
    """

    def __init__(self, store: Store, codec: Codec, *, case: str, log: str | None = None, signer: Signer | None = None):
        self.store = store
        self.codec = codec
        self.case = case
        self.log = log
        self._signer = signer
        self._grown: _Grown | None = None

    def take_up(self, log: str, signer: Signer) -> None:
        """From now on append to this log, and sign it with this key."""
        self.log, self._signer, self._grown = log, signer, None

    def position(self) -> Position:
        """How many entries each log has now."""
        return {log: tail.size for log, tail in self.store.tails().items()}

    def append(
        self,
        decisions: Sequence[Decision],
        *,
        by: str,
        now: datetime,
        expected: Position | None = None,
    ) -> list[Entry]:
        """Record decisions, in order, as made by ``by`` and recorded at ``now``.

        ``expected``: the position that the decisions were made on. Raises journal-moved where the case has moved on
        since, clock-behind where ``now`` is before the last entry, from-the-future where a thing is said to have been
        true after now, event-unfit, key-lost where this copy cannot sign, and what the store raises.
        """
        if self.log is None or self._signer is None:
            raise JOURNAL.fault("key-lost", "This copy of the case has no key to sign with.")
        for decision in decisions:
            if decision.at > now + AHEAD:
                what = f"{decision.at:%Y-%m-%d %H:%M} UTC has not come yet; it is {now:%Y-%m-%d %H:%M} UTC."
                raise JOURNAL.fault("from-the-future", what, remedy="say when it was true; what is to come is a term.")
        try:
            with self.store.writing():
                return self._append(decisions, by, now, expected)
        except BaseException:
            self._grown = None
            raise

    def _append(self, decisions: Sequence[Decision], by: str, now: datetime, expected: Position | None) -> list[Entry]:
        assert self.log is not None
        assert self._signer is not None
        tails = self.store.tails()
        if expected is not None and {log: tail.size for log, tail in tails.items()} != dict(expected):
            raise JOURNAL.fault("journal-moved", "Somebody recorded something in the meantime.")
        mine = tails.get(self.log)
        recorded = _recorded(mine, self._grown, now)
        frontier = self._frontier(mine)
        seen = {log: Seen(tail.size, tail.last.hash.hex()) for log, tail in tails.items() if log != self.log}
        prev, seq = (mine.last.hash.hex(), mine.size) if mine else ("", 0)
        rows, entries, pen = [], [], self.codec.pen(self.log, seen, by)
        for decision in decisions:
            row = pen.write(decision, seq, prev, recorded)
            rows.append(row)
            at, last = decision.at, row.hash.hex()
            entries.append(Entry(self.log, seq, prev, seen, recorded, at, by, decision.behalf, decision.event, last))
            frontier.add(row.hash)
            prev, seq, recorded = last, seq + 1, recorded + _TICK
        self.store.add(rows)
        self.store.add_heads([self._signer.sign(self.case, self.log, seq, frontier.root(), now)])
        self._grown = _Grown(self.log, frontier, bytes.fromhex(prev), recorded - _TICK)
        return entries

    def _frontier(self, tail: Tail | None) -> Frontier:
        """The tree of this log, carried on from where we left it or built from the store."""
        assert self.log is not None
        grown = self._grown
        self._grown = None
        frontier = grown.frontier if grown and self._stands(grown, tail) else Frontier()
        if tail and frontier.size < tail.size:
            for row in self.store.rows(self.log, frontier.size):
                frontier.add(row.hash)
        return frontier

    def _stands(self, grown: _Grown, tail: Tail | None) -> bool:
        size = grown.frontier.size
        if tail is None or grown.log != self.log or not 0 < size <= tail.size:
            return False
        last = tail.last if size == tail.size else next(self.store.rows(grown.log, size - 1, size))
        return last.hash == grown.last

    def sign(self, *, now: datetime) -> Head:
        """Sign a head of the log of this desk as it is. Raises key-lost."""
        if self.log is None or self._signer is None:
            raise JOURNAL.fault("key-lost", "This copy of the case has no key to sign with.")
        with self.store.writing():
            tail = self.store.tails().get(self.log)
            frontier = self._frontier(tail)
            head = self._signer.sign(self.case, self.log, frontier.size, frontier.root(), now)
            self.store.add_heads([head])
            self._grown = _Grown(self.log, frontier, tail.last.hash if tail else b"", None)
        return head

    def entries(self, *, known_at: datetime | None = None) -> list[Entry]:
        """All entries of all logs, each after what its author had seen; those recorded up to ``known_at``.

        Raises chain-broken where the text of an entry is not what its hash and the one after it were made of: nobody
        is told who is bound by a record that was altered. Heads are looked at by ``verify_store`` alone.
        """
        with self.store.reading():
            logs = {log: self._read(log, known_at) for log in self.store.tails()}
            return list(in_order(logs))

    def _read(self, log: str, known_at: datetime | None) -> Iterator[Entry]:
        prev = ""
        for row in self.store.rows(log):
            entry = self.codec.read(row)
            if (entry.log, entry.seq, entry.prev) != (row.log, row.seq, prev) or leaf(row.text) != row.hash:
                what = "It is not what was recorded, or one before it is missing."
                raise JOURNAL.fault("chain-broken", what, where=f"entry {log}/{row.seq}")
            prev = entry.hash
            if known_at is not None and entry.recorded > known_at:
                return
            yield entry


def _recorded(tail: Tail | None, grown: _Grown | None, now: datetime) -> datetime:
    """The instant to record at: now, and never before the last entry of the log."""
    if tail is None:
        return now
    ours = grown.recorded if grown and grown.last == tail.last.hash else None
    last = ours or read_instant(envelope(tail.last)["recorded"])
    if now > last:
        return now
    if now < last - SKEW:
        what = f"This machine's clock says {now:%Y-%m-%d %H:%M} UTC, the last entry is of {last:%Y-%m-%d %H:%M} UTC."
        raise JOURNAL.fault("clock-behind", what)
    return last + _TICK
