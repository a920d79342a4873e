"""Two sides' counts beside each other, and what can be said of them together where they gave no items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hudna.monitoring.events import Span
from hudna.monitoring.faults import MONITORING
from hudna.monitoring.filings import DayCounted, LedgerFiled, OfWhich
from hudna.monitoring.ledgers import Ledgers


@dataclass(frozen=True, slots=True)
class SideCount:
    """One side's number.

    ``confirmed``: how many of them, as that side states it, the other confirms (None: it does not say); ``of_which``:
    how many it ascribes to somebody's account.
    """

    side: str
    count: int
    confirmed: int | None
    of_which: tuple[OfWhich, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class JointCount:
    """How many different events two counts speak of together, each event once.

    ``low``: if one ledger holds all that the other does. ``high``: if they share nothing. ``high_if_listed``: if what
    the one confirms of the other's it also lists in its own ledger. ``words`` say so, the same for both sides.
    """

    window: Span
    first: SideCount
    second: SideCount
    low: int
    high: int
    high_if_listed: int
    words: str


def side_count(counted: DayCounted | LedgerFiled) -> SideCount:
    """The number that a side gave, with a ledger or without."""
    if isinstance(counted, LedgerFiled):
        return SideCount(counted.side, counted.count, None, (), counted.unit)
    return SideCount(counted.side, counted.count, counted.confirmed, counted.of_which, counted.unit)


def joint_count(first: DayCounted | LedgerFiled, second: DayCounted | LedgerFiled) -> JointCount:
    """Set two sides' counts beside each other; swapping them swaps the sides and changes nothing else.

    Raises ledger-own for one side twice, count-mismatch where units or windows differ.
    """
    if first.side == second.side:
        raise MONITORING.fault("ledger-own", f"Both counts are by “{first.side}”.")
    if first.unit != second.unit or first.window != second.window:
        what = "The units differ" if first.unit != second.unit else "The windows differ"
        what = f"{what}: the two counts cannot be joined."
        raise MONITORING.fault("count-mismatch", what, remedy="set beside each other counts of one unit and window.")
    one, other = side_count(first), side_count(second)
    low, high = max(one.count, other.count), one.count + other.count
    shared = min(max(one.confirmed or 0, other.confirmed or 0), high - low)
    listed = isinstance(first, LedgerFiled) and isinstance(second, LedgerFiled)
    return JointCount(first.window, one, other, low, high, high - shared, _words(low, high, shared, listed))


def _words(low: int, high: int, shared: int, listed: bool) -> str:
    if low == high:
        return f"{low} event together." if low == 1 else f"{low} events together."
    text = f"From {low} to {high} events together"
    if listed:
        return f"{text}, by the numbers alone; the items of both, side by side, say more."
    text += ": without items nobody can tell how many stand in both ledgers."
    if shared:
        text += f" At most {high - shared} if the {shared} confirmed by the other side stand in its own ledger too."
    return text


def beside(ledgers: Ledgers) -> Iterator[JointCount]:
    """Every window for which two sides gave counts of one unit, in the order of time and of the sides' names.

    Where a side both filed a ledger and gave a count for a window, the count is taken, since it says what is confirmed.
    """
    for sides in _by_window(ledgers):
        for number, first in enumerate(sides):
            yield from (joint_count(first, second) for second in sides[number + 1 :])


def unpaired(ledgers: Ledgers) -> Iterator[DayCounted | LedgerFiled]:
    """What stands alone: the ledger or count of a side to which no other gave one for that window in that unit."""
    for sides in _by_window(ledgers):
        if len(sides) == 1:
            yield sides[0]


def _by_window(ledgers: Ledgers) -> Iterator[list[DayCounted | LedgerFiled]]:
    """What the sides gave for one window in one unit, by side; in the order of time."""
    given: dict[tuple[Span, str], dict[str, DayCounted | LedgerFiled]] = {}
    for entry in (*ledgers.filed.values(), *ledgers.counted.values()):
        event = entry.event
        assert isinstance(event, DayCounted | LedgerFiled)
        given.setdefault((event.window, event.unit), {})[event.side] = event
    for window, unit in sorted(given, key=lambda key: (key[0].earliest, key[0].latest, key[1])):
        yield [given[window, unit][side] for side in sorted(given[window, unit])]
