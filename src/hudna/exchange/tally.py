"""A schedule as counts: how many people of each concern leave in each hand-over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hudna.exchange.situation import Concern


@dataclass(frozen=True)
class Tally:
    """``at``: the hand-overs of the schedule, in order. ``missing``: who would have to leave and does not.

    ``before``: when earlier hand-overs truly were, and who left in them.
    """

    at: Mapping[int, datetime]
    leaving: Mapping[int, Counter[Concern]]
    missing: Counter[Concern]
    before: Mapping[int, tuple[datetime, Counter[Concern]]]

    def count(self, hand_over: int, which: Callable[[Concern], bool]) -> int:
        """How many of some concerns leave in a hand-over."""
        return sum(number for concern, number in self.leaving[hand_over].items() if which(concern))

    def counts(self, which: Callable[[Concern], bool]) -> dict[int, int]:
        """How many of some concerns leave, by hand-over."""
        return {number: self.count(number, which) for number in self.at}

    def lacking(self, which: Callable[[Concern], bool]) -> int:
        """How many of some concerns would have to leave and do not."""
        return sum(number for concern, number in self.missing.items() if which(concern))


@dataclass(frozen=True)
class Finding:
    """What counts alone show to be against a term, in one hand-over; ``which``: whose concern it is."""

    guarantee: str
    term: str
    hand_over: int
    what: str
    which: Callable[[Concern], bool] | None = None
