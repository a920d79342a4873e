"""Ages as births: what an age leaves open at a day, and the day at which the ages of a list were stated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

LEAST_ROWS = 20
AGREEING = 0.9
"""Share of the rows with a day of birth and an age that one day must fit to be taken for that of the list."""


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years ago; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def births_at(day: dt.date, ages: tuple[int, int]) -> tuple[dt.date, dt.date]:
    """First and last day of birth of somebody who has one of these ages on a day."""
    return years_before(day, ages[1] + 1) + dt.timedelta(1), years_before(day, ages[0])


def day_of_ages(rows: Iterable[tuple[dt.date, int]]) -> dt.date | None:
    """The day at which ages were stated, from rows that tell a day of birth and an age; None where no day fits most.

    Each row leaves a year open. Where a list was drawn up on one day the years of all rows share it; taken is the
    middle of the days that most rows share.
    """
    turns: list[tuple[int, int]] = []
    count = 0
    for born, age in rows:
        first = years_before(born, -age)
        turns += [(first.toordinal(), 1), (years_before(born, -age - 1).toordinal(), -1)]
        count += 1
    if count < LEAST_ROWS:
        return None
    best, begin, end, inside = 0, 0, 0, 0
    turns.sort()
    for place, (day, turn) in enumerate(turns):
        inside += turn
        if inside > best:
            best, begin = inside, day
            end = turns[place + 1][0] if place + 1 < len(turns) else day
    return dt.date.fromordinal((begin + end) // 2) if best >= AGREEING * count else None
