"""What every deed is told: by whom, when it was true, when it is recorded, on whose clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hudna.ground import when
from hudna.house.faults import HOUSE
from hudna.monitoring import Span


@dataclass(frozen=True)
class Said:
    """``by``: an office or a code. ``at``: when it was true. ``now``: when it is recorded. ``zone``: of times given."""

    by: str
    at: datetime
    now: datetime
    zone: str

    def instant(self, text: str) -> datetime:
        """An instant on the wall clock of the zone; a day alone is its first, also where clocks skip midnight."""
        if len(text.strip()) <= 10:
            return when.day(text.strip(), self.zone).earliest
        return when.instant(text, self.zone)

    def span(self, first: str, until: str = "") -> Span:
        """From an instant until another; a day alone is the whole of it, and ``until`` a day includes that day."""
        begins = self.instant(first)
        last = (until or first).strip()
        ends = when.day(last, self.zone).latest if len(last) <= 10 else self.instant(last)
        return Span(begins, ends, self.zone)

    def number(self, text: str) -> int:
        """A whole number that was typed."""
        try:
            return int(text)
        except ValueError:
            raise HOUSE.fault("number-unreadable", f"“{text}” is no number.") from None
