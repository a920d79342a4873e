"""Merge two copies of a case: the union of what both hold. Nothing is overwritten; either order gives the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice

from hudna.ground import Fault
from hudna.journal.about import About, read_about
from hudna.journal.codec import Codec
from hudna.journal.faults import JOURNAL
from hudna.journal.keys import key_name
from hudna.journal.model import Row
from hudna.journal.report import Finding, LogReport, Report
from hudna.journal.store import Store, Tail
from hudna.journal.verify import case_of, verify_store

_CHUNK = 2000
_LEFT_OUT = ("entry-unsigned", "slip-unfit")


@dataclass(frozen=True, slots=True)
class Merged:
    """What came in: entries by log, heads, blobs and slips; slips destroyed because somebody had withdrawn them.

    ``left_out``: entries that no signed head covers, and slips that are not what was written; they were not taken.
    ``unadmitted``: logs whose keys nobody admitted, with their fingerprints; they are kept, and have no effect until
    somebody does.
    """

    entries: Mapping[str, int]
    heads: int
    blobs: int
    slips: int
    erased: int
    left_out: tuple[Finding, ...]
    unadmitted: Mapping[str, str]

    @property
    def is_nothing(self) -> bool:
        """Was everything there already?"""
        return not (self.entries or self.heads or self.blobs or self.slips or self.erased)


def merge(into: Store, other: Store, *, now: datetime, codec: Codec | None = None) -> Merged:
    """Take from another copy, which is verified first, what this one does not have; in one durable step.

    ``other``: a store, or what :func:`~hudna.journal.export.read_export` gave. ``codec``: also refuse what the rooms
    cannot read. Raises other-case, fork (two histories of one log), from-the-future, journal-newer, head-forged,
    chain-broken and what else makes the other copy unsound. Then both copies are as they were.
    """
    with other.reading():
        report = verify_store(other, now=now, codec=codec)
        left_out = _check(report)
        with into.writing():
            case = case_of(into, list(into.tails()))
            if case and case != report.case:
                what = f"This is the case {case}, the other copy is of {report.case or 'none'}."
                raise JOURNAL.fault("other-case", what)
            return _take(into, other, report, left_out)


def _check(report: Report) -> tuple[Finding, ...]:
    """Refuse an unsound copy; what is only not signed yet, and slips that were altered, are left out."""
    for finding in report.findings:
        if (finding.is_grave and finding.code not in _LEFT_OUT) or finding.code == "from-the-future":
            raise finding.fault()
    return tuple(finding for finding in report.findings if finding.is_grave or finding.code == "entry-unsigned")


def _take(into: Store, other: Store, report: Report, left_out: tuple[Finding, ...]) -> Merged:
    tails = into.tails()
    entries = {log.log: _take_log(into, other, log, tails.get(log.log)) for log in report.logs}
    heads = sum(_take_heads(into, other, log) for log in report.logs)
    have = set(into.blobs())
    blobs = [name for name in other.blobs() if name not in have]
    for name in blobs:
        into.put_blob(name, other.blob(name) or b"")
    about = read_about(into)
    slips, erased = _take_slips(into, other, about)
    strange = {log: key for log, key in about.keys.by_log.items() if key not in about.keys.trusted}
    return Merged(
        {log: count for log, count in entries.items() if count},
        heads,
        len(blobs),
        slips,
        erased,
        left_out,
        {log: key_name(key) for log, key in sorted(strange.items())},
    )


def _take_log(into: Store, other: Store, log: LogReport, tail: Tail | None) -> int:
    """Append what the other copy has more of one log, after the two were found to be one history so far."""
    have = tail.size if tail else 0
    common = min(have, log.signed)
    if common and _at(into, log.log, common - 1).hash != _at(other, log.log, common - 1).hash:
        raise _fork(into, other, log.log, common)
    for rows in _chunks(other.rows(log.log, common, log.signed)):
        into.add(rows)
    return max(log.signed - have, 0)


def _at(store: Store, log: str, seq: int) -> Row:
    return next(iter(store.rows(log, seq, seq + 1)))


def _fork(into: Store, other: Store, log: str, common: int) -> Fault:
    pairs = zip(into.rows(log, 0, common), other.rows(log, 0, common), strict=True)
    first = next(mine.seq for mine, theirs in pairs if mine.hash != theirs.hash)
    what = f"The two copies hold different entries as {log}/{first}."
    return JOURNAL.fault("fork", what, where=f"entry {log}/{first}")


def _take_heads(into: Store, other: Store, log: LogReport) -> int:
    have = {(head.size, head.signature) for head in into.heads(log.log)}
    new = [head for head in other.heads(log.log) if head.size <= log.signed and (head.size, head.signature) not in have]
    into.add_heads(new)
    return len(new)


def _take_slips(into: Store, other: Store, about: About) -> tuple[int, int]:
    gone, taken, erased = set(about.withdrawn), 0, 0
    for slip in other.slips():
        is_fit = slip.sealed is not None and sha256(slip.sealed).hexdigest() in about.sealed
        if slip.sealed is not None and is_fit and slip.name not in gone and into.slip(slip.name) is None:
            into.put_slip(slip.name, slip.sealed)
            taken += 1
    for name in sorted(gone):
        mine = into.slip(name)
        if mine is not None and mine.sealed is not None:
            into.erase_slip(name)
            erased += 1
    return taken, erased


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    source = iter(rows)
    while chunk := list(islice(source, _CHUNK)):
        yield chunk
