"""Days of other calendars: the lunar Hijri (Umm al-Qura), the solar Hijri of Iran, the day numbers of spreadsheets.

Umm al-Qura is tabled from 1343 to 1500 AH (1924–2077); before it the arithmetical calendar stands in, which is within
two days of it (Reingold and Dershowitz, Calendrical Calculations, 4th ed. 2018, chapter 7).
"""

from __future__ import annotations

import datetime as dt

from hijridate import Hijri

_FIRST_TABLED = 1343
_SPREADSHEET = dt.date(1899, 12, 30)
_BEFORE = {1: 0, 2: 31, 3: 62, 4: 93, 5: 124, 6: 155, 7: 186, 8: 216, 9: 246, 10: 276, 11: 306, 12: 336}
"""Days of the solar year before each of its months: six of 31, five of 30, and one of 29 or 30."""


def from_hijri(year: int, month: int, day: int) -> dt.date:
    """The Gregorian day; raises ValueError for a day that no month has."""
    if not (1 <= month <= 12 and 1 <= day <= 30):
        raise ValueError("no such day")
    if year >= _FIRST_TABLED:
        try:
            there = Hijri(year, month, day).to_gregorian()
        except (ValueError, OverflowError):
            if day != 30:
                raise ValueError("no such day") from None
            there = Hijri(year, month, 29).to_gregorian()  # a month that others saw a day longer
            return dt.date(there.year, there.month, there.day) + dt.timedelta(1)
        return dt.date(there.year, there.month, there.day)
    number = (11 * year + 3) // 30 + 354 * year + 30 * month - (month - 1) // 2 + day - 385
    return dt.date.fromordinal(number + 1948439 - 1721425)


def hijri_span(year: int, month: int = 0) -> tuple[dt.date, dt.date]:
    """The days of a Hijri year or of one of its months, and one more on either side."""
    after = (year + 1, 1) if month in (0, 12) else (year, month + 1)
    day = dt.timedelta(1)
    if year >= 1500 and after[0] > 1500:
        return from_hijri(year, month or 1, 1) - day, from_hijri(year, 12, 29) + 2 * day
    return from_hijri(year, month or 1, 1) - day, from_hijri(*after, 1)


def from_solar(year: int, month: int, day: int) -> dt.date:
    """The Gregorian day of the calendar of Iran, by the cycle of 33 years (right from 1244 to 1500: 1865–2121)."""
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        raise ValueError("no such day")
    leaps = sum((year_ % 33) in (1, 5, 9, 13, 17, 22, 26, 30) for year_ in range(1, year % 33)) + year // 33 * 8
    new_year = 226894 + 365 * (year - 1) + leaps
    return dt.date.fromordinal(new_year + _BEFORE[month] + day)


def solar_span(year: int, month: int = 0) -> tuple[dt.date, dt.date]:
    """The days of a year of the calendar of Iran, or of one of its months."""
    after = (year + 1, 1) if month in (0, 12) else (year, month + 1)
    return from_solar(year, month or 1, 1), from_solar(*after, 1) - dt.timedelta(1)


def from_serial(number: int) -> dt.date:
    """The day that a spreadsheet counts from the end of 1899."""
    return _SPREADSHEET + dt.timedelta(number)
