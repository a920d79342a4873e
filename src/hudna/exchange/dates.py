"""When hand-overs are: on the clock of the terms, no earlier than what they wait for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hudna.exchange.model import Actuals, HandOver
from hudna.exchange.terms import Terms


def wall_clock(instant: datetime, zone: str) -> datetime:
    """The instant on a zone's clock, without the zone: a day later is the same hour, also when clocks change."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def coming(terms: Terms, actuals: Actuals) -> Iterator[HandOver]:
    """The hand-overs that can be held from here on, each as early as can be; none once one waits for what is open."""
    zone = ZoneInfo(terms.zone)
    first = wall_clock(terms.batches.first, terms.zone)
    number = max((held.number for held in actuals.hand_overs), default=0)
    last = max((wall_clock(held.at, terms.zone) for held in actuals.hand_overs), default=None)
    while terms.batches.at_most is None or number < terms.batches.at_most:
        number += 1
        waited = [wait.until for wait in terms.waits if wait.batch <= number]
        bounds = [until for until in (*waited, actuals.not_before) if until is not None]
        if len(bounds) < len(waited) or None in waited:
            return
        earliest = max((wall_clock(bound, terms.zone) for bound in bounds), default=first)
        if last is not None:
            earliest = max(earliest, last + terms.batches.every)
        last = _on_the_grid(first, terms.batches.every, earliest)
        yield HandOver(number, last.replace(tzinfo=zone).astimezone(UTC))


def _on_the_grid(first: datetime, every: timedelta, earliest: datetime) -> datetime:
    steps = -(-(earliest - first) // every)
    return first + max(steps, 0) * every


def first_of_all(actuals: Actuals, hand_overs: tuple[HandOver, ...]) -> datetime:
    """When the exchange began, or will: its first hand-over."""
    return min(held.at for held in (*actuals.hand_overs, *hand_overs))
