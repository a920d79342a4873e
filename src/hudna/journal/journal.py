"""Append to a case and read it: decisions in, entries out, signed heads at intervals and on demand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from hudna.journal.codec import Codec, envelope, read_instant
from hudna.journal.faults import JOURNAL
from hudna.journal.keys import Signer
from hudna.journal.merkle import leaf
from hudna.journal.model import Decision, Entry, Head, Seen
from hudna.journal.order import in_order
from hudna.journal.store import Store, Tail
from hudna.journal.tip import Tip, read_tip

SKEW = timedelta(minutes=2)
"""A clock may be this much behind the last entry (it was set right): the entry then counts as one tick later."""
AHEAD = timedelta(minutes=5)
"""An entry may be this much ahead of our clock before it counts as coming from the future."""
_TICK = timedelta(microseconds=1)

Position = Mapping[str, int]
"""How many entries of each log there are: which state of the case somebody decided on."""


class Journal:
    """One copy of a case, and the log that this desk writes in it.

    ``log``: the log to append to; None for one who only reads. Every call of :meth:`append` is one durable step:
    all its entries are there when it returns, or none is. A signed head is part of the step unless the last one is
    younger than a second and fewer than 32 entries have come since; whoever ends calls :meth:`finish`.
    """

    def __init__(self, store: Store, codec: Codec, *, case: str, log: str | None = None, signer: Signer | None = None):
        self.store = store
        self.codec = codec
        self.case = case
        self.log = log
        self._signer = signer
        self._tip: Tip | None = None
        self._now: datetime | None = None
        self._of_others: dict[str, tuple[bytes, Seen]] = {}

    def take_up(self, log: str, signer: Signer) -> None:
        """From now on append to this log, and sign it with this key."""
        if (log, signer.key) != (self.log, self._signer and self._signer.key):
            self.finish()
            self._tip = None
        self.log, self._signer = log, signer

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
            self._tip = None
            raise

    def _append(self, decisions: Sequence[Decision], by: str, now: datetime, expected: Position | None) -> list[Entry]:
        assert self.log is not None
        tails = self.store.tails()
        if expected is not None and {log: tail.size for log, tail in tails.items()} != dict(expected):
            raise JOURNAL.fault("journal-moved", "Somebody recorded something in the meantime.")
        mine = tails.get(self.log)
        tip = self._tip_at(mine)
        recorded = _recorded(mine, tip, now)
        seen = self._seen(tails)
        prev, seq = tip.last.hex(), tip.frontier.size
        rows, entries, pen = [], [], self.codec.pen(self.log, seen, by)
        for decision in decisions:
            row = pen.write(decision, seq, prev, recorded)
            rows.append(row)
            at, last = decision.at, row.hash.hex()
            entries.append(Entry(self.log, seq, prev, seen, recorded, at, by, decision.behalf, decision.event, last))
            tip.frontier.add(row.hash)
            prev, seq, recorded = last, seq + 1, recorded + _TICK
        self.store.add(rows)
        tip.last, tip.recorded = bytes.fromhex(prev), recorded - _TICK
        if tip.is_due(now):
            tip.head = self._signed(tip, now)
            tip.is_new = False
        self._tip, self._now = tip, now
        return entries

    def _tip_at(self, tail: Tail | None) -> Tip:
        """The end of our log: as we left it, or where others went on or undid something, as it is. Ours no more."""
        assert self.log is not None
        assert self._signer is not None
        tip, self._tip = self._tip, None
        if tip and tail and tip.is_sure and tip.frontier.size == tail.size and tip.last == tail.last.hash:
            return tip
        return read_tip(self.store, self.case, self.log, self._signer.key, tail, tip)

    def _seen(self, tails: Mapping[str, Tail]) -> dict[str, Seen]:
        """What there is of the other logs under a head: what is not signed yet, a copy may never get to see."""
        return {log: seen for log, tail in tails.items() if log != self.log and (seen := self._covered(log, tail))}

    def _covered(self, log: str, tail: Tail) -> Seen | None:
        known = self._of_others.get(log)
        if known and known[0] == tail.last.hash:
            return known[1]
        head = self.store.last_head(log)
        if head is None or head.size < tail.size:
            last = next(self.store.rows(log, head.size - 1, head.size), None) if head and head.size > 0 else None
            return Seen(last.seq + 1, last.hash.hex()) if last else None
        self._of_others[log] = tail.last.hash, Seen(tail.size, tail.last.hash.hex())
        return self._of_others[log][1]

    def _signed(self, tip: Tip, now: datetime) -> Head:
        assert self._signer is not None
        head = self._signer.sign(self.case, tip.log, tip.frontier.size, tip.frontier.root(), now)
        self.store.add_heads([head])
        return head

    @property
    def unsigned(self) -> int:
        """How many entries stand after the last head, where this journal wrote them."""
        return self._tip.unsigned if self._tip else 0

    def sign(self, *, now: datetime) -> Head:
        """Sign a head of the log of this desk as it is. Raises key-lost and, where it was altered, chain-broken."""
        with self.store.writing():
            return self._sign(self._end(), now)

    def cover(self, *, now: datetime) -> Head | None:
        """The same only if entries stand after the last head, whoever left them so; gives the head that it signs."""
        with self.store.writing():
            tip = self._end()
            if tip.unsigned:
                return self._sign(tip, now)
            self._tip = tip
            return None

    def finish(self) -> None:
        """Sign for what was appended here and is under no head yet; at the end of one's work. Raises as ``sign``."""
        if self.unsigned and self._now:
            self.cover(now=self._now)

    def _end(self) -> Tip:
        if self.log is None or self._signer is None:
            raise JOURNAL.fault("key-lost", "This copy of the case has no key to sign with.")
        if self._tip:
            self._tip.is_sure = False  # somebody else may have signed
        return self._tip_at(self.store.tails().get(self.log))

    def _sign(self, tip: Tip, now: datetime) -> Head:
        head = tip.head = self._signed(tip, now)
        self._tip, tip.is_sure = tip, False  # the step that we are in may be undone
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


def _recorded(tail: Tail | None, tip: Tip, now: datetime) -> datetime:
    """The instant to record at: now, and never before the last entry of the log."""
    if tail is None:
        return now
    last = tip.recorded or read_instant(envelope(tail.last)["recorded"])
    if now > last:
        return now
    if now < last - SKEW:
        what = f"This machine's clock says {now:%Y-%m-%d %H:%M} UTC, the last entry is of {last:%Y-%m-%d %H:%M} UTC."
        raise JOURNAL.fault("clock-behind", what)
    return last + _TICK
