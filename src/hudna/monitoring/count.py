"""Counts that can be defended: expected number, interval, unit, window, exposure; and what may be compared."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hudna.ground import Mark, decode, read_bytes
from hudna.monitoring.expect import interval
from hudna.monitoring.faults import MONITORING
from hudna.monitoring.model import Count, Exposure, Unit, Window


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two counts beside each other. ``difference`` of the expected values and whether the intervals overlap; ``ratio``
    is None where the second is zero; rates per hour watched where exposure is known for both."""

    first: Count
    second: Count
    difference: float
    ratio: float | None
    overlap: bool
    rates: tuple[float, float] | None


def compare(first: Count, second: Count) -> Comparison:
    """Set two counts beside each other. Raises count-mismatch unless unit, length of window and knowledge of
    exposure are the same: an observed item is not an incident, a week is not a month."""
    problems = []
    if first.unit != second.unit:
        problems.append(f"the units differ ({first.unit}, {second.unit})")
    if first.window.length != second.window.length:
        problems.append(f"the windows differ ({first.window.length}, {second.window.length})")
    if (first.exposure is None) != (second.exposure is None):
        problems.append("exposure is known for one only")
    if problems:
        raise MONITORING.fault("count-mismatch", f"Counts cannot be compared: {'; '.join(problems)}.")
    rates = None
    if first.exposure and second.exposure and first.exposure.hours_watched and second.exposure.hours_watched:
        rates = (first.value / first.exposure.hours_watched, second.value / second.exposure.hours_watched)
    ratio = first.value / second.value if second.value else None
    overlap = first.low <= second.high and second.low <= first.high
    return Comparison(first, second, first.value - second.value, ratio, overlap, rates)


def count(
    p: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    decided: int,
    window: Window,
    *,
    unit: Unit = "incident",
    exposure: Exposure | None = None,
) -> Count:
    """Count independent cases with probabilities ``p`` (and their bounds); see :mod:`hudna.monitoring.expect`."""
    lower, upper = interval(np.minimum(low, 1.0), np.minimum(high, 1.0))
    return Count(unit, window, float(np.sum(p)), lower, upper, decided, len(p), exposure)


def read_exposure(path: Path) -> Mapping[date, Exposure]:
    """Hours watched and denied by day, from a CSV. Raises exposure-unreadable with the line."""
    by_day: dict[date, Exposure] = {}
    lines = csv.DictReader(decode(read_bytes(path), str(path)).splitlines())
    if not {"date", "hours_watched"} <= set(lines.fieldnames or ()):
        raise MONITORING.fault("exposure-unreadable", "The header lacks date or hours_watched.", where=str(path))
    for row in lines:
        where = Mark(str(path), lines.line_num)
        try:
            day = date.fromisoformat(row["date"].strip())
            watched, denied = float(row["hours_watched"]), float(row.get("hours_denied") or 0)
        except (ValueError, AttributeError, TypeError):
            raise MONITORING.fault("exposure-unreadable", "The row is not a day with hours.", where=where) from None
        if not (0 <= watched < 1e6 and 0 <= denied < 1e6) or day in by_day:
            raise MONITORING.fault("exposure-unreadable", "Hours are impossible, or the day came before.", where=where)
        by_day[day] = Exposure(watched, denied)
    return by_day


def exposure_over(by_day: Mapping[date, Exposure] | None, first: date, last: date) -> Exposure | None:
    """The exposure of the days from ``first`` to ``last`` (both included), or None where that of a day is not known.

    A day that the file does not list was not one without watching: nobody has said.
    """
    if by_day is None:
        return None
    days = [e for day, e in by_day.items() if first <= day <= last]
    if len(days) != (last - first).days + 1:
        return None
    return Exposure(sum(e.hours_watched for e in days), sum(e.hours_denied for e in days))
