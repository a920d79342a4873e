"""What a verification found, and in words what it proves and what it does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hudna.ground import Fault
from hudna.journal.faults import JOURNAL
from hudna.journal.model import Head


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be: a code of the journal's faults, what it is, which entry it is about.

    ``entry``: ``log/seq``, or empty where it is about no single entry. ``is_grave``: the record cannot be relied on
    there; otherwise somebody should look, but what is recorded is as it was recorded.
    """

    code: str
    what: str
    entry: str = ""
    is_grave: bool = True

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return JOURNAL.remedies[self.code]

    def fault(self) -> Fault:
        """The same as a refusal."""
        return JOURNAL.fault(self.code, self.what, where=f"entry {self.entry}" if self.entry else "")


@dataclass(frozen=True, slots=True)
class LogReport:
    """One log: how many entries, their Merkle root, how many of them are under a good head, whose key it is.

    ``fingerprint``: of the key that signs the log; ``is_admitted``: the case trusts that key.
    """

    log: str
    size: int
    root: bytes
    signed: int
    head: Head | None
    fingerprint: str
    is_admitted: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a verification; ``findings`` in order of log and entry, those that concern no entry first."""

    case: str
    logs: Sequence[LogReport]
    findings: Sequence[Finding]
    proved: Sequence[str]
    not_proved: Sequence[str]

    @property
    def is_sound(self) -> bool:
        """Can the record be relied on, within what is said to be proved?"""
        return not any(finding.is_grave for finding in self.findings)

    @property
    def unsigned(self) -> tuple[str, ...]:
        """The entries, as ``log/seq``, from which on no head covers a log."""
        return first_unsigned(self.logs)

    @property
    def first_bad(self) -> str:
        """The first entry that cannot be relied on, as ``log/seq``; empty if there is none."""
        return next((finding.entry for finding in self.findings if finding.is_grave and finding.entry), "")

    def demand(self) -> None:
        """Raise the first grave finding as a fault."""
        for finding in self.findings:
            if finding.is_grave:
                raise finding.fault()


def first_unsigned(logs: Sequence[LogReport]) -> tuple[str, ...]:
    """The same of these logs."""
    return tuple(f"{log.log}/{log.signed}" for log in logs if log.signed < log.size)


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many}"


def words_proved(case: str, logs: Sequence[LogReport], trusted: str | None) -> tuple[str, ...]:
    """What a sound record proves."""
    entries, count = sum(log.signed for log in logs), counted(len(logs), "log", "logs")
    rest = sum(log.size - log.signed for log in logs)
    found = [
        f"{counted(entries, 'entry', 'entries')} in {count}: each is, to the letter, the one that the key of its log "
        "signed for.",
        "Within each log no entry was changed, added, taken out or moved before its last signed head.",
        "Where an entry names what its author had seen of other logs, that is what stands there.",
    ]
    if rest:
        found.append(f"{_rest(rest)}: each follows the one before it by its hash, so that no accident changed it.")
    if trusted:
        found.append(f"The case {case} was opened with the key {trusted} that you named.")
    else:
        found.append(f"The case {case} was opened with the key whose fingerprint its name ends in.")
    return tuple(found)


def words_not_proved(unsigned: Sequence[str]) -> tuple[str, ...]:
    """What no record proves by itself, and what this one does not prove yet."""
    if not unsigned:
        return NOT_PROVED
    what = (
        f"That the entries from {', '.join(unsigned)} on are those that the desk recorded, and all of them: they are "
        "not signed for yet, and whoever could write to this copy could have put others there or taken some away."
    )
    return (what, *NOT_PROVED)


def _rest(count: int) -> str:
    return f"{counted(count, 'entry', 'entries')} at the end {'is' if count == 1 else 'are'} not signed for yet"


NOT_PROVED = (
    "That what an entry says is true: only that it was recorded, under which office and which key.",
    "Whose a key is, unless its fingerprint was compared with its owner by another way.",
    "That nothing was taken off the end, or that no other copy has more: compare with a head that you kept.",
    "That clocks were right: both instants of an entry are what its desk wrote down.",
    "That bulk data whose hash is recorded is complete or true; a file that is here is the one recorded.",
    "What encrypted slips hold: that is checked against the record when they are opened.",
)
