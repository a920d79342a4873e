"""What the sides have filed, as the journal holds it: ledgers and counts by side and window, and their answers.

``Ledgers`` is the state, ``fold_ledgers`` makes it, and the acts below it add to it. A later filing of one side for one
window takes the place of the earlier, which stays in the journal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from hudna.ground import Fault, when
from hudna.journal import Decision, Entry
from hudna.monitoring.acts import refuse_name_marks
from hudna.monitoring.docket import Void
from hudna.monitoring.events import Span
from hudna.monitoring.faults import MONITORING
from hudna.monitoring.filings import DayCounted, Filing, ItemConfirmed, ItemDenied, LedgerFiled
from hudna.monitoring.procedure import Obstacle

Answer = Literal["confirmed", "denied", "no answer"]
_FILINGS = frozenset(get_args(Filing))
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(slots=True)
class Ledgers:
    """By (side, window): the ledger filed and the count given last; by (side of the ledger, item): the answers."""

    filed: dict[tuple[str, Span], Entry] = field(default_factory=dict)
    counted: dict[tuple[str, Span], Entry] = field(default_factory=dict)
    answers: dict[tuple[str, str], dict[str, Entry]] = field(default_factory=dict)
    void: list[Void] = field(default_factory=list)

    @property
    def sides(self) -> list[str]:
        """Every side that filed something, in the order of their names."""
        return sorted({side for side, _ in (*self.filed, *self.counted)})

    def answer(self, of: str, item: str, side: str) -> Answer:
        """What ``side`` said last of an item of the ledger of ``of``."""
        entry = self.answers.get((of, item), {}).get(side)
        if entry is None:
            return "no answer"
        return "confirmed" if isinstance(entry.event, ItemConfirmed) else "denied"

    def answers_of(self, side: str, to: str) -> Mapping[str, Answer]:
        """What ``side`` answered to the items of the ledger of ``to``, by item."""
        return {item: self.answer(of, item, side) for (of, item), by in self.answers.items() if of == to and side in by}


def fold_ledgers(entries: Iterable[Entry], *, until: datetime | None = None) -> Ledgers:
    """What the sides have filed after these entries; what can have no effect is kept in ``void``. Never raises."""
    ledgers = Ledgers()
    for entry in entries:
        event = entry.event
        if type(event) not in _FILINGS or (until is not None and entry.at > until):
            continue
        assert isinstance(event, Filing)
        in_the_way = _obstacle(ledgers, event)
        if in_the_way:
            ledgers.void.append(Void(entry, in_the_way.what))
        elif isinstance(event, LedgerFiled):
            ledgers.filed[event.side, event.window] = entry
        elif isinstance(event, DayCounted):
            ledgers.counted[event.side, event.window] = entry
        else:
            ledgers.answers.setdefault((event.of, event.item), {})[event.side] = entry
    return ledgers


def file_ledger(ledgers: Ledgers, *, ledger: LedgerFiled, by: str, at: datetime) -> tuple[Decision, ...]:
    """Take in a side's own ledger. Raises ledger-unfit."""
    return _decided(ledgers, ledger, at)


def count_day(ledgers: Ledgers, *, counted: DayCounted, by: str, at: datetime) -> tuple[Decision, ...]:
    """Take in a number that a side gives without items. Raises ledger-unfit."""
    return _decided(ledgers, counted, at)


def confirm_item(
    ledgers: Ledgers, *, side: str, of: str, item: str, words: str = "", by: str, at: datetime
) -> tuple[Decision, ...]:
    """A side confirms an item of another's ledger. Raises ledger-own, ledger-missing."""
    return _decided(ledgers, ItemConfirmed(side, of, item, words), at)


def deny_item(
    ledgers: Ledgers, *, side: str, of: str, item: str, words: str = "", by: str, at: datetime
) -> tuple[Decision, ...]:
    """A side denies an item of another's ledger. Raises ledger-own, ledger-missing."""
    return _decided(ledgers, ItemDenied(side, of, item, words), at)


def _decided(ledgers: Ledgers, event: Filing, at: datetime) -> tuple[Decision, ...]:
    in_the_way = _obstacle(ledgers, event)
    if in_the_way:
        raise MONITORING.fault(in_the_way.code, in_the_way.what)
    refuse_name_marks(event)
    return (Decision(event, at, event.side),)


def _obstacle(ledgers: Ledgers, event: Filing) -> Obstacle | None:
    if not event.side:
        return Obstacle("ledger-unfit", "No side is named.")
    if isinstance(event, ItemConfirmed | ItemDenied):
        if event.side == event.of:
            return Obstacle("ledger-own", f"“{event.side}” cannot answer to its own ledger.")
        if not event.item:
            return Obstacle("ledger-unfit", "No item is named.")
        if all(side != event.of for side, _ in ledgers.filed):
            return Obstacle("ledger-missing", f"“{event.of}” has filed no ledger.")
        return None
    return _unfit_window(event.window) or _unfit_numbers(event)


def _unfit_window(window: Span) -> Obstacle | None:
    try:
        when.zone(window.zone)
    except Fault as fault:
        return Obstacle("ledger-unfit", fault.what)
    return None if window.earliest < window.latest else Obstacle("ledger-unfit", "The window ends before it begins.")


def _unfit_numbers(event: LedgerFiled | DayCounted) -> Obstacle | None:
    if event.count < 0:
        return Obstacle("ledger-unfit", "The count is below nought.")
    if isinstance(event, LedgerFiled):
        if not _SHA256.match(event.sha256):
            return Obstacle("ledger-unfit", "The hash of the file is not a SHA-256 in 64 hex digits.")
        return None if event.items >= 0 else Obstacle("ledger-unfit", "The file has fewer than no items.")
    parts = [part.count for part in event.of_which]
    if event.confirmed is not None:
        parts.append(event.confirmed)
    if any(not 0 <= part <= event.count for part in parts):
        return Obstacle("ledger-unfit", f"A part of the {event.count} is more than the whole, or below nought.")
    return None
