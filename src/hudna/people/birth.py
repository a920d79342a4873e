"""Read dates as lists write them: in any order, script and calendar, as a day, a month, a year or a range.

What is written leaves a span of days open: ``Dated.first`` to ``Dated.last``. A day of the Hijri calendar is told by
who saw the moon, so it becomes three days around that of Umm al-Qura; where day and month could be either, the span
holds both readings. The order is decided for a column, by the evidence of all its cells.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from hudna.people.calendars import from_hijri, from_serial, from_solar, hijri_span, solar_span
from hudna.people.words import digits, folded, is_unknown, months, said

Order = Literal["day-first", "month-first", "either"]
EARLIEST_YEAR = 1850
_EPOCH = dt.date(1970, 1, 1)
_TIME = re.compile(r"(?<=\d)[ t,]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(z|[ap]\.?m\.?|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)
_YMD = re.compile(r"(\d{4})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{1,2})")
_DMY = re.compile(r"(\d{1,2})\s*[-/.\\\s]\s*(\d{1,2})\s*[-/.\\\s]\s*(\d{4}|\d{2})")
_MY = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})")
_YM = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})")
_YEARS = re.compile(r"(\d{4})\s*[-/–—]\s*(\d{4}|\d{2})")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_GLUED = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
_ROUGHLY = re.compile(r"[~≈]\s*(\d{4})|(\d{4})\s*\?+")
_NUMBERS = re.compile(r"\d+")
_AGES = re.compile(r"(\d{1,3})(?:\.\d+)?(?:\s*[-–—]\s*(\d{1,3}))?\+?")


@dataclass(frozen=True, slots=True)
class Dated:
    """What a cell says: a span of days, or an age; or why it could not be read (a code of UNREAD).

    ``kind``: day, either (two readings), month, year, about, range, age, blank, unread.
    """

    kind: str
    first: dt.date | None = None
    last: dt.date | None = None
    age: tuple[int, int] | None = None
    code: str = ""


BLANK = Dated("blank")


@dataclass(frozen=True, slots=True)
class Habit:
    """How one column writes its dates. ``latest``: nobody on the list can have been born after it.

    ``calendar``: of years that could be of either Islamic calendar. ``two_digits``: may a year have two?
    """

    latest: dt.date
    order: Order = "either"
    calendar: Literal["hijri", "solar"] = "hijri"
    serials: bool = False
    new_year_is_year: bool = False


def habit_of(texts: Mapping[str, int], stated: Iterable[str], latest: dt.date) -> Habit:
    """How a column writes its dates, by the evidence of all its cells (text → how many) and by what is stated of it.

    Day first or month first where the days over 12 say so twenty times as often as not. Dates with points are day
    first, if nothing speaks against it. 1 January stands for the year alone where over a twentieth of all days are it.
    """
    stated = set(stated)
    first, second, dotted, serial, days, new_year = 0, 0, 0, 0, 0, 0
    for text, count in texts.items():
        text = _plain(text)
        if found := _DMY.fullmatch(text):
            first += count * (int(found[1]) > 12)
            second += count * (int(found[2]) > 12)
            dotted += count * ("." in text)
            new_year += count * (int(found[1]) == int(found[2]) == 1)
            days += count
        elif found := _YMD.fullmatch(text):
            new_year += count * (int(found[2]) == int(found[3]) == 1)
            days += count
        elif len(text) == 5 and text.isascii() and text.isdigit():
            serial += count
    order: Order = "either"
    if "day-first" in stated or "month-first" in stated:
        order = "day-first" if "day-first" in stated else "month-first"
    elif first > 20 * second or second > 20 * first:
        order = "day-first" if first > second else "month-first"
    elif dotted > 0.9 * days and not second:
        order = "day-first"
    persian = sum(count for text, count in texts.items() if any("\u06f0" <= char <= "\u06f9" for char in text))
    solar = "solar" in stated or ("hijri" not in stated and persian > 0.5 * sum(texts.values()))
    rests = days >= 20 and new_year > 0.05 * days
    return Habit(latest, order, "solar" if solar else "hijri", serial > 0, rests)


def read_date(text: str, habit: Habit) -> Dated:
    """Read one cell."""
    if is_unknown(text):
        return BLANK
    plain = _plain(text)
    found = _numeric(plain, habit) or _worded(plain, habit)
    if found is None:
        return Dated("unread", code="date-unreadable")
    if found.first is not None and found.last is not None:
        if found.first > habit.latest or found.first.year < EARLIEST_YEAR:
            return Dated("unread", code="date-implausible")
        if found.kind == "day" and habit.new_year_is_year and (found.first.month, found.first.day) == (1, 1):
            return _year(found.first.year)
    return found


def _plain(text: str) -> str:
    text = digits(text).strip().strip("'’`").strip()
    return _TIME.sub("", text).casefold().replace("ـ", "").removesuffix(".0")


def _numeric(text: str, habit: Habit) -> Dated | None:
    """Dates that are numbers and signs between them."""
    if found := _YMD.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
        return _day(year, day, month, habit) if month > 12 >= day else _day(year, month, day, habit)
    if found := _DMY.fullmatch(text):
        return _either(int(found[1]), int(found[2]), _whole_year(found[3], habit), habit)
    if found := _EIGHT.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
        if EARLIEST_YEAR <= year <= habit.latest.year and month <= 12:
            return _day(year, month, day, habit)
        return _either(int(text[:2]), int(text[2:4]), int(text[4:]), habit)
    if text.isdigit() and len(text) == 4:
        return _any_year(int(text), habit)
    if found := _MY.fullmatch(text):
        return _month(int(found[2]), int(found[1]), habit)
    if (found := _YEARS.fullmatch(text)) and (len(found[2]) == 4 or int(found[2]) > 12):
        last = int(found[2]) if len(found[2]) == 4 else int(found[1][:2] + found[2])
        return _span(_any_year(int(found[1]), habit), _any_year(last, habit))
    if found := _YM.fullmatch(text):
        return _month(int(found[1]), int(found[2]), habit)
    if habit.serials and text.isdigit() and len(text) == 5:
        counted = from_serial(int(text))
        return Dated("day", counted, counted)
    return None


def _whole_year(text: str, habit: Habit) -> int:
    """A year of two digits is the latest one that is not after everybody's birth."""
    if len(text) == 4:
        return int(text)
    year = habit.latest.year // 100 * 100 + int(text)
    return year if year <= habit.latest.year else year - 100


def _either(one: int, two: int, year: int, habit: Habit) -> Dated | None:
    """A date with the year last: which of the two others is the month?"""
    if not one or not two:
        return _day(year, two or one, 0, habit)
    if one > 12 and two > 12:
        return Dated("unread", code="date-impossible")
    if habit.order == "day-first" and two <= 12:
        return _day(year, two, one, habit)
    if habit.order == "month-first" and one <= 12:
        return _day(year, one, two, habit)
    if one > 12 or two > 12 or one == two:
        return _day(year, min(one, two) if one != two else one, max(one, two), habit)
    readings = (_day(year, two, one, habit), _day(year, one, two, habit))
    days = [day for reading in readings for day in (reading.first, reading.last) if day]
    return Dated("either", min(days), max(days)) if days else readings[0]


def _day(year: int, month: int, day: int, habit: Habit) -> Dated:
    """A day; a day or month of nought is not known."""
    if not day or not month:
        return _month(year, month, habit) if month else _any_year(year, habit)
    try:
        if _is_islamic(year):
            if habit.calendar == "solar":
                return Dated("day", there := from_solar(year, month, day), there)
            there = from_hijri(year, month, day)
            return Dated("day", there - dt.timedelta(1), there + dt.timedelta(1))
        return Dated("day", there := dt.date(year, month, day), there)
    except ValueError:
        return Dated("unread", code="date-impossible")


def _month(year: int, month: int, habit: Habit) -> Dated:
    try:
        if _is_islamic(year):
            return Dated("month", *(solar_span if habit.calendar == "solar" else hijri_span)(year, month))
        after = dt.date(year + month // 12, month % 12 + 1, 1)
        return Dated("month", dt.date(year, month, 1), after - dt.timedelta(1))
    except ValueError:
        return Dated("unread", code="date-impossible")


def _year(year: int, around: int = 0) -> Dated:
    return Dated("about" if around else "year", dt.date(year - around, 1, 1), dt.date(year + around, 12, 31))


def _any_year(year: int, habit: Habit, around: int = 0) -> Dated:
    if _is_islamic(year):
        first, last = (solar_span if habit.calendar == "solar" else hijri_span)(year)
        more = dt.timedelta(366 * around)
        return Dated("about" if around else "year", first - more, last + more)
    return _year(year, around) if around < year < 9990 else Dated("unread", code="date-implausible")


def _is_islamic(year: int) -> bool:
    return 1250 <= year <= 1500


def _span(one: Dated, other: Dated) -> Dated | None:
    if one.first is None or other.last is None or other.first is None or one.last is None:
        return None
    first, last = min(one.first, other.first), max(one.last, other.last)
    return Dated("range", first, last)


def _worded(text: str, habit: Habit) -> Dated | None:
    """Dates with words: names of months, “about”, “from … to …”, an era, an age."""
    if found := _ROUGHLY.fullmatch(text):
        return _any_year(int(found[1] or found[2]), habit, 2)
    words = folded(_GLUED.sub(" ", text)).split()
    month, rest, calendar = _named_month(words)
    numbers = [int(word) for word in rest if word.isdigit()]
    left = {word for word in rest if not word.isdigit()}
    joined = " ".join(word for word in rest if not word.isdigit())
    if calendar:
        habit = Habit(habit.latest, habit.order, calendar, habit.serials)
    if left & said("hijri") and not month and len(numbers) == 3:
        return _numeric(_of_words(left, text), habit)
    if month:
        return _with_month(numbers, month, habit)
    years = [number for number in numbers if 1250 <= number <= habit.latest.year]
    if len(years) == 2 == len(numbers) and left <= said("between") | said("about") | said("born"):
        return _span(_any_year(years[0], habit), _any_year(years[1], habit))
    eras = said("about") | said("born") | said("gregorian") | said("hijri") | {"in", "year", "سنه", "عام", "год", "an"}
    if len(years) == 1 == len(numbers) and (left <= eras or joined in said("born")):
        return _any_year(years[0], habit, 2 if left & said("about") else 0)
    if aged := read_age(text):
        return Dated("age", age=aged)
    return _numeric(_of_words(left, text), habit) if left and left <= eras else None


def _of_words(words: Iterable[str], text: str) -> str:
    """The text without words that say nothing of the date itself."""
    return "".join(char for char in text if not char.isalpha()).strip(" .,-/")


def _named_month(words: list[str]) -> tuple[int, list[str], Literal["", "hijri", "solar"]]:
    """The month that words name, all other words, and its calendar where that is no Gregorian one."""
    for size in (3, 2, 1):
        for at in range(len(words) - size + 1):
            name = " ".join(words[at : at + size])
            rest = words[:at] + words[at + size :]
            if number := months("months").get(name):
                return number, rest, ""
            if number := months("hijri_months").get(name):
                return number, rest, "hijri"
            if number := months("solar_months").get(name):
                return number, rest, "solar"
    return 0, words, ""


def _with_month(numbers: list[int], month: int, habit: Habit) -> Dated | None:
    days = [number for number in numbers if number <= 31]
    years = [number for number in numbers if number >= 1000]
    if len(numbers) == 1 and years:
        return _month(years[0], month, habit)
    if len(numbers) == 2 and len(days) == 1 and years:
        return _day(years[0], month, days[0], habit)
    if len(numbers) == 2 and not years:
        return _day(_whole_year(f"{numbers[1] % 100:02d}", habit), month, numbers[0], habit)
    return None


def read_age(text: str) -> tuple[int, int] | None:
    """The years of an age, from and to: 35, “35 سنة”, “30-35”, “8 months”; None for what is no age."""
    text = digits(text).casefold().strip()
    found = _AGES.match(text)
    words = folded(_AGES.sub(" ", text, count=1))
    if not found or not (words in said("years_old") | said("months_old") or not words):
        words = folded(_NUMBERS.sub(" ", text))
        found = _AGES.search(text)
        if not found or words not in said("years_old") | said("months_old"):
            return None
    low = int(found[1])
    high = int(found[2]) if found[2] else low
    if words in said("months_old"):
        return (low // 12, high // 12)
    return (low, high) if low <= high <= 120 else None
