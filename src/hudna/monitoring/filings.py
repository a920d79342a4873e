"""What the sides file: their own ledgers and counts, and what they answer to each other's items.

Each is a side's own statement. Nothing here says that what a ledger lists happened, or that what it leaves out did not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from hudna.journal import instant_text
from hudna.monitoring.events import Span

UnitFiled = Literal["observed item", "incident", "complaint"]


def window_text(window: Span) -> str:
    """How a window is named."""
    return f"{instant_text(window.earliest)}--{instant_text(window.latest)}"


@dataclass(frozen=True, slots=True)
class OfWhich:
    """A part of a count that the side ascribes to somebody: 36 of its 38 according to ``whose`` account."""

    whose: str
    count: int


@dataclass(frozen=True, slots=True)
class LedgerFiled:
    """A side handed in its ledger for a window: how many it counts, and the file of them by its SHA-256.

    ``items``: how many items the file holds; it may be less than the count, and then both are told.
    """

    KIND: ClassVar[str] = "monitoring.ledger-filed"
    side: str
    window: Span
    count: int
    sha256: str
    items: int
    unit: UnitFiled = "incident"

    @property
    def about(self) -> str:
        return f"ledger/{self.side}/{window_text(self.window)}"


@dataclass(frozen=True, slots=True)
class DayCounted:
    """A side gave a number without items. ``confirmed``: how many of them, it says, the other side confirms.

    ``confirmed`` None: the side does not say. ``of_which``: parts of the count that it ascribes to others.
    """

    KIND: ClassVar[str] = "monitoring.day-counted"
    side: str
    window: Span
    count: int
    confirmed: int | None = None
    of_which: tuple[OfWhich, ...] = ()
    unit: UnitFiled = "incident"

    @property
    def about(self) -> str:
        return f"count/{self.side}/{window_text(self.window)}"


@dataclass(frozen=True, slots=True)
class ItemConfirmed:
    """``side`` confirms an item of the ledger that ``of`` filed.

    ``window``: of its ledger for that window alone, since sides number their items anew every day; None: of any.
    """

    KIND: ClassVar[str] = "monitoring.item-confirmed"
    side: str
    of: str
    item: str
    words: str = ""
    window: Span | None = None

    @property
    def about(self) -> str:
        return _answer(self)


@dataclass(frozen=True, slots=True)
class ItemDenied:
    """``side`` denies an item of the ledger that ``of`` filed; ``window`` as in a confirmation."""

    KIND: ClassVar[str] = "monitoring.item-denied"
    side: str
    of: str
    item: str
    words: str = ""
    window: Span | None = None

    @property
    def about(self) -> str:
        return _answer(self)


Filing = LedgerFiled | DayCounted | ItemConfirmed | ItemDenied
FILINGS: tuple[type, ...] = (LedgerFiled, DayCounted, ItemConfirmed, ItemDenied)


def _answer(event: ItemConfirmed | ItemDenied) -> str:
    tail = f"/{window_text(event.window)}" if event.window else ""
    return f"answer/{event.side}/{event.of}/{event.item}{tail}"
