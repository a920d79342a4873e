"""One pass over one log: every entry and every head, as fast as its text can be read and written again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from hudna.ground import Fault
from hudna.journal.codec import Codec, envelope, read_instant
from hudna.journal.events import EVENTS, CaseOpened, KeyAdmitted, KeyWithdrawn, LogBegun, SlipWithdrawn, SlipWritten
from hudna.journal.journal import AHEAD
from hudna.journal.keys import is_signed
from hudna.journal.merkle import EMPTY, Frontier
from hudna.journal.model import Entry, Head, Row
from hudna.journal.report import Finding, counted
from hudna.journal.spelling import with_values
from hudna.journal.tip import LONGEST_UNSIGNED, MOST_UNSIGNED

_TOLD = 50
"""Findings told for one log; a log with more has one cause."""
_OWN = Codec(EVENTS)
_LOOKED_AT = frozenset(
    event.KIND for event in (CaseOpened, LogBegun, KeyAdmitted, KeyWithdrawn, SlipWritten, SlipWithdrawn)
)
_BEGIN = frozenset({CaseOpened.KIND, LogBegun.KIND})
_TICKS = timedelta(microseconds=MOST_UNSIGNED)
"""An entry counts as one tick later than the one before it, if the clock did not go on."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Walked:
    """What the pass over a log found.

    ``signed``: how many entries are under a good head; ``hashes``: the leaf hashes, 32 bytes each; ``seen``: what
    its entries say of other logs, with the first entry that says it; ``recorded``: the instants of the entries up to
    the first that has none, where there are other logs; ``own``: the entries about keys and slips.
    """

    log: str
    size: int = 0
    signed: int = 0
    root: bytes = EMPTY
    key: str = ""
    head: Head | None = None
    last_signed: datetime = _LONG_AGO
    hashes: bytearray = field(default_factory=bytearray)
    recorded: list[datetime] = field(default_factory=list)
    seen: dict[tuple[str, int, str], str] = field(default_factory=dict)
    own: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def find(self, code: str, what: str, seq: int, *, is_grave: bool = True) -> None:
        """Note something about the entry ``seq``."""
        if len(self.findings) < _TOLD:
            self.findings.append(Finding(code, what, f"{self.log}/{seq}", is_grave))


class Walk:
    """Walks one log of a case; ``codec``: to read every entry as the rooms do, which takes several times as long."""

    def __init__(self, log: str, *, case: str, codec: Codec | None, now: datetime, is_alone: bool = False) -> None:
        self.found = Walked(log)
        self._case = case
        self._codec = codec
        self._is_alone = is_alone
        self._limit = now + AHEAD
        self._trees = [Frontier()]
        self._before: tuple[str, ...] = ("",)
        self._recorded = self._recorded_under = _LONG_AGO
        self._seen: dict[str, Any] = {}
        self._is_lost = False
        self._broken_since_head = False

    def go(self, rows: Iterable[Row], heads: Iterable[Head]) -> Walked:
        """Look at every row and, where it belongs, at every head. Stops where an entry is missing."""
        found, waiting = self.found, iter(heads)
        head = self._up_to(0, next(waiting, None), waiting)
        for row, plain, recorded in with_values(rows):
            if row.seq != found.size or row.log != found.log:
                found.find("chain-broken", "It is missing.", found.size)
                self._is_lost = True
                break
            self._row(row, plain, recorded)
            if head is not None and head.size <= found.size:
                head = self._up_to(found.size, head, waiting)
        while head is not None:
            self._beyond(head)
            head = next(waiting, None)
        found.root = self._trees[0].root()
        if found.signed < found.size and not self._is_lost:
            self._unsigned(found.size - found.signed)
        return found

    def _unsigned(self, count: int) -> None:
        """The last entries are under no head: a desk leaves a few so for a moment, and no more."""
        found, head = self.found, self.found.head
        what = f"From here on {counted(count, 'entry has', 'entries have')} no signed head over them"
        if count > MOST_UNSIGNED:
            found.find("entry-unsigned", f"{what}; a desk leaves {MOST_UNSIGNED} so at most.", found.signed)
        elif head is None or self._is_late(head):
            found.find("entry-unsigned", f"{what}; so long after the last one a desk signs at once.", found.signed)
        else:
            found.find("entry-unsigned", f"{what} yet.", found.signed, is_grave=False)

    def _is_late(self, head: Head) -> bool:
        """Does the last entry say, for what that is worth, that a desk would have signed it with its step?"""
        if self._broken_since_head:
            return False
        since_head, since_entry = self._recorded - head.signed, self._recorded - self._recorded_under
        return since_head >= LONGEST_UNSIGNED + _TICKS and since_entry > _TICKS

    def _row(self, row: Row, plain: dict[str, Any] | None, recorded: datetime | None) -> None:
        found, kept = self.found, row.hash
        digest = sha256(b"\x00" + row.text).digest()  # leaf(), without the call
        if kept == digest:
            for tree in self._trees:
                tree.add(digest)
        else:
            found.find("chain-broken", "Its text is not the one that its hash was made of.", row.seq)
            self._grow_both(kept, digest)
        if plain is None:
            self._unreadable(row)
        else:
            self._read_row(row, plain, recorded, kept == digest)
        self._before = (digest.hex(),) if kept == digest else (digest.hex(), kept.hex())
        found.hashes += kept
        found.size += 1

    def _grow_both(self, kept: bytes, digest: bytes) -> None:
        """Either the text or the hash beside it was changed: the next head tells which."""
        if len(self._trees) == 1:
            self._trees.append(Frontier(self._trees[0].size, self._trees[0].peaks))
        self._trees[0].add(kept)
        self._trees[1].add(digest)
        self._broken_since_head = True

    def _read_row(self, row: Row, plain: dict[str, Any], recorded: datetime | None, is_whole: bool) -> None:
        found = self.found
        if plain["seq"] != row.seq or plain["log"] != row.log:
            found.find("chain-broken", f"It says that it is {plain['log']}/{plain['seq']}.", row.seq)
        if plain["prev"] not in self._before and is_whole:  # what an altered text says of others says nothing of them
            self._broken(row.seq)
        try:
            if recorded is None:
                recorded = read_instant(plain["recorded"])
                read_instant(plain["at"])
            if plain["seen"] != self._seen:
                self._look_round(row.seq, plain["seen"])
            if self._codec is not None:
                self._codec.entry(row, plain)
            if row.seq == 0 or plain["kind"] in _LOOKED_AT:
                self._look_at(row, plain)
        except Fault as fault:
            found.find(fault.code, fault.what, row.seq)
            return
        except (TypeError, ValueError, AttributeError) as error:
            found.find("entry-unreadable", f"It does not hold what an entry holds: {error}.", row.seq)
            return
        if recorded < self._recorded:
            found.find("chain-broken", "It says that it was recorded before the entry before it.", row.seq)
        elif recorded > self._limit:
            what = f"It says that it was recorded on {recorded:%Y-%m-%d at %H:%M} UTC, which has not come yet."
            found.find("from-the-future", what, row.seq, is_grave=False)
        self._recorded = recorded
        if not self._is_alone and len(found.recorded) == row.seq:
            found.recorded.append(recorded)

    def _broken(self, seq: int) -> None:
        """Whichever of two entries is not under a good head is the one in doubt."""
        self._broken_since_head = True
        if seq == 0:
            self.found.find("chain-broken", "It is not the first of its log.", 0)
        elif seq <= self.found.signed:
            self.found.find("chain-broken", f"It does not follow {self.found.log}/{seq - 1}.", seq)
        else:
            self.found.find("chain-broken", f"{self.found.log}/{seq} follows another entry than this one.", seq - 1)

    def _look_round(self, seq: int, seen: dict[str, Any]) -> None:
        for log, (size, last) in seen.items():
            is_fit = type(size) is int and type(last) is str and size > 0 and log != self.found.log
            if not is_fit or size < self._seen.get(log, (0,))[0]:
                raise ValueError(f"what it had seen of log {log}")
            self.found.seen.setdefault((log, size, last), f"{self.found.log}/{seq}")
        if self._seen.keys() - seen.keys():
            raise ValueError("it had seen less than the entry before it")
        self._seen = seen

    def _look_at(self, row: Row, plain: dict[str, Any]) -> None:
        if (plain["kind"] in _BEGIN) is not (row.seq == 0):
            raise ValueError("the first entry of a log begins it, and no other")
        entry = _OWN.entry(row, plain)
        event = entry.event
        if isinstance(event, CaseOpened | LogBegun):
            self.found.key = event.key
            if event.case != self._case:
                self.found.find("other-case", f"It belongs to the case {event.case}.", row.seq)
        self.found.own.append(entry)

    def _unreadable(self, row: Row) -> None:
        try:
            envelope(row)
            what, code = "Its text is not written in the one way that entries are written.", "entry-unreadable"
        except Fault as fault:
            what, code = fault.what, fault.code
        self.found.find(code, what, row.seq)

    def _up_to(self, size: int, head: Head | None, heads: Iterator[Head]) -> Head | None:
        """Look at the heads of at most this size; gives the first greater one."""
        while head is not None and head.size <= size:
            self._head(head, size)
            head = next(heads, None)
        return head

    def _head(self, head: Head, size: int) -> None:
        found = self.found
        if not self._is_good(head) or head.size != size or self._is_lost:
            return
        fits = [tree for tree in self._trees if tree.root() == head.root]
        if fits:
            self._trees = fits[:1]
            self._broken_since_head = False
            found.signed, found.head, self._recorded_under = size, head, self._recorded
            return
        self._is_lost = True
        if not self._broken_since_head:
            what = (
                f"It or one after it was changed or put there later: the head over {counted(size, 'entry', 'entries')}"
            )
            found.find("chain-broken", f"{what} was signed over others.", min(found.signed, max(size - 1, 0)))

    def _is_good(self, head: Head) -> bool:
        """Is it a head of this log by its key? Otherwise it says nothing about the entries."""
        found, what = self.found, f"The head over its log up to here, {head.size} entries,"
        if head.case != self._case or head.log != found.log or head.size < 0:
            found.find("head-forged", f"{what} is of another case or log.", max(head.size - 1, 0))
        elif not is_signed(head):
            found.find("head-forged", f"{what} does not bear a good signature.", max(head.size - 1, 0))
        elif found.size and head.key.hex() != found.key:
            found.find("head-forged", f"{what} was signed with another key than the log's.", max(head.size - 1, 0))
        else:
            found.last_signed = max(found.last_signed, head.signed)
            return True
        return False

    def _beyond(self, head: Head) -> None:
        """A head over more entries than there are."""
        if self._is_good(head) and not self._is_lost:
            self._is_lost = True
            what = f"It is missing: a head was signed over {counted(head.size, 'entry', 'entries')}"
            self.found.find("chain-broken", f"{what}, and there are {self.found.size}.", self.found.size)
