"""The end of a desk's own log as the desk knows it: its tree, its last entry, the last head, and when one is due.

A signature costs a third of a durable step, so that not every step bears one. Nobody but the holder of the key can
put a head over what stands after the last one, and before doing so looks whether it fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hudna.ground import Fault
from hudna.journal.codec import envelope
from hudna.journal.faults import JOURNAL
from hudna.journal.keys import is_signed
from hudna.journal.merkle import Frontier, leaf
from hudna.journal.model import Head, Row
from hudna.journal.store import Store, Tail

MOST_UNSIGNED = 31
"""Entries that may stand after the last head: with one more the next is signed. A head for every 32 entries costs
each of them a hundredth of its step; twice as many would save half of that, and leave twice as much unsigned."""
LONGEST_UNSIGNED = timedelta(seconds=1)
"""How old the last head may be for an entry to go without: people decide more slowly, so that what they decide is
signed with its own step, and only what comes by the second waits."""

_NOT_YET = timedelta(0)


@dataclass(slots=True)
class Tip:
    """The end of a log. What was written may have been undone since: it counts only where the log still ends so.

    ``last``: the leaf hash of the last entry; ``recorded``: its instant, if we wrote it. ``head``: the last good one.
    ``is_sure``: nothing can have happened to that head; otherwise it is looked up again.
    """

    log: str
    frontier: Frontier
    last: bytes = b""
    recorded: datetime | None = None
    head: Head | None = None
    is_sure: bool = True
    is_new: bool = False

    @property
    def unsigned(self) -> int:
        """How many entries stand after the last head."""
        return self.frontier.size - (self.head.size if self.head else 0)

    def is_due(self, now: datetime) -> bool:
        """Is a head to be signed with this step? With the first of an opening in any case."""
        head = self.head
        if head is None or self.is_new:
            return True
        return self.unsigned > MOST_UNSIGNED or not _NOT_YET <= now - head.signed < LONGEST_UNSIGNED


def read_tip(store: Store, case: str, log: str, key: bytes, tail: Tail | None, known: Tip | None) -> Tip:
    """The end of a log as the store has it, carried on from what we knew of it.

    Raises chain-broken where what no head covers does not follow, or what one covers is not there: nobody signs on.
    """
    tip = known if known and _stands(store, known, tail) else Tip(log, Frontier(), is_new=known is None)
    size = tail.size if tail else 0
    head = _last_good(store, case, log, key, tip.head)
    covered = head.size if head else 0
    if covered > size:
        raise _broken(log, size, f"It is missing: a head was signed over {covered} entries, and there are {size}.")
    if tip.frontier.size < covered:
        for row in store.rows(log, tip.frontier.size, covered):
            tip.frontier.add(row.hash)
            tip.last = row.hash
    if head and tip.frontier.size == covered and tip.frontier.root() != head.root:
        raise _broken(log, covered - 1, f"It or one before it is not what the head over {covered} was signed over.")
    for row in store.rows(log, tip.frontier.size, size) if tip.frontier.size < size else ():
        _check(row, log, tip)
        tip.frontier.add(row.hash)
        tip.last, tip.recorded = row.hash, None
    if tip.frontier.size != size:
        raise _broken(log, tip.frontier.size, "It is missing.")
    tip.head, tip.is_sure = head, True
    return tip


def _stands(store: Store, tip: Tip, tail: Tail | None) -> bool:
    size = tip.frontier.size
    if tail is None or not 0 < size <= tail.size:
        return False
    last = tail.last if size == tail.size else next(store.rows(tip.log, size - 1, size))
    return last.hash == tip.last


def _last_good(store: Store, case: str, log: str, key: bytes, known: Head | None) -> Head | None:
    """The head over most entries that our key signed; ``known`` need not be looked at again."""

    def is_ours(head: Head) -> bool:
        return head == known or ((head.case, head.log, head.key) == (case, log, key) and is_signed(head))

    head = store.last_head(log)
    if head is None or is_ours(head):
        return head
    return next((one for one in reversed(list(store.heads(log))) if is_ours(one)), None)


def _check(row: Row, log: str, tip: Tip) -> None:
    """Raise chain-broken unless the row follows what is before it."""
    seq, prev = tip.frontier.size, tip.last.hex()
    try:
        plain = envelope(row)
    except Fault as fault:
        raise _broken(log, seq, fault.what) from None
    if leaf(row.text) != row.hash or (plain["log"], plain["seq"], plain["prev"]) != (log, seq, prev):
        raise _broken(log, seq, "It is not what was recorded, or one before it is missing; no head is signed over it.")


def _broken(log: str, seq: int, what: str) -> Fault:
    return JOURNAL.fault("chain-broken", what, where=f"entry {log}/{max(seq, 0)}")
