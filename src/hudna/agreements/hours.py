"""Hours: the parts of a stretch of time in which the hours of the day of a clause run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from hudna.agreements.model import Span
from hudna.agreements.term import Period
from hudna.ground import when


def common(one: Sequence[Period], other: Sequence[Period]) -> list[Period]:
    """The time that two lists of disjoint half-open periods, each in order, have in common."""
    found: list[Period] = []
    i = j = 0
    while i < len(one) and j < len(other):
        low, high = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if low < high:
            found.append((low, high))
        if one[i][1] <= other[j][1]:
            i += 1
        else:
            j += 1
    return found


def joined(periods: Iterable[Period]) -> list[Period]:
    """Periods in order, those that touch or overlap made one."""
    found: list[Period] = []
    for low, high in sorted(periods):
        if found and low <= found[-1][1]:
            found[-1] = found[-1][0], max(high, found[-1][1])
        else:
            found.append((low, high))
    return found


def open_hours(spans: Sequence[tuple[Span, str]], begins: datetime, ends: datetime) -> list[Period]:
    """The hours of the day that the spans (each with its named zone) give between two instants.

    A day whose clocks are changed has an hour more or less; 24:00 closes at midnight.
    """
    windows: list[Period] = []
    for span, zone in spans:
        windows += when.daily_windows(begins, ends, _clock(span.opens), _clock(span.closes), zone)
    return joined(windows)


def _clock(text: str) -> time:
    return time(int(text[:2]) % 24, int(text[3:]))
