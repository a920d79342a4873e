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
    """By (side, window): the ledger filed and the count given last; by (side of the ledger, item): the answers.

    ``answers``: by who answers, to the item of whatever window; ``dated``: by who answers and the window of the ledger.
    """

    filed: dict[tuple[str, Span], Entry] = field(default_factory=dict)
    counted: dict[tuple[str, Span], Entry] = field(default_factory=dict)
    answers: dict[tuple[str, str], dict[str, Entry]] = field(default_factory=dict)
    dated: dict[tuple[str, str], dict[tuple[str, Span], Entry]] = field(default_factory=dict)
    void: list[Void] = field(default_factory=list)

    @property
    def sides(self) -> list[str]:
        """Every side that filed something, in the order of their names."""
        return sorted({side for side, _ in (*self.filed, *self.counted)})

    def answer(self, of: str, item: str, side: str, window: Span | None = None) -> Answer:
        """What ``side`` said last of an item of the ledger of ``of``: of that for the window, if one is named."""
        entry = self.answers.get((of, item), {}).get(side)
        said = {told: one for (who, told), one in self.dated.get((of, item), {}).items() if who == side}
        if window is not None:
            entry = said.get(window, entry)
        elif said:
            entry = [*said.values()][-1]
        if entry is None:
            return "no answer"
        return "confirmed" if isinstance(entry.event, ItemConfirmed) else "denied"

    def answers_of(self, side: str, to: str, window: Span | None = None) -> Mapping[str, Answer]:
        """What ``side`` answered to the items of the ledger of ``to``, by item: of that for the window, if named."""
        items = dict.fromkeys(item for of, item in (*self.answers, *self.dated) if of == to)
        told = {item: self.answer(to, item, side, window) for item in items}
        return {item: answer for item, answer in told.items() if answer != "no answer"}


def fold_ledgers(entries: Iterable[Entry], *, until: datetime | None = None) -> Ledgers:
    """What the sides have filed after these entries; what can have no effect is kept in ``void``. Never raises."""
    ledgers = Ledgers()
    for entry in entries:
        event = entry.event
        if type(event) not in _FILINGS or (until is not None and entry.at > until):
            continue
        assert isinstance(event, Filing)
        in_the_way = _obstacle(ledgers, event, entry.at)
        if in_the_way:
            ledgers.void.append(Void(entry, in_the_way.what))
        elif isinstance(event, LedgerFiled):
            ledgers.filed[event.side, event.window] = entry
        elif isinstance(event, DayCounted):
            ledgers.counted[event.side, event.window] = entry
        else:
            _answered(ledgers, event, entry)
    return ledgers


def _answered(ledgers: Ledgers, event: ItemConfirmed | ItemDenied, entry: Entry) -> None:
    """The last answer stands: one of a window for that window, one of none for all windows."""
    dated = ledgers.dated.get((event.of, event.item), {})
    if event.window is None:
        for key in [key for key in dated if key[0] == event.side]:
            del dated[key]
        ledgers.answers.setdefault((event.of, event.item), {})[event.side] = entry
    else:
        dated.pop((event.side, event.window), None)  # to the end: the last is the last said
        ledgers.dated.setdefault((event.of, event.item), dated)[event.side, event.window] = entry


def file_ledger(ledgers: Ledgers, *, ledger: LedgerFiled, by: str, at: datetime) -> tuple[Decision, ...]:
    """Take in a side's own ledger. Raises ledger-unfit."""
    return _decided(ledgers, ledger, at)


def count_day(ledgers: Ledgers, *, counted: DayCounted, by: str, at: datetime) -> tuple[Decision, ...]:
    """Take in a number that a side gives without items. Raises ledger-unfit."""
    return _decided(ledgers, counted, at)


def confirm_item(
    ledgers: Ledgers,
    *,
    side: str,
    of: str,
    item: str,
    words: str = "",
    window: Span | None = None,
    by: str,
    at: datetime,
) -> tuple[Decision, ...]:
    """A side confirms an item of another's ledger, for a window or of any. Raises ledger-own, ledger-missing."""
    return _decided(ledgers, ItemConfirmed(side, of, item, words, window), at)


def deny_item(
    ledgers: Ledgers,
    *,
    side: str,
    of: str,
    item: str,
    words: str = "",
    window: Span | None = None,
    by: str,
    at: datetime,
) -> tuple[Decision, ...]:
    """A side denies an item of another's ledger, for a window or of any. Raises ledger-own, ledger-missing."""
    return _decided(ledgers, ItemDenied(side, of, item, words, window), at)


def _decided(ledgers: Ledgers, event: Filing, at: datetime) -> tuple[Decision, ...]:
    in_the_way = _obstacle(ledgers, event, at)
    if in_the_way:
        raise MONITORING.fault(in_the_way.code, in_the_way.what)
    refuse_name_marks(event)
    return (Decision(event, at, event.side),)


def _obstacle(ledgers: Ledgers, event: Filing, at: datetime) -> Obstacle | None:
    if not event.side:
        return Obstacle("ledger-unfit", "No side is named.")
    if isinstance(event, ItemConfirmed | ItemDenied):
        if event.side == event.of:
            return Obstacle("ledger-own", f"“{event.side}” cannot answer to its own ledger.")
        if not event.item:
            return Obstacle("ledger-unfit", "No item is named.")
        if all(side != event.of for side, _ in ledgers.filed):
            return Obstacle("ledger-missing", f"“{event.of}” has filed no ledger.")
        if event.window is not None and (event.of, event.window) not in ledgers.filed:
            return Obstacle("ledger-missing", f"“{event.of}” has filed no ledger for that window.")
        return None
    return _unfit_window(event.window, at) or _unfit_numbers(event)


def _unfit_window(window: Span, at: datetime) -> Obstacle | None:
    try:
        when.zone(window.zone)
    except Fault as fault:
        return Obstacle("ledger-unfit", fault.what)
    if window.latest <= window.earliest:
        return Obstacle("ledger-unfit", "The window ends before it begins.")
    if window.earliest > at:
        return Obstacle("ledger-unfit", "The window had not begun when this was filed.")
    return None


def _unfit_numbers(event: LedgerFiled | DayCounted) -> Obstacle | None:
    if event.count < 0:
        return Obstacle("ledger-unfit", "The count is below nought.")
    if isinstance(event, LedgerFiled):
        if not _SHA256.match(event.sha256):
            return Obstacle("ledger-unfit", "The hash of the file is not a SHA-256 in 64 hex digits.")
        return None if event.items >= 0 else Obstacle("ledger-unfit", "The file has fewer than no items.")
    if any(not part.whose.strip() for part in event.of_which):
        return Obstacle("ledger-unfit", "A part of the count is ascribed to nobody.")
    parts = [part.count for part in event.of_which]
    if event.confirmed is not None:
        parts.append(event.confirmed)
    if any(not 0 <= part <= event.count for part in parts):
        return Obstacle("ledger-unfit", f"A part of the {event.count} is more than the whole, or below nought.")
    return None
